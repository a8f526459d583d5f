"""What a clerk does about findings: confirm one by name, clear a scanned page, and what is refused until then."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import msgspec
from django.core.exceptions import ValidationError

from content.hub.checking.finding import Answerer, Finding
from content.hub.checking.manuscript import replaced
from content.hub.checking.models import ClearedPage, Confirmation, FileReading
from content.hub.checking.private import masked
from content.hub.checking.selectors import checked, reports_of, uncleared, unsettled_of
from content.hub.disclosures.gate import FileReport

MAX_NAMED = 5  # findings in one refusal


def confirm(*, page: Any, findings: Iterable[Finding], by: Any) -> None:
    """Write down that ``by`` looked at these faults of the page and the text is right. Repeatable.

    Raises ValueError for a fault of the negative list: that is not an editor's to answer for.
    """
    for finding in findings:
        if finding.answered_by is not Answerer.EDITOR:
            raise ValueError(f"{finding.says[:80]}不能由信息员确认")
        if not Confirmation.objects.filter(page_id=page.pk, key=finding.key).exists():
            Confirmation.objects.create(
                page_id=page.pk,
                key=finding.key,
                fault=finding.label,
                says=f"{finding.place}:{finding.says}"[:500],
                person=by,
                person_name=by.get_username(),
            )


def clear(*, report: FileReport, part: str, by: Any) -> None:
    """Write down that ``by`` looked at a page that cannot be read and found no personal data. Repeatable.

    Raises ValueError if the file has no such page.
    """
    if part not in report.unread:
        raise ValueError(f"附件《{report.name}》没有待确认的{part}")
    if not ClearedPage.objects.filter(sha256=report.sha256, part=part).exists():
        ClearedPage.objects.create(
            sha256=report.sha256,
            part=part,
            file_name=report.name[:255],
            person=by,
            person_name=by.get_username(),
        )


def clear_all(*, page: Any, by: Any) -> None:
    """Clear every page of the page's files that cannot be read, for somebody who has looked at all of them."""
    for report in reports_of(page):
        for part in report.unread:
            clear(report=report, part=part, by=by)


def remember(reports: Iterable[FileReport]) -> None:
    """Keep what reading gave, for the edit page."""
    for report in reports:
        FileReading.objects.update_or_create(
            sha256=report.sha256, defaults={"findings": msgspec.json.encode(list(report.findings))}
        )


def repair(*, page: Any, keys: Collection[str]) -> int:
    """Put right what has a sure repair and is named, or everything for {"all"}; in memory. Returns how many."""
    found = checked(page)
    chosen = [one for one in found.findings if one.instead is not None and (one.key in keys or "all" in keys)]
    raw = found.raw
    for one in sorted(chosen, key=lambda one: one.span, reverse=True):
        raw = replaced(raw, one.path, one.span, one.instead or "")
    _write(page, raw)
    return len(chosen)


def mask(*, page: Any, keys: Collection[str]) -> int:
    """Mask the personal data that is named, or all for {"all"}; in memory. Returns how many."""
    found = checked(page)
    chosen = [one for one in found.private if one.key in keys or "all" in keys]
    _write(page, masked(found.raw, chosen))
    return len(chosen)


def refuse_unsettled(page: Any) -> None:
    """Raise ValidationError while a certain fault is neither repaired nor confirmed by name."""
    found = unsettled_of(page)
    if found:
        named = "".join(f"{one.place}:{one.says}" for one in found[:MAX_NAMED])
        more = f"等 {len(found)} 处。" if len(found) > MAX_NAMED else ""
        raise ValidationError(f"稿件体检未通过：{named}{more}请先保存草稿，在「稿件体检」中改正，或逐条确认无误。")


def refuse_files(page: Any) -> None:
    """Raise ValidationError if an attachment holds a true identity number or cannot be opened, and while one has a
    page that no program can read and nobody has cleared. It takes a while.
    """
    try:
        reports = reports_of(page)
    except ValueError as err:
        raise ValidationError(f"{err}。请换成能打开的文件。") from err
    remember(reports)
    found = [one for report in reports for one in report.certain]
    if found:
        raise ValidationError(f"内容含有个人信息，不能公开：{'、'.join(found)}。请在原文件中删除或遮盖后重新上传。")
    forbidden = [one for report in reports for one in report.forbidden]
    if forbidden:
        raise ValidationError(f"{'；'.join(forbidden[:MAX_NAMED])}。不得公开，请换掉附件，或者不公开此件。")
    waiting = uncleared(reports)
    if waiting:
        named = "、".join(waiting[:MAX_NAMED]) + (f" 等 {len(waiting)} 页" if len(waiting) > MAX_NAMED else "")
        raise ValidationError(
            f"{named}是扫描件或图片，平台不能识读其中有无个人信息。请先保存草稿，"
            "逐页、逐张打开看过，在「稿件体检」中确认不含个人信息后再提交。"
        )


def _write(page: Any, raw: dict[str, Any]) -> None:
    for name, value in raw.items():
        if name != "body" and getattr(page, name) != value and (value or getattr(page, name)):
            setattr(page, name, value)
    page.body = type(page).body.field.to_python(raw["body"])
