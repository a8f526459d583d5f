"""Dots of one colour as BX-6 graphic cards take them.

A row is padded to whole 32-bit words; in a word the leftmost dot is the highest bit, the words go low byte first.
A lit dot is 0, a dark one and the padding 1. Read from the bytes that the maker's SDK makes of pictures whose dots
are known (series 6E and 6Q, single-colour profile, widths 8 to 64). Two and more colours are packed otherwise, and
were not read: they stay numbers.
"""

from __future__ import annotations

from display.render import Frame

WORD_PX = 32


def row_bytes(width_px: int) -> int:
    return -(-width_px // WORD_PX) * 4


def data_of(dots: Frame) -> bytes:
    """The dots of one page, rows from the top."""
    return b"".join(_packed(row, dots.width_px) for row in dots.rows)


def dots_of(data: bytes, width_px: int, height_px: int) -> Frame | None:
    """The dots of a page; None if these are not the single-colour dots of that size."""
    step = row_bytes(width_px)
    if not width_px or not height_px or len(data) != step * height_px:
        return None
    padding_px = step * 8 - width_px
    rows = []
    for at in range(0, len(data), step):
        words = (int.from_bytes(data[word : word + 4], "little") for word in range(at, at + step, 4))
        row = 0
        for word in words:
            row = row << WORD_PX | (word ^ 0xFFFFFFFF)
        if row & (1 << padding_px) - 1:
            return None
        rows.append(row >> padding_px)
    return Frame(width_px, tuple(rows))


def _packed(row: int, width_px: int) -> bytes:
    words = row_bytes(width_px) // 4
    dark = (1 << words * WORD_PX) - 1
    bits = row << words * WORD_PX - width_px ^ dark
    return b"".join((bits >> place * WORD_PX & 0xFFFFFFFF).to_bytes(4, "little") for place in reversed(range(words)))


def windows(dots: Frame, width_px: int) -> list[tuple[Frame, int]]:
    """A wide strip as pages of this width from left to right, each with how much of it is in use."""
    pages = []
    for left in range(0, max(1, dots.width_px), width_px):
        used = min(width_px, dots.width_px - left)
        shift = dots.width_px - left - width_px
        mask = (1 << width_px) - 1
        rows = tuple((row >> shift if shift >= 0 else row << -shift) & mask for row in dots.rows)
        pages.append((Frame(width_px, rows), used))
    return pages
