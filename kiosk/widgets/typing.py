"""The page on which one field of a form is written: the field, the words that the letters may stand for, the keys."""

from __future__ import annotations

from msgspec import Struct

from kiosk.drawing import Pen
from kiosk.marks import Rect
from kiosk.routes import Step
from kiosk.theme import CARD, INK, RED, SOFT_INK
from kiosk.widgets.chrome import Around, Bar, Button, draw_bar, draw_header, page_area
from kiosk.widgets.keys import draw_digits, draw_keys, draw_words, keys_height


class Typing(Struct, frozen=True):
    """text: all that is written, its last ``letters`` characters still pinyin. hint: while the field is empty.

    words: that the letters may stand for. told: stands above the keys where no words do. digits: numbers only.
    back: what 返回 does, done: the button beside the others. info: how much has been written.
    """

    title: str
    text: str
    hint: str
    told: str
    back: Step
    done: Button | None = None
    letters: int = 0
    words: tuple[str, ...] = ()
    digits: bool = False
    info: str = ""


def draw_typing(pen: Pen, typing: Typing, around: Around) -> None:
    """The whole screen."""
    theme = pen.theme
    draw_header(pen, around, typing.title)
    area = page_area(pen)
    gap = theme.px(14)
    strip_h = theme.touch
    keys_h = min(keys_height(pen), area.h - strip_h - gap)  # in low reach on a wide screen the keys are less high
    if theme.portrait:
        strip = Rect(area.x, area.bottom - keys_h - gap - strip_h, area.w, strip_h)
        field = Rect(area.x, area.y, area.w, strip.y - gap - area.y)
    else:
        half = (area.w - 2 * theme.gap) // 2
        strip = Rect(area.right - half, area.bottom - keys_h - gap - strip_h, half, strip_h)
        field = Rect(area.x, area.y, half, area.h - theme.px(8))
    keys = Rect(strip.x, strip.bottom + gap, strip.w, keys_h)
    if typing.digits:  # one line of large digits, and below it what is told of it
        one_line = Rect(field.x, field.y, field.w, min(field.h, theme.hero.line_px + theme.px(48)))
        _field(pen, typing, one_line)
        below = strip.bottom if theme.portrait else field.bottom
        _told(pen, typing.told, Rect(field.x, one_line.bottom + gap, field.w, below - one_line.bottom - gap))
        draw_digits(pen, keys)
    else:
        _field(pen, typing, field)
        draw_words(pen, typing.words, typing.letters, strip, typing.told)
        draw_keys(pen, keys)
    draw_bar(pen, around, Bar(back=typing.back, extra=typing.done, info=typing.info))


def _told(pen: Pen, told: str, at: Rect) -> None:
    """In the largest letters in which it fits."""
    for style in (pen.theme.body, pen.theme.note):
        lines = pen.lines(told, at.w, style)
        if len(lines) * style.line_px <= at.h:
            break
    pen.text(told, at.x, at.y, at.w, style, SOFT_INK, most=max(1, at.h // style.line_px))


def _field(pen: Pen, typing: Typing, at: Rect) -> None:
    """The end of what has been written stays in sight, with a caret."""
    theme = pen.theme
    pen.box(at, CARD, theme.radius, RED, theme.px(3))
    inner = at.inset(theme.px(20))
    style = theme.hero if typing.digits else theme.body
    if typing.digits:
        style = pen.fitting(typing.text or typing.hint, inner.w - theme.px(14), (theme.hero, theme.title, theme.body))
    room = max(1, inner.h // style.line_px)
    lines = pen.lines(typing.text or typing.hint, inner.w - theme.px(14), style)
    lines = lines[-room:] if typing.text else lines[:room]
    y = inner.y + (max(0, inner.h - style.line_px) // 2 if room == 1 else 0)
    width = 0
    for line in lines:
        width = pen.line(
            line, inner.x, y + (style.line_px - style.text_px) // 2, style, INK if typing.text else SOFT_INK
        )
        y += style.line_px
    if typing.text:
        top = y - style.line_px + theme.px(6)
        pen.box(Rect(inner.x + width + theme.px(5), top, theme.px(4), style.line_px - theme.px(12)), RED)
