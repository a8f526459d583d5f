"""Beside identity numbers: plates, dwellings, illness beside a name, children in lists; and all of it masked.

The masked forms are those of published county lists and of 政务公开工作要点 2018: 张*才, 欧阳*平, 王*, 138****1234,
35*************123, an address no further than its township.
"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent

from content.personal_data import (
    Kind,
    ListFinding,
    findings,
    findings_in,
    is_identity_number,
    list_findings,
    masked,
    masked_list,
    names_in,
)
from content.personal_data.masking import masked_address, masked_name

FOUND = [  # text, kind, masked
    ("车牌豫A12345停放", Kind.PLATE, "豫A***45"),
    ("晋H·1234挂", Kind.PLATE, "晋H***4挂"),
    ("新能源车 京ＡＤ12345", Kind.PLATE, "京A****45"),
    ("家庭住址:柳溪镇柳溪村三组12号", Kind.ADDRESS, "柳溪镇***"),
    ("现住清源县城关镇幸福路18号", Kind.ADDRESS, "清源县城关镇***"),
    ("户籍地：柳溪镇柳溪村3组。", Kind.ADDRESS, "柳溪镇***"),
    ("购买锦绣花园3号楼2单元501室", Kind.ADDRESS, "***"),
    ("村民王大力因患尿毒症致贫", Kind.HEALTH, "王*力"),
    ("欧阳小平患有精神分裂症", Kind.HEALTH, "欧阳*平"),
    ("申请人：李红,肢体残疾二级", Kind.HEALTH, "李*"),
    ("对孤儿赵小明,给予补助", Kind.MINOR, "赵*明"),
    ("卡号6222 0202 0011 2345 679", Kind.BANK_CARD, "6222***********5679"),
    ("110105 491231 002", Kind.OLD_IDENTITY_NUMBER, "11**********002"),
    ("１１０１０５４９１２３１００２", Kind.OLD_IDENTITY_NUMBER, "11**********002"),
]


@pytest.mark.parametrize(("text", "kind", "shown"), FOUND)
def test_what_a_person_should_look_at_is_found_and_masked(text: str, kind: Kind, shown: str) -> None:
    assert [(found.kind, found.masked, found.certain) for found in findings(text)] == [(kind, shown, False)]


CLEAN = [
    "办公地址：清源县人民路12号政务服务中心3楼",
    "柳溪村三组道路硬化工程长1.2公里",
    "户籍地：柳溪镇",
    "S213线改造,豫G字第1234号",
    "清政办发〔2026〕18号",
    "张*才因病致贫",
    "患者可到县医院二楼办理",
    "加强糖尿病、高血压等慢性病管理",
    "困境儿童保障工作领导小组组长由副县长担任",
    "残疾人两项补贴标准为每人每月80元",
    "索引号 000014349/2026-00123",
    "电话 0350-5551238",
]


@pytest.mark.parametrize("text", CLEAN)
def test_what_offices_write_is_left_alone(text: str) -> None:
    assert findings(text) == []


def test_an_offices_mobile_number_is_public() -> None:
    text = "值班电话 138 0013 8000,手机13900139000"
    assert [found.masked for found in findings(text)] == ["138****8000", "139****9000"]
    assert [found.masked for found in findings(text, {"13800138000"})] == ["139****9000"]
    assert [found.masked for found in findings_in(["13800138000", "13900139000"], {"13800138000"})] == ["139****9000"]


NAMES = [
    ("张大才", "张*才"),
    ("欧阳平", "欧阳*"),
    ("欧阳小平", "欧阳*平"),
    ("王力", "王*"),
    ("买买提·艾力", "买****力"),
]


@pytest.mark.parametrize(("name", "shown"), NAMES)
def test_a_name_keeps_its_surname(name: str, shown: str) -> None:
    assert masked_name(name) == shown


def test_an_address_ends_at_the_township() -> None:
    assert masked_address("清源县白杨镇白杨村2组5号") == "清源县白杨镇***"
    assert masked_address("幸福小区2号楼") == "***"


def test_a_text_is_masked_in_place() -> None:
    assert masked("王大力(110105 19491231 002X)电话13800138000,豫A12345") == (
        "王大力(11*************02X)电话138****8000,豫A***45"
    )


# ---- lists

AID = [
    ("柳溪镇孤儿基本生活费发放名单", "", "", ""),
    ("序号", "姓名", "监护人姓名", "住址"),
    ("1", "赵小明", "赵大山", "柳溪镇柳溪村3组12号"),
    ("2", "欧阳小红", "李桂花", "柳溪镇"),
    ("合计", "", "", ""),
]


def test_children_in_an_aid_list_are_found_and_their_guardians_are_not() -> None:
    assert list(list_findings(AID)) == [
        ListFinding(Kind.MINOR, 2, 1, "赵*明"),
        ListFinding(Kind.ADDRESS, 2, 3, "柳溪镇***"),
        ListFinding(Kind.MINOR, 3, 1, "欧阳*红"),
    ]


def test_a_list_is_masked_as_it_may_hang() -> None:
    assert masked_list(AID) == [
        AID[0],
        AID[1],
        ("1", "赵*明", "赵大山", "柳溪镇***"),
        ("2", "欧阳*红", "李桂花", "柳溪镇"),
        AID[4],
    ]


def test_an_illness_beside_a_name_is_found_row_by_row() -> None:
    rows = [
        ("户主姓名", "致贫原因", "残疾等级"),
        ("王大力", "尿毒症", ""),
        ("李红", "无", "/"),
        ("张*才", "癌症", "二级"),
    ]
    assert list(list_findings(rows)) == [ListFinding(Kind.HEALTH, 1, 0, "王*力")]


def test_the_title_above_a_table_tells_what_list_it_is() -> None:
    rows = [("姓名", "金额"), ("赵小明", "500")]
    assert list(list_findings(rows)) == []
    assert [found.kind for found in list_findings(rows, "2026年春季家庭经济困难学生资助名单")] == [Kind.MINOR]


def test_the_people_of_a_list_are_told_from_figures_and_totals() -> None:
    assert names_in(AID) == {"赵小明", "欧阳小红"}
    assert names_in([("项目", "金额"), ("道路", "12.50"), ("路灯", "3.00")]) == set()
    assert names_in([("姓名", "金额"), ("张*才", "80"), ("李红", "80"), ("合计12人", "")]) == {"李红"}


# ---- second opinions


DIGITS = "0123456789"
FRONTS = st.one_of(
    st.text(DIGITS, min_size=17, max_size=17),
    st.builds("{:06d}{:%Y%m%d}{:03d}".format, st.integers(0, 999_999), st.dates(date(1000, 1, 1)), st.integers(0, 999)),
)


@given(FRONTS, st.sampled_from(DIGITS + "X"))
def test_stdnum_agrees_on_every_check_digit_and_birth_date(front: str, check: str) -> None:
    for number in (front + check, front + ric.calc_check_digit(front + "0")):
        try:
            born = ric.get_birth_date(number)
        except InvalidComponent:
            is_true = False
        else:
            is_true = ric.calc_check_digit(number) == number[17] and 1800 <= born.year < 2100
        assert is_identity_number(number) == is_true


@given(st.integers(10**15, 7 * 10**18))
def test_stdnum_agrees_on_every_card(number: int) -> None:
    text = str(number)
    kinds = {one.kind for one in findings(text)} - {Kind.IDENTITY_NUMBER}  # which goes first
    if kinds or not is_identity_number(text):
        assert kinds <= {Kind.BANK_CARD}
    if len(text) != 18:
        assert bool(kinds) == (text[0] in "3456" and luhn.is_valid(text))


@given(st.lists(st.lists(st.text(max_size=8), max_size=5), max_size=6), st.text(max_size=10))
def test_any_table_gives_findings_within_it(rows: list[list[str]], title: str) -> None:
    for found in list_findings(rows, title):
        assert rows[found.row][found.column].strip()
    assert len(masked_list(rows)) == len(rows)
