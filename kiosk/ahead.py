"""The first page, made by the forerunner: the home screen as it is drawn when nobody has touched anything yet."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from content.clock import TrustedClock, system_now
from content.record import UnitCode
from kiosk import fonts
from kiosk.drawing import Sheet
from kiosk.forerunner import Drawn, FirstPage
from kiosk.glyphs import Glyphs
from kiosk.language import Language, load
from kiosk.marks import Box, Mark, Words
from kiosk.reader import Reader, Reading
from kiosk.remembered import expected_size, remember_size
from kiosk.screens import draw
from kiosk.theme import PAGE, Theme
from kiosk.told import Told
from kiosk.viewmodel.context import Place
from kiosk.viewmodel.home import HomeView
from kiosk.widgets.around import Around, offers


def first_page(told: Told, size: Callable[[], tuple[int, int]]) -> FirstPage | None:
    """The page; None where nothing valid is in the store.

    size: waits for the window. Until it is open, the page is made for the size it should have, and is mostly finished
    before it is asked for.
    """
    found = fonts.find(fonts.folders())
    if found is None:
        return None
    languages = load(told.languages)
    reading = _read(told, languages[0])
    if not isinstance(reading.view, HomeView):
        return None
    around = Around(reading.status, offers=offers(languages, told.comfort))
    glyphs = Glyphs(found)

    def page_for(width_px: int, height_px: int) -> FirstPage:
        theme = Theme(width_px, height_px, told.comfort, told.panel)
        frame = draw(reading.view, around, theme, glyphs.advance, languages[0])
        sheet = frame.sheet if frame.sheet is not None else Sheet()
        seen = sheet.seen(0, whole_lines=True)
        marks, below = _plain(frame.marks), _plain(sheet.marks_within(0, seen.h))
        return FirstPage(height_px, theme.colour(PAGE), marks, below, seen, _drawn([*marks, *below], glyphs))

    expected = expected_size(told)
    page = page_for(*expected) if expected is not None else None
    opened = size()
    if opened != expected:
        page = page_for(*opened)
        remember_size(told, opened)
    return page


def _read(told: Told, language: Language) -> Reading:
    place = Place(UnitCode(told.unit), told.terminal, told.public_url, bool(told.printer))
    readings: list[Reading] = []
    clock = TrustedClock(system_now, time.monotonic)
    reader = Reader(Path(told.data_dir), clock, place, told.offline_after_s, readings.append, language)
    reader.look(with_notices=told.comfort.reach == "low")
    return readings[-1]


def _plain(marks: Iterable[Mark]) -> list[Box | Words]:
    return [mark for mark in marks if isinstance(mark, Box | Words)]


def _drawn(marks: Iterable[Box | Words], glyphs: Glyphs) -> list[Drawn]:
    """Every character of the page once in each of its styles."""
    needed = {(one, mark.style): None for mark in marks if isinstance(mark, Words) for one in mark.text}
    return [
        Drawn(character, style, drawing)
        for character, style in needed
        if (drawing := glyphs.face(style).drawn(character)) is not None
    ]
