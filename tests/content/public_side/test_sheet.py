"""The A3 sheet, read back by another program: size, text, pages, codes."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2
import pytest

from content.blocks import Table
from content.disclosure import NoticePeriod
from content.public_side.sheet import Sheets
from tests.factories import disclosure, make_county

POINTS = 72 / 25.4
SHA256 = "0123456789abcdef" * 4


def sheet(rows: int) -> pypdfium2.PdfDocument:
    found = disclosure(
        title="柳溪镇补贴公示",
        notice=NoticePeriod(date(2026, 11, 22), date(2026, 11, 28), "0900-5550101"),
        valid_until=datetime(2026, 11, 28, 16, tzinfo=UTC),
        blocks=(Table(("序号", "户主", "金额"), tuple((str(n), f"张*{n}", "504.00") for n in range(rows))),),
    )
    return pypdfium2.PdfDocument(Sheets(make_county(), "https://gk.example.gov.cn").pdf(found, SHA256))


def text_of(page: pypdfium2.PdfPage) -> str:
    return "".join(page.get_textpage().get_text_range().split())


def test_a_long_list_runs_over_as_many_sheets_as_it_needs() -> None:
    document = sheet(120)
    pages = [text_of(page) for page in document]
    assert len(pages) > 2
    for number, (page, text) in enumerate(zip(document, pages, strict=True), 1):
        width, height = page.get_size()
        assert (round(width / POINTS), round(height / POINTS)) == (297, 420)  # ISO 216
        assert f"第{number}页，共{len(pages)}页" in text
        assert "户主" in text, "the table's head stands on every sheet"
        assert SHA256 in text
    assert "张*119" in pages[-1]
    for told in ("柳溪镇补贴公示", "2026年11月22日至2026年11月28日", "2026年11月28日24时", "0900-5550101"):
        assert told in pages[0]


def test_the_code_leads_to_the_disclosure(tmp_path: Path) -> None:
    if shutil.which("zbarimg") is None:
        pytest.skip("zbarimg is not installed")
    picture = tmp_path / "sheet.png"
    sheet(3)[0].render(scale=2).to_pil().save(picture)
    read = subprocess.run(
        ["zbarimg", "--quiet", "--raw", picture], capture_output=True, text=True, timeout=60, check=True
    )
    assert read.stdout.split() == ["https://gk.example.gov.cn/t01/000001"]
