"""`board frames` and `board decode` for C-Power: any bytes, every legal value of every field, refusals by name.

The frames here are packed by hand from the maker's tables, in functions that know nothing of the encoder.
"""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from display.charset import character_of
from display.errors import DisplayError, ProtocolError
from display.protocols.cpower1200 import MODEL, CPower1200
from display.protocols.cpower1200_frame import next_frame

JSON = MODEL.json
BYTE, WORD = st.integers(0, 0xFF), st.integers(0, 0xFFFF)
SOME = settings(max_examples=150, deadline=None)


def serial(body: bytes) -> bytes:
    plain = body + (sum(body) & 0xFFFF).to_bytes(2, "little")
    out = bytearray(b"\xa5")
    for byte in plain:
        out += {0xA5: b"\xaa\x05", 0xAE: b"\xaa\x0e", 0xAA: b"\xaa\x0a"}.get(byte, bytes([byte]))
    return bytes(out) + b"\xae"


def network(body: bytes, code: int) -> bytes:
    plain = body + (sum(body) & 0xFFFF).to_bytes(2, "little")
    return code.to_bytes(4, "big") + len(plain).to_bytes(2, "little") + b"\0\0" + plain


def high(value: int, size: int = 2) -> bytes:
    return value.to_bytes(size, "big")


@st.composite
def frames_of(draw: st.DrawFn, data: st.SearchStrategy[bytes], code: int = 0x7B, kind: int = 0x68) -> bytes:
    """Any card, any info byte, on a serial line or a network."""
    inner = draw(data)
    body = bytes([kind, 0x32, draw(BYTE), code, draw(BYTE)])
    body += len(inner).to_bytes(2, "little") + b"\0\0" + inner if code == 0x7B else inner
    where = draw(st.none() | st.integers(0, 0xFFFFFFFF))
    return serial(body) if where is None else network(body, where)


@st.composite
def packed(draw: st.DrawFn, command: int, form: str, tail: st.SearchStrategy[bytes]) -> bytes:
    """A command whose fields are b(yte) or w(ord)."""
    fields = [high(draw(WORD)) if kind == "w" else bytes([draw(BYTE)]) for kind in form]
    return bytes([command]) + b"".join(fields) + draw(tail)


@st.composite
def dots(draw: st.DrawFn) -> bytes:
    w, h, colours, deep = (
        draw(st.integers(0, 19)),
        draw(st.integers(0, 5)),
        draw(st.integers(0, 7)),
        draw(st.booleans()),
    )
    head = b"I1" + w.to_bytes(2, "little") + h.to_bytes(2, "little") + bytes([colours | (0x70 if deep else 0), 0])
    for _ in range(h * colours.bit_count()):
        if deep:
            head += draw(st.binary(min_size=w, max_size=w))
        else:
            head += (draw(st.integers(0, 2**w - 1)) << (-w % 8)).to_bytes((w + 7) // 8, "big")
    return head


@st.composite
def variables(draw: st.DrawFn) -> bytes:
    several = draw(st.lists(st.tuples(BYTE, st.binary(max_size=40)), max_size=4))
    table = bytes([len(several) | draw(st.sampled_from([0, 0x80])), *(len(data) for _, data in several)])
    return table + b"".join(bytes([number]) + data for number, data in several)


@st.composite
def zones(draw: st.DrawFn) -> bytes:
    several = []
    for _ in range(draw(st.integers(0, 3))):
        kind = draw(BYTE)
        box = b"".join(high(draw(WORD)) for _ in range(4))
        some = draw(st.binary(min_size=6, max_size=6))
        mode = draw(BYTE)
        if kind in (1, 2, 7):
            mode, some = 0, some[: {1: 6, 2: 5, 7: 2}[kind]].ljust(6, b"\0")
        several.append(bytes([kind, mode]) + box + some)
    return bytes([0x0C, draw(BYTE), len(several), draw(BYTE), 0, 0]) + b"".join(several)


@st.composite
def programmes(draw: st.DrawFn, size: int) -> bytes:
    numbers = draw(st.lists(st.integers(0, 256**size - 1), max_size=5))
    head = bytes([7 + size, draw(BYTE)]) + high(len(numbers), size)
    return head + b"".join(high(number, size) for number in numbers)


STRING = st.binary(max_size=30).map(lambda data: data.replace(b"\0", b"a"))
ENDED = STRING.flatmap(lambda data: st.sampled_from([data, data + b"\0"]))
TRIPLES = st.lists(st.binary(min_size=3, max_size=3), max_size=20).map(b"".join)
GBK = st.text("关于年ァ·—〔〕乗囧{}\\a ", max_size=12).map(lambda text: text.encode("gbk"))
GIF_FILE = st.binary(max_size=700).map(lambda rest: b"GIF89a" + rest)
WINDOWS = st.lists(st.binary(min_size=8, max_size=8), max_size=8).map(
    lambda all_: bytes([1, len(all_)]) + b"".join(all_)
)
MINUTES = st.tuples(BYTE, BYTE, BYTE, BYTE).map(bytes)
CLOCKS = st.builds(
    lambda when, weekday, year, more: bytes(
        [0, when.second, when.minute, when.hour, weekday, min(when.day, 28), when.month, year, *more]
    ),
    st.datetimes(),
    BYTE,
    st.integers(0, 99),
    st.lists(BYTE, max_size=3),
)
LEGAL = [
    frames_of(WINDOWS),
    frames_of(packed(0x02, "bbbbw", TRIPLES)),
    frames_of(
        packed(
            0x02,
            "bbbbw",
            st.text("关年ァ·—a{", max_size=9).map(
                lambda t: b"".join(b"\x12" + character.encode("gbk").rjust(2, b"\0") for character in t) + bytes(3)
            ),
        )
    ),
    frames_of(
        st.tuples(packed(0x03, "bbbw", st.just(b"\x01")), st.binary(min_size=4, max_size=4), GIF_FILE).map(b"".join)
    ),
    frames_of(
        st.tuples(
            packed(0x03, "bbbw", st.sampled_from([b"\x02", b"\x03"])), st.binary(min_size=4, max_size=4), ENDED
        ).map(b"".join)
    ),
    frames_of(
        st.tuples(packed(0x03, "bbbw", st.just(b"\x04")), st.binary(min_size=4, max_size=4), dots()).map(b"".join)
    ),
    frames_of(packed(0x04, "bbbwwwwbbbb", ENDED | GBK)),
    frames_of(packed(0x05, "bwbbbbbbb", ENDED)),
    frames_of(st.just(b"\x06")),
    frames_of(st.tuples(st.sampled_from([b"\x07\0", b"\x07\1"]), WORD.map(high)).map(b"".join)),
    frames_of(programmes(1)),
    frames_of(programmes(2)),
    frames_of(packed(0x0A, "b", variables())),
    frames_of(packed(0x0B, "bw", variables())),
    frames_of(zones()),
    frames_of(
        st.binary(max_size=255).flatmap(
            lambda data: packed(0x0D, "bb", st.builds(lambda number: bytes([len(data), number]) + data, BYTE))
        )
    ),
    frames_of(packed(0x0E, "bbbww", st.just(b""))),
    frames_of(packed(0x12, "bbbbwbbbb", ENDED | GBK)),
    frames_of(CLOCKS, 0x47),
    frames_of(st.binary(max_size=3).map(lambda more: b"\1" + more), 0x47),
    frames_of(st.binary(min_size=24, max_size=24).map(lambda levels: b"\0" + levels), 0x46),
    frames_of(MINUTES.map(lambda hours: b"\0" + hours + b"\0\0"), 0x45),
    frames_of(
        st.sampled_from([b"\0\0", b"\0\1"]).flatmap(lambda on: st.binary(max_size=9).map(lambda more: on + more)), 0x76
    ),
    frames_of(st.just(b"\1"), 0x46),
    frames_of(st.just(b"\1"), 0x45),
    frames_of(st.just(b"\1"), 0x76),
    frames_of(st.just(b"\0"), 0x2E),
    frames_of(st.just(b"\0"), 0x2D),
    frames_of(st.just(b"APP!"), 0xFE),
    frames_of(st.binary(max_size=40), 0x7B, 0xE8),
    frames_of(st.binary(max_size=40), 0x47, 0xE8),
    frames_of(CLOCKS.map(lambda data: b"\1" + data[1:]), 0x47, 0xE8),
    frames_of(st.binary(min_size=20, max_size=40).map(lambda data: b"\1" + data), 0x46, 0xE8),
    frames_of(st.binary(max_size=12), 0x76, 0xE8),
    frames_of(st.binary(max_size=12), 0x2E, 0xE8),
]


@SOME
@given(st.one_of(LEGAL))
def test_every_legal_frame_comes_back_to_its_bytes(frame: bytes) -> None:
    found = JSON.decoded(frame)
    assert JSON.frames(json.dumps(found).encode()) == [frame]
    assert next_frame(frame) == (frame, len(frame))


@pytest.mark.parametrize("frames", LEGAL, ids=range(len(LEGAL)))
def test_every_kind_of_frame_comes_back_to_its_bytes(frames: st.SearchStrategy[bytes]) -> None:
    @settings(max_examples=25, deadline=None, database=None)
    @given(frames)
    def comes_back(frame: bytes) -> None:
        assert JSON.frames(json.dumps(JSON.decoded(frame)).encode()) == [frame]

    comes_back()


@SOME
@given(BYTE, BYTE, st.integers(1, 255), st.binary(max_size=600), st.data())
def test_one_packet_of_several_comes_back_to_its_bytes(
    card: int, info: int, last: int, data: bytes, more: st.DataObject
) -> None:
    number = more.draw(st.integers(0, last))
    frame = serial(
        bytes([0x68, 0x32, card, 0x7B, info]) + len(data).to_bytes(2, "little") + bytes([number, last]) + data
    )
    found = JSON.decoded(frame)
    assert found["do"] == "packet"
    assert JSON.frames(json.dumps(found).encode()) == [frame]


@SOME
@given(
    st.binary(max_size=80) | st.binary(max_size=60).map(serial) | st.builds(network, st.binary(max_size=60), st.just(1))
)
def test_any_bytes_are_an_object_or_a_protocol_error(data: bytes) -> None:
    try:
        found = JSON.decoded(data)
    except ProtocolError as err:
        assert str(err)
        return
    assert JSON.frames(json.dumps(found).encode()) == [data]


@SOME
@given(st.binary(max_size=300))
def test_any_bytes_into_the_driver_are_an_answer_or_none(data: bytes) -> None:
    reply, used = CPower1200().read(data)
    assert 0 <= used <= len(data)
    assert reply is None or reply.accepted or reply.error


@SOME
@given(
    st.dictionaries(
        st.sampled_from(["do", "text", "native", "address", "answer", "x"]),
        st.none()
        | st.integers()
        | st.text(max_size=9)
        | st.dictionaries(st.sampled_from(["cc", "window", "end", "code"]), st.integers(-1, 300)),
        max_size=6,
    )
)
def test_any_object_gives_frames_or_one_of_our_errors(value: dict[str, Any]) -> None:
    try:
        frames = JSON.frames(json.dumps(value).encode())
    except DisplayError as err:
        assert str(err)
        return
    assert all(JSON.decoded(frame) for frame in frames)


@given(st.text(st.characters(codec="gb2312"), max_size=60), st.sampled_from(["text", "static", "pure", "clock-window"]))
@SOME
def test_what_gb2312_knows_is_text_and_never_an_escape(text: str, do: str) -> None:
    if any(character_of(character.encode("gbk", "replace"), "gb2312") != character for character in text):
        return
    doubled = text.replace("{", "{{")  # a single one begins an escape
    (frame,) = JSON.frames(json.dumps({"do": do, "text": doubled}).encode())
    assert JSON.decoded(frame)["text"] == doubled


def test_a_gif_travels_as_the_file_it_is() -> None:
    file = b"GIF89a" + bytes(range(256)) * 5
    object_ = {"do": "raster", "address": 1, "native": {"format": 1, "gif": base64.b64encode(file).decode()}}
    frames = JSON.frames(json.dumps(object_).encode())
    assert [JSON.decoded(frame)["native"]["po"] for frame in frames if len(frames) == 3] == [0, 1, 2]  # type: ignore[index]
    carried = b"".join(bytes.fromhex(JSON.decoded(frame)["native"]["data"]) for frame in frames)  # type: ignore[index]
    assert carried == bytes.fromhex("03 00 00 01 0002 01 0000 0000") + file


REFUSED = [
    ('{"do":"ping","adress":1}', "object: unknown field `adress`, it takes address, area, charset"),
    ('{"do":"ping","text":"a"}', "unknown field `text` for ping, which takes address, reply, native"),
    (
        '{"do":"text","text":"a","native":{"mod":3}}',
        "native of text: unknown field `mod`, it takes align, cc, colour, effect, end, size, speed, stay, window",
    ),
    ('{"do":"text","text":"a","native":{"cc":3}}', "native cc 3: text has 2"),
    ('{"do":"text","text":"a","native":{"window":256}}', r"<= 255 - at `\$.window`"),
    ('{"do":"text","text":"a","native":{"colour":16}}', r"<= 15 - at `\$.colour`"),
    ('{"do":"text","text":"a","native":{"network":-1}}', r"at `\$.network`"),
    ('{"do":"text","text":"a","area":{"id":1,"x":0,"y":0,"w":8,"h":8}}', r"at `\$.area.id`"),
    ('{"do":"text","text":"a","area":{"w":8,"h":8},"native":{"window":2}}', "goes to window 0"),
    ('{"do":"text","text":"囧"}', "「囧」"),
    ('{"do":"text","charset":"gbk","text":"a\U00020bb7"}', "character 2, 「\U00020bb7」 U\\+20BB7"),
    ('{"do":"text","text":"a{b"}', "character 2: { begins"),
    ('{"do":"text","text":"{colour 16}a"}', "expected 0 to 15"),
    ('{"do":"static","text":"{colour 1}a"}', "three bytes a character"),
    ('{"do":"pure","text":"a{00}b"}', "is a zero"),
    ('{"do":"text"}', "missing required field `text` for text"),
    ('{"do":"power"}', "missing required field `on` for power"),
    ('{"do":"window"}', "missing required field `windows`"),
    ('{"do":"clock","time":"1999-01-01T00:00:00"}', "year 1999"),
    ('{"do":"brightness","native":{"percent":50}}', "unknown field `percent`"),
    ('{"do":"brightness"}', "missing required field `levels`"),
    ('{"do":"brightness","native":{"level":1,"levels":[1]}}', "level or levels, not both"),
    ('{"do":"power","on":true,"native":{"on":false}}', "native of power: unknown field `on`, it takes cc, more"),
    ('{"do":"raster","native":{"dots":{"w":1,"h":1,"levels":7,"red":["zz"]}}}', "red row 0: non-hexadecimal"),
    ('{"do":"variables","native":{"variables":' + json.dumps([{"number": 1, "text": ""}] * 128) + "}}", "at most 127"),
    ('{"do":"variables","native":{"variables":[{"number":1,"text":"' + "a" * 256 + '"}]}}', "does not fit"),
    ('{"do":"save","native":{"action":1}}', "save has 0"),
    ('{"do":"status","native":{"cc":71}}', "native cc 71: status has 69 or 70 or 118 or 46"),
    ('{"do":"power","on":true,"native":{"cc":117}}', "native cc 117: power has 118"),
    ('{"do":"reset","native":{"cc":7}}', "native cc 7: reset has 45 or 254"),
    ('{"do":"raster","native":{"dots":{"w":2,"h":1,"red":["#"]}}}', "red row 0: expected 2 dots"),
    ('{"do":"raster","native":{"dots":{"w":2,"h":2,"red":["##"]}}}', "red: 1 rows, h says 2"),
    ('{"do":"raster","native":{"dots":{"w":2,"h":1,"levels":7,"red":["00"]}}}', "1 dots, w says 2"),
    ('{"do":"raster","native":{"dots":{"w":2,"h":1,"levels":3}}}', "levels 3"),
    ('{"do":"raster","native":{"format":1,"gif":"AAAA"}}', "expected GIF87a or GIF89a"),
    ('{"do":"raster","native":{"format":1,"gif":"!"}}', "not base64"),
    ('{"do":"raster","native":{"name":"a.gif"}}', "format 4 takes dots"),
    ('{"do":"zones","native":{"zones":[{"type":0,"kind":7,"w":1,"h":1}]}}', "has fields of its own"),
    ('{"do":"packet","native":{"po":0,"tp":1,"data":"x"}}', "native data"),
    ('{"do":"packet","native":{"po":0,"tp":0,"data":""}}', "tp"),
    ('{"do":"ping","reply":true,"native":{"flag":2}}', "contradicts"),
    ('{"answer":"nak","native":{"cc":1}}', "native says 'ack'"),
    ('{"do":"text","text":"a","native":{"win":1,"window":1}}', "both name the window"),
    ('{"do":"exit","native":{"win":1}}', "unknown field `win`"),
    ('{"do":"jump"}', "'jump': expected one of window, text"),
    ('{"do":"ping","address":256}', "address"),
    ('["ping"]', "object"),
    ("[" * 5000, "not JSON"),
    ("\xff", "not JSON"),
    ('"' + "a" * 1_000_000 + '"', "at most 1000000"),
]


@pytest.mark.parametrize(("line", "message"), REFUSED, ids=[line[:60] for line, _ in REFUSED])
def test_what_is_wrong_with_an_object_is_named(line: str, message: str) -> None:
    with pytest.raises(DisplayError, match=message):
        JSON.frames(line.encode("latin-1" if line == "\xff" else "utf-8"))


BROKEN = [
    (serial(b"\x68\x32\x01\x7b\x01\x06\0\0\0\x0a\0\x01\x05\x01a"), "variable 1: 1 bytes of data, its length says 5"),
    (serial(b"\x68\x32\x01\x7b\x01\x06\0\0\0\x0d\0\x01\x05\x01a"), "variable 1: 1 bytes of data, its length says 5"),
    (serial(b"\x68\x32\x01\x7b\x01\x06\0\0\0\x0c\0\0\0\0\1"), "reserved bytes 0001 before the zones"),
    (serial(b"\x68\x32\x01\x7b\x01\x16\0\0\0\x0c\0\1\0\0\0\x07\1" + bytes(14)), "its reserved bytes are not 00"),
    (serial(b"\x68\x32\x01\x7b\x01\x12\0\0\0\x12" + bytes(10) + b"a\0b\0\0\0\0"), "which ends the text, expected one"),
    (serial(b"\x68\x32\x01\x7b\x01\x0c\0\0\0\3" + bytes(5) + b"\4\0\0\0\0I"), "its head alone takes 8"),
    (serial(b"\x68\x32\x01\x7b\x01\x13\0\0\0\3" + bytes(5) + b"\4\0\0\0\0I2\1\0\1\0\1\0"), "simple picture 49 32"),
    (
        serial(b"\x68\x32\x01\x7b\x01\x13\0\0\0\3" + bytes(5) + b"\4\0\0\0\0I1\1\0\1\0\1\0"),
        "0 bytes of dots, 1 planes of 1x1",
    ),
    (
        serial(b"\x68\x32\x01\x7b\x01\x14\0\0\0\3" + bytes(5) + b"\4\0\0\0\0I1\1\0\1\0\1\0\xc0"),
        "beyond 1 dots are not 0",
    ),
    (b"", "begins with nothing"),
    (b"\xa5", "does not end with ae"),
    (b"\xa5\xaa\x01\xae", "aa 01 is no escape"),
    (b"\xa5\xa5\xae", "byte 1: a5 cannot stand inside"),
    (b"\xa5\x68\x32\xae", "a packet of 2 bytes"),
    (serial(b"\x67\x32\x01\x7b\x01"), "packet type 67"),
    (serial(b"\x68\x33\x01\x7b\x01"), "card type 33"),
    (serial(b"\x68\x32\x01\x7b\x01\x00"), "the length and packet numbers alone take 4"),
    (serial(b"\x68\x32\x01\x7b\x01\x05\0\0\0\x06"), "1 bytes of data, the length says 5"),
    (serial(b"\x68\x32\x01\x7b\x01\x01\0\2\1\x06"), "packet 2, the last one is 1"),
    (serial(b"\x68\x32\x01\x7b\x01\x02\0\0\0\x01\x01"), "expected at least 8 more"),
    (serial(b"\x68\x32\x01\x7b\x01\x08\0\0\0\x02\0\0\0\0\0\0\x12"), "three for each"),
    (b"\xa5\x68\x32\x01\x2d\x01\x00\xc8\x00\xae", "sum 00c8, expected 00c9"),
]


@pytest.mark.parametrize(("frame", "message"), BROKEN, ids=[message for _, message in BROKEN])
def test_bytes_that_are_no_frame_are_explained(frame: bytes, message: str) -> None:
    with pytest.raises(ProtocolError, match=message):
        JSON.decoded(frame)


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ('{"do":"text","text":"a","native":{"cc":2}}', '{"do":"text","text":"a"}'),
        ('{"do":"text","text":"a","native":{"win":3}}', '{"do":"text","text":"a","native":{"window":3}}'),
        ('{"do":"power","on":true,"native":{"cc":118}}', '{"do":"power","on":true}'),
        ('{"do":"ping","native":{"cc":71}}', '{"do":"ping"}'),
        ('{"do":"delete","native":{"cc":7,"action":1}}', '{"do":"delete"}'),
        ('{"do":"status","native":{"cc":118}}', '{"do":"status"}'),
    ],
)
def test_the_number_of_the_command_may_be_told(line: str, plain: str) -> None:
    assert JSON.frames(line.encode()) == JSON.frames(plain.encode())
