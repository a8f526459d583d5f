"""The key grid and the strip of Chinese words above it."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.drawing import Pen
from kiosk.keyboard import DIGITS, ROWS, Choose, Key, Press
from kiosk.marks import Rect
from kiosk.theme import CARD, INK, LINE, RED, SOFT_INK, TINT


def keys_height(pen: Pen, rows: int = len(ROWS)) -> int:
    """How high the grid is."""
    return rows * _key_height(pen) + (rows - 1) * _gap(pen)


def draw_keys(pen: Pen, at: Rect) -> None:
    """All keys, centred row by row, filling ``at``: less high than usual where there is less room."""
    gap = _gap(pen)
    high = min(_key_height(pen), (at.h - (len(ROWS) - 1) * gap) // len(ROWS))
    widest = max(sum(key.width for key in row) for row in ROWS)
    unit = (at.w - 9 * gap) / widest
    for number, row in enumerate(ROWS):
        taken = sum(int(key.width * unit) for key in row) + (len(row) - 1) * gap
        x = at.x + (at.w - taken) // 2
        y = at.y + number * (high + gap)
        for key in row:
            w = int(key.width * unit)
            _key(pen, Rect(x, y, w, high), key)
            x += w + gap


def draw_digits(pen: Pen, at: Rect) -> None:
    """The keys of a telephone, as high as the letters' grid."""
    gap = _gap(pen)
    high = min(_key_height(pen), (at.h - (len(DIGITS) - 1) * gap) // len(DIGITS))
    w = (at.w - 2 * gap) // 3
    for number, row in enumerate(DIGITS):
        y = at.y + number * (high + gap)
        for column, key in enumerate(row):
            _key(pen, Rect(at.x + column * (w + gap), y, w, high), key)


def draw_words(pen: Pen, words: Sequence[str], letters: int, at: Rect, hint: str) -> None:
    """Words to choose from, as many as fit; without any, the hint."""
    theme = pen.theme
    x = at.x
    if not words:
        pen.text(hint, at.x, at.y + (at.h - theme.note.line_px) // 2, at.w, theme.note, SOFT_INK, most=1)
    for number, word in enumerate(words):
        w = max(theme.touch, pen.width(word, theme.button) + theme.px(44))
        if x + w > at.right:
            break
        box = Rect(x, at.y, w, at.h)
        pen.box(box, CARD, theme.radius, RED, theme.px(2))
        pen.centred(word, box, theme.button, RED)
        pen.target(box, f"word-{number}", Choose(word, letters))
        x += w + theme.px(12)


def _key(pen: Pen, at: Rect, key: Key) -> None:
    theme = pen.theme
    plain = key.kind in {"letter", "character"}
    pen.box(at, CARD if plain else TINT, theme.radius, LINE if plain else SOFT_INK, theme.px(2))
    pen.centred(key.label if plain else pen.say(key.label), at, theme.button if plain else theme.strong, INK)
    pen.target(at, f"key-{key.name}", Press(key))


def _key_height(pen: Pen) -> int:
    return pen.theme.px(100 if pen.theme.portrait else 96)


def _gap(pen: Pen) -> int:
    return pen.theme.px(10)
