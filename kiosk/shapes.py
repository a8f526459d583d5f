"""Boxes as triangles. Pure.

┌─┬────┬─┐   A rounded box is three rectangles and four corners, its edge four rectangles and four bows: large
│╭┴────┴╮│   parts are rectangles, which any renderer fills fastest, and only the corners are fans.
││      ││
│╰┬────┬╯│
└─┴────┴─┘
"""

from __future__ import annotations

import math
from array import array
from functools import lru_cache

from msgspec import Struct

from kiosk.marks import Box

FLOATS = 6  # a corner: x, y, red, green, blue, alpha
KEPT = 1024  # boxes; screens repeat their headers, rows and buttons
COARSE, FINE, FINE_FROM_PX = 4, 8, 20  # pieces of a quarter circle, by its radius

_Point = tuple[float, float]


class Shape(Struct, frozen=True):
    """Corners of FLOATS numbers each, and triangles as numbers of corners."""

    vertices: array[float]
    indices: tuple[int, ...]
    translucent: bool


@lru_cache(maxsize=KEPT)
def shape_of(box: Box, x: int, y: int) -> Shape:
    """The box with its lower left corner at x, y, y upwards; where the box itself says it stands does not matter."""
    drawing = _Drawing()
    w, h, edge = box.at.w, box.at.h, box.edge_px if box.edge else 0
    radius = max(0, min(box.radius, w // 2, h // 2))
    if edge:
        drawing.edge(x, y, w, h, radius, edge, rgba(box.edge))
    drawing.fill(x + edge, y + edge, w - 2 * edge, h - 2 * edge, max(0, radius - edge), rgba(box.fill))
    return Shape(drawing.vertices, tuple(drawing.indices), drawing.translucent)


class _Drawing:
    def __init__(self) -> None:
        self.vertices = array("f")
        self.indices: list[int] = []
        self.translucent = False

    def edge(self, x: int, y: int, w: int, h: int, radius: int, thick: int, colour: tuple[float, ...]) -> None:
        """What lies between a rounded box and the same box ``thick`` pixels smaller on all sides."""
        side = max(radius, thick)
        self._rectangle(x + side, y, w - 2 * side, thick, colour)
        self._rectangle(x + side, y + h - thick, w - 2 * side, thick, colour)
        self._rectangle(x, y + side, thick, h - 2 * side, colour)
        self._rectangle(x + w - thick, y + side, thick, h - 2 * side, colour)
        inner = max(0, radius - thick)
        for quarter, (cx, cy) in enumerate(_corners(x, y, w, h, side)):
            if radius <= thick:
                self._rectangle(cx - (quarter in {0, 3}) * side, cy - (quarter in {0, 1}) * side, side, side, colour)
                continue
            bow, hollow = _arc(cx, cy, radius, quarter, radius), _arc(cx, cy, inner, quarter, radius)
            for place in range(len(bow) - 1):
                self._convex([bow[place], bow[place + 1], hollow[place + 1], hollow[place]], colour)

    def fill(self, x: int, y: int, w: int, h: int, radius: int, colour: tuple[float, ...]) -> None:
        if not radius:
            self._rectangle(x, y, w, h, colour)
            return
        self._rectangle(x, y + radius, w, h - 2 * radius, colour)
        self._rectangle(x + radius, y, w - 2 * radius, radius, colour)
        self._rectangle(x + radius, y + h - radius, w - 2 * radius, radius, colour)
        for quarter, (cx, cy) in enumerate(_corners(x, y, w, h, radius)):
            self._convex([(cx, cy), *_arc(cx, cy, radius, quarter, radius)], colour)

    def _rectangle(self, x: int, y: int, w: int, h: int, colour: tuple[float, ...]) -> None:
        if w > 0 and h > 0:
            self._convex([(x, y), (x + w, y), (x + w, y + h), (x, y + h)], colour)

    def _convex(self, points: list[_Point], colour: tuple[float, ...]) -> None:
        self.translucent |= colour[3] < 1
        first = len(self.vertices) // FLOATS
        for point in points:
            self.vertices.extend((*point, *colour))
        for corner in range(first + 1, first + len(points) - 1):
            self.indices += (first, corner, corner + 1)


def rgba(colour: str) -> tuple[float, float, float, float]:
    """#RRGGBB or #RRGGBBAA as four numbers from 0 to 1."""
    parts = bytes.fromhex(colour[1:])
    red, green, blue, alpha = (*parts, 255)[:4]
    return red / 255, green / 255, blue / 255, alpha / 255


def _corners(x: int, y: int, w: int, h: int, by: int) -> list[tuple[int, int]]:
    """The middles of the four quarter circles, from the lower left one on, against the clock."""
    return [(x + by, y + by), (x + w - by, y + by), (x + w - by, y + h - by), (x + by, y + h - by)]


def _arc(cx: int, cy: int, radius: int, quarter: int, like: int) -> list[_Point]:
    """A quarter circle in as many pieces as one of the radius ``like`` needs."""
    pieces = FINE if like >= FINE_FROM_PX else COARSE
    angles = (math.pi * (1 + quarter / 2 + piece / pieces / 2) for piece in range(pieces + 1))
    return [(cx + radius * math.cos(angle), cy + radius * math.sin(angle)) for angle in angles]
