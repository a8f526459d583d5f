"""Strokes of a finger on the glass: drawn while they are written, handed over in units of the square when lifted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.graphics import Color, InstructionGroup, Line

from kiosk.drawing import Ink
from kiosk.finding import INK_SIDE, InkStroke
from kiosk.shapes import rgba

STEP_PX = 3  # points nearer to the last one say nothing new
MOST_POINTS = 400  # of one stroke


class Inking:
    """Belongs to the surface. drawn(stroke): a stroke has been written. y goes down in, and up on the canvas."""

    def __init__(self, drawn: Callable[[InkStroke], None]) -> None:
        self.canvas = InstructionGroup()
        self._drawn = drawn
        self._ink: Ink | None = None
        self._height = 0
        self._points: list[tuple[float, float]] = []
        self._line: Any = None

    def show(self, ink: Ink | None, height_px: int) -> None:
        """The strokes written so far; one that is being written goes on."""
        if ink == self._ink and height_px == self._height:
            return
        self._ink, self._height = ink, height_px
        self.canvas.clear()
        self._line = None
        if ink is None:
            self._points = []
            return
        at = ink.at
        for stroke in ink.strokes:
            self._draw([(at.x + x * at.w / INK_SIDE, at.y + y * at.h / INK_SIDE) for x, y in stroke])
        if self._points:
            self._line = self._draw(self._points)

    def press(self, x: float, y: float) -> bool:
        """A finger comes down; True if it writes."""
        if self._ink is None or not self._ink.at.holds(x, y):
            return False
        self._points = [(x, y)]
        self._line = self._draw(self._points)
        return True

    def move(self, x: float, y: float) -> bool:
        """The finger moves; True if it writes. What leaves the square runs along its edge."""
        if not self._points or self._ink is None:
            return False
        at = self._ink.at
        x, y = min(max(x, at.x), at.right - 1), min(max(y, at.y), at.bottom - 1)
        last_x, last_y = self._points[-1]
        if abs(x - last_x) + abs(y - last_y) >= STEP_PX and len(self._points) < MOST_POINTS:
            self._points.append((x, y))
            self._line.points = self._flat(self._points)
        return True

    def release(self) -> bool:
        """The finger is lifted; True if it wrote."""
        points, self._points, self._line = self._points, [], None
        if not points or self._ink is None:
            return False
        at = self._ink.at
        self._drawn(tuple((int((x - at.x) * INK_SIDE / at.w), int((y - at.y) * INK_SIDE / at.h)) for x, y in points))
        return True

    def _draw(self, points: list[tuple[float, float]]) -> Any:
        assert self._ink is not None
        line = Line(points=self._flat(points), width=self._ink.width_px / 2, cap="round", joint="round")
        self.canvas.add(Color(*rgba(self._ink.colour)))
        self.canvas.add(line)
        return line

    def _flat(self, points: list[tuple[float, float]]) -> list[float]:
        shown = points if len(points) > 1 else [points[0], (points[0][0] + 1, points[0][1])]
        return [number for x, y in shown for number in (x, self._height - y)]
