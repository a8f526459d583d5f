"""The bar at the bottom: the buttons that always stand in the same place, and the line that says how current it is."""

from __future__ import annotations

from msgspec import Struct

from kiosk.drawing import Pen
from kiosk.marks import Rect
from kiosk.routes import Step
from kiosk.theme import (
    CARD,
    DEEP_RED,
    FAINT_INK,
    INK,
    LINE,
    NOTICE_INK,
    NOTICE_TINT,
    ON_RED,
    RED,
    SOFT_INK,
    TINT,
    Style,
)
from kiosk.widgets.around import NEXT_PAGE, PREVIOUS_PAGE, Around, Bar, Button
from kiosk.widgets.header import strip_height, strip_in_band

SLOTS = 6  # 首页 返回 上一页 下一页 大字, and one that only some screens have
STRIP_EM = 15  # 内容核验于 11月22日 17:05


class _Places(Struct, frozen=True):
    """Where the buttons stand, in the order home, back, previous, next, extra, comfort; and the line of freshness."""

    buttons: tuple[Rect, ...]
    strip: Rect


def draw_bar(pen: Pen, around: Around, bar: Bar) -> None:
    """The buttons, and the line that says how current the content is."""
    theme, say = pen.theme, pen.say
    height = bar_height(pen)
    top = theme.height_px - height
    pen.box(Rect(0, top, theme.width_px, height), TINT)
    pen.box(Rect(0, top, theme.width_px, theme.px(2)), LINE)
    places = _places(pen)
    home, back, previous, following, extra, comfort = places.buttons
    _button(pen, home, Button(say("首页"), "home", bar.home) if bar.home else say("首页"))
    _button(pen, back, Button(say("返回"), "back", bar.back) if bar.back else say("返回"))
    before, after = say(bar.previous_label), say(bar.next_label)
    _button(pen, previous, Button(before, "page-previous", bar.previous) if bar.previous else before)
    _button(pen, following, Button(after, "page-next", bar.next) if bar.next else after)
    if bar.extra is not None:
        _button(pen, extra, bar.extra, primary=True)
    _comfort_button(pen, comfort, around, bar.comfort)
    _strip(pen, around, places.strip, bar.info)


def bar_height(pen: Pen) -> int:
    """How high the bar is."""
    rows = _rows(pen)
    return rows * _button_height(pen) + (rows - 1) * _gap(pen) + pen.theme.px(40)


def strip_above_bar(pen: Pen) -> int:
    """The height of the line of freshness where it stands above the bar; 0 if it stands elsewhere."""
    return 0 if _is_strip_between(pen) or strip_in_band(pen) else strip_height(pen)


def _places(pen: Pen) -> _Places:
    theme, gap = pen.theme, _gap(pen)
    left, right = theme.margin, theme.width_px - theme.margin
    top = theme.height_px - bar_height(pen)
    y, h, w = top + theme.px(20), _button_height(pen), _widest(pen)
    if _is_strip_between(pen):
        near = [Rect(left + place * (w + gap), y, w, h) for place in (0, 1)]
        far = [Rect(right - place * (w + gap) - w, y, w, h) for place in (3, 2, 1, 0)]
        between = Rect(near[1].right + 2 * gap, top, far[0].x - near[1].right - 4 * gap, theme.height_px - top)
        buttons = (*near, *far)
        strip = between
    else:
        columns = SLOTS // _rows(pen)
        w = (right - left - (columns - 1) * gap) // columns
        grid = [
            Rect(left + place % columns * (w + gap), y + place // columns * (h + gap), w, h) for place in range(SLOTS)
        ]
        # In two rows: 首页 返回 大字 above 上一页 下一页 and what only some screens have.
        buttons = tuple(grid) if columns == SLOTS else (*grid[:2], *grid[3:], grid[2])
        strip = Rect(left, top - strip_height(pen), right - left, strip_height(pen))
    if strip_in_band(pen):
        strip = Rect(left, theme.reach_px - strip_height(pen), right - left, strip_height(pen))
    return _Places(buttons, strip)


def _rows(pen: Pen) -> int:
    """One row of buttons if every label has room on one line, else two."""
    return 1 if SLOTS * _widest(pen) <= _room(pen) else 2


def _room(pen: Pen) -> int:
    return pen.theme.width_px - 2 * pen.theme.margin - (SLOTS - 1) * _gap(pen)


def _label_style(pen: Pen) -> Style:
    """Of all buttons: rather a size smaller in one row than in two rows."""
    for style in (pen.theme.button, pen.theme.cell_strong):
        if SLOTS * _label_width(pen, style) <= _room(pen):
            return style
    return pen.theme.button


def _is_strip_between(pen: Pen) -> bool:
    """Landscape: the line of freshness between the buttons, if there is room for it."""
    theme = pen.theme
    taken = 2 * theme.margin + SLOTS * (_widest(pen) + _gap(pen)) + 2 * _gap(pen)
    return not theme.portrait and theme.width_px - taken >= STRIP_EM * theme.aside.size_px


def _widest(pen: Pen) -> int:
    """The width of a button with the longest of the labels that every screen has."""
    widest = _label_width(pen, _label_style(pen))
    return widest if pen.theme.portrait else max(pen.theme.px(180), widest)


def _label_width(pen: Pen, style: Style) -> int:
    say = pen.say
    labels = (say("首页"), say("返回"), say(PREVIOUS_PAGE), say(NEXT_PAGE), say("大字"))
    return max(pen.width(label, style) for label in labels) + pen.theme.px(28)


def _button_height(pen: Pen) -> int:
    theme = pen.theme
    two_lines = theme.button.line_px + theme.aside.line_px + theme.px(10)
    return max(theme.px(106 if theme.portrait else 92), theme.touch, two_lines)


def _gap(pen: Pen) -> int:
    return pen.theme.px(16)


def _button(pen: Pen, at: Rect, button: Button | str, primary: bool = False) -> None:
    """One button; a string is a button that does nothing at present: it has no outline and no ground of its own."""
    theme = pen.theme
    room = at.inset(theme.px(8))
    if isinstance(button, str):
        pen.centred(button, room, pen.fitting(button, room.w, (_label_style(pen), theme.cell_strong)), FAINT_INK)
        return
    pen.box(at, RED if primary else CARD, theme.radius, DEEP_RED if primary else SOFT_INK, theme.px(2))
    style = pen.fitting(button.label, room.w, (_label_style(pen), theme.cell_strong, theme.aside_strong))
    pen.centred(button.label, room, style, ON_RED if primary else INK)
    pen.target(at, button.name, button.step)


def _comfort_button(pen: Pen, at: Rect, around: Around, step: Step | None) -> None:
    """大字, and under it another language's name, for those who cannot read 大字."""
    theme, label = pen.theme, pen.say("大字")
    others = [name for code, name in around.offers.languages if code != pen.language.code]
    if step is None or not others:
        _button(pen, at, Button(label, "comfort", step) if step else label)
        return
    _button(pen, at, Button("", "comfort", step))
    room = at.w - theme.px(16)
    upper = pen.fitting(label, room, (_label_style(pen), theme.cell_strong, theme.aside_strong))
    lower = theme.aside_strong
    y = at.y + (at.h - upper.line_px - lower.line_px) // 2
    middle = at.x + at.w // 2
    pen.text(label, at.x + theme.px(8), y, room, upper, INK, "centre", most=1)
    name = pen.lines(others[0], room, lower, most=1)[0]
    pen.line(name, middle, y + upper.line_px, lower, RED, "centre")


def _strip(pen: Pen, around: Around, at: Rect, info: str) -> None:
    """内容核验于 …, what is not as it should be, and where in the list this is; beside or below each other."""
    theme = pen.theme
    style, strong = theme.aside, theme.aside_strong
    verified, badges = around.status.verified, around.status.badges
    if around.voice == "failed":
        badges = (*badges, pen.say("语音暂时不能使用"))
    widths = [pen.width(text, strong) + theme.px(28) for text in badges]
    is_high = at.h >= 2 * style.line_px
    first = at.y + (at.h - (2 * style.line_px if is_high and (info or badges) else style.text_px)) // 2
    x, y, end = at.x, first, at.right
    if info and is_high:
        pen.text(info, at.x, first + style.line_px, at.w, strong, INK, most=1)
    elif info:
        end -= pen.width(info, strong) + theme.px(16)
        pen.line(info, at.right, first, strong, INK, "right")
    # The gravest badge comes before the time of verification if there is no room for both.
    if widths and x + pen.width(verified, style) + theme.px(16) + widths[0] > end and not is_high:
        verified = ""
    if verified:
        pen.text(verified, x, y - (style.line_px - style.text_px) // 2, end - x, style, SOFT_INK, most=1)
        x += min(end - x, pen.width(verified, style)) + theme.px(16)
    if is_high and badges and not info:
        x, y = at.x, first + style.line_px
    for text, width in zip(badges, widths, strict=True):
        if x + width > end:
            break
        x = pen.badge(text, x, y - theme.px(3), NOTICE_TINT, NOTICE_INK, style=strong).right + theme.px(12)
