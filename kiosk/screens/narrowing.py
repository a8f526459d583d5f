"""筛选: every choice by which the list can be narrowed, in groups, with how many disclosures each would leave."""

from __future__ import annotations

from kiosk.drawing import Pen, Sheet
from kiosk.lists import Narrow
from kiosk.marks import Rect
from kiosk.theme import RED, SOFT_INK
from kiosk.viewmodel.narrowing import NarrowingView
from kiosk.widgets.chips import chip_height, chip_lines, chip_of, draw_chips
from kiosk.widgets.chrome import Around, Button, draw_bar, draw_header, page_area
from kiosk.widgets.scroll_bar import scroll_bar


def draw_narrowing(pen: Pen, view: NarrowingView, around: Around) -> Sheet:
    theme = pen.theme
    draw_header(pen, around, pen.say("筛选：{list}", list=view.title))
    area = page_area(pen)
    sheet = Sheet(window=area)
    paper = pen.on(sheet)
    y = theme.px(4)
    for number, (heading, choices) in enumerate(view.groups):
        if number:
            sheet.breaks.append(y)
        top = (theme.heading.line_px - theme.px(38)) // 2
        paper.box(Rect(0, y + top, theme.px(10), theme.px(38)), RED)
        y = paper.text(heading, theme.px(28), y, area.w, theme.heading) + theme.px(6)
        for place, line in enumerate(chip_lines(paper, [chip_of(choice) for choice in choices], area.w)):
            if place:  # the first line stays with its heading
                sheet.breaks.append(y)
            y = draw_chips(paper, line, Rect(0, y, area.w, chip_height(paper))) + theme.px(12)
        y += theme.px(14)
    if not view.groups:
        y = paper.text(pen.say("这个列表不需要再筛选。"), 0, y, area.w, theme.body, SOFT_INK)
    sheet.height = y
    shown = pen.say("看这{count}条", count=view.count)
    draw_bar(pen, around, scroll_bar(pen, sheet, around, Button(shown, "narrowed", Narrow(view.listing))))
    return sheet
