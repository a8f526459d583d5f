"""Contrast as WCAG 2.1 defines it (§1.4.3, relative luminance), computed here anew."""

from __future__ import annotations

import pytest

from kiosk import theme
from kiosk.theme import Theme


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


PAIRS = [
    (theme.INK, theme.PAGE),
    (theme.INK, theme.CARD),
    (theme.INK, theme.TINT),
    (theme.INK, theme.TABLE_HEAD),
    (theme.SOFT_INK, theme.PAGE),
    (theme.SOFT_INK, theme.CARD),
    (theme.SOFT_INK, theme.TINT),
    (theme.ON_RED, theme.RED),
    (theme.GOLD, theme.RED),
    (theme.GOLD, theme.DEEP_RED),
    (theme.RED, theme.CARD),
    (theme.RED, theme.PAGE),
    (theme.NOTICE_INK, theme.NOTICE_TINT),
    (theme.GOOD, theme.GOOD_TINT),
    (theme.ON_RED, theme.GOOD),
    (theme.ON_RED, theme.NOTICE_INK),
    (theme.ON_RED, theme.SOFT_INK),
    *((theme.ON_RED, seal) for seal in theme.SEALS.values()),
]


@pytest.mark.parametrize(("ink", "paper"), PAIRS)
def test_text_has_four_and_a_half_to_one(ink: str, paper: str) -> None:
    assert contrast(ink, paper) >= 4.5


def test_black_on_white_is_twenty_one() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)])
def test_text_is_large(size: tuple[int, int]) -> None:
    made = Theme(*size)
    assert made.body.size_px >= 34
    assert made.note.size_px >= 28
    assert made.body.leading >= 1.3  # 适老化: at least 1.3 lines


def test_a_small_screen_scales_everything() -> None:
    assert Theme(540, 960).body.size_px == 18
    assert Theme(540, 960).touch == 46
