"""`board frames` and `board decode` for AM03127: refusals by name, any bytes, and every legal frame both ways."""

from __future__ import annotations

import contextlib
import json
import string
from functools import reduce
from operator import xor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.errors import DisplayError, ProtocolError, TextRefused
from display.fonts import Font
from display.protocols import model_of
from display.protocols.am03127_codec import Clock, Graphic, Page, Request, encode
from display.protocols.am03127_frame import NewId, next_answer, next_frame
from display.render import strip

WIRE = model_of("am03127").json

PIXELS = ["." * 32] * 8
REFUSED = [
    ('{"do":"ping"}', "ping: the maker's document"),
    ('{"do":"status"}', "status: the maker's document"),
    ('{"do":"power","on":true}', "power: the maker's document"),
    ('{"do":"text","text":"a","adress":1}', "unknown field `adress`"),
    ('{"do":"text","text":"a","native":{"speed":3}}', "unknown field `speed`"),
    ('{"do":"text","text":"a","area":{"x":0}}', "unknown field `area`"),
    ('{"do":"text","text":"a","native":{"line":10}}', "native.line"),
    ('{"do":"text","text":"a","native":{"page":"AB"}}', "native.page"),
    ('{"do":"text","text":"a","native":{"wait":1}}', "native.wait"),
    ('{"do":"text","text":"a","address":256}', "address"),
    ('{"do":"text","text":"a","address":-1}', "address"),
    ('{"do":"text","text":"a","address":1,"lower_case_id":true}', "lower_case_id"),
    ('{"do":"set-id","address":1,"lower_case_id":true}', "lower_case_id"),
    ('{"do":"text"}', "missing required field `text`"),
    ('{"do":"text","text":"a<b"}', "character 2, 「<」"),
    ('{"do":"text","text":"a>b"}', "character 2, 「>」"),
    ('{"do":"text","text":"公示{date}"}', "can hold no inline codes"),
    ('{"do":"text","text":"公示","native":{"line":8}}', "line 8: a text that has to be drawn takes 2 of 8 lines"),
    ('{"do":"text","text":"公示\\u200b"}', "U\\+200B"),
    ('{"do":"text","text":"a\\u0007"}', "U\\+0007"),
    ('{"do":"text","text":"a{red}"}', "in braces stands {font:A}"),
    ('{"do":"text","text":"a}"}', "in braces stands"),
    ('{"do":"text","text":"a{"}', "in braces stands"),
    ('{"do":"text","text":"{column:G0}"}', "in braces stands"),
    ('{"do":"text","text":"{european:80}"}', "in braces stands"),
    ('{"do":"text","text":"{lt}E{gt}"}', "expected the checksum"),
    ('{"do":"raster","native":{"graphic":"A1"}}', "missing required field `pixels`"),
    ('{"do":"raster","native":{"graphic":"A1","pixels":["RGY."]}}', "native.pixels"),
    (json.dumps({"do": "raster", "native": {"pixels": [*PIXELS[1:], "B" * 32]}}), "native.pixels"),
    ('{"do":"schedule","native":{"pages":""}}', "native.pages"),
    (json.dumps({"do": "schedule", "native": {"pages": "A" * 32}}), "native.pages"),
    ('{"do":"schedule","native":{"from":"2026"}}', "native.from"),
    ('{"do":"brightness","percent":60}', "percent"),
    ('{"do":"brightness"}', "missing required field `percent`"),
    ('{"do":"clock","time":"yesterday"}', "time 'yesterday': expected 2026-11-22T09:05:07"),
    ('{"do":"clock","time":"1999-11-22T09:05:07"}', "2000 to 2099"),
    ('{"do":"clock","time":"2026-11-31T09:05:07"}', "is no date"),
    ('{"do":"clock","time":"0001-01-01T00:00:00+14:00"}', "out of range"),
    ('{"do":"delete","native":{"page":"A","schedule":"A"}}', "one of them"),
    ('{"do":"delete","native":{"all":false}}', "native.all"),
    ('{"do":"set-id","address":0}', "01 to FF"),
    ('{"do":"set-id","native":{"id":0}}', "native.id"),
    ('{"do":"character","native":{"code":"40","rows":[]}}', "native.code"),
    ('{"answer":"ack","address":1}', "has an address"),
    ('{"answer":"id"}', "has an address"),
    ('{"answer":"maybe"}', "answer"),
    ('{"do":"jump"}', "jump"),
    ('{"do":7}', "do"),
    ('["clear"]', "object"),
    ("[" * 5000, "not JSON"),
    ("\xff", "not JSON"),
]


@pytest.mark.parametrize(("line", "message"), REFUSED)
def test_what_is_wrong_with_an_object_is_named(line: str, message: str) -> None:
    with pytest.raises(DisplayError, match=message):
        WIRE.frames(line.encode("latin-1" if line == "\xff" else "utf-8"))


NO_FRAMES = [
    (b"", "begins with nothing"),
    (b"<IDG1><D*>6C<E>", "begins with '<IDG1>'"),
    (b"<ID1><D*>6C<E>", "expected <ID and two hex digits"),
    (b"<IDaB><D*>6C<E>", "expected <ID and two hex digits"),
    (b"<ID01><D*>6C", "12 bytes without an end"),
    (b"<ID01><D*>6C<E>x", "byte 15: 1 bytes after <E>"),
    (b"<ID01><D*>6c<E>", "byte 10: '6c<E>', expected the checksum"),
    (b"<ID01><D*><E>", "expected the checksum"),
    (b"<ID01>00<E>", "data begins with ''"),
    (b"<ID01><D*>6D<E>", "checksum 6D, expected 6C"),
    (b"<ID01><L1><PA>hello2F<E>", "checksum"),
    (b"<ID><00><E>", "01 to FF"),
    (b"<ID><1><E>", "begins with '<ID><1'"),
    (b"<ID01><GA1>" + bytes(64) + b"69<E", "without an end"),
    (b"ack", "begins with 'ack'"),
]


@pytest.mark.parametrize(("frame", "message"), NO_FRAMES)
def test_what_is_no_frame_is_told_with_its_place(frame: bytes, message: str) -> None:
    with pytest.raises(ProtocolError, match=message):
        WIRE.decoded(frame)


@given(st.binary(max_size=120))
def test_any_bytes_are_an_object_or_our_error(data: bytes) -> None:
    with contextlib.suppress(DisplayError):
        WIRE.decoded(data)


@given(
    st.binary(max_size=40), st.sampled_from([b"", b"<L1><PA><FA><MA><WA><FK>", b"<GA1>", b"<FA00>", b"<TA>", b"<SC>"])
)
def test_any_data_in_a_sound_envelope_is_an_object_that_gives_it_back_or_our_error(tail: bytes, head: bytes) -> None:
    frame = packed(head + tail, 1)
    try:
        found = WIRE.decoded(frame)
    except DisplayError:
        return
    assert WIRE.frames(json.dumps(found).encode()) == [frame]


# --- every legal frame, packed by hand ---


def packed(data: bytes, address: int) -> bytes:
    """An envelope as chapter 4 of the document has it, put together without the project's code."""
    return f"<ID{address:02X}>".encode() + data + f"{reduce(xor, data, 0):02X}<E>".encode()


def letters(allowed: str) -> st.SearchStrategy[str]:
    return st.sampled_from(allowed)


def two(first: int, last: int) -> st.SearchStrategy[str]:
    return st.integers(first, last).map(lambda number: f"{number:02d}")


EFFECTS = "ABCDEFGHIJKLMNPQRS"
CODES = st.one_of(
    letters("ABCDE").map(lambda letter: f"<A{letter}>"),
    letters(string.ascii_uppercase).map(lambda letter: f"<B{letter}>"),
    letters("ABCDEFGHIJKLMNPQRS").map(lambda letter: f"<C{letter}>"),
    st.tuples(letters("ABCDEFGHIJKLMNOP"), st.integers(1, 8)).map(lambda name: f"<G{name[0]}{name[1]}>"),
    letters("DT").map(lambda letter: f"<K{letter}>"),
    st.integers(0, 0x7F).map(lambda place: f"<U{place:02X}>"),
    st.integers(0, 0xFF).map(lambda column: f"<N{column:02X}>"),
    st.text(alphabet=[chr(code) for code in range(0x20, 0x80)], max_size=8),
)
MESSAGES = (
    st.lists(CODES, max_size=8).map("".join).filter(lambda message: "<E>" not in message and "<ID" not in message)
)
PAGES = st.tuples(
    st.integers(1, 8),
    letters(string.ascii_uppercase),
    letters(EFFECTS + EFFECTS.lower()),
    letters("ABCDEQRSTUabcdeqrstu"),
    letters(string.ascii_uppercase),
    letters("ABCDEFGHIJKabcdefghijk"),
    MESSAGES,
).map(lambda page: "<L{}><P{}><F{}><M{}><W{}><F{}>{}".format(*page).encode())
DATES = st.one_of(st.just("000000"), st.tuples(two(0, 99), two(1, 12), two(0, 31)).map("".join))
MINUTES = st.tuples(DATES, two(0, 23), two(0, 59)).map("".join)
SCHEDULES = st.tuples(
    letters("ABCDE"), MINUTES, MINUTES, st.text(alphabet=string.ascii_uppercase, min_size=1, max_size=31)
).map(lambda schedule: "<T{}>{}{}{}".format(*schedule).encode())
CLOCKS = (
    st.tuples(two(0, 99), two(1, 7), two(1, 12), two(0, 31), two(0, 23), two(0, 59), two(0, 59))
    .map("".join)
    .map(lambda digits: b"<SC>" + digits.encode())
)
GRAPHICS = st.tuples(letters("ABCDEFGHIJKLMNOP"), st.integers(1, 8), st.binary(min_size=64, max_size=64)).map(
    lambda graphic: f"<G{graphic[0]}{graphic[1]}>".encode() + graphic[2]
)
CHARACTERS = st.tuples(letters("ABC"), st.integers(0, 0x3F), st.binary(min_size=8, max_size=8)).map(
    lambda character: f"<F{character[0]}{character[1]:02X}>".encode() + character[2]
)
SHORT = st.one_of(
    letters("ABCD").map(lambda level: f"<B{level}>"),
    letters(string.ascii_uppercase).map(lambda page: f"<RP{page}>"),
    st.tuples(st.integers(1, 8), letters(string.ascii_uppercase)).map(lambda line: f"<DL{line[0]}P{line[1]}>"),
    letters("ABCDE").map(lambda schedule: f"<DT{schedule}>"),
    st.sampled_from(["<D*>", "<DU>", "<BE>", "<BF>"]),
).map(str.encode)
DATA = st.one_of(PAGES, SCHEDULES, CLOCKS, GRAPHICS, CHARACTERS, SHORT)
FRAMES = st.one_of(
    st.tuples(DATA, st.integers(0, 255)).map(lambda parts: packed(*parts)),
    st.integers(1, 255).map(lambda new: f"<ID><{new:02X}><E>".encode()),
)


@given(FRAMES)
def test_every_legal_frame_survives_being_read_and_written(frame: bytes) -> None:
    found = json.loads(json.dumps(WIRE.decoded(frame)))
    assert WIRE.frames(json.dumps(found).encode()) == [frame]


@given(FRAMES)
def test_no_object_holds_bytes_as_hexadecimal_where_they_mean_something(frame: bytes) -> None:
    found = WIRE.decoded(frame)
    assert "hex" not in str(found.keys())
    assert "{byte:" not in str(found.get("text", "")) or b"\x7f" in frame


@given(st.lists(FRAMES, max_size=4), st.integers(1, 9))
def test_a_stream_gives_its_frames_however_it_is_cut(frames: list[bytes], step: int) -> None:
    stream, pending, found = b"\r\n" + b"\x00".join(frames), b"", []
    for start in range(0, len(stream), step):
        pending += stream[start : start + step]
        while True:
            frame, used = next_frame(pending)
            pending = pending[used:]
            if frame is None:
                break
            found.append(frame)
    assert found == frames


def test_a_frame_that_stops_and_begins_anew_is_dropped() -> None:
    assert next_frame(b"<ID01><L1><PA><ID01><D*>6C<E>") == (b"<ID01><D*>6C<E>", 29)


def test_what_has_no_end_is_noise_in_the_end() -> None:
    endless = b"<ID01><L1><PA><FA><MA><WA><FK>" + b"a" * 1000
    assert next_frame(endless) == (None, 1030)
    assert next_frame(endless[:1000]) == (None, 0)


@given(st.binary(max_size=40))
def test_any_bytes_give_an_answer_or_none(buffer: bytes) -> None:
    answer, used = next_answer(buffer)
    assert answer in ("", "ACK", "NACK", "garbled")
    assert 0 <= used <= len(buffer)


UNFIT = [
    Request(Page(b"a", line=11)),
    Request(Page(b"a", page="AB")),
    Request(Page(b"a", lead="é")),
    Request(Page(b"a<E>")),
    Request(Clock(100, 1, 1, 1, 0, 0, 0)),
    Request(Clock(26, -1, 1, 1, 0, 0, 0)),
    Request(Graphic("A", 1, ("R" * 31,) * 8)),
    Request(Graphic("A", 12, ("R" * 32,) * 8)),
    Request(Page(b"a"), address=256),
    NewId(0),
    NewId(256),
]


@pytest.mark.parametrize("message", UNFIT, ids=repr)
def test_a_value_too_large_for_its_field_is_refused(message: Request | NewId) -> None:
    with pytest.raises(ProtocolError):
        encode(message)


def test_chinese_is_drawn_as_blocks_that_two_lines_show() -> None:
    frames = WIRE.frames('{"do":"text","text":"公示","native":{"page":"C"}}'.encode())
    # Two characters of 16 dots are one block wide, the upper half on line 1, the lower on line 2.
    assert [frame[:11] for frame in frames[:2]] == [b"<ID01><GA1>", b"<ID01><GA2>"]
    assert frames[2:] == [
        packed(b"<L2><PC><FA><MA><WA><FK><GA2>", 1),
        packed(b"<L1><PC><FA><MA><WA><FK><GA1>", 1),
    ]
    halves = [WIRE.decoded(frame)["native"]["pixels"] for frame in frames[:2]]  # type: ignore[index]
    expected = [f"{row:032b}".replace("0", ".").replace("1", "R") for row in strip("公示", Font(16)).rows]
    assert halves[0] + halves[1] == expected


def test_a_text_of_an_author_cannot_smuggle_in_a_code() -> None:
    with pytest.raises(TextRefused, match="begins or ends"):
        WIRE.frames(b'{"do":"text","text":"<D*>"}')
