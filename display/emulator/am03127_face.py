"""What a page of an AM03127 sign looks like: its lines of text, codes and graphic blocks as dots, and as text.

The large font of the sign is drawn with the board's font; of the small ones, which no free font has, a 12-px font
stands in for all, without what hangs below its letters: 8 rows, but wider than the sign's own. Colours and
inversion are left out: a dot is lit or dark.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from display.errors import TextRefused
from display.fonts import Font
from display.protocols.am03127_dots import BLOCK_WIDTH_PX, LINE_HEIGHT_PX
from display.protocols.am03127_text import EUROPEAN, pieces
from display.render import Frame, strip

GRAPHIC_MARK = "▦"  # stands in a text for dots, of which no text is known
SMALL_FONT_PX = 12
_CAPITALS = slice(2, 10)  # the rows of that font on which capitals and digits stand
_REPLACEMENT = "〓"
_DARK_BLOCK = ("." * BLOCK_WIDTH_PX,) * LINE_HEIGHT_PX
_FIRST_OWN_CHARACTER = 0x40  # <U40> is the first that can be replaced

Rows = tuple[str, ...]


class PageFace:
    """How one sign draws. large, small: of 16 and of ``SMALL_FONT_PX`` dots."""

    def __init__(self, width_px: int, height_px: int, large: Font, small: Font) -> None:
        self._width_px = width_px
        self._height_px = height_px
        self._large, self._small = large, small

    def text(self, lines: Mapping[int, bytes], clock: datetime) -> str:
        """The text of a page's messages; one ``GRAPHIC_MARK`` where it has nothing but dots."""
        texts = []
        for _, message in sorted(lines.items()):
            found = list(pieces(message))
            text = "".join(_characters(kind, value, clock) for kind, value in found)
            texts.append(text or (GRAPHIC_MARK if any(kind == "graphic" for kind, _ in found) else ""))
        if set(texts) == {GRAPHIC_MARK}:
            return GRAPHIC_MARK
        return " ".join(text for text in texts if text)

    def dots(
        self,
        lines: Mapping[int, bytes],
        graphics: Mapping[str, Rows],
        characters: Mapping[tuple[str, int], Rows],
        clock: datetime,
    ) -> Frame:
        """The page at rest. graphics: by label. characters: those that replace the maker's, by font and place."""
        rows = [0] * self._height_px
        for line, message in lines.items():
            x, font = 0, "A"
            for kind, value in pieces(message):
                if kind == "column":
                    x = int(value, 16)
                elif kind == "font":
                    font = value.upper()
                else:
                    own = None
                    if kind == "graphic":
                        own = graphics.get(value, _DARK_BLOCK)
                    elif kind == "european":
                        own = characters.get((font, int(value, 16) - _FIRST_OWN_CHARACTER))
                    drawn = _frame(own) if own else self._drawn(_characters(kind, value, clock), font)
                    self._put(drawn, x, (line - 1) * LINE_HEIGHT_PX, rows)
                    x += drawn.width_px
        return Frame(self._width_px, tuple(rows))

    # --- helpers ---

    def _drawn(self, text: str, letter: str) -> Frame:
        font = self._large if letter == "D" else self._small
        drawn = strip("".join(_known(character, font) for character in text), font)
        return drawn if letter == "D" else Frame(drawn.width_px, drawn.rows[_CAPITALS])

    def _put(self, drawn: Frame, x: int, top: int, rows: list[int]) -> None:
        shift = self._width_px - x - drawn.width_px
        mask = (1 << self._width_px) - 1
        for offset, row in enumerate(drawn.rows):
            if 0 <= top + offset < self._height_px:
                rows[top + offset] |= (row << shift if shift >= 0 else row >> -shift) & mask


def _characters(kind: str, value: str, clock: datetime) -> str:
    match kind:
        case "byte":
            return value if " " <= value <= "~" else _REPLACEMENT
        case "european":
            return EUROPEAN.get(int(value, 16), _REPLACEMENT)
        case "clock":
            return f"{clock:%d/%m/%y}" if value == "D" else f"{clock:%H:%M}"
        case _:
            return ""


def _known(character: str, font: Font) -> str:
    try:
        font.glyph(character)
    except TextRefused:
        return _REPLACEMENT
    return character


def _frame(rows: Rows) -> Frame:
    return Frame(len(rows[0]), tuple(int("".join("0" if dot == "." else "1" for dot in row), 2) for row in rows))
