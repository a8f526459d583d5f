"""Hanover frames against what others print, both ways; pictures of every size; refusals by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.errors import DisplayError, ProtocolError
from display.protocols.hanover_codec import next_frame
from display.protocols.hanover_json import HanoverJson

GOLDEN = Path(__file__).parents[1] / "golden" / "display" / "hanover" / "frames.json"
FRAMES: list[dict[str, Any]] = json.loads(GOLDEN.read_text(encoding="utf-8"))
WIRE = HanoverJson()

START_TEST = b"\x0230\x039A"  # as pyflipdot's tests print it


def frames_for(**wanted: object) -> list[bytes]:
    return WIRE.frames(json.dumps(wanted).encode())


def packed(fields: str) -> bytes:
    """A frame by arithmetic of the test's own: fields as they stand between 02 and 03."""
    total = 0x03
    for character in fields:
        total += ord(character)
    return b"\x02" + fields.encode() + b"\x03" + format((256 - total % 256) % 256, "02X").encode()


@pytest.mark.parametrize("golden", FRAMES, ids=lambda golden: golden["name"])
def test_an_object_gives_the_printed_bytes(golden: dict[str, Any]) -> None:
    assert [frame.hex() for frame in frames_for(**golden["object"])] == [golden["hex"]]


@pytest.mark.parametrize("golden", FRAMES, ids=lambda golden: golden["name"])
def test_the_printed_bytes_give_the_object(golden: dict[str, Any]) -> None:
    assert WIRE.decoded(bytes.fromhex(golden["hex"])) == golden["object"]


@pytest.mark.parametrize("golden", FRAMES, ids=lambda golden: golden["name"])
def test_every_frame_says_where_it_comes_from(golden: dict[str, Any]) -> None:
    assert golden["source"].startswith(("briggySmalls/pyflipdot", "assembled by hand"))


PICTURES = [  # rows, frame; pyflipdot's tests make the first two from these very pictures
    (["#.", "..", ".."], b"\x0211020100\x0378"),
    (["#.", *[".."] * 8, "#.", *[".."] * 5], b"\x02110401020000\x03B4"),
    (["#", ".", "#", ".", "#", "#", "#", "#"], b"\x021101F5\x03BF"),
    # 24 rows are three bytes of a column; the lowest row is the highest bit of the third: 62+30+33+5*30+38+3=1F0
    ([*["."] * 23, "#"], b"\x021103000080\x0310"),
]


@pytest.mark.parametrize(("rows", "frame"), PICTURES)
def test_columns_run_downwards_and_the_lowest_bit_is_the_uppermost_dot(rows: list[str], frame: bytes) -> None:
    assert frames_for(do="raster", rows=rows) == [frame]


@given(st.binary(max_size=700), st.integers(0, 15))
def test_any_picture_comes_back_to_the_same_bytes(data: bytes, address: int) -> None:
    frame = packed(f"1{address:X}{len(data) % 256:02X}{data.hex().upper()}")
    found = WIRE.decoded(frame)
    assert found["address"] == address
    assert found["do"] == ("raster" if any(data) else "clear")
    assert WIRE.frames(json.dumps(found).encode()) == [frame]


@given(st.sampled_from("3C"), st.integers(0, 15))
def test_a_test_command_for_any_address_comes_back(command: str, address: int) -> None:
    frame = packed(f"{command}{address:X}")
    found = WIRE.decoded(frame)
    assert found == {"do": {"3": "start-test", "C": "stop-test"}[command], "address": address}
    assert WIRE.frames(json.dumps(found).encode()) == [frame]


@given(st.binary(max_size=40) | st.binary(max_size=20).map(lambda data: packed(data.hex().upper())))
def test_any_bytes_are_an_object_or_our_error(data: bytes) -> None:
    try:
        found = WIRE.decoded(data)
    except DisplayError:
        return
    assert WIRE.frames(json.dumps(found).encode()) == [data]


@given(st.binary(max_size=30))
def test_a_frame_is_found_after_any_noise(noise: bytes) -> None:
    stream, found = noise + START_TEST, []
    while stream:
        frame, used = next_frame(stream)
        stream = stream[used:]
        if frame is None:
            break
        found.append(frame)
    # noise that ends in 02 … 03 and up to one byte more may swallow the start of what follows; a start restarts
    assert found[-1] == START_TEST


WRONG_BYTES = [
    (b"", "begins with nothing"),
    (b"\x0230", "begins with 02 33, expected 02 and at least five"),
    (b"\x0330\x039A", "begins with 03 33"),
    (b"\x0230\x049A", "byte 3: 04, expected 03"),
    (b"\x0230\x039B", "checksum 9B, expected 9A"),
    (b"\x0230\x039a", "byte 5: 61, expected a digit"),
    (b"\x0211020g00\x0378", "byte 6: 67, expected a digit"),
    (packed("110"), "without its two digits of length"),
    (packed("1101000"), "3 digits of dots"),
    (packed("11020F"), "length 02, expected 01 for 1 bytes"),
]


@pytest.mark.parametrize(("frame", "message"), WRONG_BYTES)
def test_what_is_wrong_with_a_frame_is_said(frame: bytes, message: str) -> None:
    with pytest.raises(ProtocolError, match=message):
        WIRE.decoded(frame)


WRONG_OBJECTS = [
    ('{"do":"raster"}', "missing required field `rows`"),
    ('{"do":"raster","rows":[]}', "rows"),
    ('{"do":"raster","rows":["#.","#"]}', r"row of 1 - at `\$.rows\[1\]`: expected 2 dots"),
    ('{"do":"raster","rows":["#x"]}', r'rows\[0\]`: expected 2 dots, each "#" or "."'),
    ('{"do":"raster","rows":["#"],"address":16}', "address"),
    ('{"do":"raster","rows":["#"],"colour":1}', "unknown field `colour`"),
    ('{"do":"text","text":"a","native":{"font":15}}', "font"),
    ('{"do":"text","text":"a","native":{"size":16}}', "unknown field `size`"),
    ('{"do":"text","text":"a","area":{"w":96,"h":7}}', "area 96x7: too small for characters of 16 dots"),
    ('{"do":"text","text":"a","area":{"x":8,"w":96,"h":16}}', "area.x"),
    ('{"do":"text","text":" "}', "text: is empty"),
    ('{"do":"text","text":"\\ue000"}', "U\\+E000 is not in the font"),
    ('{"do":"ping"}', "ping: the sign answers nothing"),
    ('{"do":"power","on":true}', "power: a flip-dot sign keeps its picture without power"),
    ('{"do":"jump"}', "jump: expected one of raster, text, clear, start-test, stop-test"),
    ('["clear"]', "object"),
    ("[" * 5000, "not JSON"),
]


@pytest.mark.parametrize(("line", "message"), WRONG_OBJECTS)
def test_what_is_wrong_with_an_object_is_named(line: str, message: str) -> None:
    with pytest.raises(DisplayError, match=message):
        WIRE.frames(line.encode())


def test_a_text_is_drawn_in_screenfuls() -> None:
    short, long = frames_for(do="text", text="Notice 2026"), frames_for(do="text", text="公示" * 7)
    assert [len(frame) for frame in short] == [5 + 2 * 192 + 3]  # 96x16 dots, two digits a byte
    assert len(long) == 3  # six characters of 16 dots to a sign of 96
    assert WIRE.decoded(short[0])["do"] == "raster"
