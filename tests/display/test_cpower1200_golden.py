"""Bytes from outside, both ways. See tests/golden/display/cpower1200/README.md for their sources."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from display.errors import ProtocolError
from display.protocols import model_of
from display.protocols.cpower1200_frame import next_frame

GOLDEN = Path(__file__).parents[1] / "golden" / "display" / "cpower1200" / "frames.json"
FRAMES: list[dict[str, Any]] = json.loads(GOLDEN.read_text(encoding="utf-8"))
JSON = model_of("cpower1200").json


@pytest.mark.parametrize("golden", FRAMES, ids=lambda golden: golden["name"])
def test_an_object_gives_the_printed_bytes(golden: dict[str, Any]) -> None:
    assert [frame.hex() for frame in JSON.frames(msgspec.json.encode(golden["object"]))] == [golden["hex"]]


@pytest.mark.parametrize("golden", FRAMES, ids=lambda golden: golden["name"])
def test_the_printed_bytes_give_the_object(golden: dict[str, Any]) -> None:
    assert JSON.decoded(bytes.fromhex(golden["hex"])) == golden["object"]


@pytest.mark.parametrize("golden", FRAMES, ids=lambda golden: golden["name"])
def test_every_frame_says_where_it_comes_from(golden: dict[str, Any]) -> None:
    assert golden["protocol"] == "cpower1200"
    assert golden["source"].startswith(("printed: ", "assembled by hand from "))


@pytest.mark.parametrize("golden", FRAMES, ids=lambda golden: golden["name"])
def test_a_frame_is_found_in_a_stream_and_any_wrong_byte_is_seen(golden: dict[str, Any]) -> None:
    frame = bytes.fromhex(golden["hex"])
    assert next_frame(frame + b"\xa5") == (frame, len(frame))
    for at in range(len(frame)):
        wrong = frame[:at] + bytes([frame[at] ^ 1]) + frame[at + 1 :]
        if frame[0] != 0xA5 and at < 4:
            continue  # the id code of a network packet is not in its sum
        with pytest.raises(ProtocolError):
            JSON.decoded(wrong)


def test_a_clock_with_a_zone_is_set_to_the_county_s_time() -> None:
    zoned = JSON.frames(b'{"do":"clock","time":"2012-09-15T12:16:12Z"}')
    assert zoned == [bytes.fromhex("a56832014701000c1014060f090c003d01ae")]


def test_a_text_with_an_area_sets_its_window_up_first() -> None:
    frames = JSON.frames('{"do":"text","text":"关","area":{"x":8,"y":0,"w":64,"h":16}}'.encode())
    # 68+32+01+7b+01+0a+01+01+08+40+10 = 17b
    assert frames[0].hex() == "a5 6832017b01 0a000000 0101 0008 0000 0040 0010 7b01 ae".replace(" ", "")
    assert b"\x12\xb9\xd8\x00\x00\x00" in frames[1]


def test_clear_is_a_blank_text() -> None:
    (frame,) = JSON.frames(b'{"do":"clear"}')
    assert JSON.decoded(frame) == {"do": "text", "address": 1, "text": " ", "charset": "gb2312"}
