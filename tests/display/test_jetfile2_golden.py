"""Bytes that the maker prints, or written down by hand from its tables, both ways."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from display.errors import ProtocolError
from display.protocols import model_of
from display.protocols.jetfile2_frame import sum16

GOLDEN = Path(__file__).parents[1] / "golden" / "display" / "jetfile2" / "frames.json"
FRAMES: list[dict[str, Any]] = json.loads(GOLDEN.read_text(encoding="utf-8"))
JSON = model_of("jetfile2").json


@pytest.mark.parametrize("golden", FRAMES, ids=lambda golden: golden["name"])
def test_an_object_gives_the_golden_bytes(golden: dict[str, Any]) -> None:
    assert [frame.hex() for frame in JSON.frames(json.dumps(golden["object"]).encode())] == [golden["hex"]]


@pytest.mark.parametrize("golden", FRAMES, ids=lambda golden: golden["name"])
def test_the_golden_bytes_give_the_object(golden: dict[str, Any]) -> None:
    assert JSON.decoded(bytes.fromhex(golden["hex"])) == golden["object"]


@pytest.mark.parametrize("golden", FRAMES, ids=lambda golden: golden["name"])
def test_every_frame_says_where_it_comes_from(golden: dict[str, Any]) -> None:
    assert golden["source"].startswith(("JetFileII_v2.5.4.pdf p. ", "schinken/", "assembled by hand from"))


def test_the_printed_format_2_example_contradicts_itself_and_is_refused() -> None:
    printed = (
        "55a7ec093700000000007fa3020406004400300000000000000000000000370000000002010001000"
        "15a3030024130546869732069732061207361"
        "6d706c650d04"
    )
    with pytest.raises(ProtocolError, match="65 bytes; the lengths at offsets 4 and 14 make 95"):
        JSON.decoded(bytes.fromhex(printed))


def test_the_sum_is_cut_to_16_bits() -> None:
    assert sum16(b"\xff" * 300) == 300 * 255 - 65536  # 10964, as the Go library's own test has it


ANSWERS = [  # put together by hand, sums from a separate program
    (
        "55a8e40000000000000134120209010100900000",
        {"answer": "ack", "status": "9000", "command": "0209", "serial": 0x1234, "group": 0, "unit": 1},
    ),
    (
        "55a8750000000000000134120204010105210000",
        {
            "answer": "nak",
            "status": "2105",
            "error": "disk E full",
            "command": "0204",
            "serial": 0x1234,
            "group": 0,
            "unit": 1,
        },
    ),
    (  # the address 169.254.10.49 is the document's own example, lowest byte first (p. 68)
        "55a8390200000000010201000301030034120201310afea901020000",
        {
            "answer": "data",
            "command": "0301",
            "serial": 1,
            "group": 1,
            "unit": 2,
            "program": 0x1234,
            "fpga": 0x0102,
            "ip": "169.254.10.49",
            "sign_group": 1,
            "sign_unit": 2,
        },
    ),
    (
        "55a81e0010000000000101000405000002010000000000000000000000000000",
        {
            "answer": "data",
            "command": "0405",
            "serial": 1,
            "group": 0,
            "unit": 1,
            "control": "off, dark",
            "driver": "off",
        },
    ),
    (  # the printed values of p. 23, and a Friday counted from 0
        "55a608000620011112220501",
        {"answer": "data", "format": 1, "time": "2006-01-11T12:22:00", "week": 5, "zone": 1},
    ),
    (
        "55a610004d1f0100020003008000200004000000",
        {
            "answer": "data",
            "format": 1,
            "cpu": 8013,
            "tcp_ip": 1,
            "file_system": 2,
            "fpga": 3,
            "length": 128,
            "width": 32,
            "type": 4,
            "reserved": 0,
        },
    ),
    (
        "55a88d000000000000010700050102000520032215080214",
        {
            "answer": "data",
            "command": "0501",
            "serial": 7,
            "group": 0,
            "unit": 1,
            "time": "2005-03-22T15:08:00",
            "week": 2,
            "zone": 20,
        },
    ),
    ("4f4b", {"answer": "ack", "status": "4b4f", "format": 1}),
    ("1290", {"answer": "nak", "status": "9012", "error": "write failed, the disk may be full", "format": 1}),
]


@pytest.mark.parametrize(("frame", "sense"), ANSWERS)
def test_answers_are_read(frame: str, sense: dict[str, object]) -> None:
    assert JSON.decoded(bytes.fromhex(frame)) == sense
