"""A table on paper: all its columns, for paper cannot be pushed aside; a head that is repeated on every page.

Where the columns would become too narrow to read, each row becomes a card of labelled values.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from kiosk.drawing import Head
from kiosk.marks import Rect
from kiosk.theme import CARD, INK, LINE, SOFT_INK, TABLE_HEAD, TINT, Style
from kiosk.viewmodel.detail import TableSummary
from kiosk.viewmodel.text import one_line
from kiosk.widgets.cards import draw_facts
from kiosk.widgets.paper import Paper

LEAST_CHARACTERS = 3  # that a column must hold side by side
_NUMBER = re.compile(r"[+\-−]?[0-9][0-9,，.]*%?|—|-|")


def print_table(paper: Paper, table: TableSummary, y: int, width: int) -> int:
    """The caption, every row that is at hand, the total, and what is said of both. Returns the y below."""
    theme, say = paper.theme, paper.pen.say
    y = paper.caption(table.caption, 0, y, width)
    rows = [*table.rows, *([table.total] if table.total else [])]
    widths = _widths(paper, table.columns, rows, width)
    if widths is None:
        for row in rows:
            y = draw_facts(paper, list(zip(table.columns, row, strict=True)), 0, y, width) + theme.px(4)
    else:
        y = _grid(paper, table, rows, widths, y)
    if table.count > len(table.rows):
        told = say(
            "共{count}行，此处印前{shown}行，全部请扫码或在触摸屏查看。", count=table.count, shown=len(table.rows)
        )
        y = paper.flow(told, 0, y, width, theme.note, SOFT_INK)
    if table.note:
        y = paper.flow(table.note, 0, y, width, theme.note, SOFT_INK)
    return y + theme.px(20)


def _grid(paper: Paper, table: TableSummary, rows: Sequence[tuple[str, ...]], widths: list[int], y: int) -> int:
    theme, sheet = paper.theme, paper.sheet
    rights = [all(_NUMBER.fullmatch(row[column].strip()) for row in table.rows) for column in range(len(widths))]
    before, top = len(sheet.marks), y
    y = _row(paper, table.columns, widths, rights, y, TABLE_HEAD, theme.cell_strong)
    head = tuple(replace(mark, at=replace(mark.at, y=mark.at.y - top)) for mark in sheet.marks[before:])
    first, height = y, y - top
    for number, row in enumerate(rows):
        paper.may_break(y)
        is_total = number >= len(table.rows)
        fill = TABLE_HEAD if is_total else CARD if number % 2 == 0 else TINT
        y = _row(paper, row, widths, rights, y, fill, theme.cell_strong if is_total else theme.cell)
    if height < sheet.window.h // 3:
        sheet.heads.append(Head(first, y, height, head))
    return y + theme.px(10)


def _row(
    paper: Paper, cells: Sequence[str], widths: list[int], rights: list[bool], y: int, fill: str, style: Style
) -> int:
    theme, pen, pad = paper.theme, paper.pen, paper.cell_pad
    broken = [pen.lines(one_line(cell), width - 2 * pad, style) for cell, width in zip(cells, widths, strict=True)]
    height = max(len(lines) for lines in broken) * style.line_px + 2 * theme.px(10)
    x = 0
    for lines, width, right in zip(broken, widths, rights, strict=True):
        pen.box(Rect(x, y, width, height), fill, 0, LINE, theme.px(2))
        top = y + (height - len(lines) * style.line_px) // 2
        paper.lines(lines, x + (width - pad if right else pad), top, style, INK, right)
        x += width
    return y + height


def _widths(paper: Paper, columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """As wide as their texts where that fits, else the widest are narrowed; None if that leaves too little."""
    theme, pen = paper.theme, paper.pen
    if not columns:
        return None
    pad = 2 * paper.cell_pad + theme.px(4)
    wanted = [
        max(pen.width(one_line(text), theme.cell_strong) for text in (head, *(row[place] for row in rows))) + pad
        for place, head in enumerate(columns)
    ]
    least = [min(one, LEAST_CHARACTERS * theme.cell_strong.size_px + pad) for one in wanted]
    if sum(least) > width:
        return None
    if sum(wanted) <= width:
        widths = [one + (width - sum(wanted)) // len(wanted) for one in wanted]
    else:
        low, high = 0, max(wanted)
        while low < high:
            middle = (low + high + 1) // 2
            fits = sum(min(one, max(middle, few)) for one, few in zip(wanted, least, strict=True)) <= width
            low, high = (middle, high) if fits else (low, middle - 1)
        widths = [min(one, max(low, few)) for one, few in zip(wanted, least, strict=True)]
    widths[-1] += width - sum(widths)
    return widths
