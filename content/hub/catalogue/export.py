"""The catalogue as an Excel file with the standard columns, to be printed, changed and imported again."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from content.hub.catalogue.item import CHANNELS, Item, ItemLevel

TICK = "√"
_HEAD = (  # column, what stands below it, width in characters
    ("序号", "", 6),
    ("编码", "", 12),
    ("公开事项", "一级事项", 14),
    ("公开事项", "二级事项", 16),
    ("公开内容(要素)", "", 36),
    ("公开依据", "", 36),
    ("公开时限", "", 18),
    ("公开主体", "", 16),
    ("公开渠道和载体", "", 28),
    ("公开对象", "全社会", 8),
    ("公开对象", "特定群众", 10),
    ("公开方式", "主动", 6),
    ("公开方式", "依申请", 8),
    ("公开层级", "县级", 6),
    ("公开层级", "乡级", 6),
    ("公开层级", "村级", 6),
)
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_LINE = Side(style="thin", color="999999")
_BOX = Border(_LINE, _LINE, _LINE, _LINE)


def workbook_of(items: Sequence[Item], county: str) -> bytes:
    """An .xlsx with a sheet for each domain. What looks like a formula is a text in it and stays one."""
    book = Workbook()
    book.remove(book.active)
    for number, domain in enumerate(dict.fromkeys(item.domain for item in items), start=1):
        own = [item for item in items if item.domain == domain]
        name = domain.translate(_FORBIDDEN_IN_NAMES).strip("' ")[:28] or "目录"
        _fill(book.create_sheet(name if name not in book.sheetnames else f"{name[:24]}{number}"), domain, own, county)
    if not items:
        _fill(book.create_sheet("目录"), "", [], county)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def write_text(cell: Cell, text: str) -> None:
    """A text into a cell, and nothing but a text: =, +, - and @ at its head are no formula, nor when it is edited."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"
    cell.quotePrefix = text[:1] in tuple("=+-@\t\r")


def _fill(sheet: Worksheet, domain: str, items: Sequence[Item], county: str) -> None:
    title = sheet.cell(1, 1)
    write_text(title, f"{county}{domain}领域基层政务公开标准目录")
    title.font, title.alignment = Font(bold=True, size=16), Alignment(horizontal="center")
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(_HEAD))
    _write_head(sheet)
    for row, item in enumerate(items, start=4):
        for column, text in enumerate(_cells(item), start=1):
            cell = sheet.cell(row, column)
            write_text(cell, text)
            cell.border = _BOX
            middle = "center" if column == 1 or column > 9 else None
            cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal=middle)
    sheet.freeze_panes = "E4"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A3
    sheet.print_title_rows = "2:3"


def _write_head(sheet: Worksheet) -> None:
    first_of: dict[str, int] = {}
    for column, (name, below, width) in enumerate(_HEAD, start=1):
        first_of.setdefault(name, column)
        for row, text in ((2, name), (3, below or name)):
            cell = sheet.cell(row, column)
            write_text(cell, text)
            cell.font, cell.border = Font(bold=True), _BOX
            cell.fill = PatternFill("solid", fgColor="EEE9DD")
            cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
        sheet.column_dimensions[get_column_letter(column)].width = width
    for name, first in first_of.items():
        last = first + sum(one[0] == name for one in _HEAD) - 1
        end_row = 2 if last > first else 3
        sheet.merge_cells(start_row=2, start_column=first, end_row=end_row, end_column=last)


def _cells(item: Item) -> list[str]:
    def tick(holds: bool) -> str:
        return TICK if holds else ""

    group = TICK if item.to_group == "特定群众" else item.to_group
    return [
        item.number,
        item.code,
        item.first,
        item.second,
        item.content,
        item.basis,
        item.limit,
        item.publisher,
        _boxes(item.channels),
        tick(item.to_all),
        group,
        tick(item.on_own),
        tick(item.on_request),
        *(tick(level in item.levels) for level in ItemLevel),
    ]


def _boxes(ticked: Sequence[str]) -> str:
    """The standard catalogue's boxes, one a line, and those that are not in it."""
    known = [f"{'■' if channel in ticked else '□'}{channel}" for channel in CHANNELS]
    return "\n".join([*known, *(f"■{channel}" for channel in ticked if channel not in CHANNELS)])
