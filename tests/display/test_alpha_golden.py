"""Bytes that others printed or that were put together by hand, both ways. See tests/golden/display/alpha/README.md."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from display.protocols import MODELS, model_of
from display.protocols.alpha_frame import checksum
from display.protocols.alpha_json import AlphaJson

GOLDEN = Path(__file__).parents[1] / "golden" / "display" / "alpha" / "frames.json"
FRAMES: list[dict[str, Any]] = json.loads(GOLDEN.read_text(encoding="utf-8"))
JSON = AlphaJson()


@pytest.mark.parametrize("golden", FRAMES, ids=lambda golden: golden["name"])
def test_an_object_gives_the_bytes(golden: dict[str, Any]) -> None:
    assert [frame.hex() for frame in JSON.frames(json.dumps(golden["object"]).encode())] == [golden["hex"]]


@pytest.mark.parametrize("golden", FRAMES, ids=lambda golden: golden["name"])
def test_the_bytes_give_the_object(golden: dict[str, Any]) -> None:
    assert JSON.decoded(bytes.fromhex(golden["hex"])) == golden["object"]


@pytest.mark.parametrize("golden", FRAMES, ids=lambda golden: golden["name"])
def test_every_frame_says_where_it_comes_from(golden: dict[str, Any]) -> None:
    assert golden["protocol"] == "alpha"
    assert golden["source"].startswith(
        ("manual 9708-8061", "wls.wwco.com", "readerboard's", "alphasignpy", "assembled")
    )


def test_the_sum_is_the_one_that_the_manual_prints() -> None:
    assert checksum(b"\x02AAHELLO\x03") == 0x01FB


def test_the_model_is_in_the_table() -> None:
    assert "alpha" in MODELS
    assert isinstance(model_of("alpha").json, AlphaJson)


OBVIOUS = [  # what somebody would write, and the transmission of the field notes
    ('{"do":"text","text":"Notice 2026"}', "000000000001" "5a3030" "02" "4141" "1b2662" "4e6f746963652032303236" "03" "30343736" "04"),
    ('{"do":"text","text":"Notice 2026","address":0,"native":{"label":"A","pos":"bottom","mode":"b","checksum":true,"type":"Z"}}',
     "000000000001" "5a3030" "02" "4141" "1b2662" "4e6f746963652032303236" "03" "30343736" "04"),
    ('{"do":"text","text":"Notice 2026","native":{"pos":38}}', "000000000001" "5a3030" "02" "4141" "1b2662" "4e6f746963652032303236" "03" "30343736" "04"),
    ('{"do":"clock","time":"2026-11-22T09:05:07"}', "000000000001" "5a3030" "02" "452030393035" "03" "30313338" "04"),
    ('{"do":"clock","time":"2026-11-22T01:05:07Z"}', "000000000001" "5a3030" "02" "452030393035" "03" "30313338" "04"),
    ('{"do":"emergency","text":"A","native":{"pos":"20"}}', "000000000001" "5a3030" "02" "4130" "1b2062" "41" "03" "30313534" "04"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "expected"), OBVIOUS)
def test_an_obvious_object_gives_the_frame_of_the_notes(line: str, expected: str) -> None:
    assert [frame.hex() for frame in JSON.frames(line.encode())] == [expected]
