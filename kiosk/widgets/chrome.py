"""What every screen has: the red header, the line that says how current it is, the bar of buttons."""

from __future__ import annotations

from msgspec import Struct

from kiosk.drawing import Pen, Rect
from kiosk.language import marked
from kiosk.routes import Back, GoHome, Step
from kiosk.theme import (
    CARD,
    DEEP_RED,
    FAINT_INK,
    HEADER,
    HEADER_BADGE,
    HEADER_GOLD,
    HEADER_INK,
    INK,
    LINE,
    NOTICE_INK,
    NOTICE_TINT,
    ON_RED,
    RED,
    SOFT_INK,
    TINT,
    Theme,
)
from kiosk.viewmodel.status import Status

SITE, FICTIONAL = marked("党务政务公开", "虚构示例")


class Around(Struct, frozen=True):
    """What a screen is told besides its view.

    scroll_px: how far its sheet is scrolled. idle_left_s: seconds until it returns home, when that is near.
    pages: of each attachment seen so far (sha256 → count).
    """

    status: Status
    scroll_px: int = 0
    idle_left_s: int | None = None
    pages: tuple[tuple[str, int], ...] = ()


class Button(Struct, frozen=True):
    """A button of the bar that only some screens have."""

    label: str
    name: str
    step: Step


class Bar(Struct, frozen=True):
    """The bar at the bottom: 首页 返回 上一页 下一页 always stand in the same place; None = nothing to do.

    info: where in a list or text this is.
    """

    home: Step | None = GoHome()
    back: Step | None = Back()
    previous: Step | None = None
    next: Step | None = None
    extra: Button | None = None
    info: str = ""


def page_area(pen: Pen, is_home: bool = False) -> Rect:
    """What header and bars leave for the screen itself, margins taken off; in low reach the lower part of that."""
    theme = pen.theme
    top = max(_header_height(pen, is_home), theme.reach_px) + theme.gap
    bottom = theme.height_px - _bar_height(pen) - _strip_height(pen) - theme.px(8)
    return Rect(theme.margin, top, theme.width_px - 2 * theme.margin, bottom - top)


def draw_header(pen: Pen, around: Around, title: str) -> None:
    """The header of every screen but home."""
    theme, status = pen.theme, around.status
    height = _header_height(pen, False)
    pen.box(Rect(0, 0, theme.width_px, height), HEADER)
    pen.box(Rect(0, height - theme.px(6), theme.width_px, theme.px(6)), HEADER_GOLD)
    left = _right_corner(pen, status, height)
    above = " · ".join(part for part in (status.unit_name, pen.say(SITE)) if part)
    style = theme.title
    room = left - theme.gap - theme.margin
    block = theme.note.line_px + style.line_px
    y = (height - theme.px(6) - block) // 2
    pen.text(above, theme.margin, y, room, theme.note, HEADER_GOLD, most=1)
    pen.text(title, theme.margin, y + theme.note.line_px, room, style, HEADER_INK, most=1)


def draw_home_header(pen: Pen, around: Around) -> None:
    """The header of the home screen: this unit's name, large."""
    theme, status = pen.theme, around.status
    height = _header_height(pen, True)
    pen.box(Rect(0, 0, theme.width_px, height), HEADER)
    pen.box(Rect(0, height - theme.px(8), theme.width_px, theme.px(8)), HEADER_GOLD)
    left = _right_corner(pen, status, height, large=True)
    room = left - theme.gap - theme.margin
    name = status.unit_name or pen.say(SITE)
    style = theme.hero if pen.width(name, theme.hero) <= room else theme.title
    block = style.line_px + theme.px(8) + theme.heading.line_px
    y = (height - theme.px(8) - block) // 2
    pen.text(name, theme.margin, y, room, style, HEADER_INK, most=1)
    subtitle = pen.say("{site} · 触摸查询", site=pen.say(SITE))
    pen.text(subtitle, theme.margin, y + style.line_px + theme.px(8), room, theme.heading, HEADER_GOLD, most=1)


def on_clock(theme: Theme, x: float, y: float) -> bool:
    """Whether a touch is on the clock of the home screen, at the top right corner."""
    return x >= theme.width_px - theme.px(280) and y < theme.px(200)


def draw_bar(pen: Pen, around: Around, bar: Bar) -> None:
    """The line that says how current the content is, and the buttons."""
    theme = pen.theme
    top = theme.height_px - _bar_height(pen)
    pen.box(Rect(0, top, theme.width_px, _bar_height(pen)), TINT)
    pen.box(Rect(0, top, theme.width_px, theme.px(2)), LINE)
    buttons = [
        Button(pen.say("首页"), "home", bar.home) if bar.home else pen.say("首页"),
        Button(pen.say("返回"), "back", bar.back) if bar.back else pen.say("返回"),
        Button(pen.say("上一页"), "page-previous", bar.previous) if bar.previous else pen.say("上一页"),
        Button(pen.say("下一页"), "page-next", bar.next) if bar.next else pen.say("下一页"),
    ]
    gap = theme.px(16)
    y, h = top + theme.px(20), _bar_height(pen) - theme.px(40)
    if theme.portrait:
        count = len(buttons) + (1 if bar.extra else 0)
        w = (theme.width_px - 2 * theme.margin - (count - 1) * gap) // count
        for number, button in enumerate(buttons):
            _button(pen, Rect(theme.margin + number * (w + gap), y, w, h), button)
        if bar.extra:
            _button(pen, Rect(theme.margin + 4 * (w + gap), y, w, h), bar.extra, primary=True)
        strip = Rect(theme.margin, top - _strip_height(pen), theme.width_px - 2 * theme.margin, _strip_height(pen))
        _strip(pen, around, strip, bar.info)
        return
    w = theme.px(200)
    right = theme.width_px - theme.margin
    for number, button in enumerate(buttons[:2]):
        _button(pen, Rect(theme.margin + number * (w + gap), y, w, h), button)
    shown: list[Button | str] = [*buttons[2:], *([bar.extra] if bar.extra else [])]
    for number, button in enumerate(reversed(shown)):
        _button(pen, Rect(right - (number + 1) * w - number * gap, y, w, h), button, primary=button is bar.extra)
    left = theme.margin + 2 * (w + gap) + gap
    _strip(pen, around, Rect(left, top, right - len(shown) * (w + gap) - gap - left, _bar_height(pen)), bar.info)


def _button(pen: Pen, at: Rect, button: Button | str, primary: bool = False) -> None:
    """One button; a string is a button that does nothing at present."""
    theme = pen.theme
    if isinstance(button, str):
        pen.centred(button, at, theme.button, FAINT_INK)
        return
    pen.box(at, RED if primary else CARD, theme.radius, DEEP_RED if primary else SOFT_INK, theme.px(2))
    pen.centred(button.label, at, theme.button, ON_RED if primary else INK)
    pen.target(at, button.name, button.step)


def _strip(pen: Pen, around: Around, at: Rect, info: str) -> None:
    """内容核验于 …, what is not as it should be, and where in the list this is."""
    theme = pen.theme
    style = theme.note
    first = at.y + (at.h - style.text_px) // 2
    if not theme.portrait and info:  # two lines in the bar
        first = at.y + at.h // 2 - style.line_px
        pen.line(info, at.x, first + style.line_px, style, INK)
    x = at.x
    if around.idle_left_s is not None:
        warning = pen.say("{seconds}秒后返回首页，触摸屏幕可继续", seconds=around.idle_left_s)
        pen.badge(warning, x, first - theme.px(3), NOTICE_TINT, NOTICE_INK)
    else:
        x += pen.line(around.status.verified, x, first, style, SOFT_INK) + theme.px(16)
        end = at.right - (pen.width(info, style) + theme.px(16) if theme.portrait else 0)
        for text in around.status.badges:  # the gravest first; what does not fit is left out
            if x + pen.width(text, theme.note_strong) + theme.px(28) > end:
                break
            x = pen.badge(text, x, first - theme.px(3), NOTICE_TINT, NOTICE_INK).right + theme.px(12)
    if theme.portrait and info:
        pen.line(info, at.right, first, style, INK, "right")


def _right_corner(pen: Pen, status: Status, height: int, large: bool = False) -> int:
    """Clock, day and the mark of a fictional county. Returns the left end of what was drawn."""
    theme = pen.theme
    right = theme.width_px - theme.margin
    clock = theme.hero if large else theme.heading
    below = f"{status.day} {status.weekday}"
    inner = height - theme.px(8)
    block = clock.line_px + theme.note.line_px
    y = (inner - block) // 2
    w = max(
        pen.line(status.clock, right, y, clock, HEADER_INK, "right"),
        pen.line(below, right, y + clock.line_px, theme.note, HEADER_INK, "right"),
    )
    left = right - w
    if status.fictional:
        at = pen.badge(
            pen.say(FICTIONAL),
            left - theme.px(24),
            (inner - theme.px(46)) // 2,
            HEADER_BADGE,
            HEADER_GOLD,
            "right",
            HEADER_GOLD,
        )
        left = at.x
    return left


def _header_height(pen: Pen, is_home: bool) -> int:
    theme = pen.theme
    if theme.portrait:
        return theme.px(200 if is_home else 156)
    return theme.px(176 if is_home else 136)


def _bar_height(pen: Pen) -> int:
    return pen.theme.px(146 if pen.theme.portrait else 132)


def _strip_height(pen: Pen) -> int:
    return pen.theme.px(64) if pen.theme.portrait else 0
