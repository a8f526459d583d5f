"""The lit dots of an emulated card in a terminal: Braille characters of 2 × 4 dots, redrawn when they change.

Plain ANSI on the terminal's second screen, so that what stood there before comes back at the end. What does not fit
is cut at the right and at the bottom, and the line below the board says so. The text of the card came over a wire:
characters that steer a terminal are shown as "·".
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable
from typing import TextIO

from display.board import Colours
from display.emulator.base import Card
from display.render import Frame

CELL_WIDTH, CELL_HEIGHT = 2, 4
_EMPTY_CELL = 0x2800
# Unicode numbers a Braille cell's dots down the left column, down the right one, and then the lowest two.
_DOTS = ((0, 0, 0x01), (0, 1, 0x02), (0, 2, 0x04), (1, 0, 0x08), (1, 1, 0x10), (1, 2, 0x20), (0, 3, 0x40), (1, 3, 0x80))
_BORDER = 2  # columns, and as many lines
_LINES_BELOW = 3
_SECOND_SCREEN, _FIRST_SCREEN = "\x1b[?1049h", "\x1b[?1049l"
_HIDE_CURSOR, _SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"
_HOME, _CLEAR_LINE, _CLEAR_BELOW = "\x1b[H", "\x1b[K", "\x1b[J"
_PLAIN = "\x1b[0m"
_INK = {"red": "\x1b[91m", "green": "\x1b[92m"}


class TerminalView:
    """A view on one terminal. title: of the board; size: columns and lines of the terminal now."""

    def __init__(self, stream: TextIO, size: Callable[[], os.terminal_size], title: str, colours: Colours) -> None:
        self._stream = stream
        self._size = size
        self._title = title
        self._ink = _INK.get(colours, _INK["red"])
        self._drawn: tuple[object, ...] | None = None

    def show(self, card: Card) -> None:
        """Draw the card, if it is not what was drawn last."""
        dots, size = card.dots(), self._size()
        below = (self._title, card.text, card.is_on, card.frames_received, tuple(card.errors))
        present = (dots, size, below)
        if present == self._drawn:
            return
        if self._drawn is None:
            self._stream.write(_SECOND_SCREEN + _HIDE_CURSOR)
        self._drawn = present
        lines = self._lines(card, dots, size)
        self._stream.write(_HOME + f"{_CLEAR_LINE}\r\n".join(lines) + _CLEAR_LINE + _CLEAR_BELOW)
        self._stream.flush()

    def close(self) -> None:
        """The terminal as it was."""
        if self._drawn is not None:
            self._drawn = None
            self._stream.write(_PLAIN + _SHOW_CURSOR + _FIRST_SCREEN)
            self._stream.flush()

    def _lines(self, card: Card, dots: Frame, size: os.terminal_size) -> list[str]:
        rows = cells(dots)
        # The last column stays free: some terminals begin a new line once it is written.
        wide, high = max(0, size.columns - _BORDER - 1), max(0, size.lines - _BORDER - _LINES_BELOW)
        is_cut = len(rows) > high or any(len(row) > wide for row in rows)
        seen = [row[:wide] for row in rows[:high]]
        edge = "─" * (len(seen[0]) if seen else 0)
        board = [f"┌{edge}┐", *(f"│{self._ink}{row}{_PLAIN}│" for row in seen), f"└{edge}┘"]
        facts = f"{dots.width_px}x{dots.height_px} px, {dots.lit} lit, {card.frames_received} frames"
        facts += "" if card.is_on else ", LEDs off"
        facts += ", cut: the terminal is too small" if is_cut else ""
        below = [f"{self._title}: {facts}", card.text.replace("\n", " / "), *card.errors[-1:]]
        lines = [*board, *(fitting(line, size.columns - 1) for line in below)]
        return lines[: size.lines]


def cells(dots: Frame) -> list[str]:
    """The dots as rows of Braille characters; a cell that reaches over the edge is dark there."""
    return [
        "".join(_cell(dots, left, top) for left in range(0, dots.width_px, CELL_WIDTH))
        for top in range(0, dots.height_px, CELL_HEIGHT)
    ]


def _cell(dots: Frame, left: int, top: int) -> str:
    lit = 0
    for x, y, bit in _DOTS:
        if left + x < dots.width_px and top + y < dots.height_px and dots.is_lit(left + x, top + y):
            lit |= bit
    return chr(_EMPTY_CELL + lit)


def fitting(text: str, columns: int) -> str:
    """As much of the text as fits, Chinese characters counted as two columns, and nothing that steers a terminal."""
    kept, used = [], 0
    for character in text:
        shown = character if character.isprintable() else "·"
        used += 2 if unicodedata.east_asian_width(shown) in "WF" else 1
        if used > columns:
            break
        kept.append(shown)
    return "".join(kept)
