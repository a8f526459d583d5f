"""How the screens look: every colour, size and distance by its role. Nothing else names a colour or a size.

Sizes are written for a screen 1080 px wide (portrait) or 1080 px high (landscape) and scaled from there; on a
screen so small and fine that they would be too small in millimetres, up to what 移动互联网应用适老化通用设计规范
asks. Its unit is the dp, 1/160 inch: text of at least 18 dp that can be made at least 30 dp, targets of at least
60 × 60 dp, lines at least 1.3 em apart.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from msgspec import Struct

from kiosk.colours import (
    CARD,
    DEEP_RED,
    FAINT_INK,
    GOLD,
    GOOD,
    GOOD_TINT,
    HEADER,
    HEADER_BADGE,
    HEADER_GOLD,
    HEADER_INK,
    INK,
    LINE,
    NIGHT,
    NOTICE_INK,
    NOTICE_TINT,
    ON_RED,
    PAGE,
    PALETTES,
    PRESSED,
    READ_ALOUD,
    RED,
    SEALS,
    SOFT_INK,
    TABLE_HEAD,
    TEST_COLOURS,
    TINT,
    Palette,
)
from kiosk.comfort import TEXT_SIZES, Comfort

__all__ = [
    "CARD",
    "DEEP_RED",
    "FAINT_INK",
    "GOLD",
    "GOOD",
    "GOOD_TINT",
    "HEADER",
    "HEADER_BADGE",
    "HEADER_GOLD",
    "HEADER_INK",
    "INK",
    "LINE",
    "NIGHT",
    "NOTICE_INK",
    "NOTICE_TINT",
    "ON_RED",
    "PAGE",
    "PRESSED",
    "READ_ALOUD",
    "RED",
    "SEALS",
    "SOFT_INK",
    "TABLE_HEAD",
    "TEST_COLOURS",
    "TINT",
    "Panel",
    "Style",
    "Theme",
]

DP_PER_INCH = 160
CM_PER_INCH = 2.54
LOW_REACH_CM = 90  # above the floor: what a hand reaches from a wheelchair, or that of a child
LEAST_LOW_SHARE = 0.55  # of the screen's height; the screens need that much room to be used at all

SIZES = {  # role: px of the reference screen in each of the three text sizes
    "poster": (104, 104, 104),
    "hero": (66, 70, 76),
    "title": (48, 56, 66),
    "heading": (38, 47, 60),
    "body": (36, 46, 60),
    "strong": (38, 47, 60),
    "cell": (30, 38, 48),
    "note": (30, 36, 44),
    "button": (38, 44, 52),
    "seal": (66, 66, 66),
    "clock": (38, 42, 46),
    "aside": (30, 32, 34),
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


PaperSize = Literal["a4", "receipt-80"]  # of a printer


class Panel(Struct, frozen=True):
    """The glass. diagonal_inches: 0 = not known. lower_edge_cm: how high it begins above the floor, 0 = not known."""

    diagonal_inches: float = 0
    lower_edge_cm: float = 0


@dataclass(frozen=True)
class Theme:
    """The roles at one window size, for one person's comfort. The window fills the panel."""

    width_px: int
    height_px: int
    comfort: Comfort = Comfort()
    panel: Panel = Panel()

    @property
    def portrait(self) -> bool:
        return self.height_px >= self.width_px

    @cached_property
    def _fitted(self) -> float:
        wide, high = (1080, 1920) if self.portrait else (1920, 1080)
        return min(self.width_px / wide, self.height_px / high)

    @cached_property
    def px_per_dp(self) -> float:
        """Pixels in 1/160 inch; where the diagonal is not known, as if the screen measured 13.8 inches."""
        if not self.panel.diagonal_inches:
            return self._fitted
        return math.hypot(self.width_px, self.height_px) / self.panel.diagonal_inches / DP_PER_INCH

    @cached_property
    def scale(self) -> float:
        """Pixels for one of the reference screen, where one is one dp: everything fits, and nothing is too small."""
        return max(self._fitted, self.px_per_dp)

    def px(self, length: float) -> int:
        """A length of the reference screen on this one, at least one pixel. It does not grow with the text."""
        return max(1, round(length * self.scale))

    def colour(self, role: str) -> str:
        """The colour of a role, #RRGGBB or #RRGGBBAA."""
        return self.palette[role]

    @cached_property
    def palette(self) -> Palette:
        return PALETTES[self.comfort.contrast]

    @cached_property
    def reach_px(self) -> int:
        """The y above which nothing may be touched: 0, or in low reach 90 cm above the floor if that can be used."""
        if self.comfort.reach == "normal":
            return 0
        within = LEAST_LOW_SHARE * self.height_px
        if self.panel.diagonal_inches and self.panel.lower_edge_cm:
            px_per_cm = self.px_per_dp * DP_PER_INCH / CM_PER_INCH
            within = max(within, (LOW_REACH_CM - self.panel.lower_edge_cm) * px_per_cm)
        return max(0, self.height_px - round(within))

    def _style(self, role: str, bold: bool = False, leading: float = 1.5) -> Style:
        return Style(self.px(SIZES[role][TEXT_SIZES.index(self.comfort.text)]), bold, leading)

    @cached_property
    def hero(self) -> Style:
        return self._style("hero", True, 1.3)

    @cached_property
    def poster(self) -> Style:
        return self._style("poster", True, 1.3)  # read from across the lobby

    @cached_property
    def title(self) -> Style:
        return self._style("title", True, 1.4)

    @cached_property
    def heading(self) -> Style:
        return self._style("heading", True, 1.5)

    @cached_property
    def body(self) -> Style:
        return self._style("body", False, 1.6)

    @cached_property
    def strong(self) -> Style:
        return self._style("strong", True, 1.35)

    @cached_property
    def cell(self) -> Style:
        return self._style("cell", False, 1.45)

    @cached_property
    def cell_strong(self) -> Style:
        return self._style("cell", True, 1.45)

    @cached_property
    def note(self) -> Style:
        return self._style("note", False, 1.35)

    @cached_property
    def note_strong(self) -> Style:
        return self._style("note", True, 1.35)

    @cached_property
    def button(self) -> Style:
        return self._style("button", True, 1.4)

    @cached_property
    def seal(self) -> Style:
        return self._style("seal", True, 1.3)

    @cached_property
    def clock(self) -> Style:
        return self._style("clock", True, 1.4)

    @cached_property
    def aside(self) -> Style:
        """What stands around every screen, day and freshness: it grows little, so that the screen itself can."""
        return self._style("aside", False, 1.35)

    @cached_property
    def aside_strong(self) -> Style:
        return self._style("aside", True, 1.35)

    def label_styles(self, bold: bool) -> tuple[Style, ...]:
        """In which a label may be written, largest first: those that are in use anyway, every size costs memory."""
        strong = (self.title, self.button, self.cell_strong, self.note_strong, self.aside_strong)
        found = strong if bold else (self.body, self.cell, self.note, self.aside)
        return tuple(sorted(set(found), key=lambda style: -style.size_px))

    # Distances.

    @cached_property
    def margin(self) -> int:
        return self.px(40)

    @cached_property
    def gap(self) -> int:
        return self.px(20)

    @cached_property
    def touch(self) -> int:
        """The least height of anything that is touched; a label of one line stands well in it."""
        return max(self.px(92), self.button.line_px + self.px(30))

    @cached_property
    def badge(self) -> int:
        """The height of a badge."""
        return self.note_strong.line_px + self.px(6)

    @cached_property
    def radius(self) -> int:
        return self.px(14)
