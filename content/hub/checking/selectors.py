"""What the checks find in a page, and what people have answered for already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import msgspec
from django.conf import settings

from content.hub.catalogue.negative import matches_in, negative_list, wanted_of
from content.hub.catalogue.secrecy_selectors import allowed_keys
from content.hub.catalogue.selectors import item_named
from content.hub.checking.check import check
from content.hub.checking.finding import Finding, Manuscript, Passage, unsettled
from content.hub.checking.forbidden import forbidden
from content.hub.checking.manuscript import FIELDS, manuscript
from content.hub.checking.models import ClearedPage, Confirmation, FileReading
from content.hub.checking.private import PrivateFinding, private_findings
from content.hub.deadlines.command import Clocks, clocks
from content.hub.disclosures.body import files_of_page, pictures_of_page
from content.hub.disclosures.gate import PICTURE, FileReport, read_file
from content.hub.reading.scan import FileFinding, Wanted
from content.hub.review.procedure import texts_of_procedure


@dataclass(frozen=True)
class Checked:
    """One page, checked. raw: its texts and its body as content.hub.checking.manuscript takes them."""

    raw: dict[str, Any]
    findings: list[Finding]
    private: list[PrivateFinding]


def checked(page: Any) -> Checked:
    """The page as it stands, a revision or what was typed in."""
    raw, body, whole = _read(page)
    found = [*_forbidden(page, whole), *check(whole, body, clocks_of_hub())]
    return Checked({**raw, "body": body}, found, private_findings(whole, body, settings.HUB.office_numbers))


def forbidden_in(page: Any, *, authors: frozenset[int] = frozenset()) -> list[Finding]:
    """What the negative list keeps from being public: it is certain, or nobody but an author decided otherwise."""
    _, _, whole = _read(page)
    return list(unsettled(_forbidden(page, whole), allowed_keys(page, not_by=authors)))


def _read(page: Any) -> tuple[dict[str, Any], Any, Manuscript]:
    """The texts of a page, the raw form of its body, and both as a manuscript."""
    body = page.body.get_prep_value()
    raw = {name: getattr(page, name) or "" for name in (*FIELDS, "genre")}
    first, last = page.notice_first_day, page.notice_last_day
    filled = {
        name
        for name, there in (("notice", first and last), ("files", len(page.files)), ("limit_days", page.limit_days))
        if there
    }
    whole = manuscript(raw, body, filled=frozenset(filled), notice=(first, last) if first and last else None)
    return raw, body, whole


def _forbidden(page: Any, whole: Manuscript) -> Iterable[Finding]:
    """Of the texts, of what it says of its procedure, and of its catalogue item."""
    item = item_named(page.catalogue_item)
    names = (item.key, item.path) if item is not None else (page.catalogue_item,)
    told = tuple(Passage(("procedure",), "程序和过程记录", text) for text in texts_of_procedure(page) if text)
    return forbidden(replace(whole, passages=whole.passages + told, item=names), negative_list(settings.HUB.rule_packs))


def forbidden_words(text: str) -> list[str]:
    """What the negative list is certain about in a text that stands alone, such as a line for a board."""
    found = matches_in(text, negative_list(settings.HUB.rule_packs))
    return [f"{match.entry.label}（{match.entry.article}）" for match in found if match.entry.is_certain]


def clocks_of_hub() -> Clocks:
    """The rules that hold in this county."""
    return clocks(settings.HUB.rule_packs)


def confirmed_keys(page: Any) -> frozenset[str]:
    """The keys of the faults of this page that somebody has confirmed, or 保密审查 has let stand."""
    confirmed = Confirmation.objects.filter(page_id=page.pk).values_list("key", flat=True)
    return frozenset(confirmed) | allowed_keys(page)


def unsettled_of(page: Any) -> list[Finding]:
    """The certain faults that are neither repaired nor confirmed."""
    return list(unsettled(checked(page).findings, confirmed_keys(page)))


def reports_of(page: Any) -> list[FileReport]:
    """What is in the page's files and pictures, each read now. Raises ValueError if one cannot be read at all."""
    wanted = wanted_in_files()
    files = [*files_of_page(page), *pictures_of_page(page)]
    return [read_file(*file, settings.HUB.office_numbers, wanted) for file in files]


def wanted_in_files() -> tuple[Wanted, ...]:
    """What the negative list is certain about, as it is looked for in attachments."""
    return wanted_of(negative_list(settings.HUB.rule_packs))


def remembered_reports(page: Any) -> tuple[list[FileReport], list[str]]:
    """What earlier readings of the page's files gave, and the names of files that were not read yet.

    Pictures are among the reports: there is nothing to read in them.
    """
    files = [(name, sha256(data).hexdigest()) for name, _, data in files_of_page(page)]
    readings = FileReading.objects.in_bulk([digest for _, digest in files])
    reports, unread = [], []
    for name, digest in files:
        if digest in readings:
            inside = msgspec.json.decode(bytes(readings[digest].findings), type=list[FileFinding])
            reports.append(FileReport(name, digest, tuple(inside)))
        else:
            unread.append(name)
    return [*reports, *(read_file(*picture) for picture in pictures_of_page(page))], unread


def clearings_of(digests: Iterable[str]) -> dict[tuple[str, str], ClearedPage]:
    """Who cleared which part of which file."""
    rows = ClearedPage.objects.filter(sha256__in=set(digests))
    return {(row.sha256, row.part): row for row in rows}


def uncleared(reports: Iterable[FileReport]) -> list[str]:
    """Pages and pictures that no program can read and nobody has answered for, as 附件《名称》第 3 页."""
    reports = list(reports)
    cleared = clearings_of(report.sha256 for report in reports)
    return [
        f"图片《{report.name}》" if part == PICTURE else f"附件《{report.name}》{part}"
        for report in reports
        for part in report.unread
        if (report.sha256, part) not in cleared
    ]
