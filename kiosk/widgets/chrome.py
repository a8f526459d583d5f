"""What every screen has: the header, the bar of buttons, and what they leave for the screen itself."""

from __future__ import annotations

from kiosk.drawing import Pen
from kiosk.marks import Rect
from kiosk.widgets.around import Around, Bar, Button, Offers, VoiceState
from kiosk.widgets.bar import bar_height, draw_bar, strip_above_bar
from kiosk.widgets.header import FICTIONAL, SITE, draw_header, draw_home_header, header_height, on_clock

__all__ = [
    "FICTIONAL",
    "SITE",
    "Around",
    "Bar",
    "Button",
    "Offers",
    "VoiceState",
    "draw_bar",
    "draw_header",
    "draw_home_header",
    "on_clock",
    "page_area",
]


def page_area(pen: Pen, is_home: bool = False) -> Rect:
    """What header and bar leave for the screen itself, margins taken off; in low reach the lower part of that."""
    theme = pen.theme
    top = max(header_height(pen, is_home), theme.reach_px) + theme.gap
    bottom = theme.height_px - bar_height(pen) - strip_above_bar(pen) - theme.px(8)
    return Rect(theme.margin, top, theme.width_px - 2 * theme.margin, bottom - top)
