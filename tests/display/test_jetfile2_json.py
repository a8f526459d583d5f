"""`board frames` and `board decode` of JetFile II: any legal frame comes back byte for byte, refusals name the field.

The frames are made by a packer of the test's own, from the maker's tables alone.
"""

from __future__ import annotations

import json
import struct
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.errors import DisplayError, ProtocolError
from display.protocols import model_of
from display.protocols.jetfile2_codec import decode
from display.protocols.jetfile2_text import escaped, unescaped

JSON = model_of("jetfile2").json

BYTE, WORD, LONG = st.integers(0, 255), st.integers(0, 0xFFFF), st.integers(0, 0xFFFF_FFFF)
NAME = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=12).map(str.encode)
LETTER = st.integers(0x20, 0x7E)
CODES = [
    b"\x071",
    b"\x082",
    b"\x0aI1",
    b"\x0aO\x60",
    b"\x0b\x2f",
    b"\x0b\x34\x68\x80",
    b"\x0c",
    b"\x0d",
    b"\x0e003",
    b"\x0e150",
    b"\x0e20108",
    b"\x0e30170",
    b"\x0e20003",
    b"\x0f6",
    b"\x13DA",
    b"\x13\x0fESAB",
    b"\x14_A",
    b"\x15-\x01\x02\x03",
    b"\x15+\xff\x00\x7b",
    b"\x160\x00",
    b"\x17\xc8",
    b"\x18\x05\x070030",
    b"\x1911",
    b"\x1a5",
    b"\x1a}",
    b"\x1b0a",
    b"\x1c1",
    b"\x1c;",
    b"\x1c/\x00\x80\xff",
    b"\x1d2",
    b"\x1d/\x00\x80\xff",
    b"\x1e1",
    b"\x1f2",
    b"\x82",
    b"{",
    b"}",
    b"\\",
    "公示".encode("gb2312"),
    b"2026",
    b"\xb9",
]
TEXT = st.lists(st.sampled_from(CODES) | st.binary(min_size=1, max_size=3), max_size=30).map(b"".join)


def packed(head: tuple[int, ...], code: int, arg: bytes, data: bytes = b"") -> bytes:
    """Table 1.2: source, group, unit, serial, flag in ``head``."""
    source, group, unit, serial, flag = head
    body = struct.pack("<HHBBH", len(data), source, group, unit, serial)
    body += bytes([code >> 8, code & 0xFF, len(arg) // 4, flag]) + arg + data
    total = 0
    for byte in body:
        total = (total + byte) % 65536
    return b"\x55\xa7" + struct.pack("<H", total) + body


def bcd(number: int) -> int:
    return number // 10 * 16 + number % 10


HEAD = st.tuples(WORD, BYTE, BYTE, WORD, BYTE)
FILES = st.one_of(TEXT, st.tuples(NAME, TEXT).map(lambda pair: b"\x01Z00\x02A" + pair[0][:1] + pair[1] + b"\x04"))


@st.composite
def files(draw: st.DrawFn) -> tuple[int, bytes, bytes]:
    data = draw(FILES)
    label = draw(NAME)
    sizes = draw(st.tuples(LONG, WORD, WORD, WORD) | st.just((len(data), 512, 1, 1)))
    arg = bytes([draw(LETTER), draw(BYTE)]) + label.ljust(12, b"\x00") + struct.pack("<IHHH", *sizes)
    return draw(st.sampled_from([0x0204, 0x0205])), arg, data


@st.composite
def clocks(draw: st.DrawFn) -> tuple[int, bytes, bytes]:
    time = draw(st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)))
    year = bytes([bcd(time.year % 100), bcd(time.year // 100)])
    day = bytes(map(bcd, (time.month, time.day, time.hour, time.minute)))
    end = bytes([draw(BYTE), draw(BYTE)])
    if draw(st.booleans()):
        return 0x0502, year + day + end, b""
    return 0x0504, year + day + bytes([bcd(time.second)]) + end + draw(st.binary(min_size=3, max_size=3)), b""


def fixed(code: int, size: int) -> st.SearchStrategy[tuple[int, bytes, bytes]]:
    return st.binary(min_size=size, max_size=size).map(lambda arg: (code, arg, b""))


COMMANDS = st.one_of(
    files(),
    clocks(),
    st.tuples(st.just(0x0209), st.binary(min_size=4, max_size=4), FILES.filter(lambda data: len(data) <= 1024)),
    fixed(0x020A, 12),
    fixed(0x0403, 4),
    *(fixed(code, 0) for code in (0x0301, 0x0405, 0x0400, 0x0401, 0x0402, 0x0404)),
    st.tuples(LETTER, LETTER, NAME, st.binary(min_size=2, max_size=2)).map(
        lambda got: (0x0606, bytes(got[:2]) + got[2].ljust(12, b"\x00") + got[3], b"")
    ),
    NAME.map(lambda path: (0x0706, path.ljust(len(path) // 4 * 4 + 4, b"\x00"), b"")),
    NAME.map(lambda label: b"E:\\T\\" + label).map(
        lambda path: (0x0706, path.ljust(len(path) // 4 * 4 + 4, b"\x00"), b"")
    ),
    st.tuples(st.integers(0x0707, 0x070A), LETTER, st.binary(min_size=3, max_size=3)).map(
        lambda got: (got[0], bytes([got[1]]) + got[2], b"")
    ),
    st.tuples(
        st.sampled_from([0x0601, 0x0901, 0x0A02, 0xFFFF]),
        st.binary(max_size=5).map(lambda part: part * 4),
        st.binary(max_size=40),
    ),
)


def survives(frame: bytes) -> dict[str, object]:
    found = JSON.decoded(frame)
    again = JSON.frames(json.dumps(found).encode())
    assert [piece.hex() for piece in again] == [frame.hex()], found
    return found


@given(HEAD, COMMANDS)
def test_any_legal_format_2_frame_comes_back(head: tuple[int, ...], command: tuple[int, bytes, bytes]) -> None:
    survives(packed(head, *command))


FIRST = st.one_of(
    st.tuples(st.sampled_from([b"A", b"G"]), LETTER, st.booleans(), TEXT).map(
        lambda got: got[0] + bytes([got[1]]) + (b"\x06" if got[2] else b"") + got[3]
    ),
    st.tuples(st.sampled_from([b"A", b"G"]), LETTER, LETTER, LETTER, LETTER, TEXT).map(
        lambda got: got[0] + b"\x0f" + bytes(got[1:5]) + b"\x06" + got[5]
    ),
    st.sampled_from([b"ES", b"EST", b"ESS", b"ESP", b"ESQ", b"ESR", b"ESA", b"F0", b"E.", b"E.SL\x0fETAB", b"EA"]),
    clocks().filter(lambda clock: clock[0] == 0x0502).map(lambda clock: b"EB" + clock[1]),
)


@given(st.integers(0, 99), FIRST, st.booleans(), st.integers(0, 10))
def test_any_legal_format_1_frame_comes_back(unit: int, payload: bytes, echo: bool, nuls: int) -> None:
    survives(bytes(nuls) + b"\x01Z" + str(unit).zfill(2).encode() + b"\x02" + payload + (b"\x03" if echo else b"\x04"))


@given(st.binary(max_size=80) | st.binary(max_size=80).map(lambda tail: b"\x55\xa7" + tail))
def test_any_bytes_are_an_object_or_our_error(data: bytes) -> None:
    try:
        found = JSON.decoded(data)
    except DisplayError:
        return
    assert found


@given(HEAD, st.sampled_from([0x55A7, 0x55A8]), WORD, BYTE.map(lambda size: size % 8), TEXT)
def test_any_packet_with_a_right_sum_is_an_object_or_our_error(
    head: tuple[int, ...], sync: int, code: int, args: int, data: bytes
) -> None:
    code = (code >> 8) % 12 << 8 | code % 16
    frame = sync.to_bytes(2, "big") + packed(head, code, bytes(args * 4), data)[2:]
    try:
        JSON.decoded(frame)
    except DisplayError:
        return


@given(TEXT, st.booleans())
def test_any_text_bytes_come_back_from_their_escapes(data: bytes, continued: bool) -> None:
    assert unescaped(escaped(data, "gb2312", continued=continued), "gb2312") == data
    assert unescaped(escaped(data, "gbk", continued=continued), "gbk") == data


ESCAPES = [
    ("{page}", "0c"),
    ("a\nb", "61 0d 62"),
    ("{half}", "82"),
    ("{yellow}", "1c 33"),
    ("{{}", "7b 7d"),
    ("\\", "5c"),
    ("{in=47}{out=96}", "0a 49 2f 0a 4f 60"),
    (
        "{pause=1}{pause=68}{pause=4500}{pause=50ms}{pause=170ms}",
        "0e303031 0e303638 0e3234353030 0e313530 0e3330313730",
    ),
    ("{speed=0}{font=7}{typeset=a}", "0f 30 1a 37 1b 30 61"),
    ("{colour=#ff8001}", "1c 2f 01 80 ff"),
    ("{ground=green}{line-ground=#030201}", "1d 32 15 2d 01 02 03"),
    ("{flash=on}{spacing=9}{align=right}{valign=bottom}", "07 31 08 39 1e 32 1f 32"),
    ("{show=47}{show=52,104,128}{ascii=200}", "0b 2f 0b 34 68 80 17 c8"),
    ("{string=D:A}{string=E:S:AB}{picture=D:A}", "13 44 41 13 0f 45 53 41 42 14 44 41"),
    ("公示—·〔2026〕", "b9ab cabe a1aa a1a4 a1b2 32303236 a1b3"),
]


@pytest.mark.parametrize(("text", "data"), ESCAPES)
def test_an_escape_is_the_code_of_the_maker_s_table(text: str, data: str) -> None:
    assert unescaped(text, "gb2312") == bytes.fromhex(data)
    assert escaped(bytes.fromhex(data), "gb2312") == text


REFUSED = [
    ('{"do":"ping","adress":1}', "unknown field `adress`"),
    ('{"do":"text","text":"a","native":{"lable":"A"}}', "unknown field `lable`"),
    ('{"do":"text","text":"a","area":{"x":0}}', "unknown field `area`"),
    ('{"do":"ping","native":{"seconds":3}}', "unknown field `seconds`"),
    ('{"do":"text","text":"a","native":{"format":3}}', "native.format"),
    ('{"do":"text","text":"a","native":{"format":1,"serial":3}}', "native serial: only format 2"),
    ('{"do":"text","text":"a","native":{"echo":true}}', "native echo: only format 1"),
    ('{"do":"text","text":"a","native":{"folder":"S"}}', "native folder"),
    ('{"do":"text","text":"a","native":{"label":"ABCDEFGHIJKLM"}}', "label 'ABCDEFGHIJKLM': expected 1 to 12"),
    ('{"do":"text","text":"a","native":{"label":"公"}}', "label"),
    ('{"do":"text","text":"a","native":{"label":""}}', "label"),
    ('{"do":"text","text":"a","native":{"format":1,"label":"AB"}}', "label of format 1 without disk"),
    ('{"do":"text","text":"a","native":{"disk":"EE"}}', "disk"),
    ('{"do":"text","text":"a","native":{"speed":7}}', "native.speed"),
    ('{"do":"text","text":"a","native":{"font":"55"}}', "font=55"),
    ('{"do":"text","text":"a","native":{"colour":"pink"}}', "colour=pink"),
    ('{"do":"text","text":"a","native":{"pause":"soon"}}', "pause=soon"),
    ('{"do":"text","text":"a","native":{"packet_size":0}}', "packet size 0"),
    ('{"do":"text","text":"a","address":3,"native":{"unit":4}}', "unit 4 and address 3"),
    ('{"do":"text","text":"a","address":256}', "address"),
    ('{"do":"text","text":"a","address":100,"native":{"format":1}}', "unit 100"),
    ('{"do":"text","text":"{nonsense}"}', "no such escape"),
    ('{"do":"text","text":"a{page"}', "character 2: an escape begins"),
    ('{"do":"text","text":"公示镕"}', "character 3, 「镕」"),
    ('{"do":"text","text":"a\\tb"}', "character 2, U\\+0009"),
    ('{"do":"play","native":{"format":1}}', "play: format 1 has text"),
    ('{"do":"emergency"}', "missing required field `text`"),
    ('{"do":"power"}', "missing required field `on`"),
    ('{"do":"power","on":true,"native":{"notice":0}}', "native notice"),
    ('{"do":"clock","time":"yesterday"}', "time"),
    ('{"do":"clock","time":"2026-11-22T09:05:07","native":{"format":1,"second":true}}', "native second"),
    ('{"do":"delete","native":{"path":"D:","label":"A"}}', "native label"),
    ('{"do":"delete","native":{"reserved":1}}', "native reserved"),
    ('{"do":"delete","native":{"disk":"EE"}}', "native disk 'EE'"),
    ('{"do":"clear","native":{"label":"A"}}', "native label"),
    ('{"do":"clear","native":{"format":1,"disk":"E"}}', "native disk"),
    ('{"do":"clear","native":{"folder":"X"}}', "folder 'X'"),
    ('{"do":"command","text":"E."}', "command: format 2"),
    ('{"do":"command","native":{"code":"0601","arg":"01"}}', "multiple of 4"),
    ('{"do":"jump"}', "jump"),
    ('["ping"]', "object"),
    ("[" * 5000, "not JSON"),
    ("\xff", "not JSON"),
]


@pytest.mark.parametrize(("line", "message"), REFUSED)
def test_what_is_wrong_with_an_object_is_named(line: str, message: str) -> None:
    with pytest.raises(DisplayError, match=message):
        JSON.frames(line.encode("latin-1") if line.isascii() or line == "\xff" else line.encode())


@given(st.binary(max_size=80))
def test_any_object_line_gives_frames_or_our_error(line: bytes) -> None:
    try:
        JSON.frames(line)
    except DisplayError:
        return


def test_a_long_text_is_cut_into_packets_of_one_size_with_serials_that_count() -> None:
    frames = JSON.frames(
        json.dumps({"do": "text", "text": "公开" * 300, "native": {"serial": 0xFFFF}}, ensure_ascii=False).encode()
    )
    assert [len(frame) - 40 for frame in frames] == [512, 512, 184]  # 7 + 1,200 + 1 bytes
    assert [frame[10:12].hex() for frame in frames] == ["ffff", "0000", "0100"]
    assert [frame[34:40].hex() for frame in frames] == ["000203000100", "000203000200", "000203000300"]
    assert b"".join(frame[40:] for frame in frames) == b"\x01Z00\x02AA" + "公开".encode("gb2312") * 300 + b"\x04"
    told = [survives(frame)["text"] for frame in frames]
    assert told[1] == "{ab}" + "开公" * 127 + "开{b9}"  # a cut character is told as its halves


def test_a_text_above_1024_bytes_is_refused_where_the_maker_refuses_it() -> None:
    with pytest.raises(ProtocolError, match="format 1 carries at most 1024"):
        JSON.frames(json.dumps({"do": "text", "text": "a" * 1025, "native": {"format": 1}}).encode())
    with pytest.raises(ProtocolError, match="at most 1024"):
        JSON.frames(json.dumps({"do": "emergency", "text": "a" * 1017}).encode())
    assert JSON.frames(json.dumps({"do": "emergency", "text": "a" * 1016}).encode())


def test_a_clock_with_a_zone_is_set_to_the_county_s_time() -> None:
    zoned = JSON.frames(b'{"do":"clock","time":"2026-11-22T01:05:07Z"}')
    assert zoned == JSON.frames(b'{"do":"clock","time":"2026-11-22T09:05:07"}')
    assert zoned[0][16:].hex(" ") == "26 20 11 22 09 05 07 01 14 00 00 00"


def test_a_file_of_gbk_characters_says_so() -> None:
    found = survives(packed((0, 0, 1, 0, 0), 0x0209, bytes(4), b"\x01Z00\x02AA\xe9\x46\x04"))
    assert (found["text"], found["charset"]) == ("镕", "gbk")


WRONG = [
    ("", "begins with nothing"),
    ("55a7", "2 bytes, expected at least 16"),
    ("55a90500000000000000010003010000", "begins with 55 a9"),
    ("55a70600000000000000010003010000", "sum 0006 at offset 2, expected 0005"),
    ("55a7050000000000000001000301000000", "17 bytes; the lengths"),
    ("015a304102413006", "address 30 41"),
    ("015a3030024130065400", "ends with 00"),
    ("55a70900000000000000010003010100" + "00000000", "sum"),
]


@pytest.mark.parametrize(("frame", "message"), WRONG)
def test_what_is_wrong_with_a_frame_is_said(frame: str, message: str) -> None:
    with pytest.raises(ProtocolError, match=message):
        JSON.decoded(bytes.fromhex(frame))


@pytest.mark.parametrize(
    ("code", "arg", "data", "message"),
    [
        (0x0204, bytes(20), b"", "0204: 20 bytes of argument, expected 24"),
        (0x0204, b"E\x00" + bytes(22), b"", "empty label"),
        (0x0301, bytes(4), b"", "0301: 4 bytes of argument, expected 0"),
        (0x0301, b"", b"a", "0301: 1 bytes of data, expected none"),
        (0x0502, bytes.fromhex("2620133209050114"), b"", "2026-13-32 09:05 is no date"),
        (0x0706, b"E:\\T", b"", "0 zero bytes after the path"),
        (0x0209, bytes(4), bytes(1025), "1025 bytes of emergency message"),
    ],
)
def test_a_command_with_a_wrong_argument_is_none_of_those_that_a_sign_obeys(
    code: int, arg: bytes, data: bytes, message: str
) -> None:
    with pytest.raises(ProtocolError, match=message):
        decode(packed((0, 0, 0, 0, 0), code, arg, data))
