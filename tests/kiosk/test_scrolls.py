"""How far pages are scrolled during a visit, and where the next screenful begins, by hand arithmetic."""

from __future__ import annotations

import pytest

from content.record import DisclosureId
from content.terms import Window
from kiosk.drawing import Sheet
from kiosk.forms import Opinion
from kiosk.lists import Listing
from kiosk.marks import Rect
from kiosk.routes import AT_HOME, Detail, Route
from kiosk.scrolls import Scrolls, turned

LIST: Route = Listing(window=Window.PARTY)
TEXT: Route = Detail(DisclosureId("t01/000012"))


def visit(*routes: Route) -> tuple[Route, ...]:
    return (*AT_HOME, *routes)


@pytest.fixture
def scrolls() -> Scrolls:
    """In the list, 700 px down."""
    scrolls = Scrolls()
    scrolls.after(AT_HOME, visit(LIST))
    scrolls.move(LIST, 700)
    return scrolls


def test_who_goes_back_finds_the_list_as_it_was_left(scrolls: Scrolls) -> None:
    scrolls.after(visit(LIST), visit(LIST, TEXT))
    scrolls.move(TEXT, 90)
    scrolls.after(visit(LIST, TEXT), visit(LIST))
    assert scrolls.top(LIST) == 700


def test_a_page_opened_again_begins_at_its_top(scrolls: Scrolls) -> None:
    scrolls.after(visit(LIST), visit(LIST, TEXT))
    scrolls.move(TEXT, 90)
    scrolls.after(visit(LIST, TEXT), visit(LIST))
    scrolls.after(visit(LIST), visit(LIST, TEXT))
    assert scrolls.top(TEXT) == 0


def test_the_next_visit_begins_at_every_top(scrolls: Scrolls) -> None:
    scrolls.after(visit(LIST), AT_HOME)
    assert scrolls.top(LIST) == 0


def test_a_form_stays_where_it_is_while_it_is_filled_in(scrolls: Scrolls) -> None:
    empty, rated = Opinion(), Opinion(rating="satisfied")
    scrolls.after(visit(LIST), visit(LIST, empty))
    scrolls.move(empty, 240)
    scrolls.after(visit(LIST, empty), visit(LIST, rated))
    assert scrolls.top(rated) == 240
    assert scrolls.top(empty) == 0


def test_a_sheet_that_became_shorter_is_shown_from_its_top(scrolls: Scrolls) -> None:
    assert scrolls.fit(LIST, Sheet(window=Rect(0, 0, 100, 300), height=701)) == 700
    assert scrolls.fit(LIST, Sheet(window=Rect(0, 0, 100, 300), height=700)) == 0
    assert scrolls.top(LIST) == 0


def test_screenfuls_cut_no_line_and_leave_none_out() -> None:
    # Lines of 80 px in a window of 300: three fit whole (240), the fourth would be cut at 300.
    sheet = Sheet(window=Rect(0, 0, 100, 300), height=640, breaks=[80, 160, 240, 320, 400, 480, 560])
    assert turned(sheet, 0, 1) == 240
    assert turned(sheet, 240, 1) == 480
    assert turned(sheet, 480, 1) == 480  # 480 + 300 ≥ 640: the end is on the screen
    assert turned(sheet, 480, -1) == 240  # the first line that begins less than 300 above
    assert turned(sheet, 240, -1) == 0
    assert turned(sheet, 0, -1) == 0
