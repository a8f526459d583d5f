"""What the screen does by itself, as a table of seconds since the last touch."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from config.hours import Hours
from content.record import DisclosureId
from kiosk.comfort import Leave
from kiosk.finding import Search
from kiosk.forms import Opinion, Thanks
from kiosk.maintenance_routes import Maintenance
from kiosk.routes import (
    AT_HOME,
    Asleep,
    Attract,
    ComfortPanel,
    Detail,
    GoHome,
    Home,
    NextTurn,
    Open,
    Route,
    Step,
    TellNews,
    next_visit,
)
from kiosk.unattended import Rules, unattended_step

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # 12:00 in the county
NIGHT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # 23:00
RULES = Rules(60, 120, (Hours(time(7), time(21)),))
DETAIL = Detail(DisclosureId("t01/000012"))


@pytest.mark.parametrize(
    ("here", "quiet_s", "now", "step"),
    [
        (DETAIL, 59.9, NOON, None),
        (DETAIL, 60, NOON, Leave()),
        (Search("db"), 60, NIGHT, Leave()),  # what was typed goes first
        (Maintenance(), 60, NOON, Leave()),
        (Home(), 119.9, NOON, None),
        (Home(), 120, NOON, Open(Attract())),
        (Attract(0), 129.9, NOON, None),
        (Attract(0), 130, NOON, NextTurn()),
        (Attract(1), 135, NOON, None),
        (Attract(1), 140, NOON, NextTurn()),
        (Attract(1, news=True), 139.9, NOON, None),  # out of its turn, it stays for what was left of that and its own
        (Attract(1, news=True), 140, NOON, NextTurn()),
        (Home(), 59.9, NIGHT, None),
        (Home(), 60, NIGHT, Open(Asleep())),
        (Attract(7), 300, NIGHT, Open(Asleep())),
        (Asleep(), 9000, NIGHT, None),
        (Asleep(), 30000, NOON, GoHome()),
    ],
)
def test_step(here: Route, quiet_s: float, now: datetime, step: Step | None) -> None:
    assert unattended_step((Home(), here), quiet_s, now, RULES) == step


def test_a_form_is_wiped_after_a_minute_whatever_the_settings_say() -> None:
    for rules in (Rules(5), Rules(3600)):
        for visit in ((Home(), Opinion(text="路灯")), (Home(), Opinion(phone="139"), ComfortPanel())):
            assert rules.patience_s(visit) == 60
            assert unattended_step(visit, 59.9, NOON, rules) is None
            assert unattended_step(visit, 60, NOON, rules) == Leave()
        assert next_visit(visit, Leave()) == AT_HOME
    assert unattended_step((Home(), Thanks("8c2d1f")), 5, NOON, Rules(5)) == Leave()


def test_a_changed_text_size_goes_before_the_next_visitor_comes() -> None:
    assert unattended_step(AT_HOME, 59.9, NOON, RULES, is_changed=True) is None
    assert unattended_step(AT_HOME, 60, NOON, RULES, is_changed=True) == Leave()


def test_news_goes_before_what_has_not_had_its_turn() -> None:
    visit = next_visit((Home(), Attract(3)), TellNews())
    assert visit == (Home(), Attract(4, news=True))
    assert next_visit(visit, TellNews()) == visit  # more news: the loop does not run ahead of its clock
    assert next_visit(visit, NextTurn()) == (Home(), Attract(5))
    assert next_visit(AT_HOME, TellNews()) == AT_HOME


def test_no_attract_loop_and_no_hours_unless_asked_for() -> None:
    assert unattended_step(AT_HOME, 1e9, NIGHT, Rules(60, 0)) is None


def test_a_night_and_a_morning_as_a_visit() -> None:
    visit = next_visit(AT_HOME, Open(DETAIL))
    for quiet_s, now in [(60.0, NOON), (120.0, NOON), (130.0, NOON), (140.0, NIGHT), (40_000.0, NOON)]:
        step = unattended_step(visit, quiet_s, now, RULES)
        assert step is not None
        visit = next_visit(visit, step)
    assert visit == AT_HOME
