"""mingbai hub pii FILE…: personal data in files, a JSON object a line.

    {"file":"名单.xlsx","line":4,"column":3,"kind":"identity-number","masked":"11*************02X","certain":true}

Status: 1 if anything is certain, else 2 if a file could not be read, else 0. Masked values are safe to keep.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import msgspec

from content.hub.reading.apart import findings_in_file
from content.hub.reading.parts import MAX_FILE_BYTES, Unreadable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument(
        "--office", action="append", default=[], metavar="NUMBER", help="a mobile number of an office, which is public"
    )


def run(words: argparse.Namespace) -> int:
    """Look through the files, in their order."""
    is_certain = is_unread = False
    for file in words.files:
        try:
            found = findings_in_file(_bytes(file), file.name, words.office)
        except Unreadable as err:
            print(f"mingbai hub: {file}: {err}", file=sys.stderr)
            is_unread = True
            continue
        for finding in found:
            is_certain |= finding.certain
            line = {"file": str(file), **msgspec.to_builtins(finding)}
            print(msgspec.json.encode(line).decode(), flush=True)
    return 1 if is_certain else 2 if is_unread else 0


def _bytes(file: Path) -> bytes:
    try:
        if not file.is_file():
            raise Unreadable("没有这个文件，或不是普通文件")
        with file.open("rb") as opened:
            return opened.read(MAX_FILE_BYTES + 1)
    except OSError as err:
        raise Unreadable(err.strerror or str(err)) from err
