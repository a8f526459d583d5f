"""抹除: one person who may, at once; nobody is asked twice, for every minute a leak stands does harm.

transaction   the record; a request to the signer for the id and every line that announces it; the database emptied
after it      the hub's own files
the signer    the withdrawal goes out, marked, then every file of the feed that holds the bytes is deleted
the clock     free space and log of the database give up what they held
terminals     at their next poll, the public pages within the second (content.store.apply, content.public_side)
"""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.db import transaction

from content.feed.files import Disk, DurableFolder
from content.hub.disclosures.models import DisclosurePage, Registration
from content.hub.erasures.contents import contents_of, empty
from content.hub.erasures.models import Erasure, ErasureStep, FileToErase, Place, What
from content.hub.erasures.traces import erase_traces
from content.hub.release.models import Kind, ReleaseRequest
from content.hub.release.services import request_erasure
from content.hub.review.errors import ReviewError
from content.hub.review.permissions import user_can_erase
from content.personal_data import KIND_LABELS, findings

log = logging.getLogger(__name__)

MAX_REASON_LENGTH = 200  # characters


def erase(*, what: What, reason: str, by: Any, disclosure_id: str = "", page: Any | None = None) -> Erasure:
    """Erase a disclosure by its id or its page, whether it stands, was withdrawn, or never left the hub.

    reason: for the record, which citizens do not see; it may not repeat what has to go.
    Raises ReviewError if ``by`` may not, ValueError for an unknown id, one that is erased already, or a bad reason.
    """
    reason = _checked(reason)
    with transaction.atomic():
        registration, page = _found(disclosure_id, page)
        place = page or (registration.unit.page if registration else None)
        if not user_can_erase(by, place):
            raise ReviewError(f"{by.get_username()} 不能抹除此件：终审、保密审查、县公开办可以")
        lines = list(registration.led_lines.select_for_update().order_by("pk")) if registration else []
        registered = [*([registration] if registration else []), *lines]
        ids = [one.pk for one in registered]
        contents = contents_of(page, ids)
        erasure: Erasure = Erasure.objects.create(
            disclosure=registration.pk if registration else "",
            unit=_unit_of(registration, page),
            page=page.pk if page else None,
            what=what,
            reason=reason,
            sha256=contents.sha256,
            person=by.pk,
            person_name=by.get_username(),
        )
        for one in registered:
            request_erasure(registration=one, by=by)
        paths = empty(page, ids, contents, by)
        FileToErase.objects.bulk_create([FileToErase(erasure=erasure, path=path) for path in paths])
    log.warning("erased", extra={"id": erasure.disclosure, "what": erasure.what, "by": by.pk, "files": len(paths)})
    _erase_files(erasure)
    return erasure


def finish_erasures() -> int:
    """What may be left of them: files of the hub, then the traces in its database. The clock calls it.

    Returns how many are through here. Raises StoreError while the database is too busy; then call it again.
    """
    for erasure in Erasure.objects.exclude(steps__place=Place.FILES):
        _empty_again(erasure)
        _erase_files(erasure)
    waiting = list(Erasure.objects.exclude(steps__place=Place.TRACES))
    if waiting:
        erase_traces()
        for erasure in waiting:
            ErasureStep.objects.create(erasure=erasure, place=Place.TRACES)
        log.info("traces erased", extra={"erasures": len(waiting)})
    return len(waiting)


def _empty_again(erasure: Erasure) -> None:
    """What a restored database brought back: the signer still knew of the erasure, the hub did not."""
    with transaction.atomic():
        registration = Registration.objects.select_for_update().filter(pk=erasure.disclosure).first()
        if registration is None:
            return
        page = DisclosurePage.objects.select_for_update().filter(pk=registration.page_id).first()
        ids = [registration.pk, *registration.led_lines.values_list("pk", flat=True)]
        held = ReleaseRequest.objects.filter(disclosure__in=ids).exclude(kind=Kind.ERASE).exclude(payload=b"")
        if page is not None or held.exists():
            paths = empty(page, ids, contents_of(page, ids), None)
            FileToErase.objects.bulk_create([FileToErase(erasure=erasure, path=path) for path in paths])


def _erase_files(erasure: Erasure) -> None:
    files = list(erasure.files.all())
    DurableFolder(settings.HUB.data_dir, Disk()).remove_for_good(file.path for file in files)
    with transaction.atomic():
        FileToErase.objects.filter(erasure=erasure).delete()
        if not erasure.steps.filter(place=Place.FILES).exists():
            ErasureStep.objects.create(erasure=erasure, place=Place.FILES, details={"count": len(files)})


def _found(disclosure_id: str, page: Any | None) -> tuple[Registration | None, DisclosurePage | None]:
    """Both rows, held until the transaction ends. Raises ValueError."""
    held = Registration.objects.select_for_update()
    registration = held.filter(pk=disclosure_id).first() if disclosure_id else held.filter(page=page).first()
    if registration is None and page is None:
        raise ValueError(f"{disclosure_id} 从未发布")
    if registration is not None:
        if registration.announces_id is not None:
            raise ValueError(
                f"{registration.pk} 是显示屏短讯：请抹除所公告的 {registration.announces_id}，短讯随之抹除"
            )
        if Erasure.objects.filter(disclosure=registration.pk).exists():
            raise ValueError(f"{registration.pk} 已经抹除")
    key = registration.page_id if registration else page.pk if page else None
    row = DisclosurePage.objects.select_for_update().filter(pk=key).first()
    if registration is None and row is None:
        raise ValueError("此件已经删除")
    return registration, row


def _unit_of(registration: Registration | None, page: Any | None) -> str:
    if registration is not None:
        return str(registration.unit_id)
    assert page is not None
    return str(page.get_parent().specific.unit_id)


def _checked(reason: str) -> str:
    reason = reason.strip()
    if not 0 < len(reason) <= MAX_REASON_LENGTH:
        raise ValueError(f"请写明抹除的理由，1 至 {MAX_REASON_LENGTH} 字")
    found = findings(reason)
    if found:
        named = "、".join(f"{KIND_LABELS[one.kind]} {one.masked}" for one in found)
        raise ValueError(f"理由里不能再写出要抹除的内容：{named}")
    return reason
