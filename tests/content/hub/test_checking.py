"""稿件体检: each rule finds its fault and is silent beside it. Cases are written by hand after documents of the field."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from content.hub.checking.characters import (
    pinyin_in_brackets,
    traditional_characters,
    unreadable_characters,
    web_remains,
    wrong_encoding,
)
from content.hub.checking.check import TEXT_RULES, check
from content.hub.checking.finding import Fault, Finding, unsettled
from content.hub.checking.lines import page_numbers
from content.hub.checking.manuscript import manuscript, replaced
from content.hub.checking.marks import (
    broken_book_marks,
    lost_book_marks,
    lost_percent,
    number_brackets,
    unpaired_book_marks,
)
from content.hub.deadlines.command import clocks

# rule, text, the text after the repair (None: only a person can), whether it is certain
FOUND: list[tuple[Any, str, str | None, bool]] = [
    (pinyin_in_brackets, "深圳(zhèn)市", "深圳市", False),  # 圳 is of the second level of GB 2312
    (pinyin_in_brackets, "公開（kāi）栏", "公開栏", True),
    (pinyin_in_brackets, "会议室(shi)内", "会议室内", True),
    (pinyin_in_brackets, "岢岚（kě lán）县", "岢岚县", False),
    (pinyin_in_brackets, "会议(Huìyì)召开", "会议召开", True),
    (traditional_characters, "本鎮業務公开", "本镇业务公开", True),
    (traditional_characters, "陈啟鹏同志", "陈启鹏同志", False),
    (unreadable_characters, "李\ue863同志", None, True),
    (unreadable_characters, "预\u200b算", "预算", True),
    (unreadable_characters, "锟斤拷", None, True),
    (wrong_encoding, "ä¸­å›½äººæ°‘", "中国人民", True),
    (wrong_encoding, "中国人民".encode().decode("gb18030"), "中国人民", True),
    (wrong_encoding, "现将" + "公开事项".encode().decode("gb18030") + "公布如下", "现将公开事项公布如下", True),
    (wrong_encoding, "ÏØ¼¶»ù±¾²ÆÁ¦", "县级基本财力", True),
    (unreadable_characters, "信???任务", None, True),
    (unreadable_characters, "关于□□同志", None, False),
    (web_remains, "先进&nbsp;集体", "先进 集体", True),
    (web_remains, "先进集体<br>名单", "先进集体名单", False),
    (web_remains, "\\u56fd\\u5bb6机关", "国家机关", True),
    (unpaired_book_marks, "根据《村民委员会组织法的规定", None, True),
    (unpaired_book_marks, "根据村民委员会组织法》的规定", None, True),
    (broken_book_marks, "印发<<管理办法>>的通知", "印发《管理办法》的通知", True),
    (broken_book_marks, "根据•预算法‣第十四条", "根据《预算法》第十四条", True),
    (broken_book_marks, "印发≪管理办法≫的通知", "印发《管理办法》的通知", True),
    (broken_book_marks, "《关于修改<管理办法>的决定》", "《关于修改〈管理办法〉的决定》", False),
    (lost_book_marks, "根据中华人民共和国预算法第十四条", "根据《中华人民共和国预算法》第十四条", False),
    (lost_percent, "同比增长8.3,完成计划", "同比增长8.3%,完成计划", False),
    (lost_percent, "群众满意率达到98.5。", "群众满意率达到98.5%。", False),
    (lost_percent, "覆盖面达到95%和98。", "覆盖面达到95%和98%。", False),
    (lost_percent, "到2015年，70左右的学校", "到2015年，70%左右的学校", False),
    (lost_percent, "按产值的10给予补偿", "按产值的10%给予补偿", False),
    (lost_percent, "增长5℅", "增长5%", True),
    (page_numbers, "— 3 —", "", True),
    (page_numbers, "第 3 页 共 9 页", "", True),
    (page_numbers, "会议决定，— 3 —由村委会", "会议决定，由村委会", True),
    (page_numbers, "会议决定-6-由村委会", "会议决定由村委会", False),
    (page_numbers, "会议决·14·定", "会议决定", True),
    (page_numbers, "经人民第6页政府同意", "经人民政府同意", False),
    (number_brackets, "清政办发“2026”18号", "清政办发〔2026〕18号", True),
    (number_brackets, "清政办发20268号", "清政办发〔2026〕8号", False),
    (number_brackets, "清政办发[2026]18号", "清政办发〔2026〕18号", True),
    (number_brackets, "清政办发〈2026〉18号", "清政办发〔2026〕18号", True),
    (number_brackets, "清政办发［2026］018 号", "清政办发〔2026〕18号", True),
    (number_brackets, "清政办发〔2026〕第018号", "清政办发〔2026〕18号", False),
    (number_brackets, "国发(2005)19号", "国发〔2005〕19号", False),
]
CLEAN = [
    "深圳市公开栏(shuang)",  # no reading of 栏
    "任免李明騄、黎家远等职务",  # its simplified form is beyond what fonts have
    "王昇、乾隆年间、瞭望台、慰藉",  # 通用规范汉字表
    "手机应用（app）",
    "同意将N-苯乙基-4-哌啶酮、1-苯基-2-溴-1-丙酮列入",
    "国土空间规划（2021—2035年）",
    "关于《江西省〈规划〉》的批复",
    "清政办发〔2026〕18号",
    "（2023）豫01民终123号",
    "增长5.2个百分点,增长12.5%,提高3.5倍",
    "面积比例为1:500",
    "附件—3—略图见第 3 页",
    "依照本法第十四条",
    "100%、5‰",
    "60分以上、1/4以上、2026年以内、第3以上",
    "研究(R&D)经费",
    "详见报告第6页的说明，在第 8 页上",
    "男□女□，□是",
    "❶①㈠℃㎡・々〇",
    "Ö、Ä、é 等字母",
]
MIXED = ("会议室(shi)内", "锟斤拷")


@pytest.mark.parametrize(("rule", "text", "after", "is_certain"), FOUND)
def test_a_fault_is_found_with_its_repair(rule: Any, text: str, after: str | None, is_certain: bool) -> None:
    (hit,) = rule(text)
    mended = None if hit.instead is None else text[: hit.span[0]] + hit.instead + text[hit.span[1] :]
    assert (mended, hit.is_certain) == (after, is_certain)
    assert hit.says.endswith("。")


@pytest.mark.parametrize("text", CLEAN)
def test_what_only_looks_like_a_fault_is_none(text: str) -> None:
    assert [hit for rule in TEXT_RULES for hit in rule(text)] == []


def found_in(
    body: list[dict[str, Any]], genre: str = "", filled: tuple[str, ...] = (), notice: Any = None, **fields: str
) -> list[Finding]:
    whole = manuscript({"genre": genre, **fields}, body, filled=frozenset(filled), notice=notice)
    return check(whole, body, clocks())


def paragraph(text: str) -> dict[str, Any]:
    return {"type": "paragraph", "value": text}


def test_a_paragraph_that_stands_twice_is_found_at_its_second_place() -> None:
    line = "经村民代表会议评议通过,现予以公示，公示期七天。"
    (next_to, apart) = found_in([paragraph(line), paragraph(line), paragraph("其他事项。"), paragraph(line)])
    assert (next_to.fault, next_to.place, next_to.is_certain) == (Fault.REPEATED, "正文第 2 块（段落）", True)
    assert (apart.place, apart.is_certain) == ("正文第 4 块（段落）", False)
    assert "正文第 1 块（段落）" in apart.says


def test_the_places_are_those_of_the_edit_page() -> None:
    grid = {"caption": "", "columns": [{"heading": "姓名"}], "rows": [{"values": ["锟斤拷"]}]}
    body = [paragraph("好。"), {"type": "table", "value": {"grid": grid, "has_total": False}}]
    (title, cell) = found_in(body, title="锟斤拷公示")
    assert (title.place, title.path) == ("标题", ("title",))
    assert cell.place == "正文第 2 块（表格）第 1 行第 1 列"
    assert cell.path == ("body", 1, "value", "grid", "rows", 0, "values", 0)
    assert replaced({"body": body}, cell.path, cell.span, "李")["body"][1]["value"]["grid"]["rows"] == [
        {"values": ["李"]}
    ]


def test_what_a_kind_requires_is_named_until_it_is_there() -> None:
    body = [paragraph("拟任职人选如下。")]
    days = (date(2026, 12, 7), date(2026, 12, 11))  # Monday to Friday
    assert [one.fault for one in found_in(body, "任前公示")] == [Fault.MISSING_PART, Fault.MISSING_PART]
    assert found_in(body, "任前公示", ("notice",), days, notice_contact="电话 0000-1234567") == []
    assert found_in(body, "其他") == []


def test_a_notice_that_is_too_short_says_how_long_it_must_be() -> None:
    days = (date(2026, 12, 7), date(2026, 12, 10))
    (short,) = found_in([], "任前公示", ("notice",), days, notice_contact="电话 0000-1234567")
    assert short.fault is Fault.SHORT_NOTICE
    assert "2026-12-11" in short.says


def test_a_confirmation_holds_for_the_same_words_only() -> None:
    (before,) = found_in([paragraph("清政办发[2026]18号")])
    (same,) = found_in([paragraph("新的一段。"), paragraph("清政办发[2026]18号")])
    (other,) = found_in([paragraph("清政办发[2026]19号")])
    confirmed = frozenset([before.key])
    assert list(unsettled([before, same], confirmed)) == []
    assert list(unsettled([other], confirmed)) == [other]
