"""What a search answers with, in which order, and what it offers where nothing matches."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from content.store.library import Library
from tests.content.store.test_library import filled
from tests.content.sync.county_feed import MORNING, disclosure, zulu


def library_of(folder: Path, *items: dict[str, object]) -> Library:
    """Items one minute apart, the first one oldest; without pinyin unless they bring it."""
    return filled(
        folder,
        *(
            disclosure(
                f"t01-v01/{number:06d}",
                **{"published_at": zulu(MORNING + timedelta(minutes=number)), "search": {}} | item,
            )
            for number, item in enumerate(items, 1)
        ),
    ).library()


def text(words: str) -> list[dict[str, str]]:
    return [{"type": "paragraph", "text": words}]


def test_titles_come_before_texts_and_the_new_before_the_old(tmp_path: Path) -> None:
    library = library_of(
        tmp_path,
        {"title": "低保对象公示"},
        {"title": "低保标准"},
        {"title": "村务公开", "blocks": text("低保三户。")},
        {"title": "党费公开", "blocks": text("与低保无关。")},
    )
    found = [row.title for row in library.search("低保")]
    assert found == ["低保标准", "低保对象公示", "党费公开", "村务公开"]
    turned = [row.title for offset in range(4) for row in library.search("低保", offset=offset, limit=1)]
    assert turned == found
    assert library.search("低保", offset=4) == []
    library.close()


def test_an_unfinished_syllable_is_found_and_a_pair_is_no_syllable(tmp_path: Path) -> None:
    library = library_of(
        tmp_path,
        {"title": "西安", "search": {"syllables": "xi an", "initials": "xa"}},
        {"title": "先锋", "search": {"syllables": "xian feng", "initials": "xf"}},
    )
    table = {"xian": ["先锋", "西安"], "xianf": ["先锋"], "xia": ["先锋", "西安"], "xf": ["先锋"], "fx": []}
    assert {typed: [row.title for row in library.search(typed)] for typed in table} == table
    library.close()


def test_titles_lend_their_syllables_as_the_hub_wrote_them(tmp_path: Path) -> None:
    library = library_of(
        tmp_path,
        {
            "title": "银行行长公示",
            "search": {
                "syllables": "yin hang hang zhang gong shi | yin hang xing zhang gong shi",
                "initials": "yhhzgs | yhxzgs",
            },
        },
        {
            "title": "低保公示",
            "search": {"syllables": "di bao gong shi", "initials": "dbgs"},
            "valid_from": zulu(MORNING + timedelta(days=9)),
        },
    )
    assert library.titles("gs") == [
        ("银行行长公示", "yin hang hang zhang gong shi | yin hang xing zhang gong shi")
    ]  # what has not begun lends nothing
    library.close()


def test_where_nothing_matches_the_nearest_titles_come(tmp_path: Path) -> None:
    library = library_of(
        tmp_path,
        {"title": "河东村房屋拆迁公告"},
        {
            "title": "征地补偿安置方案",
            "search": {"syllables": "zheng di bu chang an zhi fang an", "initials": "zdbcazfa"},
        },
        {"title": "房屋征收补偿决定"},
        {"title": "党费收缴情况"},
    )
    assert library.search("拆迁补偿") == []
    # 补偿 or 拆迁, two characters each, the shorter title first; nothing of 党费
    near = [row.title for row in library.near("拆迁补偿")]
    assert set(near) == {"河东村房屋拆迁公告", "征地补偿安置方案", "房屋征收补偿决定"}
    assert [row.title for row in library.near("征地补助", limit=1)] == ["征地补偿安置方案"]
    assert [row.title for row in library.near("zhengdibuzhu")] == ["征地补偿安置方案"]
    assert [row.title for row in library.near("费公")] == ["党费收缴情况", "河东村房屋拆迁公告"]  # one character each
    assert library.near("鑫") == library.near("") == library.near("zzz") == []
    library.close()


def test_newest_first_also_across_units_and_a_revision_is_new(tmp_path: Path) -> None:
    """Units are pulled one after another; the order of publication is that of the whole terminal."""
    terminal = filled(
        tmp_path,
        disclosure("t01-v01/000001", title="河东低保", published_at=zulu(MORNING + timedelta(minutes=4))),
        disclosure("t01-v01/000002", title="河西低保", published_at=zulu(MORNING + timedelta(minutes=1))),
        disclosure("t01-v02/000001", title="柳林低保", published_at=zulu(MORNING + timedelta(minutes=3))),
        disclosure("t01-v02/000002", title="石门低保", published_at=zulu(MORNING + timedelta(minutes=2))),
    )
    library = terminal.library()
    assert [row.title for row in library.search("低保")] == ["河东低保", "柳林低保", "石门低保", "河西低保"]
    terminal.feed.put(disclosure("t01-v01/000002", 2, title="河西救助"))
    terminal.feed.put(disclosure("t01-v02/000002", 2, title="石门低保更正"))
    terminal.feed.withdraw("t01-v01/000001", 1, "有误")
    terminal.feed.release()
    assert terminal.pull().problems == {}
    assert [row.title for row in library.search("低保")] == ["石门低保更正", "柳林低保"]
    assert [row.title for row in library.search("河西")] == ["河西救助"]
    assert len(library._all("select 1 from search", {})) == len(library._all("select 1 from found", {})) == 3
    library.close()
