"""Before a visit ends by itself: a large button that says so, and by which it goes on. No time limit without it."""

from __future__ import annotations

from kiosk.drawing import Layer, Pen
from kiosk.forms import Stay
from kiosk.marks import Rect
from kiosk.theme import NOTICE_INK, NOTICE_TINT, ON_RED, RED
from kiosk.widgets.bar import bar_height


def stay_card(pen: Pen, seconds: int) -> Layer:
    """The card above everything, just above the bar; all of it can be touched."""
    theme = pen.theme
    layer = Layer()
    card = pen.on(layer)
    pad = theme.px(28)
    width = min(theme.width_px - 2 * theme.margin, theme.px(1000))
    warning = pen.say("{seconds}秒后返回首页", seconds=seconds)
    button_h = theme.touch + theme.px(24)
    lines = len(pen.lines(warning, width - 2 * pad, theme.heading))
    height = lines * theme.heading.line_px + theme.px(16) + button_h + 2 * pad
    bottom = theme.height_px - bar_height(pen) - theme.px(6)
    at = Rect((theme.width_px - width) // 2, bottom - height, width, height)
    card.box(at, NOTICE_TINT, theme.radius, NOTICE_INK, theme.px(4))
    inner = at.inset(pad)
    y = card.text(warning, inner.x, inner.y, inner.w, theme.heading, NOTICE_INK, "centre") + theme.px(16)
    button = Rect(inner.x, y, inner.w, button_h)
    card.box(button, RED, theme.radius)
    card.centred(pen.say("继续看"), button, theme.title, ON_RED)
    card.target(at, "stay", Stay())
    return layer
