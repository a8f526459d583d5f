"""The key grid: which keys there are, and what pressing one does to the text. Pure."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from kiosk.language import marked

KeyKind = Literal["letter", "character", "delete", "clear"]


class Key(Struct, frozen=True):
    """One key: its name (for tests and the journal), what stands on it, how many key widths it takes.

    A label of more than one character is a word, and is said in the visit's language.
    """

    name: str
    label: str
    kind: KeyKind = "letter"
    width: float = 1.0


class Press(Struct, frozen=True):
    """A key of the key grid."""

    key: Key


class Choose(Struct, frozen=True):
    """A word that takes the place of the last ``letters`` typed letters, or a preset phrase (letters 0)."""

    word: str
    letters: int = 0


DELETE, CLEAR = marked("删除", "清空")


def _letters(row: str) -> tuple[Key, ...]:
    return tuple(Key(letter, letter.upper()) for letter in row)


# The order of a phone's pinyin keyboard: whoever types pinyin at all has learned it there.
ROWS: tuple[tuple[Key, ...], ...] = (
    tuple(Key(digit, digit, "character") for digit in "1234567890"),
    _letters("qwertyuiop"),
    _letters("asdfghjkl"),
    (*_letters("zxcvbnm"), Key("delete", DELETE, "delete", 1.5), Key("clear", CLEAR, "clear", 1.5)),
)
DIGITS: tuple[tuple[Key, ...], ...] = (  # as on a telephone
    tuple(Key(digit, digit, "character") for digit in "123"),
    tuple(Key(digit, digit, "character") for digit in "456"),
    tuple(Key(digit, digit, "character") for digit in "789"),
    (Key("clear", CLEAR, "clear"), Key("0", "0", "character"), Key("delete", DELETE, "delete")),
)
PUNCTUATION: tuple[Key, ...] = tuple(
    Key(name, label, "character") for name, label in (("comma", "，"), ("stop", "。"), ("question", "？"))
)


def press(text: str, key: Key, limit: int) -> str:
    """The text after the key was pressed, never longer than ``limit`` characters."""
    match key.kind:
        case "delete":
            return text[:-1]
        case "clear":
            return ""
        case "letter":
            return text + key.name if len(text) < limit else text
        case "character":
            return text + key.label if len(text) < limit else text
