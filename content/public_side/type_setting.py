"""What a browser's and a printer's line breaking need help with in Chinese pages: titles, and telephone numbers."""

from __future__ import annotations

import math
import re
import unicodedata

from markupsafe import Markup, escape

_PHONE = re.compile(r"[0-9][0-9-]{5,}[0-9]")  # 0900-5556101, 13900000000
_NARROW_EM = 0.62  # of a Latin letter or digit, the widest of them


def unbroken(text: str) -> Markup:
    """The text as HTML; a telephone number in it is not parted at its hyphen."""
    marked, at = Markup(), 0
    for found in _PHONE.finditer(text):
        marked += escape(text[at : found.start()]) + Markup('<span class="whole">{}</span>').format(found[0])
        at = found.end()
    return marked + escape(text[at:])


def balanced_em(title: str, most_em: float) -> float:
    """How wide a title is set so that its lines are about equally long, and none holds a single character. In em."""
    width = sum(1.0 if unicodedata.east_asian_width(one) in "WFA" else _NARROW_EM for one in title)
    lines = math.ceil(width / most_em)
    # One em more than the share of a line: no line is filled to its last character.
    return most_em if lines <= 1 else min(most_em, round(width / lines + 1, 2))
