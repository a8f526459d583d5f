"""Writing the catalogue: an import makes a version, a person decides whether it holds."""

from __future__ import annotations

import logging
from hashlib import sha256
from typing import Any

import msgspec
from django.db import transaction

from content.hub.catalogue.models import CatalogueVersion, VersionDecision
from content.hub.catalogue.permissions import user_can_decide, user_can_import
from content.hub.catalogue.selectors import current_version
from content.hub.catalogue.sheets import catalogue_of
from content.hub.reading.apart import grids_in_file
from content.hub.reading.parts import Unreadable

log = logging.getLogger(__name__)

MAX_NOTE_LENGTH = 500


class NotAllowed(Exception):
    """The rules of the catalogue do not allow it; the message says why, in Chinese."""


def import_catalogue(*, data: bytes, file_name: str, by: Any) -> CatalogueVersion:
    """A new version from an Excel file, which waits for a person to confirm it.

    Raises NotAllowed, Unreadable if the file is none, or NotACatalogue with every wrong cell; then nothing is kept.
    """
    if not user_can_import(by):
        raise NotAllowed(f"{by.get_username()} 不能导入公开目录：须是县公开办，或全县的信息员")
    try:
        read = catalogue_of(grids_in_file(data))
    except Unreadable as err:
        raise NotAllowed(f"{file_name} 不能读取：{err}") from err
    version: CatalogueVersion = CatalogueVersion.objects.create(
        file_name=file_name[:255],
        sha256=sha256(data).hexdigest(),
        items=msgspec.json.encode(read.items),
        item_count=len(read.items),
        passed_over=list(read.passed_over),
        imported_by=by,
        imported_by_name=by.get_username(),
    )
    log.info("catalogue imported", extra={"version": version.pk, "items": version.item_count})
    return version


def decide(*, version: CatalogueVersion, holds: bool, seen: int | None, note: str, by: Any) -> VersionDecision:
    """启用 or 不启用. seen: the key of the version that the differences were shown against, None if there was none.

    Raises NotAllowed.
    """
    if not user_can_decide(by, version):
        raise NotAllowed("只有县公开办可以核对目录，并且不能核对自己导入的版本")
    if len(note) > MAX_NOTE_LENGTH:
        raise NotAllowed(f"说明 {len(note)} 字，最多 {MAX_NOTE_LENGTH} 字")
    if not holds and not note.strip():
        raise NotAllowed("不启用的，须写明原因")
    with transaction.atomic():
        # Held until the end: two people would each confirm against a version that the other has just replaced.
        list(CatalogueVersion.objects.select_for_update().values_list("pk", flat=True))
        if VersionDecision.objects.filter(version=version).exists():
            raise NotAllowed(f"{version}已经核对过")
        current = current_version()
        if holds and (current.pk if current else None) != seen:
            raise NotAllowed("您看过差异以后，启用的目录已经换了版本，请重新核对差异")
        if holds and current is not None and current.pk > version.pk:
            raise NotAllowed(f"{current}已经启用，比它早的{version}不能再启用，请重新导入")
        decision: VersionDecision = VersionDecision.objects.create(
            version=version,
            holds=holds,
            compared_with=current,
            note=note.strip(),
            person=by,
            person_name=by.get_username(),
        )
    log.info("catalogue decided", extra={"version": version.pk, "holds": holds})
    return decision
