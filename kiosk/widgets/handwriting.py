"""手写: a square to write in, and what can be done with the strokes, in the room of the key grid."""

from __future__ import annotations

from kiosk.drawing import Frame, Ink, Pen
from kiosk.finding import ClearInk, InkStroke, UndoStroke
from kiosk.keyboard import DELETE, Key, Press
from kiosk.marks import Rect
from kiosk.routes import Step
from kiosk.theme import CARD, FAINT_INK, INK, LINE, RED, SOFT_INK, TINT

INK_EM = 0.28  # of a key's text: how thick a stroke is drawn


def draw_handwriting(pen: Pen, frame: Frame, strokes: tuple[InkStroke, ...], at: Rect) -> None:
    """The square in the middle, as high as ``at``; 撤一笔 and 重写 on its left, 删除 on its right."""
    theme = pen.theme
    gap = theme.px(14)
    side = min(at.h, at.w - 2 * (2 * theme.touch + gap))
    square = Rect(at.x + (at.w - side) // 2, at.y + (at.h - side) // 2, side, side)
    pen.box(square, CARD, theme.radius, RED, theme.px(3))
    for part in range(1, 12):  # 田字格: dashes from edge to edge, and crosswise
        if part % 2:
            step, thick = side // 12, theme.px(2)
            pen.box(Rect(square.x + part * step, square.y + side // 2, step, thick), LINE)
            pen.box(Rect(square.x + side // 2, square.y + part * step, thick, step), LINE)
    frame.ink = Ink(square, strokes, theme.colour(INK), max(4, round(theme.button.size_px * INK_EM)))
    left = Rect(at.x, at.y, square.x - gap - at.x, at.h)
    right = Rect(square.right + gap, at.y, at.right - square.right - gap, at.h)
    h = (at.h - gap) // 2
    _button(pen, Rect(left.x, left.y, left.w, h), pen.say("撤一笔"), "ink-undo", UndoStroke() if strokes else None)
    lower = Rect(left.x, left.y + h + gap, left.w, h)
    _button(pen, lower, pen.say("重写"), "ink-clear", ClearInk() if strokes else None)
    _button(pen, right, pen.say("删除"), "key-delete", Press(Key("delete", DELETE, "delete")))


def _button(pen: Pen, at: Rect, label: str, name: str, step: Step | None) -> None:
    theme = pen.theme
    pen.box(at, TINT, theme.radius, SOFT_INK if step else LINE, theme.px(2))
    style = pen.fitting(label, at.w - theme.px(16), (theme.button, theme.note_strong, theme.aside_strong))
    pen.centred(label, at.inset(theme.px(8)), style, INK if step else FAINT_INK)
    if step is not None:
        pen.target(at, name, step)
