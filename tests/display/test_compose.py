"""From text to face, or to a refusal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content.led_line import LedStyle
from display.board import Area, Capabilities
from display.compose import check_board, compose
from display.errors import FontMissing, TextRefused
from display.fonts import Font
from display.protocols import protocol_for
from display.render import strip
from tests.display.fakes import board

CAN: Capabilities = protocol_for("onbon-bx5k").capabilities


def test_scrolling_text_stays_in_one_line() -> None:
    face = compose("关于2026年惠农政策的公示", LedStyle.SCROLL_LEFT, board(), CAN)
    assert (face.wraps, face.hold_s, face.area) == (False, 0.0, Area(0, 0, 64, 16))
    assert b"".join(face.codes).hex() == "b9d8d3da32303236c4eabbddc5a9d5feb2dfb5c4b9abcabe"


@pytest.mark.parametrize(
    ("text", "wraps"), [("公示公告", False), ("公示公告栏", True), ("2026年6月", True), ("12345678", False)]
)
def test_still_text_is_broken_only_if_it_is_wider_than_the_board(text: str, wraps: bool) -> None:
    assert compose(text, LedStyle.STILL, board(64), CAN).wraps is wraps


def test_a_still_page_stands_for_its_reading_time() -> None:
    face = compose("公示" * 20, LedStyle.STILL, board(128, 32, characters_per_s=4.0), CAN)
    assert face.hold_s == 16 / 4.0  # two lines of eight characters


@pytest.mark.parametrize(("text", "message"), [("张镕", "镕"), ("  ", "empty"), ("a\\Fb", "backslash")])
def test_a_text_the_board_cannot_show_is_refused(text: str, message: str) -> None:
    with pytest.raises(TextRefused, match=message):
        compose(text, LedStyle.STILL, board(), CAN)


def test_a_gbk_board_shows_what_a_gb2312_board_refuses() -> None:
    assert compose("张镕", LedStyle.STILL, board(charset="gbk"), CAN).codes == (b"\xd5\xc5", b"\xe9\x46")


WRONG = [
    (board(font_px=24, height_px=32), "font_px 24: onbon-bx5k can show 16 px"),
    (board(area=Area(4, 0, 60, 16)), "area x_px 4: onbon-bx5k counts in steps of 8 px"),
    (board(64, 8), "area height_px 8: too low for characters of 16 px"),
    (board(8, 16), "area width_px 8: too narrow"),
]


@pytest.mark.parametrize(("wrong", "mistake"), WRONG)
def test_what_the_model_cannot_do_is_named(wrong: object, mistake: str) -> None:
    found = check_board(wrong, CAN)  # type: ignore[arg-type]
    assert any(f"board t01-gate: {mistake}" in sentence for sentence in found)


def test_a_usable_board_has_no_mistakes() -> None:
    assert check_board(board(), CAN) == []


DOTS_ALWAYS = replace(CAN, raster="always", charsets=(), x_step_px=1)
DOTS_NEEDED = replace(CAN, raster="needed", charsets=("ascii",))


def test_a_model_that_takes_pixels_gets_dots_and_no_codes() -> None:
    face = compose("公示", LedStyle.STILL, board(), DOTS_ALWAYS)
    assert face.codes == ()
    (screen,) = face.screens
    assert (screen.width_px, screen.height_px) == (64, 16)
    assert screen.lit == strip("公示", Font(16)).lit


def test_what_scrolls_is_one_strip_as_wide_as_the_text_and_as_high_as_its_area() -> None:
    (whole,) = compose("关于2026年惠农政策的公示", LedStyle.SCROLL_LEFT, board(64, 32), DOTS_ALWAYS).screens
    assert (whole.width_px, whole.height_px) == (192, 32)
    assert whole.rows[:8] == whole.rows[24:] == (0,) * 8


def test_a_long_still_text_is_as_many_screens_as_it_needs() -> None:
    face = compose("公示公告公开", LedStyle.STILL, board(64, 16), DOTS_ALWAYS)
    assert [screen.lit > 0 for screen in face.screens] == [True, True]
    assert sum(screen.lit for screen in face.screens) == strip("公示公告公开", Font(16)).lit


def test_dots_are_sent_only_where_the_card_s_charset_lacks_a_character() -> None:
    plain = compose("NOTICE 2026", LedStyle.SCROLL_LEFT, board(), DOTS_NEEDED)
    assert (b"".join(plain.codes), plain.screens) == (b"NOTICE 2026", ())
    drawn = compose("公示2026", LedStyle.SCROLL_LEFT, board(), DOTS_NEEDED)
    assert drawn.codes == () and drawn.screens[0].width_px == 64


def test_a_text_card_needs_no_font_files() -> None:
    def none(height_px: int) -> Font:
        raise FontMissing(f"{height_px}")

    assert compose("公示", LedStyle.STILL, board(), CAN, none).screens == ()
    with pytest.raises(FontMissing):
        compose("公示", LedStyle.STILL, board(), DOTS_ALWAYS, none)


@pytest.mark.parametrize(
    ("text", "message"), [("上\x1b下", "U\\+001B, is a control"), ("张𬀩", "「𬀩」 U\\+2C029"), ("上\n下", "U\\+000A")]
)
def test_dots_too_are_refused_by_name(text: str, message: str) -> None:
    with pytest.raises(TextRefused, match=message):
        compose(text, LedStyle.STILL, board(), DOTS_ALWAYS)


def test_a_number_is_not_cut_by_the_card() -> None:
    face = compose("关于2026年惠农政策的公示", LedStyle.STILL, board(), CAN)
    assert face.text == "关于    2026年惠农政策的公示"
    assert b"".join(face.codes)[4:12] == b"    2026"


def test_a_model_that_takes_pixels_has_no_wrong_charset() -> None:
    assert check_board(board(), DOTS_NEEDED) == []
    assert "knows ascii" in check_board(board(), replace(DOTS_NEEDED, raster="never"))[0]
