"""按单位查: one unit with what it discloses and the units below it."""

from __future__ import annotations

from kiosk.drawing import Pen, Sheet
from kiosk.finding import Search
from kiosk.lists import Listing
from kiosk.marks import Rect
from kiosk.routes import Open, Units
from kiosk.theme import CARD, LINE, ON_RED, RED, SOFT_INK
from kiosk.viewmodel.units import UnitButton, UnitsView
from kiosk.widgets.chrome import Around, Button, draw_bar, draw_header, page_area
from kiosk.widgets.scroll_bar import scroll_bar


def draw_units(pen: Pen, view: UnitsView, around: Around) -> Sheet:
    theme = pen.theme
    draw_header(pen, around, pen.say("按单位查"))
    area = page_area(pen)
    sheet = Sheet(window=area)
    paper = pen.on(sheet)
    y = paper.text(" › ".join(view.path), 0, 0, area.w, theme.note, SOFT_INK)
    own = Rect(0, y + theme.px(8), area.w, theme.px(112))
    paper.box(own, RED, theme.radius)
    label = (
        pen.say("{unit}的公开内容（{count}条）", unit=view.name, count=view.count)
        if view.count
        else pen.say("{unit}暂无公开内容", unit=view.name)
    )
    paper.centred(label, own.inset(theme.px(16)), theme.button, ON_RED)
    paper.target(own, "unit-own", Open(Listing(unit=view.unit)))
    y = own.bottom + theme.gap
    if view.own:
        y = _heading(paper, sheet, pen.say("本机所在单位"), area.w, y)
        y = _grid(paper, sheet, view.own, area.w, y, "own") + theme.px(14)
    for group, members in view.groups:
        heading = pen.say("{level}（{count}个）", level=group, count=len(members))
        y = _heading(paper, sheet, heading, area.w, y)
        y = _grid(paper, sheet, members, area.w, y, "unit") + theme.px(14)
    sheet.height = y
    sheet.breaks = sorted(set(sheet.breaks))
    draw_bar(pen, around, scroll_bar(pen, sheet, around, Button(pen.say("搜索"), "search", Open(Search()))))
    return sheet


def _heading(pen: Pen, sheet: Sheet, text: str, width: int, y: int) -> int:
    theme = pen.theme
    sheet.breaks.append(y)
    pen.box(Rect(0, y + (theme.heading.line_px - theme.px(38)) // 2, theme.px(10), theme.px(38)), RED)
    return pen.text(text, theme.px(28), y, width - theme.px(28), theme.heading) + theme.px(8)


def _grid(pen: Pen, sheet: Sheet, members: tuple[UnitButton, ...], width: int, y: int, name: str) -> int:
    """Buttons in columns, each with how much is behind it; a row is as high as its longest name needs."""
    theme = pen.theme
    gap = theme.px(14)
    columns = _columns(pen, members, width, gap)
    w = (width - (columns - 1) * gap) // columns
    for first in range(0, len(members), columns):
        row = members[first : first + columns]
        room = w - theme.px(16)
        lines = max(len(pen.lines(one.name, room, theme.body)) for one in row)
        h = max(theme.touch, lines * theme.body.line_px + theme.note.line_px + theme.px(20))
        if first:
            sheet.breaks.append(y)
        for place, one in enumerate(row):
            at = Rect(place * (w + gap), y, w, h)
            pen.box(at, CARD, theme.radius, LINE, theme.px(2))
            below = Rect(at.x, at.bottom - theme.note.line_px - theme.px(10), w, theme.note.line_px)
            pen.centred(
                one.name, Rect(at.x + theme.px(8), at.y + theme.px(6), room, below.y - at.y - theme.px(6)), theme.body
            )
            told = pen.say("{count}条", count=one.count) if one.count else pen.say("暂无")
            pen.centred(told, below, theme.note, SOFT_INK)
            step = Open(Units(one.code)) if one.has_children else Open(Listing(unit=one.code))
            pen.target(at, f"{name}-{one.code}", step)
        y += h + gap
    return y


def _columns(pen: Pen, members: tuple[UnitButton, ...], width: int, gap: int) -> int:
    """As many columns as let most names stand on one line."""
    theme = pen.theme
    most = 4 if theme.portrait else 6
    widths = sorted(pen.width(one.name, theme.body) for one in members)
    usual = widths[len(widths) * 3 // 4] + theme.px(24)
    return max(1, min(most, (width + gap) // (usual + gap)))
