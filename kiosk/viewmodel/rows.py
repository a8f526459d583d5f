"""Rows of a list, and the words that the key grid offers."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from content.record import DisclosureId
from content.store.filter import After
from content.store.library import Library, Row
from content.terms import STAGE_LABELS
from kiosk import wording
from kiosk.candidates import candidates
from kiosk.viewmodel.context import Context, names
from kiosk.viewmodel.text import one_line

MOST_ROWS = 12  # more never fit one screen
TITLES_FOR_WORDS = 60  # how many matching titles lend their words to the candidates


class RowView(Struct, frozen=True):
    """One line of a list.

    item: "<id>@<rev>". meta: unit, day, 体裁 …, the most telling first. notice: 还剩3天. place: where a list goes on
    behind it.
    """

    id: DisclosureId
    item: str
    title: str
    meta: tuple[str, ...]
    notice: str
    place: After


def rows_of(found: Sequence[Row], context: Context) -> tuple[RowView, ...]:
    """Rows of the store as lines of a list."""
    unit_names = names(context.county)
    return tuple(
        RowView(
            id=row.id,
            item=f"{row.id}@{row.rev}",
            title=one_line(row.title),
            meta=tuple(
                part
                for part in (
                    unit_names.get(row.unit, ""),
                    wording.day(wording.county_day(row.published_at), context.language),
                    row.genre,
                    context.say(STAGE_LABELS[row.stage]) if row.stage else "",
                )
                if part
            ),
            place=row.place,
            notice=wording.days_left(row.notice_last, context.now, context.language) if row.notice_last else "",
        )
        for row in found
    )


def words_for(letters: str, library: Library) -> tuple[str, ...]:
    """Words from our own titles that the typed letters may stand for."""
    if not letters:
        return ()
    return tuple(candidates(letters, library.titles(letters, limit=TITLES_FOR_WORDS)))
