"""BX-6 objects: refusals by name, and every legal frame comes back byte for byte, packed here by hand."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.errors import DisplayError, ProtocolError
from display.protocols import model_of

TRANSLATOR = model_of("onbon-bx6").json
BYTE, WORD, LONG = st.integers(0, 0xFF), st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFFFF)


def crc(data: bytes) -> int:
    """CRC-16/ARC bit by bit: polynomial 8005 reflected, start 0."""
    register = 0
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = register >> 1 ^ (0xA001 if register & 1 else 0)
    return register


def le(value: int, size: int) -> bytes:
    return value.to_bytes(size, "little")


def framed(plain: bytes, ends: int = 1) -> bytes:
    plain = plain.replace(b"\xa6", b"\xa6\x01").replace(b"\xa5", b"\xa6\x02")  # first what begins an escape
    plain = plain.replace(b"\x5b", b"\x5b\x01").replace(b"\x5a", b"\x5b\x02")
    return b"\xa5" * 8 + plain + b"\x5a" * ends


def common(body: bytes, head: bytes = bytes.fromhex("0100 0080 07 00 feff 00 00 0000 9001"), ends: int = 1) -> bytes:
    """head: everything before the encryption byte."""
    header = head + b"\x96" + bytes(7) + le(len(body), 2) + le(crc(body), 2) + b"\0"
    return framed(sealed(header) + body, ends)


def sealed(header: bytes) -> bytes:
    last = 0
    for byte in header:
        last ^= byte
    return header + bytes([last])


def dynamic(body: bytes, head: bytes = bytes.fromhex("0100 0080 f0 00 feff 00000000"), ends: int = 1) -> bytes:
    plain = head + le(len(body), 4) + body
    return framed(plain + le(crc(plain), 2), ends)


@st.composite
def pages(draw: st.DrawFn, offset: int | None, length: int | None) -> bytes:
    page = le(26, 4) + bytes(draw(st.tuples(BYTE, BYTE, BYTE, BYTE))) + le(draw(WORD), 2) + bytes([draw(BYTE)])
    page += le(draw(WORD), 2) + draw(st.just(bytes(9)) | st.binary(min_size=9, max_size=9))
    page += le(draw(LONG) if offset is None else offset, 4)
    return page + le(draw(LONG) if length is None else length, 4)


@st.composite
def updates(draw: st.DrawFn) -> bytes:
    """Areas whose pages follow each other in the data, or lie anywhere."""
    in_order = draw(st.booleans())
    areas, data = b"", b""
    count = draw(st.integers(0, 3))
    for _ in range(count):
        width, height = draw(st.integers(0, 70)), draw(st.integers(0, 4))
        programs = draw(st.lists(WORD, max_size=3))
        info = bytes(draw(st.tuples(BYTE, BYTE))) + le(draw(WORD), 2) + bytes([draw(BYTE)]) + le(len(programs), 2)
        info += b"".join(le(program, 2) for program in programs) + bytes([draw(BYTE)])
        info += draw(st.just(bytes(4)) | st.binary(min_size=4, max_size=4))
        info += b"\x10" + le(draw(WORD), 2) + le(draw(WORD), 2) + le(width, 2) + le(height, 2)
        border = draw(st.booleans())
        if border:
            edge = draw(st.integers(0, 3))
            info += bytes([draw(st.integers(1, 255))]) + bytes(draw(st.tuples(BYTE, BYTE, BYTE, BYTE)))
            info += bytes([edge, draw(BYTE)]) + draw(st.binary(min_size=7, max_size=7))
            info += draw(st.binary(min_size=4 * edge, max_size=4 * edge))
        else:
            info += b"\0"
        info += draw(st.just(bytes(9)) | st.binary(min_size=9, max_size=9))
        number = draw(st.integers(0, 3))
        info += le(number, 2)
        for _ in range(number):
            dots = draw(st.binary(max_size=20) | st.just(b"\xff" * (-(-width // 32) * 4 * height)))
            info += draw(pages(len(data) if in_order else None, len(dots) if in_order else None))
            data += dots
        areas += le(len(info), 4) + info
    return le(count, 2) + areas + data


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    names = draw(st.lists(st.binary(min_size=4, max_size=4), max_size=3))
    ids = draw(st.binary(max_size=4))
    command, payload = draw(
        st.sampled_from(
            [
                (b"\xa2\x00", b""),
                (b"\xa2\x01", b""),
                (b"\xa2\x0f", b""),
                (b"\xa2\x02", draw(st.binary(min_size=8, max_size=8))),
                (b"\xa2\x05", bytes([draw(BYTE)])),
                (b"\xa2\x07", draw(st.binary(min_size=49, max_size=49))),
                (b"\xa2\x07", b"\0" + bytes([draw(BYTE)]) * 48),
                (b"\xa2\x0d", bytes(draw(st.tuples(BYTE, BYTE)))),
                (b"\xa1\x01", le(len(names), 2) + b"".join(names)),
                (b"\xa7\x01", b"\xff"),
                (b"\xa7\x01", bytes([len(ids)]) + ids),
                (b"\xa7\x00", draw(updates())),
            ]
        )
    )
    return bytes([draw(st.sampled_from([1, 1, 2, 0, 255]))]) + command + le(len(payload), 2) + payload


@st.composite
def answers(draw: st.DrawFn) -> bytes:
    kind = draw(st.sampled_from([b"\xa0\x00", b"\xa0\x01", b"\xa2\x80", b"\xa2\x8f", b"\xa1\x87"]))
    size = {b"\xa2\x80": 307, b"\xa2\x8f": 61}.get(kind, 0)
    payload = draw(st.binary(max_size=10) | st.binary(min_size=size, max_size=size))
    return bytes([draw(BYTE)]) + kind + le(draw(WORD), 2) + le(draw(WORD), 2) + le(len(payload), 2) + payload


@st.composite
def frames(draw: st.DrawFn) -> bytes:
    body, ends = draw(bodies() | answers()), draw(st.integers(1, 3))
    places = le(draw(st.just(1) | WORD), 2) + le(draw(st.just(0x8000) | WORD), 2)
    if draw(st.booleans()):
        head = places + b"\xf0" + draw(st.just(bytes.fromhex("00 feff 00000000")) | st.binary(min_size=7, max_size=7))
        return dynamic(body, head, ends)
    version = draw(st.just(7) | st.integers(0, 0xEF))
    rest = draw(st.just(bytes.fromhex("00 feff 00 00 0000 9001")) | st.binary(min_size=9, max_size=9))
    header = places + bytes([version]) + rest + b"\x96" + draw(st.just(bytes(7)) | st.binary(min_size=7, max_size=7))
    header += le(len(body), 2) + le(crc(body), 2) + bytes([draw(st.just(0) | BYTE)])
    return framed(sealed(header) + body, ends)


@given(frames())
def test_any_legal_frame_comes_back_byte_for_byte(frame: bytes) -> None:
    found = TRANSLATOR.decoded(frame)
    assert [again.hex() for again in TRANSLATOR.frames(json.dumps(found).encode())] == [frame.hex()]


@given(st.binary(max_size=120))
def test_any_bytes_are_an_object_or_our_error(data: bytes) -> None:
    for frame in (data, framed(data), common(data), dynamic(data), dynamic(b"\x01\xa7\x00" + le(len(data), 2) + data)):
        try:
            found = TRANSLATOR.decoded(frame)
        except DisplayError:
            continue
        assert TRANSLATOR.frames(json.dumps(found).encode()) == [frame]


@given(st.binary(max_size=80))
def test_any_object_line_gives_frames_or_our_error(line: bytes) -> None:
    with contextlib.suppress(DisplayError):
        TRANSLATOR.frames(line)


REFUSED = [
    ('{"do":"ping","adress":1}', "unknown field `adress`"),
    ('{"do":"ping","header":{"reserved":[0,0,0,0]}}', "unknown field `reserved` - at `\\$.header`"),
    ('{"do":"clear","header":{"sequence":1}}', "unknown field `sequence` - at `\\$.header`"),
    ('{"do":"brightness","native":{}}', "required field `level`"),
    ('{"do":"brightness"}', "required field `native`"),
    ('{"do":"brightness","native":{"levels":[1,2]}}', "levels"),
    ('{"do":"power"}', "required field `on`"),
    ('{"do":"lock","on":true,"native":{"locked":1}}', "native.locked"),
    ('{"do":"clock"}', "required field `time`"),
    ('{"do":"raster"}', "required field `rows`"),
    ('{"do":"raster","area":{"w":4,"h":2},"rows":["#..#","#."]}', "expected 2 of 4 dots each"),
    ('{"do":"raster","area":{"w":4,"h":2},"rows":["#..#","#.x."]}', "rows"),
    ('{"do":"raster","rows":[],"areas":[]}', "`rows` beside `areas`"),
    ('{"do":"raster","areas":[{"pages":[{}]}]}', "either `rows` or `data`"),
    ('{"do":"raster","areas":[{"pages":[{"data":"00"}]}],"data":"00"}', "`offset` and `length`"),
    ('{"do":"raster","areas":[{"pages":[{"data":"00","native":{"offset":0}}]}]}', "belong to an object with `data`"),
    ('{"do":"text","text":"a","area":{"w":0}}', "holds no text"),
    ('{"do":"text","text":"a\\u0007"}', "character 2, U\\+0007"),
    ('{"do":"text","text":"a","native":{"font":15}}', "font"),
    ('{"do":"delete","area":{"id":1},"delete":[2]}', "`area` beside `delete`"),
    ('{"do":"delete-programs","files":["P00"]}', "3 bytes, a name has four"),
    ('{"answer":"ping","told":{"width":1}}', "unknown field `width`"),
    ('{"answer":"ping","told":{"color":256}}', "field `color`"),
    ('{"answer":"ping","told":{"barcode":"00"}}', "field `barcode`"),
    ('{"answer":"ack","told":{"color":1}}', "its fields are not known"),
    ('{"answer":"perhaps"}', "answer 'perhaps'"),
    ('{"answer":"nak","error":"fine"}', "error 'fine'"),
    ("[", "not JSON"),
]


@pytest.mark.parametrize(("line", "message"), REFUSED)
def test_what_is_wrong_with_an_object_is_named(line: str, message: str) -> None:
    with pytest.raises(DisplayError, match=message):
        TRANSLATOR.frames(line.encode())


WRONG = [
    (common(b"\x01\xa2\x00\0\0")[1:], "begins with"),
    (common(b"\x01\xa2\x00\0\0")[:-1], "ends with 0 times 5a"),
    (common(b"\x01\xa2\x00\0\0") + b"\x5a" * 64, "ends with 65 times 5a"),
    (common(b"\x01\xa2\x00\1\0"), "0 bytes of data, the command says 1"),
    (common(b"\x01\xa2"), "a body of 2 bytes"),
    (dynamic(bytes.fromhex("01a7000200 0100")), "0 bytes are left|ends|area 1"),
    (framed(sealed(bytes.fromhex("01000080070000000000000090010100000000000000050000000000")[:27])), "encryption 01"),
]


@pytest.mark.parametrize(("frame", "message"), WRONG)
def test_what_is_wrong_with_a_frame_is_said(frame: bytes, message: str) -> None:
    with pytest.raises(ProtocolError, match=message):
        TRANSLATOR.decoded(frame)


def decoded(frame: bytes) -> dict[str, Any]:
    return json.loads(json.dumps(TRANSLATOR.decoded(frame)))  # type: ignore[no-any-return]


def test_the_answer_to_ping_is_told_field_by_field() -> None:
    payload = bytes.fromhex("6101") + b"20010101" + bytes.fromhex("01 0100 02 4000 1000 01 08 01") + bytes(286)
    told = decoded(common(b"\0\xa2\x80\0\0\0\0" + le(len(payload), 2) + payload))["told"]
    assert (told["controller_type"], told["firmware_version"]) == (0x0161, "20010101")
    assert (told["screen_width"], told["screen_height"], told["color"], told["on"]) == (64, 16, 1, 1)


def test_the_least_that_can_be_said_makes_a_frame_with_the_text_drawn() -> None:
    (frame,) = TRANSLATOR.frames(b'{"do":"text","text":"Notice"}')
    (area,) = decoded(frame)["areas"]
    (page,) = area["pages"]
    assert area["area"] == {"id": 0, "x": 0, "y": 0, "w": 64, "h": 16}
    assert [len(row) for row in page["rows"]] == [64] * 16
    assert sum(row.count("#") for row in page["rows"]) > 20
    assert not any("#" in row[48:] for row in page["rows"])  # six half cells of 8 dots


def test_a_scrolling_text_is_cut_into_pages_that_follow_each_other() -> None:
    (frame,) = TRANSLATOR.frames('{"do":"text","text":"公示公示公","area":{"w":64},"native":{"mode":4}}'.encode())
    first, second = decoded(frame)["areas"][0]["pages"]
    assert "valid" not in first["native"]
    assert second["native"]["valid"] == 16  # five cells of 16 dots on 64
    assert [row[:16] for row in first["rows"]] == [row[:16] for row in second["rows"]]  # both begin with 公


def test_one_page_may_be_said_in_short() -> None:
    short = {
        "do": "raster",
        "area": {"x": 8, "y": 1, "w": 4, "h": 2},
        "rows": ["#...", "...#"],
        "native": {"stay": 300, "run_mode": 2, "timeout": 120},
    }
    body = bytes.fromhex(
        "01 a7 00 4d00 0100 3f000000 00 02 7800 01 0000 01 00000000 10 0800 0100 0400 0200 00 000000000000000000 0100"
        "1a000000 00 01 01 0a 2c01 01 0400 000000000000000000 00000000 08000000 ffffff7f ffffffef"
    )
    assert TRANSLATOR.frames(json.dumps(short).encode()) == [dynamic(body)]
