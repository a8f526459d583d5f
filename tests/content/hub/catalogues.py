"""Excel files as counties write their catalogues (国办发〔2019〕54号): title, two rows of names, merged cells, boxes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import openpyxl

BOXES = "■政府网站  □政府公报\n□两微一端 ■公开查阅点□政务服务中心\n■社区/企事业单位/村公示栏(电子屏) □其他"
TOP = ("序号", "公开事项", "", "公开内容\n(要素)", "公开依据", "公开时限", "公开主体", "公开渠道和载体", "公开对象", "",
       "公开方式", "", "公开层级", "", "")  # fmt: skip
UNDER = ("", "一级\n事项", "二级\n事项", "", "", "", "", "", "全社会", "特定群体", "主动", "依申请公开", "县级", "乡级",
         "村级")  # fmt: skip
MERGED_HEAD = ("B3:C3", "I3:J3", "K3:L3", "M3:O3", *(f"{letter}3:{letter}4" for letter in "ADEFGH"))
LAW = "《中华人民共和国政府信息公开条例》"
# 社会救助 as a county might hold it; rows 5 to 8 of the sheet.
RELIEF = (
    ("1", "最低生活保障", "政策法规文件", "低保政策、标准", LAW, "自信息形成或者变更之日起20个工作日内", "县民政局、乡镇人民政府",
     BOXES, "√", "", "√", "", "√", "√", ""),
    ("2", "", "审核信息", "初审对象名单及相关信息", "《社会救助暂行办法》", "公示7个工作日", "乡镇人民政府",
     "同上", "", "√", "√", "", "", "√", "√"),
    ("3", "特困人员救助供养", "办事指南", "条件、材料、流程", LAW, "同上", "县民政局", "■政府网站", "√", "", "√", "", "√", "", ""),
    ("4", "临时救助", "", "对象、金额、事由", LAW, "每季度公开一次", "柳溪镇人民政府", "■政府网站", "√", "", "√", "√", "", "√", ""),
)  # fmt: skip


def sheet(
    book: Any,
    name: str,
    rows: Sequence[Sequence[str]] = RELIEF,
    *,
    title: str = "清源县社会救助领域基层政务公开标准目录",
    merged: Sequence[str] = ("B5:B6",),
) -> Any:
    """One sheet: the title in row 1, the names in rows 3 and 4, the items from row 5."""
    made = book.create_sheet(name)
    made["A1"] = title
    made.merge_cells("A1:O1")
    for row, cells in enumerate((TOP, UNDER, *rows), start=3):
        for column, text in enumerate(cells, start=1):
            if text:
                made.cell(row, column).value = text
    for cells in (*MERGED_HEAD, *merged):
        made.merge_cells(cells)
    return made


def workbook(*sheets: tuple[str, Sequence[Sequence[str]]], **named: Any) -> bytes:
    """An .xlsx of sheets as ``sheet`` makes them; of 社会救助 alone if none are given."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets or (("社会救助", RELIEF),):
        sheet(book, name, rows, **named)
    return saved(book)


def saved(book: Any) -> bytes:
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def changed(place: int, **cells: str) -> list[tuple[str, ...]]:
    """RELIEF with some cells of one row otherwise; cells by the letters of their columns."""
    rows = [list(row) for row in RELIEF]
    for letter, text in cells.items():
        rows[place]["ABCDEFGHIJKLMNO".index(letter)] = text
    return [tuple(row) for row in rows]
