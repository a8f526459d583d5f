"""Alpha objects: refusals by name; any bytes; any legal transmission, packed here by hand, comes back bit by bit."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.errors import DisplayError, ProtocolError, TextRefused
from display.protocols.alpha_frame import Packet, Transmission, pieces, with_even_parity
from display.protocols.alpha_json import AlphaJson
from display.protocols.alpha_text import decode_text, encode_text, is_plain, plain_text

JSON = AlphaJson()

REFUSED = [
    ('{"do":"text"}', "missing required field `text`"),
    ('{"do":"text","text":"a","native":{"labl":"A"}}', "unknown field `labl`"),
    ('{"do":"text","text":"a","label":"A"}', "unknown field `label`"),
    ('{"do":"text","text":"a","area":{"x":0,"y":0,"w":8,"h":8}}', "unknown field `area`"),
    ('{"do":"text","native":{"text":"a"}}', "unknown field `text`"),
    ('{"do":"text","text":"a","charset":"gb2312"}', "charset"),
    ('{"do":"text","text":"a","native":{"label":"AB"}}', "label"),
    ('{"do":"text","text":"a","native":{"label":"A\\n"}}', "label"),
    ('{"do":"text","text":"a","native":{"mode":"n"}}', "mode"),
    ('{"do":"text","text":"a","native":{"pos":"1F"}}', "two hexadecimal digits 20-7E"),
    ('{"do":"text","text":"a","native":{"pos":null}}', "pos and mode go together"),
    ('{"do":"text","text":"a","native":{"checksum":"yes"}}', "checksum"),
    ('{"do":"text","text":"a","native":{"nuls":-1}}', "nuls"),
    ('{"do":"text","text":"a","native":{"type":"ZZ"}}', "type 'ZZ'"),
    ('{"do":"text","text":"a","native":{"type":"0"}}', "type '0'"),
    ('{"do":"text","text":"a","native":{"line":"8E1"}}', "line '8E1'"),
    ('{"do":"text","text":"a","native":{"line":"7E1"},"address":256}', "address 256"),
    ('{"do":"text","text":"caf\u00e9","native":{"line":"7E1"}}', "eight bits"),
    ('{"do":"text","text":"a","address":"G0"}', "address 'G0'"),
    ('{"do":"text","text":"{rde}"}', "{rde} is no escape"),
    ('{"do":"text","text":"a{b"}', "a single {"),
    ('{"do":"text","text":"{byte 04}"}', "04 belongs to the frame"),
    ('{"do":"power","on":true}', "power: the protocol has no command"),
    ('{"do":"delete"}', "delete: a file goes only with the whole memory"),
    ('{"do":"brightness"}', "either percent"),
    ('{"do":"brightness","percent":50}', "percent"),
    ('{"do":"clock","time":"25:00"}', "time '25:00'"),
    ('{"do":"date","date":"2100-01-01"}', "1997 to 2096"),
    ('{"do":"day","native":{"day":8}}', "day"),
    ('{"do":"memory","native":{"files":[]}}', "files"),
    ('{"do":"memory","native":{"files":[{"label":"a","kind":"dots","size":4}]}}', "rows, columns and colours"),
    ('{"do":"memory","native":{"files":[{"label":"a","kind":"text","rows":4}]}}', "are for pictures"),
    ('{"do":"special","native":{"function":"$"},"text":""}', "has a verb of its own"),
    ('{"do":"other","native":{"command":"A"}}', "has a verb of its own"),
    ('{"do":"raster","native":{"rows":["019"]}}', "rows"),
    ('{"do":"raster","native":{"rows":["01","0"]}}', "of one width"),
    ('{"do":"read","native":{"what":"nothing"}}', "expected one character, or one of text"),
    ('{"do":"nested","packets":[]}', "at least one object"),
    ('{"do":"nested","packets":[{"do":"reset","address":1}]}', "unknown field `address`"),
    ('{"do":"nested","packets":[{"do":"reset"}],"text":"a"}', "unknown field `text`"),
    ('{"do":"reset","answer":"reset"}', "expected one of them"),
    ('{"answer":"ack","status":200}', "status 200"),
    ('{"do":"jump"}', "jump"),
    ('["ping"]', "expected an object"),
    ("[" * 5000, "not JSON"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "message"), REFUSED)
def test_what_is_wrong_with_an_object_is_named(line: str, message: str) -> None:
    with pytest.raises(DisplayError) as caught:
        JSON.frames(line.encode())
    assert message in str(caught.value)


def test_chinese_is_refused_by_name_as_text() -> None:
    with pytest.raises(TextRefused, match="character 3, 「公」 U\\+516C"):
        JSON.frames('{"do":"text","text":"No公"}'.encode())


BROKEN = [  # bytes, what the sentence says
    ("", "expected SOH"),
    ("0000000000", "nothing, expected SOH"),
    ("0000ff015a3030024141", "byte 2: ff"),
    ("015a3030024141", "without EOT"),
    ("015a303002414148454c4c4f033031464304", "checksum '01FC', expected '01FB'"),
    ("015a303002414148454c4c4f0330314642", "expected STX 02 or EOT 04 after the checksum"),
    ("015a30300241410404", "bytes after EOT"),
    ("015a304704", "no STX"),
    ("015a3047024141" "04", "addressee 'Z0G'"),
    ("015a3030020441", "command"),
    ("015a303002614104", "61 command"),
    ("015a303002410141" "04", "01 cannot stand inside"),
    ("015a3030024104", "label missing"),
    ("015a30300245" "04", "special function missing"),
    ("015a30300249443033303530" "04", "the rows are not that"),
    ("015a30300249443230303130" "0d04", "at most 31"),
    ("015a303002494430313031390d04", "0-8"),
    ("015a3030024241" "4204", "expected one label"),
    ("815a3030824143" "84", "odd parity"),
    ("0140", "no STX"),
    ("9540", "odd parity"),
]  # fmt: skip


@pytest.mark.parametrize(("wire", "message"), BROKEN)
def test_what_is_wrong_with_a_frame_is_told(wire: str, message: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        JSON.decoded(bytes.fromhex(wire))
    assert message in str(caught.value)


def test_an_etx_without_a_sum_is_kept_as_some_senders_write_it() -> None:
    frame = bytes.fromhex("015a30300241410304")
    found = JSON.decoded(frame)
    assert found == {"do": "clear", "address": 0, "native": {"nuls": 0, "label": "A", "checksum": "etx"}}
    assert JSON.frames(json.dumps(found).encode()) == [frame]


@given(st.binary(max_size=60) | st.binary(max_size=60).map(lambda data: b"\x01Z00\x02" + data + b"\x04"))
def test_any_bytes_give_an_object_of_the_same_bytes_or_our_error(data: bytes) -> None:
    try:
        found = JSON.decoded(data)
    except DisplayError:
        return
    assert JSON.frames(json.dumps(found).encode()) == [data]


@given(st.binary(max_size=60))
def test_any_text_bytes_come_back(data: bytes) -> None:
    assert encode_text(decode_text(data)) == data


# --- a packer of its own: bytes from the manual's tables, nothing of the code under test ---

PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))
LABELS = st.sampled_from(PRINTABLE)
HEX = "0123456789ABCDEF"


def hexes(digits: int) -> st.SearchStrategy[str]:
    return st.text(HEX, min_size=digits, max_size=digits)


MODES = st.sampled_from([*"abcdefghijklmopqrstuv", *("n" + code for code in "0123456789ABCSUVWXYZ")])
STARTS = st.builds(lambda pos, mode: "\x1b" + pos + mode, st.sampled_from(' "&012'), MODES)
CONTROLS = st.sampled_from(
    [
        *("\x051", "\x050", "\x061", "\x071", "\x070", "\x08\x49", "\x09", "\x0b8", "\x0c", "\x0d", "\x10s", "\x11"),
        *("\x12", "\x13", "\x14d", "\x15", "\x16", "\x17", "\x18", "\x19", "\x1a:", "\x1c1", "\x1cC", "\x1cZFF8000"),
        *("\x1d01", "\x1d61", "\x1e0", "\x1e1", "\x1f", "\x0a", "\x0e", "\x7f", "\x82", "\xa9", "\xc1", "\x1c", "\x1b"),
        *("\x1c{", "\x1d{1", "\x14}", "\x1b{b", "\x1b0n{", "\x1b0}"),
    ]
)
TEXTS = st.lists(st.text(PRINTABLE, max_size=8) | CONTROLS | STARTS, max_size=6).map("".join)


@st.composite
def pictures(draw: st.DrawFn) -> str:
    rows, columns = draw(st.integers(0, 31)), draw(st.integers(0, 40))
    columns = columns if rows else 0
    row = st.text("012345678", min_size=columns, max_size=columns)
    size = f"{rows:02X}{columns:02X}"
    body = "".join(draw(row) + "\r" for _ in range(rows))
    size = size.lower() if draw(st.booleans()) else size
    return "I" + draw(LABELS) + size + (body[:-1] if columns and draw(st.booleans()) else body)


ENTRIES = st.builds(
    lambda label, kind, lock, size, last: label + kind + lock + size + last,
    LABELS, st.sampled_from("ABD"), st.sampled_from("UL"), hexes(4), hexes(4),
)  # fmt: skip
TIMES = st.builds("{:02d}{:02d}".format, st.integers(0, 23), st.integers(0, 59))
DATES = st.dates().map(lambda day: f"{day:%m%d}{day.year % 96:02d}").filter(lambda text: text[:4] != "0229")
SPECIALS = st.one_of(
    TIMES.map(" {}".format),
    DATES.map(";{}".format),
    st.sampled_from([*(f"&{day}" for day in range(1, 8)), "'S", "'M", "!00", "!FF", "s0", "s1", ",", "4", "$", "$$$$"]),
    st.sampled_from(["(A", "(B", "(0", "(1", "(3"]),
    hexes(4).map("(2{}".format),
    st.lists(ENTRIES, min_size=1, max_size=4).map(lambda entries: "$" + "".join(entries)),
    st.builds(lambda kind, lock, labels: f".{kind}{lock}{labels}", st.sampled_from("TSD"), st.sampled_from("UL"),
              st.text(PRINTABLE, max_size=128)),
    st.builds(lambda label, codes: f"){label}{codes}", LABELS, hexes(4)),
    st.builds(lambda label, days: f"2{label}{days}", LABELS, st.text("0123456789AB", min_size=2, max_size=2)),
    hexes(4).map("/{}".format),
    hexes(2).map("7{}".format),
    st.builds(lambda function, data: function + data, st.sampled_from("+05689:<>@CNTtuv"), TEXTS),
)  # fmt: skip
COMMANDS = st.one_of(
    st.builds(lambda label, start, text: "A" + label + start + text, LABELS, STARTS | st.just(""), TEXTS),
    st.builds(lambda label, text: "G" + label + text, LABELS, TEXTS),
    pictures(),
    SPECIALS.map("E{}".format),
    st.builds(lambda command, label: command + label, st.sampled_from("BHJ"), LABELS),
    st.builds(lambda function, data: "F" + function + data, LABELS, TEXTS),
    st.builds(lambda command, data: command + data, st.sampled_from("CDKLMNOPQRSTUVWXYZ"), TEXTS),
)
ENDINGS = st.sampled_from(["sum", "small", "etx", "none"])


def packed(command: str, ending: str) -> bytes:
    block = b"\x02" + command.encode("latin-1")
    if ending == "none":
        return block
    block += b"\x03"
    if ending == "etx":
        return block
    total = 0
    for byte in block:
        total = (total + byte) % 0x10000
    digits = b"%04X" % total
    return block + (digits if ending == "sum" else digits.lower())


ADDRESSES = st.text(HEX + "abcdef?", min_size=2, max_size=2)
TYPES = st.sampled_from([chr(code) for code in range(0x21, 0x7F) if chr(code) != ","])
HEADERS = st.lists(st.builds("{}{}".format, TYPES, ADDRESSES), min_size=1, max_size=3).map(",".join)
FRAMES = st.builds(
    lambda nuls, header, commands: bytes(nuls) + b"\x01" + header.encode() + b"".join(commands) + b"\x04",
    st.integers(0, 30),
    HEADERS,
    st.lists(st.builds(packed, COMMANDS, ENDINGS), min_size=1, max_size=3),
)


@given(FRAMES)
def test_any_legal_transmission_comes_back_bit_by_bit(frame: bytes) -> None:
    found = JSON.decoded(frame)
    assert JSON.frames(json.dumps(found).encode()) == [frame]


@given(TEXTS, st.sampled_from(PRINTABLE), st.sampled_from("AGEI"))
def test_whatever_a_sign_answers_comes_back(text: str, label: str, command: str) -> None:
    """Answers may hold what a request may not: a function's data is kept as text where its form is not known."""
    frame = bytes(5) + b"\x01000" + packed(command + label + text, "sum") + b"\x04"
    try:
        found = JSON.decoded(frame)
    except ProtocolError:
        assert command == "I"
        return
    assert found["address"] == 0
    assert "answer" in found
    assert JSON.frames(json.dumps(found).encode()) == [frame]


ANSWERS = [  # the manual's form of each; FFFFFFFF f MmYy HhNn R SS POOL,pool for general information
    (b"E*\x58", {"answer": "errors", "address": 0, "native": {"register": 0x58}}),
    (b"E#7800,6B9D", {"answer": "pool", "address": 0, "native": {"total": 30720, "free": 27549}}),
    (
        b'E"10440000A03950905M007800,6B9D',
        {
            "answer": "information",
            "address": 0,
            "native": {"firmware": "10440000", "revision": "A", "released": "0395", "clock": "0905", "hours": 24}
            | {"speaker": True, "total": 30720, "free": 27549},
        },
    ),
    (b"E.SUABC", {"answer": "sequence", "address": 0, "native": {"labels": "ABC"}}),
    (b"E)A3060B", {"answer": "special", "address": 0, "text": "A3060B", "native": {"function": ")"}}),
]


@pytest.mark.parametrize(("block", "expected"), ANSWERS)
def test_answers_tell_their_fields(block: bytes, expected: dict[str, object]) -> None:
    frame = bytes(5) + b"\x01000" + packed(block.decode(), "sum") + b"\x04"
    assert JSON.decoded(frame) == expected
    assert JSON.frames(json.dumps(expected).encode()) == [frame]


@given(FRAMES)
def test_any_legal_transmission_comes_back_over_7e1(frame: bytes) -> None:
    if max(frame) > 0x7F:
        return
    # The parity of a byte: one more bit where the number of its bits is odd.
    frame = bytes(byte + 0x80 if f"{byte:b}".count("1") % 2 else byte for byte in frame)
    found = JSON.decoded(frame)
    assert found["native"]["line"] == "7E1"  # type: ignore[index]
    assert JSON.frames(json.dumps(found).encode()) == [frame]


# --- text ---


def test_control_codes_read_as_words() -> None:
    wire = b"\x1c1Fire\x17\x071!\x0c\x13\r\x14d\x10s{}\x0b8\x1b0n7\x1d01\x8e\xa9"
    assert decode_text(wire) == (
        "{red}Fire{speed 3}{flash on}!{page}{time}\n{dots d}{string s}{{}}{date 8}{mode 30 n7}{attribute 0 on}Ä°"
    )


def test_a_passer_by_sees_no_escapes() -> None:
    assert plain_text("{red}a{{b{page}c{dots d}{wide on}") == "a{b\nc▦"


def test_the_tilde_is_no_character_of_the_sign() -> None:
    assert is_plain("No. 5 {2026}\nopen")
    assert not is_plain("5~6")
    assert not is_plain("公")


# --- pieces ---


def test_even_parity_is_what_the_line_carries() -> None:
    # SOH, Z, 0, 0, STX as a 7E1 port sends them: 01 and 02 have an odd number of bits, 5A, 30 and 03 an even one.
    assert with_even_parity(b"\x01Z00\x02\x03") == bytes.fromhex("815a30308203")


def test_pieces_are_cut_where_the_sign_needs_its_pause() -> None:
    two = Transmission((Packet("E", b" 0905"), Packet("E", b"&1")))
    assert pieces(two) == [b"\0\0\0\0\0\x01Z00\x02", b"E 0905\x030138\x02", b"E&1\x0300A1\x04"]
    picture = Transmission((Packet("I", b"d0102" + b"01\r", "none"),))
    assert pieces(picture, [5]) == [b"\0\0\0\0\0\x01Z00\x02Id0102", b"01\r\x04"]


def test_a_packet_that_tells_of_the_acknowledging_is_not_taken_for_a_short_answer() -> None:
    """Found by fuzzing: type 0, E, s, 0 (acknowledging is off), packed here by hand after the manual."""
    packet = bytes.fromhex("0000000000 01 303030 02 457330 03") + b"00ED" + b"\x04"  # 02 + 45 + 73 + 30 + 03 = ED
    found = JSON.decoded(packet)
    assert found == {"answer": "ack", "address": 0, "on": False}
    assert JSON.frames(json.dumps(found).encode()) == [packet]
