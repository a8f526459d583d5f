"""BX-6 frames that others made, both ways. See tests/golden/display/onbon_bx6/README.md for their sources."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from display.protocols import model_of

GOLDEN = Path(__file__).parents[1] / "golden" / "display" / "onbon_bx6" / "frames.json"
FRAMES: list[dict[str, Any]] = json.loads(GOLDEN.read_text(encoding="utf-8"))
CAPTURED: list[dict[str, str]] = json.loads(GOLDEN.with_name("captured.json").read_text(encoding="utf-8"))
TRANSLATOR = model_of("onbon-bx6").json


@pytest.mark.parametrize("golden", FRAMES, ids=lambda golden: golden["name"])
def test_an_object_gives_the_maker_s_bytes(golden: dict[str, Any]) -> None:
    assert [frame.hex() for frame in TRANSLATOR.frames(json.dumps(golden["object"]).encode())] == [golden["hex"]]


@pytest.mark.parametrize("golden", FRAMES, ids=lambda golden: golden["name"])
def test_the_maker_s_bytes_give_the_object(golden: dict[str, Any]) -> None:
    found = TRANSLATOR.decoded(bytes.fromhex(golden["hex"]))
    assert json.loads(json.dumps(found)) == golden["object"]


@pytest.mark.parametrize("golden", FRAMES, ids=lambda golden: golden["name"])
def test_every_frame_says_where_it_comes_from(golden: dict[str, Any]) -> None:
    assert golden["source"].startswith(("sent by the maker's SDK", "assembled by hand"))


@pytest.mark.parametrize("captured", CAPTURED, ids=lambda captured: captured["name"])
def test_what_the_sdk_draws_itself_comes_back_byte_for_byte(captured: dict[str, str]) -> None:
    found = TRANSLATOR.decoded(bytes.fromhex(captured["hex"]))
    assert [frame.hex() for frame in TRANSLATOR.frames(json.dumps(found).encode())] == [captured["hex"]]


def test_a_long_text_of_the_sdk_has_five_pages_of_dots() -> None:
    (long,) = (captured for captured in CAPTURED if captured["name"] == "text long left-continuous")
    (area,) = json.loads(json.dumps(TRANSLATOR.decoded(bytes.fromhex(long["hex"]))))["areas"]
    assert [page["native"].get("valid", 32) for page in area["pages"]] == [32, 32, 32, 32, 28]
    assert [page["native"]["mode"] for page in area["pages"]] == [4] * 5
    assert {"".join(row) for page in area["pages"] for row in page["rows"][:2]} == {"." * 32}
