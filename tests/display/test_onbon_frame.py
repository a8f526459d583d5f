"""Escapes, checksums and finding frames in a dirty stream."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.errors import DisplayError, ProtocolError
from display.protocols import protocol_for
from display.protocols.onbon_codec import Answer, Request
from display.protocols.onbon_frame import Header, Packet, decode_frame, encode_packet, escape, next_body, unescape
from display.protocols.onbon_json import decoded, frames_for
from tests.display.fakes import ACK

TEXT_CARDS = ("onbon-bx5k", "onbon-bx6k")

PING = bytes.fromhex("a5a5a5a5a5a5a5a501000080000000000000fe020500a20001000068f85a")

NASTY = st.lists(st.sampled_from([0xA5, 0xA6, 0x5A, 0x5B, 0x01, 0x02, 0x5C, 0x00]), max_size=60).map(bytes)


@given(st.binary(max_size=300) | NASTY)
def test_escaping_is_undone_and_hides_start_and_end(plain: bytes) -> None:
    escaped = escape(plain)
    assert unescape(escaped) == plain
    assert not {0xA5, 0x5A} & set(escaped)


@given(st.binary(max_size=300) | NASTY, st.integers(0, 0xFFFF), st.integers(0, 0xFFFF))
def test_a_packet_comes_back_whole(data: bytes, to: int, source: int) -> None:
    packet = Packet(data, to, source)
    assert decode_frame(encode_packet(packet)) == packet


@given(st.binary(max_size=200) | NASTY)
def test_any_bytes_are_a_packet_or_our_error(data: bytes) -> None:
    try:
        packet = decode_frame(data)
    except ProtocolError:
        return
    assert encode_packet(packet) == data


@given(st.binary(max_size=60) | NASTY)
def test_any_payload_is_a_command_or_our_error(payload: bytes) -> None:
    for model in TEXT_CARDS:
        codec = protocol_for(model).codec
        for head in (b"\xa3\x06\x01\x00\x00", b"\xa2\x03\x01\x00\x00", b"\xa0\x00\x00\x00\x00", b""):
            frame = encode_packet(Packet(head + payload))
            try:
                message = codec.decode(frame)
            except ProtocolError:
                continue
            assert isinstance(message, Request | Answer)
            assert codec.encode(message) == frame


@given(st.binary(max_size=80) | NASTY)
def test_any_object_line_gives_frames_or_our_error(line: bytes) -> None:
    with contextlib.suppress(DisplayError):
        frames_for(line, protocol_for("onbon-bx5k").codec)


@given(st.integers(0, len(PING) - 1), st.integers(1, 255))
def test_one_wrong_byte_is_always_noticed(position: int, flip: int) -> None:
    damaged = bytearray(PING)
    damaged[position] ^= flip
    with pytest.raises(ProtocolError):
        decoded(bytes(damaged), protocol_for("onbon-bx5k").codec)


@given(NASTY, NASTY)
def test_a_frame_is_found_between_any_noise(before: bytes, after: bytes) -> None:
    buffer, found = before + PING + after, []
    while True:
        body, used = next_body(buffer)
        if body is None:
            break
        found.append(body)
        buffer = buffer[used:]
    assert PING[8:-1] in found


@given(st.binary(max_size=400), st.lists(st.integers(1, 40), max_size=30))
def test_a_stream_reads_the_same_however_it_is_cut(stream: bytes, cuts: list[int]) -> None:
    def bodies(pieces: list[bytes]) -> list[bytes]:
        found, pending = [], b""
        for piece in pieces:
            pending += piece
            while True:
                body, used = next_body(pending)
                pending = pending[used:]
                if body is None:
                    break
                found.append(body)
        return found

    stream = PING + stream + PING
    pieces, rest = [], stream
    for cut in cuts:
        pieces.append(rest[:cut])
        rest = rest[cut:]
    assert bodies([*pieces, rest]) == bodies([stream])


def test_a_start_that_lost_its_first_bytes_and_a_spare_end_do_no_harm() -> None:
    assert next_body(PING[5:]) == (PING[8:-1], len(PING) - 5)
    assert next_body(b"\x5a\x5a" + PING) == (PING[8:-1], len(PING) + 2)


def test_a_frame_that_never_ends_is_given_up() -> None:
    endless = b"\xa5" + b"\x00" * 5000
    assert next_body(endless) == (None, len(endless))
    assert next_body(endless[:1000]) == (None, 0)


WRONG = [
    (PING[1:], "begins with"),
    (PING[:-1], "does not end with 5a"),
    (PING[:8] + b"\xa6\x03" + PING[9:], "no escape"),
    (PING[:20] + b"\x5a" + PING[21:], "cannot stand inside"),
    (PING[:8] + b"\x5a", "0 bytes between start and end"),
    (PING[:-3] + b"\x68\xf9\x5a", "checksum f968, expected f868"),
]


@pytest.mark.parametrize(("frame", "message"), WRONG)
def test_what_is_wrong_with_a_frame_is_said(frame: bytes, message: str) -> None:
    with pytest.raises(ProtocolError, match=message):
        decode_frame(frame)


def test_a_frame_that_asks_not_to_be_checked_says_so() -> None:
    body = bytes.fromhex("01000080000000000000fe020500a200010000")
    frame = b"\xa5" * 8 + body + b"\xff\xff\x5a"
    assert decode_frame(frame) == Packet(body[14:], header=Header(checksum=0xFFFF))
    assert encode_packet(decode_frame(frame)) == frame


def test_the_driver_believes_no_answer_that_was_not_checked() -> None:
    body = bytes.fromhex("008001000000000000 00fe020500a000000000")
    protocol = protocol_for("onbon-bx5k")
    unchecked = b"\xa5" * 8 + body + b"\xff\xff\x5a"
    assert protocol.read(unchecked) == (None, len(unchecked))
    reply, _ = protocol.read(unchecked + ACK)
    assert reply is not None
    assert reply.accepted
