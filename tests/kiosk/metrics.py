"""Character widths for tests of layout without a font: ideographs one em, everything else what Noto has at most."""

from __future__ import annotations

import unicodedata

from kiosk.theme import Style


def advance(character: str, style: Style) -> float:
    wide = unicodedata.east_asian_width(character) in {"W", "F", "A"}
    return style.size_px * (1.0 if wide else 0.6)
