"""What the hub holds of one disclosure: its page with every revision, its requests, its files. Found, then emptied.

What stays names people, steps, times and hashes. A reviewer's own words stay as well, unless the gate finds personal
data in them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.utils import timezone
from wagtail.actions.delete_page import DeletePageAction
from wagtail.models import ModelLogEntry, PageLogEntry, ReferenceIndex
from wagtail.search.models import IndexEntry

from content.disclosure import decode_disclosure
from content.hub.catalogue.models import NegativeDecision, NegativeQuestion
from content.hub.checking.models import ClearedPage, Confirmation, FileReading
from content.hub.disclosures.attachments import AttachmentFolder
from content.hub.disclosures.blocks import images_of
from content.hub.disclosures.body import disclosure_of
from content.hub.release.models import EmergencyTemplate, Kind, LedLineRequest, ReleaseRequest
from content.hub.release.selectors import waiting_for_signer
from content.hub.review.models import Consent
from content.hub.terminals.models import BoardState
from content.personal_data import findings
from content.record import DisclosureId, UnitCode

ERASED_TEXT = "(已抹除)"


@dataclass(frozen=True)
class Contents:
    """sha256: of the newest bytes. attachments: hashes of every file it ever had. library: pictures and documents."""

    sha256: str
    revisions: tuple[int, ...]
    attachments: frozenset[str]
    library: tuple[Any, ...]


def contents_of(page: Any | None, ids: Sequence[str]) -> Contents:
    """Everything there is of a page (None: it is gone already) and of what was released under these ids."""
    requests = list(ReleaseRequest.objects.filter(disclosure__in=ids, kind=Kind.PUBLISH).order_by("pk"))
    attachments = {file.sha256 for request in requests for file in _attachments(bytes(request.payload))}
    digest = requests[-1].sha256 if requests else ""
    if page is None:
        return Contents(digest, (), frozenset(attachments), ())
    revisions = list(page.revisions.order_by("pk"))
    texts = [page, *(revision.as_object() for revision in revisions)]
    library: dict[tuple[str, int], Any] = {}
    for text in texts:
        for found in _library_of(text):
            library[found._meta.label, found.pk] = found
        attachments |= {file.sha256 for file in _as_released(text)}
    for found in library.values():
        attachments |= {hashlib.sha256(data).hexdigest() for data in _bytes(found)}
    if not digest:
        newest = revisions[-1].content if revisions else {"title": page.title, "pk": page.pk}
        digest = hashlib.sha256(json.dumps(newest, sort_keys=True, default=str).encode()).hexdigest()
    keys = tuple(revision.pk for revision in revisions)
    return Contents(digest, keys, frozenset(attachments), tuple(library.values()))


def empty(page: Any | None, ids: Sequence[str], contents: Contents, by: Any) -> list[str]:
    """Take all of it out of the database. Must run in a transaction. Returns the files that are to go, below data_dir.

    A file of the library that another page uses stays, and so does a file that another disclosure waits to go out with.
    """
    ReleaseRequest.objects.filter(disclosure__in=ids).exclude(kind=Kind.ERASE).emptied("payload")
    LedLineRequest.objects.filter(registration__in=ids).update(payload=b"", text=ERASED_TEXT, is_cancelled=True)
    EmergencyTemplate.objects.filter(announces__in=ids).update(
        payload=b"", name=ERASED_TEXT, text=ERASED_TEXT, is_retired=True
    )
    for state in BoardState.objects.all():  # the last words of its boards, which say them again without
        if any(f'"{id_}"' in json.dumps(state.report) for id_ in ids):
            state.delete()
    FileReading.objects.filter(sha256__in=contents.attachments).delete()
    ClearedPage.objects.filter(sha256__in=contents.attachments).emptied("file_name")
    for consent in Consent.objects.filter(revision__in=contents.revisions):
        if findings(consent.comment) or any(findings(str(reason)) for reason in consent.reasons.values()):
            Consent.objects.filter(pk=consent.pk).emptied("comment", "reasons")
    if page is not None:
        _delete_page(page, by)
    paths = [f"attachments/{sha256[:2]}/{sha256}" for sha256 in sorted(contents.attachments - _awaited(ids))]
    for found in contents.library:
        if not ReferenceIndex.get_references_to(found).exists():
            paths += _delete_from_library(found)
    return paths


def _delete_page(page: Any, by: Any) -> None:
    Confirmation.objects.filter(page_id=page.pk).emptied("says")
    for decision in NegativeDecision.objects.filter(question__page_id=page.pk):
        if findings(decision.reason):
            NegativeDecision.objects.filter(pk=decision.pk).emptied("reason")
    NegativeQuestion.objects.filter(page_id=page.pk).emptied("says", "quote")
    IndexEntry.objects.filter(object_id=str(page.pk), content_type__model__in=["page", "disclosurepage"]).delete()
    key = page.pk
    DeletePageAction(page, user=by).execute(skip_permission_checks=True)  # whoever called has asked
    PageLogEntry.objects.filter(page_id=key).update(label=ERASED_TEXT, data={})


def _delete_from_library(found: Any) -> list[str]:
    """Delete a picture or document; returns the paths of its files."""
    files = [found.file.name, *(rendition.file.name for rendition in _renditions(found))]
    named = {"content_type__app_label": found._meta.app_label, "object_id": str(found.pk)}
    IndexEntry.objects.filter(**named).delete()
    ModelLogEntry.objects.filter(**named).update(label=ERASED_TEXT, data={})
    found.delete()
    root = Path(settings.MEDIA_ROOT).relative_to(settings.HUB.data_dir)
    return [(root / name).as_posix() for name in files]


def _awaited(ids: Sequence[str]) -> set[str]:
    """Hashes of files that other disclosures have yet to take out with them."""
    others = (one for one in waiting_for_signer() if one.disclosure not in ids and one.kind == Kind.PUBLISH)
    return {file.sha256 for one in others for file in _attachments(bytes(one.payload))}


def _attachments(payload: bytes) -> Sequence[Any]:
    try:
        return decode_disclosure(payload).attachments if payload else ()
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ()


def _as_released(text: Any) -> Sequence[Any]:
    """The files that a text would go out with, for review keeps them before anything is released."""
    try:
        return disclosure_of(
            text,
            id=DisclosureId("x/000001"),
            unit=UnitCode("x"),
            rev=1,
            published_at=timezone.now(),
            folder=AttachmentFolder(settings.HUB.data_dir),
        ).attachments
    except (ValueError, OSError):
        return ()


def _library_of(text: Any) -> Iterator[Any]:
    yield from images_of(text.body)
    yield from (child.value for child in text.files if child.value is not None)
    yield from (record.evidence for record in text.step_records.all() if record.evidence_id is not None)


def _bytes(found: Any) -> Iterator[bytes]:
    try:
        with found.file.open("rb") as file:
            yield file.read()
    except OSError:
        return


def _renditions(found: Any) -> Iterator[Any]:
    yield from found.renditions.all() if hasattr(found, "renditions") else ()
