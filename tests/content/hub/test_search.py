"""检索: any run of characters in title, text, numbers and names of files is found by who may see the page, and only then."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from content.blocks import Paragraph, Table
from content.hub.search.words import closed, excerpt, tokens_asked, tokens_of, words_of
from tests.content.hub.conftest import Hub
from tests.content.hub.test_admin import client_of

TITLE = "柳溪镇最低生活保障对象公示"
_TITLE = re.compile(r'id="page_[0-9]+_title">([^<]+)</span>')


def found(typed: str, by: Any) -> list[str]:
    """Titles on the page of results, in its order."""
    return _TITLE.findall(html_of(typed, by))


def html_of(typed: str, by: Any) -> str:
    answer = client_of(by).get("/admin/pages/search/", {"q": typed})
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.fixture
def aid(hub: Hub) -> Any:
    """A draft with something to find in each of its parts."""
    from django.core.files.base import ContentFile
    from wagtail.documents import get_document_model

    page = hub.draft(
        TITLE,
        blocks=(
            Paragraph("经村民代表会议评议，现予公示。"),
            Table(("户主", "月补助"), (("赵某某", "430"), ("钱某某", "1,265")), caption="低保名单"),
        ),
        document_number="清民发〔2026〕18号",
        index_number="11520100MB1234567X/2026-00042",
    )
    document = get_document_model().objects.create(
        title="入户调查表（样张）.pdf", file=ContentFile(b"%PDF-1.4 x", name="a.pdf")
    )
    page.files = page.files.stream_block.to_python([{"type": "file", "value": document.pk}])
    page.save()
    return page


@pytest.mark.parametrize(
    "typed",
    ["低保", "保障", "对", "赵", "1,265", "1265", "清民发[2026]18号", "清民发２０２６", "MB1234567x", "00042", "调查表",
     "公示。", "村民代表会议评议", "赵某某 低保", "最低生活 430"],
)  # fmt: skip
def test_what_stands_in_a_disclosure_is_found(hub: Hub, aid: Any, typed: str) -> None:
    assert found(typed, hub.editor) == [TITLE]


@pytest.mark.parametrize(
    "typed",
    ["五保", "龘", "保低", "评议公示", "赵某某 五保", "清民发〔2026〕8号", "名单户主"],
)  # fmt: skip
def test_what_does_not_stand_there_is_not_found(hub: Hub, aid: Any, typed: str) -> None:
    """评议公示: the text says 评议，现予公示. 名单户主: caption and heading are two texts."""
    assert found(typed, hub.editor) == []


def test_a_long_word_is_more_than_its_pairs(hub: Hub) -> None:
    hub.draft("甲", blocks=(Paragraph("村务公开，务必"), Paragraph("公务")))
    assert found("村务公务", hub.editor) == [] and found("村务公开", hub.editor) == ["甲"]


def test_no_word_finds_everything(hub: Hub, aid: Any) -> None:
    assert TITLE in found("", hub.editor) and TITLE in found("，。", hub.editor)


def test_titles_come_before_texts(hub: Hub) -> None:
    hub.draft("修路账目")
    hub.draft("会议纪要", blocks=(Paragraph("议定修路。"),))
    assert found("修路", hub.editor) == ["修路账目", "会议纪要"]


def test_nobody_finds_what_is_of_others(hub: Hub, aid: Any) -> None:
    hub.draft("白杨镇低保对象", unit="t02")
    assert found("低保", hub.outsider) == ["白杨镇低保对象"]
    assert found("低保", hub.admin) == ["白杨镇低保对象", TITLE]
    assert found("钱某某", hub.outsider) == [] and "所有 (0)" in html_of("钱某某", hub.outsider)
    assert "所有 (1)" in html_of("钱某某", hub.editor)


def test_a_saved_draft_is_found_by_its_new_words_and_a_released_text_by_its_own_as_well(hub: Hub) -> None:
    from content.hub.disclosures.blocks import stream_of

    released, draft = hub.released("已发布的一件"), hub.draft("草稿一件")
    for one in (draft, page_of(released)):
        one.title = one.draft_title = "改过的标题"
        one.body = type(one).body.field.to_python(stream_of((Paragraph("换成了新的说法"),), {}))
        one.save_revision(user=hub.editor)
    both = ["改过的标题"] * 2
    assert found("新的说法", hub.editor) == both and found("改过的", hub.editor) == both
    assert found("村民代表会议", hub.editor) == both, "as the page itself still says"
    assert found("已发布的一件", hub.editor) == ["改过的标题"], "what citizens still read"


def page_of(request: Any) -> Any:
    from content.hub.disclosures.models import Registration

    return Registration.objects.get(pk=request.disclosure).page


def test_a_number_finds_the_disclosure_that_has_it(hub: Hub) -> None:
    request = hub.released("甲")
    hub.released("乙")
    assert found(f" {request.disclosure} ", hub.editor) == ["甲"]


def test_the_line_in_which_it_stands_is_shown_and_marked(hub: Hub, aid: Any) -> None:
    hub.draft("丙", blocks=(Paragraph("评<b>议</b>会"),))
    html = html_of("村民代表", hub.editor)
    assert "经<mark>村民代表</mark>会议评议，现予公示。" in html
    html = html_of("清民发[2026]18", hub.editor)
    assert "文号：<mark>清民发〔2026〕18</mark>号" in html
    html = html_of("b议", hub.editor)
    assert "评&lt;<mark>b&gt;议</mark>&lt;/b&gt;会" in html


def test_the_title_leads_to_where_one_works_with_the_page(hub: Hub, aid: Any) -> None:
    html = html_of("低保名单", hub.editor)
    assert f'href="/admin/pages/{aid.pk}/edit/"' in html
    html = html_of("低保名单", hub.secrecy)
    assert f'href="/admin/review/{aid.pk}/"' in html and f"/admin/pages/{aid.pk}/edit/" not in html


def test_a_deleted_page_is_no_longer_found_nor_in_the_index(hub: Hub, aid: Any) -> None:
    from content.hub.search.index import pages_with

    aid.delete()
    assert found("低保", hub.editor) == []
    with connection.cursor() as cursor:
        subquery = pages_with(["低保"])
        cursor.execute(subquery.sql, subquery.params)
        assert cursor.fetchall() == []


def test_an_index_made_anew_finds_the_same(hub: Hub, aid: Any, capsys: pytest.CaptureFixture[str]) -> None:
    from content.hub.commands import reindex
    from content.hub.search.index import clear

    hub.released("另一件")
    before = [found(typed, hub.editor) for typed in ("低保", "公示", "镇")]
    clear()
    assert found("低保", hub.editor) == []
    reindex(hub.settings, None)  # type: ignore[arg-type]  # it has no words of its own
    assert [found(typed, hub.editor) for typed in ("低保", "公示", "镇")] == before
    assert "7 个页面" in capsys.readouterr().out, "five units, two disclosures"


def test_what_is_erased_is_in_no_file_of_the_index(hub: Hub) -> None:
    """The character stands nowhere but in this text, so that its bytes are those of the index or of what it was made of."""
    from content.hub.erasures.models import What
    from content.hub.erasures.services import erase, finish_erasures
    from content.hub.search.models import PageWords

    leaked = "䶮"
    page = hub.draft("名单", blocks=(Paragraph(f"李{leaked}，县城"),))
    erase(what=What.PERSONAL, reason="有姓名", by=hub.second, page=page)
    assert not PageWords.objects.filter(pk=page.pk).exists()
    if connection.vendor == "sqlite":
        assert leaked.encode() in database_bytes()
    finish_erasures()
    if connection.vendor == "sqlite":
        assert leaked.encode() not in database_bytes()
    assert found(leaked, hub.editor) == []


def database_bytes() -> bytes:
    """The database's files, log included."""
    name = Path(str(connection.settings_dict["NAME"]))
    return b"".join(path.read_bytes() for path in sorted(name.parent.glob(name.name + "*")))


def test_a_renamed_unit_is_found_by_its_new_name(hub: Hub) -> None:
    from msgspec.structs import replace

    from content.hub.units.services import load_county
    from tests.content.hub.conftest import COUNTY

    units = tuple(replace(unit, name="绿杨镇") if unit.code == "t02" else unit for unit in COUNTY.units)
    load_county(replace(COUNTY, units=units))
    assert found("绿杨", hub.editor) == ["绿杨镇"] and found("白杨", hub.editor) == []
    assert found("t02", hub.editor) == ["绿杨镇"]


def test_texts_are_compared_without_marks_and_width() -> None:
    assert closed("ＡＢ《关于…》 〔２０２６〕\n１８号　①") == "ab关于202618号1"
    assert words_of(" 低保  低保 ，「五保」 ") == ["低保", "五保"]
    assert words_of("字" * 100) == ["字" * 64]
    assert len(words_of(" ".join(str(number) for number in range(20)))) == 8


def test_tokens_are_characters_and_pairs_within_one_text() -> None:
    assert tokens_of("村务\n账") == {"村", "务", "村务", "账"}
    assert tokens_asked(["村务公开", "账"]) == ["村务", "务公", "公开", "账"]


def test_an_excerpt_is_cut_around_the_first_word() -> None:
    assert excerpt(["无", "村务：公开"], ["务公"]) == [("村", False), ("务：公", True), ("开", False)]
    assert excerpt(["前" * 100 + "低保" + "后" * 100], ["低保"]) == [
        ("…", False), ("前" * 28, False), ("低保", True), ("后" * 28 + "…", False)
    ]  # fmt: skip
    assert excerpt(["共㎡"], ["m2"]) == [("共", False), ("m2", True)]
    assert excerpt(["低保"], ["五保"]) == [] and excerpt(["低保"], []) == []
