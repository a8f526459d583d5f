"""``mingbai board frames`` and ``decode``: lines of objects to lines of hexadecimal frames and back; opens no port."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import TextIO

from display.errors import DisplayError, ProtocolError
from display.protocols.base import FrameJson

MAX_LINE_BYTES = 1_000_000
_BOM = b"\xef\xbb\xbf"  # some editors put it before the first line
_NO_DIGIT = re.compile(r"[^0-9A-Fa-f\s]")


def print_frames(wire: FrameJson, lines: Iterable[bytes], out: TextIO, complaints: TextIO) -> int:
    """Every wrong line is named in ``complaints``; the others are printed. 0, or 2 if any was wrong."""
    wrong = 0
    for number, line in _filled(lines):
        try:
            frames = wire.frames(line)
        except DisplayError as err:
            print(f"line {number}: {err}", file=complaints)
            wrong += 1
            continue
        for frame in frames:
            print(frame.hex(), file=out, flush=True)
    return 2 if wrong else 0


def print_objects(wire: FrameJson, lines: Iterable[bytes], out: TextIO) -> int:
    """A line that is no frame becomes {"error": …, "line": …} in its place; then 1, else 0."""
    wrong = 0
    for number, line in _filled(lines):
        found: dict[str, object]
        try:
            found = wire.decoded(bytes_of(line))
        except DisplayError as err:
            found = {"error": str(err), "line": number}
            wrong += 1
        print(json.dumps(found, ensure_ascii=False), file=out, flush=True)
    return 1 if wrong else 0


def bytes_of(line: bytes) -> bytes:
    """The bytes that a line of hexadecimal digits says, spaces or none between them. Raises ProtocolError."""
    if len(line) > MAX_LINE_BYTES:
        raise ProtocolError(f"a line of {len(line)} characters, at most {MAX_LINE_BYTES} are read")
    text = line.decode("utf-8", "replace")
    strange = _NO_DIGIT.search(text)
    if strange:
        raise ProtocolError(
            f"character {strange.start() + 1}, {strange.group()!r}: expected hexadecimal digits and spaces"
        )
    digits = "".join(text.split())
    if len(digits) % 2:
        raise ProtocolError(f"{len(digits)} hexadecimal digits, expected two for each byte")
    return bytes.fromhex(digits)


def _filled(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Each line that is not empty, with its number."""
    for number, line in enumerate(lines, 1):
        text = line.removeprefix(_BOM) if number == 1 else line
        if text.strip():
            yield number, text
