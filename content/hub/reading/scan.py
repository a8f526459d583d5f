"""Personal data in what was read: one finding for each place, as line and column."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from itertools import accumulate

import msgspec

from content.hub.reading.parts import Line, Part, Table, Unread
from content.personal_data import Kind, findings_in, is_identity_number, list_findings
from content.personal_data.folding import folded
from content.personal_data.masking import masked_number

MAX_HEADING = 200  # characters above a table that may say what list it is


class FileFinding(msgspec.Struct, frozen=True):
    """line, column: from 1; in a table the row and the cell; of an unread page its number and 0."""

    line: int
    column: int
    kind: Kind
    masked: str
    certain: bool


class Wanted(msgspec.Struct, frozen=True):
    """Words to look for: a regular expression, and words in the same line that take it back."""

    label: str
    pattern: str
    unless: tuple[str, ...] = ()


class WordFinding(msgspec.Struct, frozen=True):
    """Where some of them stand. line: from 1; in a table the row."""

    line: int
    label: str


def words_in(parts: Iterable[Part], wanted: Iterable[Wanted]) -> list[WordFinding]:
    """Every line in which such words stand, each label once a line."""
    compiled = [(one, re.compile(one.pattern)) for one in wanted]
    found: dict[WordFinding, None] = {}
    for part in parts:
        match part:
            case Line():
                lines = [(part.line, part.text)]
            case Table():
                lines = [(part.first_line + row, "\n".join(cells)) for row, cells in enumerate(part.rows)]
            case Unread():
                continue
        for number, text in lines:
            for one, pattern in compiled:
                if pattern.search(text) and not any(word in text for word in one.unless):
                    found[WordFinding(number, one.label)] = None
    return list(found)


def scan(parts: Iterable[Part], office_numbers: Collection[str] = ()) -> list[FileFinding]:
    """Everything found, in order of place, each once."""
    texts: list[str] = []
    places: list[tuple[int, int, bool]] = []  # line, column, whether it is a cell
    found: dict[tuple[int, int, Kind, str], FileFinding] = {}

    def note(finding: FileFinding) -> None:
        key = (finding.line, finding.column, finding.kind, finding.masked)
        if key not in found or finding.certain:
            found[key] = finding

    heading = ""
    for part in parts:
        match part:
            case Line():
                texts.append(part.text)
                places.append((part.line, 1, False))
                heading = part.text.strip() or heading
            case Table():
                for row, cells in enumerate(part.rows):
                    texts.extend(cells)
                    places.extend(
                        (part.first_line + row, part.first_column + column, True) for column in range(len(cells))
                    )
                for finding in (*_in_list(part, heading[-MAX_HEADING:]), *_wrapped(part)):
                    note(finding)
            case Unread():
                note(FileFinding(part.line, 0, Kind.UNREADABLE, part.name, certain=False))
    begins = list(accumulate((len(text) + 1 for text in texts), initial=0))
    for one in findings_in(texts, office_numbers):
        number = bisect_right(begins, one.span[0]) - 1
        line, column, is_cell = places[number]
        shift = 0 if is_cell else one.span[0] - begins[number]
        note(FileFinding(line, column + shift, one.kind, one.masked, one.certain))
    return sorted(found.values(), key=lambda finding: (finding.line, finding.column))


def _in_list(table: Table, heading: str) -> Iterator[FileFinding]:
    for one in list_findings(table.rows, heading):
        line, column = table.first_line + one.row, table.first_column + one.column
        yield FileFinding(line, column, one.kind, one.masked, certain=False)


def _wrapped(table: Table) -> Iterator[FileFinding]:
    """Identity numbers whose second half stands below the first, alone in its row, as where a line was too narrow."""
    for row in range(1, len(table.rows)):
        filled = [(column, cell) for column, cell in enumerate(table.rows[row]) if cell.strip()]
        if len(filled) != 1 or filled[0][0] >= len(table.rows[row - 1]):
            continue
        column, below = filled[0]
        number = "".join(folded(table.rows[row - 1][column] + below).split())
        if is_identity_number(number):
            line = table.first_line + row - 1
            shown = masked_number(number, 2, 3)
            yield FileFinding(line, table.first_column + column, Kind.IDENTITY_NUMBER, shown, certain=True)
