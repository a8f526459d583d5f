"""Reading a text as the gate does: every character one of 0–9, A–Z, a blank for a separator, or itself.

Places stay where they are: one character in, one out.
"""

from __future__ import annotations

import re
import unicodedata

CELL = "\x1f"  # what findings_in() puts between two texts: spans count it as one character
WALL = "\x1e"  # a boundary that no number crosses
STOPS = ",\uff0c、。;\uff1b!\uff01\n\x1e\x1f"  # where a clause or a cell ends; full-width and ASCII

_LOOKS_LIKE_X = frozenset("XxＸｘⅩⅹΧχХх×✕")
# No slash: addresses of web pages hold dates between slashes.
_SEPARATORS = frozenset(".·•‧・･．。｡…․﹒,，、﹐|｜│¦_＿~～'’`\t\n\r\v\f" + CELL)
_FIGURE = re.compile(
    r"[-+−¥￥$]?[0-9]{1,3}(?:[,，][0-9]{3})+(?:\.[0-9]+)?[%元亩]?"  # 1,264,300.50
    r"|[-+−¥￥$]?(?:[0-9]{1,5}\.[0-9]{1,4}|[0-9]+\.[0-9]{2})[%元亩]?"  # 6.341, 1264300.50
    r"|(?:19|20)[0-9]{2}[-./年](?:0?[1-9]|1[0-2])[-./月](?:0?[1-9]|[12][0-9]|3[01])日?"  # 2026-07-15
)


def folded(text: str) -> str:
    """The text as the rules for numbers read it."""
    return text.translate(_FOLDED)


def is_figure(text: str) -> bool:
    """Whether a cell reads as an amount or a date and as nothing else."""
    return len(text) <= 24 and _FIGURE.fullmatch(text.strip()) is not None


class _Folding(dict[int, str]):
    """Every character as one of: 0–9, X, blank for whatever may stand inside a number, or itself."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        found = character
        category = unicodedata.category(character)
        digit = unicodedata.digit(character, None)
        if category == "Nd" and digit is not None:
            found = str(digit)
        elif character in _LOOKS_LIKE_X:
            found = "X"
        elif character in _SEPARATORS or category in ("Zs", "Zl", "Zp", "Cf", "Pd", "Mn", "Me") or character == "−":
            found = " "
        elif category in ("Lu", "Ll"):
            plain = unicodedata.normalize("NFKC", character).upper()
            found = plain if len(plain) == 1 and plain.isascii() else character
        self[code] = found
        return found


_FOLDED = _Folding()  # a memo of unicodedata, nothing else
