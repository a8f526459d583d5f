"""From a page, as one revision has it, to the Disclosure that is released."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from content.disclosure import Attachment, Disclosure, NoticePeriod, TimeLimit
from content.hub.deadlines.workdays import published_calendar
from content.hub.disclosures.attachments import AttachmentFolder, media_type
from content.hub.disclosures.blocks import blocks_of, images_of
from content.hub.disclosures.pinyin import search_text
from content.hub.disclosures.workdays import counted
from content.hub.review.procedure import blocks_of_procedure, texts_of_procedure
from content.record import COUNTY_TIME, DisclosureId, UnitCode
from content.terms import Audience, DayKind, FiveOpen, SixOpen, Stage, Timing, Window


def disclosure_of(
    page: Any, *, id: DisclosureId, unit: UnitCode, rev: int, published_at: datetime, folder: AttachmentFolder
) -> Disclosure:
    """The page's content, its files kept in ``folder``.

    Raises ValueError if a block or file cannot be released.
    """
    sha256_of_image: dict[int, str] = {}
    attachments: dict[str, Attachment] = {}
    for image in images_of(page.body):
        kept = folder.keep(image.title, _bytes_of(image))
        sha256_of_image[image.pk] = kept.sha256
        attachments.setdefault(kept.sha256, kept)
    for child in page.files:
        if child.value is None:
            raise ValueError("an attachment was deleted from the library after it was chosen")
        kept = folder.keep(child.value.title, _bytes_of(child.value))
        attachments.setdefault(kept.sha256, kept)
    valid_from = max(published_at, page.go_live_at or published_at).astimezone(UTC)
    return Disclosure(
        id=id,
        unit=unit,
        rev=rev,
        title=page.title,
        publisher=page.publisher,
        six_open=SixOpen(page.six_open),
        window=Window(page.window),
        audience=Audience(page.audience),
        timing=Timing(page.timing),
        published_at=valid_from,
        valid_from=valid_from,
        valid_until=ends_at(page),
        blocks=blocks_of(page.body, sha256_of_image) + blocks_of_procedure(page),
        five_open=FiveOpen(page.five_open) if page.five_open else None,
        stage=Stage(page.stage) if page.stage else None,
        genre=page.genre,
        category=page.category,
        domain=page.domain,
        document_number=page.document_number,
        index_number=page.index_number,
        formed_on=page.formed_on,
        notice=notice_of(page),
        max_offline_days=page.max_offline_days,
        matter=page.matter,
        attachments=tuple(attachments.values()),
        search=search_text(page.title),
        limit=limit_of(page),
        explains=page.explains,
    )


def ends_at(page: Any) -> datetime | None:
    """The first moment at which the page is no longer shown: after valid_until, else after its notice period."""
    last_day: date | None = page.valid_until or page.notice_last_day
    if last_day is None:
        return None
    return datetime.combine(last_day + timedelta(days=1), time(), COUNTY_TIME).astimezone(UTC)


def notice_of(page: Any) -> NoticePeriod | None:
    """公示期, if both days are filled in."""
    if page.notice_first_day is None or page.notice_last_day is None:
        return None
    return NoticePeriod(page.notice_first_day, page.notice_last_day, page.notice_contact)


def limit_of(page: Any) -> TimeLimit | None:
    """法定时限, counted, if it is filled in."""
    if not page.limit_days or not page.limit_counted_in or page.limit_begins_on is None:
        return None
    limit = TimeLimit(
        days=page.limit_days,
        counted_in=DayKind(page.limit_counted_in),
        begins_on=page.limit_begins_on,
        ended_on=page.limit_ended_on,
        basis=page.limit_basis,
    )
    return counted(limit, published_calendar())


def texts_of_page(page: Any) -> Iterator[str]:
    """Every text of a page that may reach a citizen, for checks while it is being written."""
    yield page.title or ""
    for name in ("publisher", "genre", "category", "domain", "document_number", "index_number", "matter", "explains"):
        yield getattr(page, name) or ""
    yield page.notice_contact or ""
    yield page.limit_basis or ""
    yield page.led_text or ""
    yield from strings_of(page.body.get_prep_value())
    yield from texts_of_procedure(page)
    for child in page.files:
        yield getattr(child.value, "title", "")


def files_of_page(page: Any) -> Iterator[tuple[str, str, bytes]]:
    """The name, media type and bytes of every file that is attached, but for pictures within the text."""
    for child in page.files:
        if child.value is not None:
            data = _bytes_of(child.value)
            yield child.value.title, media_type(data) or "", data


def pictures_of_page(page: Any) -> Iterator[tuple[str, str, bytes]]:
    """The name, media type and bytes of every picture within the text."""
    for image in images_of(page.body):
        data = _bytes_of(image)
        yield image.title, media_type(data) or "", data


def picture_addresses(page: Any) -> dict[str, str]:
    """Where each picture within the text is shown to those who may see it, by its sha256."""
    return {sha256(_bytes_of(image)).hexdigest(): image.file.url for image in images_of(page.body)}


def strings_of(value: Any) -> Iterator[str]:
    """Every text in a stream as it is kept: blocks within blocks, without what tells them apart."""
    match value:
        case str():
            yield value
        case dict():
            for key, inner in value.items():
                if key not in {"id", "type"}:
                    yield from strings_of(inner)
        case list():
            for inner in value:
                yield from strings_of(inner)


def _bytes_of(file: Any) -> bytes:
    with file.file.open("rb") as opened:
        return bytes(opened.read())
