"""A table read closely: the rows around the one on top, one row as a card, what the cells of a column begin with."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from content.blocks import Table
from content.disclosure import Disclosure
from content.record import DisclosureId
from content.totals import Totals, amount, totals_of
from kiosk.reading_routes import Picked, TableFind, TablePage, TableRow
from kiosk.viewmodel.context import Context
from kiosk.viewmodel.gone import GoneView, gone
from kiosk.viewmodel.shown import item_of, showable
from kiosk.viewmodel.text import one_line

AROUND = 60  # rows handed to the screen before and after the one on top; more never fit
LONGEST = 8  # cells of each column that are measured, the longest ones
SHORT = 12  # rows: everything is seen at a glance, nothing needs to be looked for
NAMED = 4  # columns that add up are named, more are counted
MOST_CHOICES = 2000  # beginnings of one column
LOOKED_AT = 200  # rows at the beginning, and as many spread over the rest, tell what the columns hold
CHECKED_ANEW = 2000  # rows; the totals of a longer table are checked when it is opened, not on every page
SURNAMES_FROM = 24  # with so many different cells, their first characters are offered instead

Row = tuple[str, ...]


class TableView(Struct, frozen=True):
    """rows: those around ``first``, the first of them is row ``start`` of ``count``. frozen: columns that stay.

    samples: the longest cells of each column, by which widths are measured. note: on the totals.
    picked: what the rows begin with. can_find: whether there is anything to look for.
    """

    id: DisclosureId
    item: str
    block: int
    caption: str
    columns: Row
    rows: tuple[Row, ...]
    start: int
    first: int
    count: int
    column: int
    frozen: int
    samples: tuple[Row, ...]
    total: Row
    note: str
    can_find: bool
    route_picked: Picked | None
    picked: str


class TableRowView(Struct, frozen=True):
    """One row: its cells with their headings, and where it stands."""

    id: DisclosureId
    item: str
    block: int
    caption: str
    cells: tuple[tuple[str, str], ...]
    row: int
    count: int


class TableFindView(Struct, frozen=True):
    """What can be chosen: each beginning with how many rows have it. columns: (place, heading) of those on offer."""

    id: DisclosureId
    item: str
    block: int
    caption: str
    columns: tuple[tuple[int, str], ...]
    column: int
    choices: tuple[tuple[str, int], ...]
    first: int


def table_page(route: TablePage, context: Context) -> TableView | GoneView:
    """The table, or why it is not shown."""
    found = _found(route.disclosure, route.block, context)
    if found is None:
        return gone(route.disclosure, context)
    disclosure, table = found
    rows = _picked(table.rows, route.picked)
    first = max(0, min(route.first, len(rows) - 1))
    start = max(0, first - AROUND)
    frozen = frozen_columns(table)
    checks = route.picked is None and (first == 0 or len(rows) <= CHECKED_ANEW)
    return TableView(
        id=disclosure.id,
        item=item_of(disclosure),
        block=route.block,
        caption=one_line(table.caption) or one_line(disclosure.title),
        columns=table.columns,
        rows=tuple(rows[start : first + AROUND]),
        start=start,
        first=first,
        count=len(rows),
        column=max(frozen, min(route.column, len(table.columns) - 1)),
        frozen=frozen,
        samples=samples(table),
        total=table.total if route.picked is None else (),
        note=total_note(totals_of(table), context.say) if checks else "",
        can_find=len(table.rows) > SHORT and bool(findable(table)),
        route_picked=route.picked,
        picked=_picked_words(table, route.picked),
    )


def table_row(route: TableRow, context: Context) -> TableRowView | GoneView:
    """One row, or why it is not shown."""
    found = _found(route.disclosure, route.block, context)
    if found is None:
        return gone(route.disclosure, context)
    disclosure, table = found
    rows = [*_picked(table.rows, route.picked), *([table.total] if table.total and route.picked is None else [])]
    row = max(0, min(route.row, len(rows) - 1))
    cells = tuple(zip(table.columns, rows[row], strict=False)) if rows else ()
    caption = one_line(table.caption) or one_line(disclosure.title)
    return TableRowView(disclosure.id, item_of(disclosure), route.block, caption, cells, row, len(rows))


def table_find(route: TableFind, context: Context) -> TableFindView | GoneView:
    """What the cells of the chosen column begin with."""
    found = _found(route.disclosure, route.block, context)
    if found is None:
        return gone(route.disclosure, context)
    disclosure, table = found
    offered = findable(table)
    places = [place for place, _ in offered]
    column = route.column if route.column in places else (places[0] if places else 0)
    choices = beginnings([row[column] for row in table.rows if column < len(row)])
    caption = one_line(table.caption) or one_line(disclosure.title)
    return TableFindView(
        disclosure.id, item_of(disclosure), route.block, caption, offered, column, choices, max(0, route.first)
    )


def regular(table: Table) -> Table:
    """The table with rows all of one length: what is missing is empty, what is too much stands without a heading."""
    rows = (table.columns, *table.rows, *([table.total] if table.total else []))
    width = max(len(row) for row in rows)
    if all(len(row) == width for row in rows):
        return table
    fill = ("",) * width
    return replace(
        table,
        columns=(table.columns + fill)[:width],
        rows=tuple((row + fill)[:width] for row in table.rows),
        total=(table.total + fill)[:width] if table.total else (),
    )


def frozen_columns(table: Table) -> int:
    """How many columns stay: the first, and the one after it where the first only counts (序号)."""
    if len(table.columns) < 3:
        return min(1, len(table.columns))
    counts = all(cell.strip().isdigit() or not cell.strip() for cell in (row[0] for row in table.rows[:200] if row))
    return 2 if counts else 1


def samples(table: Table) -> tuple[Row, ...]:
    """The longest cells of each column, the total's among them."""
    rows = [*table.rows, *([table.total] if table.total else [])]
    return tuple(
        tuple(heapq.nlargest(LONGEST, (row[place] for row in rows if place < len(row)), key=len))
        for place in range(len(table.columns))
    )


def findable(table: Table) -> tuple[tuple[int, str], ...]:
    """The columns a person looks for a line in: names and places, not amounts; those that tell rows apart first."""
    offered: list[tuple[int, int, str]] = []
    rows = (*table.rows[:LOOKED_AT], *table.rows[LOOKED_AT :: len(table.rows) // LOOKED_AT + 1])
    for place, heading in enumerate(table.columns):
        cells = [row[place] for row in rows if place < len(row) and row[place].strip()]
        words = sum(1 for cell in cells if amount(cell) is None)
        different = len(set(cells))
        if cells and words * 2 > len(cells) and different > 1:
            offered.append((-min(different, SURNAMES_FROM), place, one_line(heading)))
    return tuple((place, heading) for _, place, heading in sorted(offered))


def beginnings(cells: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Whole cells where there are few, else first characters; in the order of pinyin, each with its rows.

    The order is GB 2312's: its common characters stand by pinyin, the rarer ones after them by radical.
    """
    clean = [one_line(cell) for cell in cells if cell.strip()]
    counts = Counter(clean)
    if len(counts) > SURNAMES_FROM:
        counts = Counter(cell[0] for cell in clean if cell)
    return tuple(sorted(counts.items(), key=lambda one: one[0].encode("gb18030"))[:MOST_CHOICES])


def total_note(found: Totals, say: Callable[..., str]) -> str:
    """One calm sentence on the totals; empty if nothing can be said."""
    if found.differ:
        one = found.differ[0]
        return say(
            "“{heading}”一列各行相加是{summed}，表中合计写的是{stated}，请向发布单位核实。",
            heading=one_line(one.heading),
            summed=one.summed,
            stated=one_line(one.stated),
        )
    if len(found.checked) > NAMED:
        return say("合计已核对：共{count}列", count=len(found.checked))
    if found.checked:
        return say("合计已核对：{headings}", headings="、".join(one_line(heading) for heading in found.checked))
    return ""


def _found(disclosure_id: DisclosureId, block: int, context: Context) -> tuple[Disclosure, Table] | None:
    found = showable(disclosure_id, context)
    if found is None or not 0 <= block < len(found.blocks):
        return None
    table = found.blocks[block]
    return (found, regular(table)) if isinstance(table, Table) else None


def _picked(rows: Sequence[Row], picked: Picked | None) -> Sequence[Row]:
    if picked is None:
        return rows
    place = picked.column
    return [row for row in rows if 0 <= place < len(row) and one_line(row[place]).startswith(picked.begins)]


def _picked_words(table: Table, picked: Picked | None) -> str:
    if picked is None or not 0 <= picked.column < len(table.columns):
        return ""
    return f"{one_line(table.columns[picked.column])}：{picked.begins}"
