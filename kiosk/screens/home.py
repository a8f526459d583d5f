"""首页: the five windows, search, what is in its public-notice period, what is new."""

from __future__ import annotations

from collections.abc import Sequence

from content.disclosure import WINDOW_LABELS, Window
from kiosk.drawing import Pen, Rect
from kiosk.forms import Opinion
from kiosk.language import marked
from kiosk.routes import Listing, Open, Search, Step, Units
from kiosk.theme import CARD, INK, LINE, ON_RED, RED, SEALS, SOFT_INK
from kiosk.viewmodel.home import HomeView
from kiosk.viewmodel.rows import RowView
from kiosk.widgets.chrome import Around, Bar, Button, draw_bar, draw_home_header, page_area
from kiosk.widgets.rows import draw_rows, row_gap, row_height

DOORS = {  # the character on its seal, what is behind it
    Window.PARTY: marked("党", "干部公示、党费"),
    Window.SERVICES: marked("办", "指南、流程、时限"),
    Window.ENQUIRY: marked("查", "财政、补贴、征地"),
    Window.INTERACTION: marked("言", "提意见、看答复"),
    Window.PERFORMANCE: marked("评", "考核、测评结果"),
}
UNITS_DOOR = marked("乡", "按单位查", "县直、乡镇、村")
MOST_NOTICES, LEAST_NEW = 3, 2


def draw_home(pen: Pen, view: HomeView, around: Around) -> None:
    theme = pen.theme
    draw_home_header(pen, around)
    area = page_area(pen, is_home=True)
    gap = theme.gap
    if theme.portrait:
        below = _search_bar(pen, Rect(area.x, area.y, area.w, theme.px(96))) + gap
        below = _doors(pen, view, Rect(area.x, below, area.w, 3 * theme.px(150) + 2 * gap), 2, 3) + theme.px(8)
        _lists(pen, view, Rect(area.x, below, area.w, area.bottom - below))
    else:
        left = Rect(area.x, area.y, (area.w - 2 * gap) * 52 // 100, area.h)
        below = _search_bar(pen, Rect(left.x, left.y, left.w, theme.px(104))) + gap
        _doors(pen, view, Rect(left.x, below, left.w, left.bottom - below - gap), 2, 3)
        x = left.right + 2 * gap
        _lists(pen, view, Rect(x, area.y - theme.px(10), area.right - x, area.bottom - gap - area.y + theme.px(10)))
    draw_bar(pen, around, Bar(home=None, back=None, extra=Button(pen.say("提意见"), "opinion", Open(Opinion()))))


def _search_bar(pen: Pen, at: Rect) -> int:
    theme = pen.theme
    pen.box(at, CARD, theme.radius, RED, theme.px(3))
    button = Rect(at.right - theme.px(190), at.y, theme.px(190), at.h)
    pen.box(button, RED, theme.radius)
    pen.centred(pen.say("搜索"), button, theme.button, ON_RED)
    x = at.x + theme.px(28)
    y = at.y + (at.h - theme.body.line_px) // 2
    hint = pen.say("输入拼音或首字母，如“低保”输 db")
    pen.text(hint, x, y, button.x - x - theme.gap, theme.body, SOFT_INK, most=1)
    pen.target(at, "search", Open(Search()))
    return at.bottom


def _doors(pen: Pen, view: HomeView, at: Rect, columns: int, rows: int) -> int:
    gap = pen.theme.gap
    w = (at.w - (columns - 1) * gap) // columns
    h = (at.h - (rows - 1) * gap) // rows
    places = [
        Rect(at.x + column * (w + gap), at.y + row * (h + gap), w, h)
        for row in range(rows)
        for column in range(columns)
    ]
    for place, (window, count) in zip(places, view.counts, strict=False):
        seal, hint = DOORS[window]
        held = pen.say("共{count}条", count=count) if count else pen.say("暂无内容")
        label = WINDOW_LABELS[window]
        _door(pen, place, window.value, seal, label, hint, held, Open(Listing(window=window)))
    seal, label, hint = UNITS_DOOR
    _door(pen, places[-1], "units", seal, label, hint, pen.say("全部单位"), Open(Units()))
    return at.bottom


def _door(pen: Pen, at: Rect, name: str, seal: str, label: str, hint: str, held: str, step: Step) -> None:
    """seal, label and hint are said here; held is said already."""
    theme = pen.theme
    pen.box(at, CARD, theme.radius, LINE, theme.px(2))
    side = min(theme.px(116), at.h - theme.px(36))
    stamp = Rect(at.x + theme.px(24), at.y + (at.h - side) // 2, side, side)
    pen.box(stamp, SEALS[name], theme.px(18))
    pen.centred(pen.say(seal), stamp, theme.seal, ON_RED)
    x = stamp.right + theme.px(22)
    room = at.right - x - theme.px(14)
    first, next_line = theme.px(60), theme.px(37)
    y = at.y + (at.h - first - 2 * next_line) // 2 - theme.px(4)
    pen.text(pen.say(label), x, y, room, theme.title, INK, most=1)
    pen.text(pen.say(hint), x, y + first, room, theme.note, SOFT_INK, most=1)
    pen.text(held, x, y + first + next_line, room, theme.note, SOFT_INK, most=1)
    pen.target(at, f"window-{name}" if name != "units" else "units", step)


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
    pen.box(Rect(at.x, y + (height - theme.px(38)) // 2, theme.px(10), theme.px(38)), RED)
    pen.text(title, at.x + theme.px(28), y + (height - theme.heading.line_px) // 2, at.w // 2, theme.heading)
    w = pen.width(more, theme.note_strong) + theme.px(56)
    button = Rect(at.right - w, y + theme.px(4), w, height - theme.px(12))
    pen.box(button, CARD, theme.radius, LINE, theme.px(2))
    pen.centred(more, button, theme.note_strong, RED)
    pen.target(Rect(button.x - theme.px(20), y, w + theme.px(20), height), name, step)
    return y + height


def _section_height(pen: Pen) -> int:
    return pen.theme.px(80)
