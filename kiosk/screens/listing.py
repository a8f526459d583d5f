"""A list of disclosures, newest first, one page of whole rows at a time."""

from __future__ import annotations

from content.disclosure import Window
from kiosk.drawing import Pen, Rect
from kiosk.forms import Opinion
from kiosk.routes import NextRows, Open, PreviousRows, Search
from kiosk.theme import SOFT_INK
from kiosk.viewmodel.listing import ListView
from kiosk.widgets.chrome import Around, Bar, Button, draw_bar, draw_header, page_area
from kiosk.widgets.rows import draw_rows


def draw_listing(pen: Pen, view: ListView, around: Around) -> None:
    draw_header(pen, around, view.title)
    area = page_area(pen)
    drawn = draw_rows(pen, view.rows, area) if view.rows else _nothing(pen, area)
    end = view.offset + drawn
    extra = Button(pen.say("搜索"), "search", Open(Search()))
    if view.window is Window.INTERACTION:
        extra = Button(pen.say("提意见"), "opinion", Open(Opinion()))
    draw_bar(
        pen,
        around,
        Bar(
            previous=PreviousRows() if view.may_go_back else None,
            next=NextRows(end) if drawn and end < view.total else None,
            extra=extra,
            info=(
                pen.say("第{first}–{last}条，共{total}条", first=view.offset + 1, last=end, total=view.total)
                if drawn
                else ""
            ),
        ),
    )


def _nothing(pen: Pen, area: Rect) -> int:
    pen.centred(pen.say("这里暂时没有公开内容。"), Rect(area.x, area.y, area.w, area.h // 2), pen.theme.body, SOFT_INK)
    return 0
