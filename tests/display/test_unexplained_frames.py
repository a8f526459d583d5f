"""Frames that are whole and right, and that no public source explains: decode tells them, frames gives them back.

Every frame is put together here from the makers' tables, with sums of the test's own, so that none of it is the
encoder's own opinion.
"""

from __future__ import annotations

import json
import struct
from functools import reduce

import pytest

from display.errors import DisplayError, ProtocolError
from display.protocols import model_of


def crc(data: bytes, start: int) -> bytes:
    """CRC-16 with the polynomial A001, bit by bit: ARC from 0, Modbus from FFFF."""
    found = start
    for byte in data:
        found ^= byte
        for _ in range(8):
            found = found >> 1 ^ 0xA001 if found & 1 else found >> 1
    return struct.pack("<H", found)


def escaped(plain: bytes) -> bytes:
    pairs = {0xA5: b"\xa6\x02", 0xA6: b"\xa6\x01", 0x5A: b"\x5b\x02", 0x5B: b"\x5b\x01"}
    return b"".join(pairs.get(byte, bytes([byte])) for byte in plain)


def onbon(data: str, reserved: str = "000000") -> bytes:
    text = bytes.fromhex(data)
    head = bytes.fromhex(f"0100 0080 {reserved} 0000 00 FE 02") + struct.pack("<H", len(text)) + text
    return b"\xa5" * 8 + escaped(head + crc(head, 0)) + b"\x5a"


def bx6(data: str) -> bytes:
    body = bytes.fromhex(data)
    head = bytes.fromhex("0100 0080 07 00 FEFF 00 00 0000 9001 96 00 000000000000")
    head += struct.pack("<H", len(body)) + crc(body, 0) + b"\0"
    return b"\xa5" * 8 + escaped(head + bytes([reduce(int.__xor__, head)]) + body) + b"\x5a"


def bx6_area(data: str) -> bytes:
    body = bytes.fromhex(data)
    head = bytes.fromhex("0100 0080 F0 00 FEFF 00000000") + struct.pack("<I", len(body)) + body
    return b"\xa5" * 8 + escaped(head + crc(head, 0)) + b"\x5a"


def jetfile(head: str, arg: str = "", data: str = "", direction: str = "A7") -> bytes:
    """head: source group unit serial main sub, then the flag."""
    front, flag = bytes.fromhex(head)[:-1], bytes.fromhex(head)[-1:]
    inside = front + bytes([len(bytes.fromhex(arg)) // 4]) + flag + bytes.fromhex(arg) + bytes.fromhex(data)
    rest = struct.pack("<H", len(bytes.fromhex(data))) + inside
    return bytes.fromhex("55" + direction) + struct.pack("<H", sum(rest) & 0xFFFF) + rest


def alpha(packet: bytes) -> bytes:
    summed = b"\x02" + packet + b"\x03"
    return bytes(5) + b"\x01Z00" + summed + b"%04X" % sum(summed) + b"\x04"


def am03127(data: bytes) -> bytes:
    return b"<ID01>" + data + b"%02X<E>" % reduce(int.__xor__, data)


def cpower(after_card: str, kind: str = "68") -> bytes:
    """after_card: code, flag and what follows."""
    inside = bytes.fromhex(kind + "32 01" + after_card)
    inside += struct.pack("<H", sum(inside) & 0xFFFF)
    pairs = {0xA5: b"\xaa\x05", 0xAE: b"\xaa\x0e", 0xAA: b"\xaa\x0a"}
    return b"\xa5" + b"".join(pairs.get(byte, bytes([byte])) for byte in inside) + b"\xae"


def hanover(fields: bytes) -> bytes:
    inside = fields + b"\x03"
    return b"\x02" + inside + b"%02X" % (-sum(inside) & 0xFF)


def modbus(data: str) -> bytes:
    frame = bytes.fromhex(data)
    return frame + crc(frame, 0xFFFF)


FRAMES = [
    # a number that no public source explains, and a known one that is not of its published length
    ("onbon-bx5k", onbon("A1 05 01 00 00 50303030"), {"group": 0xA1, "code": 5, "data": "50303030"}),
    ("onbon-bx6k", onbon("A7 01 01 00 00"), {"group": 0xA7, "code": 1, "data": ""}),
    ("onbon-bx5k", onbon("A2 00 01 05 06 5A"), {"r0": 5, "r1": 6, "group": 0xA2, "code": 0, "data": "5a"}),
    ("onbon-bx6k", onbon("A3 00 01 00 00"), {"group": 0xA3, "code": 0, "data": ""}),
    ("onbon-bx6", bx6("01 B0 01 0200 A55A"), {"group": 0xB0, "code": 1, "data": "a55a"}),
    ("onbon-bx6", bx6("01 A2 05 0000"), {"group": 0xA2, "code": 5, "data": ""}),
    ("onbon-bx6", bx6("01 A2 07 0200 0007"), {"group": 0xA2, "code": 7, "data": "0007"}),
    ("onbon-bx6", bx6_area("01 A7 09 0100 FF"), {"group": 0xA7, "code": 9, "data": "ff"}),
    (
        "jetfile2",
        jetfile("0000 00 01 0000 0B01 00", "01020304", "78"),
        {"code": "0b01", "arg": "01020304", "data": "78"},
    ),
    ("jetfile2", jetfile("0000 00 01 0000 0301 00", "01020304"), {"code": "0301", "arg": "01020304"}),
    ("jetfile2", jetfile("0000 00 01 0000 0502 00", "2620133209050114"), {"code": "0502", "arg": "2620133209050114"}),
    ("jetfile2", jetfile("0000 00 01 0000 0706 00", "453A5C545C414243"), {"code": "0706", "arg": "453a5c545c414243"}),
    ("cpower1200", cpower("7B 01 0300 00 00 0F 01 AE"), {"cc": 15, "data": "01ae"}),
    ("cpower1200", cpower("7B 01 0200 00 00 06 00"), {"cc": 6, "data": "00"}),
    ("cpower1200", cpower("7B 01 0400 00 00 07 02 0304"), {"cc": 7, "data": "020304"}),
    ("cpower1200", cpower("30 01 00"), {"code": 0x30, "data": "00"}),
    ("cpower1200", cpower("47 01 00 3C000000010100"), {"code": 0x47, "data": "003c000000010100"}),
    ("hanover", hanover(b"29AB"), {"command": "2", "digits": "AB"}),
    ("hanover", hanover(b"390"), {"command": "3", "digits": "0"}),
    ("modbus-text", modbus("01 04 0000 0001"), {"function": 4, "data": "00000001"}),
    ("modbus-text", modbus("01 2B 0E 01 00"), {"function": 0x2B, "data": "0e0100"}),
]


@pytest.mark.parametrize(("name", "frame", "native"), FRAMES)
def test_a_command_that_nobody_explains_is_told_as_its_numbers(
    name: str, frame: bytes, native: dict[str, object]
) -> None:
    wire = model_of(name).json
    found = wire.decoded(frame)
    assert (found["do"], found["native"]) == ("command", native)
    assert wire.frames(json.dumps(found).encode()) == [frame]


TEXTS = [
    (am03127(b"<DT*>"), {"do": "command", "address": 1, "text": "{lt}DT*{gt}"}),
    (am03127(b"hello <x>\xb9\xab"), {"do": "command", "address": 1, "text": "hello {lt}x{gt}{byte:B9}{byte:AB}"}),
    (am03127(b"<L1><PA>no effects"), {"do": "command", "address": 1, "text": "{lt}L1{gt}{lt}PA{gt}no effects"}),
]


@pytest.mark.parametrize(("frame", "found"), TEXTS)
def test_data_that_an_am03127_document_does_not_define_are_told_as_text(frame: bytes, found: dict[str, object]) -> None:
    wire = model_of("am03127").json
    assert wire.decoded(frame) == found
    assert wire.frames(json.dumps(found).encode()) == [frame]


SPECIALS = [
    (b"E 2500", " ", "2500"),
    (b"E$AAU", "$", "AAU"),
    (b'E"', '"', ""),
    (b"E.ZZ", ".", "ZZ"),
    (b"E=1", "=", "1"),
]


@pytest.mark.parametrize(("packet", "function", "text"), SPECIALS)
def test_an_alpha_function_whose_data_are_not_of_its_form_is_told_as_it_is(
    packet: bytes, function: str, text: str
) -> None:
    wire = model_of("alpha").json
    found = wire.decoded(alpha(packet))
    told = {"function": function}
    assert found == {"do": "special", "address": 0} | ({"text": text} if text else {}) | {"native": told}
    assert wire.frames(json.dumps(found).encode()) == [alpha(packet)]


def test_an_alpha_function_that_has_a_verb_is_refused_as_a_bare_one() -> None:
    with pytest.raises(ProtocolError, match="has a verb of its own"):
        model_of("alpha").json.frames(b'{"do":"special","text":"0905","native":{"function":" "}}')


ACK = {"answer": "ack", "status": "9000", "command": "0209", "serial": 0x1234, "group": 0, "unit": 1}
DATA = {"answer": "data", "serial": 7, "group": 0, "unit": 1}

ANSWERS = [
    ("jetfile2", jetfile("0000 00 01 3412 0209 01", "00900000", direction="A8"), ACK),
    ("jetfile2", jetfile("0000 00 01 3412 0209 01", "00900100", direction="A8"), ACK | {"arg": "00900100"}),
    ("jetfile2", jetfile("0000 00 01 3412 0209 01", "", "0090", direction="A8"), ACK | {"arg": "", "data": "0090"}),
    (
        "jetfile2",
        jetfile("0100 00 01 0700 0405 00", "", "0201" + "00" * 12 + "0901", direction="A8"),
        DATA
        | {"command": "0405", "source": 1, "control": "off, dark", "driver": "off", "more": "00" * 12 + "0901"},
    ),
    (
        "jetfile2",
        jetfile("0000 00 01 0700 0405 00", "", "0907" + "00" * 14, direction="A8"),
        DATA | {"command": "0405", "control": "state 9", "driver": "state 7"},
    ),
    (
        "jetfile2",
        jetfile("0000 00 01 0700 0501 00", "2620139909050114", direction="A8"),  # month 13
        DATA | {"command": "0501", "arg": "2620139909050114"},
    ),
    ("jetfile2", jetfile("0000 00 01 0700 0B07 02", "", "41", direction="A8"), DATA | {"command": "0b07", "flag": 2, "data": "41"}),
    ("jetfile2", bytes.fromhex("55A6 0300 414243"), {"answer": "data", "format": 1, "data": "414243"}),
    ("jetfile2", bytes.fromhex("0290"), {"answer": "nak", "status": "9002", "error": "sum wrong", "format": 1}),
    ("modbus-text", modbus("11 10 0001 0002"), {"answer": "ack", "from": 17, "first": 1, "count": 2}),
    ("modbus-text", modbus("11 03 04 B9AB CABE"), {"answer": "values", "from": 17, "values": [0xB9AB, 0xCABE]}),
    ("modbus-text", modbus("01 90 06"), {"answer": "nak", "from": 1, "function": 16, "error": "server device busy"}),
    ("modbus-text", modbus("01 83 99"), {"answer": "nak", "from": 1, "function": 3, "error": "exception 99"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "frame", "found"), ANSWERS)
def test_an_answer_comes_back_byte_for_byte(name: str, frame: bytes, found: dict[str, object]) -> None:
    wire = model_of(name).json
    assert wire.decoded(frame) == found
    assert wire.frames(json.dumps(found).encode()) == [frame]


@pytest.mark.parametrize("frame", ["55a6", "55a600", "55a6010041ff", "55a6020041"])
def test_a_jetfile_answer_of_another_length_than_it_says_is_none(frame: str) -> None:
    with pytest.raises(ProtocolError, match="begins with 55 a6"):
        model_of("jetfile2").json.decoded(bytes.fromhex(frame))


REFUSED = [
    ("jetfile2", {"answer": "ack", "command": "0209"}, "expected its status"),
    ("jetfile2", {"answer": "ack", "status": "9000"}, "missing required field `command`"),
    ("jetfile2", ACK | {"answer": "nak"}, "status 9000 means 'ok'"),
    ("jetfile2", ACK | {"error": "sum wrong"}, "status 9000 means 'ok'"),
    ("jetfile2", ACK | {"adress": 1}, "unknown field `adress`"),
    ("jetfile2", DATA | {"command": "0301", "ip": "1.2.3.256"}, "ip '1.2.3.256': expected four numbers"),
    ("jetfile2", DATA | {"command": "0405", "driver": "maybe"}, "driver 'maybe': expected on, off or a number"),
    ("jetfile2", DATA | {"command": "0501", "time": "2026-01-01T00:00:00Z"}, "without a zone"),
    ("jetfile2", DATA | {"command": "0501", "arg": "010203"}, "multiple of 4"),
    ("modbus-text", {"answer": "nak", "function": 3, "error": "tired"}, "error 'tired': expected `exception NN`"),
    ("modbus-text", {"answer": "nak", "function": 3, "error": "busy", "why": 1}, "unknown field `why`"),
    ("modbus-text", {"answer": "maybe"}, "Invalid value 'maybe'"),
    ("cpower1200", {"do": "command", "native": {"data": "00"}}, "expected either cc"),
    ("cpower1200", {"do": "command", "native": {"code": 123, "data": "00"}}, "expected either cc"),
    ("cpower1200", {"do": "command", "native": {"cc": 1, "data": "0"}}, "native data"),
    ("am03127", {"do": "command", "text": ""}, "text"),
    ("onbon-bx5k", {"do": "command", "native": {"group": 161}}, "missing required field `code`"),
    ("onbon-bx6", {"do": "command", "native": {"group": 161, "code": 128}}, "code"),
    ("hanover", {"do": "command", "native": {"command": "9", "digits": "0g"}}, "digits"),
]


@pytest.mark.parametrize(("name", "wanted", "message"), REFUSED)
def test_what_is_wrong_with_such_an_object_is_named(name: str, wanted: dict[str, object], message: str) -> None:
    with pytest.raises(DisplayError) as caught:
        model_of(name).json.frames(json.dumps(wanted).encode())
    assert message in str(caught.value)
