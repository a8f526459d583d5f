"""搜索: what is typed, the words it may stand for, and the matching disclosures while one types."""

from __future__ import annotations

from kiosk.drawing import Pen, Rect
from kiosk.lists import NextRows, PreviousRows
from kiosk.theme import CARD, INK, RED, SOFT_INK
from kiosk.viewmodel.search import SearchView
from kiosk.widgets.chrome import Around, Bar, draw_bar, draw_header, page_area
from kiosk.widgets.keys import draw_keys, draw_words, keys_height
from kiosk.widgets.rows import draw_rows


def draw_search(pen: Pen, view: SearchView, around: Around) -> None:
    theme = pen.theme
    draw_header(pen, around, pen.say("搜索"))
    area = page_area(pen)
    keys = keys_height(pen)
    words = theme.px(96)
    field = theme.px(108)
    gap = theme.px(14)
    if theme.portrait:
        typing = Rect(area.x, area.bottom - keys - words - gap, area.w, keys + words + gap)
        box = Rect(area.x, area.y, area.w, field)
        results = Rect(area.x, box.bottom + gap, area.w, typing.y - gap - box.bottom - gap)
    else:
        half = (area.w - 2 * theme.gap) // 2
        box = Rect(area.x, area.y, half, field)
        typing = Rect(area.x, box.bottom + gap, half, keys + words + gap)
        results = Rect(area.right - half, area.y, half, area.h)
    _field(pen, view, box)
    hint = pen.say("输入拼音、首字母或数字，例如“低保”可输 dibao 或 db。")
    draw_words(pen, view.words, view.letters, Rect(typing.x, typing.y, typing.w, words), hint)
    draw_keys(pen, Rect(typing.x, typing.y + words + gap, typing.w, keys))
    drawn = 0
    if view.rows:
        drawn = draw_rows(pen, view.rows, results, most_lines=2)
    else:
        text = (
            pen.say("没有找到。可少输几个字母，或换一个词。")
            if view.typed
            else pen.say("边输入边显示结果，点按结果即可打开。")
        )
        pen.centred(text, Rect(results.x, results.y, results.w, min(results.h, theme.px(300))), theme.body, SOFT_INK)
    end = view.offset + drawn
    more = view.more or drawn < len(view.rows)
    draw_bar(
        pen,
        around,
        Bar(
            previous=PreviousRows() if view.may_go_back else None,
            next=NextRows(end) if drawn and more else None,
            info=_place(pen, view.offset + 1, end, more) if drawn else "",
        ),
    )


def _place(pen: Pen, first: int, last: int, more: bool) -> str:
    if more:
        return pen.say("第{first}–{last}条，后面还有", first=first, last=last)
    return pen.say("第{first}–{last}条", first=first, last=last)


def _field(pen: Pen, view: SearchView, at: Rect) -> None:
    theme = pen.theme
    pen.box(at, CARD, theme.radius, RED, theme.px(3))
    inner = at.inset(theme.px(20))
    y = at.y + (at.h - theme.title.text_px) // 2 - theme.px(3)
    if not view.typed:
        pen.line(pen.say("请输入"), inner.x, y, theme.title, SOFT_INK)
        return
    shown = view.typed
    while pen.width(shown, theme.title) > inner.w - theme.px(16):
        shown = shown[1:]  # the end of what is typed stays in sight
    width = pen.line(shown, inner.x, y, theme.title, INK)
    pen.box(Rect(inner.x + width + theme.px(6), at.y + theme.px(24), theme.px(4), at.h - theme.px(48)), RED)
