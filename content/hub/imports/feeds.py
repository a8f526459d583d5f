"""Reading RSS and Atom: feedparser for the many dialects, defusedxml before it against hostile XML."""

from __future__ import annotations

import io
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import ParseError

import feedparser
from defusedxml import DefusedXmlException  # type: ignore[import-untyped]  # it ships no types
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from content.hub.imports.files import Unreadable
from content.hub.imports.reasons import Refusal
from content.hub.imports.rows import Broken, Form, Row
from content.record import COUNTY_TIME

MAX_ITEMS = 20_000


def read_feed(data: bytes, file: str) -> Iterator[Row | Broken]:
    """The items of a feed; those without a text are titles. Raises Unreadable."""
    try:
        fromstring(data, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as err:
        raise Unreadable(Refusal.UNSAFE_XML, type(err).__name__) from err
    except (ParseError, ValueError, LookupError):
        pass  # feedparser reads much that is not well formed, and expands no entity that the file declares
    parsed = feedparser.parse(io.BytesIO(data))  # bytes: a str could be taken for an address
    if not parsed.entries:
        reason = str(parsed.get("bozo_exception", "没有条目"))
        raise Unreadable(Refusal.NOTHING_TO_IMPORT, f"不是 RSS 或 Atom,或没有条目:{reason[:150]}")
    publisher = str(parsed.feed.get("title", "")).split(" - ")[0].strip()
    for number, entry in enumerate(parsed.entries[:MAX_ITEMS], start=1):
        yield _row(entry, publisher, file, number)
    for number in range(MAX_ITEMS + 1, len(parsed.entries) + 1):
        yield Broken(file, number, Refusal.FILE_TOO_LARGE, f"一个源最多 {MAX_ITEMS} 条")


def _row(entry: Any, publisher: str, file: str, number: int) -> Row:
    title = str(entry.get("title", ""))
    body = "\n".join(str(part.get("value", "")) for part in entry.get("content", []))
    body = body or str(entry.get("summary", ""))
    link = str(entry.get("link", ""))
    issued = _day(entry, "updated")
    published = _day(entry, "published") or issued
    tags = (str(tag.get("term")) for tag in entry.get("tags", []))
    return Row(
        file,
        number,
        Form.DOCUMENT if body.strip() else Form.TITLE,
        title,
        body if body.strip() else None,
        url=link,
        issued=issued,
        published=published,
        publisher=publisher,
        cells=(
            title,
            body,
            link,
            str(entry.get("author", "")),
            *tags,
        ),
    )


def _day(entry: Any, name: str) -> str:
    """The county's day of a moment in the feed; what is no moment stays as written, to be refused by name."""
    written = dict.get(entry, name)  # feedparser's own get() maps missing dates onto each other
    if not written:
        return ""
    moment = dict.get(entry, f"{name}_parsed")
    if moment is None:
        return str(written)
    return datetime.fromtimestamp(timegm(moment), UTC).astimezone(COUNTY_TIME).date().isoformat()
