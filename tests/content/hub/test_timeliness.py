"""栏目时效灯 and 公示期执行: dates by hand, the tree of units in few queries, pages that need no colour."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from content.hub.deadlines.columns import Light, light_of
from content.hub.deadlines.command import clocks
from content.hub.deadlines.notices import Kept, Run, kept
from content.hub.deadlines.rules import Rule, Unit
from content.hub.deadlines.workdays import published_calendar
from content.record import COUNTY_TIME
from content.terms import Level, SixOpen, Window
from tests.content.hub.conftest import Hub

QUARTER = Rule(unit=Unit.QUARTER, count=1, label="")
MONTH = Rule(unit=Unit.MONTH, count=1, label="")
WORKDAYS = Rule(unit=Unit.WORKING_DAY, count=20, label="")
TODAY = datetime.now(COUNTY_TIME).date()

LIGHTS = [  # rule, last disclosure, today, warn days → light, due, days left, words
    (QUARTER, date(2026, 8, 31), date(2026, 11, 14), 15, Light.GREEN, date(2026, 11, 30), 16, "按时，还有 16 天"),
    (QUARTER, date(2026, 8, 31), date(2026, 11, 15), 15, Light.AMBER, date(2026, 11, 30), 15, "将到期，还有 15 天"),
    (QUARTER, date(2026, 8, 31), date(2026, 11, 30), 15, Light.AMBER, date(2026, 11, 30), 0, "将到期，今天到期"),
    (QUARTER, date(2026, 8, 31), date(2026, 12, 1), 15, Light.RED, date(2026, 11, 30), -1, "已超期 1 天"),
    (MONTH, date(2026, 1, 31), date(2026, 2, 28), 0, Light.AMBER, date(2026, 2, 28), 0, "将到期，今天到期"),
    # 国庆 2026: 1 to 7 October off, the 10th made up. 28, 29, 30 September, 8 to 10 October, then 12 to 16, 19 to 23,
    # 26 to 29: 3 + 3 + 5 + 5 + 4 = 20.
    (WORKDAYS, date(2026, 9, 25), date(2026, 10, 30), 7, Light.RED, date(2026, 10, 29), -1, "已超期 1 天"),
    (QUARTER, None, date(2026, 11, 29), 15, Light.RED, None, None, "从未公开"),
]


@pytest.mark.parametrize(("rule", "last", "today", "warn", "light", "due", "left", "words"), LIGHTS)
def test_a_light(
    rule: Rule, last: date | None, today: date, warn: int, light: Light, due: date | None, left: int | None, words: str
) -> None:
    found = light_of(last, rule, today, published_calendar(), warn)
    assert (found.light, found.due, found.days_left, found.in_words) == (light, due, left, words)


def test_every_light_has_a_shape_and_a_word_of_its_own() -> None:
    signs = [light_of(last, QUARTER, date(2026, 11, 29), published_calendar(), 15) for last in (
        date(2026, 8, 1), date(2026, 9, 1), date(2026, 11, 1))]  # fmt: skip
    assert len({one.shape for one in signs}) == len({one.in_words[:2] for one in signs}) == 3


D = date(2026, 12, 1)
RUNS = [  # planned first and last day, kept until, up, down, today → late up, early down, late down, days left
    ("as it should be", Run(D, D + timedelta(6), None, D, D + timedelta(7)), D + timedelta(9), Kept(0, 0, 0, -3)),
    ("up a day late", Run(D, D + timedelta(6), None, D + timedelta(1), D + timedelta(7)), D + timedelta(9), Kept(1, 0, 0, -3)),
    ("down on its last day", Run(D, D + timedelta(6), None, D, D + timedelta(6)), D + timedelta(9), Kept(0, 1, 0, -3)),
    ("down after two days", Run(D, D + timedelta(6), None, D, D + timedelta(2)), D + timedelta(2), Kept(0, 5, 0, 4)),
    ("down two days late", Run(D, D + timedelta(6), None, D, D + timedelta(9)), D + timedelta(9), Kept(0, 0, 2, -3)),
    ("still up three days after", Run(D, D + timedelta(6), None, D, None), D + timedelta(10), Kept(0, 0, 3, -4)),
    ("may stay until the tenth day", Run(D, D + timedelta(6), D + timedelta(9), D, None), D + timedelta(10), Kept(0, 0, 0, -4)),
    ("runs", Run(D, D + timedelta(6), None, D, None), D + timedelta(3), Kept(0, 0, 0, 3)),
    ("its last day", Run(D, D + timedelta(6), None, D, None), D + timedelta(6), Kept(0, 0, 0, 0)),
    ("not yet up, not yet due", Run(D, D + timedelta(6)), D - timedelta(2), Kept(0, 0, 0, 8)),
    ("should be up since two days", Run(D, D + timedelta(6)), D + timedelta(2), Kept(2, 0, 0, 4)),
    ("never went up", Run(D, D + timedelta(6)), D + timedelta(30), Kept(7, 0, 0, -24)),
]  # fmt: skip


@pytest.mark.parametrize(("run", "today", "expected"), [row[1:] for row in RUNS], ids=[row[0] for row in RUNS])
def test_a_notice(run: Run, today: date, expected: Kept) -> None:
    assert kept(run, today) == expected


# --- packs --------------------------------------------------------------------------------------------


def pack(folder: Path, text: str) -> Path:
    file = folder / "county.toml"
    file.write_text(f'level = "county"\nname = "清源县"\n{text}', "utf-8")
    return file


def test_the_national_pack_names_a_law_for_every_column() -> None:
    here = clocks()
    assert here.columns["village-affairs"].levels == (Level.VILLAGE,)
    assert here.columns["village-affairs"].six_open == (SixOpen.VILLAGE,)
    assert here.rules[here.columns["village-affairs"].clock].basis == "村民委员会组织法第三十条"
    assert here.rules[here.columns["village-review"].clock].count == 12
    assert all(here.rules[column.clock].basis for column in here.columns.values())


def test_a_county_makes_a_column_monthly_and_adds_one(tmp_path: Path) -> None:
    own = (
        '[columns.village-finance]\nclock = "monthly"\n[columns.guides]\nlabel = "办事指南"\nlevels = ["department"]\n'
    )
    here = clocks([pack(tmp_path, own + 'windows = ["services"]\nclock = "half-yearly"\n')])
    assert (here.columns["village-finance"].clock, here.columns["village-finance"].label) == ("monthly", "村务财务")
    assert here.columns["guides"].windows == (Window.SERVICES,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[columns.village-finance]\nclock = "weekly"\n', "no rule 'weekly'"),
        ('[columns.village-finance]\nclock = "5wd-notice"\n', "notice period"),
        ('[columns.x]\nlabel = "空"\nlevels = ["village"]\nclock = "monthly"\n', "nothing belongs to it"),
        ('[columns.x]\nlabel = "空"\nlevels = ["street"]\nclock = "monthly"\ngenres = ["a"]\n', "street"),
        ("[columns.village-finance]\nwarn_days = -1\n", "warn_days"),
    ],
)
def test_a_wrong_column_is_refused_by_name(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as caught:
        clocks([pack(tmp_path, text)])
    assert "清源县" in str(caught.value)


# --- the tree -----------------------------------------------------------------------------------------


def published(page: Any, days_ago: int) -> None:
    """As if this page had become public so many days ago."""
    type(page).objects.filter(pk=page.pk).update(last_published_at=datetime.now(COUNTY_TIME) - timedelta(days=days_ago))


def released(hub: Hub, unit: str, days_ago: int, **fields: Any) -> Any:
    from content.hub.disclosures.models import Registration

    page = Registration.objects.get(pk=hub.released(unit=unit, **fields).disclosure).page
    published(page, days_ago)
    return page


def test_lights_of_a_tree_from_the_last_disclosure_of_each_column(hub: Hub) -> None:
    from content.hub.timeliness.columns import lights

    ledger = released(hub, "t01-v01", 400, six_open=SixOpen.VILLAGE)
    type(ledger).objects.filter(pk=ledger.pk).update(genre="村务财务季度公开")  # its accounts are another test's
    released(hub, "t01-v01", 30, six_open=SixOpen.VILLAGE)
    released(hub, "d01", 170, window=Window.ENQUIRY)
    hub.draft(unit="t01", window=Window.ENQUIRY)  # was never released
    found = lights(clocks(), TODAY)
    village = found["t01-v01"].own
    assert village["village-affairs"].light is Light.GREEN
    assert village["village-finance"].light is Light.RED and village["village-finance"].last_on is not None
    assert village["village-review"].last_on is None
    assert "notices-and-policies" not in village, "no village must keep it"
    assert found["d01"].own["notices-and-policies"].light is Light.AMBER
    assert found["t01"].own["notices-and-policies"].in_words == "从未公开"
    below = found["t01"].below
    assert (below[Light.GREEN], below[Light.RED]) == (1, 2)
    county = found["qingyuan"].below
    assert (county[Light.GREEN], county[Light.AMBER], county[Light.RED]) == (1, 1, 2 + 1 + 2 + 2)  # v01, d01, t01, t02


def test_ten_times_the_units_take_no_query_more(hub: Hub) -> None:
    from content.hub.timeliness.columns import lights
    from content.hub.units.models import Unit as UnitRow

    with CaptureQueriesContext(
        connection,
    ) as few:
        lights(clocks(), TODAY)
    UnitRow.objects.bulk_create(
        UnitRow(code=f"t02-v{n:03d}", name=f"白杨镇第{n}村", level="village", parent_id="t02", position=100 + n)
        for n in range(1, 201)
    )
    with CaptureQueriesContext(connection) as many:
        found = lights(clocks(), TODAY)
    assert len(few) == len(many) == 2
    assert len(found) == 205 and found["t02"].below[Light.RED] == 600


def test_an_erased_disclosure_does_not_count(hub: Hub) -> None:
    from content.hub.erasures.models import What
    from content.hub.erasures.services import erase
    from content.hub.timeliness.columns import lights

    page = released(hub, "d01", 3, window=Window.ENQUIRY)
    assert lights(clocks(), TODAY)["d01"].own["notices-and-policies"].light is Light.GREEN
    erase(page=page, what=What.OTHER, reason="试", by=hub.second)
    assert lights(clocks(), TODAY)["d01"].own["notices-and-policies"].last_on is None


# --- notices ------------------------------------------------------------------------------------------


def test_the_clock_takes_a_notice_down_when_it_is_over_and_that_is_on_time(hub: Hub) -> None:
    from content.hub.disclosures.models import Registration
    from content.hub.release.models import ReleaseOutcome, ReleaseRequest
    from content.hub.release.services import withdraw_what_has_ended
    from content.hub.timeliness.notices import notices

    request = hub.released(notice=notice_of(TODAY, TODAY + timedelta(days=6)))
    ReleaseOutcome.objects.create(request=request, status="published", version=1)
    assert withdraw_what_has_ended() == 0, "not before the end of its last day"
    (found,) = notices(["t01"], TODAY)
    assert (found.run.up_on, found.run.down_on, found.kept) == (TODAY, None, Kept(0, 0, 0, 6))

    Registration.objects.update(ends_at=datetime.now(COUNTY_TIME) - timedelta(seconds=1))
    assert withdraw_what_has_ended() == 1
    taken = ReleaseRequest.objects.get(kind="withdraw")
    ReleaseOutcome.objects.create(request=taken, status="published", version=2)
    (found,) = notices(["t01"], TODAY)
    assert (found.run.down_on, found.by) == (TODAY, "")
    assert found.kept.down_early == 7, "the test took it down on its first day; seven days were planned"


def test_whoever_takes_a_notice_down_early_is_named(hub: Hub) -> None:
    from content.hub.release.models import ReleaseOutcome
    from content.hub.review.services import withdraw
    from content.hub.timeliness.notices import notices

    request = hub.released(notice=notice_of(TODAY - timedelta(days=2), TODAY + timedelta(days=4)))
    ReleaseOutcome.objects.create(request=request, status="published", version=1)
    taken = withdraw(disclosure_id=request.disclosure, reason="内容有误", by=hub.first)
    assert notices(["t01"], TODAY)[0].run.down_on is None, "the signer has not answered"
    ReleaseOutcome.objects.create(request=taken, status="published", version=2)
    (found,) = notices(["t01"], TODAY)
    assert (found.by, found.kept) == ("first", Kept(2, 5, 0, 4))
    assert notices(["t02"], TODAY) == []


def notice_of(first: date, last: date) -> Any:
    from content.disclosure import NoticePeriod

    return NoticePeriod(first, last, "电话0900-5550101")


# --- pages --------------------------------------------------------------------------------------------


def test_a_units_clerk_sees_its_part_of_the_tree_and_nothing_else(hub: Hub) -> None:
    client = Client()
    client.force_login(hub.outsider)  # of t02
    shown = client.get("/admin/columns/").content.decode()
    assert "白杨镇" in shown and "柳溪村" not in shown
    assert client.get("/admin/columns/?unit=t01").status_code in (302, 403)
    assert client.get("/admin/notices/").status_code == 200


def test_the_county_office_goes_down_the_tree_and_sees_only_red_on_demand(hub: Hub) -> None:
    released(hub, "d01", 3, window=Window.ENQUIRY)
    released(hub, "d01", 3, window=Window.PARTY, six_open=SixOpen.PARTY)
    client = Client()
    client.force_login(hub.second)
    shown = client.get("/admin/columns/").content.decode()
    assert "■ 从未公开" in shown and "● 按时" in shown and "村民委员会组织法第三十条" not in shown
    assert 'href="?unit=t01"' in shown
    below = client.get("/admin/columns/?unit=t01").content.decode()
    assert "柳溪村" in below and "村民委员会组织法第三十条" in below and "上级：清源县" in below
    red = client.get("/admin/columns/?only=red").content.decode()
    assert "县民政局" not in red and "白杨镇" in red
