"""`mingbai board frames` and `decode` line by line: what people and programs really pipe into them."""

from __future__ import annotations

import io
import json

import pytest

from display.frame_lines import bytes_of, print_frames, print_objects
from display.protocols import MODELS, model_of

PING = "a5a5a5a5a5a5a5a501000080000000000000fe020500a20001000068f85a"  # printed in LuckyKoala BX4K.c


def decoded(name: str, *lines: bytes) -> tuple[list[dict[str, object]], int]:
    out = io.StringIO()
    status = print_objects(model_of(name).json, lines, out)
    return [json.loads(line) for line in out.getvalue().splitlines()], status


def frames(name: str, *lines: bytes) -> tuple[list[str], str, int]:
    out, complaints = io.StringIO(), io.StringIO()
    status = print_frames(model_of(name).json, lines, out, complaints)
    return out.getvalue().splitlines(), complaints.getvalue(), status


@pytest.mark.parametrize(
    "line",
    [
        PING,
        PING.upper(),
        bytes.fromhex(PING).hex(" "),
        bytes.fromhex(PING).hex(" ", 4).upper() + "\r\n",
        "\t" + PING + " \n",
        "\ufeff" + PING,
    ],
)
def test_hexadecimal_may_be_written_in_any_usual_way(line: str) -> None:
    assert decoded("onbon-bx5k", line.encode()) == ([{"do": "ping", "address": 1}], 0)


NO_HEX = [
    (b"zz", "character 1, 'z': expected hexadecimal digits"),
    (b"a5 0x5a", "character 5, 'x'"),
    (b"a5:5a", "character 3, ':'"),
    ("你".encode(), "character 1, '你'"),
    (b"\xff\xfe", "character 1, '\ufffd'"),
    (b"a5\x005a", r"character 3, '\x00'"),
    (b"a5 5", "3 hexadecimal digits, expected two for each byte"),
    (b"00" * 500_001, "a line of 1000002 characters, at most 1000000 are read"),
]


@pytest.mark.parametrize("name", MODELS)
def test_a_line_that_is_no_hexadecimal_becomes_an_error_in_its_place(name: str) -> None:
    found, status = decoded(name, b"\n", *(line for line, _ in NO_HEX), b" \r\n", b"00")
    assert status == 1
    assert [one["line"] for one in found] == [*range(2, 2 + len(NO_HEX)), 3 + len(NO_HEX)]
    for one, (_, message) in zip(found, NO_HEX, strict=False):
        assert message in str(one["error"])


def test_bytes_are_bytes() -> None:
    assert bytes_of(b"a5A5 0f\n") == b"\xa5\xa5\x0f"


NO_OBJECTS = [b"[]", b"null", b"1", b'"x"', b"{}", b'{"do":1}', b'{"do":"text","text":"\\ud800"}', b"\xff", b"[" * 9000]


@pytest.mark.parametrize("name", MODELS)
def test_a_line_that_is_no_object_is_named_and_the_others_are_sent(name: str) -> None:
    out, complaints, status = frames(
        name, *NO_OBJECTS, b"\r\n", b'\xef\xbb\xbf{"do":"text"}', b'{"do":"text","text":"a"}\r\n'
    )
    assert status == 2
    assert [line.split(":")[0] for line in complaints.splitlines()] == [
        f"line {number}" for number in [*range(1, 10), 11]
    ]
    assert out == frames(name, b'\xef\xbb\xbf{"do":"text","text":"a"}')[0]
    assert out
