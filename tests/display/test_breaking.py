"""Numbers that must not break: lines counted by hand on a grid of half cells of eight dots."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.breaking import filled


def cells(character: str) -> int:
    return 8 if character.isascii() else 16


def widths(text: str) -> dict[str, int]:
    return {character: cells(character) for character in text + " "}


def lines(text: str, width_px: int) -> list[str]:
    """As a card breaks: before the character that no longer fits."""
    out, used = [""], 0
    for character in text:
        if used + cells(character) > width_px:
            out.append("")
            used = 0
        out[-1] += character
        used += cells(character)
    return [line.rstrip(" ") for line in out]


BROKEN = [
    ("关于2026年惠农政策的公示", 64, ["关于", "2026年惠", "农政策的", "公示"]),
    ("补贴金额共计1,234,567.50元整", 128, ["补贴金额共计", "1,234,567.50元整"]),
    ("公示期至2026年11月22日止", 120, ["公示期至", "2026年11月22日", "止"]),
    ("公示期至2026年11月22日止", 64, ["公示期至", "2026年", "11月22日", "止"]),
    ("依据清政发〔2026〕12号文件", 96, ["依据清政发", "〔2026〕12号", "文件"]),
    ("开放时间9:00-17:30每日", 96, ["开放时间", "9:00-17:30每", "日"]),
    ("新增低保户数12.5万户", 112, ["新增低保户数", "12.5万户"]),
    ("占比为全县的98.6%", 96, ["占比为全县的", "98.6%"]),
    ("电话0763-1234567接听", 64, ["电话0763", "-1234567", "接听"]),  # no line can hold it: broken as it comes
    ("依照第12条", 64, ["依照", "第12条"]),
    ("名单", 64, ["名单"]),
]


@pytest.mark.parametrize(("text", "width_px", "expected"), BROKEN)
def test_a_number_begins_a_new_line_rather_than_being_cut(text: str, width_px: int, expected: list[str]) -> None:
    assert lines(filled(text, width_px, widths(text)), width_px) == expected


@given(st.text("关于公示名单2026年1月3日¥,.元万%() :-", max_size=80), st.integers(2, 24))
def test_nothing_is_added_but_spaces_and_no_line_is_left_empty(text: str, half_cells: int) -> None:
    out = filled(text, 8 * half_cells, widths(text))
    assert out.replace(" ", "") == text.replace(" ", "")
    assert len(out) - len(text) <= len(text) * half_cells
