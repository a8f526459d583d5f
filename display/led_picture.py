"""Dots as a picture of LEDs: dark panel, round dots that glow when lit, the board's frame.

Only integer arithmetic and a table of small tiles, one for each neighbourhood of a dot, so that the same dots
give the same pixels on every machine: approvers sign a hash of this picture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from display.board import Colours
from display.fonts import Font
from display.render import Frame, strip

PITCH_PX = 8  # of the picture, for one dot of the board
_BEZEL_PX = 14
_MARGIN_PX = 16
_CAPTION_PX = 30

Colour = tuple[int, int, int]
_PAPER, _INK, _EDGE, _BEZEL, _GROOVE, _PANEL = range(6)
_FIRST_TILE_COLOUR = 16
_COVERS, _GLOWS = 6, 10  # levels of a dot's disc and of the light around it

_LIT: Mapping[str, Colour] = MappingProxyType({"red": (255, 46, 28), "green": (60, 255, 70)})
_CORE: Mapping[str, Colour] = MappingProxyType({"red": (255, 150, 120), "green": (190, 255, 170)})
_OFF: Colour = (38, 36, 38)
_PANEL_COLOUR: Colour = (14, 14, 16)


@dataclass(frozen=True)
class Picture:
    """Indexed pixels: one byte each, row by row, and the palette's colours."""

    width: int
    height: int
    pixels: bytes
    palette: tuple[Colour, ...]


def board_picture(frame: Frame, colours: Colours) -> Picture:
    """One board with its frame around it."""
    rows = _framed(frame)
    return Picture(len(rows[0]), len(rows), b"".join(rows), palette_of(colours))


def sheet(frames: Sequence[Frame], captions: Sequence[str], colours: Colours, font: Font) -> Picture:
    """Several screens of one board below each other, each with a caption, on light paper."""
    panels = [_framed(frame) for frame in frames]
    width = len(panels[0][0]) + 2 * _MARGIN_PX
    empty = bytes([_PAPER]) * width
    rows = [empty] * _MARGIN_PX
    side = empty[:_MARGIN_PX]
    for panel, caption in zip(panels, captions, strict=True):
        rows += [side + row + side for row in panel]
        rows += _caption(caption, width, font)
    return Picture(width, len(rows), b"".join(rows), palette_of(colours))


@cache
def palette_of(colours: Colours) -> tuple[Colour, ...]:
    """The colours of paper, frame and every level of disc and glow. A red-green board shows plain text in red."""
    light = "green" if colours == "green" else "red"
    fixed = [(243, 243, 240), (70, 70, 74), (92, 95, 100), (52, 54, 58), (8, 8, 9), _PANEL_COLOUR]
    fixed += [(0, 0, 0)] * (_FIRST_TILE_COLOUR - len(fixed))
    tiles = []
    for lit in (False, True):
        for cover in range(_COVERS):
            for glow in range(_GLOWS):
                ground = _mixed(_PANEL_COLOUR, _LIT[light], glow * 26, 26 * 20)
                disc = _OFF if not lit else _mixed(_LIT[light], _CORE[light], glow, _GLOWS)
                disc = disc if lit else _mixed(disc, _LIT[light], glow, 4 * _GLOWS)
                tiles.append(_mixed(ground, disc, cover, _COVERS - 1))
    return (*fixed, *tiles)


# --- helpers ---


def _mixed(a: Colour, b: Colour, part: int, whole: int) -> Colour:
    """a, with part/whole of b."""
    red, green, blue = (x + (y - x) * part // whole for x, y in zip(a, b, strict=True))
    return red, green, blue


@cache
def _tile(neighbours: int) -> tuple[bytes, ...]:
    """The pixels of one dot: PITCH_PX rows. Bit 4 of ``neighbours`` is the dot itself, 0–8 are row by row."""
    lit = neighbours >> 4 & 1
    rows = []
    for v in range(PITCH_PX):
        row = bytearray()
        for u in range(PITCH_PX):
            cover = _cover(u, v)
            glow = min(_GLOWS - 1, sum(_glow(u, v, bit) for bit in range(9) if neighbours >> bit & 1) // 16)
            row.append(_FIRST_TILE_COLOUR + (lit * _COVERS + cover) * _GLOWS + glow)
        rows.append(bytes(row))
    return tuple(rows)


@cache
def _cover(u: int, v: int) -> int:
    """How much of a pixel the dot's disc covers, 0 … _COVERS - 1, by counting 16 × 16 points (units of 1/32 px)."""
    centre, radius = 16 * PITCH_PX, 102
    inside = sum(
        (32 * u + 2 * i + 1 - centre) ** 2 + (32 * v + 2 * j + 1 - centre) ** 2 <= radius * radius
        for i in range(16)
        for j in range(16)
    )
    return inside * (_COVERS - 1) // 256


@cache
def _glow(u: int, v: int, bit: int) -> int:
    """How much light reaches a pixel from the lit dot at ``bit`` of its neighbourhood; falls to 0 at 1.4 dots."""
    x = 2 * u + 1 - PITCH_PX - 2 * PITCH_PX * (bit % 3 - 1)
    y = 2 * v + 1 - PITCH_PX - 2 * PITCH_PX * (bit // 3 - 1)
    reach = 22 * 22
    distance = x * x + y * y
    return max(0, (reach - distance) * 90 // reach) if distance < reach else 0


def _framed(frame: Frame) -> list[bytes]:
    """The rows of pixels of a board with its frame."""
    rows: list[bytes] = []
    padded = [0, *frame.rows, 0]
    for y in range(frame.height_px):
        above, here, below = (row << 1 for row in padded[y : y + 3])
        tiles = []
        for x in range(frame.width_px):
            shift = frame.width_px - 1 - x
            near = [(row >> shift) & 7 for row in (above, here, below)]
            tiles.append(_tile(_neighbours(near)))
        rows += [b"".join(tile[v] for tile in tiles) for v in range(PITCH_PX)]
    return _bezel(rows)


def _neighbours(near: list[int]) -> int:
    """Three rows of three bits, leftmost highest, as the nine bits that ``_tile`` wants."""
    bits = 0
    for line, row in enumerate(near):
        for column in range(3):
            bits |= (row >> (2 - column) & 1) << (3 * line + column)
    return bits


def _bezel(rows: list[bytes]) -> list[bytes]:
    """A dark aluminium profile: lit edge outside, groove towards the panel, a strip of panel around the dots."""
    rings = [_EDGE] * 2 + [_BEZEL] * (_BEZEL_PX - 8) + [_GROOVE] * 2 + [_PANEL] * 4
    for colour in reversed(rings):
        side = bytes([colour])
        full = side * (len(rows[0]) + 2)
        rows = [full, *(side + row + side for row in rows), full]
    return rows


def _caption(text: str, width: int, font: Font) -> list[bytes]:
    """A line of small print between two boards; a character that the font lacks is left out."""
    drawn = strip(text, font)
    top = (_CAPTION_PX - drawn.height_px) // 2
    left = max(0, (width - drawn.width_px) // 2)
    rows = []
    for y in range(_CAPTION_PX):
        row = bytearray([_PAPER]) * width
        if 0 <= y - top < drawn.height_px:
            for x in range(min(drawn.width_px, width - left)):
                if drawn.is_lit(x, y - top):
                    row[left + x] = _INK
        rows.append(bytes(row))
    return rows
