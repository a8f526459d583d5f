"""Atom (RFC 4287), JSON Feed 1.1 and sitemaps. A list of names goes into none of them: title and address only.

What a feed reader has fetched, nobody can take back: so a summary is given only where a disclosure is plain text, in
which no person is named beside anything personal.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree

from content.blocks import Heading, Paragraph, Steps
from content.disclosure import Disclosure
from content.personal_data import findings
from content.public_side.register import Entry
from content.record import DisclosureId

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
JSON_FEED = "https://jsonfeed.org/version/1.1"
LONGEST_SUMMARY = 200  # characters
MOST_ENTRIES = 50
WITHOUT_SUMMARY = "内容请到网页查看。"


def summary_of(disclosure: Disclosure) -> str:
    """The first words for a feed, or nothing if names or other personal data may stand in the text."""
    if not all(isinstance(block, Heading | Paragraph | Steps) for block in disclosure.blocks):
        return ""
    words = "".join(block.text for block in disclosure.blocks if isinstance(block, Paragraph)).strip()
    if findings(words):
        return ""
    return words if len(words) <= LONGEST_SUMMARY else words[: LONGEST_SUMMARY - 1] + "…"


def atom(title: str, url: str, place: str, entries: Sequence[Entry], signed_at: datetime) -> bytes:
    """url: of the whole site, without a slash at its end. place: the list's address, such as "t01/", or ""."""
    feed = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": "zh-CN"})
    _text(feed, "id", f"{url}/{place}")
    _text(feed, "title", title)
    _text(feed, "updated", _stamp(_updated(entries, signed_at)))
    ElementTree.SubElement(feed, "link", {"href": f"{url}/{place}", "rel": "alternate", "type": "text/html"})
    ElementTree.SubElement(
        feed, "link", {"href": f"{url}/{place}atom.xml", "rel": "self", "type": "application/atom+xml"}
    )
    for found in entries:
        entry = ElementTree.SubElement(feed, "entry")
        _text(entry, "id", f"{url}/{found.id}")
        _text(entry, "title", found.title)
        _text(entry, "updated", _stamp(found.published))
        _text(ElementTree.SubElement(entry, "author"), "name", found.publisher)
        link = {"href": f"{url}/{found.id}", "rel": "alternate", "type": "text/html"}
        ElementTree.SubElement(entry, "link", link)
        if found.summary:
            _text(entry, "summary", found.summary)
    return _xml(feed)


def json_feed(title: str, url: str, place: str, entries: Sequence[Entry]) -> bytes:
    """The same as JSON Feed. Every item needs some content: a disclosure without a summary says where to read it."""
    feed = {
        "version": JSON_FEED,
        "title": title,
        "home_page_url": f"{url}/{place}",
        "feed_url": f"{url}/{place}feed.json",
        "language": "zh-CN",
        "items": [
            {
                "id": f"{url}/{found.id}",
                "url": f"{url}/{found.id}",
                "title": found.title,
                "content_text": found.summary or WITHOUT_SUMMARY,
                "date_published": _stamp(found.published),
                "authors": [{"name": found.publisher}],
            }
            for found in entries
        ],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def sitemap(url: str, place: str, entries: Iterable[tuple[DisclosureId, str]]) -> bytes:
    """One unit's pages. entries: id and when it was published."""
    root = ElementTree.Element("urlset", {"xmlns": SITEMAP})
    ElementTree.SubElement(ElementTree.SubElement(root, "url"), "loc").text = f"{url}/{place}"
    for id_, published_at in entries:
        page = ElementTree.SubElement(root, "url")
        ElementTree.SubElement(page, "loc").text = f"{url}/{id_}"
        ElementTree.SubElement(page, "lastmod").text = published_at
    return _xml(root)


def sitemap_index(url: str, units: Iterable[str]) -> bytes:
    root = ElementTree.Element("sitemapindex", {"xmlns": SITEMAP})
    for unit in units:
        ElementTree.SubElement(ElementTree.SubElement(root, "sitemap"), "loc").text = f"{url}/{unit}/sitemap.xml"
    return _xml(root)


def robots(url: str) -> bytes:
    return f"User-agent: *\nAllow: /\nSitemap: {url}/sitemap.xml\n".encode()


def _updated(entries: Sequence[Entry], signed_at: datetime) -> datetime:
    return max((entry.published for entry in entries), default=signed_at)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = _legal(text)


def _legal(text: str) -> str:
    """Without the control characters that XML 1.0 forbids."""
    return "".join(character for character in text if character >= " " or character in "\t\n")


def _xml(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root, "")
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written
