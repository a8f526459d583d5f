"""合并单元格: rows whose cells reach over others, as the plain grid that a disclosure's table is.

What is merged is kept in words: a heading over several columns is put before each of them (收入·预算), a label beside
several rows is said in each. An amount is said once: twice it would be summed twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec import structs

from content.blocks import Table
from content.totals import TOTALS, amount, label_of

MOST_COLUMNS = 60
JOINED = "·"


@dataclass(frozen=True)
class Cell:
    """columns, rows: how many it reaches over, itself included."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True)
class _Placed:
    """A cell seen from one of the places it covers. right, down: how far from its first place."""

    cell: Cell
    right: int
    down: int

    @property
    def in_body(self) -> str:
        if self.right or (self.down and amount(self.cell.text) is not None):
            return ""
        return self.cell.text


def table_of(rows: Sequence[Sequence[Cell]]) -> Table | list[str]:
    """The table; or its rows as lines if it has but one column or one row. A first row of one cell is its caption."""
    placed = _placed(rows)
    caption = ""
    if len(placed) > 2 and _is_one_cell(placed[0]) and not _is_one_cell(placed[1]):
        caption = placed.pop(0)[0].cell.text
    depth = _heading_rows(placed)
    body = [tuple(one.in_body for one in row) for row in placed[depth:]]
    body = [row for row in body if any(row)]
    columns = tuple(_heading([row[at] for row in placed[:depth]]) for at in range(len(placed[0]) if placed else 0))
    if not body or len(columns) < 2:
        lines = [caption, " ".join(filter(None, columns)), *(" ".join(row).strip() for row in body)]
        return [line for line in lines if line]
    return Table(columns, tuple(body), caption)


def with_total(table: Table) -> Table:
    """A last row that calls itself 合计 is the total."""
    if len(table.rows) > 1 and label_of(table.rows[-1]) in TOTALS:
        return structs.replace(table, rows=table.rows[:-1], total=table.rows[-1])
    return table


def _placed(rows: Sequence[Sequence[Cell]]) -> list[list[_Placed]]:
    """Every place of the grid with the cell that covers it; rows that were all empty are gone."""
    grid: list[dict[int, _Placed]] = [{} for _ in rows]
    for at, row in enumerate(rows):
        column = 0
        for cell in row:
            while column in grid[at]:
                column += 1
            if column >= MOST_COLUMNS:
                break
            wide = min(max(cell.columns, 1), MOST_COLUMNS - column)
            high = min(max(cell.rows, 1), len(rows) - at)
            for down in range(high):
                for right in range(wide):
                    grid[at + down].setdefault(column + right, _Placed(cell, right, down))
            column += wide
    width = max((max(row) + 1 for row in grid if row), default=0)
    empty = _Placed(Cell(""), 0, 0)
    filled = [[row.get(column, empty) for column in range(width)] for row in grid]
    return [row for row in filled if any(one.cell.text for one in row)]


def _is_one_cell(row: Sequence[_Placed]) -> bool:
    return len(row) > 1 and all(one.cell is row[0].cell for one in row)


def _heading_rows(placed: Sequence[Sequence[_Placed]]) -> int:
    """How many rows name the columns: more than one where a heading of the first reaches over several columns."""
    if not placed:
        return 0
    first = placed[0]
    if not any(one.right for one in first):
        return 1
    deepest = max(one.cell.rows for one in first)
    has_names_below = len(placed) > 2 and all(amount(one.cell.text) is None for one in placed[1])
    return max(1, min(max(deepest, 2 if has_names_below else 1), len(placed) - 1))


def _heading(column: Sequence[_Placed]) -> str:
    texts = [one.cell.text for one in column if one.cell.text]
    return JOINED.join(dict.fromkeys(texts))
