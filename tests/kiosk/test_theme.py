"""Contrast as WCAG 2.1 defines it (§1.4.3, relative luminance), computed here anew."""

from __future__ import annotations

import pytest

from kiosk import theme
from kiosk.colours import PALETTES
from kiosk.comfort import TEXT_SIZES, Comfort
from kiosk.theme import Panel, Theme


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


PAIRS = [  # role of the text, role of what lies under it
    (theme.INK, theme.PAGE),
    (theme.INK, theme.CARD),
    (theme.INK, theme.TINT),
    (theme.INK, theme.TABLE_HEAD),
    (theme.SOFT_INK, theme.PAGE),
    (theme.SOFT_INK, theme.CARD),
    (theme.SOFT_INK, theme.TINT),
    (theme.FAINT_INK, theme.TINT),
    (theme.ON_RED, theme.RED),
    (theme.GOLD, theme.RED),
    (theme.HEADER_INK, theme.HEADER),
    (theme.HEADER_GOLD, theme.HEADER),
    (theme.HEADER_GOLD, theme.HEADER_BADGE),
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
def test_text_has_four_and_a_half_to_one_and_seven_in_high_contrast(ink: str, paper: str) -> None:
    normal, high = PALETTES["normal"], PALETTES["high"]
    assert contrast(normal[ink], normal[paper]) >= 4.5
    assert contrast(high[ink], high[paper]) >= 7


def test_both_palettes_know_every_role() -> None:
    assert PALETTES["normal"].keys() == PALETTES["high"].keys()


def test_black_on_white_is_twenty_one() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


STYLES = "hero title heading body strong cell cell_strong note note_strong button seal".split()
PANELS = [  # window, panel; pixels in one dp are hand arithmetic: √(w² + h²) / inches / 160
    ((1080, 1920), Panel(10.1), 1.3632),
    ((1080, 1920), Panel(21.5), 0.6404),
    ((1920, 1080), Panel(43), 0.3202),
    ((1920, 1080), Panel(7), 1.9669),
    ((768, 1366), Panel(15.6), 0.6278),
    ((1080, 1920), Panel(), 1.0),
]


@pytest.mark.parametrize(("size", "panel", "px_per_dp"), PANELS)
def test_text_is_as_large_as_the_rule_asks(size: tuple[int, int], panel: Panel, px_per_dp: float) -> None:
    normal, largest = (Theme(*size, Comfort(text=text), panel) for text in ("normal", "largest"))
    assert normal.px_per_dp == pytest.approx(px_per_dp, abs=0.0001)
    for name in STYLES:  # 适老化: at least 18 dp, adjustable to at least 30, lines at least 1.3 em apart
        assert getattr(normal, name).size_px >= 18 * px_per_dp
        assert getattr(largest, name).size_px >= 30 * px_per_dp
        assert getattr(normal, name).leading >= 1.3
    assert normal.touch >= 60 * px_per_dp


@pytest.mark.parametrize("name", [name for name in STYLES if name != "seal"])
def test_every_step_makes_text_larger(name: str) -> None:
    sizes = [getattr(Theme(1080, 1920, Comfort(text=text)), name).size_px for text in TEXT_SIZES]
    assert sizes == sorted(set(sizes))


def test_a_small_window_scales_everything() -> None:
    assert Theme(540, 960).body.size_px == 18
    assert Theme(540, 960).touch == 46


LOW = [  # window, panel, y above which nothing is touched
    ((1080, 1920), Panel(), 864),  # not known how it hangs: the lower 55 %
    ((1080, 1920), Panel(32, 70), 864),  # 27.1 px/cm: 20 cm of glass below 90 cm would be 542 px, too few to use
    ((1080, 1920), Panel(32, 50), 836),  # 40 cm
    ((1080, 1920), Panel(32, 30), 294),  # 60 cm
    ((1080, 1920), Panel(32, 10), 0),  # the whole glass, 70.8 cm, ends below 90 cm
]


@pytest.mark.parametrize(("size", "panel", "reach_px"), LOW)
def test_low_reach(size: tuple[int, int], panel: Panel, reach_px: int) -> None:
    assert Theme(*size, Comfort(reach="low"), panel).reach_px == reach_px
    assert Theme(*size, Comfort(), panel).reach_px == 0
