"""Reading RSS and Atom: feedparser for the many dialects, defusedxml before it against hostile XML."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import ParseError

import feedparser
from defusedxml import DefusedXmlException  # type: ignore[import-untyped]  # it ships no types
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from content.hub.imports.feed_dates import day_of
from content.hub.imports.files import Unreadable, decode
from content.hub.imports.markup import without_markup
from content.hub.imports.reasons import Refusal
from content.hub.imports.rows import Broken, Form, Row

MAX_ITEMS = 20_000
_OF_CHINA = (b"utf-8", b"utf8", b"gb2312", b"gbk", b"gb18030")
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")


def read_feed(data: bytes, file: str) -> Iterator[Row | Broken]:
    """The items of a feed; those without a text are titles. Raises Unreadable."""
    try:
        fromstring(data, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as err:
        raise Unreadable(Refusal.UNSAFE_XML, type(err).__name__) from err
    except (ParseError, ValueError, LookupError):
        pass  # feedparser reads much that is not well formed, and expands no entity that the file declares
    parsed = feedparser.parse(io.BytesIO(_recoded(data)))  # bytes: a str could be taken for an address
    if not parsed.entries:
        reason = str(parsed.get("bozo_exception", "没有条目"))
        raise Unreadable(Refusal.NOTHING_TO_IMPORT, f"不是 RSS 或 Atom，或没有条目：{reason[:150]}")
    publisher = str(parsed.feed.get("title", "")).split(" - ")[0].strip()
    site = str(parsed.feed.get("link", ""))
    for number, entry in enumerate(parsed.entries[:MAX_ITEMS], start=1):
        yield _row(entry, publisher, site, file, number)
    for number in range(MAX_ITEMS + 1, len(parsed.entries) + 1):
        yield Broken(file, number, Refusal.FILE_TOO_LARGE, f"一个源最多 {MAX_ITEMS} 条")


def _recoded(data: bytes) -> bytes:
    """The same in UTF-8, where it says UTF-8, GB 2312, GBK or nothing: sites send any of them under each of the names,
    and characters of GB 18030 in all of them.
    """
    declared = _DECLARED.match(data)
    if declared is not None and declared[1].lower() not in _OF_CHINA:
        return data
    try:
        return _DECLARED.sub(b"<?xml version='1.0'", decode(data)[0].encode())
    except Unreadable:
        return data  # feedparser reads what has control characters in it, too


def _row(entry: Any, publisher: str, site: str, file: str, number: int) -> Row:
    title = str(entry.get("title", ""))
    told = [*(str(part.get("value", "")) for part in entry.get("content", [])), str(entry.get("summary", ""))]
    body = max(told, key=lambda text: len("".join(without_markup(text).split())))  # the text, not what it is about
    link = _address(str(entry.get("link", "")).strip(), site.strip())
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


def _address(link: str, site: str) -> str:
    """The whole address of an item; ``/art/1.html`` is meant from the site's own. What is no address stays as it is."""
    try:
        return urljoin(site, link) if link else ""
    except ValueError:
        return link


def _day(entry: Any, name: str) -> str:
    written = dict.get(entry, name)  # feedparser's own get() maps missing dates onto each other
    return day_of(str(written)) if written else ""
