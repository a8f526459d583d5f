"""The bytes that the maker's documents print, both ways. See tests/golden/display/onbon/README.md for their sources."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from display.protocols import protocol_for
from display.protocols.onbon_codec import Answer
from display.protocols.onbon_frame import crc16_arc
from display.protocols.onbon_json import decoded, frames_for
from tests.display.fakes import ACK, BUSY, FONT_MISSING

TEXT_CARDS = ("onbon-bx5k", "onbon-bx6k")

GOLDEN = Path(__file__).parents[1] / "golden" / "display" / "onbon" / "frames.json"
FRAMES: list[dict[str, Any]] = json.loads(GOLDEN.read_text(encoding="utf-8"))


@pytest.mark.parametrize("golden", FRAMES, ids=lambda golden: golden["name"])
def test_an_object_gives_the_printed_bytes(golden: dict[str, Any]) -> None:
    codec = protocol_for(golden["protocol"]).codec
    assert [frame.hex() for frame in frames_for(msgspec.json.encode(golden["object"]), codec)] == [golden["hex"]]


@pytest.mark.parametrize("golden", FRAMES, ids=lambda golden: golden["name"])
def test_the_printed_bytes_give_the_object(golden: dict[str, Any]) -> None:
    codec = protocol_for(golden["protocol"]).codec
    assert json.loads(json.dumps(decoded(bytes.fromhex(golden["hex"]), codec))) == golden["object"]


@pytest.mark.parametrize("golden", FRAMES, ids=lambda golden: golden["name"])
def test_every_frame_says_where_it_comes_from(golden: dict[str, Any]) -> None:
    assert golden["source"].startswith(
        ("LuckyKoala/BX5KProtocol", "assembled by hand", "made by the maker's own classes")
    )


def test_every_model_has_golden_frames() -> None:
    assert {golden["protocol"] for golden in FRAMES} == set(TEXT_CARDS)


def test_the_checksum_is_the_catalogue_s_crc_16_arc() -> None:
    assert crc16_arc(b"123456789") == 0xBB3D  # the check value every catalogue of CRCs gives for it
    assert crc16_arc(b"") == 0


def test_a_5k_counts_width_in_bytes_and_a_6k_in_pixels() -> None:
    wide = b'{"do":"text","text":"a","area":{"x":8,"y":0,"w":64,"h":16}}'
    at = slice(8 + 14 + 5 + 2 + 2 + 1, 8 + 14 + 5 + 2 + 2 + 1 + 8)  # after the start, header, command and counts
    five, six = (frames_for(wide, protocol_for(model).codec)[0][at].hex(" ") for model in TEXT_CARDS)
    assert five == "01 00 00 00 08 00 10 00"
    assert six == "08 00 00 00 40 00 10 00"


def test_answers_are_read() -> None:
    codec = protocol_for("onbon-bx5k").codec
    assert codec.decode(ACK) == Answer(accepted=True)
    assert codec.decode(BUSY) == Answer(accepted=False, error=3)
    assert decoded(FONT_MISSING, codec) == {"answer": "nak", "from": 1, "to": 0x8000, "error": "font missing"}
