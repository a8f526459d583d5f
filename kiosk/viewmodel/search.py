"""What the typed characters find."""

from __future__ import annotations

from msgspec import Struct

from kiosk import routes
from kiosk.candidates import typed_letters
from kiosk.viewmodel.context import Context
from kiosk.viewmodel.rows import MOST_ROWS, RowView, rows_of, words_for


class SearchView(Struct, frozen=True):
    """letters: how many typed letters a chosen word takes the place of. more: there are rows after these."""

    typed: str
    words: tuple[str, ...]
    letters: int
    rows: tuple[RowView, ...]
    offset: int
    may_go_back: bool
    more: bool


def search(route: routes.Search, context: Context) -> SearchView:
    """The results for what was typed so far."""
    library = context.library
    offset = route.offsets[-1]
    found = library.search(route.typed, offset=offset, limit=MOST_ROWS + 1)
    letters = typed_letters(route.typed)
    return SearchView(
        typed=route.typed,
        words=words_for(letters, library),
        letters=len(letters),
        rows=rows_of(found[:MOST_ROWS], context),
        offset=offset,
        may_go_back=len(route.offsets) > 1,
        more=len(found) > MOST_ROWS,
    )
