"""The import report (导入报告): what came of every row. Read is always accepted plus refused."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from content.hub.imports.reasons import HINT_LABELS, REFUSAL_LABELS, REPAIR_LABELS, Hint, Refusal, Repair

MAX_LINES = 20  # refused rows that the printed summary shows; the file has all


class RowReport(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row that was refused, repaired or marked. row 0 is the whole file. refused: at most one reason."""

    file: str
    row: int
    title: str = ""
    refused: Refusal | None = None
    repaired: tuple[Repair, ...] = ()
    hints: tuple[Hint, ...] = ()
    detail: str = ""
    drafts: int = 0


class FileReport(msgspec.Struct, frozen=True):
    """One file's share."""

    file: str
    read: int
    accepted: int
    refused: int


class ImportReport(msgspec.Struct, frozen=True):
    """Counts by reason (the keys of content.hub.imports.reasons), then every row that is not simply accepted.

    A row repaired in two ways counts under both. drafts is more than accepted where a row became several.
    """

    read: int
    accepted: int
    drafts: int
    repaired: dict[str, int]
    refused: dict[str, int]
    hints: dict[str, int]
    files: tuple[FileReport, ...]
    rows: tuple[RowReport, ...]

    def summary(self) -> dict[str, object]:
        """The totals alone: {read, accepted, repaired: {reason: n}, refused: {reason: n}}."""
        return {"read": self.read, "accepted": self.accepted, "repaired": self.repaired, "refused": self.refused}

    def write(self, path: Path) -> None:
        """Write it as JSON, whole or not at all."""
        beside = path.with_name(path.name + ".part")
        with beside.open("wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(self), indent=1))
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)

    def in_chinese(self) -> str:
        """The summary that a clerk reads."""
        refused = self.read - self.accepted
        lines = [f"共读取 {self.read} 行，接收 {self.accepted} 行（草稿 {self.drafts} 件），拒收 {refused} 行。"]
        for file in self.files:
            lines.append(f"  {file.file}：读取 {file.read}，接收 {file.accepted}，拒收 {file.refused}")
        lines += _table("拒收", self.refused, {key.value: label for key, label in REFUSAL_LABELS.items()})
        lines += _table(
            "修正（一行可有几种）", self.repaired, {key.value: label for key, label in REPAIR_LABELS.items()}
        )
        lines += _table("接收但请人工核对", self.hints, {key.value: label for key, label in HINT_LABELS.items()})
        refusals = [row for row in self.rows if row.refused is not None]
        for row in refusals[:MAX_LINES]:
            assert row.refused is not None
            where = f"{row.file} 第 {row.row} 行" if row.row else row.file
            lines.append(f"拒收 {where}:{REFUSAL_LABELS[row.refused]} {row.detail} {row.title[:40]}".rstrip())
        if len(refusals) > MAX_LINES:
            lines.append(f"另有拒收 {len(refusals) - MAX_LINES} 行，逐行见报告文件。")
        return "\n".join(lines)


def report_of(accepted: Mapping[str, int], drafts: int, rows: Iterable[RowReport]) -> ImportReport:
    """Add it up. accepted: by file, in order, with files of which nothing was accepted."""
    rows = tuple(rows)
    refused = Counter(row.file for row in rows if row.refused is not None)
    files = tuple(FileReport(file, count + refused[file], count, refused[file]) for file, count in accepted.items())
    return ImportReport(
        read=sum(file.read for file in files),
        accepted=sum(accepted.values()),
        drafts=drafts,
        repaired=_counts(repair.value for row in rows if row.refused is None for repair in row.repaired),
        refused=_counts(row.refused.value for row in rows if row.refused is not None),
        hints=_counts(hint.value for row in rows if row.refused is None for hint in row.hints),
        files=files,
        rows=rows,
    )


def _counts(reasons: Iterable[str]) -> dict[str, int]:
    return dict(Counter(reasons).most_common())


def _table(heading: str, counts: Mapping[str, int], labels: Mapping[str, str]) -> list[str]:
    return [f"{heading}:", *(f"  {labels[key]} {count}" for key, count in counts.items())] if counts else []
