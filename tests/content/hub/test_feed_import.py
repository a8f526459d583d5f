"""Feeds as government sites send them: addresses, encodings, markup, dates; and what is there already is not taken twice.

The cases were written down from what such sites do; the days were read off by hand, China being 8 hours before UTC.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from content.hub.imports.feed_dates import day_of
from content.hub.imports.feeds import read_feed
from content.hub.imports.rows import Row
from tests.content.hub.conftest import Hub
from tests.content.hub.test_admin import client_of
from tests.content.hub.test_word_import import drafts

UTF_8 = '<?xml version="1.0" encoding="UTF-8"?>'
DAYS = [  # as written, the day in China
    ("Mon, 09 Oct 2023 20:00:00 +0800", "2023-10-09"),
    ("Mon, 09 Oct 2023 20:00:00 GMT", "2023-10-10"),
    ("Mon, 09 Oct 2023 20:00:00 CST", "2023-10-09"),  # not Chicago's
    ("Mon Oct 09 20:00:00 CST 2023", "2023-10-09"),
    ("Mon, 09 Oct 2023 20:00:00", "2023-10-09"),
    ("09 Oct 2023", "2023-10-09"),
    ("2023-10-09 20:00:00", "2023-10-09"),  # without a zone: as the site means it
    ("2023-10-09 20:00:00.0", "2023-10-09"),
    ("2023-10-09T20:00:00Z", "2023-10-10"),
    ("2023-10-09T20:00:00+08:00", "2023-10-09"),
    ("2023/10/9 20:00", "2023-10-09"),
    ("2023年10月9日", "2023-10-09"),
    ("1696852800", "2023-10-09"),  # 12:00 UTC
    ("1696852800000", "2023-10-09"),
    ("20231009", "20231009"),  # what follows reads it
    ("2023-13-45", "2023-13-45"),  # and refuses this
    ("昨天", "昨天"),
]


@pytest.mark.parametrize(("written", "day"), DAYS)
def test_a_day_is_never_guessed(written: str, day: str) -> None:
    assert day_of(written) == day


def feed(*items: str, head: str = UTF_8, encoding: str = "utf-8") -> bytes:
    inside = "".join(f"<item>{item}</item>" for item in items)
    channel = f"<title>清源县人民政府 - 公告</title><link>http://www.qy.gov.cn/zwgk/</link>{inside}"
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    return f'{head}<rss version="2.0" {space}><channel>{channel}</channel></rss>'.encode(encoding)


def item(
    title: str = "关于防汛的通知", link: str = "http://www.qy.gov.cn/1.html", text: str = "", day: str = ""
) -> str:
    told = f"<description><![CDATA[{text}]]></description>" if text else ""
    return f"<title>{title}</title><link>{link}</link>{told}{f'<pubDate>{day}</pubDate>' if day else ''}"


def first(data: bytes) -> Row:
    row = next(read_feed(data, "x.xml"))
    assert isinstance(row, Row)
    return row


def test_an_address_is_a_whole_one() -> None:
    links = [("/art/1.html", "http://www.qy.gov.cn/art/1.html"), ("../a.html", "http://www.qy.gov.cn/a.html")]
    links += [("//zw.qy.gov.cn/b", "http://zw.qy.gov.cn/b"), ("https://other.gov.cn/c", "https://other.gov.cn/c")]
    assert [first(feed(item(link=link))).url for link, _ in links] == [whole for _, whole in links]


ENCODED = [  # what the file says of itself, how it is written
    ('<?xml version="1.0" encoding="GB2312"?>', "gb18030"),
    ('<?xml version="1.0" encoding="gbk"?>', "gb18030"),
    ("", "gb18030"),
    (UTF_8, "gb18030"),
    ("", "utf-8"),
    ('<?xml version="1.0" encoding="GB2312"?>', "utf-8"),
]


@pytest.mark.parametrize(("head", "encoding"), ENCODED)
def test_a_feed_is_read_in_the_encoding_that_it_has(head: str, encoding: str) -> None:
    row = first(feed(item("关于镕基㛃路防汛的通知", text="正文。"), head=head, encoding=encoding))
    assert (row.title, row.body, row.publisher) == ("关于镕基㛃路防汛的通知", "正文。", "清源县人民政府")


def test_the_text_is_taken_and_not_what_is_said_about_it() -> None:
    whole = "<content:encoded><![CDATA[<p>第一段。</p><p>第二段，很长。</p>]]></content:encoded>"
    assert first(feed(item(text="第一段…") + whole)).body == "<p>第一段。</p><p>第二段，很长。</p>"
    teaser = "<content:encoded><![CDATA[ <p>详见</p> ]]></content:encoded>"
    assert first(feed(item(text="这才是正文，有许多字。") + teaser)).body == "这才是正文，有许多字。"


def sent(user: Any, data: bytes, name: str = "gonggao.xml") -> Any:
    file = SimpleUploadedFile(name, data)
    return client_of(user).post("/admin/import/site/", {"unit": "t01", "file": file})


LONG = "<p>各村民委员会：</p><p>现将防汛工作通知如下，请认真贯彻执行。</p>"


def test_a_clerk_hands_in_a_feed_and_what_is_there_is_not_taken_twice(hub: Hub) -> None:
    answer = sent(
        hub.editor, feed(item(text=LONG, day="2023年10月9日"), item("第二件", link="/2.html", day="20231010"))
    )
    assert (answer.context_data["report"].accepted, answer.context_data["refused"]) == (2, 0)
    page, second = drafts()
    assert (page.title, page.published_on.isoformat(), page.owner) == ("关于防汛的通知", "2023-10-09", hub.editor)
    assert [block.value for block in page.body if block.block_type == "paragraph"] == [
        "各村民委员会：",
        "现将防汛工作通知如下，请认真贯彻执行。",
    ]
    assert second.source == "http://www.qy.gov.cn/2.html"

    # The same again; at a new address; published anew on another day; and one that only has its title.
    again = sent(
        hub.editor,
        feed(
            item(text=LONG, day="2023年10月9日"),
            item(text=LONG, link="http://new.qy.gov.cn/id=77", day="2024-03-01 08:00:00"),
            item(text=LONG + "<p>另外补充一条。</p>", link="http://new.qy.gov.cn/id=78"),
        ),
    )
    html = again.content.decode()
    assert (again.context_data["report"].accepted, again.context_data["refused"]) == (1, 2)
    assert html.count("没有导入</span>") == 2
    assert drafts().count() == 3


def test_the_same_text_under_two_addresses_of_one_feed_is_taken_once(hub: Hub) -> None:
    report = sent(hub.editor, feed(item(text=LONG), item(text=LONG, link="http://m.qy.gov.cn/1"))).context_data[
        "report"
    ]
    assert (report.accepted, report.refused) == (1, {"duplicate": 1})


BAD = [
    (b"<html>404</html>", "a.xml", "没有条目"),
    (b'<!DOCTYPE a [<!ENTITY b "ha">]><rss><channel><item><title>&b;</title></item></channel></rss>', "a.xml", "XML"),
    (b"PK", "a.docx", "文件名应以 .xml"),
    (b" " * 8_000_001, "a.xml", "文件超过 8 MB"),
]


@pytest.mark.parametrize(("data", "name", "said"), BAD)
def test_what_is_no_feed_is_refused_in_a_sentence(hub: Hub, data: bytes, name: str, said: str) -> None:
    assert said in sent(hub.editor, data, name).content.decode()
    assert not drafts().exists()


def test_nobody_imports_into_a_unit_that_is_not_his(hub: Hub) -> None:
    assert client_of(hub.first).get("/admin/import/site/").status_code == 302, "a reviewer writes nothing"
    from content.hub.review.roles import Role, create_account

    clerk = create_account(username="hedong", password="a-long-Pass-phrase-9", roles=[(Role.EDITOR, "t01-v01")])
    assert "请选择单位" in sent(clerk, feed(item())).content.decode()
