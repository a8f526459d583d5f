"""A clerk's Word file becomes a draft; Word files are made with python-docx, whose tables are Word's own."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from content.blocks import Heading, Paragraph, Table
from content.hub.imports.grid import Cell, table_of
from content.hub.imports.word import read_word_file
from content.hub.reading.parts import Unreadable
from tests.content.hub.conftest import Hub
from tests.content.hub.test_admin import client_of

# The example of GB 11643-1999: its check digit is X.
NUMBER = "11010519491231002X"


def word(*parts: str | list[list[str]], merge: tuple[tuple[int, int], tuple[int, int]] | None = None) -> bytes:
    """A .docx: a string is a paragraph, a list of rows a table. merge: two corners of each table."""
    document = docx.Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(rows=len(part), cols=len(part[0]))
        for row, cells in enumerate(part):
            for column, text in enumerate(cells):
                table.rows[row].cells[column].text = text
        if merge is not None:
            (top, left), (bottom, right) = merge
            text = table.cell(top, left).text
            table.cell(top, left).merge(table.cell(bottom, right)).text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_title_headings_paragraphs_and_tables_come_over() -> None:
    made = read_word_file(
        word(
            "河东村2026年第三季度村务财务公开",
            "根据有关规定，现将收支公布如下。",
            "一、收支情况",
            [["项目", "金额（元）"], ["收入", "3.00"], ["支出", "2.00"], ["合计", "5.00"]],
        )
    )
    assert made.title == "河东村2026年第三季度村务财务公开"
    assert made.blocks == (
        Paragraph("根据有关规定，现将收支公布如下。"),
        Heading("一、收支情况"),
        Table(("项目", "金额（元）"), (("收入", "3.00"), ("支出", "2.00")), total=("合计", "5.00")),
    )
    assert made.left_out == ()


def test_a_style_of_word_makes_a_heading_and_a_page_header_stays_behind() -> None:
    document = docx.Document()
    document.add_heading("村务公开栏", level=1)
    document.add_heading("收支", level=2)
    document.add_paragraph("第一项", style="List Number")
    document.sections[0].header.paragraphs[0].text = "内部资料"
    out = io.BytesIO()
    document.save(out)
    made = read_word_file(out.getvalue())
    assert (made.title, made.blocks) == ("村务公开栏", (Heading("收支"), Paragraph("1.第一项")))
    assert made.left_out == ()


MERGED = [  # merged corners, the table that comes of it; the rows are those of ROWS
    (((0, 1), (0, 2)), Table(("村民小组", "收入·预算", "收入·实际"), (("河东一组", "1", "2"), ("河东二组", "3", "4")))),
    (((2, 0), (3, 0)), Table(("村民小组", "收入", ""), (("", "预算", "实际"), ("河东一组", "1", "2"), ("河东一组", "3", "4")))),
]  # fmt: skip
ROWS = [["村民小组", "收入", ""], ["", "预算", "实际"], ["河东一组", "1", "2"], ["河东二组", "3", "4"]]


@pytest.mark.parametrize(("merge", "table"), MERGED)
def test_merged_cells_are_kept_in_words(merge: Any, table: Table) -> None:
    assert read_word_file(word("标题", ROWS, merge=merge)).blocks == (table,)


def test_a_merged_amount_counts_once_and_a_row_of_one_cell_is_the_caption() -> None:
    rows = [
        [Cell("补贴发放表", 3)],
        [Cell("户主"), Cell("面积"), Cell("金额")],
        [Cell("张*才"), Cell("3"), Cell("651", rows=2)],
        [Cell("欧阳*平"), Cell("2")],
    ]
    assert table_of(rows) == Table(
        ("户主", "面积", "金额"), (("张*才", "3", "651"), ("欧阳*平", "2", "")), "补贴发放表"
    )


def test_a_file_that_lies_about_its_cells_is_read_within_bounds() -> None:
    found = table_of([[Cell("甲", 9999, 9999), Cell("乙", 9999)], [Cell("丙"), Cell("丁")]])
    assert isinstance(found, Table)
    assert (len(found.columns), len(found.rows)) == (60, 1)


def bomb() -> bytes:
    """A small archive whose document would be 300 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 300_000_000)
    return out.getvalue()


def with_entities() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY b "ha">]><a>&b;&b;</a>')
    return out.getvalue()


BAD_FILES = [
    (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "另存为 .docx"),
    (lambda: b"%PDF-1.7", "不是 Word 文件"),
    (lambda: b"PK\x03\x04 broken", "压缩包损坏"),
    (bomb, "解压后超过"),
    (with_entities, "实体声明"),
    (lambda: b"PK" + bytes(20_000_001), "最多 20 MB"),
]


@pytest.mark.parametrize(("data", "said"), BAD_FILES)
def test_what_is_no_word_file_is_refused_in_a_sentence(data: Any, said: str) -> None:
    with pytest.raises(Unreadable, match=re.escape(said)):
        read_word_file(data())


def sent(user: Any, data: bytes, name: str = "三季度.docx", unit: str = "t01-v01") -> Any:
    file = SimpleUploadedFile(name, data)
    return client_of(user).post("/admin/import/", {"unit": unit, "step": "read", "file": file})


def drafts() -> Any:
    from content.hub.disclosures.models import DisclosurePage

    return DisclosurePage.objects.order_by("pk")


def test_a_clean_file_becomes_a_draft_of_the_village(hub: Hub) -> None:
    answer = sent(hub.editor, word("柳溪村第三季度财务公开", "本季度收支如下。"))
    page = drafts().get()
    assert answer["Location"] == f"/admin/pages/{page.pk}/edit/"
    assert (page.title, page.publisher, page.six_open, page.live) == (
        "柳溪村第三季度财务公开",
        "柳溪村",
        "village",
        False,
    )
    assert (page.owner, page.source) == (hub.editor, "三季度.docx")


def test_a_number_is_shown_with_its_place_and_kept_only_masked(hub: Hub) -> None:
    answer = sent(hub.editor, word("公示", "领款人张某。", [["姓名", "证件"], ["张某", f"号码{NUMBER}"]]))
    html = answer.content.decode()
    assert "文件里有 1 处身份证号" in html
    assert "正文第 2 块（表格）第 1 行第 2 列" in html
    assert not drafts().exists()

    held = answer.context_data["held"]
    client_of(hub.editor).post("/admin/import/", {"unit": "t01-v01", "step": "mask", "held": held})
    (block,) = [block for block in drafts().get().body if block.block_type == "table"]
    assert [cell.value for row in block.value["grid"].rows for cell in row] == ["张某", "号码11*************02X"]


def test_a_number_over_two_cells_is_refused_with_the_way_out(hub: Hub) -> None:
    answer = sent(hub.editor, word("公示", [["姓名", "证件"], ["张某", NUMBER[:9]], ["", NUMBER[9:]]]))
    answer = client_of(hub.editor).post(
        "/admin/import/", {"unit": "t01-v01", "step": "mask", "held": answer.context_data["held"]}
    )
    assert "请在原文件里改好后重新导入" in answer.content.decode()
    assert not drafts().exists()


def test_what_comes_back_with_the_form_is_asked_again(hub: Hub) -> None:
    client = client_of(hub.editor)
    for held in ("", "[]", '{"manuscript":{"title":"x","blocks":[{"type":"none"}]},"file":""}'):
        answer = client.post("/admin/import/", {"unit": "t01", "step": "mask", "held": held})
        assert "请重新选择文件" in answer.content.decode()
    assert not drafts().exists()


def test_nobody_imports_into_a_unit_that_is_not_his(hub: Hub) -> None:
    assert client_of(hub.first).get("/admin/import/").status_code == 302, "a reviewer writes nothing"
    from content.hub.review.roles import Role, create_account

    clerk = create_account(username="hedong", password="a-long-Pass-phrase-9", roles=[(Role.EDITOR, "t01-v01")])
    assert client_of(clerk).get("/admin/import/").context_data["chosen"] == "t01-v01"
    answer = sent(clerk, word("公示", "正文。"), unit="t02")
    assert "请选择单位" in answer.content.decode()
    assert not drafts().exists()
