"""Importing files: read row by row, repair, refuse, hand drafts on in batches, and account for every row."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from msgspec import structs

from content.hub.disclosures.draft import Draft
from content.hub.imports.assign import Assignment
from content.hub.imports.compose import Composed, Refused, compose
from content.hub.imports.duplicates import Seen
from content.hub.imports.feeds import read_feed
from content.hub.imports.files import Source, Unreadable, decode, read_bytes, sources
from content.hub.imports.reasons import Hint, Refusal, Repair
from content.hub.imports.report import ImportReport, RowReport, report_of
from content.hub.imports.rows import Broken, Row
from content.hub.imports.sheets import read_workbook
from content.hub.imports.tables import read_jsonl, read_tsv
from content.hub.imports.texts import read_law, read_text

log = logging.getLogger(__name__)

BATCH = 200  # drafts for one call of the sink
MAX_DETAIL = 300  # characters in the report

# Takes all of a batch or raises ValueError and takes none of it, as create_drafts does.
Sink = Callable[[Sequence[Draft]], object]


@dataclass(frozen=True)
class _Ready:
    """A row whose drafts wait for the sink."""

    row: Row
    made: Composed


def import_files(
    paths: Sequence[Path],
    sink: Sink,
    *,
    assign: Assignment,
    today: date,
    known: Collection[tuple[str, str]] = (),
    has_text: Callable[[Draft], bool] = lambda draft: False,
    batch: int = BATCH,
) -> ImportReport:
    """Import files and folders (what they may hold: content.hub.imports.files.PATTERNS).

    today: dates after it are refused. known: (source, title) of what the hub has; such rows are refused. has_text:
    whether the hub has a draft's very text, wherever it came from; asked of drafts whose title it knows.
    A file that cannot be read is one row that is refused. What the sink refuses as a batch is offered to it
    row by row, and what it then refuses is in the report. Errors other than ValueError end the import.
    """
    ledger = _Ledger(sink, batch)
    seen = Seen()
    titles = {title for _, title in known}
    for source in sources(paths):
        ledger.open(source.name)
        for row, is_recoded in _rows(source):
            if isinstance(row, Broken):
                ledger.refuse(row.file, row.number, row.refusal, row.detail)
                continue
            try:
                made = _checked(row, seen, known, today, assign)
                if row.body is not None and all(draft.title in titles and has_text(draft) for draft in made.drafts):
                    seen.add(row, made.drafts)
                    raise Refused(Refusal.ALREADY_IN_HUB, "正文相同")
            except Refused as err:
                ledger.refuse(row.file, row.number, err.refusal, err.detail, row.title)
                continue
            made.repaired([Repair.ENCODING] if is_recoded else [])
            seen.add(row, made.drafts)
            ledger.accept(_Ready(row, made))
    ledger.flush()
    report = report_of(ledger.accepted, ledger.drafts, ledger.rows)
    log.info("files imported", extra={"read": report.read, "accepted": report.accepted, "drafts": report.drafts})
    return report


def _checked(row: Row, seen: Seen, known: Collection[tuple[str, str]], today: date, assign: Assignment) -> Composed:
    """The drafts of one row, with their unit. Raises Refused."""
    made = compose(row, today=today)
    twin = seen.duplicate_of(row, made.drafts)
    if twin is not None:
        raise Refused(Refusal.DUPLICATE, f"同 {twin}")
    if any((draft.source, draft.title) in known for draft in made.drafts):
        seen.add(row, made.drafts)  # what repeats it is in the hub, too
        raise Refused(Refusal.ALREADY_IN_HUB)
    alike = seen.same_title(row, made.drafts)
    if alike is not None:
        made.hints[Hint.SAME_TITLE] = f"同题 {alike}"
    unit = assign(made.drafts[0])
    made.drafts = [structs.replace(draft, unit=unit) for draft in made.drafts]
    return made


def _rows(source: Source) -> Iterator[tuple[Row | Broken, bool]]:
    """Every row of a file, and whether its encoding was changed; a Broken row 0 if it cannot be read."""
    rows = 0
    try:
        data = read_bytes(source)
        suffix = source.path.suffix.lower()
        if suffix in (".xml", ".rss", ".atom"):
            read: Iterable[Row | Broken] = read_feed(data, source.name)
            is_recoded = False
        elif suffix in (".xlsx", ".xls"):
            read, is_recoded = read_workbook(data, source.name), False
        else:
            text, is_recoded = decode(data)
            text = text.replace("\r\n", "\n").replace("\r", "\n")
            readers = {".tsv": read_tsv, ".jsonl": read_jsonl}
            if suffix in readers:
                read = readers[suffix](text, source.name)
            else:
                read = [read_law(text, source.name) if suffix == ".md" else read_text(text, source.name)]
        for row in read:
            rows += 1
            yield row, is_recoded
        if rows == 0:
            raise Unreadable(Refusal.NOTHING_TO_IMPORT, "没有数据行")
    except Unreadable as err:
        log.warning("file refused", extra={"file": str(source.path), "reason": err.detail})
        yield Broken(source.name, 0, err.refusal, err.detail), False


class _Ledger:
    """Counts what was accepted, keeps what was not simply accepted, and hands batches to the sink."""

    def __init__(self, sink: Sink, batch: int) -> None:
        self.accepted: dict[str, int] = {}
        self.drafts = 0
        self.rows: list[RowReport] = []
        self._sink = sink
        self._batch = batch
        self._ready: list[_Ready] = []

    def open(self, file: str) -> None:
        self.accepted.setdefault(file, 0)

    def refuse(self, file: str, number: int, refusal: Refusal, detail: str, title: str = "") -> None:
        """A title is quoted only where it cannot be what was refused."""
        shown = "" if refusal is Refusal.IDENTITY_NUMBER else " ".join(title.split())[:200]
        self.rows.append(RowReport(file, number, shown, refused=refusal, detail=detail[:MAX_DETAIL]))

    def accept(self, ready: _Ready) -> None:
        self._ready.append(ready)
        if sum(len(waiting.made.drafts) for waiting in self._ready) >= self._batch:
            self.flush()

    def flush(self) -> None:
        ready, self._ready = self._ready, []
        if not ready:
            return
        try:
            self._sink([draft for waiting in ready for draft in waiting.made.drafts])
        except ValueError as err:
            if len(ready) == 1:
                row = ready[0].row
                self.refuse(row.file, row.number, Refusal.REFUSED_BY_HUB, str(err), row.title)
                return
            reason = str(err)[:MAX_DETAIL]
            log.warning("batch refused, offered row by row", extra={"rows": len(ready), "reason": reason})
            for waiting in ready:
                self._ready = [waiting]
                self.flush()
            return
        for waiting in ready:
            self._write_down(waiting)

    def _write_down(self, ready: _Ready) -> None:
        row, made = ready.row, ready.made
        self.accepted[row.file] += 1
        self.drafts += len(made.drafts)
        if made.repairs or made.hints:
            self.rows.append(
                RowReport(
                    row.file,
                    row.number,
                    made.drafts[0].title,
                    repaired=tuple(made.repairs),
                    hints=tuple(made.hints),
                    detail=";".join(detail for detail in made.hints.values() if detail)[:MAX_DETAIL],
                    drafts=len(made.drafts),
                )
            )
