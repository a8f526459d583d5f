"""The gate for personal data: no true identity number passes, and ordinary figures are left alone."""

from __future__ import annotations

import csv
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import ric

from content.personal_data import CELL, Finding, Kind, certain_in, findings, findings_in, is_identity_number

REAL = Path(__file__).resolve().parents[3] / "shared" / "real"

# The two numbers that GB 11643-1999 itself prints as examples.
PRINTED = ["11010519491231002X", "440524188001010014"]

DISGUISES = [
    "11010519491231002X",
    "11010519491231002x",
    "１１０１０５１９４９１２３１００２Ｘ",
    "110105 19491231 002X",
    "110105\u300019491231\u2003002X",
    "110105-1949-12-31-002X",
    "110105.1949.12.31.002X",
    "1101051949\u200b1231\ufeff002X",
    "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X",
    "1101051949\n1231002X",
    "110105|19491231|002X",
    "身份证号11010519491231002X，请核对",
    "ID11010519491231002X",
    "序号1 11010519491231002X 13800138000",
    "𝟏𝟏𝟎𝟏𝟎𝟓19491231002Ⅹ",
]


@pytest.mark.parametrize("number", PRINTED)
def test_the_numbers_printed_in_the_standard_are_true(number: str) -> None:
    assert is_identity_number(number)


@pytest.mark.parametrize("text", DISGUISES)
def test_a_disguised_number_is_found_for_certain(text: str) -> None:
    assert [(found.kind, found.masked, found.certain) for found in findings(text) if found.certain] == [
        (Kind.IDENTITY_NUMBER, "11*************02X", True)
    ]


def test_a_finding_says_where() -> None:
    assert findings("王*,11010519491231002X。") == [
        Finding(Kind.IDENTITY_NUMBER, (3, 21), "11*************02X", certain=True)
    ]


@pytest.mark.parametrize(
    "cells",
    [
        ["1", "110105", "19491231", "002X", "5"],
        ["110105194912", "31002X"],
        ["合计", "", "11010519491231", "", "002X"],
        list("11010519491231002X"),
        ["1101 05-1949", "12.31 002x"],
    ],
)
def test_a_number_split_over_cells_is_found(cells: list[str]) -> None:
    found = certain_in(cells)
    assert [finding.masked for finding in found] == ["11*************02X"]
    start, end = found[0].span
    assert CELL.join(cells)[start:end][0] == "1"
    assert CELL.join(cells)[start:end][-1] in "xX"


@pytest.mark.parametrize(
    "text",
    [
        "110105194912310021",  # wrong check digit
        "11010519490230002X",  # 30 February
        "11010519491331002X",  # month 13
        "911010519491231002X",  # 19 characters
        "110105194912310021234",  # a longer number
        "2011-05-20\t2011-06-30\t41\t2011\thttps://www.example.gov.cn/",
        "2020-05-20\t2020-06-02\t13\t2020",
        "http://www.sc.gov.cn/10462/c103046/2018/10/31/6442ec7f.shtml",
        "统一社会信用代码 91110105MA00000000",
    ],
)
def test_what_is_no_identity_number_is_never_certain(text: str) -> None:
    assert [found for found in findings(text) if found.certain] == []


def test_amounts_and_dates_in_cells_of_their_own_do_not_join() -> None:
    # Every eleventh of these rows of figures would pass as a number, were the cells read as one text.
    rows = [["431000", "2026-07-15", f"{last / 100:.2f}"] for last in range(1000, 10_000)]
    assert sum(is_identity_number("43100020260715" + row[2].replace(".", "")) for row in rows) > 700
    for row in rows:
        assert certain_in(row) == []


@pytest.mark.parametrize(
    ("text", "kind", "masked"),
    [
        ("手机13800138000", Kind.MOBILE_NUMBER, "138****8000"),
        ("+86 138-0013-8000", Kind.MOBILE_NUMBER, "138****8000"),
        ("卡号4111 1111 1111 1111", Kind.BANK_CARD, "4111********1111"),
        ("110105491231002", Kind.OLD_IDENTITY_NUMBER, "11**********002"),
        ("110105194912310021", Kind.IDENTITY_NUMBER, "11*************021"),
    ],
)
def test_other_numbers_are_hints_for_the_editor(text: str, kind: Kind, masked: str) -> None:
    assert [(found.kind, found.masked, found.certain) for found in findings(text)] == [(kind, masked, False)]


@pytest.mark.parametrize("text", ["0900-5551238", "12345", "10462/c13800138000a", "1264300.50", "2026年11月22日"])
def test_office_telephones_and_figures_are_no_findings(text: str) -> None:
    assert findings(text) == []


BLANKS = ["", "", "", " ", "\u3000", "\u2009", "\u00a0", "\u200b", "\u200d", "\ufeff", "\n", "\t"]
GAPS = [*BLANKS, "-", "－", "—", ".", "．", "·"]
HOSTILE = ["1 " * 500_000, "1" * 1_000_000, ("1" + " " * 1000) * 1000, "1" * 17 + " " * 1_000_000]
SHAPES = ["0123456789X", "０１２３４５６７８９Ｘ", "0123456789x", "０１２３４５６７８９ｘ"]


@st.composite
def disguised(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A true number, made with python-stdnum, and the same in disguise, as the texts of adjacent cells."""
    region = draw(st.integers(110000, 829999))
    born = date(1900, 1, 1) + timedelta(days=draw(st.integers(0, 46_000)))
    front = f"{region:06d}{born:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    number = front + ric.calc_check_digit(front + "0")  # it drops the last character
    shape = draw(st.sampled_from(SHAPES))
    wanted = draw(st.sampled_from(["none", "groups", "every", "random"]))
    is_split = draw(st.booleans())
    # Half a number with dots in it may read as an amount, which is a hint only: tested below.
    gaps = BLANKS if is_split else GAPS
    gap = draw(st.sampled_from(gaps))
    cuts = {"none": set[int](), "groups": {6, 14}, "every": set(range(1, 18))}.get(wanted)
    if cuts is None:
        cuts = draw(st.sets(st.integers(1, 17), max_size=6))
    written = ""
    for place, character in enumerate(number):
        if place in cuts:
            written += gap if wanted != "random" else draw(st.sampled_from(gaps))
        written += shape["0123456789X".index(character)]
    cells = [written]
    if is_split:
        at = draw(st.integers(1, len(written) - 1))
        cells = [written[:at], written[at:]]
    before = draw(st.sampled_from(["", "身份证", "证号：", "ID:"]))
    after = draw(st.sampled_from(["", "号", "，男", "；"]))
    return number, [before + cells[0], *cells[1:-1], *([cells[-1] + after] if len(cells) > 1 else [])]


@settings(max_examples=10_000, deadline=None)
@pytest.mark.slow
@given(disguised())
def test_none_of_ten_thousand_disguised_numbers_is_missed(case: tuple[str, list[str]]) -> None:
    number, cells = case
    assert f"{number[:2]}{'*' * 13}{number[-3:]}" in [found.masked for found in certain_in(cells)], (number, cells)


def test_a_number_whose_halves_read_as_amounts_is_a_hint() -> None:
    cells = ["1101.05", "19491231.002X"]
    assert certain_in(cells) == []
    assert [found.kind for found in findings_in(cells)] == [Kind.IDENTITY_NUMBER]


@given(st.text(alphabet=st.sampled_from("0123456789Xx -.\n\u200b年月日abc张１２"), max_size=80))
def test_any_text_gives_findings_within_it(text: str) -> None:
    for found in findings(text):
        start, end = found.span
        assert 0 <= start < end <= len(text)
        assert not found.certain or sum(character.isdecimal() for character in text[start:end]) in (17, 18)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_megabyte_takes_linear_time(text: str) -> None:
    started = time.process_time()
    findings(text[: len(text) // 4])
    quarter = time.process_time() - started
    started = time.process_time()
    findings(text)
    assert time.process_time() - started < 12 * quarter + 0.2  # quadratic would be 16 times


@pytest.mark.skipif(not REAL.is_dir(), reason="the real documents (../shared/real) are not on this machine")
def test_real_titles_and_laws_hold_no_certain_number() -> None:
    for path in [*REAL.glob("titles/*.tsv"), *REAL.glob("laws/*.md"), *REAL.glob("seeds/*.txt"), *REAL.glob("*.*")]:
        text = path.read_text(encoding="utf-8")
        assert [found for found in findings(text) if found.certain] == [], path.name
    for path in REAL.glob("titles/*.tsv"):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.reader(lines, delimiter="\t"):
                assert certain_in(row) == []


def test_no_texts_hold_nothing() -> None:
    assert findings_in([]) == []
    assert findings_in([""]) == []
