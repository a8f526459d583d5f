"""The driver and an emulated Modbus sign on one line: text, darkness, refusals, BUSY, noise, echo, a power cut."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymodbus.client import ModbusTcpClient
from pymodbus.framer import FramerRTU, FramerType
from pymodbus.pdu import DecodePDU

from config.load import SettingsError, load_terminal
from content.led_line import LedStyle
from display.board import Board, DeadMan, RegisterMap, board_from
from display.compose import check_board, compose
from display.driver import CONFIRMED, Delivery, Driver
from display.emulator.line import TcpLine
from display.emulator.modbus_sign import ModbusSign, make
from display.errors import BoardRefused, ProtocolError, TextRefused
from display.fonts import Font
from display.protocols.base import Face, Reply
from display.protocols.modbus_text import MODEL
from display.render import Layout, screens

TEXT = "关于2026年惠农政策的公示"

# Answers put together from the specification's tables; checksums from a separate program.
BUSY = bytes.fromhex("019006cc02")  # function 16, code 06
WRITTEN = bytes.fromhex("1110000100021298")  # printed at simplymodbus.ca
ILLEGAL = bytes.fromhex("0a8102b053")  # printed at simplymodbus.ca


def board(registers: RegisterMap | None = None, **fields: object) -> Board:
    known: dict[str, object] = {"id": "t01-hall", "model": "modbus-text", "width_px": 96, "height_px": 16}
    return Board(**(known | {"charset": "gbk", "registers": registers} | fields))  # type: ignore[arg-type]


def face(text: str, shown_on: Board) -> Face:
    return compose(text, LedStyle.SCROLL_LEFT, shown_on, MODEL.protocol.capabilities)


def framed(body: bytes) -> bytes:
    """The body for device 1 as a frame with a right checksum; pymodbus reckons it."""
    return FramerRTU(DecodePDU(is_server=True)).encode(body, 1, 0)


@dataclass
class Line:
    """A cable to one sign. answers: given instead of the sign's, first come first. echo: gives back what is sent."""

    sign: ModbusSign
    answers: list[bytes] = field(default_factory=list)
    echo: bool = False
    sent: list[bytes] = field(default_factory=list)
    now_s: float = 0.0

    def exchange(self, data: bytes, reply_within_s: float | None) -> bytes:
        if not data:
            self.now_s += reply_within_s or 0.0
            return b""
        self.sent.append(data)
        if self.answers:
            return self.answers.pop(0)
        answer = self.sign.feed(data, self.now_s)
        if not answer:
            self.now_s += reply_within_s or 0.0
        return (data if self.echo else b"") + answer

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds


def driver(line: Line) -> Driver:
    return Driver(line, MODEL.protocol, lambda: line.now_s, line.sleep)


MAPS = [
    None,
    RegisterMap(first=100, count=40, charset="gb2312", byte_order="low", padding="space"),
    RegisterMap(count=30, function=6, charset="gbk"),
    RegisterMap(first=4096, count=300),
]


@pytest.mark.parametrize("registers", MAPS)
def test_a_text_is_shown_then_a_shorter_one_then_darkness(registers: RegisterMap | None) -> None:
    hall = board(registers)
    line = Line(make(hall, Font(16)))
    for text in (TEXT, "公示"):
        assert driver(line).deliver(MODEL.protocol.show(face(text, hall), hall, first=True)) == CONFIRMED
        assert line.sign.text == text
        drawn = screens(text, 96, 16, Layout(wraps=False), Font(16))[0]
        assert line.sign.dots() == drawn
    assert driver(line).deliver(MODEL.protocol.darken(hall)) == CONFIRMED
    assert line.sign.text == ""
    assert line.sign.dots().lit == 0
    assert line.sign.errors == ()


def test_without_a_map_123_registers_from_0_are_written_in_one_frame_of_255_bytes() -> None:
    hall = board()
    (exchange,) = MODEL.protocol.show(face("公示", hall), hall, first=True)
    assert exchange.data[:11] == bytes.fromhex("01 10 0000 007b f6 b9ab cabe")
    assert len(exchange.data) == 255
    assert set(exchange.data[11:-2]) == {0}


def test_a_text_of_gb18030_alone_reaches_the_sign() -> None:
    hall = board()
    line = Line(make(hall, Font(16)))
    shown = Face("王㐀", (), hall.area, LedStyle.SCROLL_LEFT, wraps=False, hold_s=0.0)
    driver(line).deliver(MODEL.protocol.show(shown, hall, first=True))
    assert line.sign.text == "王㐀"


def test_power_and_brightness_go_where_the_map_says() -> None:
    by_coil = board(RegisterMap(power_coil=3, brightness_register=500, brightness_full=8))
    line = Line(make(by_coil, Font(16)))
    driver(line).deliver(MODEL.protocol.show(face("公示", by_coil), by_coil, first=True))
    assert driver(line).deliver(MODEL.protocol.set_power(False, by_coil)) == CONFIRMED
    assert (line.sign.is_on, line.sign.text, line.sign.dots().lit) == (False, "", 0)
    assert line.sent[-1][1:6] == bytes.fromhex("05 0003 0000")
    driver(line).deliver(MODEL.protocol.set_power(True, by_coil))
    assert line.sign.text == "公示"
    driver(line).deliver(MODEL.protocol.set_brightness(50, by_coil))
    assert line.sign.brightness == 4
    driver(line).deliver(MODEL.protocol.set_brightness(1, by_coil))
    assert line.sign.brightness == 1

    by_register = board(RegisterMap(first=10, power_register=0))
    line = Line(make(by_register, Font(16)))
    driver(line).deliver(MODEL.protocol.set_power(False, by_register))
    assert line.sent[-1][1:6] == bytes.fromhex("06 0000 0000")
    assert not line.sign.is_on

    assert MODEL.protocol.set_power(False, board()) == []
    assert MODEL.protocol.set_brightness(50, board()) == []


def test_a_sign_with_fewer_registers_refuses_and_stays_as_it_was() -> None:
    small = make(board(RegisterMap(count=8)), Font(16))
    line = Line(small)
    driver(line).deliver(MODEL.protocol.show(face("公示", board()), board(RegisterMap(count=8)), first=True))
    with pytest.raises(BoardRefused, match="illegal data address"):
        driver(line).deliver(MODEL.protocol.show(face("通知", board()), board(), first=True))
    assert small.text == "公示"


@pytest.mark.parametrize("function", [6, 16])
def test_a_map_that_reaches_beyond_the_sign_is_refused_before_the_text_changes(function: Literal[6, 16]) -> None:
    known, told = board(RegisterMap(count=130)), board(RegisterMap(count=300, function=function))
    line = Line(make(known, Font(16)))
    driver(line).deliver(MODEL.protocol.show(face("公示", known), known, first=True))
    with pytest.raises(BoardRefused, match="illegal data address"):
        driver(line).deliver(MODEL.protocol.show(face(TEXT, told), told, first=True))
    assert line.sign.text == "公示"


def test_a_busy_sign_is_asked_again_and_so_is_one_that_was_heard_badly() -> None:
    hall = board()
    line = Line(make(hall, Font(16)), answers=[BUSY, WRITTEN[:-1] + b"\x00"])
    assert driver(line).deliver(MODEL.protocol.show(face("公示", hall), hall, first=True)) == CONFIRMED
    assert len(line.sent) == 3
    assert line.sign.text == "公示"


def test_a_sign_that_stays_busy_is_sent_but_unconfirmed() -> None:
    hall = board()
    line = Line(make(hall, Font(16)), answers=[BUSY] * 4)
    delivery = driver(line).deliver(MODEL.protocol.ping(hall))
    assert delivery == Delivery(confirmed=False, reason="board says: server device busy")


def test_a_silent_line_is_unconfirmed() -> None:
    hall = board()
    line = Line(make(board(address=9), Font(16)))
    assert driver(line).deliver(MODEL.protocol.ping(hall)) == Delivery(confirmed=False, reason="no answer")


def test_the_echo_of_a_text_is_no_answer() -> None:
    hall = board(address=7)
    deaf = Line(make(board(address=9), Font(16)), echo=True)
    assert not driver(deaf).deliver(MODEL.protocol.show(face("公示", hall), hall, first=True)).confirmed
    heard = Line(make(hall, Font(16)), echo=True)
    assert driver(heard).deliver(MODEL.protocol.show(face("公示", hall), hall, first=True)) == CONFIRMED


def test_all_signs_of_a_line_obey_address_0_and_none_answers() -> None:
    every = board(address=0)
    line = Line(make(board(address=9), Font(16)))
    delivery = driver(line).deliver(MODEL.protocol.show(face("公示", every), every, first=True))
    assert delivery == Delivery(confirmed=False, reason="this board does not answer")
    assert line.sign.text == "公示"


def test_answers_are_told_apart() -> None:
    assert MODEL.protocol.read(b"\xff" + WRITTEN + b"\x00") == (Reply(accepted=True), 9)
    assert MODEL.protocol.read(ILLEGAL) == (Reply(accepted=False, error="illegal data address"), 5)
    assert MODEL.protocol.read(BUSY) == (Reply(accepted=False, error="server device busy", again=True), 5)
    assert MODEL.protocol.read(WRITTEN[:5]) == (None, 0)


def test_the_power_takes_the_text_along() -> None:
    hall = board()
    line = Line(make(hall, Font(16)))
    driver(line).deliver(MODEL.protocol.show(face("公示", hall), hall, first=True))
    line.sign.power_cut()
    assert (line.sign.text, line.sign.dots().lit) == ("", 0)
    assert MODEL.protocol.capabilities.deadman is DeadMan.NOBODY


def test_the_sign_answers_as_the_specification_asks() -> None:
    sign = make(board(RegisterMap(count=4), address=17), Font(16))
    written = bytes.fromhex("11100001000204000a0102c6f0")  # printed at simplymodbus.ca, as is its answer
    assert [sign.feed(bytes([byte]), 0.0) for byte in written] == [b""] * 12 + [WRITTEN]
    assert sign.feed(bytes.fromhex("110600010003 9a9b"), 0.0) == bytes.fromhex("1106000100039a9b")
    assert sign.feed(bytes.fromhex("1103006b00037687"), 0.0)[:3] == bytes.fromhex("118302")
    assert sign.feed(bytes.fromhex("110500acff004e8b"), 0.0)[:3] == bytes.fromhex("118502")
    assert sign.feed(bytes.fromhex("11010013 0025 0e84"), 0.0)[:3] == bytes.fromhex("118101")  # read coils, printed too
    assert sign.feed(bytes.fromhex("0a010013 0025 0000"), 0.0) == b""  # no checksum of a frame
    assert len(sign.errors) == 3


@given(st.lists(st.binary(max_size=300) | st.binary(min_size=1, max_size=260).map(framed), max_size=5))
def test_no_bytes_bring_the_sign_or_the_driver_down(pieces: list[bytes]) -> None:
    sign = make(board(RegisterMap(count=4)), Font(16))
    for piece in pieces:
        answer = sign.feed(piece, 0.0)
        MODEL.protocol.read(answer)
        MODEL.protocol.read(piece)
    sign.dots()


def test_what_no_sign_could_take_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(TextRefused, match="takes 12 registers, the board has 4"):
        MODEL.protocol.show(face(TEXT, board()), board(RegisterMap(count=4)), first=True)
    with pytest.raises(TextRefused, match="「镕」 U\\+9555, is not in gb2312"):
        MODEL.protocol.show(face("镕", board()), board(RegisterMap(charset="gb2312")), first=True)
    with pytest.raises(ProtocolError, match="address 248: a Modbus device"):
        MODEL.protocol.darken(board(address=248))


@pytest.mark.port
def test_another_program_s_client_writes_a_text_and_reads_it_back() -> None:
    sign = make(board(RegisterMap(count=8)), Font(16))
    line, stop = TcpLine("127.0.0.1", 0), threading.Event()

    def serve() -> None:
        while not stop.is_set():
            line.send(sign.feed(line.receive(0.02), 0.0))

    thread = threading.Thread(target=serve)
    thread.start()
    client = ModbusTcpClient("127.0.0.1", port=int(line.url.rpartition(":")[2]), framer=FramerType.RTU, timeout=10)
    try:
        assert client.connect()
        assert not client.write_registers(0, [0xB9AB, 0xCABE], device_id=1).isError()
        assert client.read_holding_registers(0, count=3, device_id=1).registers == [0xB9AB, 0xCABE, 0]
        assert client.write_registers(6, [1, 2, 3], device_id=1).exception_code == 2
        assert client.write_coil(0, True, device_id=1).exception_code == 2
        assert client.read_coils(0, count=1, device_id=1).exception_code == 1
    finally:
        client.close()
        stop.set()
        thread.join()
        line.close()
    assert sign.text == "公示"


TERMINAL = """
terminal = "t01-hall"
county = "qingyuan"
data_dir = "/var/lib/mingbai"
[sync]
source = "/media/usb/feed"
units = ["t01"]
trusted_root = "/etc/mingbai/root.json"
[[boards]]
id = "t01-gate"
unit = "t01"
model = "modbus-text"
url = "/dev/serial/by-id/none"
width_px = 96
height_px = 16
"""


def test_the_register_map_comes_from_the_settings_file(tmp_path: Path) -> None:
    file = tmp_path / "terminal.toml"
    file.write_text(
        TERMINAL + '[boards.registers]\nfirst = 256\ncount = 64\nbyte_order = "low"\npower_coil = 2\n', encoding="utf-8"
    )
    found = board_from(load_terminal(file).boards[0])
    assert found.registers == RegisterMap(first=256, count=64, byte_order="low", power_coil=2)
    assert check_board(found, MODEL.protocol.capabilities) == []
    file.write_text(TERMINAL, encoding="utf-8")
    assert board_from(load_terminal(file).boards[0]).registers is None


WRONG_MAPS = [
    ("first = 65500", "reach register 65622, the last is 65535"),
    ("power_coil = 1\npower_register = 200", "a board has one of them"),
    ("brightness_register = 5", "lies in the registers of the text, 0 to 122"),
    ("function = 15", "found 15; allowed: one of 6, 16"),
    ("step = 2", "step"),
]


@pytest.mark.parametrize(("lines", "message"), WRONG_MAPS)
def test_a_wrong_map_is_refused_by_name(tmp_path: Path, lines: str, message: str) -> None:
    file = tmp_path / "terminal.toml"
    file.write_text(TERMINAL + "[boards.registers]\n" + lines + "\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=message):
        load_terminal(file)


def test_a_map_on_another_model_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "terminal.toml"
    text = TERMINAL.replace('"modbus-text"', '"alpha"') + "[boards.registers]\nfirst = 1\n"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match="a board of model alpha has none"):
        load_terminal(file)
