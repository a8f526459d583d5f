"""What the panel 稿件体检 shows of one page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from content.hub.catalogue.models import NegativeDecision, NegativeQuestion
from content.hub.catalogue.secrecy_selectors import decisions_of, questions_of
from content.hub.checking.finding import Answerer, Finding
from content.hub.checking.models import ClearedPage, Confirmation
from content.hub.checking.selectors import checked, clearings_of, remembered_reports
from content.hub.disclosures.body import picture_addresses
from content.hub.disclosures.gate import FileReport
from content.personal_data import KIND_LABELS, Kind


@dataclass(frozen=True)
class ShownFinding:
    """confirmed: who answered for it, if anybody. anchor: of its block on the edit page.

    asked, decided: of what the negative list is not certain about, who asked 保密审查 and what it said last.
    """

    finding: Finding
    confirmed: Confirmation | None
    anchor: str
    asked: NegativeQuestion | None = None
    decided: NegativeDecision | None = None

    @property
    def is_open(self) -> bool:
        """Whether it stops the submission."""
        is_allowed = self.decided is not None and self.decided.may_be_public
        return self.finding.is_certain and self.confirmed is None and not is_allowed


@dataclass(frozen=True)
class ShownPage:
    """A page of an attachment, or a picture, that no program can read. url: of a picture within the text."""

    file: str
    part: str
    key: str
    cleared: ClearedPage | None
    url: str = ""


def shown(page: Any, *, is_editing: bool = True) -> dict[str, Any]:
    """The panel's context. is_editing: it stands on the edit page, whose blocks it names and whose form it is in."""
    found = checked(page)
    confirmed = {row.key: row for row in Confirmation.objects.filter(page_id=page.pk)}
    asked, decided = questions_of(page), decisions_of(page)
    anchors = [f"#block-{block.id}-section" if block.id and is_editing else "" for block in page.body]
    rows = [
        ShownFinding(
            one,
            confirmed.get(one.key),
            anchors[one.block] if one.block is not None else "",
            asked.get(one.key),
            decided.get(one.key) if one.answered_by is Answerer.SECRECY else None,
        )
        for one in found.findings
    ]
    reports, waiting = remembered_reports(page)
    cleared = clearings_of(report.sha256 for report in reports)
    pictures = picture_addresses(page)
    scans = [
        ShownPage(
            report.name,
            part,
            f"{report.sha256}/{part}",
            cleared.get((report.sha256, part)),
            pictures.get(report.sha256, ""),
        )
        for report in reports
        for part in report.unread
    ]
    return {
        "findings": rows,
        "open_count": sum(row.is_open for row in rows),
        "has_repairs": any(row.finding.instead is not None and row.confirmed is None for row in rows),
        "private": [(one, anchors[one.block] if one.block is not None else "") for one in found.private],
        "in_files": [line for report in reports for line in _in_words(report)],
        "scans": scans,
        "open_scans": sum(scan.cleared is None for scan in scans),
        "unread_files": waiting,
        "can_act": is_editing and not page.workflow_in_progress,
    }


def _in_words(report: FileReport) -> list[str]:
    """What may be somebody's in a file, a sentence each."""
    return [
        f"附件《{report.name}》第 {one.line} 行：{KIND_LABELS[one.kind]} {one.masked}"
        for one in report.findings
        if one.kind is not Kind.UNREADABLE
    ]
