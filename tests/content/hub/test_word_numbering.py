"""Numbers that Word reckons come over as text. The expected ones are read off ECMA-376 part 1, 17.9 and 17.18.59 by
hand; LibreOffice 7.4 shows the same, but for isLgl and lvlRestart, which it does not know.
"""

from __future__ import annotations

import io

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from content.blocks import Heading, Paragraph, Table
from content.hub.imports.numerals import numeral
from content.hub.imports.word import Manuscript, read_word_file

W = nsdecls("w")
NUMERALS = [  # form, numbers, as written
    ("chineseCounting", (1, 10, 11, 20, 21, 99, 102), "一 十 十一 二十 二十一 九十九 一〇二"),
    ("chineseCountingThousand", (10, 19, 100, 101, 110, 1010, 10234), "十 十九 一百 一百零一 一百一十 一千零一十 一万零二百三十四"),
    ("japaneseCounting", (3, 12), "三 十二"),
    ("chineseLegalSimplified", (1, 10, 12, 205), "壹 壹拾 壹拾贰 贰佰零伍"),
    ("ideographDigital", (10, 21), "一〇 二一"),
    ("ideographTraditional", (1, 10, 11), "甲 癸 11"),
    ("decimalEnclosedCircle", (1, 20, 21, 51), "① ⑳ ㉑ 51"),
    ("decimalEnclosedParen", (1, 20), "⑴ ⒇"),
    ("decimalFullWidth", (12,), "１２"),
    ("decimalZero", (1, 12), "01 12"),
    ("upperRoman", (4, 9, 44), "IV IX XLIV"),
    ("lowerLetter", (1, 26, 27, 52), "a z aa zz"),
    ("hindiVowels", (3,), "3"),
]  # fmt: skip


@pytest.mark.parametrize(("form", "numbers", "written"), NUMERALS)
def test_numerals(form: str, numbers: tuple[int, ...], written: str) -> None:
    assert " ".join(numeral(number, form) for number in numbers) == written


def level(at: int, form: str, text: str, more: str = "", start: int = 1) -> str:
    head = f'<w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
    return f'<w:lvl w:ilvl="{at}">{head}<w:lvlText w:val="{text}"/></w:lvl>'


def listed(key: int, abstract: int, more: str = "") -> str:
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="{abstract}"/>{more}</w:num>'


class Paper:
    """A .docx whose lists are written as Word writes them."""

    def __init__(
        self, abstracts: dict[int, str], *numbers: str, styles: dict[str, tuple[int, int]] | None = None
    ) -> None:
        self.document = docx.Document()
        written = "".join(
            f'<w:abstractNum w:abstractNumId="{key}"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
            for key, levels in abstracts.items()
        )
        part = self.document.part.numbering_part
        part._element = parse_xml(f"<w:numbering {W}>{written}{''.join(numbers)}</w:numbering>")
        for name, (key, at) in (styles or {}).items():
            style = self.document.styles.add_style(name, 1)
            self._list(style.element, key, at)
        self.document.add_paragraph("关于收支的公告")

    def add(self, text: str, key: int | None = None, at: int = 0, style: str | None = None) -> Paper:
        paragraph = self.document.add_paragraph(text, style=style)
        if key is not None:
            self._list(paragraph._p, key, at)
        return self

    def read(self) -> Manuscript:
        out = io.BytesIO()
        self.document.save(out)
        return read_word_file(out.getvalue())

    def lines(self) -> list[str]:
        return [block.text for block in self.read().blocks if isinstance(block, Heading | Paragraph)]

    @staticmethod
    def _list(element: object, key: int, at: int) -> None:
        properties = element.get_or_add_pPr()  # type: ignore[attr-defined]  # python-docx's own classes of elements
        properties.append(parse_xml(f'<w:numPr {W}><w:ilvl w:val="{at}"/><w:numId w:val="{key}"/></w:numPr>'))


OFFICIAL = (
    level(0, "chineseCounting", "%1、")
    + level(1, "chineseCountingThousand", "（%2）")
    + level(2, "decimal", "%3.")
    + level(3, "decimalEnclosedCircle", "%4")
)


def test_the_four_levels_of_an_official_document() -> None:
    paper = Paper({1: OFFICIAL}, listed(1, 1))
    paper.add("收支情况", 1).add("收入", 1, 1).add("2026年补助", 1, 2).add("上级拨款", 1, 2).add("省级", 1, 3)
    paper.add("支出", 1, 1).add("办公费", 1, 2).add("没有编号的一段。").add("其他事项", 1).add("核查", 1, 1)
    made = paper.read()
    assert made.title == "关于收支的公告"
    assert made.blocks[:2] == (Heading("一、收支情况"), Heading("（一）收入"))
    assert paper.lines() == [
        "一、收支情况",
        "（一）收入",
        "1. 2026年补助",  # 1.2026 would be another number
        "2.上级拨款",
        "①省级",
        "（二）支出",
        "1.办公费",
        "没有编号的一段。",
        "二、其他事项",
        "（一）核查",
    ]
    assert made.left_out == ()


def test_a_list_that_begins_anew_and_one_that_counts_on() -> None:
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/></w:lvlOverride>'
    paper = Paper({1: OFFICIAL}, listed(1, 1), listed(2, 1, anew), listed(3, 1))
    paper.add("甲", 1).add("乙", 1).add("丙", 2).add("丁", 2).add("戊", 3).add("己", 1)
    assert paper.lines() == ["一、甲", "二、乙", "三、丙", "四、丁", "五、戊", "六、己"]


def test_chapters_and_articles_are_numbered_by_their_styles() -> None:
    chapters = level(0, "chineseCountingThousand", "第%1章", '<w:pStyle w:val="Chapter"/>') + level(
        1, "chineseCountingThousand", "第%2条", '<w:lvlRestart w:val="0"/><w:pStyle w:val="Article"/>'
    )
    paper = Paper({1: chapters}, listed(1, 1), styles={"Chapter": (1, 0), "Article": (1, 1)})
    paper.add("总则", style="Chapter").add("目的", style="Article").add("依据", style="Article")
    paper.add("分则", style="Chapter").add("职责", style="Article").add("另起", key=0, style="Article")
    assert paper.lines() == ["第一章 总则", "第一条 目的", "第二条 依据", "第二章 分则", "第三条 职责", "另起"]


def test_a_style_without_a_level_takes_the_one_that_names_it() -> None:
    levels = level(0, "decimal", "%1", '<w:pStyle w:val="Chapter"/>') + level(
        1, "decimal", "%1.%2", '<w:pStyle w:val="Article"/>'
    )
    paper = Paper({1: levels}, listed(1, 1), styles={"Chapter": (1, 0), "Article": (1, 0)})
    article = paper.document.styles["Article"].element
    article.pPr.numPr.remove(article.pPr.numPr.ilvl)
    paper.add("总则", style="Chapter").add("目的", style="Article").add("依据", style="Article")
    assert paper.lines() == ["1 总则", "1.1 目的", "1.2 依据"]


def test_levels_of_mixed_forms_are_shown_in_digits_where_the_list_says_so() -> None:
    mixed = (
        level(0, "chineseCounting", "%1、") + level(1, "decimal", "%1.%2", "<w:isLgl/>") + level(2, "decimal", "%1-%3")
    )
    paper = Paper({1: mixed}, listed(1, 1))
    paper.add("甲", 1).add("乙", 1).add("丙", 1, 1).add("丁", 1, 2)
    assert paper.lines() == ["一、甲", "二、乙", "2.1 丙", "二-1 丁"]


def test_the_column_of_numbers_in_a_table_is_not_empty() -> None:
    paper = Paper({1: level(0, "decimal", "%1")}, listed(1, 1))
    table = paper.document.add_table(rows=3, cols=2)
    for row, (first, second) in enumerate([("序号", "户主"), ("", "张*才"), ("", "欧阳*平")]):
        table.cell(row, 0).text, table.cell(row, 1).text = first, second
        if row:
            Paper._list(table.cell(row, 0).paragraphs[0]._p, 1, 0)
    assert paper.read().blocks == (Table(("序号", "户主"), (("1", "张*才"), ("2", "欧阳*平"))),)


def test_bullets_are_signs_that_every_font_has() -> None:
    paper = Paper({1: level(0, "bullet", "\uf06c") + level(1, "bullet", "—")}, listed(1, 1))
    assert paper.add("甲", 1).add("乙", 1, 1).lines() == ["● 甲", "— 乙"]


def test_a_form_that_is_not_known_is_said() -> None:
    made = Paper({1: level(0, "hindiVowels", "%1.")}, listed(1, 1)).add("甲", 1).read()
    assert made.blocks == (Paragraph("1.甲"),)
    assert made.left_out == ("自动编号有不认识的样式（hindiVowels），序号写成了阿拉伯数字，请对照原件改正。",)


def test_what_was_deleted_with_changes_tracked_is_not_counted() -> None:
    paper = Paper({1: OFFICIAL}, listed(1, 1)).add("甲", 1).add("乙", 1).add("丙", 1)
    (gone,) = [one for one in paper.document.paragraphs if one.text == "乙"]
    gone._p.pPr.append(parse_xml(f'<w:rPr {W}><w:del w:id="1" w:author="x"/></w:rPr>'))
    run = gone._p.r_lst[0]
    deleted = parse_xml(f'<w:del {W} w:id="2" w:author="x"><w:r><w:delText>乙</w:delText></w:r></w:del>')
    gone._p.replace(run, deleted)
    assert paper.lines() == ["一、甲", "二、丙"]


def test_numbers_beyond_all_measure_are_read_within_bounds() -> None:
    wild = level(0, "decimal", "%1.%9", start=999_999_999) + level(8, "lowerLetter", "%9", start=32_000)
    paper = Paper({1: wild}, listed(1, 1)).add("甲", 1).add("乙", 1, 8).add("丙", 77, 3)
    assert [len(line) < 1_300 for line in paper.lines()] == [True] * 3
