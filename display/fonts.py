"""Bitmap glyphs of the boards' sizes: WenQuanYi (文泉驿) 12, 14 and 16 px; 24 and 32 px by doubling 12 and 16.

Doubling keeps every dot a dot, and needs no hinting engine whose next version would draw something else; no free
24 or 32 px bitmap font with Chinese is known. Characters of GBK fill a square cell and ASCII half of one, as on the
card; a few letters are wider than that. At 14 px WenQuanYi lacks what GB 18030 added to GBK: such a
character stands as one of 12 px in the middle of its cell. What WenQuanYi lacks in every size (few names) comes from
GNU Unifont: at 16 and 32 px in the same cell, at 24 px as 16 px in its middle; 12 and 14 px are too small for it.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from content.store.board_status import ReasonKind
from display.errors import FontMissing, TextRefused

FONT_FOLDER = Path("/usr/share/fonts/X11/misc")
PACKAGE = "xfonts-wqy"
RARE_FOLDER = Path("/usr/share/fonts/opentype/unifont")
RARE_PACKAGE = "fonts-unifont"
_RARE_PX = 16
_RARE_FILES = ("unifont.otf", "unifont_upper.otf")  # the basic plane, and what there is of the others
_ABSENT = "\uffff"  # a noncharacter: no font has it, so its picture is the picture of "missing"
_SCALES = {12: 1, 14: 1, 16: 1, 24: 2, 32: 2}
HEIGHTS_PX = frozenset(_SCALES)


@dataclass(frozen=True)
class Glyph:
    """Rows from the top, the leftmost dot in the highest of ``width_px`` bits."""

    width_px: int
    rows: tuple[int, ...]

    @cached_property
    def bits(self) -> tuple[str, ...]:
        """The rows as binary digits: a line of text is joined from these faster than from numbers."""
        return tuple(format(row, f"0{self.width_px}b") for row in self.rows)


@dataclass(frozen=True)
class _Strike:
    """One PCF file. top_px: the row of the font's own picture on which a Chinese character begins."""

    file: str
    size_px: int
    top_px: int


_STRIKES = {
    12: _Strike("wenquanyi_9pt.pcf", 12, 1),
    14: _Strike("wenquanyi_13px.pcf", 14, 0),
    16: _Strike("wenquanyi_12pt.pcf", 16, 0),
}


class Font:
    """The glyphs of one height, each drawn once. Raises FontMissing if its file is not there."""

    def __init__(self, height_px: int, folder: Path = FONT_FOLDER, rare_folder: Path = RARE_FOLDER) -> None:
        self.height_px = height_px
        if height_px not in _SCALES:
            *smaller, largest = sorted(_SCALES)
            known = f"{', '.join(map(str, smaller))} and {largest}"
            raise FontMissing(f"no board font of {height_px} px; there are {known} px")
        self._scale = _SCALES[height_px]
        self._strike = _STRIKES[height_px // self._scale]
        path = folder / self._strike.file
        try:
            # Given a path that is not there, Pillow would look for the name elsewhere; so it gets the bytes.
            data = io.BytesIO(path.read_bytes())
            self._font = ImageFont.truetype(data, self._strike.size_px, layout_engine=ImageFont.Layout.BASIC)
        except OSError as err:
            raise FontMissing(f"{path}: {err.strerror or err}; install the Debian package {PACKAGE}") from err
        self._folder, self._rare_folder = folder, rare_folder
        self._glyphs: dict[str, Glyph] = {}
        self._absent = self._draw(_ABSENT)

    def glyph(self, character: str) -> Glyph:
        """The character's dots. Raises TextRefused if no font has it."""
        found = self._glyphs.get(character)
        if found is None:
            found = self._draw(character)
            if found == self._absent and not character.isspace():
                found = self._rare(character)
            self._glyphs[character] = found
        return found

    def _rare(self, character: str) -> Glyph:
        """A character that is not in this size of WenQuanYi."""
        if unicodedata.category(character)[0] == "C":
            raise self._lacks(character, f"is not in the font {self._strike.file}")
        if self.height_px == 14:
            return _in_middle(self._small.glyph(character), 14)
        if self.height_px < _RARE_PX:
            raise self._lacks(
                character, f"is not in the font {self._strike.file}; at 16 px there may be one that has it"
            )
        if not any((self._rare_folder / file).exists() for file in _RARE_FILES):
            raise self._lacks(
                character, f"is not in the font {self._strike.file}; the Debian package {RARE_PACKAGE} may have it"
            )
        for font in _rare_fonts(self._rare_folder):
            glyph = font.drawn(character)
            if glyph is not None:
                return _double(glyph) if self.height_px == 2 * _RARE_PX else _in_middle(glyph, self.height_px)
        raise self._lacks(character, f"is in none of the fonts {self._strike.file}, {', '.join(_RARE_FILES)}")

    @staticmethod
    def _lacks(character: str, what: str) -> TextRefused:
        return TextRefused(f"「{character}」 U+{ord(character):04X} {what}", ReasonKind.CHARACTER, character)

    @cached_property
    def _small(self) -> Font:
        return Font(12, self._folder, self._rare_folder)

    def _draw(self, character: str) -> Glyph:
        size = self._strike.size_px
        width = max(1, round(self._font.getlength(character)))
        left = max(0, -int(self._font.getbbox(character)[0]))
        rows = _drawn_rows(self._font, character, width, 3 * size, left, size)
        top = size + self._strike.top_px
        if character.isascii():
            # Latin descenders reach one row below the Chinese square: all of Latin stands one row higher.
            top += 1
            width, rows = _in_cell(width, rows, size // 2)
        elif width < size and _is_two_bytes(character):
            # A card gives the square to every character of two bytes, also to the middle dot in 阿依古丽·买买提.
            width, rows = size, [row << (size - width) // 2 for row in rows]
        lowest = max((row for row, bits in enumerate(rows) if bits), default=0)
        top = max(top, lowest - size + 1)  # a bracket is as high as the square and stands lower than it
        glyph = Glyph(width, tuple(rows[top : top + size]))
        return glyph if self._scale == 1 else _double(glyph)


@cache
def installed(height_px: int) -> Font:
    """The font of this height from the system's folders, read once in a process. Raises FontMissing."""
    return Font(height_px)


# --- helpers ---


@dataclass
class _RareFont:
    """One file of Unifont at its own size, in which every dot of the outline is a dot."""

    font: ImageFont.FreeTypeFont
    absent: bytes = field(init=False)

    def __post_init__(self) -> None:
        self.absent = bytes(self.font.getmask("\U0010ffff", "1"))

    def drawn(self, character: str) -> Glyph | None:
        if bytes(self.font.getmask(character, "1")) == self.absent:
            return None
        width = max(1, round(self.font.getlength(character)))
        return Glyph(width, tuple(_drawn_rows(self.font, character, width, _RARE_PX, 0, 0)))


@cache
def _rare_fonts(folder: Path) -> tuple[_RareFont, ...]:
    def found() -> Iterator[_RareFont]:
        for file in _RARE_FILES:
            try:
                data = io.BytesIO((folder / file).read_bytes())
                yield _RareFont(ImageFont.truetype(data, _RARE_PX, layout_engine=ImageFont.Layout.BASIC))
            except FileNotFoundError:
                continue
            except OSError as err:
                raise FontMissing(f"{folder / file}: {err}; install the Debian package {RARE_PACKAGE}") from err

    return tuple(found())


def _drawn_rows(
    font: ImageFont.FreeTypeFont, character: str, width: int, height: int, left: int, top: int
) -> list[int]:
    canvas = Image.new("1", (width, height))
    pen = ImageDraw.Draw(canvas)
    pen.fontmode = "1"
    pen.text((left, top), character, fill=1, font=font)
    packed = canvas.tobytes()  # each row begins with a byte of its own
    row_bytes = (width + 7) // 8
    unused = 8 * row_bytes - width
    return [
        int.from_bytes(packed[start : start + row_bytes], "big") >> unused for start in range(0, len(packed), row_bytes)
    ]


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


def _is_two_bytes(character: str) -> bool:
    return len(character.encode("gbk", "ignore")) == 2


def _in_middle(glyph: Glyph, height_px: int) -> Glyph:
    """A smaller font's glyph in the middle of a cell of this height."""
    small_px = len(glyph.rows)
    above = (height_px - small_px) // 2
    below = height_px - small_px - above
    width = height_px * glyph.width_px // small_px
    spare = (width - glyph.width_px) // 2
    return Glyph(width, (0,) * above + tuple(row << spare for row in glyph.rows) + (0,) * below)


def _double(glyph: Glyph) -> Glyph:
    return Glyph(2 * glyph.width_px, tuple(_doubled(row, glyph.width_px) for row in glyph.rows for _ in range(2)))


def _doubled(row: int, width: int) -> int:
    wide = 0
    for x in range(width - 1, -1, -1):
        wide = wide << 2 | (3 if row >> x & 1 else 0)
    return wide
