"""The roles of colours, and which colour each has in normal and in high contrast. Nothing else names a colour.

Screens hand a role to the pen; the pen writes the colour into the mark. In normal contrast text has at least
4.5 : 1 (移动互联网应用适老化通用设计规范), in high contrast at least 7 : 1 (WCAG 2.1, 1.4.6); a test computes both.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kiosk.comfort import Contrast

PAGE = "page"
CARD = "card"
TINT = "tint"
TABLE_HEAD = "table head"
LINE = "line"
INK = "ink"
SOFT_INK = "soft ink"
FAINT_INK = "faint ink"  # only for buttons that do nothing at present; they have no outline either
RED = "red"
DEEP_RED = "deep red"
ON_RED = "on red"
GOLD = "gold"
HEADER = "header"
HEADER_INK = "header ink"
HEADER_GOLD = "header gold"
HEADER_BADGE = "header badge"
NOTICE_TINT = "notice tint"
NOTICE_INK = "notice ink"
GOOD = "good"
GOOD_TINT = "good tint"
PRESSED = "pressed"
READ_ALOUD = "read aloud"  # the line under the sentence that the voice is at; a tint would take contrast away
NIGHT = "night"
TEST_COLOURS = ("test red", "test green", "test blue", "test white", "test black")  # of the panel's test

SEALS = {  # the six doors of the home screen
    name: f"seal {name}" for name in ("party", "services", "enquiry", "interaction", "performance", "units")
}

_TESTED = dict(zip(TEST_COLOURS, ("#FF0000", "#00FF00", "#0000FF", "#FFFFFF", "#000000"), strict=True))

Palette = Mapping[str, str]  # role → #RRGGBB or #RRGGBBAA

PALETTES: Mapping[Contrast, Palette] = MappingProxyType(
    {
        "normal": MappingProxyType(
            {
                PAGE: "#FAF6EE",
                CARD: "#FFFFFF",
                TINT: "#F7EFE6",
                TABLE_HEAD: "#F1DDD5",
                LINE: "#E2D6C5",
                INK: "#231F1B",
                SOFT_INK: "#5B5146",
                FAINT_INK: "#71675C",
                RED: "#9B1B1E",
                DEEP_RED: "#7C1316",
                ON_RED: "#FFFFFF",
                GOLD: "#F2C96D",
                HEADER: "#9B1B1E",
                HEADER_INK: "#FFFFFF",
                HEADER_GOLD: "#F2C96D",
                HEADER_BADGE: "#7C1316",
                NOTICE_TINT: "#FFEFC9",
                NOTICE_INK: "#7A4300",
                GOOD: "#1D6B43",
                GOOD_TINT: "#E1F0E6",
                PRESSED: "#231F1B33",
                READ_ALOUD: "#E08A00",
                NIGHT: "#000000",
                **_TESTED,
                SEALS["party"]: "#9B1B1E",
                SEALS["services"]: "#1F666D",
                SEALS["enquiry"]: "#2F5288",
                SEALS["interaction"]: "#2F6B3A",
                SEALS["performance"]: "#8A5A0B",
                SEALS["units"]: "#57514A",
            }
        ),
        "high": MappingProxyType(
            {
                PAGE: "#000000",
                CARD: "#000000",
                TINT: "#1F1F1F",
                TABLE_HEAD: "#3A3418",
                LINE: "#D9D9D9",
                INK: "#FFFFFF",
                SOFT_INK: "#EDEDED",
                FAINT_INK: "#B8B8B8",
                RED: "#FFE14D",
                DEEP_RED: "#FFF3B0",
                ON_RED: "#000000",
                GOLD: "#3A2F00",
                HEADER: "#000000",
                HEADER_INK: "#FFFFFF",
                HEADER_GOLD: "#FFE14D",
                HEADER_BADGE: "#000000",
                NOTICE_TINT: "#332600",
                NOTICE_INK: "#FFD37A",
                GOOD: "#8CF0B4",
                GOOD_TINT: "#0B3320",
                PRESSED: "#FFFFFF55",
                READ_ALOUD: "#FFE14D",
                NIGHT: "#000000",
                **_TESTED,
                SEALS["party"]: "#FFE14D",
                SEALS["services"]: "#7FE5EE",
                SEALS["enquiry"]: "#A9C8FF",
                SEALS["interaction"]: "#9BE8A8",
                SEALS["performance"]: "#FFC680",
                SEALS["units"]: "#E0E0E0",
            }
        ),
    }
)
