"""A table among the text: whole where it fits and is not long, else its first rows and a button to read it alone."""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.drawing import Head
from kiosk.marks import Rect
from kiosk.reading_routes import TableFind, TablePage, TableRow
from kiosk.routes import Open, Route
from kiosk.theme import CARD, NOTICE_INK, RED, SOFT_INK, TABLE_HEAD, TINT
from kiosk.viewmodel.detail import TableSummary
from kiosk.viewmodel.table import SHORT
from kiosk.widgets.grid import draw_row, moving_grid, whole_grid
from kiosk.widgets.paper import Paper

MOST_ROWS = 60  # of a table drawn whole; reading further would be leafing
PREVIEW_ROWS = 8


def draw_table(paper: Paper, table: TableSummary, x: int, y: int, width: int) -> int:
    """Returns the y below the table and what is said of its totals."""
    theme, pen = paper.theme, paper.pen
    if not table.columns:
        return y
    y = paper.caption(table.caption, x, y, width)
    whole = whole_grid(pen, table.columns, table.samples, width)
    grid = whole or moving_grid(pen, table.columns, table.samples, width, table.frozen, table.frozen)
    is_whole = whole is not None and table.count <= MOST_ROWS
    rows = table.rows if is_whole else table.rows[:PREVIEW_ROWS]
    if not is_whole or table.count > SHORT:
        y = _buttons(paper, table, x, y, width)
    before, top = len(paper.sheet.marks), y
    y = draw_row(pen, grid, table.columns, x, y, TABLE_HEAD, theme.cell_strong)
    marks = tuple(replace(mark, at=replace(mark.at, y=mark.at.y - top)) for mark in paper.sheet.marks[before:])
    first, height = y, y - top
    for number, row in enumerate(rows):
        paper.may_break(y)
        below = draw_row(pen, grid, row, x, y, CARD if number % 2 == 0 else TINT, theme.cell)
        pen.target(
            Rect(x, y, width, below - y),
            f"row-{table.block}-{number}",
            Open(TableRow(paper.about, table.block, number)),
        )
        y = below
    if table.total and is_whole:
        paper.may_break(y)
        y = draw_row(pen, grid, table.total, x, y, TABLE_HEAD, theme.cell_strong)
    if height < paper.sheet.window.h // 3:  # a head higher than that would leave too little for the rows
        paper.sheet.heads.append(Head(first, y, height, marks))
    if len(rows) < table.count:
        told = pen.say("以上是前{shown}行，共{count}行；点按一行，可以放大看", shown=len(rows), count=table.count)
        y = paper.flow(told, x, y + theme.px(10), width, theme.note, SOFT_INK)
    if table.note:
        ink = NOTICE_INK if table.differs else SOFT_INK
        y = paper.flow(table.note, x, y + theme.px(10), width, theme.note, ink)
    return y + theme.px(30)


def _buttons(paper: Paper, table: TableSummary, x: int, y: int, width: int) -> int:
    """单独看这张表, 找一行."""
    theme, say = paper.theme, paper.pen.say
    paper.may_break(y)
    routes: list[tuple[str, str, Route]] = [
        (say("单独看这张表（共{count}行）", count=table.count), "table", TablePage(paper.about, table.block))
    ]
    if table.findable and table.count > SHORT:
        routes.append((say("按{heading}查找", heading=table.findable), "find", TableFind(paper.about, table.block)))
    gap = theme.px(16)
    button_width = (width - (len(routes) - 1) * gap) // len(routes)
    heights = [len(paper.pen.lines(label, button_width - gap, theme.strong)) for label, _, _ in routes]
    height = max(theme.touch, max(heights) * theme.strong.line_px + theme.px(24))
    for place, (label, name, route) in enumerate(routes):
        at = Rect(x + place * (button_width + gap), y, button_width, height)
        paper.pen.box(at, CARD, theme.radius, RED, theme.px(2))
        paper.pen.centred(label, at.inset(theme.px(6)), theme.strong, RED)
        paper.pen.target(at, f"{name}-{table.block}", Open(route))
    paper.keep_with_next()
    return y + height + theme.px(14)
