"""Reading Excel files (.xlsx, .xls): a sheet with a column of titles gives a row for each line; any other is a list.

A list (名单, 明细表) becomes one disclosure with one table, or several where it is long; its title is its caption, else
the name of the sheet or file. The gate for personal data looks at the whole file, comments and hidden sheets included.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from content.blocks import Table
from content.hub.imports.files import Unreadable
from content.hub.imports.grid import Cell, table_of, with_total
from content.hub.imports.reasons import Refusal
from content.hub.imports.rows import Broken, Form, Row
from content.hub.imports.tables import fields_of, row_of
from content.hub.reading import parts
from content.hub.reading.apart import Workbook, workbook_in_file
from content.hub.reading.parts import Grid
from content.personal_data import KIND_LABELS

MAX_CELL = 500  # characters, as the hub's table block allows
_NO_NAMES = ("Sheet", "sheet", "工作表", "表")


def read_workbook(data: bytes, file: str) -> Iterator[Row | Broken]:
    """Every row of every sheet; a list is one row, numbered by its first line. Raises Unreadable."""
    try:
        book = workbook_in_file(data, PurePath(file).name)
    except parts.Unreadable as err:
        raise Unreadable(Refusal.UNREADABLE_FILE, str(err)) from err
    certain = _certain_lines(book)
    for grid in book.grids:
        header = next((place for place, row in enumerate(grid.rows) if any(cell.strip() for cell in row)), None)
        if header is None:
            continue
        if "title" in fields_of(grid.rows[header]).values():
            yield from _rows(grid, header, file, certain)
        else:
            yield _list(grid, header, file, certain)


def _certain_lines(book: Workbook) -> dict[int, list[str]]:
    """What must not be public, by the line in which it stands."""
    found: dict[int, list[str]] = defaultdict(list)
    for one in book.findings:
        if one.certain:
            found[one.line].append(f"{KIND_LABELS[one.kind]} {one.masked}")
    return found


def _rows(grid: Grid, header: int, file: str, certain: dict[int, list[str]]) -> Iterator[Row | Broken]:
    names = [" ".join(name.split()) for name in grid.rows[header]]
    fields = fields_of(names)
    for place, cells in enumerate(grid.rows[header + 1 :], start=header + 1):
        line = grid.first_row + place
        if line in certain:
            yield Broken(file, line, Refusal.IDENTITY_NUMBER, "、".join(certain[line]))
        elif any(cell.strip() for cell in cells):
            yield row_of(dict(zip(names, cells, strict=True)), fields, file, line)


def _list(grid: Grid, header: int, file: str, certain: dict[int, list[str]]) -> Row | Broken:
    line = grid.first_row + header
    if certain:
        named = "；".join(f"第 {at} 行 {'、'.join(found)}" for at, found in sorted(certain.items())[:5])
        more = f" 等 {len(certain)} 行" if len(certain) > 5 else ""
        return Broken(file, line, Refusal.IDENTITY_NUMBER, f"工作表「{grid.name}」{named}{more}")
    made = table_of(list(_cells(grid)))
    if not isinstance(made, Table):
        return Broken(file, line, Refusal.NOTHING_TO_IMPORT, f"工作表「{grid.name}」只有一列或一行，不是表格")
    longest = max(len(cell) for row in (made.columns, *made.rows) for cell in row)
    if longest > MAX_CELL:
        return Broken(
            file, line, Refusal.BODY_TOO_LONG, f"工作表「{grid.name}」有单元格 {longest} 字，最多 {MAX_CELL} 字"
        )
    stem = PurePath(file).stem
    name = stem if grid.name.startswith(_NO_NAMES) else f"{stem} {grid.name}" if len(grid.name) < 3 else grid.name
    cells = tuple(cell for row in (made.columns, *made.rows) for cell in row)
    return Row(file, line, Form.LIST, made.caption or name, body="", cells=cells, table=with_total(made))


def _cells(grid: Grid) -> Iterator[Sequence[Cell]]:
    """The rows with each merged cell once, at its first place."""
    wide: dict[tuple[int, int], Cell] = {}
    covered: set[tuple[int, int]] = set()
    for top, left, bottom, right in grid.merged:
        if 0 <= top < len(grid.rows) and 0 <= left < len(grid.rows[top]):
            wide[top, left] = Cell(grid.rows[top][left].strip(), right - left + 1, bottom - top + 1)
            covered |= {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
    covered -= set(wide)
    for place, row in enumerate(grid.rows):
        yield [wide.get((place, at)) or Cell(text.strip()) for at, text in enumerate(row) if (place, at) not in covered]
