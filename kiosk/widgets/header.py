"""The header of every screen: whose terminal this is, where one is, the time; and what stands above low reach."""

from __future__ import annotations

from kiosk.drawing import Pen
from kiosk.language import marked
from kiosk.marks import Rect
from kiosk.theme import HEADER, HEADER_BADGE, HEADER_GOLD, HEADER_INK, INK, NOTICE_INK, RED, Theme
from kiosk.viewmodel.status import Status
from kiosk.widgets.around import Around

SITE, FICTIONAL = marked("党务政务公开", "虚构示例")
LINE_PX, HOME_LINE_PX = 6, 8  # of gold, under the header


def draw_header(pen: Pen, around: Around, title: str) -> None:
    """The header of every screen but home."""
    theme, status = pen.theme, around.status
    height = header_height(pen, False)
    _ground(pen, height, LINE_PX)
    left = _right_corner(pen, status, height, large=False)
    above = " · ".join(part for part in (status.unit_name, pen.say(SITE)) if part)
    room = left - theme.gap - theme.margin
    style = pen.fitting(title, room, (theme.title, theme.heading, theme.cell_strong))
    block = theme.aside.line_px + style.line_px
    y = (height - theme.px(LINE_PX) - block) // 2
    pen.text(above, theme.margin, y, room, theme.aside, HEADER_GOLD, most=1)
    pen.text(title, theme.margin, y + theme.aside.line_px, room, style, HEADER_INK, most=1)
    _band(pen, around, height)


def draw_home_header(pen: Pen, around: Around) -> None:
    """The header of the home screen: this unit's name, large."""
    theme, status = pen.theme, around.status
    height = header_height(pen, True)
    _ground(pen, height, HOME_LINE_PX)
    left = _right_corner(pen, status, height, large=True)
    room = left - theme.gap - theme.margin
    name = status.unit_name or pen.say(SITE)
    subtitle = pen.say("{site} · 触摸查询", site=pen.say(SITE))
    if pen.width(subtitle, theme.aside_strong) > room:
        subtitle = pen.say(SITE)
    style = pen.fitting(name, room, (theme.hero, theme.title, theme.heading, theme.cell_strong))
    below = pen.fitting(subtitle, room, (theme.heading, theme.clock, theme.aside_strong, theme.aside))
    block = style.line_px + theme.px(8) + below.line_px
    y = (height - theme.px(HOME_LINE_PX) - block) // 2
    pen.text(name, theme.margin, y, room, style, HEADER_INK, most=1)
    pen.text(subtitle, theme.margin, y + style.line_px + theme.px(8), room, below, HEADER_GOLD, most=1)
    _band(pen, around, height)


def on_clock(theme: Theme, x: float, y: float) -> bool:
    """Whether a touch is on the clock of the home screen, at the top right corner."""
    return x >= theme.width_px - theme.px(280) and y < theme.px(200)


def header_height(pen: Pen, is_home: bool) -> int:
    """How high the header is."""
    theme = pen.theme
    if is_home:
        return max(theme.px(200 if theme.portrait else 176), theme.hero.line_px + theme.heading.line_px + theme.px(32))
    return max(theme.px(156 if theme.portrait else 136), theme.aside.line_px + theme.title.line_px + theme.px(22))


def _ground(pen: Pen, height: int, line: int) -> None:
    theme = pen.theme
    pen.box(Rect(0, 0, theme.width_px, height), HEADER)
    pen.box(Rect(0, height - theme.px(line), theme.width_px, theme.px(line)), HEADER_GOLD)


def _right_corner(pen: Pen, status: Status, height: int, large: bool) -> int:
    """Clock, day and the mark of a fictional county. Returns the left end of what was drawn."""
    theme = pen.theme
    right = theme.width_px - theme.margin
    clock = theme.hero if large else theme.clock
    below = f"{status.day} {status.weekday}"
    inner = height - theme.px(8)
    block = clock.line_px + theme.aside.line_px
    y = (inner - block) // 2
    w = max(
        pen.line(status.clock, right, y, clock, HEADER_INK, "right"),
        pen.line(below, right, y + clock.line_px, theme.aside, HEADER_INK, "right"),
    )
    left = right - w
    if status.fictional:
        style = theme.aside_strong
        y = (inner - style.line_px - theme.px(6)) // 2
        right, text = left - theme.px(24), pen.say(FICTIONAL)
        left = pen.badge(text, right, y, HEADER_BADGE, HEADER_GOLD, "right", HEADER_GOLD, style).x
    return left


def _band(pen: Pen, around: Around, top: int) -> None:
    """Low reach: above what is touched stand the titles that are in their public-notice period."""
    theme = pen.theme
    y = top + theme.gap
    bottom = theme.reach_px - strip_in_band(pen)
    width = theme.width_px - 2 * theme.margin
    style = theme.heading
    if y + style.line_px + theme.strong.line_px > bottom:
        return
    pen.box(Rect(theme.margin, y + theme.px(10), theme.px(10), style.line_px - theme.px(20)), RED)
    notices = around.status.notices
    heading = pen.say("正在公示") if notices else pen.say("请在下面触摸查询")
    y = pen.text(heading, theme.margin + theme.px(28), y, width - theme.px(28), style, INK, most=1) + theme.px(6)
    for row in notices:
        text = f"{row.title}　{row.notice}"
        height = len(pen.lines(text, width, theme.strong)) * theme.strong.line_px
        if y + height > bottom:
            break
        pen.shown(Rect(theme.margin, y, width, height), row.item)
        y = pen.text(text, theme.margin, y, width, theme.strong, NOTICE_INK if row.notice else INK) + theme.px(6)


def strip_in_band(pen: Pen) -> int:
    """Low reach: the height of the line of freshness above what is touched; 0 if it stands in the bar."""
    theme = pen.theme
    height = strip_height(pen)
    return height if theme.reach_px >= header_height(pen, True) + height else 0


def strip_height(pen: Pen) -> int:
    """How high the line of freshness is."""
    return max(pen.theme.px(64), pen.theme.aside.line_px + pen.theme.px(20))
