"""Dots of AM03127 signs: graphic blocks of 32×8 dots in three colours, characters of 8×8; pictures as blocks.

A block is 64 bytes: four 8×8 units from left to right, each row by row from the top, four dots a byte, the leftmost
in the highest bits: 10 red, 01 green, 11 yellow, 00 dark. A character is eight bytes, one a row, its leftmost dot
in the highest bit. A sign keeps 16 graphic pages A … P of 8 blocks 1 … 8.

Source: Amplus AM004-03128/03127 version 2.2, chapters 4.2.4 (with its drawing of D0 … D255) and 4.2.8.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from content.store.board_status import ReasonKind
from display.errors import ProtocolError, TextRefused
from display.protocols.am03127_frame import CHARACTER_BYTES, GRAPHIC_BYTES
from display.render import Frame

BLOCK_WIDTH_PX, LINE_HEIGHT_PX = 32, 8
GRAPHIC_PAGES, BLOCKS_PER_GRAPHIC_PAGE = 16, 8
DOTS = MappingProxyType({".": 0b00, "G": 0b01, "R": 0b10, "Y": 0b11})

_DOT_OF = MappingProxyType({bits: dot for dot, bits in DOTS.items()})
_UNIT_PX = 8
_UNIT_BYTES = 16
_BITS, _MARKS = str.maketrans({".": "0", "#": "1"}), str.maketrans({"0": ".", "1": "#"})


def bytes_of_block(rows: tuple[str, ...]) -> bytes:
    """Eight rows of 32 letters of ``DOTS`` as the sign takes them. Raises ProtocolError for another shape."""
    if len(rows) != LINE_HEIGHT_PX or any(len(row) != BLOCK_WIDTH_PX or set(row) - set(DOTS) for row in rows):
        raise ProtocolError(f"a graphic block is {LINE_HEIGHT_PX} rows of {BLOCK_WIDTH_PX} dots, each R, G, Y or .")
    data = bytearray()
    for left in range(0, BLOCK_WIDTH_PX, _UNIT_PX):
        for row in rows:
            for first in (left, left + 4):
                a, b, c, d = (DOTS[dot] for dot in row[first : first + 4])
                data.append(a << 6 | b << 4 | c << 2 | d)
    return bytes(data)


def rows_of_block(data: bytes) -> tuple[str, ...]:
    """The rows of 64 bytes."""
    rows = [""] * LINE_HEIGHT_PX
    for unit in range(0, GRAPHIC_BYTES, _UNIT_BYTES):
        for place in range(_UNIT_BYTES):
            byte = data[unit + place]
            rows[place // 2] += "".join(_DOT_OF[byte >> shift & 0b11] for shift in (6, 4, 2, 0))
    return tuple(rows)


def bytes_of_character(rows: tuple[str, ...]) -> bytes:
    """Eight rows of eight dots, "#" lit, as the sign takes them. Raises ProtocolError for another shape."""
    if len(rows) != CHARACTER_BYTES or any(len(row) != _UNIT_PX or set(row) - {".", "#"} for row in rows):
        raise ProtocolError(f"a character is {CHARACTER_BYTES} rows of {_UNIT_PX} dots, each # or .")
    return bytes(int(row.translate(_BITS), 2) for row in rows)


def rows_of_character(data: bytes) -> tuple[str, ...]:
    """The rows of eight bytes."""
    return tuple(f"{byte:08b}".translate(_MARKS) for byte in data)


def labelled(pictures: Sequence[Frame], colour: str) -> tuple[dict[str, tuple[str, ...]], list[list[list[str]]]]:
    """Pictures as blocks of one colour: the different ones by their label, and labels[picture][line][place].

    Each picture is as high as a whole number of lines; where it ends inside a block the rest of that is dark.
    colour: a letter of ``DOTS``. Raises TextRefused if a sign cannot keep so many blocks.
    """
    label_of: dict[tuple[str, ...], str] = {}
    labels = []
    for picture in pictures:
        lines = _blocks(picture, colour)
        for block in (block for line in lines for block in line):
            if block not in label_of:
                label_of[block] = _label(len(label_of))
        labels.append([[label_of[block] for block in line] for line in lines])
    return {label: block for block, label in label_of.items()}, labels


def _blocks(frame: Frame, colour: str) -> list[list[tuple[str, ...]]]:
    """Line by line from the top, in each from the left."""
    width_px = -(-frame.width_px // BLOCK_WIDTH_PX) * BLOCK_WIDTH_PX
    marks = str.maketrans({"0": ".", "1": colour})
    rows = [f"{row:0{frame.width_px}b}".translate(marks).ljust(width_px, ".") for row in frame.rows]
    return [
        [
            tuple(row[left : left + BLOCK_WIDTH_PX] for row in rows[top : top + LINE_HEIGHT_PX])
            for left in range(0, width_px, BLOCK_WIDTH_PX)
        ]
        for top in range(0, frame.height_px, LINE_HEIGHT_PX)
    ]


def _label(number: int) -> str:
    if number >= GRAPHIC_PAGES * BLOCKS_PER_GRAPHIC_PAGE:
        raise TextRefused(
            f"the text needs more than the {GRAPHIC_PAGES * BLOCKS_PER_GRAPHIC_PAGE} blocks of this model",
            ReasonKind.LENGTH,
        )
    page, block = divmod(number, BLOCKS_PER_GRAPHIC_PAGE)
    return f"{chr(ord('A') + page)}{block + 1}"
