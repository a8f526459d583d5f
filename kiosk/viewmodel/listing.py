"""A list of disclosures, read from the store a screenful at a time."""

from __future__ import annotations

from msgspec import Struct

from content.terms import WINDOW_LABELS, Window
from kiosk.language import marked
from kiosk.lists import Listing
from kiosk.viewmodel.context import Context
from kiosk.viewmodel.facets import Choice, choices, filter_of, made
from kiosk.viewmodel.rows import MOST_ROWS, RowView, rows_of

ANSWERS, QUESTIONNAIRES = marked("答复公开", "调查问卷")
GENRE_TITLES = {"答复": ANSWERS, "调查问卷": QUESTIONNAIRES}


class ListView(Struct, frozen=True):
    """rows: from ``offset`` on, as many as could ever fit. made: what it is narrowed by. domains: what it could be."""

    title: str
    rows: tuple[RowView, ...]
    offset: int
    total: int
    may_go_back: bool
    listing: Listing
    made: tuple[Choice, ...] = ()
    domains: tuple[Choice, ...] = ()

    @property
    def window(self) -> Window | None:
        return self.listing.window


def listing(route: Listing, context: Context) -> ListView:
    """The screenful of the list that begins where the route's last page does."""
    library = context.library
    wanted = filter_of(route, context.now)
    start = route.starts[-1]
    return ListView(
        title=title_of(route, context),
        rows=rows_of(library.rows(wanted, after=start.after, limit=MOST_ROWS), context),
        offset=start.offset,
        total=library.count(wanted),
        may_go_back=len(route.starts) > 1,
        listing=route,
        made=made(route, context),
        domains=() if route.domain or route.genre else choices("domain", route, context),
    )


def title_of(route: Listing, context: Context) -> str:
    """Whose list this is, and of what."""
    parts = [context.name_of(route.unit) if route.unit else "", _what(route, context)]
    return " · ".join(part for part in parts if part) or context.say("全部公开")


def _what(route: Listing, context: Context) -> str:
    if route.in_notice:
        return context.say("正在公示")
    if route.genre:
        return context.say(GENRE_TITLES.get(route.genre, route.genre))
    return context.say(WINDOW_LABELS[route.window]) if route.window else ""
