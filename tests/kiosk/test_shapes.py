"""Boxes as triangles: what they cover, counted by hand and by area."""

from __future__ import annotations

import math

import pytest

from kiosk.marks import Box, Rect
from kiosk.shapes import FLOATS, Shape, rgba, shape_of

RED, WHITE = "#ff0000", "#ffffff"


def triangles(shape: Shape, colour: str) -> list[list[tuple[float, float]]]:
    """The triangles of one colour, as three points each."""
    corners = [tuple(shape.vertices[at : at + FLOATS]) for at in range(0, len(shape.vertices), FLOATS)]
    found = []
    for at in range(0, len(shape.indices), 3):
        three = [corners[index] for index in shape.indices[at : at + 3]]
        if all(one[2:] == pytest.approx(rgba(colour)) for one in three):
            found.append([(one[0], one[1]) for one in three])
    return found


def area(shape: Shape, colour: str) -> float:
    """The sum of the triangles' areas: what is covered twice counts twice."""
    total = 0.0
    for (ax, ay), (bx, by), (cx, cy) in triangles(shape, colour):
        total += abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2
    return total


def test_a_plain_box_is_two_triangles() -> None:
    shape = shape_of(Box(Rect(0, 0, 30, 20), RED), 5, 7)
    assert sorted({point for three in triangles(shape, RED) for point in three}) == [(5, 7), (5, 27), (35, 7), (35, 27)]
    assert len(shape.indices) == 6
    assert area(shape, RED) == 600
    assert not shape.translucent


def test_an_edge_covers_what_the_filling_does_not() -> None:
    shape = shape_of(Box(Rect(0, 0, 30, 20), WHITE, 0, RED, 2), 0, 0)
    assert area(shape, WHITE) == 26 * 16
    assert area(shape, RED) == 30 * 20 - 26 * 16


@pytest.mark.parametrize(("radius", "within"), [(8, 0.04), (30, 0.01)])
def test_rounded_corners_are_nearly_round_and_nothing_is_covered_twice(radius: int, within: float) -> None:
    shape = shape_of(Box(Rect(0, 0, 200, 100), WHITE, radius), 0, 0)
    missing = 200 * 100 - area(shape, WHITE)
    assert missing == pytest.approx((4 - math.pi) * radius**2, rel=0.15)
    assert abs(missing - (4 - math.pi) * radius**2) < within * math.pi * radius**2


def test_edge_and_filling_of_a_rounded_box_together_are_the_box() -> None:
    whole = area(shape_of(Box(Rect(0, 0, 200, 100), RED, 14), 0, 0), RED)
    parts = shape_of(Box(Rect(0, 0, 200, 100), WHITE, 14, RED, 3), 0, 0)
    assert area(parts, WHITE) + area(parts, RED) == pytest.approx(whole, rel=0.001)


def test_a_radius_larger_than_the_box_makes_it_round() -> None:
    shape = shape_of(Box(Rect(0, 0, 64, 64), RED, 500), 0, 0)
    assert area(shape, RED) == pytest.approx(math.pi * 32**2, rel=0.01)


def test_a_translucent_colour_is_told() -> None:
    assert shape_of(Box(Rect(0, 0, 4, 4), "#23 1F 1B 33".replace(" ", "")), 0, 0).translucent
