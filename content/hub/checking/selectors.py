"""What the checks find in a page, and what people have answered for already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec
from django.conf import settings

from content.hub.checking.check import check
from content.hub.checking.finding import Finding, Manuscript, unsettled
from content.hub.checking.manuscript import FIELDS, manuscript
from content.hub.checking.models import ClearedPage, Confirmation, FileReading
from content.hub.checking.private import PrivateFinding, private_findings
from content.hub.deadlines.command import Clocks, clocks
from content.hub.disclosures.body import files_of_page
from content.hub.disclosures.gate import FileReport, read_file
from content.hub.reading.scan import FileFinding


@dataclass(frozen=True)
class Checked:
    """One page, checked. raw: its texts and its body as content.hub.checking.manuscript takes them."""

    raw: dict[str, Any]
    findings: list[Finding]
    private: list[PrivateFinding]


def checked(page: Any) -> Checked:
    """The page as it stands, a revision or what was typed in."""
    body = page.body.get_prep_value()
    raw = {name: getattr(page, name) or "" for name in (*FIELDS, "genre")}
    first, last = page.notice_first_day, page.notice_last_day
    filled = {
        name
        for name, there in (("notice", first and last), ("files", len(page.files)), ("limit_days", page.limit_days))
        if there
    }
    whole: Manuscript = manuscript(
        raw, body, filled=frozenset(filled), notice=(first, last) if first and last else None
    )
    found = check(whole, body, clocks_of_hub())
    return Checked({**raw, "body": body}, found, private_findings(whole, body, settings.HUB.office_numbers))


def clocks_of_hub() -> Clocks:
    """The rules that hold in this county."""
    return clocks(settings.HUB.rule_packs)


def confirmed_keys(page: Any) -> frozenset[str]:
    """The keys of the faults of this page that somebody has confirmed."""
    return frozenset(Confirmation.objects.filter(page_id=page.pk).values_list("key", flat=True))


def unsettled_of(page: Any) -> list[Finding]:
    """The certain faults that are neither repaired nor confirmed."""
    return list(unsettled(checked(page).findings, confirmed_keys(page)))


def reports_of(page: Any) -> list[FileReport]:
    """What is in the page's files, each read now. Raises ValueError if one cannot be read at all."""
    return [read_file(*file, office_numbers=settings.HUB.office_numbers) for file in files_of_page(page)]


def remembered_reports(page: Any) -> tuple[list[FileReport], list[str]]:
    """What earlier readings of the page's files gave, and the names of files that were not read yet."""
    files = [(name, sha256(data).hexdigest()) for name, _, data in files_of_page(page)]
    readings = FileReading.objects.in_bulk([digest for _, digest in files])
    reports, unread = [], []
    for name, digest in files:
        if digest in readings:
            inside = msgspec.json.decode(bytes(readings[digest].findings), type=list[FileFinding])
            reports.append(FileReport(name, digest, tuple(inside)))
        else:
            unread.append(name)
    return reports, unread


def clearings_of(digests: Iterable[str]) -> dict[tuple[str, str], ClearedPage]:
    """Who cleared which part of which file."""
    rows = ClearedPage.objects.filter(sha256__in=set(digests))
    return {(row.sha256, row.part): row for row in rows}


def uncleared(reports: Iterable[FileReport]) -> list[str]:
    """Pages that no program can read and nobody has answered for, as 《名称》第 3 页."""
    reports = list(reports)
    cleared = clearings_of(report.sha256 for report in reports)
    return [
        f"附件《{report.name}》{part}"
        for report in reports
        for part in report.unread
        if (report.sha256, part) not in cleared
    ]
