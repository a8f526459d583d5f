"""What the typed or written characters find, and what could be typed next."""

from __future__ import annotations

from msgspec import Struct

from content.record import UnitCode
from kiosk.candidates import continuations, typed_letters
from kiosk.finding import Search
from kiosk.popular import MIN_TITLES
from kiosk.viewmodel.context import Context
from kiosk.viewmodel.rows import MOST_ROWS, TITLES_FOR_WORDS, RowView, rows_of, words_for

MOST_CHARACTERS = 10  # that one drawing may be
MOST_UNITS = 3
MOST_NEAR = 6
MOST_POPULAR = 8
SHORTEST_UNIT = 2  # characters: a single one stands in too many names


class FoundUnit(Struct, frozen=True):
    """A unit whose name has what was typed."""

    code: UnitCode
    name: str
    has_children: bool


class SearchView(Struct, frozen=True):
    """words: to choose from, each takes the place of the last ``letters`` typed letters.

    rows: what was found or, if is_near, the titles that come nearest to it. more: there are rows after these.
    offers_hand: whether this terminal can read handwriting. popular: the words are what others looked for.
    """

    route: Search
    words: tuple[str, ...]
    letters: int
    rows: tuple[RowView, ...]
    offset: int
    may_go_back: bool
    more: bool
    units: tuple[FoundUnit, ...] = ()
    is_near: bool = False
    offers_hand: bool = False
    popular: bool = False

    @property
    def typed(self) -> str:
        return self.route.typed


def search(route: Search, context: Context) -> SearchView:
    """The results for what was typed so far."""
    library = context.library
    offset = route.offsets[-1]
    found = library.search(route.typed, offset=offset, limit=MOST_ROWS + 1)
    near = library.near(route.typed, limit=MOST_NEAR) if not found and not offset else []
    letters = typed_letters(route.typed)
    words = _words(route, letters, context)
    return SearchView(
        route=route,
        words=words,
        letters=len(letters) if not route.ink else 0,
        rows=rows_of((found or near)[:MOST_ROWS], context),
        offset=offset,
        may_go_back=len(route.offsets) > 1,
        more=len(found) > MOST_ROWS,
        units=_units(route.typed, words if letters else (), context),
        is_near=bool(near),
        offers_hand=context.aids.recogniser is not None,
        popular=not route.typed and not route.ink and bool(words),
    )


def _words(route: Search, letters: str, context: Context) -> tuple[str, ...]:
    if route.ink:
        return _characters(route, context)
    if not route.typed:
        return _popular(context)
    if letters:
        return words_for(letters, context.library)
    titles = context.library.titles(route.typed, limit=TITLES_FOR_WORDS)
    return tuple(continuations(route.typed, (title for title, _ in titles)))


def _characters(route: Search, context: Context) -> tuple[str, ...]:
    """What is written may be; first what, behind what is typed, finds something."""
    recogniser = context.aids.recogniser
    if recogniser is None:
        return ()
    found = recogniser.characters(route.ink, MOST_CHARACTERS)
    typed = route.typed
    return tuple(sorted(found, key=lambda character: not context.library.titles(typed + character, limit=1)))


def _popular(context: Context) -> tuple[str, ...]:
    popular = context.aids.popular
    words = popular.words() if popular is not None else []
    titles = context.library.titles
    return tuple(word for word in words if len(titles(word, limit=MIN_TITLES)) == MIN_TITLES)[:MOST_POPULAR]


def _units(typed: str, words: tuple[str, ...], context: Context) -> tuple[FoundUnit, ...]:
    """Units whose names hold the typed characters, or a word that the typed letters may stand for."""
    wanted = [word for word in (words or (typed.strip(),)) if len(word) >= SHORTEST_UNIT]
    parents = {unit.parent for unit in context.county.units}
    line = context.line_of(context.place.unit)
    found = [unit for word in wanted for unit in context.county.units if word in unit.name]
    nearest_first = sorted(dict.fromkeys(found), key=lambda unit: unit.code not in line and unit.parent not in line)
    return tuple(FoundUnit(unit.code, unit.name, unit.code in parents) for unit in nearest_first[:MOST_UNITS])
