"""One table alone, one row of it as a card, and the choice of what a row begins with."""

from __future__ import annotations

from kiosk.drawing import Pen, Sheet
from kiosk.language import marked
from kiosk.marks import Rect
from kiosk.reading_routes import Picked, TableFind, TablePage, TableRow, ToColumn, ToRow
from kiosk.routes import Open, Scroll, Step
from kiosk.theme import CARD, INK, LINE, NOTICE_INK, NOTICE_TINT, RED, SOFT_INK, TABLE_HEAD, TINT
from kiosk.viewmodel.table import TableFindView, TableRowView, TableView
from kiosk.viewmodel.text import one_line
from kiosk.widgets.buttons import Tool, draw_button
from kiosk.widgets.cards import draw_facts
from kiosk.widgets.chrome import Around, Bar, draw_bar, draw_header, page_area
from kiosk.widgets.grid import Grid, Row, draw_row, moving_grid, row_height
from kiosk.widgets.paper import Paper

ROOMY = 8  # rows: a page that holds fewer has nothing but the table and its buttons
PREVIOUS_ROW, NEXT_ROW = marked("上一行", "下一行")


def draw_table_page(pen: Pen, view: TableView, around: Around) -> None:
    """Head and first column stay; ← → move the other columns, 上一页 下一页 the rows, a touch enlarges a row."""
    theme = pen.theme
    area = page_area(pen)
    pen.shown(area, view.item)
    y = area.y
    is_low = area.h < ROOMY * (theme.cell.line_px + 2 * theme.px(12))  # every line is kept for the table
    if is_low:
        draw_header(pen, around, _picked_words(pen, view) or view.caption)
    else:
        draw_header(pen, around, pen.say("表格"))
        y = pen.text(view.caption, area.x, y, area.w, theme.strong, RED, most=2) + theme.px(8)
    grid = moving_grid(pen, view.columns, view.samples, area.w, view.frozen, view.column)
    y = _tools(pen, view, grid, area, y)
    if view.picked and not is_low:
        y = _picked(pen, view, area, y)
    bottom = area.bottom
    below = [text for text in (view.note, pen.say("点按一行，可以放大看") if view.count else "") if text]
    lines = [] if is_low else [line for text in below for line in pen.lines(text, area.w, theme.note, 2)]
    bottom -= len(lines) * theme.note.line_px + theme.px(8)
    for number, line in enumerate(lines):
        top = bottom + theme.px(8) + number * theme.note.line_px
        pen.line(line, area.x, top, theme.note, SOFT_INK)
    total = row_height(pen, grid.of(view.total), grid.widths, theme.cell_strong) if view.total else 0
    total = total if total < (bottom - y) // 3 else 0
    bottom -= total
    head = row_height(pen, grid.of(view.columns), grid.widths, theme.cell_strong)
    if head < (bottom - y) // 2:
        y = draw_row(pen, grid, view.columns, area.x, y, TABLE_HEAD, theme.cell_strong)
    last, end = _rows(pen, view, grid, area.x, y, bottom)
    if total:
        draw_row(pen, grid, view.total, area.x, end, TABLE_HEAD, theme.cell_strong)
    info = pen.say("第{first}—{last}行，共{count}行", first=view.first + 1, last=last, count=view.count)
    before = _first_before(pen, view, grid, bottom - y)
    draw_bar(
        pen,
        around,
        Bar(
            previous=ToRow(before) if view.first > 0 else None,
            next=ToRow(last) if last < view.count else None,
            info=info if view.count else pen.say("没有这样的行"),
        ),
    )


def _tools(pen: Pen, view: TableView, grid: Grid, area: Rect, y: int) -> int:
    """← → where columns are out of sight, 查找, and what was picked with a way back to all rows."""
    theme, say = pen.theme, pen.say
    tools = []
    if grid.previous is not None or grid.following is not None:
        left = None if grid.previous is None else ToColumn(grid.previous)
        right = None if grid.following is None else ToColumn(grid.following)
        tools += [Tool(say("← 左边的列"), "columns-left", left), Tool(say("右边的列 →"), "columns-right", right)]
    if view.can_find:
        tools.append(Tool(say("查找一行"), "find", Open(TableFind(view.id, view.block))))
    if view.picked:
        tools.append(Tool(say("看全部行"), "all-rows", Open(TablePage(view.id, view.block))))
    if not tools:
        return y
    gap = theme.px(16)
    width = (area.w - (len(tools) - 1) * gap) // len(tools)
    most = max(len(pen.lines(tool.label, width, theme.button)) for tool in tools)
    height = max(theme.touch, most * theme.button.line_px + theme.px(16))
    for number, tool in enumerate(tools):
        draw_button(pen, Rect(area.x + number * (width + gap), y, width, height), tool)
    y += height + theme.px(12)
    return y


def _picked_words(pen: Pen, view: TableView) -> str:
    return pen.say("只看“{picked}”，共{count}行", picked=view.picked, count=view.count) if view.picked else ""


def _picked(pen: Pen, view: TableView, area: Rect, y: int) -> int:
    """Which rows are shown."""
    theme = pen.theme
    words = _picked_words(pen, view)
    left, room = area.x + theme.px(16), area.w - theme.px(32)
    height = len(pen.lines(words, room, theme.cell_strong, 2)) * theme.cell_strong.line_px + theme.px(16)
    pen.box(Rect(area.x, y, area.w, height), NOTICE_TINT, theme.radius)
    pen.text(words, left, y + theme.px(8), room, theme.cell_strong, NOTICE_INK, most=2)
    return y + height + theme.px(12)


def _rows(pen: Pen, view: TableView, grid: Grid, x: int, y: int, bottom: int) -> tuple[int, int]:
    """As many rows as fit, at least one. Returns the number of the row after the last one, and the y below it."""
    theme = pen.theme
    number = view.first
    for row in view.rows[view.first - view.start :]:
        height = row_height(pen, grid.of(row), grid.widths, theme.cell)
        if y + height > bottom and number > view.first:
            break
        shown = row if y + height <= bottom else _shortened(pen, grid, row, bottom - y)
        below = draw_row(pen, grid, shown, x, y, CARD if number % 2 == 0 else TINT, theme.cell)
        route = TableRow(view.id, view.block, number, view.route_picked)
        pen.target(Rect(x, y, sum(grid.widths), below - y), f"row-{number - view.first}", Open(route))
        y = below
        number += 1
    return number, y


def _shortened(pen: Pen, grid: Grid, row: Row, room: int) -> Row:
    """A row higher than the screen, its cells cut with …; touched, it is shown whole."""
    style = pen.theme.cell
    most = max(1, (room - 2 * pen.theme.px(12)) // style.line_px)
    cells = list(row)
    for place, width in zip(grid.places, grid.widths, strict=True):
        cells[place] = "".join(pen.lines(one_line(row[place]), width - 2 * pen.theme.px(14), style, most))
    return tuple(cells)


def _first_before(pen: Pen, view: TableView, grid: Grid, room: int) -> int:
    """The row on top one page earlier: as many rows before this one as fit."""
    first = view.first
    for row in reversed(view.rows[: view.first - view.start]):
        room -= row_height(pen, grid.of(row), grid.widths, pen.theme.cell)
        if room < 0 and first < view.first:
            break
        first -= 1
    return first


def draw_table_row(pen: Pen, view: TableRowView, around: Around) -> Sheet:
    """One row, every cell under its heading's name, in the size of the text."""
    theme = pen.theme
    draw_header(pen, around, pen.say("表格中的一行"))
    area = page_area(pen)
    pen.shown(area, view.item)
    sheet = Sheet(window=area)
    paper = Paper(pen, sheet, view.id)
    y = paper.flow(view.caption, 0, 0, area.w, theme.strong, RED) + theme.px(16)
    y = draw_facts(paper, [(one_line(label), value) for label, value in view.cells], 0, y, area.w, large=True)
    sheet.height = y
    here = around.scroll_px
    previous: Step | None = Scroll(-1) if here > 0 else ToRow(view.row - 1) if view.row > 0 else None
    is_more = sheet.seen_until(here) < sheet.height
    following: Step | None = Scroll(1) if is_more else ToRow(view.row + 1) if view.row + 1 < view.count else None
    bar = Bar(
        previous=previous,
        next=following,
        info=pen.say("第{row}行，共{count}行", row=view.row + 1, count=view.count),
    )
    if not isinstance(previous, Scroll) and not isinstance(following, Scroll):
        bar = Bar(previous=previous, next=following, info=bar.info, previous_label=PREVIOUS_ROW, next_label=NEXT_ROW)
    draw_bar(pen, around, bar)
    return sheet


def draw_table_find(pen: Pen, view: TableFindView, around: Around) -> None:
    """A button for everything the cells of a column begin with; above them, which column."""
    theme, say = pen.theme, pen.say
    draw_header(pen, around, say("查找一行"))
    area = page_area(pen)
    pen.shown(area, view.item)
    y = pen.text(view.caption, area.x, area.y, area.w, theme.strong, RED, most=2) + theme.px(8)
    y = _columns(pen, view, area, y)
    if not view.choices:
        pen.text(say("这张表没有可以查找的文字。"), area.x, y, area.w, theme.body, SOFT_INK)
        draw_bar(pen, around, Bar())
        return
    labels = [f"{begins}　{count}" for begins, count in view.choices]
    gap = theme.px(14)
    widest = max(pen.width(label, theme.strong) for label in labels) + theme.px(40)
    across = max(1, min(8 if not theme.portrait else 5, (area.w + gap) // (min(widest, area.w) + gap)))
    width = (area.w - (across - 1) * gap) // across
    height = max(theme.touch, theme.strong.line_px + theme.px(20))
    rows = max(1, (area.bottom - y + gap) // (height + gap))
    per_page = rows * across
    first = min(view.first, max(0, len(labels) - 1)) // per_page * per_page
    for place, (begins, _) in enumerate(view.choices[first : first + per_page]):
        row, column = divmod(place, across)
        at = Rect(area.x + column * (width + gap), y + row * (height + gap), width, height)
        pen.box(at, CARD, theme.radius, LINE, theme.px(2))
        label = pen.lines(labels[first + place], width - theme.px(24), theme.strong, 1)[0]
        pen.centred(label, at, theme.strong, INK)
        pen.target(at, f"choice-{place}", Open(TablePage(view.id, view.block, picked=Picked(view.column, begins))))
    pages = -(-len(labels) // per_page)
    bar = Bar(
        previous=ToRow(first - per_page) if first > 0 else None,
        next=ToRow(first + per_page) if first + per_page < len(labels) else None,
        info=say("第{page}页，共{pages}页", page=first // per_page + 1, pages=pages) if pages > 1 else "",
    )
    draw_bar(pen, around, bar)


def _columns(pen: Pen, view: TableFindView, area: Rect, y: int) -> int:
    """按户主 · 按村民小组: which column is looked through; the chosen one stands out."""
    theme = pen.theme
    offered = view.columns[:4]
    if not offered:
        return y
    gap = theme.px(14)
    width = (area.w - (len(offered) - 1) * gap) // len(offered)
    labels = [pen.say("按{heading}", heading=heading) for _, heading in offered]
    most = max(len(pen.lines(label, width - gap, theme.strong, 2)) for label in labels)
    height = max(theme.touch, most * theme.strong.line_px + theme.px(16))
    for number, ((column, _), label) in enumerate(zip(offered, labels, strict=True)):
        at = Rect(area.x + number * (width + gap), y, width, height)
        chosen = column == view.column
        pen.box(
            at, NOTICE_TINT if chosen else CARD, theme.radius, RED if chosen else SOFT_INK, theme.px(4 if chosen else 2)
        )
        lines = pen.lines(label, width - gap, theme.strong, 2)
        top = at.y + (height - len(lines) * theme.strong.line_px) // 2
        for line in lines:
            pen.line(line, at.x + width // 2, top, theme.strong, RED if chosen else INK, "centre")
            top += theme.strong.line_px
        if not chosen:
            pen.target(at, f"column-{number}", ToColumn(column))
    return y + height + theme.px(20)
