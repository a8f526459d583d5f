"""Every legal frame, whoever made it, becomes an object that gives the same bytes again.

The frames are packed here, field by field from the maker's table, without any of the project's code.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.errors import DisplayError
from display.protocols import model_of

MODELS = ("onbon-bx5k", "onbon-bx6k")
BYTE, WORD = st.integers(0, 0xFF), st.integers(0, 0xFFFF)
PIECES = st.sampled_from(
    [
        *("关于", "惠农", "·", "—", "2026", "a", " ", "{}", "'", "Z[", "ァΑ", "\u3000"),
        *("镕", "喆", "誠", "〇", "\\n", "\\C1", "\\C3", "\\FO000", "\\", "\\x5c", "\\F", "\\C "),
    ]
).map(lambda text: text.encode("gbk"))
TEXT = st.lists(PIECES | st.binary(max_size=3), max_size=12).map(b"".join)


def crc(data: bytes) -> int:
    """CRC-16/ARC bit by bit: polynomial 8005 reflected, start 0."""
    register = 0
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = register >> 1 ^ (0xA001 if register & 1 else 0)
    return register


def wire(head: bytes, data: bytes, checked: bool = True) -> bytes:
    body = head + len(data).to_bytes(2, "little") + data
    body += (crc(body) if checked else 0xFFFF).to_bytes(2, "little")
    body = body.replace(b"\xa6", b"\xa6\x01").replace(b"\xa5", b"\xa6\x02")  # first what begins an escape
    body = body.replace(b"\x5b", b"\x5b\x01").replace(b"\x5a", b"\x5b\x02")
    return b"\xa5" * 8 + body + b"\x5a"


def le(value: int, size: int) -> bytes:
    return value.to_bytes(size, "little")


@st.composite
def sounds(draw: st.DrawFn) -> bytes:
    mode = draw(st.sampled_from([0, 0, 1, 2, 3, 255]))
    if mode not in (1, 2):
        return bytes([mode])
    voice = bytes([mode, draw(BYTE), draw(BYTE), draw(BYTE)])
    if mode == 1:
        return voice
    text = draw(TEXT)
    return voice + le(len(text), 4) + text


@st.composite
def areas(draw: st.DrawFn) -> bytes:
    text, extension = draw(TEXT), draw(st.binary(max_size=4))
    area = b"\0" + b"".join(le(draw(WORD), 2) for _ in range(4)) + bytes(draw(st.tuples(BYTE, BYTE, BYTE)))
    area += le(draw(WORD), 2) + draw(sounds()) + bytes([len(extension)]) + extension
    area += bytes(draw(st.tuples(*[BYTE] * 7))) + le(len(text), 4) + text
    return le(len(area), 2) + area


@st.composite
def commands(draw: st.DrawFn) -> bytes:
    r = bytes([draw(st.sampled_from([1, 1, 2, 0, 255])), draw(BYTE), draw(BYTE)])
    ids, shown = draw(st.binary(max_size=4)), draw(st.lists(areas(), max_size=3))
    return draw(
        st.sampled_from(
            [
                b"\xa2\x00" + r,
                b"\xa1\x02" + r,
                b"\xa3\x10" + r,
                b"\xa3\x00" + r + bytes([draw(st.sampled_from([1, 2, 0, 3, 255]))]),
                b"\xa2\x03" + r + draw(st.binary(min_size=8, max_size=8)),
                b"\xa3\x06" + r + bytes([len(ids)]) + ids + bytes([len(shown)]) + b"".join(shown),
                b"\xa0" + bytes([draw(st.integers(0, 1))]) + r + draw(st.binary(max_size=20)),
            ]
        )
    )


@st.composite
def frames(draw: st.DrawFn) -> bytes:
    to = draw(st.sampled_from([1, 0, 0xFFFE, 0xFFFF, 0x8000, 0x5AA5]) | WORD)
    rest = draw(st.just(bytes.fromhex("0000000000 00fe02")) | st.binary(min_size=8, max_size=8))
    source = draw(st.just(0x8000) | WORD)
    return wire(le(to, 2) + le(source, 2) + rest, draw(commands()), draw(st.sampled_from([True, True, False])))


@pytest.mark.parametrize("model", MODELS)
@given(frame=frames())
def test_any_legal_frame_comes_back_byte_for_byte(model: str, frame: bytes) -> None:
    translator = model_of(model).json
    found = translator.decoded(frame)
    assert [again.hex() for again in translator.frames(json.dumps(found, ensure_ascii=False).encode())] == [frame.hex()]
    assert translator.decoded(frame) == found


@pytest.mark.parametrize("model", MODELS)
@given(size=st.integers(880, 2000))
def test_a_long_frame_of_another_sender_stays_one_frame(model: str, size: int) -> None:
    text = b"Z" * size
    area = bytes.fromhex("00 0000 0000 0800 1000 00 00 00 0500 00 00 00 01 01 03 00 04 04") + le(size, 4) + text
    frame = wire(bytes.fromhex("01000080000000000000fe02"), b"\xa3\x06\x01\0\0\0\x01" + le(len(area), 2) + area)
    translator = model_of(model).json
    found: dict[str, Any] = translator.decoded(frame)
    assert found["text"] == "Z" * size
    assert translator.frames(json.dumps(found).encode()) == [frame]


@given(st.binary(max_size=120))
def test_any_data_in_a_right_envelope_is_an_object_or_our_error(data: bytes) -> None:
    frame = wire(bytes.fromhex("01000080000000000000fe02"), data)
    translator = model_of("onbon-bx5k").json
    try:
        found = translator.decoded(frame)
    except DisplayError:
        return
    assert translator.frames(json.dumps(found).encode()) == [frame]


def decoded(payload_hex: str, model: str = "onbon-bx5k") -> dict[str, Any]:
    frame = wire(bytes.fromhex("01000080000000000000fe02"), bytes.fromhex(payload_hex))
    return model_of(model).json.decoded(frame)


def test_the_checksum_of_this_file_is_the_catalogue_s() -> None:
    assert crc(b"123456789") == 0xBB3D


def test_several_areas_and_a_delete_list_are_told_in_one_object() -> None:
    first = "1d00 00 0000 0000 0800 1000 00 00 02 7800 00 00 08 01 01 03 00 04 04 02000000 b9ab"
    second = "1d00 00 0400 0000 0400 1000 01 00 00 0500 00 00 00 01 01 01 00 04 04 02000000 bfaa"
    found = decoded(f"a306010000 02 0709 02 {first} {second}")
    assert list(found["delete"]) == [7, 9]
    assert [area["text"] for area in found["areas"]] == ["公", "开"]
    assert found["areas"][0]["native"]["run_mode"] == 2
    assert found["areas"][0]["native"]["timeout"] == 120
    assert found["areas"][1]["area"] == {"id": 1, "x": 32, "y": 0, "w": 32, "h": 16}


def test_speech_of_both_kinds_is_told_as_text() -> None:
    style = "00 01 01 03 00 04 04 02000000 b9ab"
    place = "00 0000 0000 0800 1000 00 00 00 0500"
    aloud = decoded(f"a306010000 00 01 2000 {place} 01 31 07 05 00 {style}")
    assert aloud["native"]["sound"] == {"mode": 1, "person": 1, "repeat": 3, "volume": 7, "speed": 5}
    other = decoded(f"a306010000 00 01 2600 {place} 02 31 07 05 02000000 bfaa 00 {style}")
    assert other["native"]["sound"] == {"mode": 2, "person": 1, "repeat": 3, "volume": 7, "speed": 5, "text": "开"}


def test_pixels_in_a_field_of_eights_are_told() -> None:
    found = decoded("a306010000 00 01 1b00 00 0380 0000 2180 1000 00 00 00 0500 00 00 00 01 01 03 00 04 04 00000000")
    assert found["area"] == {"id": 0, "x": 3, "y": 0, "w": 33, "h": 16}
    assert (found["native"]["x_pixels"], found["native"]["w_pixels"]) == (True, True)


def test_the_card_s_escapes_and_bytes_without_a_character_are_readable() -> None:
    text = rb"\C1A\nB\FO000\ " + b"\xff\xb9\xab\x80"
    area = bytes.fromhex("00 0000 0000 0800 1000 00 00 00 0500 00 00 00 01 01 03 00 04 04") + le(len(text), 4) + text
    found = decoded((b"\xa3\x06\x01\0\0\0\x01" + le(len(area), 2) + area).hex())
    assert found["text"] == "\\C1A\nB\\FO000\\x5c \\xff公\\x80"


def test_a_clock_that_is_no_date_shows_its_digits() -> None:
    none = decoded("a203010000 26201345 996a61 09")
    assert none["native"] == {"bcd": "2026-13-45T99:6a:61", "weekday": 9}
    assert "time" not in none
    odd = decoded("a203010000 26201122 090507 09")
    assert (odd["time"], odd["native"]) == ("2026-11-22T09:05:07", {"weekday": 9})


def test_an_answer_with_a_payload_is_told_and_can_be_said_again() -> None:
    assert decoded("a000000000 0102ff") == {
        "answer": "ack",
        "from": 0x8000,
        "to": 1,
        "error": "no error",
        "payload": "0102ff",
    }
    assert decoded("a001 2f 0000")["error"] == "error 2f"
