"""Excel (.xlsx, .xls): the values of every sheet, hidden ones and comments included; formulas by their results."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from content.hub.reading.archive import Archive
from content.hub.reading.parts import Grid, Line, Part, Table, Unread, Unreadable
from content.hub.reading.word import MIN_PICTURE_BYTES

MAIN_PART = "xl/workbook.xml"
MAX_SHEETS = 200
MAX_CELLS = 5_000_000
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_LONG_NUMBER = re.compile(
    rb'<(?:\w{1,9}:)?c [^>]{0,200}?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]{0,200}>'
    rb"(?:<(?:\w{1,9}:)?f[^<]{0,8000}</(?:\w{1,9}:)?f>)?<(?:\w{1,9}:)?v>([0-9]{15,19})</"
)
_NOTES = re.compile(r"xl/(?:comments\d*|comments/[^/]+|threadedComments/[^/]+|drawings/[^/]+)\.xml")


def read_sheets(data: bytes) -> Iterator[Part]:
    """Every sheet as a table, with the lines and columns of its cells. Raises Unreadable."""
    for grid in read_grids(data):
        yield Table(grid.first_row, grid.rows, grid.first_column)


def read_grids(data: bytes) -> Iterator[Grid]:
    """Every sheet that is not empty, with its name and merged cells. Raises Unreadable."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        if len(book.sheet_names) > MAX_SHEETS:
            raise Unreadable(f"工作表 {len(book.sheet_names)} 张，最多 {MAX_SHEETS} 张")
        cells = 0
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            cells += sheet.height * sheet.width
            if cells > MAX_CELLS:
                raise Unreadable(f"单元格超过 {MAX_CELLS:,} 个")
            if sheet.start is None:
                continue
            top, left = sheet.start
            merged = tuple(
                (first[0] - top, first[1] - left, last[0] - top, last[1] - left)
                for first, last in sheet.merged_cell_ranges or ()
            )
            rows = tuple(tuple(map(_written, row)) for row in sheet.to_python(skip_empty_area=True))
            yield Grid(name, top + 1, left + 1, rows, merged)
    except (CalamineError, OSError, ValueError) as err:
        raise Unreadable("表格文件损坏，或加了密码") from err


def read_long_numbers(archive: Archive) -> Iterator[Part]:
    """Numbers of 15 to 19 digits as they are written in an .xlsx: calamine's floats keep 15 of them."""
    for name in filter(_SHEET.fullmatch, archive.names):
        for match in _LONG_NUMBER.finditer(archive.read(name)):
            letters, row, number = (group.decode() for group in match.groups())
            column = 0
            for letter in letters:
                column = 26 * column + ord(letter) - ord("A") + 1
            yield Table(int(row), ((number,),), column)


def read_notes(archive: Archive) -> Iterator[Part]:
    """What stands beside the cells of an .xlsx: comments, text boxes; and pictures, unread. Raises Unreadable."""
    lines = count(1)
    for name in filter(_NOTES.fullmatch, archive.names):
        for element in archive.xml(name).iter():
            if element.tag.endswith(("}comment", "}threadedComment", "}p")):
                text = "".join(inner.text or "" for inner in element.iter() if inner.tag.endswith(("}t", "}text")))
                yield Line(next(lines), text)
    for name in archive.names:
        if name.startswith(("xl/media/", "xl/embeddings/")) and len(archive.read(name)) >= MIN_PICTURE_BYTES:
            yield Unread(next(lines), name)


def _written(value: Any) -> str:
    """A cell as a reader sees it. A long number is no float: 1.1e17 would hide an identity number."""
    match value:
        case str():
            return value
        case bool():
            return "是" if value else "否"
        case float() if value.is_integer() and abs(value) < 1e20:
            return str(int(Decimal(repr(value))))  # the 15 digits that Excel keeps, then noughts
        case date() | datetime() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
    return str(value)
