"""The cells of a table: how wide each column is, which ones are seen beside those that stay, one row drawn. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from kiosk.drawing import Pen
from kiosk.marks import Rect
from kiosk.theme import INK, LINE, Style
from kiosk.viewmodel.text import one_line

_NUMBER = re.compile(r"[+\-−]?[0-9][0-9,，.]*%?|—|-|")
LEAST = 4  # characters of a column that is narrowed; below that a table is read column by column
FROZEN_SHARE = 0.45  # of the width, at most, for the columns that stay
WIDEST_SHARE = 0.6  # of the width, at most, for one column

Row = tuple[str, ...]


class Grid(Struct, frozen=True):
    """The columns on the screen: their places in the table, widths in pixels, and which are set to the right.

    previous, following: the column that comes first after ← or →; None where there is nothing more.
    """

    places: tuple[int, ...]
    widths: tuple[int, ...]
    rights: tuple[bool, ...]
    previous: int | None = None
    following: int | None = None

    def of(self, row: Row) -> Row:
        """The cells of a row that are seen."""
        return tuple(row[place] if place < len(row) else "" for place in self.places)


def whole_grid(pen: Pen, columns: Row, samples: Sequence[Row], width: int) -> Grid | None:
    """Every column at once, the widest narrowed fairly; None if one would become too narrow to read."""
    wanted = _wanted(pen, columns, samples)
    least = [min(one, LEAST * pen.theme.cell.size_px + _frame(pen)) for one in wanted]
    if not columns or sum(least) > width:
        return None
    if sum(wanted) <= width:
        spare = (width - sum(wanted)) // len(wanted)
        widths = [one + spare for one in wanted]
    else:  # shrink the widest first, down to what the others have
        low, high = 0, max(wanted)
        while low < high:
            middle = (low + high + 1) // 2
            fits = sum(min(one, max(middle, few)) for one, few in zip(wanted, least, strict=True)) <= width
            low, high = (middle, high) if fits else (low, middle - 1)
        widths = [min(one, max(low, few)) for one, few in zip(wanted, least, strict=True)]
    widths[-1] += width - sum(widths)
    return _grid(tuple(range(len(columns))), widths, samples)


def moving_grid(pen: Pen, columns: Row, samples: Sequence[Row], width: int, frozen: int, first: int) -> Grid:
    """The columns that stay, then as many as fit beginning with ``first``."""
    whole = whole_grid(pen, columns, samples, width)
    if whole is not None or not columns:
        return whole or Grid((), (), ())
    wanted = [min(one, int(width * WIDEST_SHARE)) for one in _wanted(pen, columns, samples)]
    stay = _shares(wanted[:frozen], int(width * FROZEN_SHARE))
    room = width - sum(stay)
    first = max(frozen, min(first, len(columns) - 1))
    end = first + 1
    while end < len(columns) and sum(wanted[first : end + 1]) <= room:
        end += 1
    if end == len(columns):  # the last columns: what is left of the room goes to those before them
        while first > frozen and sum(wanted[first - 1 : end]) <= room:
            first -= 1
    moving = _shares(wanted[first:end], room)
    spare = room - sum(moving)
    moving = [one + spare // len(moving) for one in moving]
    moving[-1] += room - sum(moving)
    before = first - 1
    while before > frozen and sum(wanted[before - 1 : first]) <= room:
        before -= 1
    grid = _grid((*range(frozen), *range(first, end)), [*stay, *moving], samples)
    return Grid(
        grid.places,
        grid.widths,
        grid.rights,
        previous=before if first > frozen else None,
        following=end if end < len(columns) else None,
    )


def row_height(pen: Pen, cells: Row, widths: Sequence[int], style: Style) -> int:
    """How high a row is; a row can be touched, so it is never lower than a target."""
    most = max((len(lines) for lines in _broken(pen, cells, widths, style)), default=1)
    return max(most * style.line_px + 2 * pen.theme.px(12), pen.theme.px(64))


def draw_row(pen: Pen, grid: Grid, row: Row, x: int, y: int, fill: str, style: Style) -> int:
    """One row. Returns the y below it."""
    theme = pen.theme
    cells = grid.of(row)
    broken = _broken(pen, cells, grid.widths, style)
    height = row_height(pen, cells, grid.widths, style)
    pad = _pad(pen)
    for place, (lines, width, right) in enumerate(zip(broken, grid.widths, grid.rights, strict=True), 1):
        overlap = theme.px(2) if place < len(grid.widths) else 0  # neighbours share one line
        pen.box(Rect(x, y, width + overlap, height + theme.px(2)), fill, 0, LINE, theme.px(2))
        top = y + (height - len(lines) * style.line_px) // 2
        for line in lines:
            at = top + (style.line_px - style.text_px) // 2
            pen.line(line, x + width - pad if right else x + pad, at, style, INK, "right" if right else "left")
            top += style.line_px
        x += width
    return y + height


def _broken(pen: Pen, cells: Row, widths: Sequence[int], style: Style) -> list[list[str]]:
    return [pen.lines(one_line(cell), width - 2 * _pad(pen), style) for cell, width in zip(cells, widths, strict=True)]


def _wanted(pen: Pen, columns: Row, samples: Sequence[Row]) -> list[int]:
    """How wide each column would be with every cell on one line."""
    theme = pen.theme
    return [
        max(
            pen.width(one_line(heading), theme.cell_strong),
            max((pen.width(one_line(cell), theme.cell_strong) for cell in cells), default=0),
        )
        + _frame(pen)
        for heading, cells in zip(columns, samples, strict=True)
    ]


def _shares(wanted: Sequence[int], room: int) -> list[int]:
    """What is wanted, each cut in proportion if the room is less."""
    total = sum(wanted)
    return list(wanted) if total <= room else [one * room // total for one in wanted]


def _grid(places: tuple[int, ...], widths: Sequence[int], samples: Sequence[Row]) -> Grid:
    rights = tuple(all(_NUMBER.fullmatch(cell.strip()) for cell in samples[place]) for place in places)
    return Grid(places, tuple(widths), rights)


def _pad(pen: Pen) -> int:
    return pen.theme.px(14)


def _frame(pen: Pen) -> int:
    return 2 * _pad(pen) + pen.theme.px(4)
