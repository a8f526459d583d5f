"""Legal limits in days, against days counted by hand on the State Council's calendar of 2026."""

from __future__ import annotations

from datetime import date

import pytest

from content.disclosure import TimeLimit
from content.hub.deadlines.workdays import published_calendar
from content.hub.disclosures.workdays import counted
from content.terms import DayKind

# 国务院办公厅关于2026年部分节假日安排的通知 (国办发明电〔2025〕7号)
DAYS = [
    (date(2026, 1, 1), False),  # 元旦
    (date(2026, 1, 4), True),  # a Sunday that is worked
    (date(2026, 2, 16), False),  # 春节, a Monday
    (date(2026, 2, 28), True),  # a Saturday that is worked
    (date(2026, 9, 20), True),  # a Sunday that is worked
    (date(2026, 9, 25), False),  # 中秋, a Friday
    (date(2026, 10, 7), False),  # 国庆, a Wednesday
    (date(2026, 10, 10), True),  # a Saturday that is worked
    (date(2026, 11, 28), False),  # a Saturday
]


@pytest.mark.parametrize(("day", "worked"), DAYS)
def test_the_calendar_is_the_state_councils(day: date, worked: bool) -> None:
    assert published_calendar().is_workday(day) is worked


CASES = [  # days, counted in, begins, ended, due, used
    (5, DayKind.WORKDAY, date(2026, 11, 23), None, date(2026, 11, 30), None),  # Monday: Tue…Fri, Mon
    (5, DayKind.WORKDAY, date(2026, 9, 29), date(2026, 10, 9), date(2026, 10, 12), 3),  # 9-30, 10-8, 10-9 used
    (1, DayKind.WORKDAY, date(2026, 2, 14), None, date(2026, 2, 24), None),  # 春节 lasts until 2-23
    (30, DayKind.CALENDAR_DAY, date(2026, 11, 2), date(2026, 11, 20), date(2026, 12, 2), 18),
    (30, DayKind.CALENDAR_DAY, date(2026, 9, 3), None, date(2026, 10, 8), None),  # 10-3 is a holiday: its end counts
    (10, DayKind.WORKDAY, date(2026, 11, 23), date(2026, 11, 23), date(2026, 12, 7), 0),  # the same day
]


@pytest.mark.parametrize(("days", "kind", "begins", "ended", "due", "used"), CASES)
def test_due_day_and_days_used(
    days: int, kind: DayKind, begins: date, ended: date | None, due: date, used: int | None
) -> None:
    found = counted(TimeLimit(days=days, counted_in=kind, begins_on=begins, ended_on=ended), published_calendar())
    assert (found.due_on, found.days_used) == (due, used)


def test_beyond_the_calendar_nothing_is_claimed() -> None:
    limit = TimeLimit(days=20, counted_in=DayKind.WORKDAY, begins_on=date(2043, 9, 1), ended_on=date(2043, 9, 9))
    assert counted(limit, published_calendar()) == limit
