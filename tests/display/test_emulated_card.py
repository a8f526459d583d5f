"""The emulated card: what it shows, what it answers, when it goes blank."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.protocols import protocol_for
from display.protocols.onbon_area import Areas, TextArea
from display.protocols.onbon_codec import Answer, Clear, Clock, Command, Ping, Power, Request
from display.protocols.onbon_frame import Packet, encode_packet
from tests.display.fakes import ACK, card

CODEC = protocol_for("onbon-bx5k").codec
# The printed layout with 关于2026年惠农政策的公示 for 64 × 16 dots; see tests/golden/display/onbon.
SCROLLING = bytes.fromhex(
    "a5a5a5a5a5a5a5a501000080000000000000fe023c00a3060100000001330000000000000800100000000005000000000101030004"
    "0418000000b9d8d3da32303236c4eabbddc5a9d5feb2dfb5c4b9abcabefea15a"
)


def area(text: str = "公示", **fields: int) -> TextArea:
    known = {"id": 0, "x_px": 0, "y_px": 0, "width_px": 64, "height_px": 16} | fields
    return TextArea(text=text.encode("gbk"), **known)


def send(command: Command, to: int = 1) -> bytes:
    return CODEC.encode(Request(command, to))


def test_a_printed_text_frame_is_shown_and_confirmed() -> None:
    board = card()
    assert board.feed(SCROLLING, 0.0) == ACK
    assert board.text == "关于2026年惠农政策的公示"
    assert board.dots().lit > 100


def test_bytes_may_come_one_by_one() -> None:
    board = card()
    answers = b"".join(board.feed(bytes([byte]), 0.0) for byte in b"\x00\x5a" + SCROLLING)
    assert (answers, board.text, board.frames_received) == (ACK, "关于2026年惠农政策的公示", 1)


def test_run_mode_2_goes_blank_by_itself_unless_refreshed() -> None:
    board = card()
    board.feed(send(Areas((area(run_mode=2, timeout=120),))), 0.0)
    assert not board.passing(119.9)
    board.feed(send(Areas((area(run_mode=2, timeout=120),))), 119.9)
    assert not board.passing(239.8)
    assert board.passing(239.9)
    assert (board.text, board.dots().lit) == ("", 0)


def test_run_mode_0_stays_for_ever() -> None:
    board = card()
    board.feed(send(Areas((area(run_mode=0, timeout=5),))), 0.0)
    assert not board.passing(1e9)
    assert board.text == "公示"


def test_clear_delete_and_power() -> None:
    board = card()
    board.feed(send(Areas((area("甲", id=0, width_px=32), area("乙", id=1, x_px=32, width_px=32)))), 0.0)
    assert board.text == "甲\n乙"
    board.feed(send(Areas(delete=(0,))), 0.0)
    assert board.text == "乙"
    lit = board.dots().lit
    board.feed(send(Power.of(False)), 0.0)
    assert (board.text, board.dots().lit) == ("", 0)
    board.feed(send(Power.of(True)), 0.0)
    assert (board.text, board.dots().lit) == ("乙", lit)
    board.feed(send(Clear()), 0.0)
    assert board.text == ""


def test_the_clock_is_kept() -> None:
    board = card()
    board.feed(send(Clock.of(datetime(2026, 11, 22, 9, 5, 7))), 0.0)
    assert board.clock == datetime(2026, 11, 22, 9, 5, 7)


def test_a_clock_that_is_no_date_and_an_unknown_power_value_get_a_no() -> None:
    board = card()
    assert CODEC.decode(board.feed(send(Clock(bytes.fromhex("26201399 25050707"))), 0.0)) == Answer(False, 0x0E)
    assert CODEC.decode(board.feed(send(Power(7)), 0.0)) == Answer(False, 0x02)
    assert (board.clock, board.is_on) == (None, True)


def lit_after(run_mode: int, *, timeout: int, seconds: float) -> tuple[str, int]:
    """Text and lit dots of two screenfuls 甲, 一 that stand 2 s each, so long after they came."""
    board = card(16, 16)
    board.feed(
        send(Areas((area("甲一", width_px=16, single_line=2, mode=1, hold=4, run_mode=run_mode, timeout=timeout),))),
        0.0,
    )
    board.passing(seconds)
    return board.text, board.dots().lit


def test_each_run_mode_ends_as_the_maker_says() -> None:
    first, last = lit_after(0, timeout=5, seconds=1e9), lit_after(3, timeout=5, seconds=5.0)
    assert first[0] == last[0] == "甲一"
    assert first[1] > 2 * last[1] > 0  # 甲 has five strokes, 一 has one
    assert lit_after(1, timeout=5, seconds=3.9) == first  # two screenfuls of 2 s, then the last stays
    assert lit_after(1, timeout=5, seconds=4.0) == last
    assert lit_after(2, timeout=5, seconds=4.9) == first
    assert lit_after(2, timeout=5, seconds=5.0) == ("", 0)
    assert lit_after(3, timeout=5, seconds=4.9) == first
    assert lit_after(4, timeout=5, seconds=3.9) == first
    assert lit_after(4, timeout=5, seconds=4.0) == ("", 0)
    assert lit_after(5, timeout=3, seconds=11.9) == first
    assert lit_after(5, timeout=3, seconds=12.0) == ("", 0)


@pytest.mark.parametrize(("to", "answers"), [(1, True), (0xFFFE, True), (0xFFFF, False), (2, False)])
def test_only_the_card_that_is_meant_answers(to: int, answers: bool) -> None:
    assert bool(card().feed(send(Ping(), to), 0.0)) is answers


def test_a_broadcast_is_obeyed_in_silence_and_another_card_s_frame_not_at_all() -> None:
    board = card()
    board.feed(send(Areas((area(),)), to=2), 0.0)
    assert board.text == ""
    board.feed(send(Areas((area(),)), to=0xFFFF), 0.0)
    assert board.text == "公示"


def test_a_damaged_frame_gets_the_maker_s_checksum_error() -> None:
    board = card()
    answer = CODEC.decode(board.feed(SCROLLING[:30] + b"\x07" + SCROLLING[31:], 0.0))
    assert answer == Answer(accepted=False, error=0x05)
    assert board.text == ""
    assert "checksum" in board.errors[0]


def test_an_unknown_command_gets_the_maker_s_error() -> None:
    answer = CODEC.decode(card().feed(encode_packet(Packet(b"\xa3\x77\x01\x00\x00")), 0.0))
    assert answer == Answer(accepted=False, error=0x02)


def test_6k_units_sent_to_a_5k_card_are_noted() -> None:
    """The silent trap: width 64 read as 64 × 8 pixels."""
    board = card(64, 16, "onbon-bx5k")
    six = protocol_for("onbon-bx6k").codec
    board.feed(six.encode(Request(Areas((area(),)))), 0.0)
    assert board.errors == ("area 0 reaches 512x16 px, the screen has 64x16 px",)


def test_what_others_left_on_a_card_can_be_read() -> None:
    board = card()
    hostile = TextArea(id=0, x_px=0, y_px=0, width_px=64, height_px=16, text=rb"\FO000\C1AB\nC\C2D" + b"\xff\xff")
    board.feed(send(Areas((hostile,))), 0.0)
    assert board.text == "AB\nCD〓"


@given(st.binary(max_size=300))
def test_any_bytes_leave_the_card_alive(data: bytes) -> None:
    board = card()
    board.feed(data, 0.0)
    assert board.feed(b"\x5a" + SCROLLING, 1.0).endswith(ACK)
    board.dots()


@given(
    st.binary(max_size=40),
    st.integers(0, 0xFFFF),
    st.integers(0, 0x7FFF),
    st.integers(0, 0xFFFF),
    st.integers(0, 255),
    st.integers(0, 255),
)
def test_any_area_can_be_drawn(text: bytes, y: int, width: int, height: int, align: int, single: int) -> None:
    six = card(64, 16, "onbon-bx6k")
    wild = TextArea(
        id=0, x_px=y & 127, y_px=y, width_px=width, height_px=height, text=text, align=align, single_line=single
    )
    six.feed(protocol_for("onbon-bx6k").codec.encode(Request(Areas((wild,)))), 0.0)
    assert six.dots().width_px == 64
    assert six.dots().height_px == 16
