"""What reading a file gives, whatever its format: lines, tables, and pages that nobody can read by machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

MAX_FILE_BYTES = 50_000_000
MAX_CHARACTERS = 50_000_000  # of all its text


class Unreadable(Exception):
    """The file cannot be read at all; the message says why, in a clerk's words."""


@dataclass(frozen=True)
class Line:
    """A line of a text, a paragraph of a document. line: from 1."""

    line: int
    text: str


@dataclass(frozen=True)
class Table:
    """A table. first_line: of its first row; each row is a line. first_column: from 1, where a sheet begins later."""

    first_line: int
    rows: tuple[tuple[str, ...], ...]
    first_column: int = 1


@dataclass(frozen=True)
class Unread:
    """A page or picture without words, such as a scan. line: the page. name: what a person should open."""

    line: int
    name: str


Part = Line | Table | Unread


@dataclass(frozen=True)
class Grid:
    """A sheet with its name and its merged cells. first_row, first_column: from 1.

    merged: first row, first column, last row, last column of each range, from 0 within ``rows``.
    """

    name: str
    first_row: int
    first_column: int
    rows: tuple[tuple[str, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()


def limited(parts: Iterator[Part]) -> Iterator[Part]:
    """The same, until there is too much of it. Raises Unreadable."""
    characters = 0
    for part in parts:
        match part:
            case Line():
                characters += len(part.text) + 1
            case Table():
                characters += sum(len(cell) + 1 for row in part.rows for cell in row)
            case Unread():
                characters += 1
        if characters > MAX_CHARACTERS:
            raise Unreadable(f"文字超过 {MAX_CHARACTERS:,} 字")
        yield part
