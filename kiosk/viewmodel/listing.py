"""A list of disclosures, read from the store a screenful at a time."""

from __future__ import annotations

from msgspec import Struct

from content.disclosure import WINDOW_LABELS, Window
from content.store.filter import Filter
from kiosk import routes
from kiosk.viewmodel.context import Context
from kiosk.viewmodel.rows import MOST_ROWS, RowView, rows_of


class ListView(Struct, frozen=True):
    """rows: from ``offset`` on, as many as could ever fit."""

    title: str
    rows: tuple[RowView, ...]
    offset: int
    total: int
    may_go_back: bool
    window: Window | None = None


def listing(route: routes.Listing, context: Context) -> ListView:
    """The screenful of the list that begins at the route's last offset."""
    library = context.library
    wanted = Filter(units=(route.unit,) if route.unit else (), window=route.window, in_notice=route.in_notice)
    offset = route.offsets[-1]
    parts = [context.name_of(route.unit) if route.unit else ""]
    parts.append(_what(route, context))
    return ListView(
        title=" · ".join(part for part in parts if part) or context.say("全部公开"),
        rows=rows_of(library.rows(wanted, offset=offset, limit=MOST_ROWS), context),
        offset=offset,
        total=library.count(wanted),
        may_go_back=len(route.offsets) > 1,
        window=route.window,
    )


def _what(route: routes.Listing, context: Context) -> str:
    if route.in_notice:
        return context.say("正在公示")
    return context.say(WINDOW_LABELS[route.window]) if route.window else ""
