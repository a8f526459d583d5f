"""What is found in Word, Excel, PDF and plain files, made with other programs; and files that are made to do harm.

110105 19491231 002X and 440524 18800101 0014 are the examples that GB 11643-1999 prints.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from PIL import Image
from reportlab.lib import pdfencrypt
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas

from content.hub.reading.apart import findings_in_file
from content.hub.reading.parts import Line, Table, Unreadable
from content.hub.reading.read import read
from content.hub.reading.scan import FileFinding, scan
from content.personal_data import Kind

SHOWN = "11*************02X"
Found = list[tuple[int, int, str, bool]]


def found_in(data: bytes, name: str) -> Found:
    return [(one.line, one.column, one.masked, one.certain) for one in findings_in_file(data, name)]


def word(make: Any) -> bytes:
    document = docx.Document()
    make(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def excel(make: Any) -> bytes:
    book = openpyxl.Workbook()
    make(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def pdf(*pages: list[str], **options: Any) -> bytes:
    registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, **options)
    for lines in pages:
        canvas.setFont("STSong-Light", 12)
        for number, line in enumerate(lines):
            canvas.drawString(60, 780 - 20 * number, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def table(document: Any, rows: list[list[str]]) -> None:
    made = document.add_table(len(rows), len(rows[0]))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            made.cell(row, column).text = cell


# ---- Word


def test_word_paragraphs_and_tables_are_read_by_line_and_cell() -> None:
    def make(document: Any) -> None:
        document.add_paragraph("柳溪镇低保对象名单")
        document.add_paragraph("王*力,11010519491231002X")
        table(document, [["序号", "证号", "备注"], ["1", "110105 19491231 002x", ""], ["2", "44052418800101", "0014"]])

    assert found_in(word(make), "名单.docx") == [
        (2, 5, SHOWN, True),
        (4, 2, SHOWN, True),
        (5, 2, "44*************014", True),
    ]


def test_a_number_split_over_runs_lines_and_wrapped_rows_is_found_in_word() -> None:
    def make(document: Any) -> None:
        paragraph = document.add_paragraph("证号1101")
        paragraph.add_run("0519491231")
        paragraph.add_run("002X").bold = True
        document.add_paragraph("110105194912")
        document.add_paragraph("31002X")
        table(document, [["王*", "110105194912", "男"], ["", "31002X", ""], ["李*", "4405241880\n01010014", "女"]])

    assert found_in(word(make), "a.docx") == [
        (1, 3, SHOWN, True),
        (2, 1, SHOWN, True),
        (4, 2, SHOWN, True),
        (6, 2, "44*************014", True),
    ]


def test_headers_notes_and_nested_tables_of_word_are_read() -> None:
    def make(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "编号 11010519491231002X"
        cell = document.add_table(1, 1).cell(0, 0)
        cell.add_table(1, 2).cell(0, 1).text = "440524188001010014"

    assert {masked for _, _, masked, certain in found_in(word(make), "a.docx") if certain} == {
        SHOWN,
        "44*************014",
    }


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
HIDDEN = [
    "<w:p><w:del><w:r><w:delText>11010519491231002X</w:delText></w:r></w:del></w:p>",  # deleted with changes tracked
    "<w:p><w:r><w:t>王</w:t><w:txbxContent><w:p><w:r><w:t>110105194912</w:t></w:r></w:p>"
    "<w:p><w:r><w:t>31002X</w:t></w:r></w:p></w:txbxContent></w:r></w:p>",  # a text box
    "<w:sdt><w:sdtContent><w:p><w:r><w:t>11010519491231002X</w:t></w:r></w:p></w:sdtContent></w:sdt>",  # a form field
    "<w:p><w:r><w:t>1101051949</w:t><w:noBreakHyphen/><w:t>1231002X</w:t></w:r></w:p>",
]


def packed(name: str, content: bytes, **others: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
        for other, data in others.items():
            archive.writestr(other, data)
    return out.getvalue()


@pytest.mark.parametrize("body", HIDDEN)
def test_what_word_hides_is_read(body: str) -> None:
    data = packed("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>".encode())
    assert [(masked, certain) for _, _, masked, certain in found_in(data, "a.docx")] == [(SHOWN, True)]


# ---- Excel


def test_excel_cells_are_named_by_row_and_column() -> None:
    def make(book: Any) -> None:
        sheet = book.active
        sheet["B3"], sheet["C3"], sheet["D3"] = "110105", 19491231, "002X"
        sheet["C9"] = 440524188001010014  # as a number it keeps 15 digits, as in Excel
        hidden = book.create_sheet("隐藏")
        hidden.sheet_state = "hidden"
        hidden["A1"] = "11010519491231002X"
        hidden["A2"] = "见批注"
        hidden["A2"].comment = Comment("440524 18800101 0014", "经办人")

    assert found_in(excel(make), "a.xlsx") == [
        (1, 1, SHOWN, True),
        (1, 1, "44*************014", True),
        (3, 2, SHOWN, True),
        (9, 3, "44*************000", False),
    ]


def test_long_numbers_and_results_of_formulas_are_read_as_they_are_written() -> None:
    cells = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        b'<c r="A1" t="str"><f>"110105"&amp;"19491231002X"</f><v>11010519491231002X</v></c>'
        b'<c r="AB1"><v>440524188001010014</v></c></row></sheetData></worksheet>'
    )
    with zipfile.ZipFile(io.BytesIO(excel(lambda book: None))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/worksheets/sheet1.xml"] = cells
    workbook = members.pop("xl/workbook.xml")
    assert [one for one in found_in(packed("xl/workbook.xml", workbook, **members), "a.xlsx") if one[3]] == [
        (1, 1, SHOWN, True),
        (1, 28, "44*************014", True),
    ]


def test_names_of_children_and_the_sick_are_found_by_the_head_of_their_column() -> None:
    def make(book: Any) -> None:
        for row in [
            ["孤儿基本生活费发放表"],
            ["姓名", "病种", "家庭住址"],
            ["赵小明", "", "柳溪镇"],
            ["李红", "癫痫", ""],
        ]:
            book.active.append(row)

    assert findings_in_file(excel(make), "a.xlsx") == [
        FileFinding(3, 1, Kind.MINOR, "赵*明", certain=False),
        FileFinding(4, 1, Kind.HEALTH, "李*", certain=False),
    ]


# ---- PDF


def test_the_text_of_every_page_of_a_pdf_is_read() -> None:
    data = pdf(["柳溪镇低保对象", "王* 11010519491231002X"], ["440524188001", "010014 男"])
    assert [(one.masked, one.certain) for one in findings_in_file(data, "a.pdf")] == [
        (SHOWN, True),
        ("44*************014", True),
    ]


def test_a_scanned_page_is_a_finding_of_its_own() -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(60, 700, "page one")
    canvas.showPage()
    canvas.drawInlineImage(Image.new("L", (600, 800), 200), 0, 0, 590, 840)
    canvas.drawString(60, 30, "2")  # a page number does not make a scan readable
    canvas.showPage()
    canvas.showPage()  # an empty page is none
    canvas.save()
    assert findings_in_file(out.getvalue(), "a.pdf") == [FileFinding(2, 0, Kind.UNREADABLE, "第 2 页", certain=False)]


def test_a_picture_is_unread_and_not_clean() -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 40)).save(out, "PNG")
    assert [one.kind for one in findings_in_file(out.getvalue(), "证.png")] == [Kind.UNREADABLE]


# ---- plain texts


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_is_read_in_any_usual_encoding(encoding: str) -> None:
    text = "名单\n王*,11010519491231002X\n110105194912\n31002X\n"
    assert found_in(text.encode(encoding), "a.txt") == [(2, 4, SHOWN, True), (3, 1, SHOWN, True)]


def test_a_csv_is_read_as_a_table_and_html_without_its_markup() -> None:
    csv = "姓名,残疾等级,证号\n王大力,二级,110105\n李红,,\n"
    assert findings_in_file(csv.encode(), "a.csv") == [FileFinding(2, 1, Kind.HEALTH, "王*力", certain=False)]
    html = "<table><tr><td>110105</td><td>19491231</td><td><b>00</b>2X</td></tr></table>"
    assert [certain for *_, certain in found_in(html.encode(), "a.html")] == [True]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 17), min_size=1, max_size=4, unique=True).map(sorted), st.integers(0, 3))
def test_a_number_split_over_any_cells_of_a_row_is_found(cuts: list[int], before: int) -> None:
    number = "11010519491231002X"
    cells = [number[start:end] for start, end in zip([0, *cuts], [*cuts, 18], strict=True)]
    found = scan([Line(1, "名单"), Table(2, (("序号",), ("王*",) * before + tuple(cells)))])
    assert [(one.line, one.column, one.masked, one.certain) for one in found] == [(3, before + 1, SHOWN, True)]


# ---- files that are made to do harm


def bomb() -> bytes:
    return packed("word/document.xml", b" " * 70_000_000)


def many_bombs() -> bytes:
    return packed("word/document.xml", b"", **{f"word/{number}.xml": b" " * 25_000_000 for number in range(9)})


XML_BOMB = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><d>&b;</d>'
FAR_CORNER = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
)


def sheet_with_a_far_corner() -> bytes:
    with zipfile.ZipFile(io.BytesIO(excel(lambda book: None))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/worksheets/sheet1.xml"] = FAR_CORNER
    return packed("xl/workbook.xml", members.pop("xl/workbook.xml"), **members)


HARMFUL = [
    ("a zip bomb", bomb, "解压后超过"),
    ("many members", lambda: packed("word/document.xml", b"", **{f"{n}": b"" for n in range(5_001)}), "最多 5000 个"),
    ("bombs together", many_bombs, "解压后超过"),
    ("an XML bomb", lambda: packed("word/document.xml", XML_BOMB), "实体声明"),
    ("broken XML", lambda: packed("word/document.xml", b"<w:document>"), "XML 损坏"),
    ("a cut archive", lambda: packed("word/document.xml", b"<a/>" * 900)[:60], "压缩包"),
    ("another archive", lambda: packed("setup.exe", b"MZ"), "既不是 Word 也不是 Excel"),
    ("a far corner", sheet_with_a_far_corner, "内存|单元格"),
    ("no workbook", lambda: packed("xl/workbook.xml", b"<a/>"), "表格文件损坏|内存"),
    ("half a PDF", lambda: pdf(["1"])[:400], "PDF 损坏"),
    ("a locked PDF", lambda: pdf(["1"], encrypt=pdfencrypt.StandardEncryption("0900")), "加了密码"),
    ("an old Word file", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5_000), "损坏"),
    ("a program", lambda: b"\x7fELF" + bytes(64), "不是 UTF-8"),
    ("too large", lambda: b"a" * 50_000_001, "最多 50,000,000 字节"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "says"), [case[1:] for case in HARMFUL], ids=[case[0] for case in HARMFUL])
def test_a_harmful_file_is_refused_with_a_sentence(make: Any, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        findings_in_file(make(), "a.bin")


def test_endless_nesting_in_word_is_survived() -> None:
    body = b"<w:tbl><w:tr><w:tc>" * 50_000 + b"<w:p><w:r><w:t>11010519491231002X</w:t></w:r></w:p>"
    ends = b"</w:tc></w:tr></w:tbl>" * 50_000
    data = packed("word/document.xml", f"<w:document {W}>".encode() + body + ends + b"</w:document>")
    assert [one.masked for one in findings_in_file(data, "a.docx")] == [SHOWN]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.4\n"]), st.sampled_from([".txt", ".csv"]))
def test_any_bytes_give_parts_or_a_reason(data: bytes, start: bytes, suffix: str) -> None:
    try:
        scan(read(start + data, "a" + suffix))
    except Unreadable as err:
        assert str(err)


# ---- the command


def hub_pii(project: Path, *files: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mingbai.cli", "hub", "pii", *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, cwd=project, timeout=100, check=False)


def test_the_command_prints_findings_and_says_by_its_status_what_they_are(project: Path, tmp_path: Path) -> None:
    leak, hint, clean, absent = (tmp_path / name for name in ("a.txt", "b.txt", "c.txt", "d.txt"))
    leak.write_text("证号\n 11010519491231002X", encoding="utf-8")
    hint.write_text("电话13800138000", encoding="utf-8")
    clean.write_text("清政办发〔2026〕18号", encoding="utf-8")

    ran = hub_pii(project, hint, leak, clean)
    assert (ran.returncode, ran.stderr) == (1, "")
    assert [json.loads(line) for line in ran.stdout.splitlines()] == [
        {"file": str(hint), "line": 1, "column": 3, "kind": "mobile-number", "masked": "138****8000", "certain": False},
        {"file": str(leak), "line": 2, "column": 2, "kind": "identity-number", "masked": SHOWN, "certain": True},
    ]
    assert hub_pii(project, hint, clean).returncode == 0
    unread = hub_pii(project, clean, absent)
    assert unread.returncode == 2
    assert "d.txt" in unread.stderr
