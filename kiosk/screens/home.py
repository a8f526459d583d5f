"""首页: what stays (搜索, 本单位, 五个窗口, 长期公开) and what changes (正在公示, 最新公开).

With room everything stands on one page. In large text or low reach it is one long page that is turned by buttons.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from kiosk.drawing import Pen, Sheet
from kiosk.lists import Listing
from kiosk.marks import Rect
from kiosk.routes import Open, SpeakUp, Step
from kiosk.theme import SOFT_INK
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
from kiosk.widgets.own_row import draw_own_row, own_row_height
from kiosk.widgets.rotating import draw_rotating, draw_section, others, rotating_height
from kiosk.widgets.rows import draw_rows, row_gap, row_height
from kiosk.widgets.scroll_bar import scroll_bar

MOST_NOTICES, MOST_NEW = 3, 5
LEAST_ROWS = 3  # of both lists together
MOST_LINES = 3  # of a title on the long page
COLUMNS = 2  # of doors, where everything stands on one page


def draw_home(pen: Pen, view: HomeView, around: Around) -> Sheet | None:
    """The home screen; a long page if it does not fit on one."""
    draw_home_header(pen, around)
    area = page_area(pen, is_home=True)
    doors = doors_of(pen, view)
    opinion = Button(pen.say("提意见"), "speak", Open(SpeakUp()))
    if _fits(pen, view, doors, area):
        _one_page(pen, view, doors, area, around.turn)
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
    doors_px = search_height(pen) + own_row_height(pen) + 2 * theme.gap + doors_height(pen, len(doors), width, COLUMNS)
    lists_px = rotating_height(pen, view, width, LEAST_ROWS)
    if theme.portrait:
        return doors_px + theme.gap + lists_px <= area.h
    return max(doors_px + theme.gap, lists_px) <= area.h


def _one_page(pen: Pen, view: HomeView, doors: Sequence[Door], area: Rect, turn: int) -> None:
    theme, gap = pen.theme, pen.theme.gap
    left = area if theme.portrait else _left(pen, area)
    search = Rect(left.x, left.y, left.w, search_height(pen))
    draw_search_bar(pen, search)
    own = Rect(left.x, search.bottom + gap, left.w, own_row_height(pen))
    draw_own_row(pen, own, view)
    below = own.bottom + gap
    if theme.portrait:
        height = doors_height(pen, len(doors), left.w, COLUMNS)
        draw_doors(pen, doors, Rect(left.x, below, left.w, height), COLUMNS)
        below += height + theme.px(8)
        draw_rotating(pen, view, Rect(area.x, below, area.w, area.bottom - below), turn)
        return
    draw_doors(pen, doors, Rect(left.x, below, left.w, left.bottom - below - gap), COLUMNS)
    x = left.right + 2 * gap
    top = area.y - theme.px(10)
    draw_rotating(pen, view, Rect(x, top, area.right - x, area.bottom - gap - top), turn)


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
    own = Rect(0, search.bottom + theme.gap, area.w, own_row_height(pen))
    draw_own_row(paper, own, view)
    y = own.bottom + theme.gap
    columns = columns_for(paper, doors, area.w, 2 if theme.portrait else 3)
    height = doors_height(paper, len(doors), area.w, columns)
    sheet.breaks += [own.y, y, *draw_doors(paper, doors, Rect(0, y, area.w, height), columns)]
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
    y = draw_section(pen, title, more, name, step, Rect(0, y, width, 0))
    for place, row in enumerate(rows):
        fitting = (lines for lines in range(MOST_LINES, 1, -1) if row_height(pen, row, width, lines) <= sheet.window.h)
        lines = next(fitting, 1)
        height = row_height(pen, row, width, lines)
        if place or y + height - sheet.breaks[-1] > sheet.window.h:  # the first row stays with the heading if it can
            sheet.breaks.append(y)
        draw_rows(pen, [row], Rect(0, y, width, height), row_name, lines, first=place)
        y += height + row_gap(pen)
    if not rows:
        y = pen.text(pen.say("暂无其他公开内容。"), 0, y, width, pen.theme.body, SOFT_INK)
    return y + pen.theme.px(8)


def _newest(view: HomeView) -> list[RowView]:
    """What is new and does not stand among the notices."""
    return others(view)[:MOST_NEW]
