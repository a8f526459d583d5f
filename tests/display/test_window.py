"""A full-screen window: what it is told, and which dots stand where at a moment. No window is opened here."""

from __future__ import annotations

import contextlib

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from config.settings import BoardSettings
from content.led_line import LedStyle
from display.board import Area, Board, DeadMan
from display.care import safety_class
from display.compose import check_board, compose
from display.emulator import card_for
from display.errors import DisplayError, ProtocolError
from display.fonts import Font
from display.protocols import protocol_for
from display.protocols.base import Reply
from display.render import Frame
from display.window import Pace, Placement, Showing, pace, placement, scale, showing_from, showing_of

HASH = Frame(10, (0b1000000001, 0b0110000000))  # two rows: the ends lit, then the second and third dot
BOARD = Board(id="wall", model="window", width_px=96, height_px=32, font_px=16)


def still(*frames: Frame, hold_s: float = 0.0) -> Showing:
    return showing_from(showing_of(frames, Area(0, 0, 96, 32), dots_per_s=0.0, hold_s=hold_s, dark_after_s=120))


def ticker(width_px: int, dots_per_s: float) -> Showing:
    frame = Frame(width_px, (1,) * 32)
    return showing_from(showing_of((frame,), Area(0, 0, 96, 32), dots_per_s=dots_per_s, hold_s=0, dark_after_s=120))


def test_rows_are_filled_up_to_whole_bytes_with_the_leftmost_dot_highest() -> None:
    screen = still(HASH).screens[0]
    assert (screen.width_px, screen.height_px) == (10, 2)
    assert screen.dots.hex(" ") == "80 40 60 00"  # by hand: 10000000 01...... / 01100000 00......


@given(st.binary(max_size=200))
@example(b"\x81\xa2\x00\x80")  # a name that is no UTF-8
def test_any_bytes_are_a_showing_or_an_error_of_ours(data: bytes) -> None:
    with contextlib.suppress(DisplayError):
        assert isinstance(showing_from(data), Showing)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"screens": [[10, 2, b"\x80\x40\x60"]]}, "10x2 dots in 3 bytes, not 4"),
        ({"screens": [[0, 2, b""]]}, "0x2 dots"),
        ({"speed": 3}, "speed"),
        ({"area": [0, 0, 96]}, "length 4"),
    ],
)
def test_what_is_wrong_with_a_picture_is_said(change: dict[str, object], says: str) -> None:
    with pytest.raises(ProtocolError, match=says):
        showing_from(msgspec.msgpack.encode({"area": [0, 0, 96, 32], "screens": []} | change))


def test_a_picture_wider_than_a_texture_is_refused() -> None:
    with pytest.raises(ProtocolError, match="8193 dots wide"):
        showing_of((Frame(8193, (0,)),), Area(0, 0, 96, 32), dots_per_s=1, hold_s=0, dark_after_s=120)


@pytest.mark.parametrize(
    ("dots_per_s", "refresh_hz", "expected"),
    [
        (64, 60, Pace(1, 1)),  # 16 px at 4 characters a second: 60 dots a second
        (128, 60, Pace(2, 1)),  # 32 px: 120
        (48, 60, Pace(1, 2)),  # 12 px: 30; a dot at each refresh would be 60, faster than asked for
        (64, 50, Pace(1, 1)),
        (60, 60, Pace(1, 1)),
        (30, 60, Pace(1, 2)),
    ],
)
def test_a_text_goes_by_whole_dots_and_never_faster_than_asked_for(
    dots_per_s: float, refresh_hz: float, expected: Pace
) -> None:
    assert pace(dots_per_s, refresh_hz) == expected


def test_a_ticker_comes_in_at_the_right_edge_and_leaves_at_the_left_one() -> None:
    showing = ticker(200, 64.0)  # at 60 Hz one dot at each refresh: 296 refreshes for one round
    assert placement(showing, 0.0, 60.0) == Placement(0, 96)
    assert placement(showing, 1 / 60, 60.0) == Placement(0, 95)
    assert placement(showing, 96 / 60, 60.0) == Placement(0, 0)
    assert placement(showing, 295 / 60, 60.0) == Placement(0, -199)
    assert placement(showing, 296 / 60, 60.0) == Placement(0, 96)


def test_a_late_refresh_leaves_dots_out_and_does_not_slow_the_text_down() -> None:
    showing = ticker(200, 128.0)  # two dots at each refresh
    seen = [placement(showing, number / 60, 60.0) for number in (0, 1, 2, 7, 8)]  # 3 to 6 were missed
    assert seen == [Placement(0, 96 - 2 * number) for number in (0, 1, 2, 7, 8)]


def test_a_day_later_it_has_not_drifted() -> None:
    showing = ticker(200, 64.0)
    refreshes = 24 * 3600 * 60
    assert placement(showing, 24 * 3600.0, 60.0) == Placement(0, 96 - refreshes % 296)


@given(st.floats(-0.4, 0.4), st.integers(0, 10_000))
def test_a_refresh_a_little_early_or_late_is_the_same_refresh(jitter: float, number: int) -> None:
    assert placement(ticker(200, 64.0), (number + jitter) / 60, 60.0) == Placement(0, 96 - number % 296)


def test_pages_turn_and_come_round_and_one_page_stays() -> None:
    pages = still(HASH, HASH, hold_s=6.0)
    stands = [placement(pages, at_s, 60.0) for at_s in (0.0, 5.9, 6.0, 11.9, 12.0)]
    assert stands == [Placement(0, 0), Placement(0, 0), Placement(1, 0), Placement(1, 0), Placement(0, 0)]
    assert placement(still(HASH, hold_s=6.0), 1e6, 60.0) == Placement(0, 0)
    assert placement(still(), 0.0, 60.0) is None


def test_dots_are_whole_pixels_in_the_middle_of_the_screen() -> None:
    assert scale((192, 108), (1920, 1080)) == (10, 0, 0)
    assert scale((96, 32), (1920, 1080)) == (20, 0, 220)
    assert scale((100, 32), (1024, 768)) == (10, 12, 224)
    with pytest.raises(ProtocolError, match="2000x32 dots on a screen of 1920x1080 pixels"):
        scale((2000, 32), (1920, 1080))


def test_a_face_becomes_its_dots_and_a_ticker_goes_at_reading_speed() -> None:
    window = protocol_for("window")
    assert check_board(BOARD, window.capabilities) == []
    face = compose("清源镇公示", LedStyle.SCROLL_LEFT, BOARD, window.capabilities)
    showing = showing_from(window.show(face, BOARD, first=True)[0].data)
    assert (showing.moves, showing.dots_per_s, showing.dark_after_s) == (True, 64.0, 120.0)
    assert [(screen.width_px, screen.height_px) for screen in showing.screens] == [(80, 32)]  # five of 16 px
    face = compose("清源镇公示", LedStyle.STILL, BOARD, window.capabilities)
    showing = showing_from(window.show(face, BOARD, first=True)[0].data)
    assert (showing.moves, showing.screens[0].width_px) == (False, 96)
    assert showing_from(window.darken(BOARD)[0].data).screens == ()


def test_only_a_painted_picture_is_an_answer() -> None:
    window = protocol_for("window")
    assert window.read(b"\x06") == (Reply(accepted=True), 1)
    assert window.read(b"") == (None, 0)
    assert window.read(b"\x15") == (None, 1)


def test_there_is_no_card_to_emulate() -> None:
    with pytest.raises(ProtocolError, match="a window has no card"):
        card_for(BOARD, Font(16))


def test_nothing_is_promised_for_a_machine_that_hangs() -> None:
    capabilities = protocol_for("window").capabilities
    assert safety_class(capabilities, has_heartbeat=False) is DeadMan.NOBODY
    assert safety_class(capabilities, has_heartbeat=True) is DeadMan.RELAY


def test_the_settings_take_a_window() -> None:
    section = BoardSettings(id="wall", unit="t01", model="window", url="window://:0", width_px=96, height_px=32)
    assert (section.model, section.url) == ("window", "window://:0")
