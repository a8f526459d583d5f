"""Choices as small buttons in lines: what a list is narrowed by, and what it could be narrowed by."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from kiosk.drawing import Pen
from kiosk.lists import Narrow
from kiosk.marks import Rect
from kiosk.routes import Step
from kiosk.theme import CARD, INK, LINE, ON_RED, RED
from kiosk.viewmodel.facets import Choice

REMOVE = "×"  # behind what is chosen: touching it takes the choice back


class Chip(Struct, frozen=True):
    """One small button. strong: drawn as chosen or as an invitation."""

    label: str
    name: str
    step: Step
    strong: bool = False


def chip_of(choice: Choice) -> Chip:
    """What is chosen already ends with a ×, the others with how many they would leave."""
    label = f"{choice.label} {REMOVE}" if choice.chosen else f"{choice.label} {choice.count}"
    return Chip(label, choice.name, Narrow(choice.listing), choice.chosen)


def chip_height(pen: Pen) -> int:
    """How high a chip is."""
    return max(pen.theme.px(72), pen.theme.note_strong.line_px + pen.theme.px(24))


def draw_chips(pen: Pen, chips: Sequence[Chip], at: Rect, most_lines: int = 0) -> int:
    """Chips from left to right, on as many lines as they need (most_lines: at most so many). Returns the y below."""
    gap = _gap(pen)
    height = chip_height(pen)
    x, y, line = at.x, at.y, 1
    for chip in chips:
        w = _width(pen, chip, at.w)
        if x + w > at.right and x > at.x:
            if line == most_lines:
                break
            x, y, line = at.x, y + height + gap, line + 1
        _draw(pen, chip, Rect(x, y, w, height))
        x += w + gap
    return y + height


def chip_lines(pen: Pen, chips: Sequence[Chip], width: int) -> list[list[Chip]]:
    """The chips as they stand on lines of this width."""
    lines: list[list[Chip]] = []
    room = 0
    for chip in chips:
        w = _width(pen, chip, width)
        if not lines or w > room:
            lines.append([])
            room = width
        lines[-1].append(chip)
        room -= w + _gap(pen)
    return lines


def _draw(pen: Pen, chip: Chip, at: Rect) -> None:
    theme = pen.theme
    pen.box(at, RED if chip.strong else CARD, theme.radius, RED if chip.strong else LINE, theme.px(2))
    room = at.w - theme.px(36)
    text = pen.lines(chip.label, room, theme.note_strong, most=1)
    pen.centred(
        text[0] if text else "", Rect(at.x, at.y, at.w, at.h), theme.note_strong, ON_RED if chip.strong else INK
    )
    pen.target(at, chip.name, chip.step)


def _width(pen: Pen, chip: Chip, most: int) -> int:
    theme = pen.theme
    return min(most, max(theme.touch, pen.width(chip.label, theme.note_strong) + theme.px(44)))


def _gap(pen: Pen) -> int:
    return pen.theme.px(12)
