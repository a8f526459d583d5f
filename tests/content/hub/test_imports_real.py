"""All of the real input comes through, with a report that adds up. The figures were counted by hand from the files."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from content.blocks import Heading, Paragraph, block_texts
from content.disclosure import MAX_BODY_BYTES, Disclosure
from content.hub.disclosures.draft import Draft
from content.hub.disclosures.pinyin import search_text
from content.hub.imports.assign import to_unit
from content.hub.imports.reasons import Hint, Refusal, Repair
from content.hub.imports.report import ImportReport
from content.hub.imports.run import import_files
from content.record import DisclosureId, UnitCode, encode

REAL = Path(__file__).resolve().parents[4] / "shared" / "real"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not REAL.is_dir(), reason="the real documents (../shared/real) are not on this machine"),
]


@pytest.fixture(scope="module")
def imported() -> tuple[ImportReport, list[Draft]]:
    drafts: list[Draft] = []
    report = import_files([REAL], drafts.extend, assign=to_unit(UnitCode("qingyuan")), today=date(2026, 11, 22))
    return report, drafts


def test_every_row_is_accounted_for(imported: tuple[ImportReport, list[Draft]]) -> None:
    report, drafts = imported
    # 12,595 titles, 25 documents, 60 feed items, 7 laws, 5 texts.
    assert report.read == 12_595 + 25 + 60 + 7 + 5
    # Refused: the 60 titles that the feed has too, 3 laws whose text is there, 4 titles that stand twice with
    # their date; 4 documents of nothing but page buttons, one of nothing but "error".
    assert report.refused == {"duplicate": 67, "no-body": 4, "scraping-error": 1}
    assert report.accepted == 12_692 - 72
    assert report.drafts == len(drafts) == 12_620 + 4 + 7  # two collections, of five and of eight articles


def test_the_laws_that_stand_twice_give_way_to_their_text(imported: tuple[ImportReport, list[Draft]]) -> None:
    report, _ = imported
    twins = {row.title for row in report.rows if row.refused is Refusal.DUPLICATE and "laws/" in row.detail}
    assert twins == {"中华人民共和国政府信息公开条例", "中华人民共和国土地管理法实施条例", "重大行政决策程序暂行条例"}


def test_traditional_text_loses_its_pinyin(imported: tuple[ImportReport, list[Draft]]) -> None:
    report, drafts = imported
    (row,) = [row for row in report.rows if Repair.PINYIN in row.repaired]
    assert row.title == "全面深化黨務公開構建和諧岢嵐"
    assert Hint.DAMAGED_TEXT in row.hints  # 時限關?！?”是
    (draft,) = [draft for draft in drafts if draft.title == row.title]
    text = "".join(block.text for block in draft.blocks if isinstance(block, Paragraph))
    assert re.findall(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]+\)", text) == ["(jié)"]  # after a damaged character: Y(jié)果
    assert text.count("委(支部)") == 2
    assert "紀委書記 牛大業" in text


def test_zero_width_characters_and_torn_tags_are_gone_from_titles(imported: tuple[ImportReport, list[Draft]]) -> None:
    report, drafts = imported
    assert sum(Repair.INVISIBLE in row.repaired for row in report.rows) == 2
    assert sum(Repair.MARKUP in row.repaired for row in report.rows) == 3
    assert not [draft.title for draft in drafts if re.search(r'[\u200b\u3000\ue000-\uf8ff\n]|">', draft.title)]
    assert max(len(draft.title) for draft in drafts) == 103


def test_the_largest_text_becomes_its_eight_articles(imported: tuple[ImportReport, list[Draft]]) -> None:
    _, drafts = imported
    articles = [draft for draft in drafts if draft.source.startswith("seeds/004")]
    assert [draft.title for draft in articles][2:4] == ["宁夏选派“特岗见习医生”下基层", "浅析如何开展基层党务公开工作"]
    assert len({draft.matter for draft in articles}) == 1
    first = "".join(block.text for block in articles[0].blocks if isinstance(block, Paragraph | Heading))
    assert "《宁夏回族自治区实施〈中华人民共和国政府信息公开条例〉办法》" in first
    assert "(国办发〔2017〕42号)" in first


def test_nothing_of_the_large_texts_is_lost(imported: tuple[ImportReport, list[Draft]]) -> None:
    _, drafts = imported
    for name in ("003_a65d9780f94542e5.txt", "004_789c8fb4ca874b07.txt"):
        source = (REAL / "seeds" / name).read_text(encoding="utf-8")
        mine = [draft for draft in drafts if draft.source.startswith(f"seeds/{name}")]
        texts = [text for draft in mine for block in draft.blocks for text in block_texts(block)]
        kept = _letters("".join([*(draft.title for draft in mine), *texts]))
        lost = [line for line in source.split("\n") if _letters(line) not in kept]
        # Only the marks between the articles, a link to another page, and one line with an advertisement in it.
        left = [line for line in lost if not re.match(r"第.篇:|篇\d:|上一篇:一岗双责", line)]
        assert [line for line in left if "来源:好范文 http" not in line and "來源:好范文 http" not in line] == []


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def test_every_draft_fits_into_a_released_body(imported: tuple[ImportReport, list[Draft]]) -> None:
    _, drafts = imported
    for draft in drafts:
        at = "2026-11-22T00:00:00Z"
        body = encode(
            Disclosure(
                id=DisclosureId("qingyuan/000001"),
                unit=draft.unit,
                rev=1,
                title=draft.title,
                publisher=draft.publisher,
                six_open=draft.six_open,
                window=draft.window,
                audience=draft.audience,
                timing=draft.timing,
                published_at=at,  # type: ignore[arg-type]  # only its length matters
                valid_from=at,  # type: ignore[arg-type]
                blocks=draft.blocks,
                matter=draft.matter,
                search=search_text(draft.title),
            )
        )
        assert len(body) <= MAX_BODY_BYTES
        assert draft.publisher
        assert draft.blocks
