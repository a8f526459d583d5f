"""Every row of an import becomes a draft or stands in the report with its reason; repairs are beyond doubt."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.blocks import Facts, Heading, Paragraph, Table
from content.disclosure import MAX_BODY_BYTES
from content.hub.disclosures.draft import Draft
from content.hub.imports.assign import spread, to_unit
from content.hub.imports.body import blocks_of_lines, members_of, parts_of
from content.hub.imports.markup import blocks_of_html, has_markup
from content.hub.imports.origin import issuer, kind
from content.hub.imports.reasons import HINT_LABELS, REFUSAL_LABELS, REPAIR_LABELS, Hint, Refusal, Repair
from content.hub.imports.repair import is_traditional, repaired, repaired_title
from content.hub.imports.report import ImportReport
from content.hub.imports.run import import_files
from content.record import UnitCode

TODAY = date(2026, 11, 22)
TOWN = UnitCode("t01")
HEADER = "url\ttitle\tiss\tpub\tdiff\tyear\n"


def run(*paths: Path, known: Collection[tuple[str, str]] = ()) -> tuple[ImportReport, list[Draft]]:
    """Import into a list, and check what must hold of every report."""
    drafts: list[Draft] = []
    report = import_files(paths, drafts.extend, assign=to_unit(TOWN), today=TODAY, known=known)
    assert report.read == report.accepted + sum(report.refused.values())
    assert report.drafts == len(drafts)
    assert [(file.read, file.accepted + file.refused) for file in report.files] == [
        (file.read, file.read) for file in report.files
    ]
    return report, drafts


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
    return path


def refusals(report: ImportReport) -> list[tuple[int, Refusal | None]]:
    return [(row.row, row.refused) for row in report.rows if row.refused is not None]


# ---- tables


def test_a_title_row_becomes_a_card_with_its_source(tmp_path: Path) -> None:
    title = "国务院办公厅关于印发《提升行政执法质量三年行动计划（2023—2025年）》的通知"
    path = write(tmp_path / "a.tsv", HEADER + f"https://www.gov.cn/1.htm\t{title}\t2023-08-09\t2023-09-05\t27\t2023\n")
    report, drafts = run(path)
    assert report.summary() == {"read": 1, "accepted": 1, "repaired": {}, "refused": {}}
    assert (drafts[0].unit, drafts[0].title, drafts[0].publisher) == (TOWN, title, "国务院办公厅")
    assert (drafts[0].formed_on, drafts[0].published_on) == (date(2023, 8, 9), date(2023, 9, 5))
    assert (drafts[0].genre, drafts[0].source) == ("通知", "https://www.gov.cn/1.htm")
    card = drafts[0].blocks[0]
    assert isinstance(card, Facts)
    assert [(fact.label, fact.value) for fact in card.rows] == [
        ("发布机构", "国务院办公厅"),
        ("成文日期", "2023年8月9日"),
        ("发布日期", "2023年9月5日"),
        ("原文网址", "https://www.gov.cn/1.htm"),
    ]


def test_cells_may_hold_newlines_and_quotes(tmp_path: Path) -> None:
    row = 'u1\t"县政府办关于推进\n农村公路养护的""十四五""意见"\t2026-01-05\t\t\t\n'
    report, drafts = run(write(tmp_path / "a.tsv", HEADER + row + "u2\t第二行的公告\t\t\t\t\n"))
    assert [draft.title for draft in drafts] == ['县政府办关于推进农村公路养护的"十四五"意见', "第二行的公告"]
    assert report.repaired == {"newline-in-title": 1}


def test_a_quote_that_is_never_closed_costs_one_row(tmp_path: Path) -> None:
    rows = 'u1\t"坏掉的一行\t\t\t\t\n' + "".join(f"u{n}\t第{n}号公告\t\t\t\t\n" for n in range(2, 80))
    report, drafts = run(write(tmp_path / "a.tsv", HEADER + rows))
    assert refusals(report) == [(2, Refusal.OPEN_QUOTE)]
    assert len(drafts) == 78


def test_two_open_quotes_do_not_swallow_what_is_between(tmp_path: Path) -> None:
    rows = 'u1\t"坏一\t\t\t\t\nu2\t好的公告\t\t\t\t\nu3\t"坏二\t\t\t\t\n'
    report, drafts = run(write(tmp_path / "a.tsv", HEADER + rows))
    assert refusals(report) == [(2, Refusal.OPEN_QUOTE), (4, Refusal.OPEN_QUOTE)]
    assert [draft.title for draft in drafts] == ["好的公告"]


BAD_ROWS = [
    ("u\t\t2026-01-01\t\t\t", Refusal.NO_TITLE),
    ("u\t\u3000\u200b\t2026-01-01\t\t\t", Refusal.NO_TITLE),
    ("u\t" + "长" * 201 + "\t\t\t\t", Refusal.TITLE_TOO_LONG),
    ("u\t某通知\t2023-02-30\t\t\t", Refusal.IMPOSSIBLE_DATE),
    ("u\t某通知\t去年\t\t\t", Refusal.IMPOSSIBLE_DATE),
    ("u\t某通知\t2026-11-23\t\t\t", Refusal.FUTURE_DATE),
    ("u\t某通知\t2026-01-01", Refusal.WRONG_COLUMNS),
    ("u\t救助名单:王某11010519491231002X\t\t\t\t", Refusal.IDENTITY_NUMBER),
    ("u\t救助名单:王某１１０１０５ 1949-1231 002x\t\t\t\t", Refusal.IDENTITY_NUMBER),
    ("u\t救助名单\t\t\t110105194912\t31002X", Refusal.IDENTITY_NUMBER),  # in columns that are not imported
    ("u\t救助<b>1101051949</b>名1231\t\t\t\t11010519491231002X", Refusal.IDENTITY_NUMBER),
]


@pytest.mark.parametrize(("row", "reason"), BAD_ROWS)
def test_a_bad_row_is_refused_with_its_reason_and_the_next_goes_on(tmp_path: Path, row: str, reason: Refusal) -> None:
    report, drafts = run(write(tmp_path / "a.tsv", HEADER + row + "\nu9\t下一行的公告\t\t\t\t\n"))
    assert refusals(report) == [(2, reason)]
    assert [draft.title for draft in drafts] == ["下一行的公告"]


def test_the_report_never_repeats_an_identity_number(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tsv", HEADER + "u\t救助名单:王某11010519491231002X\t\t\t\t\n")
    report, _ = run(path)
    report.write(tmp_path / "report.json")
    written = (tmp_path / "report.json").read_text(encoding="utf-8") + report.in_chinese()
    assert "19491231" not in written
    assert "11*************02X" in written


def test_a_number_hidden_by_markup_is_refused_after_the_markup_is_gone(tmp_path: Path) -> None:
    line = {"title": "名单", "Body": "<p>王某 110105<b>1949</b>1231<i>002X</i></p>"}
    report, drafts = run(write(tmp_path / "a.jsonl", json.dumps(line, ensure_ascii=False)))
    assert refusals(report) == [(1, Refusal.IDENTITY_NUMBER)]
    assert drafts == []


def test_a_title_of_103_characters_is_kept(tmp_path: Path) -> None:
    title = "关于" + "印发" * 49 + "的通知"
    assert len(title) == 103
    _, drafts = run(write(tmp_path / "a.tsv", HEADER + f"u\t{title}\t\t\t\t\n"))
    assert [draft.title for draft in drafts] == [title]


def test_files_from_a_spreadsheet_in_other_encodings_are_read(tmp_path: Path) -> None:
    text = "标题\t成文日期\n关于公布低保名单的公告\t2026年1月5日\n"
    (tmp_path / "gb.tsv").write_bytes(text.encode("gb18030"))
    (tmp_path / "utf16.tsv").write_bytes(text.replace("公告", "通告").encode("utf-16"))
    report, drafts = run(tmp_path / "gb.tsv", tmp_path / "utf16.tsv")
    assert [draft.title for draft in drafts] == ["关于公布低保名单的公告", "关于公布低保名单的通告"]
    assert drafts[0].formed_on == date(2026, 1, 5)
    assert report.repaired == {"encoding": 2}


def test_duplicates_name_their_twin(tmp_path: Path) -> None:
    rows = (
        "http://a/1\t县政府关于停水的公告\t2026-01-05\t\t\t\n"
        "https://a/1/\t县政府关于停电的公告\t2026-01-06\t\t\t\n"  # the same address
        "http://a/3\t县政府关于停水的公告\t2026-01-05\t\t\t\n"  # the same title and date
        "http://a/4\t县政府关于停水的公告\t2026-02-05\t\t\t\n"  # next month's
        "http://a/5\t县政府关于停暖的公告\t\t\t\t\nhttp://a/6\t县政府关于停暖的公告\t\t\t\t\n"  # no telling
    )
    report, drafts = run(write(tmp_path / "a.tsv", HEADER + rows))
    assert refusals(report) == [(3, Refusal.DUPLICATE), (4, Refusal.DUPLICATE)]
    assert [row.detail for row in report.rows] == ["同 a.tsv:2", "同 a.tsv:2", "同题 a.tsv:6"]
    assert report.hints == {"same-title": 1}
    assert len(drafts) == 4


def test_what_the_hub_has_is_not_imported_again_nor_what_repeats_it(tmp_path: Path) -> None:
    rows = "http://a/1\t公告\t2026-01-05\t\t\t\nhttp://a/2\t公告\t2026-01-05\t\t\t\n"
    path = write(tmp_path / "a.tsv", HEADER + rows)
    _, drafts = run(path)
    report, again = run(path, known={(draft.source, draft.title) for draft in drafts})
    assert (refusals(report), again) == ([(2, Refusal.ALREADY_IN_HUB), (3, Refusal.DUPLICATE)], [])


# ---- JSON lines, feeds, files


def test_jsonl_lines_fail_one_by_one(tmp_path: Path) -> None:
    lines = ['{"Title": "甲公告", "Body": "正文。"}', "{", "[1]", "[" * 100_000, '{"Title": "乙公告", "Body": ""}']
    lines += [
        '{"Title": "丙公告", "Body": "error"}',
        '{"Title": "丁公告", "Body": "选择字体：[大-中-小]"}',
        '{"Body": "x"}',
    ]
    report, drafts = run(write(tmp_path / "a.jsonl", "\n".join(lines)))
    assert refusals(report) == [
        (2, Refusal.NOT_JSON),
        (3, Refusal.NOT_JSON),
        (4, Refusal.NOT_JSON),
        (5, Refusal.NO_BODY),
        (6, Refusal.SCRAPING_ERROR),
        (7, Refusal.NO_BODY),
        (8, Refusal.NO_TITLE),
    ]
    assert [draft.blocks for draft in drafts] == [(Paragraph("正文。"),)]


RSS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>清源县人民政府 - 公告</title><link>http://q.example/</link><description>d</description>
<item><title>供水停水公告</title><link>http://q.example/1</link><dc:date>2026-11-19</dc:date>
<pubDate>Thu, 19 Nov 2026 23:30:00 GMT</pubDate></item>
<item><title>收费表</title><link>http://q.example/2</link><description>&lt;p&gt;自明日起执行。&lt;/p&gt;&lt;table&gt;&lt;tr&gt;
&lt;th&gt;项目&lt;/th&gt;&lt;th&gt;元&lt;/th&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;水费&lt;/td&gt;&lt;td&gt;2.1&lt;/td&gt;&lt;/tr&gt;&lt;/table&gt;
&lt;script&gt;alert(1)&lt;/script&gt;</description></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>清源县</title><id>x</id><updated>2026-11-20T00:00:00Z</updated>
<entry><title>通告一则</title><id>1</id><link href="http://q.example/3"/><updated>2026-11-20T08:00:00+08:00</updated>
<content type="text">通告正文。</content></entry></feed>"""


def test_rss_and_atom_are_read(tmp_path: Path) -> None:
    report, drafts = run(write(tmp_path / "r.xml", RSS), write(tmp_path / "a.atom", ATOM))
    assert report.accepted == 3
    assert [(draft.title, draft.publisher) for draft in drafts] == [
        ("供水停水公告", "清源县人民政府"),
        ("收费表", "清源县人民政府"),
        ("通告一则", "清源县"),
    ]
    # 23:30 GMT is the next day in the county.
    assert (drafts[0].formed_on, drafts[0].published_on) == (date(2026, 11, 19), date(2026, 11, 20))
    assert drafts[1].blocks[:2] == (Paragraph("自明日起执行。"), Table(("项目", "元"), (("水费", "2.1"),)))
    assert "alert" not in repr(drafts)


def test_hostile_xml_is_refused_and_the_other_files_go_on(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + RSS[38:].replace("供水", "&b;")
    files = [
        write(tmp_path / "bomb.xml", bomb),
        write(tmp_path / "x.xml", '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + RSS[38:]),
        write(tmp_path / "page.xml", "<html><body>没有条目</body></html>"),
        write(tmp_path / "good.xml", RSS),
    ]
    report, drafts = run(*files)
    assert [(row.file, row.refused) for row in report.rows if row.row == 0] == [
        ("bomb.xml", Refusal.UNSAFE_XML),
        ("x.xml", Refusal.UNSAFE_XML),
        ("page.xml", Refusal.NOTHING_TO_IMPORT),
    ]
    assert len(drafts) == 2


def test_a_file_that_cannot_be_read_is_a_refused_row(tmp_path: Path) -> None:
    (tmp_path / "binary.tsv").write_bytes(b"\x00\x01\x02\xff")
    empty = tmp_path / "empty"
    empty.mkdir()
    wrong = write(tmp_path / "a.tsv", "没有\t这一列\n1\t2\n")
    missing = tmp_path / "missing.tsv"
    strange = write(tmp_path / "a.doc", "x")
    report, drafts = run(
        tmp_path / "binary.tsv", empty, wrong, missing, strange, write(tmp_path / "z.txt", "题\n正文。")
    )
    assert {row.file: row.refused for row in report.rows if row.refused} == {
        "binary.tsv": Refusal.UNREADABLE_FILE,
        "empty": Refusal.NOTHING_TO_IMPORT,
        "a.tsv": Refusal.NOTHING_TO_IMPORT,
        "missing.tsv": Refusal.UNREADABLE_FILE,
        "a.doc": Refusal.UNKNOWN_TYPE,
    }
    assert [draft.title for draft in drafts] == ["题"]


def test_a_folder_gives_what_it_holds_richest_first(tmp_path: Path) -> None:
    write(tmp_path / "titles" / "t.tsv", HEADER + "http://a/1\t公告\t2026-01-05\t\t\t\n")
    write(tmp_path / "full.jsonl", '{"Title": "公告", "Date": "2026-01-05", "Link": "http://a/1", "Body": "全文。"}')
    write(
        tmp_path / "laws" / "法(2020-01-02).md",
        "# 某法\n\n国务院令\n\n<!-- INFO END -->\n\n## 第一章 总则\n\n第一条 甲。",
    )
    write(tmp_path / "notes" / "ignored.tsv", HEADER)
    report, drafts = run(tmp_path)
    assert [file.file for file in report.files] == ["full.jsonl", "laws/法(2020-01-02).md", "titles/t.tsv"]
    assert refusals(report) == [(2, Refusal.DUPLICATE)]
    assert drafts[1].formed_on == date(2020, 1, 2)
    assert drafts[1].blocks == (Paragraph("国务院令"), Heading("第一章 总则"), Paragraph("第一条 甲。"))


# ---- what the hub says


def test_what_the_hub_refuses_in_a_batch_is_offered_row_by_row(tmp_path: Path) -> None:
    taken: list[str] = []

    def hub(drafts: Sequence[Draft]) -> None:
        if any("坏" in draft.title for draft in drafts):
            raise ValueError("no unit 't99' in this county")
        taken.extend(draft.title for draft in drafts)

    rows = "".join(f"u{n}\t{'坏' if n == 3 else '好'}公告{n}\t\t\t\t\n" for n in range(1, 6))
    path = write(tmp_path / "a.tsv", HEADER + rows)
    report = import_files([path], hub, assign=to_unit(TOWN), today=TODAY)
    assert taken == ["好公告1", "好公告2", "好公告4", "好公告5"]
    assert refusals(report) == [(4, Refusal.REFUSED_BY_HUB)]
    assert [row.detail for row in report.rows if row.refused] == ["no unit 't99' in this county"]


def test_batches_keep_to_their_size(tmp_path: Path) -> None:
    sizes: list[int] = []
    rows = "".join(f"u{n}\t公告{n}\t\t\t\t\n" for n in range(25))
    path = write(tmp_path / "a.tsv", HEADER + rows)
    import_files([path], lambda drafts: sizes.append(len(drafts)), assign=to_unit(TOWN), today=TODAY, batch=10)
    assert sizes == [10, 10, 5]


def test_spreading_is_even_and_the_same_every_time() -> None:
    units = [UnitCode(f"t{number:02d}") for number in range(1, 13)]
    drafts = [
        Draft(unit=UnitCode(""), title="题", publisher="县", blocks=(), source=f"http://a/{number}")
        for number in range(2400)
    ]
    first = [spread(units, 7)(draft) for draft in drafts]
    assert first == [spread(units, 7)(draft) for draft in drafts]
    assert first != [spread(units, 8)(draft) for draft in drafts]
    assert all(150 < first.count(unit) < 250 for unit in units)
    with pytest.raises(ValueError, match="no units"):
        spread([], 7)


# ---- repairs

REPAIRS = [
    ("\u200b河南省人民政府办公厅关于稳就业的通知", "河南省人民政府办公厅关于稳就业的通知", [Repair.INVISIBLE]),
    ("王\ue5e5家村公告", "王家村公告", [Repair.PRIVATE_USE]),
    ("关于督查情况的通\u3000报", "关于督查情况的通报", [Repair.BLANKS]),
    ("关于职责的通\u3000\u3000\u3000\u3000知", "关于职责的通知", [Repair.BLANKS]),
    ("国务院\u3000中央军委关于同意新建机场的批复", "国务院 中央军委关于同意新建机场的批复", [Repair.BLANKS]),
    ("关于外商投资\u2002加大力度的意见", "关于外商投资 加大力度的意见", [Repair.BLANKS]),
    ('（已失效）">四川省目录的通知（已失效）', "四川省目录的通知（已失效）", [Repair.MARKUP]),
    ("关于执行国办发[1987]13号文件的通知", "关于执行国办发〔1987〕13号文件的通知", [Repair.NUMBER_BRACKETS]),
    ("关于•信息公开条例‣的说明(国办发„2017‟42号)", "关于《信息公开条例》的说明(国办发〔2017〕42号)", [Repair.MARKS]),
    ("关于<b>低保</b>的&ldquo;公示&rdquo;", "关于低保的“公示”", [Repair.MARKUP]),
    ("商务部令（2018年第2号）\n听证会规则", "商务部令（2018年第2号） 听证会规则", [Repair.NEWLINE_IN_TITLE]),
]
UNTOUCHED = [
    "关于调整补充<国务院一九九二年立法工作计划>的意见",  # wrong brackets, but no tag
    "关于举办'93上海国际电影节问题的复函",
    '关于全国"十二五"期间年森林采伐限额审核意见的通知',
    "关于渤中25—1/25—1S油田的批复",
    "鄠(hù)邑区公告",  # a reading aid for a rare character of a simplified text
    "紀委(支部)通知",
    "5[2011]号楼",
    "北京 上海",
]


@pytest.mark.parametrize(("before", "after", "names"), REPAIRS)
def test_a_title_is_repaired_and_the_repair_named(before: str, after: str, names: list[Repair]) -> None:
    assert repaired_title(before) == (after, names)


@pytest.mark.parametrize("title", UNTOUCHED)
def test_what_is_in_doubt_stays_as_it_stands(title: str) -> None:
    assert repaired_title(title, is_traditional=is_traditional(title)) == (title, [])


def test_pinyin_after_traditional_characters_goes_and_other_brackets_stay() -> None:
    before = "黨務(wù)公開構(gòu)建和諧,各級黨委(支部)書記、紀(jì)委書記,考核Y(jié)果(zhè)"
    assert is_traditional(before)
    assert repaired(before, is_traditional=True) == (
        "黨務公開構建和諧,各級黨委(支部)書記、紀委書記,考核Y(jié)果(zhè)",
        [Repair.PINYIN],
    )


@given(st.text(max_size=200))
def test_repairing_twice_changes_nothing_more(text: str) -> None:
    once, _ = repaired(text, is_traditional=is_traditional(text))
    assert repaired(once, is_traditional=is_traditional(text))[0] == once or "&" in text or "<" in text or "\\" in text


def test_lost_and_damaged_characters_are_shown_to_the_editor(tmp_path: Path) -> None:
    rows = "u1\t王\ue5e5家村公告\t\t\t\t\nu2\t時限關?！?”是兩支\t\t\t\t\nu3\t水价调整公告\t2012-07-27\t2012-07-25\t\t\n"
    report, _ = run(write(tmp_path / "a.tsv", HEADER + rows + "u4\t致电13800138000\t\t\t\t\n"))
    found = {row.row: set(row.hints) - {Hint.NO_PUBLISHER} for row in report.rows}
    assert found == {
        2: {Hint.LOST_CHARACTER},
        3: {Hint.DAMAGED_TEXT},
        4: {Hint.DATES_REVERSED},
        5: {Hint.PERSONAL_DATA},
    }


def test_what_only_the_head_of_a_table_gives_away_is_shown_to_the_editor(tmp_path: Path) -> None:
    body = "<table><tr><td>姓名</td><td>残疾等级</td></tr><tr><td>王大力</td><td>二级</td></tr></table>"
    line = json.dumps({"Title": "柳溪镇补贴发放公示", "Link": "u1", "Body": body}, ensure_ascii=False)
    report, _ = run(write(tmp_path / "a.jsonl", line + "\n"))
    assert [Hint.PERSONAL_DATA in row.hints for row in report.rows] == [True]
    assert "姓名旁的疾病或残疾 王*力" in report.rows[0].detail


def test_the_frame_of_a_web_page_is_taken_off(tmp_path: Path) -> None:
    body = (
        "索引号： 000014349/2016-712118 主题分类： 综合政务\n发布机构： 省政府办公厅 成文日期： 2016-12-28\n"
        "文号： 浙政发〔2016〕49号\n关于盐业体制\n改革的通知\n字体：[ 大 中 小]\n各市、县:\n  现印发给你们。\n打印 关闭\n"
    )
    line = json.dumps({"Title": "[有效]关于盐业体制改革的通知", "Body": body}, ensure_ascii=False)
    report, drafts = run(write(tmp_path / "a.jsonl", line))
    assert drafts[0].title == "关于盐业体制改革的通知"
    assert (drafts[0].document_number, drafts[0].index_number) == ("浙政发〔2016〕49号", "000014349/2016-712118")
    assert drafts[0].publisher == "省政府办公厅"
    assert drafts[0].blocks[:2] == (Paragraph("各市、县:"), Paragraph("现印发给你们。"))
    card = drafts[0].blocks[2]
    assert isinstance(card, Facts)
    assert [fact.label for fact in card.rows] == ["效力", "主题分类", "成文日期"]
    assert set(report.repaired) == {"status-mark", "page-furniture", "repeated-title", "fields-from-body", "blanks"}


# ---- bodies


@pytest.mark.parametrize(
    ("line", "is_heading"),
    [
        ("第一章 总则", True),
        ("## 第二章 公开的主体和范围", True),
        ("一、总体要求", True),
        ("二、在公開內容上全面覆蓋。", True),
        ("(三)公开的主要形式", True),
        ("（三）土地条件。", False),  # the last item of an article
        ("第一条 为了规范,制定本法。", False),
        ("一是领导重视,督查到位。", False),
        ("一、统一思想,把认识搞到位。" + "要" * 40, False),
    ],
)
def test_headings_are_recognised(line: str, is_heading: bool) -> None:
    assert isinstance(blocks_of_lines([line])[0], Heading) == is_heading


def test_a_body_over_the_limit_is_cut_before_headings_and_nothing_is_lost(tmp_path: Path) -> None:
    lines = [f"{'一二三四五六七八'[n]}、部分\n{'字' * 4000}。" for n in range(8)]  # 8 × 12 KB
    report, drafts = run(write(tmp_path / "a.txt", "长文件\n" + "\n".join(lines)))
    assert [draft.title for draft in drafts] == ["长文件(一)", "长文件(二)"]
    assert {draft.matter for draft in drafts} == {drafts[0].matter}
    assert drafts[0].matter
    assert all(isinstance(draft.blocks[0], Heading) for draft in drafts)
    assert (
        sum(block.text.count("字") for draft in drafts for block in draft.blocks if isinstance(block, Paragraph))
        == 32_000
    )
    assert report.repaired == {"split": 1}


def test_one_endless_paragraph_is_cut_at_sentences() -> None:
    parts = parts_of([Paragraph("一句话说完了。" * 6000)])  # 126 KB
    assert len(parts) == 3
    texts = [block.text for part in parts for block in part if isinstance(block, Paragraph)]
    assert "".join(texts) == "一句话说完了。" * 6000
    assert all(text.endswith("。") for text in texts)


@given(st.lists(st.integers(1, 30_000), min_size=1, max_size=12))
def test_every_part_fits(lengths: list[int]) -> None:
    texts = ['\n"字'[length % 3] * length for length in lengths]
    kept = ""
    for part in parts_of([Paragraph(text) for text in texts]):
        own = "".join(block.text for block in part if isinstance(block, Paragraph))
        assert len(json.dumps(own, ensure_ascii=False).encode()) < MAX_BODY_BYTES
        kept += own
    assert kept == "".join(texts)


def test_the_articles_of_a_collection_stand_alone(tmp_path: Path) -> None:
    text = "第一篇:甲镇汇报\n甲镇正文。\n第二篇:乙镇汇报\n乙镇正文。\n第三篇:甲镇汇报\n又一篇。"
    report, drafts = run(write(tmp_path / "a.txt", text))
    assert [draft.title for draft in drafts] == ["甲镇汇报(一)", "乙镇汇报", "甲镇汇报(三)"]
    assert [draft.blocks[0] for draft in drafts] == [
        Paragraph("甲镇正文。"),
        Paragraph("乙镇正文。"),
        Paragraph("又一篇。"),
    ]
    assert report.repaired == {"collection": 1}
    assert members_of(["第一篇:只有一篇", "正文"]) == (["第一篇:只有一篇", "正文"], [])


def test_tables_of_a_page_keep_their_cells() -> None:
    html = "<p>前</p><table><tr><th>户主</th><th>金额</th></tr><tr><td>张*才<td>651<tr><td>合计</td></tr></table>后"
    assert blocks_of_html(html) == ["前", Table(("户主", "金额"), (("张*才", "651"), ("合计", ""))), "后"]


@given(st.text(alphabet=st.sampled_from("<>/ptdrable \"'=&;!-字"), max_size=120))
def test_any_markup_is_read(text: str) -> None:
    blocks_of_html(text)
    has_markup(text)


@pytest.mark.parametrize(
    ("title", "expected", "named"),
    [
        ("国务院办公厅转发国家计委关于加强管理报告的通知", "国务院办公厅", "通知"),
        ("国务院 中央军委关于同意新建机场的批复", "国务院 中央军委", "批复"),
        ("四川省人民政府 四川省军区关于表扬先进单位的通报（已失效）", "四川省人民政府 四川省军区", "通报"),
        ("戒毒条例", "国务院", "条例"),
        ("关于推进改革的通知", "国务院", "通知"),
    ],
)
def test_the_issuer_and_the_kind_stand_in_the_title(title: str, expected: str, named: str) -> None:
    assert issuer(title, "http://www.gov.cn/1", "") == expected
    assert kind(title) == named


def test_every_reason_has_its_chinese_words() -> None:
    assert (set(REFUSAL_LABELS), set(REPAIR_LABELS), set(HINT_LABELS)) == (set(Refusal), set(Repair), set(Hint))


def test_the_printed_summary_is_chinese_and_adds_up(tmp_path: Path) -> None:
    rows = "u1\t县政府关于停水的公告\t\t\t\t\nu2\t\t\t\t\t\nu3\t通\u3000知\t\t\t\t\n"
    report, _ = run(write(tmp_path / "a.tsv", HEADER + rows))
    assert report.in_chinese().splitlines() == [
        "共读取 3 行，接收 2 行（草稿 2 件），拒收 1 行。",
        "  a.tsv：读取 3，接收 2，拒收 1",
        "拒收:",
        "  没有标题 1",
        "修正（一行可有几种）:",
        "  整理全角及多余空格 1",
        "接收但请人工核对:",
        "  标题过于笼统 1",
        "  发布机构待核 1",
        "拒收 a.tsv 第 3 行:没有标题",
    ]
