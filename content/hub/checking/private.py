"""Personal data in a manuscript: where it is, what may stand there, and the raw form with it masked. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from content.hub.checking.finding import Manuscript, Path
from content.hub.checking.manuscript import cell_path, replaced
from content.personal_data import KIND_LABELS, Kind, findings, list_findings

OFFICE_FIELDS = frozenset(("notice_contact",))  # where an office's number is meant to stand


@dataclass(frozen=True)
class PrivateFinding:
    """One thing that is or may be somebody's. masked: what may stand there."""

    kind: Kind
    place: str
    masked: str
    is_certain: bool
    path: Path
    span: tuple[int, int]
    text: str

    @property
    def key(self) -> str:
        named = "\x1f".join((self.kind.value, repr(self.path), repr(self.span), self.text))
        return sha256(named.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def label(self) -> str:
        return KIND_LABELS[self.kind]

    @property
    def block(self) -> int | None:
        return self.path[1] if len(self.path) > 1 and isinstance(self.path[1], int) else None


def private_findings(manuscript: Manuscript, body: Any, office_numbers: Collection[str] = ()) -> list[PrivateFinding]:
    """In reading order: what each text holds, and what the head of a table makes of its cells."""
    found: dict[tuple[Path, tuple[int, int]], PrivateFinding] = {}
    for passage in manuscript.passages:
        for one in findings(passage.text, office_numbers):
            found[(passage.path, one.span)] = PrivateFinding(
                one.kind, passage.place, one.masked, one.certain, passage.path, one.span, passage.text
            )
    title = next((passage.text for passage in manuscript.passages if passage.path == ("title",)), "")
    for block, table in manuscript.tables:
        rows = [table.columns, *table.rows, *([table.total] if table.total else [])]
        for cell in list_findings(rows, f"{title} {table.caption}"):
            if cell.row == 0 or body[block]["type"] != "table":
                continue
            path = cell_path(body, block, cell.row - 1, cell.column)
            text = rows[cell.row][cell.column]
            place = f"正文第 {block + 1} 块（表格）第 {cell.row} 行「{table.columns[cell.column]}」列"
            found.setdefault(
                (path, (0, len(text))), PrivateFinding(cell.kind, place, cell.masked, False, path, (0, len(text)), text)
            )
    return list(found.values())


def masked(raw: Mapping[str, Any], chosen: Iterable[PrivateFinding]) -> dict[str, Any]:
    """The raw form with these findings masked; from the last to the first, so that places stay."""
    changed = dict(raw)
    for one in sorted(_apart(chosen), key=lambda one: one.span, reverse=True):
        changed = replaced(changed, one.path, one.span, one.masked)
    return changed


def _apart(chosen: Iterable[PrivateFinding]) -> Iterator[PrivateFinding]:
    """Without those that lie within another one of the same text."""
    taken: dict[Path, list[tuple[int, int]]] = {}
    for one in chosen:
        spans = taken.setdefault(one.path, [])
        if all(one.span[1] <= start or end <= one.span[0] for start, end in spans):
            spans.append(one.span)
            yield one
