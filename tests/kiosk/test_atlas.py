"""Where glyphs are put on the pages of the atlas: never outside, never over each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from kiosk.atlas import SIDE_PX, Atlas, Place


@dataclass
class FakeTexture:
    """Remembers what was drawn where, in pixels."""

    drawn: list[tuple[int, int, int, int, bytes]] = field(default_factory=list)

    def blit_buffer(self, data: bytes, *, size: tuple[int, int], pos: tuple[int, int], **format: Any) -> None:
        assert len(data) == size[0] * size[1]
        self.drawn.append((*pos, *size, data))


def pixels(place: Place) -> tuple[float, ...]:
    return (place.left * SIDE_PX, place.top * SIDE_PX, place.right * SIDE_PX, place.bottom * SIDE_PX)


def test_a_glyph_lies_where_it_says() -> None:
    atlas = Atlas(FakeTexture)
    first, second = atlas.put(30, 40, b"a" * 1200), atlas.put(10, 38, b"b" * 380)
    assert (first.page, pixels(first)) == (0, (0, 0, 30, 40))
    assert (second.page, pixels(second)) == (0, (30, 0, 40, 38))  # 38 and 40 pixels share a shelf
    assert [one[:4] for one in atlas.pages[0].drawn] == [(0, 0, 30, 40), (30, 0, 10, 38)]


def test_glyphs_of_many_sizes_never_overlap_and_fill_a_second_page() -> None:
    atlas = Atlas(FakeTexture)
    for number in range(1500):
        width, height = 20 + number * 7 % 50, 18 + number * 11 % 60
        atlas.put(width, height, bytes(width * height))
    assert len(atlas.pages) > 1
    for page in atlas.pages:
        taken = set()
        for x, y, width, height, _ in page.drawn:
            assert max(x + width, y + height) <= SIDE_PX
            cells = {(column, row) for column in range(x, x + width) for row in range(y, y + height)}
            assert not cells & taken
            taken |= cells


def test_a_glyph_larger_than_a_page_is_refused() -> None:
    with pytest.raises(ValueError, match="larger than a page of 1024"):
        Atlas(FakeTexture).put(SIDE_PX + 1, 10, bytes((SIDE_PX + 1) * 10))
