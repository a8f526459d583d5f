"""Routes and steps of reading one disclosure closely: its tables, one row of a table, the course of its matter.

Pure, a part of routes.py. A touch of a table's buttons changes the shown route, so that 返回 comes back to it.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from content.record import DisclosureId


class Picked(Struct, frozen=True):
    """Only the rows whose cell in this column begins with these characters."""

    column: int
    begins: str


class TablePage(Struct, frozen=True):
    """One table alone. block: its place among the blocks. first: the row on top; column: the first that moves."""

    disclosure: DisclosureId
    block: int
    first: int = 0
    column: int = 0
    picked: Picked | None = None


class TableRow(Struct, frozen=True):
    """One row of a table as a card. row: counted among the picked rows."""

    disclosure: DisclosureId
    block: int
    row: int = 0
    picked: Picked | None = None


class TableFind(Struct, frozen=True):
    """找一行: what the cells of one column begin with. column: -1 for the most telling one."""

    disclosure: DisclosureId
    block: int
    column: int = -1
    first: int = 0


class Matter(Struct, frozen=True):
    """全过程: the stages of the matter that this disclosure belongs to."""

    disclosure: DisclosureId


ReadingRoute = TablePage | TableRow | TableFind | Matter


class ToRow(Struct, frozen=True):
    """This row comes on top, or is the one shown."""

    row: int


class ToColumn(Struct, frozen=True):
    """The columns that move begin with this one; or its cells are the ones to choose from."""

    column: int


ReadingStep = ToRow | ToColumn


def reading_changed(here: ReadingRoute, step: object) -> ReadingRoute | None:
    """The route after a step; None if the step has no meaning there."""
    match here, step:
        case TablePage() | TableFind(), ToRow(row) if row >= 0:
            return replace(here, first=row)
        case TableRow(), ToRow(row) if row >= 0:
            return replace(here, row=row)
        case TablePage(), ToColumn(column) if column >= 0:
            return replace(here, column=column)
        case TableFind(), ToColumn(column) if column >= 0:
            return replace(here, column=column, first=0)
        case _:
            return None
