"""Whose comfort holds, and until when."""

from __future__ import annotations

from kiosk import lists, routes
from kiosk.comfort import Adjust, Comfort, Leave, next_comfort

USUAL = Comfort(language="bo")
LARGE = Comfort(text="largest", contrast="high", reach="low", language="en")


def after(*steps: routes.Step) -> tuple[routes.Visit, Comfort]:
    visit, comfort = routes.AT_HOME, USUAL
    for step in steps:
        visit, comfort = routes.next_visit(visit, step), next_comfort(comfort, step, USUAL)
    return visit, comfort


def test_it_stays_from_screen_to_screen_and_back_home() -> None:
    listing = lists.Listing()
    assert after(Adjust(LARGE), routes.Open(listing)) == ((routes.Home(), listing), LARGE)
    assert after(Adjust(LARGE), routes.Open(listing), routes.GoHome()) == (routes.AT_HOME, LARGE)


def test_a_change_leaves_what_is_read_and_written_where_it_was() -> None:
    form = routes.Opinion(text="请公开明细。")
    assert after(routes.Open(form), Adjust(LARGE)) == ((routes.Home(), form), LARGE)


def test_when_nobody_is_there_the_terminals_own_comfort_holds_again() -> None:
    assert after(Adjust(LARGE), routes.Open(routes.Units()), Leave()) == (routes.AT_HOME, USUAL)
