"""Atom against RFC 4287 and feedparser, JSON Feed against its specification; no list of names in either."""

from __future__ import annotations

import json
from datetime import datetime
from xml.etree import ElementTree

import feedparser

from content.blocks import Heading, Paragraph, Table
from tests.content.public_side.site import URL, Site
from tests.factories import change

ATOM = "{http://www.w3.org/2005/Atom}"
LIST = Table(("序号", "姓名", "金额(元)"), (("1", "欧阳静", "504.00"),))
PLAIN = Paragraph("全镇预算收入三千万元。")


def test_atom_has_what_the_standard_requires_and_no_names(site: Site) -> None:
    site.release(
        change("t01/000003", title="补贴名单", blocks=(Paragraph("名单如下,含欧阳静。"), LIST)),
        change("t01/000004", title="预算", blocks=(Heading("收入"), PLAIN)),
    )
    for path in ("atom.xml", "t01/atom.xml"):
        text = site.text(path)
        root = ElementTree.fromstring(text)
        assert root.tag == f"{ATOM}feed"
        for holder in (root, *root.iter(f"{ATOM}entry")):
            for required in ("id", "title", "updated"):  # RFC 4287, 4.1.1 and 4.1.2: exactly one each
                assert len(holder.findall(f"{ATOM}{required}")) == 1
            assert datetime.fromisoformat(holder.findtext(f"{ATOM}updated", "")).tzinfo
        assert all(entry.find(f"{ATOM}author/{ATOM}name") is not None for entry in root.iter(f"{ATOM}entry"))
        assert [link.get("rel") for link in root.findall(f"{ATOM}link")] == ["alternate", "self"]
        assert "欧阳静" not in text and "504" not in text
        parsed = feedparser.parse(text.encode())
        assert not parsed.bozo and parsed.version == "atom10"
        by_link = {entry.link: entry for entry in parsed.entries}
        assert by_link[f"{URL}/t01/000003"].title == "补贴名单"
        assert "summary" not in by_link[f"{URL}/t01/000003"]
        assert by_link[f"{URL}/t01/000004"].summary == PLAIN.text


def test_json_feed_has_what_its_specification_requires(site: Site) -> None:
    """https://www.jsonfeed.org/version/1.1: version and title; of an item id, and content_html or content_text."""
    site.release(change("t01/000003", title="补贴名单", blocks=(LIST,)))
    feed = json.loads(site.text("feed.json"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] and feed["feed_url"] == f"{URL}/feed.json"
    assert len(feed["items"]) == 4
    assert all(item["id"] == item["url"] and item["content_text"] for item in feed["items"])
    assert "欧阳静" not in site.text("feed.json")


def test_what_is_withdrawn_is_in_no_feed_and_no_sitemap(site: Site) -> None:
    from content.feed.rules import Withdrawal
    from tests.factories import disclosure

    assert f"{URL}/t01/000002<" in site.text("t01/sitemap.xml")
    site.release(withdraw=(Withdrawal(disclosure("t01/000002").id, 1, "内容有误"),))
    for path in ("atom.xml", "feed.json", "t01/atom.xml", "t01/feed.json", "t01/sitemap.xml"):
        assert "t01/000002" not in site.text(path)


def test_the_sitemaps_name_every_page_once(site: Site) -> None:
    index = ElementTree.fromstring(site.text("sitemap.xml"))
    names = [loc.text or "" for loc in index.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    pages = [
        loc.text
        for name in names
        for loc in ElementTree.fromstring(site.text(name.removeprefix(f"{URL}/"))).iter(
            "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
        )
    ]
    assert sorted(page for page in pages if page and page.rpartition("/")[2]) == [
        *(f"{URL}/t01-v01/000001", f"{URL}/t01/000001", f"{URL}/t01/000002"),
    ]
