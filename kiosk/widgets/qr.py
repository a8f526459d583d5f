"""The QR code of a disclosure: a card beside its title, or a panel beside its text, with what the code is for."""

from __future__ import annotations

from kiosk.drawing import Pen
from kiosk.marks import Rect
from kiosk.theme import CARD, INK, LINE, SOFT_INK, Style
from kiosk.viewmodel.detail import DetailView
from kiosk.widgets.around import Around
from kiosk.widgets.listen import draw_listen, listen_width

LEAST_PX = 200  # of the side of a code that a phone reads from a step away


def draw_qr_card(pen: Pen, view: DetailView, at: Rect) -> int:
    """The code in its card, and below it what it is for. Returns the y below both."""
    theme = pen.theme
    pen.box(at, CARD, theme.px(8), LINE, theme.px(2))
    pen.qr_code(at.inset(theme.px(8)), view.qr, public=True)
    caption = _caption(pen, view)
    style = pen.fitting(caption, at.w, (theme.note, theme.aside))
    return pen.text(caption, at.x, at.bottom + theme.px(2), at.w, style, SOFT_INK, "centre", most=2)


def draw_qr_panel(pen: Pen, view: DetailView, around: Around, at: Rect) -> None:
    """Landscape: the voice and the code always in sight. What there is no room for below the code is left out."""
    theme = pen.theme
    pen.box(at, CARD, theme.radius, LINE, theme.px(2))
    inner = at.inset(theme.px(24))
    below = draw_listen(pen, around, inner.x + (inner.w - listen_width(pen, inner.w)) // 2, inner.y, inner.w)
    if below > inner.y:
        inner = Rect(inner.x, below + theme.gap, inner.w, inner.bottom - below - theme.gap)
    caption = _caption(pen, view)
    hint = pen.say("扫一扫，回家接着看。") if view.qr_is_address else pen.say("扫一扫，记下标题和编号。")
    number = pen.say("编号 {number}", number=view.id)
    strong = pen.fitting(caption, inner.w, (theme.strong, theme.cell_strong, theme.aside_strong))
    lines: list[tuple[str, Style, str]] = [(caption, strong, INK), (hint, theme.note, SOFT_INK)]
    lines.append((number, pen.fitting(number, inner.w, (theme.note, theme.aside)), SOFT_INK))
    for left_out in (1, 1, 0):
        if inner.h - _height(pen, lines, inner.w) >= theme.px(LEAST_PX):
            break
        del lines[left_out]
    side = min(inner.w, inner.h - _height(pen, lines, inner.w))
    pen.qr_code(Rect(inner.x + (inner.w - side) // 2, inner.y, side, side), view.qr, public=True)
    y = inner.y + side
    for text, style, colour in lines:
        y = pen.text(text, inner.x, y + theme.px(10), inner.w, style, colour, "centre")


def _caption(pen: Pen, view: DetailView) -> str:
    return pen.say("扫码带走") if view.qr_is_address else pen.say("扫码存文号")


def _height(pen: Pen, lines: list[tuple[str, Style, str]], width: int) -> int:
    return sum(len(pen.lines(text, width, style)) * style.line_px + pen.theme.px(10) for text, style, _ in lines)
