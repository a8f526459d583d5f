"""How the screens look: every colour, size and distance by its role. Nothing else names a colour or a size.

Sizes are written for a screen 1080 px wide (portrait) or 1080 px high (landscape) and scaled from there.
Six fonts serve all roles: every size of each face costs 2.5 MB of resident memory.
Contrast: text at least 4.5 : 1, and targets of at least 60 × 60 dp, as 移动互联网应用适老化通用设计规范 asks;
a test computes both.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from msgspec import Struct

PAGE = "#FAF6EE"
CARD = "#FFFFFF"
TINT = "#F7EFE6"
TABLE_HEAD = "#F1DDD5"
LINE = "#E2D6C5"
INK = "#231F1B"
SOFT_INK = "#5B5146"
FAINT_INK = "#A89E90"  # only for buttons that do nothing at present
RED = "#9B1B1E"
DEEP_RED = "#7C1316"
ON_RED = "#FFFFFF"
GOLD = "#F2C96D"
NOTICE_TINT = "#FFEFC9"
NOTICE_INK = "#7A4300"
GOOD = "#1D6B43"
GOOD_TINT = "#E1F0E6"
PRESSED = "#231F1B33"

SEALS = {  # the six doors of the home screen
    "party": "#9B1B1E",
    "services": "#1F666D",
    "enquiry": "#2F5288",
    "interaction": "#2F6B3A",
    "performance": "#8A5A0B",
    "units": "#57514A",
}

TEXT_HEIGHT = 1.448  # em; ascent 1.16 + descent 0.288 of Noto Sans CJK


class Style(Struct, frozen=True):
    """A role of text. leading: from line to line, in em."""

    size_px: int
    bold: bool = False
    leading: float = 1.5

    @property
    def line_px(self) -> int:
        return round(self.size_px * self.leading)

    @property
    def text_px(self) -> int:
        """The height of a drawn line."""
        return round(self.size_px * TEXT_HEIGHT)


@dataclass(frozen=True)
class Theme:
    """The roles at one window size."""

    width_px: int
    height_px: int

    @property
    def portrait(self) -> bool:
        return self.height_px >= self.width_px

    @cached_property
    def scale(self) -> float:
        wide, high = (1080, 1920) if self.portrait else (1920, 1080)
        return min(self.width_px / wide, self.height_px / high)

    def px(self, length: float) -> int:
        """A length of the reference screen on this one, at least one pixel."""
        return max(1, round(length * self.scale))

    def _style(self, size: float, bold: bool = False, leading: float = 1.5) -> Style:
        return Style(self.px(size), bold, leading)

    @cached_property
    def hero(self) -> Style:
        return self._style(66, True, 1.3)

    @cached_property
    def title(self) -> Style:
        return self._style(48, True, 1.4)

    @cached_property
    def heading(self) -> Style:
        return self._style(38, True, 1.5)

    @cached_property
    def body(self) -> Style:
        return self._style(36, False, 1.6)

    @cached_property
    def strong(self) -> Style:
        return self._style(38, True, 1.35)

    @cached_property
    def cell(self) -> Style:
        return self._style(30, False, 1.45)

    @cached_property
    def cell_strong(self) -> Style:
        return self._style(30, True, 1.45)

    @cached_property
    def note(self) -> Style:
        return self._style(30, False, 1.35)

    @cached_property
    def note_strong(self) -> Style:
        return self._style(30, True, 1.35)

    @cached_property
    def button(self) -> Style:
        return self._style(38, True, 1.4)

    @cached_property
    def seal(self) -> Style:
        return self._style(66, True, 1.3)

    # Distances.

    @cached_property
    def margin(self) -> int:
        return self.px(40)

    @cached_property
    def gap(self) -> int:
        return self.px(20)

    @cached_property
    def touch(self) -> int:
        """The least height of anything that is touched."""
        return self.px(92)

    @cached_property
    def radius(self) -> int:
        return self.px(14)
