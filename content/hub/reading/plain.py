"""Plain texts: UTF-8, GB 18030 or UTF-16; tables with commas or tabs row by row, HTML without its markup."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import count

from content.hub.imports.files import Unreadable as NoText
from content.hub.imports.files import decode
from content.hub.imports.markup import blocks_of_html
from content.hub.reading.parts import Line, Part, Table, Unreadable

_DELIMITERS = {".csv": ",", ".tsv": "\t"}
_MARKUP = (".html", ".htm", ".xhtml")


def read_plain(data: bytes, suffix: str) -> Iterator[Part]:
    """The lines of a text; of a .csv or .tsv one table. suffix: lower case. Raises Unreadable."""
    try:
        text, _ = decode(data)
    except NoText as err:
        raise Unreadable(err.detail) from err
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if suffix in _MARKUP:
        yield from _markup(text)
    elif suffix in _DELIMITERS and (rows := _rows(lines, _DELIMITERS[suffix])) is not None:
        yield Table(1, rows)
    else:
        yield from (Line(number, line) for number, line in enumerate(lines, start=1))


def _rows(lines: list[str], delimiter: str) -> tuple[tuple[str, ...], ...] | None:
    """One row a line, or None where a cell runs over several lines: then lines are read as lines."""
    try:
        rows = tuple(tuple(row) for row in csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return rows if len(rows) == len(lines) else None


def _markup(text: str) -> Iterator[Part]:
    lines = count(1)
    for block in blocks_of_html(text):
        if isinstance(block, str):
            yield Line(next(lines), block)
        else:
            rows = (block.columns, *block.rows)
            first, *_ = (next(lines) for _ in rows)
            yield Table(first, rows)
