"""How far each page of a visit is scrolled, so that who goes back finds the page as it was left. Pure."""

from __future__ import annotations

from kiosk.drawing import Sheet
from kiosk.forms import same_page
from kiosk.routes import AT_HOME, Route, Visit


class Scrolls:
    """Route → y of its sheet that is on top of the window, in pixels; 0 where nobody has scrolled."""

    def __init__(self) -> None:
        self._tops: dict[Route, int] = {}

    def top(self, route: Route) -> int:
        return self._tops.get(route, 0)

    def move(self, route: Route, y: int) -> None:
        self._tops[route] = y

    def clear(self) -> None:
        """Every page from its top."""
        self._tops.clear()

    def after(self, before: Visit, visit: Visit) -> None:
        """The visit went on: a page that is opened begins at its top, a form that is filled in stays where it is."""
        here = visit[-1]
        if visit == AT_HOME:
            self.clear()
        elif len(visit) > len(before):
            self._tops.pop(here, None)
        elif same_page(before[-1], here):
            self._tops[here] = self._tops.pop(before[-1], 0)

    def fit(self, route: Route, sheet: Sheet | None) -> int:
        """The page's y, after the sheet may have become shorter than that."""
        if sheet is not None and self.top(route) >= sheet.height:
            self.move(route, 0)
        return self.top(route)


def turned(sheet: Sheet, top: int, pages: int) -> int:
    """Where the next (pages > 0) or the last screenful begins; no line is cut, and none is left out."""
    if pages > 0:
        following = sheet.seen_until(top)
        return following if following < sheet.height else top
    earliest = top - sheet.window.h
    return min((y for y in (0, *sheet.breaks) if earliest <= y < top), default=max(0, earliest))
