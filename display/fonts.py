"""Bitmap glyphs of the boards' sizes: WenQuanYi (文泉驿) 12 and 16 px, 24 and 32 px by doubling their dots.

Doubling keeps every dot a dot, and needs no hinting engine whose next version would draw something else.
Chinese characters fill a square cell and ASCII half of one, as on the card; a few letters are wider than that.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from display.errors import FontMissing, TextRefused

FONT_FOLDER = Path("/usr/share/fonts/X11/misc")
PACKAGE = "xfonts-wqy"
_ABSENT = "\uffff"  # a noncharacter: no font has it, so its picture is the picture of "missing"


@dataclass(frozen=True)
class Glyph:
    """Rows from the top, the leftmost dot in the highest of ``width_px`` bits."""

    width_px: int
    rows: tuple[int, ...]


@dataclass(frozen=True)
class _Strike:
    """One PCF file. top_px: the row of the font's own picture on which a Chinese character begins."""

    file: str
    size_px: int
    top_px: int


_STRIKES = {12: _Strike("wenquanyi_9pt.pcf", 12, 1), 16: _Strike("wenquanyi_12pt.pcf", 16, 0)}


class Font:
    """The glyphs of one height, each drawn once. Raises FontMissing if its file is not there."""

    def __init__(self, height_px: int, folder: Path = FONT_FOLDER) -> None:
        self.height_px = height_px
        self._scale = 2 if height_px in (24, 32) else 1
        strike = _STRIKES.get(height_px // self._scale)
        if strike is None:
            raise FontMissing(f"no board font of {height_px} px; there are 12, 16, 24 and 32 px")
        self._strike = strike
        path = folder / strike.file
        try:
            # Given a path that is not there, Pillow would look for the name elsewhere; so it gets the bytes.
            data = io.BytesIO(path.read_bytes())
            self._font = ImageFont.truetype(data, strike.size_px, layout_engine=ImageFont.Layout.BASIC)
        except OSError as err:
            raise FontMissing(f"{path}: {err.strerror or err}; install the Debian package {PACKAGE}") from err
        self._glyphs: dict[str, Glyph] = {}
        self._absent = self._draw(_ABSENT)

    def glyph(self, character: str) -> Glyph:
        """The character's dots. Raises TextRefused if the font does not have it."""
        found = self._glyphs.get(character)
        if found is None:
            found = self._draw(character)
            if found == self._absent and not character.isspace():
                raise TextRefused(f"「{character}」 U+{ord(character):04X} is not in the font {self._strike.file}")
            self._glyphs[character] = found
        return found

    def _draw(self, character: str) -> Glyph:
        size = self._strike.size_px
        width = max(1, round(self._font.getlength(character)))
        canvas = Image.new("1", (width, 3 * size))
        pen = ImageDraw.Draw(canvas)
        pen.fontmode = "1"
        pen.text((max(0, -int(self._font.getbbox(character)[0])), size), character, fill=1, font=self._font)
        rows = [_bits(canvas, row, width) for row in range(3 * size)]
        top = size + self._strike.top_px
        if character.isascii():
            # Latin descenders reach one row below the Chinese square: all of Latin stands one row higher.
            top += 1
            width, rows = _in_cell(width, rows, size // 2)
        lowest = max((row for row, bits in enumerate(rows) if bits), default=0)
        top = max(top, lowest - size + 1)  # a bracket is as high as the square and stands lower than it
        rows = rows[top : top + size]
        if self._scale == 1:
            return Glyph(width, tuple(rows))
        return Glyph(2 * width, tuple(_doubled(row, width) for row in rows for _ in range(2)))


def _in_cell(width: int, rows: list[int], cell_px: int) -> tuple[int, list[int]]:
    """Centre what fits into the half cell that a card gives to ASCII; wider letters keep their own width."""
    ink = 0
    for row in rows:
        ink |= row
    if not ink:
        return cell_px, rows
    right = (ink & -ink).bit_length() - 1
    ink_px = ink.bit_length() - right
    if ink_px > cell_px:
        return width, rows
    spare = (cell_px - ink_px) // 2
    return cell_px, [row >> right << spare for row in rows]


def _bits(canvas: Image.Image, row: int, width: int) -> int:
    bits = 0
    for x in range(width):
        bits = bits << 1 | (1 if canvas.getpixel((x, row)) else 0)
    return bits


def _doubled(row: int, width: int) -> int:
    wide = 0
    for x in range(width - 1, -1, -1):
        wide = wide << 2 | (3 if row >> x & 1 else 0)
    return wide
