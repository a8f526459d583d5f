"""Buttons beside what is read: 放大, ←, 查找. Where they stand depends on the screen; none is ever too small."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from kiosk.drawing import Pen
from kiosk.marks import Rect
from kiosk.routes import Step
from kiosk.theme import CARD, FAINT_INK, INK, LINE, SOFT_INK, TINT

IN_COLUMN = 2  # buttons beside each other in landscape


class Tool(Struct, frozen=True):
    """One button; without a step it does nothing at present."""

    label: str
    name: str
    step: Step | None


def tools_area(pen: Pen, area: Rect, count: int) -> tuple[Rect, Rect]:
    """The area parted into what is read and where its buttons stand: below it in portrait, beside it in landscape."""
    theme = pen.theme
    if theme.portrait:
        height = theme.touch
        read = Rect(area.x, area.y, area.w, area.h - height - theme.gap)
        return read, Rect(area.x, read.bottom + theme.gap, area.w, height)
    width = IN_COLUMN * theme.px(150) + theme.px(12)
    read = Rect(area.x, area.y, area.w - width - theme.gap, area.h - theme.px(8))
    rows = -(-count // IN_COLUMN)
    height = min(area.h - theme.px(8), rows * theme.px(130) + (rows - 1) * theme.px(12))
    return read, Rect(read.right + theme.gap, area.y, width, height)


def draw_tools(pen: Pen, at: Rect, tools: Sequence[Tool]) -> None:
    """The buttons, in a row or two by two."""
    theme = pen.theme
    gap = theme.px(12)
    across = len(tools) if theme.portrait else IN_COLUMN
    rows = -(-len(tools) // across)
    width = (at.w - (across - 1) * gap) // across
    height = (at.h - (rows - 1) * gap) // rows
    for number, tool in enumerate(tools):
        row, column = divmod(number, across)
        draw_button(pen, Rect(at.x + column * (width + gap), at.y + row * (height + gap), width, height), tool)


def draw_button(pen: Pen, at: Rect, tool: Tool) -> None:
    """One button, its label on as many lines as it needs."""
    theme = pen.theme
    if tool.step is None:
        pen.box(at, TINT, theme.radius, LINE, theme.px(2))
        pen.centred(tool.label, at, theme.button, FAINT_INK)
        return
    pen.box(at, CARD, theme.radius, SOFT_INK, theme.px(2))
    pen.centred(tool.label, at, theme.button, INK)
    pen.target(at, tool.name, tool.step)
