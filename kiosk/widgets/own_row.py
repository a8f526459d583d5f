"""本村公开 beside 长期公开: the two doors of the home screen that are used most and change least."""

from __future__ import annotations

from content.terms import Timing
from kiosk.drawing import Pen
from kiosk.lists import Listing
from kiosk.marks import Rect
from kiosk.routes import Open, Step, Units
from kiosk.theme import CARD, DEEP_RED, INK, LINE, ON_RED, RED, SOFT_INK
from kiosk.viewmodel.home import HomeView, OwnUnit

OWN_SHARE = 58  # per cent of the width


def own_row_height(pen: Pen) -> int:
    """How high the row is."""
    theme = pen.theme
    return max(theme.px(112), theme.button.line_px + theme.note.line_px + theme.px(20))


def draw_own_row(pen: Pen, at: Rect, view: HomeView) -> None:
    """Where the county does not know the terminal's unit, 长期公开 alone."""
    held = pen.say("共{count}条", count=view.long_term) if view.long_term else pen.say("暂无内容")
    lasting = Open(Listing(timing=Timing.LONG_TERM))
    rest = at
    if view.own is not None:
        own = Rect(at.x, at.y, (at.w - pen.theme.gap) * OWN_SHARE // 100, at.h)
        _wide(pen, own, "own", f"{view.own.name} · {view.own.label}", _held(pen, view.own), _behind(view.own), True)
        rest = Rect(own.right + pen.theme.gap, at.y, at.right - own.right - pen.theme.gap, at.h)
    _wide(pen, rest, "long-term", pen.say("长期公开"), held, lasting, False)


def _behind(own: OwnUnit) -> Step:
    return Open(Units(own.unit)) if own.below else Open(Listing(unit=own.unit))


def _held(pen: Pen, own: OwnUnit) -> str:
    if own.below:
        return pen.say("本级{count}条，下属{below}个单位", count=own.count, below=own.below)
    return pen.say("共{count}条", count=own.count) if own.count else pen.say("暂无内容")


def _wide(pen: Pen, at: Rect, name: str, label: str, held: str, step: Step, strong: bool) -> None:
    """A wide button with a line of what is behind it."""
    theme = pen.theme
    pen.box(at, RED if strong else CARD, theme.radius, DEEP_RED if strong else LINE, theme.px(2))
    room = at.w - theme.px(40)
    style = pen.fitting(label, room, (theme.button, theme.note_strong, theme.aside_strong))
    below = pen.fitting(held, room, (theme.note, theme.aside))
    y = at.y + (at.h - style.line_px - below.line_px) // 2
    x = at.x + theme.px(24)
    pen.text(label, x, y, room, style, ON_RED if strong else INK, most=1)
    pen.text(held, x, y + style.line_px, room, below, ON_RED if strong else SOFT_INK, most=1)
    pen.target(at, name, step)
