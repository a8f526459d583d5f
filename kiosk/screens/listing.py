"""A list of disclosures, newest first: what it can be narrowed by, and one page of whole rows at a time."""

from __future__ import annotations

from msgspec.structs import replace

from content.terms import Window
from kiosk.drawing import Pen
from kiosk.finding import Search
from kiosk.lists import FIRST, Narrowing, NextRows, PreviousRows
from kiosk.marks import Rect
from kiosk.routes import Open, SpeakUp
from kiosk.theme import SOFT_INK
from kiosk.viewmodel.listing import ListView
from kiosk.widgets.chips import Chip, chip_of, draw_chips
from kiosk.widgets.chrome import Around, Bar, Button, draw_bar, draw_header, page_area
from kiosk.widgets.rows import draw_rows

WORTH_NARROWING = 3  # rows; fewer are read sooner than narrowed


def draw_listing(pen: Pen, view: ListView, around: Around) -> None:
    draw_header(pen, around, view.title)
    area = _narrowing(pen, view, page_area(pen))
    drawn = draw_rows(pen, view.rows, area) if view.rows else _nothing(pen, area)
    end = view.offset + drawn
    extra = Button(pen.say("搜索"), "search", Open(Search()))
    if view.window is Window.INTERACTION:
        extra = Button(pen.say("提意见"), "speak", Open(SpeakUp()))
    draw_bar(
        pen,
        around,
        Bar(
            previous=PreviousRows() if view.may_go_back else None,
            next=NextRows(end, view.rows[drawn - 1].place) if drawn and end < view.total else None,
            extra=extra,
            info=(
                pen.say("第{first}–{last}条，共{total}条", first=view.offset + 1, last=end, total=view.total)
                if drawn
                else ""
            ),
        ),
    )


def _narrowing(pen: Pen, view: ListView, area: Rect) -> Rect:
    """One line of choices above the rows; returns what is left below it."""
    if view.listing.genre or (view.total <= WORTH_NARROWING and not view.made):
        return area
    way = Open(Narrowing(replace(view.listing, starts=FIRST)))
    chips = [Chip(pen.say("筛选"), "narrow", way, strong=not view.made), *map(chip_of, view.made)]
    if len(view.domains) > 1:
        chips += map(chip_of, view.domains)
    below = draw_chips(pen, chips, area, most_lines=1) + pen.theme.px(16)
    return Rect(area.x, below, area.w, area.bottom - below)


def _nothing(pen: Pen, area: Rect) -> int:
    pen.centred(pen.say("这里暂时没有公开内容。"), Rect(area.x, area.y, area.w, area.h // 2), pen.theme.body, SOFT_INK)
    return 0
