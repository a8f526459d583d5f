"""待机轮播: what is being publicised, one matter after another, while nobody stands at the screen."""

from __future__ import annotations

from msgspec import Struct

from content.store.filter import After, Filter
from kiosk import routes
from kiosk.viewmodel.context import Context
from kiosk.viewmodel.rows import MOST_ROWS, RowView, rows_of


class AttractView(Struct, frozen=True):
    """turn: which one this is, from 0 on; where it stands on the screen follows from it. No row: nothing to show.

    latest: the place of what came last.
    """

    turn: int
    row: RowView | None
    latest: After | None


class AsleepView(Struct, frozen=True):
    """Nothing: the screen is off."""


def attract(route: routes.Attract, context: Context) -> AttractView:
    """The matter of this turn: those in their public-notice period first, then the newest, then from the beginning.

    With news it is what came last.
    """
    library = context.library
    newest = library.rows(limit=MOST_ROWS)
    latest = newest[0].place if newest else None
    if route.news and newest:
        return AttractView(route.turn, rows_of(newest[:1], context)[0], latest)
    notices = library.rows(Filter(in_notice=True), limit=MOST_ROWS)
    known = {row.id for row in notices}
    found = [*notices, *(row for row in newest if row.id not in known)][:MOST_ROWS]
    rows = rows_of(found, context)
    return AttractView(route.turn, rows[route.turn % len(rows)] if rows else None, latest)
