"""Titles are found by what citizens type: the right reading of a polyphone, whole syllables or first letters."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from content.disclosure import SearchText, decode_disclosure
from content.hub.disclosures.pinyin import MAX_OTHER_READINGS, search_text
from content.store.search import fts_query, search_columns
from tests.content.sync.county_feed import disclosure

# Read aloud by hand; the marked polyphone is what a dictionary alone gets wrong.
READ_ALOUD = [
    ("市长江大桥", "shi chang jiang da qiao"),  # not shi zhang
    ("市长江大桥", "shi zhang"),
    ("贷款还款办法", "huan kuan"),  # pypinyin 0.55 says hai kuan
    ("重庆银行行长", "chong qing yin hang hang zhang"),
    ("行政处罚", "xing zheng chu fa"),
    ("会计核算", "kuai ji he suan"),
    ("干部任前公示", "gan bu ren qian gong shi"),
    ("耕地地力保护补贴", "geng di di li bao hu bu tie"),
    ("农村绿化", "nong cun lv hua"),
    ("发展战略", "fa zhan zhan lue"),
    ("发展战略", "zhan lve"),
    ("紀委書記", "ji wei shu ji"),
    ("《预算法》第14条", "yu suan fa di tiao"),
]


@pytest.mark.parametrize(("title", "syllables"), READ_ALOUD)
def test_the_right_reading_is_among_the_syllables(title: str, syllables: str) -> None:
    assert any(syllables in reading for reading in search_text(title).syllables.split(" | "))


def test_other_readings_follow_the_first() -> None:
    assert search_text("市长江") == SearchText(syllables="shi zhang jiang | shi chang jiang", initials="szj | scj")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("", SearchText()),
        ("2026", SearchText()),
        ("低保", SearchText(syllables="di bao", initials="db")),
        ("G3线LED", SearchText(syllables="xian", initials="gxled")),
        ("ＬＥＤ灯", SearchText(syllables="deng", initials="ledd")),
    ],
)
def test_digits_are_left_out_and_latin_letters_are_initials(title: str, expected: SearchText) -> None:
    assert search_text(title) == expected


@pytest.mark.parametrize("typed", ["shichangjiang", "shizhangjiang", "scj", "szj", "changjiangda", "长江"])
def test_the_index_of_a_terminal_finds_it(typed: str) -> None:
    title = "关于市长江大桥维修的公告"
    pinyin = search_text(title)
    shipped = {"syllables": pinyin.syllables, "initials": pinyin.initials}
    columns = search_columns(decode_disclosure(disclosure("t01/000001", title=title, search=shipped)))
    with sqlite3.connect(":memory:") as database:
        database.execute(
            "create virtual table search using fts5 (title, body, syllables, initials, tokenize = 'ascii')"
        )
        database.execute(
            "insert into search values (?, '', ?, ?)", (columns.title, columns.syllables, columns.initials)
        )
        found = database.execute("select count(*) from search where search match ?", (fts_query(typed),)).fetchone()
    assert found == (1,)


def test_the_first_reading_of_ordinary_titles_is_that_of_pypinyin() -> None:
    titles = [
        "县人民政府办公室关于印发农村公路养护管理办法的通知",
        "关于调整城乡居民基本养老保险待遇的公告",
        "柳溪镇河东村集体鱼塘承包竞价结果公示",
        "行政许可权力运行流程图:食品经营许可",
    ]
    for title in titles:
        assert search_text(title).syllables.split(" | ")[0].split() == lazy_pinyin(title, errors="ignore")


@given(st.text(max_size=60))
def test_any_title_gives_a_few_readings(title: str) -> None:
    text = search_text(title)
    assert len(text.syllables.split(" | ")) <= MAX_OTHER_READINGS + 1
    assert all(syllable.isascii() and syllable.islower() for syllable in text.syllables.replace("|", " ").split())


def test_a_title_of_polyphones_stays_small() -> None:
    assert len(search_text("长行重调会还参校传藏" * 10).syllables) < 1000
