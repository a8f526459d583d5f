"""Writing drafts: what an import or the sample county brings, thousands at a time."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.core.files.images import ImageFile
from django.db import transaction
from django.db.models import CharField
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import PageLogEntry, ReferenceIndex

from content.blocks import attachments_shown
from content.disclosure import MAX_ATTACHMENT_BYTES
from content.hub.disclosures.attachments import media_type
from content.hub.disclosures.blocks import stream_of
from content.hub.disclosures.draft import Draft, DraftFile
from content.hub.disclosures.gate import certain_findings
from content.hub.disclosures.models import DisclosurePage
from content.hub.files.services import used_in
from content.hub.review.procedure import keep_procedures
from content.hub.search.services import index_pages
from content.hub.tree import add_children
from content.hub.units.models import UnitPage

log = logging.getLogger(__name__)

_LIMITS = {field.name: field.max_length for field in DisclosurePage._meta.get_fields() if isinstance(field, CharField)}


def create_drafts(drafts: Sequence[Draft], *, by: Any) -> list[DisclosurePage]:
    """Make one unpublished page for each draft, in order, all or none; ``by`` is their owner.

    No revision is made: the first editor's, or ``submit``'s, becomes the author's.
    Raises ValueError that names the draft, if its unit is unknown, a field is too long or a file unusable.
    """
    # Before the transaction: a PDF takes a while to read, and SQLite has one writer.
    for number, draft in enumerate(drafts, start=1):
        for file in draft.files:
            try:
                _check_file(file)
            except ValueError as err:
                raise _of_draft(number, draft, err) from err
    with transaction.atomic():
        units = UnitPage.objects.filter(unit__in={draft.unit for draft in drafts})
        parents = {page.unit_id: page for page in units}
        pairs = []
        for number, draft in enumerate(drafts, start=1):
            try:
                if draft.unit not in parents:
                    raise ValueError(f"no unit {draft.unit!r} in this county")
                pairs.append((parents[draft.unit], _page(draft, by)))
            except ValueError as err:
                raise _of_draft(number, draft, err) from err
        add_children(pairs)
        pages = [page for _, page in pairs]
        keep_procedures(list(zip(pages, drafts, strict=True)))
        _log_creation(pages, by)
        index_pages([page.pk for page in pages])
        for page, draft in zip(pages, drafts, strict=True):
            if draft.files:
                ReferenceIndex.create_or_update_for_object(page)
    log.info("drafts created", extra={"drafts": len(pages)})
    return pages


def _of_draft(number: int, draft: Draft, err: ValueError) -> ValueError:
    return ValueError(f"draft {number} ({draft.title[:40]}, {draft.source or 'no source'}): {err}")


def _page(draft: Draft, by: Any) -> DisclosurePage:
    images, documents = _files(draft, by)
    notice, limit = draft.notice, draft.limit
    page = DisclosurePage(
        title=draft.title,
        publisher=draft.publisher,
        six_open=draft.six_open.value,
        window=draft.window.value,
        audience=draft.audience.value,
        timing=draft.timing.value,
        five_open=draft.five_open.value if draft.five_open else "",
        stage=draft.stage.value if draft.stage else "",
        genre=draft.genre,
        category=draft.category,
        domain=draft.domain,
        document_number=draft.document_number,
        index_number=draft.index_number,
        formed_on=draft.formed_on,
        published_on=draft.published_on,
        valid_until=draft.valid_until,
        notice_first_day=notice.first_day if notice else None,
        notice_last_day=notice.last_day if notice else None,
        notice_contact=notice.contact if notice else "",
        max_offline_days=draft.max_offline_days,
        matter=draft.matter,
        explains=draft.explains,
        limit_days=limit.days if limit else None,
        limit_counted_in=limit.counted_in.value if limit else "",
        limit_begins_on=limit.begins_on if limit else None,
        limit_ended_on=limit.ended_on if limit else None,
        limit_basis=limit.basis if limit else "",
        led_text=draft.led_text,
        led_style=draft.led_style.value,
        source=draft.source,
        owner=by,
        live=False,
        has_unpublished_changes=True,
    )
    page.body = DisclosurePage.body.field.to_python(stream_of(draft.blocks, images))
    page.files = DisclosurePage.files.field.to_python([{"type": "file", "value": key} for key in documents])
    _check(page)
    return page


def _check(page: DisclosurePage) -> None:
    """Raise ValueError for what the database would cut off or refuse, or the edit page could not save."""
    for name in ("title", "publisher"):
        if not getattr(page, name).strip():
            raise ValueError(f"{name} is empty")
    for name, limit in _LIMITS.items():
        found = getattr(page, name)
        if limit is not None and found is not None and len(found) > limit:
            raise ValueError(f"{name}: {len(found)} characters, at most {limit} are allowed")


def _files(draft: Draft, by: Any) -> tuple[dict[str, int], list[int]]:
    """Keep a draft's files: pictures of the text by their hash, and the others' keys in order."""
    shown = {sha256 for block in draft.blocks for sha256 in attachments_shown(block)}
    images: dict[str, int] = {}
    documents: list[int] = []
    for file in draft.files:
        digest = hashlib.sha256(file.data).hexdigest()
        model = get_image_model() if digest in shown else get_document_model()
        # ImageFile: a picture's width and height are read when it is assigned.
        content = ImageFile(BytesIO(file.data), name=_safe_name(file, digest))
        row = model.objects.create(title=file.name[:255], uploaded_by_user=by, file=content)
        used_in([row], draft.unit)
        if digest in shown:
            images[digest] = row.pk
        else:
            documents.append(row.pk)
    missing = shown - set(images)
    if missing:
        raise ValueError(f"picture {min(missing)[:12]}… is in the text but not among the files")
    return images, documents


def _check_file(file: DraftFile) -> None:
    if len(file.data) > MAX_ATTACHMENT_BYTES:
        raise ValueError(f"file {file.name}: {len(file.data)} bytes, at most {MAX_ATTACHMENT_BYTES} are allowed")
    found = media_type(file.data)
    if found != file.media_type:
        raise ValueError(f"file {file.name}: {file.media_type} by name, {found or 'unknown'} by its bytes")
    personal = certain_findings([file.name], [(file.name, file.media_type, file.data)])
    if personal:
        raise ValueError(f"file {file.name}: {'、'.join(personal)}")


def _safe_name(file: DraftFile, digest: str) -> str:
    return f"{digest[:20]}.{file.media_type.rpartition('/')[2]}"


def _log_creation(pages: Sequence[DisclosurePage], by: Any) -> None:
    """The audit log's entries, as Wagtail writes them one by one."""
    now = timezone.now()
    PageLogEntry.objects.bulk_create(
        [
            PageLogEntry(
                page_id=page.pk,
                content_type=page.content_type,
                label=page.title[:255],
                action="wagtail.create",
                timestamp=now,
                user=by,
                content_changed=True,
                deleted=False,
                data={},
            )
            for page in pages
        ],
        batch_size=500,
    )
