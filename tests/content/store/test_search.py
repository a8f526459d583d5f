"""Search as citizens use it: a table of what is typed and what must be found, written by hand.

Pinyin stands in the table as the hub ships it; it was copied from a dictionary (现代汉语词典), not computed.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.disclosure import Disclosure, decode_disclosure
from content.store.schema import LIBRARY
from content.store.search import fts_query, readings, search_columns, spaced, syllables_of
from tests.content.sync.county_feed import disclosure

TITLES = {  # number: title, syllables, initials, text
    1: ("柳溪村低保对象名单公示", "liu xi cun di bao dui xiang ming dan gong shi", "lxcdbdxmdgs", "共十二户。"),
    2: ("县财政局2026年三公经费决算", "xian cai zheng ju nian san gong jing fei jue suan", "xczjnsgjfjs", "金额见表。"),
    3: (
        "重庆路长江大桥行长任前公示",
        "chong qing lu chang jiang da qiao hang zhang ren qian gong shi"
        " | zhong qing lu chang jiang da qiao xing zhang ren qian gong shi",
        "cqlcjdqhzrqgs | zqlcjdqxzrqgs",
        "如有异议请反映。",
    ),
    4: ("西安社区LED屏采购结果", "xi an she qu ping cai gou jie guo", "xasqledpcgjg", "价低者得。"),
    5: ("先锋村村务公开", "xian feng cun cun wu gong kai", "xfccwgk", "危房改造名单另行公布。"),
    6: (
        "二〇二六年耕地地力保护补贴",
        "er ling er liu nian geng di di li bao hu bu tie",
        "eleelngddlbhbt",
        "每亩一百元。",
    ),
    7: ("女户主绿化用地审批", "nv hu zhu lv hua yong di shen pi", "nhzlhydsp", "略。"),
}

TRUTH = [  # typed, numbers found
    # characters
    ("低保", {1}),
    ("低保公示", set()),
    ("名单公示", {1}),
    ("名单", {1, 5}),
    ("公示", {1, 3}),
    ("三公经费", {2}),
    ("2026", {2}),
    ("2026年", {2}),
    ("２０２６年三公", {2}),
    ("二〇二六", {6}),
    ("异议", {3}),
    ("公", {1, 2, 3, 5}),
    ("拆迁", set()),
    # full pinyin
    ("dibao", {1}),
    ("gongshi", {1, 3}),
    ("cunwugongkai", {5}),
    ("sangongjingfei", {2}),
    ("hangzhang", {3}),
    ("xingzhang", {3}),  # the other reading
    ("chongqing", {3}),
    ("zhongqing", {3}),
    ("nvhuzhu", {7}),
    ("lvhua", {7}),
    # unfinished pinyin
    ("dib", {1}),
    ("gongk", {5}),
    ("cunwugo", {5}),
    ("zhengj", {2}),
    ("changjiangdaq", {3}),
    # where syllables can be cut in two ways
    ("xian", {1, 2, 4, 5}),  # 县, 西安, 先, and 对象 (xiang) unfinished
    ("xianshequ", {4}),
    ("xianfeng", {5}),
    # initials
    ("dbdx", {1}),
    ("cwgk", {5}),
    ("sgjf", {2}),
    ("gs", {1, 3}),
    ("cqlcj", {3}),
    ("zqlcj", {3}),
    # mixtures
    ("dibdx", {1}),
    ("cunwgk", {5}),
    ("cwgongkai", {5}),
    ("zhangrq", {3}),
    ("sgjingfei", {2}),
    ("低保md", {1}),
    ("2026sgjf", {2}),
    ("gs名单", {1}),
    ("公示 柳溪", {1}),
    # Latin letters of the title
    ("LED", {4}),
    ("led", {4}),
    ("ＬＥＤ", {4}),
    # nothing to search
    ("", None),
    ("。，！", None),
    ("  ", None),
    ('"', None),
    # quotes and operators are no language here
    ('"低保" OR *', set()),
    ("低保*", {1}),
    ("title:低保", set()),
    ("NEAR(低保)", set()),
]


def item(number: int) -> Disclosure:
    title, syllables, initials, text = TITLES[number]
    body = disclosure(
        f"t01/{number:06d}",
        title=title,
        publisher="某单位",
        blocks=[{"type": "paragraph", "text": text}],
        search={"syllables": syllables, "initials": initials},
    )
    return decode_disclosure(body)


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.executescript(LIBRARY)
    for number in TITLES:
        columns = search_columns(item(number))
        connection.execute(
            "insert into search (rowid, title, body, syllables, initials) values (?, ?, ?, ?, ?)",
            (number, columns.title, columns.body, columns.syllables, columns.initials),
        )
    yield connection
    connection.close()


@pytest.mark.parametrize(("typed", "found"), TRUTH)
def test_what_is_typed_finds_these_titles(index: sqlite3.Connection, typed: str, found: set[int] | None) -> None:
    query = fts_query(typed)
    if found is None:
        assert query == ""
    else:
        assert {row[0] for row in index.execute("select rowid from search where search match ?", (query,))} == found


@given(st.text())
def test_anything_typed_is_a_question_that_sqlite_understands(typed: str) -> None:
    _ask(fts_query(typed))


@given(st.text(alphabet="aeioughnzcsvxr'\"*^:() \u4f4e\u4fdd09ＡÖ", max_size=200))
def test_any_mixture_of_letters_is_a_question_that_sqlite_understands(typed: str) -> None:
    _ask(fts_query(typed))


def _ask(query: str) -> None:
    if query:
        connection = sqlite3.connect(":memory:")
        try:
            connection.executescript(LIBRARY)
            connection.execute("insert into search values ('低 保', 'x', 'di bao', 'd b')")
            connection.execute("select rowid from search where search match ?", (query,)).fetchall()
        finally:
            connection.close()


@given(st.text(max_size=200))
def test_tokens_are_the_same_however_they_are_made(text: str) -> None:
    """Against the plain way of saying it: normal form, then one token a character."""
    plain = re.findall(
        "[〇㐀-䶿一-鿿豈-\ufaff\U00020000-\U0003ffff0-9A-Za-z]", unicodedata.normalize("NFKC", text.replace("\x1f", ""))
    )
    assert spaced(text.replace("\x1f", "")) == " ".join(plain).lower()


def test_long_run_of_letters_is_cut_quickly() -> None:
    """Cut naively, xi'an and xian 16 times over are 65,536 ways."""
    assert readings("xian" * 15 + "vv") == []
    assert len(readings("xian" * 16)) == 4


CUTS = [
    ("cunwu", ["cun", "wu"]),
    ("xian", ["xian"]),
    ("zhongguo", ["zhong", "guo"]),
    ("fangan", ["fang", "an"]),  # 方案; 反感 comes second
    ("dbgs", ["d", "b", "g", "s"]),
    ("shzh", ["sh", "zh"]),
]


@pytest.mark.parametrize(("letters", "first"), CUTS)
def test_first_reading_has_the_fewest_pieces(letters: str, first: list[str]) -> None:
    assert readings(letters)[0] == first


def test_every_syllable_of_the_dictionary_is_known() -> None:
    """Against pypinyin's dictionary of 20,000 characters; interjections and dialect left out by name."""
    pypinyin = pytest.importorskip("pypinyin", reason="comes with the hub's extra")
    style = pypinyin.Style.NORMAL
    found = {
        pypinyin.style.convert(reading, style, True)
        for readings_ in pypinyin.constants.PINYIN_DICT.values()
        for reading in readings_.split(",")
    }
    rare = set("biang bong cei din fiao hm hng len m n ng nia nun tei wong ê".split())
    assert [syllable for syllable in sorted(found - rare) if readings(syllable)[:1] != [[syllable]]] == []


def test_columns_of_an_item_hold_one_token_a_character() -> None:
    found = search_columns(
        decode_disclosure(
            disclosure(
                "t01/000001",
                title="ＬＥＤ屏①期",
                publisher="镇政府",
                document_number="清政〔2026〕3号",
                blocks=[{"type": "facts", "rows": [{"label": "电话", "value": "0900-5550101"}]}],
                search={"syllables": "ping qi | bing qi", "initials": "ledpq | ledbq"},
            )
        )
    )
    assert found.title == "l e d 屏 1 期 ¦ le ed d屏 屏1 1期"
    assert found.body == "镇 政 府 ¦ 清 政 2 0 2 6 3 号 ¦ ¦ 电 话 ¦ 0 9 0 0 5 5 5 0 1 0 1"
    assert found.syllables == "ping qi ¦ ·ping·qi ¦ bing qi ¦ ·bing·qi"
    assert found.initials == "l e d p q ¦ le ed dp pq ¦ l e d b q ¦ le ed db bq"
    assert syllables_of(found.syllables) == "ping qi | bing qi"
