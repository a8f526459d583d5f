from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kiosk import wording
from kiosk.language import CHINESE

LAST = datetime(2026, 11, 27, 15, 59, 59, tzinfo=UTC)  # the last second of 27 November in the county

LEFT = [  # now (UTC), what remains
    (datetime(2026, 11, 23, 4, 0, tzinfo=UTC), "还剩4天"),
    (datetime(2026, 11, 26, 15, 59, tzinfo=UTC), "还剩1天"),  # 23:59 of the 26th
    (datetime(2026, 11, 26, 16, 0, tzinfo=UTC), "今天截止"),  # midnight: the 27th has begun
    (datetime(2026, 11, 27, 15, 59, tzinfo=UTC), "今天截止"),
    (datetime(2026, 11, 27, 16, 0, tzinfo=UTC), ""),
]


@pytest.mark.parametrize(("now", "text"), LEFT)
def test_days_left_are_days_of_the_county(now: datetime, text: str) -> None:
    assert wording.days_left(LAST, now, CHINESE) == text


def test_period_says_where_it_stands() -> None:
    first, last = date(2026, 11, 23), date(2026, 11, 27)
    assert (
        wording.notice_period(first, last, date(2026, 11, 22), CHINESE) == "公示期 2026年11月23日至11月27日（尚未开始）"
    )
    assert (
        wording.notice_period(first, last, date(2026, 11, 25), CHINESE) == "公示期 2026年11月23日至11月27日（还剩2天）"
    )
    assert (
        wording.notice_period(first, last, date(2026, 11, 27), CHINESE) == "公示期 2026年11月23日至11月27日（今天截止）"
    )
    assert (
        wording.notice_period(first, last, date(2026, 11, 28), CHINESE) == "公示期 2026年11月23日至11月27日（已经结束）"
    )


def test_period_over_new_year_names_both_years() -> None:
    text = wording.notice_period(date(2026, 12, 28), date(2027, 1, 5), date(2027, 1, 4), CHINESE)
    assert text == "公示期 2026年12月28日至2027年1月5日（还剩1天）"


def test_midnight_belongs_to_the_new_day() -> None:
    assert wording.minute(datetime(2026, 11, 22, 16, 0, tzinfo=UTC), CHINESE) == "2026年11月23日 00:00"


def test_last_years_minute_names_its_year() -> None:
    moment = datetime(2026, 12, 31, 15, 0, tzinfo=UTC)
    assert wording.recent_minute(moment, datetime(2026, 12, 31, 15, 30, tzinfo=UTC), CHINESE) == "12月31日 23:00"
    assert wording.recent_minute(moment, datetime(2026, 12, 31, 16, 30, tzinfo=UTC), CHINESE) == "2026年12月31日 23:00"


def test_weekday() -> None:
    assert wording.weekday(date(2026, 11, 22), CHINESE) == "星期日"


@pytest.mark.parametrize(("count", "text"), [(300, "1 KB"), (340_000, "340 KB"), (1_240_000, "1.2 MB")])
def test_size(count: int, text: str) -> None:
    assert wording.size(count) == text
