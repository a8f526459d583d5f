"""Modbus frames of text boards against printed examples and against pymodbus; refusals by name."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymodbus.framer import FramerRTU
from pymodbus.pdu import DecodePDU, ExceptionResponse
from pymodbus.pdu.bit_message import WriteSingleCoilRequest
from pymodbus.pdu.register_message import (
    ReadHoldingRegistersRequest,
    ReadHoldingRegistersResponse,
    WriteMultipleRegistersRequest,
    WriteMultipleRegistersResponse,
    WriteSingleRegisterRequest,
)

from content.led_line import LedStyle
from display.board import Board
from display.compose import compose
from display.errors import DisplayError, ProtocolError, TextRefused
from display.protocols import protocol_for
from display.protocols.modbus_text_codec import answer_bytes, request_bytes
from display.protocols.modbus_text_frame import next_frame
from display.protocols.modbus_text_json import ModbusTextJson

GOLDEN = Path(__file__).parents[1] / "golden" / "display" / "modbus_text" / "frames.json"
FRAMES: list[dict[str, Any]] = json.loads(GOLDEN.read_text(encoding="utf-8"))
REQUESTS = [golden for golden in FRAMES if "do" in golden["object"]]
WIRE = ModbusTextJson()
PYMODBUS = FramerRTU(DecodePDU(is_server=False))

words = st.integers(0, 0xFFFF)
addresses = st.integers(0, 255)


def frames_for(**wanted: object) -> list[bytes]:
    return WIRE.frames(json.dumps(wanted).encode())


def again(frame: bytes) -> list[bytes]:
    return WIRE.frames(json.dumps(WIRE.decoded(frame)).encode())


def crc(data: bytes) -> bytes:
    """CRC-16/MODBUS bit by bit, as appendix B of the serial line specification describes it."""
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ 0xA001 if value & 1 else value >> 1
    return struct.pack("<H", value)


def packed(form: str, *values: int) -> bytes:
    body = struct.pack(">" + form, *values)
    return body + crc(body)


@pytest.mark.parametrize("golden", REQUESTS, ids=lambda golden: golden["name"])
def test_an_object_gives_the_printed_bytes(golden: dict[str, Any]) -> None:
    assert [frame.hex() for frame in frames_for(**golden["object"])] == [golden["hex"]]


@pytest.mark.parametrize("golden", FRAMES, ids=lambda golden: golden["name"])
def test_the_printed_bytes_give_the_object(golden: dict[str, Any]) -> None:
    assert WIRE.decoded(bytes.fromhex(golden["hex"])) == golden["object"]


@pytest.mark.parametrize("golden", FRAMES, ids=lambda golden: golden["name"])
def test_every_frame_says_where_it_comes_from(golden: dict[str, Any]) -> None:
    assert golden["source"].startswith(("simplymodbus.ca", "assembled by hand"))


def test_the_test_s_own_checksum_is_the_catalogue_s() -> None:
    assert crc(b"123456789") == bytes.fromhex("374b")  # the check value that catalogues give: 4B37, low byte first


MAPS = [  # text object, registers on the wire; 公 is B9AB, 示 is CABE in GB2312 and GBK, 镕 is E946 in GBK alone
    ({"text": "公示"}, "0000 0002 04 b9ab cabe"),
    ({"text": "A公"}, "0000 0002 04 41b9 ab00"),
    ({"text": "A公", "native": {"byte_order": "low"}}, "0000 0002 04 b941 00ab"),
    ({"text": "A公", "native": {"padding": "space"}}, "0000 0002 04 41b9 ab20"),
    ({"text": "公", "native": {"count": 3, "padding": "space"}}, "0000 0003 06 b9ab 2020 2020"),
    ({"text": "公", "native": {"count": 3, "first": 4096}}, "1000 0003 06 b9ab 0000 0000"),
    ({"text": "镕", "charset": "gbk"}, "0000 0001 02 e946"),
    ({"text": "·—", "charset": "gb2312"}, "0000 0002 04 a1a4 a1aa"),
]


@pytest.mark.parametrize(("wanted", "registers"), MAPS)
def test_a_map_says_where_each_byte_goes(wanted: dict[str, Any], registers: str) -> None:
    body = bytes.fromhex("0110" + registers)
    assert frames_for(do="text", **wanted) == [body + crc(body)]


def test_function_6_writes_register_by_register() -> None:
    frames = frames_for(do="text", text="公示", native={"first": 7, "count": 3, "function": 6})
    assert frames == [packed("BBHH", 1, 6, 7, 0xB9AB), packed("BBHH", 1, 6, 8, 0xCABE), packed("BBHH", 1, 6, 9, 0)]


def test_more_than_123_registers_go_out_in_several_frames() -> None:
    frames = frames_for(do="text", text="公示" * 150)
    assert [struct.unpack(">HH", frame[2:6]) for frame in frames] == [(0, 123), (123, 123), (246, 54)]
    assert [len(frame) for frame in frames] == [255, 255, 117]
    assert "".join(str(WIRE.decoded(frame)["text"]) for frame in frames) == "公示" * 150
    cleared = frames_for(do="clear", native={"first": 10, "count": 200})
    assert [struct.unpack(">HH", frame[2:6]) for frame in cleared] == [(10, 123), (133, 77)]


def test_a_long_text_is_cut_between_two_characters_where_it_can() -> None:
    # 244 bytes of whole characters, then a four-byte one across the limit of 246: the first frame takes 122 registers
    text = "公" * 122 + "㐀" + "示"
    frames = frames_for(do="text", text=text)
    assert [struct.unpack(">HH", frame[2:6]) for frame in frames] == [(0, 122), (122, 3)]
    assert [WIRE.decoded(frame)["text"] for frame in frames] == ["公" * 122, "㐀示"]


@given(addresses, words, st.lists(words, min_size=1, max_size=123))
def test_any_registers_come_back_to_the_same_bytes(address: int, first: int, values: list[int]) -> None:
    frame = packed(f"BBHHB{len(values)}H", address, 16, first, len(values), 2 * len(values), *values)
    assert again(frame) == [frame]


@given(addresses, words, st.text("公示镕㐀·2026 a\u3000\r\n", max_size=60), st.integers(0, 20))
def test_any_text_is_told_as_text(address: int, first: int, text: str, spare: int) -> None:
    data = text.encode("gb18030")
    data += bytes(len(data) % 2 + 2 * spare)
    if not data:
        return
    frame = packed(f"BBHHB{len(data)}B", address, 16, first, len(data) // 2, len(data), *data)
    found = WIRE.decoded(frame)
    assert found.get("text", "") == text
    assert again(frame) == [frame]


@given(addresses, words, words, st.booleans(), st.integers(1, 125))
def test_any_other_request_comes_back_to_the_same_bytes(
    address: int, register: int, value: int, on: bool, count: int
) -> None:
    for frame in (
        packed("BBHH", address, 6, register, value),
        packed("BBHH", address, 5, register, 0xFF00 if on else 0),
        packed("BBHH", address, 3, register, count),
    ):
        assert again(frame) == [frame]


@given(st.integers(1, 247), words, st.lists(words, min_size=1, max_size=123), st.booleans())
def test_pymodbus_makes_the_same_frames(address: int, first: int, values: list[int], on: bool) -> None:
    same = {
        WriteMultipleRegistersRequest(address=first, registers=values, dev_id=address): {
            "do": "write",
            "native": {"first": first, "values": values},
        },
        WriteSingleRegisterRequest(address=first, registers=values[:1], dev_id=address): {
            "do": "write",
            "native": {"first": first, "values": values[:1], "function": 6},
        },
        WriteSingleCoilRequest(address=first, bits=[on], dev_id=address): {
            "do": "power",
            "on": on,
            "native": {"coil": first},
        },
        ReadHoldingRegistersRequest(address=first, count=len(values), dev_id=address): {
            "do": "status",
            "native": {"first": first, "count": len(values)},
        },
    }
    for theirs, ours in same.items():
        assert frames_for(address=address, **ours) == [PYMODBUS.buildFrame(theirs)]


@given(st.integers(1, 247), words, st.lists(words, min_size=1, max_size=123), st.sampled_from([1, 2, 3, 4, 6]))
def test_pymodbus_answers_are_read(address: int, first: int, values: list[int], code: int) -> None:
    written = PYMODBUS.buildFrame(WriteMultipleRegistersResponse(address=first, count=len(values), dev_id=address))
    assert WIRE.decoded(written) == {"answer": "ack", "from": address, "first": first, "count": len(values)}
    read = PYMODBUS.buildFrame(ReadHoldingRegistersResponse(registers=values, dev_id=address))
    assert WIRE.decoded(read) == {"answer": "values", "from": address, "values": values}
    refused = WIRE.decoded(PYMODBUS.buildFrame(ExceptionResponse(16, code, device_id=address)))
    assert (refused["answer"], refused["function"]) == ("nak", 16)
    assert str(refused["error"]).startswith(("illegal", "server"))


@given(st.binary(max_size=40) | st.binary(min_size=2, max_size=40).map(lambda body: body + crc(body)))
def test_any_bytes_are_an_object_or_our_error(data: bytes) -> None:
    try:
        found = WIRE.decoded(data)
    except DisplayError:
        return
    if "do" in found:
        assert WIRE.frames(json.dumps(found).encode()) == [data]


@given(st.binary(max_size=30), st.sampled_from(["1110000100021298", "110306ae415652434049ad", "0a8102b053"]))
def test_an_answer_is_found_after_any_noise(noise: bytes, answer: str) -> None:
    stream, found = noise + bytes.fromhex(answer), []
    while stream:
        frame, used = next_frame(stream, answer_bytes)
        stream = stream[used:]
        if frame is None:
            break
        found.append(frame.hex())
    assert found[-1] == answer


def test_half_a_frame_waits_for_the_rest() -> None:
    frame = bytes.fromhex("11100001000204000a0102c6f0")
    for length in range(len(frame)):
        assert next_frame(frame[:length], request_bytes) == (None, 0)
    assert next_frame(b"\xff\xff" + frame + b"\x11", request_bytes) == (frame, 15)


def test_what_would_be_longer_than_a_frame_may_be_begins_none() -> None:
    begin = bytes.fromhex("01 10 0000 007f fe")  # 254 bytes of registers would make 263
    assert next_frame(begin + b"\x80" * 300, request_bytes) == (None, 306)  # the last byte may begin one


WRONG_BYTES = [
    (b"", "0 bytes, a Modbus RTU frame has 4 to 256"),
    (bytes(300), "300 bytes"),
    (bytes.fromhex("1103006b00037688"), "checksum 76 88, expected 76 87"),
    (packed("BBHH", 1, 0, 0, 1), "function 00, which Modbus does not have"),
    (packed("BBB", 1, 6, 0), "1 bytes of data, function 06 has 4"),
    (packed("BBHH", 1, 5, 0, 1), "coil value 0001"),
    (packed("BBHH", 1, 3, 0, 126), "126 registers, 1 to 125 are read"),
    (packed("BBHH", 1, 3, 0, 0), "0 registers"),
    (packed("BBB", 1, 16, 0), "1 bytes of data, function 10"),
    (packed("BBHH", 1, 16, 0, 124), "124 registers, 1 to 123 are written"),
    (packed("BBHHBH", 1, 16, 0, 2, 2, 7), "1 values, the frame says 2"),
    (packed("BBHHBH", 1, 16, 0, 1, 4, 7), "2 bytes of registers, the byte count says 4"),
    (packed("BBBBB", 1, 3, 1, 0, 0), "2 bytes of registers, the byte count says 1"),
    (packed("BBBB", 1, 0x90, 2, 0), "refusal 90 02 00"),
    (packed("BBB", 1, 0x80, 2), "refusal 80 02"),
]


@pytest.mark.parametrize(("frame", "message"), WRONG_BYTES)
def test_what_is_wrong_with_a_frame_is_said(frame: bytes, message: str) -> None:
    with pytest.raises(ProtocolError, match=message):
        WIRE.decoded(frame)


WRONG_OBJECTS = [
    ('{"do":"text"}', "missing required field `text`"),
    ('{"do":"text","text":""}', "text"),
    ('{"do":"text","text":"公","charset":"utf-8"}', "charset"),
    ('{"do":"text","text":"镕","charset":"gb2312"}', "character 1, 「镕」 U\\+9555, is not in gb2312"),
    ('{"do":"text","text":"王㐀","charset":"gbk"}', "character 2, 「㐀」 U\\+3400, is not in gbk"),
    ('{"do":"text","text":"a\\u0000"}', "character 2, U\\+0000, is a control"),
    ('{"do":"text","text":"公示","native":{"count":1}}', "takes 2 registers, the board has 1"),
    ('{"do":"text","text":"公","native":{"function":15}}', "function"),
    ('{"do":"text","text":"公","native":{"byte_order":"big"}}', "byte_order"),
    ('{"do":"text","text":"公","native":{"register":1}}', "unknown field `register`"),
    ('{"do":"text","text":"公","address":256}', "address"),
    ('{"do":"clear","native":{"first":65000,"count":1000}}', "last register is 65535"),
    ('{"do":"write","native":{"first":65535,"values":[1,2],"function":6}}', "does not fit"),
    ('{"do":"write","native":{"first":1,"values":[]}}', "values"),
    ('{"do":"write","native":{"first":1,"values":[65536]}}', "values"),
    ('{"do":"power","on":true}', "missing required field `native`"),
    ('{"do":"status","native":{"count":126}}', "count"),
    ('{"do":"brightness","percent":50}', "brightness: its register is in the sign's manual"),
    ('{"do":"jump"}', "jump: expected one of text, clear, write, power, status, ping"),
    ('["text"]', "object"),
    ("[" * 5000, "not JSON"),
]


@pytest.mark.parametrize(("line", "message"), WRONG_OBJECTS)
def test_what_is_wrong_with_an_object_is_named(line: str, message: str) -> None:
    with pytest.raises(DisplayError, match=message):
        WIRE.frames(line.encode())


RARE = [  # a character of GB18030 that GBK lacks, and its bytes there: GB 18030-2005 tables, as ICU has them
    ("䶮", "fe9f"),
    ("㐀", "8139ee39"),
    ("𠮷", "9534b235"),
]


@pytest.mark.parametrize(("character", "code"), RARE)
def test_a_rare_name_goes_out_in_gb18030_and_comes_back(character: str, code: str) -> None:
    (frame,) = WIRE.frames(json.dumps({"do": "text", "text": "王" + character}).encode())
    data = bytes.fromhex("cdf5" + code)  # 王 is CDF5
    head = bytes.fromhex(f"01 10 0000 {len(data) // 2:04x} {len(data):02x}")
    assert frame[:-2] == head + data
    assert WIRE.decoded(frame)["text"] == "王" + character


@pytest.mark.parametrize(("character", "code"), RARE)
def test_a_rare_name_is_not_sent_to_a_sign_whose_font_is_not_known_to_have_it(character: str, code: str) -> None:
    """The registers could carry it; a board's charset says what its font draws, and that is gbk at most."""
    board = Board(id="a", model="modbus-text", width_px=96, height_px=16, charset="gbk")
    with pytest.raises(TextRefused, match=f"character 2, 「{character}」 .* is not in the board's font"):
        compose("王" + character, LedStyle.SCROLL_LEFT, board, protocol_for("modbus-text").capabilities)
