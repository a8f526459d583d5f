"""朗读: one touch, and the page is read aloud; another, and it is quiet again."""

from __future__ import annotations

from kiosk.drawing import Pen
from kiosk.language import marked
from kiosk.marks import Rect
from kiosk.routes import Listen
from kiosk.theme import CARD, ON_RED, RED
from kiosk.widgets.around import Around

NAME = "listen"
READ, STOP = marked("朗读", "停止朗读")


def listen_width(pen: Pen, room: int) -> int:
    """Of the button, whichever of its two labels it carries."""
    theme = pen.theme
    return min(room, max(pen.width(pen.say(label), theme.button) for label in (READ, STOP)) + theme.px(64))


def draw_listen(pen: Pen, around: Around, x: int, y: int, room: int) -> int:
    """The button, where this terminal has a voice. Returns the y below it, or the same y."""
    if not around.offers.speaks:
        return y
    theme = pen.theme
    is_reading = around.voice == "reading"
    at = Rect(x, y, listen_width(pen, room), theme.touch)
    pen.box(at, RED if is_reading else CARD, theme.radius, RED, theme.px(2))
    label = pen.say(STOP if is_reading else READ)
    pen.centred(label, at, theme.button, ON_RED if is_reading else RED)
    pen.target(at, NAME, Listen())
    return at.bottom
