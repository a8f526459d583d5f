"""首页: what the five windows hold, what is in its public-notice period, what is new."""

from __future__ import annotations

from msgspec import Struct

from content.disclosure import Window
from content.store.filter import Filter
from kiosk.viewmodel.context import Context
from kiosk.viewmodel.rows import MOST_ROWS, RowView, rows_of


class HomeView(Struct, frozen=True):
    """counts: how many disclosures each window holds, in the order of the windows."""

    counts: tuple[tuple[Window, int], ...]
    notices: tuple[RowView, ...]
    notices_total: int
    newest: tuple[RowView, ...]


def home(context: Context) -> HomeView:
    """What the home screen shows now."""
    library = context.library
    return HomeView(
        counts=tuple((window, library.count(Filter(window=window))) for window in Window),
        notices=rows_of(library.rows(Filter(in_notice=True), limit=MOST_ROWS), context),
        notices_total=library.count(Filter(in_notice=True)),
        newest=rows_of(library.rows(limit=MOST_ROWS), context),
    )
