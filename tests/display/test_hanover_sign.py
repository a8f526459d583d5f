"""The driver and an emulated Hanover sign on one line: pictures, darkness, noise, a power cut, no answer ever."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.led_line import LedStyle
from display.board import Area, Board, DeadMan
from display.compose import check_board, compose
from display.driver import Delivery, Driver
from display.emulator.hanover_sign import HanoverSign, make
from display.errors import ProtocolError, TextRefused
from display.fonts import Font
from display.preview import board_screens
from display.protocols.base import Face
from display.protocols.hanover import MODEL
from display.render import Frame, blank

UNCONFIRMED = Delivery(confirmed=False, reason="this board does not answer")
TEXT = "关于2026年惠农政策的公示"


def board(**fields: object) -> Board:
    known: dict[str, object] = {"id": "t01-hall", "model": "hanover", "width_px": 96, "height_px": 16}
    return Board(**(known | fields))  # type: ignore[arg-type]


def face(text: str, shown_on: Board) -> Face:
    return compose(text, LedStyle.STILL, shown_on, MODEL.protocol.capabilities)


def framed(data: bytes) -> bytes:
    """Any bytes as the digits between 02 and 03, with a right checksum."""
    body = data.hex().upper().encode() + b"\x03"
    return b"\x02" + body + format(-sum(body) % 256, "02X").encode()


@dataclass
class Line:
    """A cable to one sign, and a clock that only sleeping moves."""

    sign: HanoverSign
    looks: list[Frame] = field(default_factory=list)
    now_s: float = 0.0

    def exchange(self, data: bytes, reply_within_s: float | None) -> bytes:
        assert reply_within_s is None, "the sign does not answer, so nobody waits for it"
        assert self.sign.feed(data, self.now_s) == b""
        self.looks.append(self.sign.dots())
        return b""

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds


def driver(line: Line) -> Driver:
    return Driver(line, MODEL.protocol, lambda: line.now_s, line.sleep)


def test_a_short_text_stands_as_it_was_drawn_and_is_never_called_confirmed() -> None:
    hall = board()
    shown = face("公示", hall)
    line = Line(make(hall, Font(16)))
    assert driver(line).deliver(MODEL.protocol.show(shown, hall, first=True)) == UNCONFIRMED
    assert line.sign.dots() == board_screens(shown, hall, Font(16))[0]  # the preview that approvers sign
    assert line.sign.dots().lit > 0
    assert line.sign.errors == ()


def test_a_long_text_turns_its_pages_and_leaves_time_to_read() -> None:
    hall = board()
    shown = face(TEXT, hall)
    line = Line(make(hall, Font(16)))
    driver(line).deliver(MODEL.protocol.show(shown, hall, first=True))
    assert line.looks == list(shown.screens)
    assert len(line.looks) == 2  # 12 cells of 16 dots, 96 dots to a screenful
    assert line.now_s == 1.5  # six characters at four a second; after the last page nobody waits


def test_a_text_stands_in_its_area_of_a_larger_sign() -> None:
    hall = board(width_px=128, area=Area(32, 0, 96, 16))
    shown = face("公示", hall)
    line = Line(make(hall, Font(16)))
    driver(line).deliver(MODEL.protocol.show(shown, hall, first=True))
    dots = line.sign.dots()
    assert {row >> 96 for row in dots.rows} == {0}
    assert dots.rows == shown.screens[0].rows


def test_darkness_is_a_picture_and_reaches_the_sign() -> None:
    hall = board()
    line = Line(make(hall, Font(16)))
    driver(line).deliver(MODEL.protocol.show(face("公示", hall), hall, first=True))
    driver(line).deliver(MODEL.protocol.darken(hall))
    assert line.sign.dots() == blank(96, 16)


def test_flip_dots_outlive_the_power_and_the_host() -> None:
    hall = board()
    line = Line(make(hall, Font(16)))
    driver(line).deliver(MODEL.protocol.show(face("公示", hall), hall, first=True))
    before = line.sign.dots()
    line.sign.power_cut()
    line.sign.passing(1e9)
    assert line.sign.dots() == before
    assert MODEL.protocol.capabilities.deadman is DeadMan.NOBODY


def test_a_sign_hears_only_its_own_address_and_only_whole_frames() -> None:
    sign = HanoverSign(2, 3, address=2)
    sign.feed(b"\x0211020100\x0378", 0.0)  # pyflipdot's printed picture, for sign 1
    assert sign.dots().lit == 0
    sign.feed(b"\x0212020100\x0378", 0.0)
    assert sign.errors == ("frame: checksum 78, expected 77",)
    for byte in b"\x03\x02\x0212020100\x0377":
        sign.feed(bytes([byte]), 0.0)
    assert sign.dots() == Frame(2, (0b10, 0, 0))
    sign.feed(b"\x02120101\x03D8", 0.0)
    assert sign.errors[-1] == "frame: a picture 1 dots wide, the sign has 2"
    assert sign.dots().lit == 1


def test_every_sign_hears_the_test_commands() -> None:
    sign = HanoverSign(2, 3, address=2)
    sign.feed(b"\x0230\x039A", 0.0)
    assert sign.is_testing
    sign.feed(b"\x02C0\x038A", 0.0)
    assert not sign.is_testing


def test_what_the_sign_cannot_do_is_refused_before_anything_is_sent() -> None:
    hall = board()
    with pytest.raises(ProtocolError, match="this model takes dots"):
        MODEL.protocol.show(Face("公示", (), hall.area, LedStyle.STILL, False, 0.0), hall, first=True)
    wide = Face("公示", (), hall.area, LedStyle.SCROLL_LEFT, False, 0.0, screens=(blank(192, 16),))
    with pytest.raises(ProtocolError, match="192x16 dots, the area has 96x16"):
        MODEL.protocol.show(wide, hall, first=True)
    for address in (0, 16):
        with pytest.raises(ProtocolError, match=f"address {address}: a Hanover sign"):
            MODEL.protocol.darken(board(address=address))


def test_a_scroll_is_refused_by_name_and_so_is_a_character_without_dots() -> None:
    hall = board()
    assert check_board(hall, MODEL.protocol.capabilities) == []
    with pytest.raises(TextRefused, match="style scroll-left: this model has still"):
        compose("公示", LedStyle.SCROLL_LEFT, hall, MODEL.protocol.capabilities)
    with pytest.raises(TextRefused, match="U\\+E000"):
        face("公\ue000", hall)


@given(st.lists(st.binary(max_size=40) | st.binary(max_size=9).map(framed), max_size=6))
def test_no_bytes_bring_the_sign_down(pieces: list[bytes]) -> None:
    sign = HanoverSign(2, 3)
    for piece in pieces:
        assert sign.feed(piece, 0.0) == b""
    assert sign.dots().width_px == 2


def test_what_the_sign_does_not_have_is_not_sent() -> None:
    hall = board()
    assert MODEL.protocol.ping(hall) == []
    assert MODEL.protocol.set_power(False, hall) == []
    assert MODEL.protocol.set_brightness(50, hall) == []
    assert MODEL.protocol.read(b"\x0230\x039A") == (None, 6)
