"""Excel files as an import takes them: lines with titles become disclosures, any other sheet becomes a list."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from content.blocks import Facts, Table
from content.hub.imports.reasons import Refusal
from tests.content.hub.test_imports import refusals, run

TRUE_NUMBER = (
    "11010119900307002X"  # the check digit by hand: 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2 gives a sum of 211 ≡ 2
)


def workbook(path: Path, *sheets: tuple[str, list[tuple[object, ...]]], merged: str = "") -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
        if merged:
            page.merge_cells(merged)
    book.save(path)
    return path


SUBSIDIES = [
    ("村民小组", "姓名", "面积（亩）", "补贴金额（元）"),
    ("一组", "张*才", 4, 420.5),
    ("二组", "欧阳*平", 6.5, 682.5),
    ("合计", "", 10.5, 1103),
]


def test_the_number_of_these_tests_is_a_true_one() -> None:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(TRUE_NUMBER, weights, strict=False))
    assert TRUE_NUMBER[17] == "10X98765432"[total % 11]


def test_lines_with_titles_become_disclosures(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "公开清单.xlsx",
        ("清单", [("序号", "标题", "成文日期", "公开主体"), (1, "柳溪镇2026年惠民实事进展", date(2026, 3, 2), "柳溪镇人民政府"),
                (2, "", None, ""), (3, "柳溪镇值班安排公告", "2026年5月6日", "柳溪镇人民政府")]),
    )  # fmt: skip
    report, drafts = run(path)
    assert [draft.title for draft in drafts] == ["柳溪镇2026年惠民实事进展", "柳溪镇值班安排公告"]
    assert [draft.formed_on for draft in drafts] == [date(2026, 3, 2), date(2026, 5, 6)]
    assert refusals(report) == [(3, Refusal.NO_TITLE)]


def test_a_list_becomes_one_table_with_its_sum(tmp_path: Path) -> None:
    report, drafts = run(workbook(tmp_path / "2026年耕地补贴.xlsx", ("Sheet1", SUBSIDIES)))
    (draft,) = drafts
    assert (draft.title, draft.category, report.accepted) == ("2026年耕地补贴", "名单", 1)
    assert draft.blocks == (
        Table(
            ("村民小组", "姓名", "面积（亩）", "补贴金额（元）"),
            (("一组", "张*才", "4", "420.5"), ("二组", "欧阳*平", "6.5", "682.5")),
            "",
            ("合计", "", "10.5", "1103"),
        ),
    )


def test_a_merged_title_is_the_caption_and_every_sheet_is_a_list(tmp_path: Path) -> None:
    rows = [("柳溪镇2026年补贴明细",), *SUBSIDIES]
    _, drafts = run(workbook(tmp_path / "a.xlsx", ("柳溪村", rows), ("河湾村", rows), merged="A1:D1"))
    assert [draft.title for draft in drafts] == ["柳溪镇2026年补贴明细"]  # the second says the same, word by word
    _, drafts = run(workbook(tmp_path / "b.xlsx", ("柳溪村名单", SUBSIDIES), ("河湾村名单", SUBSIDIES[:3])))
    assert [draft.title for draft in drafts] == ["柳溪村名单", "河湾村名单"]


def test_a_long_list_is_divided_and_its_sum_stands_by_itself(tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [(f"{number % 9 + 1}组", f"张*{number % 7}", 2, 210) for number in range(3000)]
    whole = [SUBSIDIES[0], *rows, ("合计", "", 6000, 630000)]
    report, drafts = run(workbook(tmp_path / "长名单.xlsx", ("名单一览", whole)))
    assert len(drafts) > 1
    assert report.accepted == 1
    assert len({draft.matter for draft in drafts}) == 1
    tables = [block for draft in drafts for block in draft.blocks if isinstance(block, Table)]
    assert sum(len(table.rows) for table in tables) == 3000
    assert {table.total for table in tables} == {()}
    (sums,) = [block for draft in drafts for block in draft.blocks if isinstance(block, Facts)]
    assert [(fact.label, fact.value) for fact in sums.rows] == [
        ("村民小组", "合计"), ("面积（亩）", "6000"), ("补贴金额（元）", "630000"),
    ]  # fmt: skip


def test_a_list_with_a_true_number_is_refused_and_its_line_named(tmp_path: Path) -> None:
    rows = [*SUBSIDIES[:2], ("二组", "欧阳*平", TRUE_NUMBER[:9], TRUE_NUMBER[9:]), SUBSIDIES[3]]
    report, drafts = run(workbook(tmp_path / "名单.xlsx", ("名单一览", rows)))
    assert drafts == []
    (refused,) = report.rows
    assert refused.refused is Refusal.IDENTITY_NUMBER
    assert "第 3 行" in refused.detail
    assert TRUE_NUMBER not in repr(report)


def test_a_number_in_a_comment_or_a_hidden_sheet_is_found_too(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(workbook(tmp_path / "a.xlsx", ("名单一览", list(SUBSIDIES))))
    book["名单一览"]["B2"].comment = Comment(f"证号{TRUE_NUMBER}", "甲")
    book.save(tmp_path / "a.xlsx")
    report, drafts = run(tmp_path / "a.xlsx")
    assert (drafts, [row.refused for row in report.rows]) == ([], [Refusal.IDENTITY_NUMBER])
    hidden = openpyxl.load_workbook(workbook(tmp_path / "b.xlsx", ("名单一览", list(SUBSIDIES))))
    hidden.create_sheet("底稿").append((TRUE_NUMBER, "王某"))
    hidden["底稿"].sheet_state = "hidden"
    hidden.save(tmp_path / "b.xlsx")
    report, drafts = run(tmp_path / "b.xlsx")
    assert drafts == []


def test_of_lines_with_titles_only_the_one_with_a_true_number_is_refused(tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [("标题", "备注"), ("柳溪镇惠民实事进展", ""), ("柳溪镇值班公告", TRUE_NUMBER)]
    report, drafts = run(workbook(tmp_path / "a.xlsx", ("清单", rows)))
    assert [draft.title for draft in drafts] == ["柳溪镇惠民实事进展"]
    assert refusals(report) == [(3, Refusal.IDENTITY_NUMBER)]


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls"])
def test_what_is_no_excel_file_is_refused_with_a_reason(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(
        b"PK\x03\x04 no archive" if name.endswith("x") else b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    )
    report, drafts = run(tmp_path / name)
    assert (drafts, refusals(report)) == ([], [(0, Refusal.UNREADABLE_FILE)])


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 70_000_000)
    (tmp_path / "a.xlsx").write_bytes(data.getvalue())
    report, drafts = run(tmp_path / "a.xlsx")
    assert (drafts, refusals(report)) == ([], [(0, Refusal.UNREADABLE_FILE)])
    assert "解压后超过" in report.rows[0].detail
