"""The fonts of the boards: every character that the standards count, and rare names out of Unifont."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.pens.areaPen import AreaPen
from fontTools.ttLib import TTFont

from display.errors import TextRefused
from display.fonts import RARE_FOLDER, Font

HEIGHTS = [12, 14, 16, 24, 32]
needs_unifont = pytest.mark.skipif(not (RARE_FOLDER / "unifont.otf").exists(), reason="fonts-unifont is not installed")


def hanzi_of_gb2312() -> list[str]:
    """Rows 16 to 87, of which row 55 ends five cells early (GB 2312-80)."""
    rows = [(row, cell) for row in range(16, 88) for cell in range(1, 95) if not (row == 55 and cell > 89)]
    return [bytes([0xA0 + row, 0xA0 + cell]).decode("gb2312") for row, cell in rows]


@pytest.mark.parametrize("height_px", HEIGHTS)
def test_every_hanzi_of_gb2312_is_there_in_every_height(height_px: int, tmp_path: Path) -> None:
    font = Font(height_px, rare_folder=tmp_path)  # WenQuanYi alone
    hanzi = hanzi_of_gb2312()
    assert len(hanzi) == 6763
    for character in hanzi:
        glyph = font.glyph(character)
        assert (glyph.width_px, len(glyph.rows)) == (height_px, height_px)
        assert any(glyph.rows), character


def test_every_hanzi_of_gbk_has_a_shape_of_its_own_at_sixteen_dots(tmp_path: Path) -> None:
    """20,902 characters, the unified ideographs of Unicode 1.1 (GBK 1.0)."""
    font = Font(16, rare_folder=tmp_path)
    hanzi = [chr(code) for code in range(0x4E00, 0x9FA6)]
    assert len([character for character in hanzi if len(character.encode("gbk")) == 2]) == 20_902
    shapes = {font.glyph(character) for character in hanzi}
    assert all(shape.width_px == 16 and any(shape.rows) for shape in shapes)
    assert len(shapes) > 20_800  # a few pairs cannot be told apart in so few dots


@pytest.mark.parametrize("height_px", HEIGHTS)
def test_marks_of_official_chinese_fill_a_square(height_px: int) -> None:
    font = Font(height_px)
    for mark in "〔〕《》—·，。、：；（）％＋①Ⅳ“”‘’…":
        assert font.glyph(mark).width_px == height_px, mark
    assert font.glyph("8").width_px == height_px // 2


@needs_unifont
@pytest.mark.parametrize("character", ["𠀋", "😀"])
def test_a_rare_character_is_drawn_as_unifont_draws_it(character: str) -> None:
    """As many dots as the font's outline has unit squares, which fontTools counts."""
    for file in ("unifont.otf", "unifont_upper.otf"):
        font = TTFont(RARE_FOLDER / file)
        name = font.getBestCmap().get(ord(character))
        if name:
            pen = AreaPen(font.getGlyphSet())
            font.getGlyphSet()[name].draw(pen)
            dot = (font["head"].unitsPerEm / 16) ** 2
            assert sum(row.bit_count() for row in Font(16).glyph(character).rows) == round(abs(pen.value) / dot)
            return
    pytest.fail(f"{character} is in neither file")


@needs_unifont
def test_a_rare_character_keeps_the_cell_of_every_height_that_can_hold_it() -> None:
    small, middle, large = (Font(height_px).glyph("𠀋") for height_px in (16, 24, 32))
    lit = sum(row.bit_count() for row in small.rows)
    assert (middle.width_px, len(middle.rows), sum(row.bit_count() for row in middle.rows)) == (24, 24, lit)
    assert (large.width_px, len(large.rows), sum(row.bit_count() for row in large.rows)) == (32, 32, 4 * lit)
    assert middle.rows[:4] == middle.rows[20:] == (0,) * 4
    for height_px in (12, 14):
        with pytest.raises(TextRefused, match=r"「𠀋」 U\+2000B is not in the font .*; at 16 px there may be one"):
            Font(height_px).glyph("𠀋")


@needs_unifont
def test_a_character_that_no_font_has_is_named() -> None:
    with pytest.raises(TextRefused, match=r"「𬀩」 U\+2C029 is in none of the fonts wenquanyi_12pt.pcf, unifont.otf"):
        Font(16).glyph("𬀩")


def test_without_unifont_its_package_is_named(tmp_path: Path) -> None:
    with pytest.raises(TextRefused, match=r"「𠀋」 U\+2000B .*the Debian package fonts-unifont may have it"):
        Font(16, rare_folder=tmp_path).glyph("𠀋")


@pytest.mark.parametrize("height_px", [12, 14, 16, 24, 32])
def test_what_gb_18030_added_to_gbk_can_be_drawn_at_every_height(height_px: int, tmp_path: Path) -> None:
    """U+3400 to U+4DB5, extension A; WenQuanYi has it at 12 and 16 dots."""
    font = Font(height_px, rare_folder=tmp_path)
    for code in (0x3400, 0x3402, 0x4C77, 0x4DAE, 0x4DB5):
        assert (font.glyph(chr(code)).width_px, len(font.glyph(chr(code)).rows)) == (height_px, height_px)
