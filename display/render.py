"""A text as the lit dots of a board, screen by screen: what the preview shows and what the emulated card lights.

Pure, given a font. The card draws with its maker's font and moves the dots itself; places and line breaks are
the card's, the shapes of the characters are WenQuanYi's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import repeat

from display.board import Area
from display.fonts import Font, Glyph


@dataclass(frozen=True)
class Frame:
    """Dots of a rectangle: ``height`` rows from the top, the leftmost dot in the highest of ``width_px`` bits."""

    width_px: int
    rows: tuple[int, ...]

    @property
    def height_px(self) -> int:
        return len(self.rows)

    @property
    def lit(self) -> int:
        """How many dots are on."""
        return sum(row.bit_count() for row in self.rows)

    def is_lit(self, x: int, y: int) -> bool:
        return bool(self.rows[y] >> (self.width_px - 1 - x) & 1)


@dataclass(frozen=True)
class Layout:
    """How a text lies in its area. wraps: broken at the area's edge; a line feed always begins a new line."""

    wraps: bool
    across: str = "left"  # left | centre | right
    down: str = "middle"  # top | middle | bottom


def blank(width_px: int, height_px: int) -> Frame:
    """A dark frame."""
    return Frame(width_px, (0,) * height_px)


def screens(text: str, width_px: int, height_px: int, layout: Layout, font: Font) -> tuple[Frame, ...]:
    """Every screenful of the text in an area of this size, in reading order; at least one.

    A line wider than the area comes as successive windows that each begin with a whole character.
    """
    glyphs = _glyphs(text, font)
    lines = [line for part in text.split("\n") for line in _lines(part, width_px, layout.wraps, glyphs)]
    per_screen = max(1, height_px // font.height_px) if len(lines) > 1 else 1
    if per_screen > 1 or layout.wraps:
        pages = [lines[first : first + per_screen] for first in range(0, len(lines), per_screen)]
        return tuple(_page(page, width_px, height_px, layout, font.height_px, glyphs) for page in pages)
    return tuple(
        _page([window], width_px, height_px, layout, font.height_px, glyphs)
        for line in lines
        for window in _windows(line, width_px, glyphs)
    )


def place(frames: tuple[Frame, ...], area: Area, width_px: int, height_px: int) -> tuple[Frame, ...]:
    """The frames of an area as frames of the whole board; dots beyond the board's edge are lost, as on the card."""
    return tuple(_placed(frame, area, width_px, height_px) for frame in frames)


def overlay(frames: list[Frame], width_px: int, height_px: int) -> Frame:
    """Several frames of one size on top of each other."""
    rows = [0] * height_px
    for frame in frames:
        rows = [row | other for row, other in zip(rows, frame.rows, strict=True)]
    return Frame(width_px, tuple(rows))


def strip(text: str, font: Font) -> Frame:
    """The text in one line, exactly as wide as it is."""
    return _strip(text, _glyphs(text, font), font.height_px)


def cut(frame: Frame, width_px: int) -> tuple[Frame, ...]:
    """A long frame as windows of this width from its left end on; what the last one lacks is dark."""
    count = max(1, -(-frame.width_px // width_px))
    spare = count * width_px - frame.width_px
    mask = (1 << width_px) - 1
    return tuple(
        Frame(width_px, tuple((row << spare) >> (count - 1 - number) * width_px & mask for row in frame.rows))
        for number in range(count)
    )


# --- helpers ---


def _glyphs(text: str, font: Font) -> Mapping[str, Glyph]:
    return {character: font.glyph(character) for character in set(text) - {"\n"}}


def _strip(text: str, glyphs: Mapping[str, Glyph], height_px: int) -> Frame:
    if not text:
        return blank(0, height_px)
    drawn = [glyphs[character] for character in text]
    # Python reads binary digits in linear time; shifting a growing number for each glyph would be quadratic.
    rows = map(int, map("".join, zip(*[glyph.bits for glyph in drawn], strict=True)), repeat(2))
    return Frame(sum([glyph.width_px for glyph in drawn]), tuple(rows))


def _lines(text: str, width_px: int, wraps: bool, glyphs: Mapping[str, Glyph]) -> list[str]:
    if not wraps:
        return [text]
    lines, begin, used = [], 0, 0
    for position, character in enumerate(text):
        width = glyphs[character].width_px
        used += width
        if used > width_px and position > begin:
            lines.append(text[begin:position])
            begin, used = position, width
    return [*lines, text[begin:]]


def _windows(line: str, width_px: int, glyphs: Mapping[str, Glyph]) -> list[str]:
    """Cut a long line so that every character stands whole in one of the windows."""
    if not line:
        return [""]
    return _lines(line, width_px, True, glyphs)


def _page(
    lines: list[str], width_px: int, height_px: int, layout: Layout, font_px: int, glyphs: Mapping[str, Glyph]
) -> Frame:
    text_height = min(height_px, len(lines) * font_px)
    top = {"top": 0, "middle": (height_px - text_height) // 2, "bottom": height_px - text_height}[layout.down]
    rows = [0] * top
    for line in lines:
        drawn = _strip(line, glyphs, font_px)
        spare = width_px - drawn.width_px
        left = {"left": 0, "centre": max(0, spare // 2), "right": max(0, spare)}[layout.across]
        shift = spare - left
        if shift >= 0:
            rows += [row << shift for row in drawn.rows]
        else:
            mask = (1 << width_px) - 1
            rows += [row >> -shift & mask for row in drawn.rows]
    rows = (rows + [0] * height_px)[:height_px]
    return Frame(width_px, tuple(rows))


def _placed(frame: Frame, area: Area, width_px: int, height_px: int) -> Frame:
    rows = [0] * height_px
    shift = width_px - area.x_px - frame.width_px
    mask = (1 << width_px) - 1
    for offset, row in enumerate(frame.rows):
        y = area.y_px + offset
        if 0 <= y < height_px:
            rows[y] = (row << shift if shift >= 0 else row >> -shift) & mask
    return Frame(width_px, tuple(rows))
