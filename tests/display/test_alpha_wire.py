"""Driver and emulated Alpha sign: text, pictures, darkness, memory only by set-up, ACK and NAK, noise, power cuts."""

from __future__ import annotations

from datetime import datetime

import pytest

from content.led_line import LedStyle
from display.board import Area, Board
from display.compose import compose
from display.driver import CONFIRMED, Driver
from display.emulator import card_for
from display.emulator.alpha_sign import AlphaSign
from display.errors import BoardRefused, ProtocolError, TextRefused
from display.fonts import Font
from display.protocols import protocol_for
from display.protocols.alpha import SEVEN_EVEN, Alpha
from display.protocols.base import Exchange, Face, Reply
from display.render import Frame, Layout, place, screens, strip
from tests.display.fakes import FakeTime

CHINESE = "关于2026年惠农政策的公示"
FONT = Font(16)
PROTOCOL = protocol_for("alpha")
assert isinstance(PROTOCOL, Alpha)

START = b"\0\0\0\0\0\x01Z01"


def board(width_px: int = 128, height_px: int = 16, **fields: object) -> Board:
    return Board(id="t01-gate", model="alpha", width_px=width_px, height_px=height_px, **fields)  # type: ignore[arg-type]


def sign(of: Board) -> AlphaSign:
    card = card_for(of, FONT)
    assert isinstance(card, AlphaSign)
    return card


def face(text: str, of: Board, style: LedStyle = LedStyle.STILL) -> Face:
    assert isinstance(PROTOCOL, Alpha)
    return compose(text, style, of, PROTOCOL.capabilities, lambda _: FONT)


class SignTransport:
    """A cable that ends in an emulated sign. one_way: nothing comes back. spoil: breaks what is sent."""

    def __init__(self, card: AlphaSign, time: FakeTime) -> None:
        self.card = card
        self.one_way = False
        self.noise = b""
        self.sent: list[bytes] = []
        self._time = time

    def exchange(self, data: bytes, reply_within_s: float | None) -> bytes:
        self.sent.append(data)
        answer = self.noise + self.card.feed(data, self._time.monotonic())
        if reply_within_s is None:
            return b""
        if self.one_way:
            self._time.seconds += reply_within_s
            return b""
        return answer


class Line:
    """A driver, a sign and the time between them."""

    def __init__(self, of: Board) -> None:
        self.time = FakeTime()
        self.board = of
        self.card = sign(of)
        self.cable = SignTransport(self.card, self.time)
        self.driver = Driver(self.cable, PROTOCOL, self.time.monotonic, self.time.sleep)

    def show(self, text: str, style: LedStyle = LedStyle.STILL, *, first: bool = True) -> object:
        return self.driver.deliver(PROTOCOL.show(face(text, self.board, style), self.board, first=first))

    def set_up(self) -> None:
        assert isinstance(PROTOCOL, Alpha)
        self.driver.deliver(PROTOCOL.set_up(self.board))


def wire(exchanges: list[Exchange]) -> bytes:
    return b"".join(exchange.data for exchange in exchanges)


# --- bytes of the driver, put together by hand ---


def test_an_ascii_text_goes_as_text_and_alone() -> None:
    of = board()
    sent = PROTOCOL.show(face("Open {9}", of), of, first=True)
    assert [exchange.data for exchange in sent] == [
        START + b"\x02AA\x1b0b\x030134\x04",  # the old text first goes away
        START + b"\x02E.SLA\x03" + b"0158\x04",
        START + b"\x02A0\x030076\x04",
        START + b"\x02AA\x1b0bOpen {9}\x030417\x04",
    ]
    assert all(exchange.reply_within_s is None for exchange in sent)


def test_the_memory_is_configured_by_set_up_alone() -> None:
    of = board()
    assert isinstance(PROTOCOL, Alpha)
    everything = [
        *PROTOCOL.show(face(CHINESE, of), of, first=True),
        *PROTOCOL.show(face(CHINESE, of, LedStyle.SCROLL_LEFT), of, first=False),
        *PROTOCOL.darken(of),
        *PROTOCOL.ping(of),
        *PROTOCOL.set_clock(datetime(2026, 11, 22, 9, 5, 7), of),
        *PROTOCOL.set_brightness(50, of),
        *PROTOCOL.set_power(False, of),
    ]
    assert b"E$" not in wire(everything)
    first, second = PROTOCOL.set_up(of)
    assert first == Exchange(START + b"\x02E$\x03006E\x04", None, pause_after_s=2.0)
    # A of 0400 bytes; 64 characters of 16 dots are 8 pictures of 16 rows and 128 columns, one colour each
    entries = b"AAL0400FFFF" + b"".join(b"%cDL10801000" % label for label in b"abcdefgh")
    assert second.data.startswith(START + b"\x02E$" + entries + b"\x03")


def test_the_clock_is_one_nested_transmission_with_its_pauses() -> None:
    sent = PROTOCOL.set_clock(datetime(2026, 11, 22, 9, 5, 7), board())
    assert [(exchange.data, exchange.pause_after_s) for exchange in sent[:-1]] == [
        (START + b"\x02", 0.1),
        (b"E 0905\x030138\x02", 0.1),
        (b"E&1\x0300A1\x02", 0.1),
        (b"E;112226\x0301B3\x02", 0.1),
    ]
    assert sent[-1].data == b"E'M\x0300BE\x04"


def test_a_picture_pauses_after_its_width() -> None:
    of = board(width_px=16)
    dots = (Frame(16, (0x8001,) + (0,) * 15),)
    shown = PROTOCOL.show(Face("公", (), of.area, LedStyle.STILL, False, 4.0, dots), of, first=False)
    head, rows = shown[3:5]
    assert (head.data, head.pause_after_s) == (START + b"\x02Ia1010", 0.1)
    assert rows.data.startswith(b"1000000000000001\r" + b"0000000000000000\r" * 15 + b"\x03")


def test_a_7e1_sign_gets_the_same_bits_with_parity() -> None:
    of = board()
    plain = PROTOCOL.darken(of)
    seven = SEVEN_EVEN.protocol.darken(of)
    assert [bytes(byte & 0x7F for byte in exchange.data) for exchange in seven] == [one.data for one in plain]
    assert all(byte.bit_count() % 2 == 0 for exchange in seven for byte in exchange.data)
    line = Line(of)
    line.driver.deliver(SEVEN_EVEN.protocol.show(face("Open", of), of, first=True))
    assert line.card.text == "Open"
    assert line.driver.deliver(SEVEN_EVEN.protocol.ping(of)) == CONFIRMED


# --- over the wire ---


def test_ascii_is_shown_without_any_set_up() -> None:
    line = Line(board())
    assert line.show("Notice 2026") == line.driver.deliver(PROTOCOL.darken(line.board))  # both unconfirmed
    line.show("Notice 2026")
    assert line.card.text == "Notice 2026"
    expected = screens("Notice 2026", 128, 16, Layout(wraps=False, across="centre"), FONT)
    assert line.card.dots() == expected[0]
    assert line.card.errors == ()


def test_chinese_is_shown_dot_by_dot_after_set_up() -> None:
    line = Line(board(256, 24, area=Area(8, 4, 240, 16)))
    line.set_up()
    line.show(CHINESE)
    shown = face(CHINESE, line.board)
    assert line.card.dots() == place(shown.screens, line.board.area, 256, 24)[0]
    assert line.card.text == "▦▦"  # 256 dots are two pictures of 128
    assert line.card.errors == ()


def test_a_scrolling_text_is_a_row_of_pictures() -> None:
    line = Line(board())
    line.set_up()
    line.show(CHINESE, LedStyle.SCROLL_LEFT)
    whole = strip(CHINESE, FONT)
    assert line.card.text == "▦" * -(-whole.width_px // 128)
    shift = whole.width_px - 128
    assert line.card.dots().rows == tuple(row >> shift for row in whole.rows)


def test_chinese_without_set_up_is_refused_and_the_face_stays() -> None:
    line = Line(board())
    line.show("Open")
    with pytest.raises(BoardRefused, match="no picture 'a' of 16x128 dots; it must be set up first"):
        line.show(CHINESE)
    assert line.card.text == "Open"


def test_a_sign_of_another_size_is_refused() -> None:
    line = Line(board())
    line.set_up()
    wider = board(160)
    with pytest.raises(BoardRefused, match="no picture 'a' of 16x160 dots"):
        line.driver.deliver(PROTOCOL.show(face(CHINESE, wider), wider, first=True))


def test_a_one_way_cable_gets_everything_unconfirmed() -> None:
    line = Line(board())
    line.set_up()
    line.cable.one_way = True
    delivery = line.driver.deliver(PROTOCOL.show(face(CHINESE, line.board), line.board, first=True))
    assert not delivery.confirmed
    assert line.card.dots() == face(CHINESE, line.board).screens[0]
    assert not line.driver.deliver(PROTOCOL.ping(line.board)).confirmed


def test_dark_is_dark_and_foreign_files_do_not_come_back() -> None:
    line = Line(board())
    foreign = b"\x01Z00\x02E$\x04" + b"\x01Z00\x02E$AAU0100FFFFBAU0100FFFF\x04" + b"\x01Z00\x02AB\x1b bSALE\x04"
    line.card.feed(foreign, 0.0)
    assert line.card.text == "SALE"
    line.driver.deliver(PROTOCOL.darken(line.board))
    assert (line.card.text, line.card.dots().lit) == ("", 0)
    line.show("Open")
    assert line.card.text == "Open"
    line.card.feed(b"\x01Z00\x02A0\x1b bSALE\x04", line.time.monotonic())
    assert line.card.text == "SALE"
    line.show("Open", first=False)
    assert line.card.text == "Open"


def test_a_power_cut_takes_texts_and_memory() -> None:
    line = Line(board())
    line.set_up()
    line.show(CHINESE)
    line.card.power_cut()
    assert line.card.text == ""
    with pytest.raises(BoardRefused):
        line.show(CHINESE, first=False)
    assert line.card.text == ""


def test_the_clock_arrives() -> None:
    line = Line(board())
    line.driver.deliver(PROTOCOL.set_clock(datetime(2026, 11, 22, 9, 5, 7), line.board))
    card = line.card
    assert (card.clock, card.day, card.date, card.hours) == ("09:05", 1, "2026-11-22", 24)


# --- what the sign does with bytes ---


def test_a_wrong_sum_is_ignored_without_a_word() -> None:
    card = sign(board())
    assert card.feed(b"\x01Z00\x02AAHELLO\x0301FC\x04", 0.0) == b""
    assert card.text == ""
    assert "checksum '01FC', expected '01FB'" in card.errors[-1]


def test_acknowledgement_is_off_until_it_is_switched_on() -> None:
    card = sign(board())
    assert card.feed(b"\x01Z00\x02AAHELLO\x0301FB\x04", 0.0) == b""
    assert card.feed(b"\x01Z00\x02Es1\x04", 0.0) == b"\x06\x40"
    assert card.feed(b"\x01Z00\x02AAHELLO\x0301FC\x04", 0.0) == b"\x15\x50"
    assert card.feed(b"\x01Z00\x02ABHELLO\x04", 0.0) == b"\x15\x70"  # no file B: illegal label, bit 5
    assert card.feed(b"\x01Z00\x02E4\x04", 0.0) == b"\x06\x40"


def test_only_the_addressed_sign_listens() -> None:
    card = sign(board(address=0x2A))
    for header in (b"Z2B", b"Z?B", b"!2A", b"Z01,Z02"):
        card.feed(b"\x01" + header + b"\x02AAno\x04", 0.0)
    assert card.text == ""
    for header, text in ((b"Z2A", b"a"), (b"Z?a", b"b"), (b"???", b"c"), (b"Z01,^2A", b"d"), (b"Z00", b"e")):
        card.feed(b"\x01" + header + b"\x02AA" + text + b"\x04", 0.0)
        assert card.text == text.decode()


def test_a_second_of_silence_ends_a_transmission() -> None:
    card = sign(board())
    card.feed(b"\x01Z00\x02AAHE", 0.0)
    card.feed(b"LLO\x04", 0.9)
    assert card.text == "HELLO"
    card.feed(b"\x01Z00\x02AABY", 2.0)
    card.feed(b"E\x04", 3.1)
    assert card.text == "HELLO"


def test_files_of_a_sign_behave_as_measured() -> None:
    card = sign(board())
    card.feed(b"\x01Z00\x02AAx\x14d\x10s.\x04", 0.0)
    assert card.text == "xd."  # no picture file: its label; no string: nothing
    card.feed(b"\x01Z00\x02E$AAU0100FFFFdDU02031000sBL00040000\x04", 0.0)
    card.feed(b"\x01Z00\x02AAseen?\x04", 0.0)
    assert card.text == ""  # no bare E$ before it
    card.feed(b"\x01Z00\x02E$\x04\x01Z00\x02E$AAU0100FFFFdDU02031000sBL00040000\x04", 0.0)
    card.feed(b"\x01Z00\x02AAx\x14d\x10s.\x04\x01Z00\x02GsABCD\x04\x01Z00\x02Id0203010\r101\r\x04", 0.0)
    assert card.text == "x▦ABCD."
    card.feed(b"\x01Z00\x02GsABCDE\x04", 0.0)
    assert card.text == "x▦."
    card.feed(b"\x01Z00\x02A0\x1b bALERT\x04\x01Z00\x02Id0203111\r111\r\x04", 0.0)
    assert card.text == "ALERT"
    card.feed(b"\x01Z00\x02A0\x04", 0.0)
    assert card.text == "x."  # the picture written under the alert is gone


def test_reads_are_answered_in_the_form_of_the_manual() -> None:
    card = sign(board())
    head = b"\0\0\0\0\0\x01000\x02"
    card.feed(b"\x01Z00\x02AAHELLO\x04", 0.0)
    assert card.feed(b"\x01Z00\x02BA\x04", 0.0) == head + b"AAHELLO\x0301FB\x04"
    assert card.feed(b"\x01Z00\x02F.\x04", 0.0).startswith(head + b"E.TUA\x03")
    assert card.feed(b"\x01Z00\x02F*\x04", 0.0).startswith(head + b"E*@\x03")
    assert len(card.feed(b'\x01Z00\x02F"\x04', 0.0)) == len(head) + 2 + 29 + 6


# --- answers ---

ANSWERS = [
    (b"\x06\x40", (Reply(accepted=True), 2)),
    (b"\x15\x50", (Reply(accepted=False, error="NAK, serial error register 50", again=True), 2)),
    (b"\x15\x60", (Reply(accepted=False, error="NAK, serial error register 60"), 2)),
    (b"\x95\xc0", (Reply(accepted=False, error="NAK, serial error register 40"), 2)),
    (b"\x15", (None, 0)),
    (b"", (None, 0)),
    (b"\xff\x00noise", (None, 7)),
    (b"\0\0\x01000\x02E*@\x04\x06", (Reply(accepted=True), 11)),
    (b"\x01Z01\x02F*\x04", (None, 8)),  # our own echo
    (b"\x01000\x02E*@\x0300B3", (None, 0)),
    (b"\x01000\x02E*@\x03FFFF\x04\x06\x40", (Reply(accepted=True), 16)),  # a damaged one, then a sound one
]


@pytest.mark.parametrize(("buffer", "expected"), ANSWERS)
def test_answers_are_found_among_echo_and_noise(buffer: bytes, expected: tuple[Reply | None, int]) -> None:
    assert PROTOCOL.read(buffer) == expected


def test_a_garbled_answer_is_asked_for_again() -> None:
    line = Line(board())
    line.cable.noise = b"\x15\x50"
    delivery = line.driver.deliver(PROTOCOL.ping(line.board))
    assert not delivery.confirmed
    assert "register 50" in delivery.reason
    assert len(line.cable.sent) == 4


def test_a_sign_that_says_no_is_believed() -> None:
    line = Line(board())
    line.cable.noise = b"\x15\x60"
    with pytest.raises(BoardRefused, match="register 60"):
        line.driver.deliver(PROTOCOL.ping(line.board))


# --- refusals before anything is sent ---


def test_what_no_picture_can_hold_is_refused_before_sending() -> None:
    high = board(64, 32, font_px=16)
    with pytest.raises(ProtocolError, match="32 px high, a picture of this protocol has 31 rows"):
        PROTOCOL.show(face(CHINESE, high), high, first=True)
    narrow = board(128, 16, area=Area(0, 0, 64, 16))
    with pytest.raises(ProtocolError, match="scrolls over its whole width"):
        PROTOCOL.show(face(CHINESE, narrow, LedStyle.SCROLL_LEFT), narrow, first=True)
    small = board(32)
    with pytest.raises(ProtocolError, match="pictures, this board's memory has 26"):
        PROTOCOL.show(face("公示" * 30, small), small, first=True)
    with pytest.raises(ProtocolError, match="takes dots"):
        PROTOCOL.show(Face("公", (), high.area, LedStyle.STILL, False, 4.0), high, first=True)
    with pytest.raises(ProtocolError, match="address 256"):
        PROTOCOL.darken(board(address=256))
    with pytest.raises(TextRefused):
        face("", high)
