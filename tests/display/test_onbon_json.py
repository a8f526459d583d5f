"""`board frames` and `board decode`: refusals by name, long texts, and what a frame says beyond our habits."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.errors import DisplayError, ProtocolError
from display.protocols import protocol_for
from display.protocols.onbon_area import Areas, TextArea
from display.protocols.onbon_codec import Request
from display.protocols.onbon_frame import Packet, encode_packet
from display.protocols.onbon_json import decoded, frames_for
from tests.display.fakes import board

TEXT_CARDS = ("onbon-bx5k", "onbon-bx6k")

CODEC = protocol_for("onbon-bx5k").codec

REFUSED = [
    ('{"do":"brightness","level":3}', "brightness: the maker's public"),
    ('{"do":"ping","adress":1}', "unknown field `adress`"),
    ('{"do":"ping","text":"a"}', "unknown field `text`"),
    ('{"do":"text","text":"a","area":{"x":0,"y":0,"w":64,"h":16},"native":{"mod":3}}', "unknown field `mod`"),
    ('{"do":"text","text":"a","area":{"x":0,"y":0,"w":64,"h":16,"z":1}}', "unknown field `z`"),
    ('{"do":"text","text":"a","area":{"x":0,"y":0,"w":-8,"h":16}}', "area.w"),
    ('{"do":"text","text":"a","area":{"x":0,"y":0,"w":60,"h":16}}', "steps of 8 px"),
    ('{"do":"text","text":"a","area":{"x":0,"y":0,"w":64,"h":16},"native":{"mode":256}}', "native.mode"),
    ('{"do":"text","text":"a","area":{"x":0,"y":0,"w":64,"h":16},"native":{"align":-1}}', "native.align"),
    ('{"do":"text","text":"a","area":{"x":0,"y":0,"w":64,"h":16},"native":{"single_line":true}}', "single_line"),
    ('{"do":"text","text":"a","area":{"x":0,"y":0,"w":64,"h":16},"charset":"utf-8"}', "charset"),
    ('{"do":"text"}', "missing required field `text`"),
    ('{"do":"text","text":"a","areas":[{"text":"b"}]}', "`text` beside `areas`"),
    ('{"do":"text","areas":[{"text":"b","native":{"process_mode":1}}]}', "unknown field `process_mode`"),
    ('{"do":"text","areas":[{"text":"b","font":1}]}', "unknown field `font`"),
    ('{"do":"text","text":"a","native":{"sound":{"mode":1,"text":"b"}}}', "sound mode 1 carries no text"),
    ('{"do":"text","text":"a","native":{"sound":{"mode":3,"volume":5}}}', "sound mode 3 carries nothing"),
    ('{"do":"text","text":"a","native":{"sound":{"mode":1,"person":16}}}', "sound.person"),
    (r'{"do":"text","text":"a\\\\b"}', "character 2, the backslash"),
    (r'{"do":"text","text":"a\\\\C"}', "character 2, the backslash"),
    ('{"do":"text","text":"ab\\u0007"}', "character 3, U\\+0007"),
    ('{"do":"delete","area":{"id":1},"delete":[2]}', "`area` beside `delete`"),
    ('{"do":"power","on":true,"native":{"value":1}}', "native.value"),
    ('{"do":"clock"}', "missing required field `time`"),
    ('{"do":"clock","time":"0001-01-01T00:00:00+14:00"}', "time 0001-01-01"),
    ('{"do":"clock","time":"2026-11-22T09:05:07","native":{"bcd":"2026-13-22T09:05:07"}}', "native.bcd"),
    ('{"do":"clock","native":{"bcd":"26-13-22"}}', "native.bcd"),
    ('{"do":"file","name":"P000"}', "file: it writes the card's flash"),
    ('{"do":"ping","header":{"checksum":1}}', "header.checksum"),
    ('{"answer":"ack","error":"fine"}', "error 'fine'"),
    ('{"answer":"nak"}', "missing required field `error`"),
    ('{"answer":"perhaps"}', "perhaps"),
    ('{"do":"power","address":1}', "missing required field `on`"),
    ('{"do":"clock","time":"yesterday"}', "time"),
    ('{"do":"ping","address":-1}', "address"),
    ('{"do":"ping","address":65536}', "address"),
    ('{"do":"jump"}', "jump"),
    ('["ping"]', "object"),
    ("[" * 5000, "not JSON"),
    ("\xff", "not JSON"),
]


@pytest.mark.parametrize(("line", "message"), REFUSED)
def test_what_is_wrong_with_an_object_is_named(line: str, message: str) -> None:
    with pytest.raises(DisplayError, match=message):
        frames_for(line.encode("latin-1"), CODEC)


def test_a_clock_with_a_zone_is_set_to_the_county_s_time() -> None:
    zoned = frames_for(b'{"do":"clock","time":"2026-11-22T01:05:07Z"}', CODEC)
    assert zoned == frames_for(b'{"do":"clock","time":"2026-11-22T09:05:07"}', CODEC)


def test_a_text_that_outgrows_the_buffer_comes_as_frames_below_1024_bytes_in_order() -> None:
    text = "公开" * 700
    wanted = {"do": "text", "text": text, "area": {"x": 0, "y": 0, "w": 64, "h": 16}}
    frames = frames_for(json.dumps(wanted).encode(), CODEC)
    assert len(frames) == 4  # 2,800 bytes of text, some 900 a frame
    assert max(map(len, frames)) <= 1024
    assert "".join(str(decoded(frame, CODEC)["text"]) for frame in frames) == text


@given(st.text(alphabet="Z[ァΑ年a", min_size=1, max_size=2000))
def test_however_many_escapes_a_text_needs_no_frame_outgrows_the_buffer(text: str) -> None:
    wanted = {"do": "text", "text": text, "area": {"x": 0, "y": 0, "w": 64, "h": 16}}
    frames = frames_for(json.dumps(wanted).encode(), CODEC)
    assert max(map(len, frames)) <= 1024
    assert "".join(str(decoded(frame, CODEC)["text"]) for frame in frames) == text


AREAS = st.builds(
    TextArea,
    id=st.integers(0, 255),
    x_px=st.integers(0, 100).map(lambda x: 8 * x),
    y_px=st.integers(0, 0xFFFF),
    width_px=st.integers(0, 100).map(lambda x: 8 * x),
    height_px=st.integers(0, 0xFFFF),
    text=st.binary(max_size=100),
    run_mode=st.integers(0, 255),
    timeout=st.integers(0, 0xFFFF),
    align=st.integers(0, 255),
    single_line=st.integers(0, 255),
    mode=st.integers(0, 255),
    speed=st.integers(0, 255),
    hold=st.integers(0, 255),
    line_space=st.integers(0, 255),
    exit_mode=st.integers(0, 255),
)


@given(st.lists(AREAS, max_size=3), st.lists(st.integers(0, 255), max_size=3), st.integers(0, 255), st.integers(0, 255))
def test_a_request_comes_back_as_it_was_sent(
    areas: list[TextArea], delete: list[int], process_mode: int, reply: int
) -> None:
    request = Request(Areas(tuple(areas), tuple(delete), process_mode), 7, reply, source=3)
    for model in TEXT_CARDS:
        codec = protocol_for(model).codec
        assert codec.decode(codec.encode(request)) == request


def test_a_file_command_is_named_and_none_of_those_that_a_card_obeys() -> None:
    start = bytes.fromhex("a105010000 01 50303030 00010000")
    with pytest.raises(ProtocolError, match="file transfer, start"):
        CODEC.decode(encode_packet(Packet(start)))


def test_the_least_that_can_be_said_makes_a_frame() -> None:
    (frame,) = frames_for(b'{"do":"text","text":"Notice 2026"}', CODEC)
    assert decoded(frame, CODEC)["area"] == {"id": 0, "x": 0, "y": 0, "w": 64, "h": 16}


def test_a_value_too_large_for_its_field_is_refused() -> None:
    area = TextArea(id=300, x_px=0, y_px=0, width_px=8, height_px=8, text=b"")
    with pytest.raises(ProtocolError, match="does not fit"):
        CODEC.encode(Request(Areas((area,))))
    wide = TextArea(id=0, x_px=0, y_px=0, width_px=8 * 0x8000, height_px=8, text=b"")
    with pytest.raises(ProtocolError, match="width 262144 px does not fit"):
        CODEC.encode(Request(Areas((wide,))))


@pytest.mark.parametrize("address", [0, 0xFFFF])
def test_only_frames_take_an_address_that_no_card_has(address: int) -> None:
    assert frames_for(json.dumps({"do": "ping", "address": address}).encode(), CODEC)
    for model in (*TEXT_CARDS, "onbon-bx6"):
        with pytest.raises(ProtocolError, match=f"address {address}"):
            protocol_for(model).ping(board(address=address))


def test_speech_leaves_less_room_for_a_text_that_is_split() -> None:
    wanted = {
        "do": "text",
        "text": "公" * 600,
        "delete": [3],
        "native": {"sound": {"mode": 2, "text": "开" * 100}, "extension": [1, 2], "process_mode": 1},
    }
    frames = frames_for(json.dumps(wanted).encode(), CODEC)
    found = [decoded(frame, CODEC) for frame in frames]
    assert max(map(len, frames)) <= 1024
    assert "".join(str(one["text"]) for one in found) == "公" * 600
    assert [one.get("delete") for one in found] == [(3,)] + [None] * (len(found) - 1)
    wanted["native"]["sound"]["text"] = "开" * 500  # type: ignore[index]
    with pytest.raises(ProtocolError, match="leave no room"):
        frames_for(json.dumps(wanted).encode(), CODEC)


def test_several_areas_that_outgrow_the_buffer_are_refused_unless_it_is_said() -> None:
    wanted = {"do": "text", "areas": [{"text": "公" * 300}, {"text": "开" * 300, "area": {"id": 1}}], "native": {}}
    with pytest.raises(ProtocolError, match="send the areas one by one"):
        frames_for(json.dumps(wanted).encode(), CODEC)
    wanted["native"] = {"one_frame": True, "mode": 1}
    (frame,) = frames_for(json.dumps(wanted).encode(), CODEC)
    areas = decoded(frame, CODEC)["areas"]
    assert [area["native"]["mode"] for area in areas] == [1, 1]  # type: ignore[attr-defined]
