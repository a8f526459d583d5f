"""Every reader of a stream finds the same frames however the line cuts them; what fuzzing once broke stays mended."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.board import Board
from display.emulator import card_for
from display.fonts import Font
from tests.fuzz.readers import READERS, check, frames_in
from tests.fuzz.sealed import SEALS

GOLDEN = Path(__file__).parents[1] / "golden" / "display"
GOLDEN_FRAMES = [
    (frame["protocol"], bytes.fromhex(frame["hex"]))
    for file in sorted(GOLDEN.glob("*/frames.json"))
    for frame in json.loads(file.read_text(encoding="utf-8"))
]
FRAMES = [frame for _, frame in GOLDEN_FRAMES]

every_reader = pytest.mark.parametrize("name", READERS)
pieces = st.lists(st.sampled_from(FRAMES) | st.binary(max_size=12), max_size=4)


@every_reader
@given(stream=pieces.map(b"".join), cuts=st.lists(st.integers(0, 300), max_size=3))
def test_a_stream_says_the_same_however_it_is_cut(name: str, stream: bytes, cuts: list[int]) -> None:
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    parts = [stream[begin:end] for begin, end in zip(edges, edges[1:], strict=False)]
    assert frames_in(READERS[name], parts) == frames_in(READERS[name], [stream])


FOUND = [  # inputs of tests.fuzz.readers.check
    "04ff44553c31333c453e3c494430d2333c453e3c",  # AM03127: more bytes dealt with than there were
    "04ffff633c494430313e3c5370704330394e3e3c4944303c453e3c49a2000044303731433c453e",
    "035c01f063cd8139ee2339110ac8021081633003ff00002220f9320a8102630363ff4704ff",  # Alpha: 81 in eight bits is a letter
]


@pytest.mark.parametrize("data", FOUND)
def test_what_fuzzing_found_is_read(data: str) -> None:
    check(bytes.fromhex(data))


@pytest.mark.parametrize("name", SEALS)
def test_the_envelopes_of_the_fuzzer_are_those_of_the_golden_frames(name: str) -> None:
    """So that what it puts into them reaches the decoder. Rarer endings and network frames are not made again."""
    seal, unseal = SEALS[name]
    frames = [frame for protocol, frame in GOLDEN_FRAMES if protocol == name]
    again = [seal(unseal(frame)).rstrip(b"\x5a") == frame.rstrip(b"\x5a") for frame in frames]
    assert sum(again) >= 0.75 * len(frames)


def test_an_alpha_text_with_a_letter_81_is_read_in_pieces() -> None:
    """ü is 81 in the sign's own letters, and 81 is also how a 7E1 transmission begins."""
    text = b"\x02AA\x1b b\x81ber\x03"
    frame = bytes(5) + b"\x01Z00" + text + b"%04X\x04" % sum(text)
    sign = card_for(Board(id="t01", model="alpha", width_px=96, height_px=16, charset="ascii", address=0), Font(16))
    for byte in frame:
        sign.feed(bytes([byte]), 0.0)
    assert (sign.text, list(sign.errors)) == ("über", [])


def test_thousands_of_beginnings_are_passed_over() -> None:
    frame = b"<ID01><D*>6C<E>"
    assert frames_in(READERS["am03127"], [b"<ID" * 20_000 + b"<E>" + frame]) == [frame]
