"""Glyphs of every size on a few textures of one byte a pixel, so that a page of text is drawn with a few meshes.

page 0   ┌──────────────┐   a shelf holds glyphs of about one height, from left to right
         │中华人民共和国│
         │ABCabc0123    │   the next shelf begins below the last one; a full page is followed by another
         └──────────────┘
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

SIDE_PX = 1024  # of a page: a megabyte, some 700 characters of body text
STEP_PX = 4  # heights of shelves


class Place(Struct, frozen=True):
    """Where a glyph lies: the page's number, and the edges as texture coordinates."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


class Atlas:
    """Pages are added as they are needed; ``pages`` are their textures."""

    def __init__(self, make: Callable[[], Any] | None = None) -> None:
        self._make = make or _texture
        self.pages: list[Any] = []
        self._shelves: dict[int, tuple[int, int]] = {}  # height → x, y where the next glyph goes, on the last page
        self._free_y = SIDE_PX

    def put(self, width: int, height: int, alpha: bytes) -> Place:
        """Keep a glyph of width × height bytes, row 0 on top. Raises ValueError if it is larger than a page."""
        if width > SIDE_PX or height > SIDE_PX:
            raise ValueError(f"a glyph of {width} × {height} pixels is larger than a page of {SIDE_PX}")
        high = -(-height // STEP_PX) * STEP_PX
        x, y = self._shelves.get(high, (SIDE_PX, 0))
        if x + width > SIDE_PX:
            x, y = 0, self._new_shelf(high)
        self._shelves[high] = (x + width, y)
        texture = self.pages[-1]
        texture.blit_buffer(alpha, size=(width, height), pos=(x, y), colorfmt="luminance", bufferfmt="ubyte")
        return Place(len(self.pages) - 1, x / SIDE_PX, y / SIDE_PX, (x + width) / SIDE_PX, (y + height) / SIDE_PX)

    def _new_shelf(self, high: int) -> int:
        if self._free_y + high > SIDE_PX:
            self.pages.append(self._make())
            self._shelves.clear()
            self._free_y = 0
        y = self._free_y
        self._free_y += high
        return y


def _texture() -> Any:
    from kivy.graphics.texture import Texture

    texture = Texture.create(size=(SIDE_PX, SIDE_PX), colorfmt="luminance")
    texture.mag_filter = texture.min_filter = "nearest"  # drawn 1 : 1 at whole pixels
    return texture
