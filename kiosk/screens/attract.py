"""待机轮播: one matter in large type, somewhere else at every turn, so that nothing burns into the glass.

No line, header or button of it stands in the same place twice in a row, and light and dark change over.
"""

from __future__ import annotations

from msgspec import Struct

from kiosk.drawing import Pen
from kiosk.marks import Rect
from kiosk.routes import Detail, Open
from kiosk.theme import CARD, DEEP_RED, GOLD, INK, NIGHT, NOTICE_INK, ON_RED, PAGE, RED, SOFT_INK, Style
from kiosk.viewmodel.attract import AttractView
from kiosk.widgets.chrome import FICTIONAL, SITE, Around

PLACES = 5  # where the card can stand, from top to bottom; a step of two visits all of them


class _Title(Struct, frozen=True):
    """A title broken into lines of one style."""

    style: Style
    lines: tuple[str, ...]


def draw_attract(pen: Pen, view: AttractView, around: Around) -> None:
    """The card at the place of this turn, the terminal's name at the other end."""
    theme = pen.theme
    dark = view.turn % 2 == 1
    pen.box(Rect(0, 0, theme.width_px, theme.height_px), DEEP_RED if dark else PAGE)
    x = theme.margin + theme.px(20 * (view.turn % 3))
    width = theme.width_px - 2 * theme.margin - theme.px(40)
    name = _name_height(pen)
    # In low reach the card stands where it can be touched, and the name where it cannot.
    apart = theme.reach_px >= name + 2 * theme.margin
    room = theme.height_px - 2 * theme.margin - (theme.reach_px if apart else name)
    title = _title(pen, view, width, room)
    card = _height(pen, title)
    place = view.turn * 2 % PLACES
    # The name stands above the card or below it, whichever leaves more room.
    above = place >= PLACES // 2
    y = theme.margin + (theme.reach_px if apart else name if above else 0) + max(0, room - card) * place // (PLACES - 1)
    below = theme.reach_px - name if apart else theme.height_px - theme.margin - name
    _name(pen, around, Rect(x, theme.margin if above else below, width, name), dark)
    _card(pen, view, title, Rect(x, y, width, card), dark)


def draw_asleep(pen: Pen) -> None:
    """Black, for panels that cannot be switched off."""
    pen.box(Rect(0, 0, pen.theme.width_px, pen.theme.height_px), NIGHT)


def _card(pen: Pen, view: AttractView, title: _Title, at: Rect, dark: bool) -> None:
    theme = pen.theme
    pad = _pad(pen)
    pen.box(at, RED if dark else CARD, theme.px(24), GOLD if dark else RED, theme.px(4))
    x, y, inner = at.x + pad, at.y + pad, at.w - 2 * pad
    if view.row is not None:
        heading = pen.say("正在公示") if view.row.notice else pen.say("最新公开")
        left = pen.line(view.row.notice, at.right - pad, y, theme.title, GOLD if dark else NOTICE_INK, "right")
        room = inner - left - theme.gap
        style = pen.fitting(heading, room, (theme.title, theme.heading, theme.cell_strong))
        pen.text(heading, x, y, room, style, GOLD if dark else RED, most=1)
    y += theme.title.line_px + theme.gap
    for line in title.lines:
        pen.line(line, x, y, title.style, ON_RED if dark else INK)
        y += title.style.line_px
    if view.row is not None:
        meta = "　".join(view.row.meta[:2])
        pen.text(meta, x, y + theme.gap, inner, theme.heading, ON_RED if dark else SOFT_INK, most=1)
        pen.target(at, "attract-item", Open(Detail(view.row.id)))
        pen.shown(at, view.row.item)


def _title(pen: Pen, view: AttractView, width: int, room: int) -> _Title:
    """As large as it can be whole; what is longer than the whole screen ends in …"""
    theme = pen.theme
    text = view.row.title if view.row else pen.say("轻触屏幕，查看党务政务公开")
    inner = width - 2 * _pad(pen)
    for style in (theme.poster, theme.hero, theme.title):
        title = _Title(style, tuple(pen.balanced(text, inner, style)))
        if _height(pen, title) <= room:
            return title
    most = max(1, (room - _height(pen, _Title(style, ()))) // style.line_px)
    return _Title(style, tuple(pen.lines(text, inner, style, most)))


def _height(pen: Pen, title: _Title) -> int:
    """Of the whole card."""
    theme = pen.theme
    around = 2 * _pad(pen) + theme.title.line_px + theme.heading.line_px + 2 * theme.gap
    return around + len(title.lines) * title.style.line_px


def _pad(pen: Pen) -> int:
    return pen.theme.px(56)


def _name_height(pen: Pen) -> int:
    theme = pen.theme
    return theme.title.line_px + 2 * theme.heading.line_px + theme.note.line_px + theme.px(60)


def _name(pen: Pen, around: Around, at: Rect, dark: bool) -> None:
    """Whose screen this is, what to do, the time, and how current the content is."""
    theme, status = pen.theme, around.status
    strong, soft = (ON_RED, GOLD) if dark else (RED, SOFT_INK)
    y = at.y + theme.px(20)
    clock = pen.line(status.clock, at.right, y, theme.title, strong, "right")
    room = at.w - clock - theme.gap
    pen.text(status.unit_name or pen.say(SITE), at.x, y, room, theme.title, strong, most=1)
    y += theme.title.line_px
    pen.text(pen.say("{site} · 轻触屏幕查看", site=pen.say(SITE)), at.x, y, at.w, theme.heading, soft, most=1)
    y += theme.heading.line_px
    x = at.x
    if status.fictional:
        x = pen.badge(pen.say(FICTIONAL), x, y, DEEP_RED, GOLD, edge=GOLD).right + theme.px(16)
    pen.text("　".join([status.verified, *status.badges]), x, y + theme.px(3), at.right - x, theme.note, soft, most=1)
