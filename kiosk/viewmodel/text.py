"""Text from outside made fit for one line or for paragraphs on the screen. Pure.

Nothing in a text is markup, and nothing in it steers: control characters, and the invisible marks that turn the
direction of writing or join characters (Unicode Cf: U+202E, U+2066, U+200B, U+FEFF …), are left out, so that what
stands there is read in the order in which it was written. What Unicode has not given out becomes 〓, the mark that
printers set for a character they lack; a character of private use stays, for a county may have a font with it.
"""

from __future__ import annotations

import unicodedata

PLACEHOLDER = "〓"
MOST_MARKS = 3  # combining marks on one character; more would run over the lines above and below
_SPACES = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85")

# Unicode UAX #9: embeddings, overrides, isolates and directional marks.
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_line(text: str) -> str:
    """One line of text without control characters (a title from outside may hold newlines and tabs)."""
    return clean(text).strip()


def paragraphs(text: str) -> list[str]:
    """A text block as paragraphs, each cleaned for drawing; empty ones dropped."""
    found = (clean(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return [line for line in found if line.strip()]


def has_steering(text: str) -> bool:
    """Whether it holds control characters, or marks that would turn the direction of writing."""
    return not text.isprintable() and any(
        character in _BIDI or (unicodedata.category(character) == "Cc" and character not in _SPACES)
        for character in text
    )


def has_no_agreed_shape(text: str) -> bool:
    """Whether it holds a character of private use (自造字), or one that Unicode has not given out."""
    return not text.isprintable() and any(unicodedata.category(character) in {"Co", "Cn"} for character in text)


def clean(text: str) -> str:
    """The text with only what can be drawn; blanks of any kind are spaces, the ideographic one stays."""
    if text.isascii() and text.isprintable():
        return text
    kept: list[str] = []
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if category == "Zs":
            kept.append(character if character == "　" else " ")
        elif character in _SPACES or category in {"Zl", "Zp"}:
            kept.append(" ")
        elif category == "Cn":
            kept.append(PLACEHOLDER)
        elif category not in {"Cc", "Cf", "Cs"} and marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)
