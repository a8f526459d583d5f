"""首页: the five windows, search, what is in its public-notice period, what is new.

With room everything stands on one page. In large text or low reach it is one long page that is turned by buttons.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from kiosk.drawing import Pen, Rect, Sheet
from kiosk.forms import Opinion
from kiosk.routes import Listing, Open, Step
from kiosk.screens.detail import scroll_bar
from kiosk.theme import CARD, INK, LINE, RED, SOFT_INK
from kiosk.viewmodel.home import HomeView
from kiosk.viewmodel.rows import RowView
from kiosk.widgets.chrome import Around, Bar, Button, draw_bar, draw_home_header, page_area
from kiosk.widgets.doors import (
    Door,
    columns_for,
    doors_height,
    doors_of,
    draw_doors,
    draw_search_bar,
    search_height,
)
from kiosk.widgets.rows import draw_rows, row_gap, row_height

MOST_NOTICES, LEAST_NEW, MOST_NEW = 3, 2, 5
MOST_LINES = 3  # of a title on the long page
COLUMNS = 2  # of doors, where everything stands on one page


def draw_home(pen: Pen, view: HomeView, around: Around) -> Sheet | None:
    """The home screen; a long page if it does not fit on one."""
    draw_home_header(pen, around)
    area = page_area(pen, is_home=True)
    doors = doors_of(pen, view)
    opinion = Button(pen.say("提意见"), "opinion", Open(Opinion()))
    if _fits(pen, view, doors, area):
        _one_page(pen, view, doors, area)
        draw_bar(pen, around, Bar(home=None, back=None, extra=opinion))
        return None
    sheet = _long_page(pen, view, doors, area)
    draw_bar(pen, around, replace(scroll_bar(pen, sheet, around, opinion), home=None, back=None))
    return sheet


def _fits(pen: Pen, view: HomeView, doors: Sequence[Door], area: Rect) -> bool:
    """Whether doors and the beginning of both lists have room on one page."""
    theme = pen.theme
    width = area.w if theme.portrait else _left(pen, area).w
    if columns_for(pen, doors, width, COLUMNS) < COLUMNS:
        return False
    doors_px = search_height(pen) + theme.gap + doors_height(pen, len(doors), width, COLUMNS)
    lists_px = 2 * _section_height(pen) + (1 + LEAST_NEW) * (_tallest(pen, view.newest, width) + row_gap(pen))
    if theme.portrait:
        return doors_px + theme.gap + lists_px <= area.h
    return max(doors_px + theme.gap, lists_px) <= area.h


def _one_page(pen: Pen, view: HomeView, doors: Sequence[Door], area: Rect) -> None:
    theme, gap = pen.theme, pen.theme.gap
    left = area if theme.portrait else _left(pen, area)
    search = Rect(left.x, left.y, left.w, search_height(pen))
    draw_search_bar(pen, search)
    below = search.bottom + gap
    if theme.portrait:
        height = doors_height(pen, len(doors), left.w, COLUMNS)
        draw_doors(pen, doors, Rect(left.x, below, left.w, height), COLUMNS)
        below += height + theme.px(8)
        _lists(pen, view, Rect(area.x, below, area.w, area.bottom - below))
        return
    draw_doors(pen, doors, Rect(left.x, below, left.w, left.bottom - below - gap), COLUMNS)
    x = left.right + 2 * gap
    _lists(pen, view, Rect(x, area.y - theme.px(10), area.right - x, area.bottom - gap - area.y + theme.px(10)))


def _left(pen: Pen, area: Rect) -> Rect:
    """Landscape: search and doors beside the lists."""
    return Rect(area.x, area.y, (area.w - 2 * pen.theme.gap) * 52 // 100, area.h)


def _long_page(pen: Pen, view: HomeView, doors: Sequence[Door], area: Rect) -> Sheet:
    """Search, doors, both lists, one below the other; a screenful begins with a row of doors, a list or a row of it."""
    theme = pen.theme
    sheet = Sheet(window=area)
    paper = pen.on(sheet)
    search = Rect(0, 0, area.w, search_height(pen))
    draw_search_bar(paper, search)
    y = search.bottom + theme.gap
    columns = columns_for(paper, doors, area.w, 2 if theme.portrait else 3)
    height = doors_height(paper, len(doors), area.w, columns)
    sheet.breaks += [y, *draw_doors(paper, doors, Rect(0, y, area.w, height), columns)]
    y += height + theme.px(8)
    if view.notices:
        more = pen.say("全部{count}条", count=view.notices_total)
        notices = view.notices[:MOST_NOTICES]
        y = _list(paper, sheet, pen.say("正在公示"), more, "notices", Open(Listing(in_notice=True)), notices, y)
    y = _list(paper, sheet, pen.say("最新公开"), pen.say("全部"), "newest", Open(Listing()), _newest(view), y)
    sheet.height = y
    return sheet


def _list(pen: Pen, sheet: Sheet, title: str, more: str, name: str, step: Step, rows: Sequence[RowView], y: int) -> int:
    """One list on the long page. Returns the y below."""
    width, row_name = sheet.window.w, {"notices": "notice", "newest": "new"}[name]
    sheet.breaks.append(y)
    y = _section(pen, title, more, name, step, Rect(0, y, width, 0), y)
    for place, row in enumerate(rows):
        if place:
            sheet.breaks.append(y)
        height = row_height(pen, row, width, MOST_LINES)
        draw_rows(pen, [row], Rect(0, y, width, height), row_name, MOST_LINES, first=place)
        y += height + row_gap(pen)
    if not rows:
        y = pen.text(pen.say("暂无其他公开内容。"), 0, y, width, pen.theme.body, SOFT_INK)
    return y + pen.theme.px(8)


def _newest(view: HomeView) -> list[RowView]:
    """What is new and does not stand among the notices."""
    above = {row.item for row in view.notices[:MOST_NOTICES]}
    return [row for row in view.newest if row.item not in above][:MOST_NEW]


def _lists(pen: Pen, view: HomeView, at: Rect) -> None:
    """正在公示 above 最新公开; a row never stands cut off, and a disclosure stands only once."""
    y = at.y
    notices = view.notices[:MOST_NOTICES]
    if notices:
        more = Open(Listing(in_notice=True))
        y = _section(
            pen, pen.say("正在公示"), pen.say("全部{count}条", count=view.notices_total), "notices", more, at, y
        )
        room = at.bottom - y - _section_height(pen) - LEAST_NEW * (_tallest(pen, view.newest, at.w) + row_gap(pen))
        drawn = draw_rows(pen, notices, Rect(at.x, y, at.w, room), "notice", most_lines=1)
        y += sum(row_height(pen, row, at.w, 1) + row_gap(pen) for row in notices[:drawn])
        notices = notices[:drawn]
    above = {row.item for row in notices}
    newest = [row for row in view.newest if row.item not in above]
    y = _section(pen, pen.say("最新公开"), pen.say("全部"), "newest", Open(Listing()), at, y)
    if newest:
        draw_rows(pen, newest, Rect(at.x, y, at.w, at.bottom - y), "new", most_lines=1)
    else:
        pen.text(pen.say("暂无其他公开内容。"), at.x, y, at.w, pen.theme.body, SOFT_INK)


def _tallest(pen: Pen, rows: Sequence[RowView], width: int) -> int:
    return max((row_height(pen, row, width, 1) for row in rows[:1]), default=0)


def _section(pen: Pen, title: str, more: str, name: str, step: Step, at: Rect, y: int) -> int:
    theme = pen.theme
    height = _section_height(pen)
    w = pen.width(more, theme.note_strong) + theme.px(56)
    room = at.w - w - theme.px(28 + 40)
    style = pen.fitting(title, room, (theme.heading, theme.cell_strong))
    pen.box(Rect(at.x, y + (height - style.size_px) // 2, theme.px(10), style.size_px), RED)
    pen.text(title, at.x + theme.px(28), y + (height - style.line_px) // 2, room, style, INK, most=1)
    button = Rect(at.right - w, y + theme.px(4), w, height - theme.px(12))
    pen.box(button, CARD, theme.radius, LINE, theme.px(2))
    pen.centred(more, button, theme.note_strong, RED)
    pen.target(Rect(button.x - theme.px(20), y, w + theme.px(20), height), name, step)
    return y + height


def _section_height(pen: Pen) -> int:
    return max(pen.theme.px(80), pen.theme.note_strong.line_px + pen.theme.px(40))
