"""What a search has found: units as buttons, then rows; or what to do where there is nothing yet."""

from __future__ import annotations

from kiosk.drawing import Pen, Sheet
from kiosk.lists import Listing
from kiosk.marks import Rect
from kiosk.routes import Open, Units
from kiosk.theme import INK, SOFT_INK
from kiosk.viewmodel.search import SearchView
from kiosk.widgets.chips import Chip, chip_height, draw_chips
from kiosk.widgets.rows import draw_rows, row_gap, row_height

MOST_LINES = 2  # of a title


def least_results(pen: Pen) -> int:
    """The height that one row needs."""
    theme = pen.theme
    return theme.px(32) + theme.strong.line_px + max(theme.note.line_px, theme.px(46))


def draw_results(pen: Pen, view: SearchView, at: Rect) -> int:
    """As much as fits into ``at``, one row at least. Returns how many rows stand there."""
    theme = pen.theme
    if not view.rows and not view.units:
        _nothing(pen, view, at)
        return 0
    least = least_results(pen) if view.rows else 0
    y = at.y
    if view.units and chip_height(pen) + theme.px(12) + least <= at.h:
        y = _units(pen, view, at)
    if view.is_near and y + theme.note.line_px + theme.px(6) + least <= at.bottom:
        y = _near(pen, at, y)
    if not view.rows:
        return 0
    lines = MOST_LINES if y + row_height(pen, view.rows[0], at.w, MOST_LINES) <= at.bottom else 1
    return draw_rows(pen, view.rows, Rect(at.x, y, at.w, at.bottom - y), most_lines=lines)


def draw_results_below(pen: Pen, sheet: Sheet, view: SearchView, y: int) -> int:
    """Everything, from y on, on a sheet that is turned. Returns the y below."""
    width = sheet.window.w
    sheet.breaks.append(y)
    if not view.rows and not view.units:
        return _nothing(pen, view, Rect(0, y, width, sheet.window.h))
    if view.units:
        y = _units(pen, view, Rect(0, y, width, 0))
    if view.is_near:
        y = _near(pen, Rect(0, y, width, 0), y)
    for place, row in enumerate(view.rows):
        lines = MOST_LINES if row_height(pen, row, width, MOST_LINES) <= sheet.window.h else 1
        height = row_height(pen, row, width, lines)
        if place or y + height - sheet.breaks[-1] > sheet.window.h:
            sheet.breaks.append(y)
        draw_rows(pen, [row], Rect(0, y, width, height), most_lines=lines, first=place)
        y += height + row_gap(pen)
    return y


def _units(pen: Pen, view: SearchView, at: Rect) -> int:
    chips = [
        Chip(one.name, f"unit-{one.code}", Open(Units(one.code) if one.has_children else Listing(unit=one.code)))
        for one in view.units
    ]
    return draw_chips(pen, chips, at, most_lines=1) + pen.theme.px(12)


def _near(pen: Pen, at: Rect, y: int) -> int:
    said = pen.say("没有完全相符的，下面是相近的标题：")
    return pen.text(said, at.x, y, at.w, pen.theme.note, INK, most=1) + pen.theme.px(6)


def _nothing(pen: Pen, view: SearchView, at: Rect) -> int:
    """A sentence in the middle of what is free. Returns the y below."""
    if view.typed:
        said = pen.say("没有找到。可少输几个字母，或换一个词。")
    elif view.popular:
        said = pen.say("框里是大家在本机常查的词，点一下就可查询；也可以自己输入。")
    else:
        said = pen.say("边输入边显示结果，点按结果即可打开。")
    theme = pen.theme
    style = theme.body if len(pen.lines(said, at.w, theme.body)) * theme.body.line_px <= at.h else theme.note
    height = min(at.h, theme.px(300))
    pen.centred(said, Rect(at.x, at.y, at.w, height), style, SOFT_INK)
    return at.y + height
