"""按单位查: one unit with what it discloses and the units below it."""

from __future__ import annotations

from kiosk.drawing import Pen, Rect, Sheet
from kiosk.routes import Listing, Open, Search, Units
from kiosk.screens.detail import scroll_bar
from kiosk.theme import CARD, INK, LINE, ON_RED, RED, SOFT_INK
from kiosk.viewmodel.units import UnitButton, UnitsView
from kiosk.widgets.chrome import Around, Button, draw_bar, draw_header, page_area


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
    for group, members in view.groups:
        sheet.breaks.append(y)
        paper.box(Rect(0, y + theme.px(12), theme.px(10), theme.heading.line_px - theme.px(24)), RED)
        y = paper.text(
            pen.say("{level}（{count}个）", level=group, count=len(members)), theme.px(28), y, area.w, theme.heading
        ) + theme.px(8)
        y = _grid(paper, sheet, members, area.w, y) + theme.px(14)
    sheet.height = y
    sheet.breaks.sort()
    draw_bar(pen, around, scroll_bar(pen, sheet, around, Button(pen.say("搜索"), "search", Open(Search()))))
    return sheet


def _grid(pen: Pen, sheet: Sheet, members: tuple[UnitButton, ...], width: int, y: int) -> int:
    """Buttons in columns; a row is as high as its longest name needs."""
    theme = pen.theme
    columns = 4 if theme.portrait else 6
    gap = theme.px(14)
    w = (width - (columns - 1) * gap) // columns
    for first in range(0, len(members), columns):
        row = members[first : first + columns]
        lines = max(len(pen.lines(one.name, w - theme.px(12), theme.body)) for one in row)
        h = max(theme.touch, lines * theme.body.line_px + theme.px(24))
        sheet.breaks.append(y)
        for place, one in enumerate(row):
            at = Rect(place * (w + gap), y, w, h)
            pen.box(at, CARD, theme.radius, LINE, theme.px(2))
            pen.centred(one.name, at.inset(theme.px(6)), theme.body, INK)
            step = Open(Units(one.code)) if one.has_children else Open(Listing(unit=one.code))
            pen.target(at, f"unit-{one.code}", step)
        y += h + gap
    return y
