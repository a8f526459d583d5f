"""Lines of titles, and telephone numbers that stay whole; the expected widths are counted by hand."""

from __future__ import annotations

import pypdfium2
import pytest

from content.public_side.sheet import Sheets
from content.public_side.type_setting import balanced_em, unbroken
from tests.factories import disclosure, make_county


@pytest.mark.parametrize(
    ("title", "em"),
    [
        ("公" * 15, 15.5),  # one line
        ("公" * 16, 9.0),  # two of eight, and one em more
        ("公" * 32, 11.67),  # three: 32 / 3 + 1
        ("公" * 31, 15.5),  # two would be as wide as the sheet
        ("2026" * 4, 15.5),  # 16 digits are 9.92 em
    ],
)
def test_a_title_is_as_wide_as_its_lines_need(title: str, em: float) -> None:
    assert balanced_em(title, 15.5) == em


def test_no_line_of_a_title_on_the_sheet_holds_a_single_character() -> None:
    title = "河东村2026年第三季度村务财务公开"
    pdf = Sheets(make_county(), "https://gk.example.gov.cn").pdf(disclosure(title=title), "0" * 64)
    lines = [line.strip() for line in pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range().splitlines()]
    parts = [line for line in lines if line and line in title]
    assert "".join(parts) == title
    assert len(parts) == 2
    assert min(map(len, parts)) >= 6


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("监委会 0900-5556101", '监委会 <span class="whole">0900-5556101</span>'),
        (
            "0900-5556101、13900000000转<3>",
            '<span class="whole">0900-5556101</span>、<span class="whole">13900000000</span>转&lt;3&gt;',
        ),
        ("2026-11-29", '<span class="whole">2026-11-29</span>'),
        ("第3号", "第3号"),
        ("", ""),
    ],
)
def test_a_telephone_number_stays_whole_and_everything_is_escaped(text: str, html: str) -> None:
    assert str(unbroken(text)) == html
