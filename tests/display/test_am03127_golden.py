"""The bytes of the maker's document, both ways. See tests/golden/display/am03127/README.md for their sources."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from display.protocols import model_of
from display.protocols.am03127_dots import rows_of_block

GOLDEN = Path(__file__).parents[1] / "golden" / "display" / "am03127" / "frames.json"
FRAMES: list[dict[str, Any]] = json.loads(GOLDEN.read_text(encoding="utf-8"))
WIRE = model_of("am03127").json


@pytest.mark.parametrize("golden", FRAMES, ids=lambda golden: golden["name"])
def test_an_object_gives_the_documented_bytes(golden: dict[str, Any]) -> None:
    assert [frame.hex() for frame in WIRE.frames(json.dumps(golden["object"]).encode())] == [golden["hex"]]


@pytest.mark.parametrize("golden", FRAMES, ids=lambda golden: golden["name"])
def test_the_documented_bytes_give_the_object(golden: dict[str, Any]) -> None:
    assert WIRE.decoded(bytes.fromhex(golden["hex"])) == golden["object"]


@pytest.mark.parametrize("golden", FRAMES, ids=lambda golden: golden["name"])
def test_every_frame_says_where_it_comes_from(golden: dict[str, Any]) -> None:
    assert golden["protocol"] == "am03127"
    assert any(name in golden["source"] for name in ("AM004-03128/03127", "micolous", "vogelchr", "schorschii"))


@pytest.mark.parametrize(
    ("short", "frame"),
    [
        ({"do": "text", "text": "Notice 0 2026!"}, b"<ID01><L1><PA><FA><MA><WA><FK>Notice 0 2026!51<E>"),
        ({"do": "schedule", "native": {"pages": "ABC"}}, b"<ID01><TA>00010100009912312359ABC5B<E>"),
        ({"do": "delete", "native": {"all": True}}, b"<ID01><D*>6C<E>"),
        ({"do": "delete"}, b"<ID01><DL1PA>2A<E>"),
        ({"do": "set-id", "native": {"id": 171}}, b"<ID><AB><E>"),
        ({"do": "clock", "time": "2026-11-22T01:05:07Z"}, b"<ID01><SC>260711220905071A<E>"),
        ({"answer": "ack"}, b"ACK"),
        ({"answer": "nak"}, b"NACK"),
        ({"answer": "id", "address": 171}, b"AB"),
    ],
)
def test_what_is_left_out_has_a_sensible_default(short: dict[str, object], frame: bytes) -> None:
    assert WIRE.frames(json.dumps(short).encode()) == [frame]


@pytest.mark.parametrize(
    ("frame", "answer"),
    [(b"ACK", {"answer": "ack"}), (b"NACK", {"answer": "nak"}), (b"AB", {"answer": "id", "address": 171})],
)
def test_a_sign_s_answers_are_read(frame: bytes, answer: dict[str, object]) -> None:
    assert WIRE.decoded(frame) == answer


def test_a_byte_holds_four_dots_red_green_yellow_dark() -> None:
    assert rows_of_block(bytes([0x9C]) + bytes(63))[0] == "RGY." + "." * 28  # 9C: printed on page 14


def test_the_units_of_a_block_stand_side_by_side() -> None:
    # D64, the first dot of the second unit (page 13), is the first of byte 16 and stands right of D7.
    rows = rows_of_block(bytes(16) + bytes([0x80]) + bytes(47))
    assert rows[0] == "." * 8 + "R" + "." * 23
    assert set(rows[1:]) == {"." * 32}
