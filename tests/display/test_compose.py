"""From text to face, or to a refusal."""

from __future__ import annotations

import pytest

from content.disclosure import LedStyle
from display.board import Area, Capabilities
from display.compose import check_board, compose
from display.errors import TextRefused
from display.protocols import protocol_for
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
