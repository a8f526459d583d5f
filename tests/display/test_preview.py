"""Dots, pictures of dots, and PNG bytes that are the same everywhere."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from content.led_line import LedStyle
from display.board import Area
from display.errors import FontMissing, TextRefused
from display.fonts import Font
from display.led_picture import PITCH_PX, Picture, board_picture
from display.png import encode_png
from display.preview import preview_animation, preview_picture, preview_png
from display.render import Frame, Layout, blank, cut, overlay, place, screens, strip
from tests.display.fakes import board

TEXT = "关于2026年惠农政策的公示"


def drawn(frame: Frame) -> list[str]:
    return ["".join("#" if frame.is_lit(x, y) else "." for x in range(frame.width_px)) for y in range(frame.height_px)]


@pytest.fixture(scope="module")
def font() -> Font:
    return Font(16)


def test_a_chinese_character_fills_a_square_cell_and_a_digit_half_of_one(font: Font) -> None:
    assert strip("国", font).width_px == 16
    assert strip("2026", font).width_px == 32
    assert strip(TEXT, font).width_px == 192  # ten characters of 16 and four digits of 8


def test_one_is_one_stroke(font: Font) -> None:
    rows = [row for row in drawn(strip("一", font)) if "#" in row]
    assert len(rows) == 1 or (len(rows) == 2 and rows[0].count("#") <= 2)
    assert max(row.count("#") for row in rows) >= 14


def test_a_descender_is_not_cut_off(font: Font) -> None:
    """The lowest row of 「g」 would lie outside the 16 rows if Latin stood as low as the font puts it."""
    assert "#" in drawn(strip("g", font))[15]
    assert sum(row.count("#") for row in drawn(strip("g", font))) == 28  # counted by eye on the font's own picture


def test_brackets_are_whole_and_a_dash_stands_in_the_middle_of_its_half_cell(font: Font) -> None:
    rows = drawn(strip("(-1", font))
    assert sum(1 for row in rows if "#" in row[:8]) == 16
    (dash,) = {row[8:16] for row in rows if "#" in row[8:16]}
    assert dash == "..####.."


def test_double_size_is_every_dot_doubled(font: Font) -> None:
    small, large = strip("公示", font), strip("公示", Font(32))
    assert (large.width_px, large.height_px) == (64, 32)
    assert large.lit == 4 * small.lit
    assert all(large.is_lit(x, y) == small.is_lit(x // 2, y // 2) for x in range(64) for y in range(32))


@pytest.mark.parametrize("height_px", [12, 24])
def test_twelve_dots_and_its_double(height_px: int) -> None:
    assert strip("公示", Font(height_px)).width_px == 2 * height_px


def test_a_missing_font_names_the_package(tmp_path: Path) -> None:
    with pytest.raises(FontMissing, match=r"wenquanyi_12pt\.pcf.*install the Debian package xfonts-wqy"):
        Font(16, tmp_path)
    with pytest.raises(FontMissing, match="no board font of 20 px"):
        Font(20)


def test_a_file_that_is_no_font_is_told(tmp_path: Path) -> None:
    (tmp_path / "wenquanyi_12pt.pcf").write_bytes(b"not a font")
    with pytest.raises(FontMissing, match="xfonts-wqy"):
        Font(16, tmp_path)


def test_a_character_the_font_lacks_is_named(font: Font) -> None:
    with pytest.raises(TextRefused, match="U\\+E123 is not in the font"):
        font.glyph("\ue123")
    assert font.glyph(" ").rows == (0,) * 16


def test_screens_cut_at_whole_characters_and_lose_none(font: Font) -> None:
    windows = screens(TEXT, 64, 16, Layout(wraps=False), font)
    assert len(windows) == 3
    assert sum(window.lit for window in windows) == strip(TEXT, font).lit


def test_wrapped_text_fills_lines_and_pages(font: Font) -> None:
    assert len(screens(TEXT, 128, 32, Layout(wraps=True), font)) == 1
    pages = screens(TEXT, 64, 16, Layout(wraps=True), font)
    assert len(pages) == 3
    assert sum(page.lit for page in pages) == strip(TEXT, font).lit


def test_text_is_placed_where_the_layout_says(font: Font) -> None:
    def edges(across: str, down: str) -> tuple[int, int]:
        (frame,) = screens("口", 64, 32, Layout(False, across, down), font)
        columns = [x for x in range(64) if any(frame.is_lit(x, y) for y in range(32))]
        rows = [y for y in range(32) if frame.rows[y]]
        return columns[0] // 16, rows[0] // 8

    assert edges("left", "top") == (0, 0)
    assert edges("centre", "middle") == (1, 1)
    assert edges("right", "bottom") == (3, 2)


def test_an_area_lies_at_its_place_and_is_cut_at_the_board_s_edge() -> None:
    corner = Frame(2, (0b11, 0b01))
    (placed,) = place((corner,), Area(3, 1, 2, 2), 4, 2)
    assert drawn(placed) == ["....", "...#"]
    assert drawn(overlay([placed, Frame(4, (0b1000, 0))], 4, 2)) == ["#...", "...#"]
    assert blank(4, 2).lit == 0


def test_a_long_frame_is_cut_into_windows_and_the_last_one_is_filled_with_dark() -> None:
    windows = cut(Frame(5, (0b10011, 0b01101)), 2)
    assert [drawn(window) for window in windows] == [["#.", ".#"], [".#", "#."], ["#.", "#."]]
    assert cut(Frame(0, (0, 0)), 2) == (blank(2, 2),)


SIZES = [(64, 16), (128, 32), (192, 16)]


@pytest.mark.parametrize(("width_px", "height_px"), SIZES)
@pytest.mark.parametrize("style", list(LedStyle))
def test_the_preview_lights_exactly_the_text_s_dots(width_px: int, height_px: int, style: LedStyle, font: Font) -> None:
    """Counted on the decoded picture: a lit dot's centre is bright red."""
    image = Image.open(io.BytesIO(preview_png(TEXT, style, board(width_px, height_px)))).convert("RGB")
    pixels = image.load()
    assert pixels is not None
    bright = sum(
        1
        for y in range(image.height)
        for x in range(image.width)
        if (colour := pixels[x, y])[0] > 200 and colour[1] < 190 and colour[2] < 190  # type: ignore[index]
    )
    each = bright / strip(TEXT, font).lit
    assert 16 <= each <= 40, "a dot is a disc of some thirty pixels"


def test_the_same_line_gives_the_same_bytes_and_another_line_others() -> None:
    first = preview_png(TEXT, LedStyle.STILL, board())
    assert preview_png(TEXT, LedStyle.STILL, board()) == first
    assert preview_png(TEXT + "。", LedStyle.STILL, board()) != first
    assert preview_png(TEXT, LedStyle.STILL, board(128)) != first


def test_the_bytes_do_not_depend_on_this_machine_s_zlib() -> None:
    """A hash that approvers on several machines sign: if it changes, every open request must be previewed anew."""
    png = preview_png("公示", LedStyle.STILL, board(32, 16))
    assert hashlib.sha256(png).hexdigest() == "5b7587e006f0c19173e029eadfd09bff373adcda0d2e5173ccefe50401014d6f"


def test_a_board_is_green_if_it_is_green() -> None:
    red, green = (preview_picture("公示", LedStyle.STILL, board(colours=colours)) for colours in ("red", "green"))
    assert red.pixels == green.pixels
    assert red.palette != green.palette


def test_a_text_the_board_cannot_show_has_no_preview() -> None:
    with pytest.raises(TextRefused, match="镕"):
        preview_png("张镕", LedStyle.STILL, board())
    with pytest.raises(TextRefused, match="font_px 32"):
        preview_png("公示", LedStyle.STILL, board(128, 32, font_px=32))


def test_moving_text_moves() -> None:
    gif = Image.open(io.BytesIO(preview_animation("公示", LedStyle.SCROLL_LEFT, board(32, 16), "gif")))
    assert gif.n_frames == (32 + 32) // 4  # type: ignore[attr-defined]
    assert gif.info["duration"] == 80


@pytest.mark.parametrize("style", [LedStyle.SCROLL_LEFT, LedStyle.STILL])
def test_a_webp_moves_as_the_gif_does_pixel_for_pixel(style: LedStyle) -> None:
    gif, webp = (
        Image.open(io.BytesIO(preview_animation("公示公告", style, board(32, 16), kind))) for kind in ("gif", "webp")
    )
    assert webp.format == "WEBP"
    assert gif.n_frames == webp.n_frames > 1  # type: ignore[attr-defined]
    for number in range(gif.n_frames):  # type: ignore[attr-defined]
        gif.seek(number)
        webp.seek(number)
        assert gif.convert("RGB").tobytes() == webp.convert("RGB").tobytes()


def test_a_picture_is_as_large_as_its_board() -> None:
    picture = board_picture(blank(64, 16), "red")
    assert (picture.width - 64 * PITCH_PX, picture.height - 16 * PITCH_PX) == (2 * 14, 2 * 14)  # the frame
    assert len(set(picture.pixels)) > 6


@given(st.binary(min_size=1, max_size=2000), st.integers(1, 60))
def test_pillow_reads_any_picture_we_write(data: bytes, width: int) -> None:
    height = -(-len(data) // width)
    pixels = data.ljust(width * height, b"\x00")
    palette = tuple((value, 255 - value, value // 2) for value in range(256))
    image = Image.open(io.BytesIO(encode_png(Picture(width, height, pixels, palette))))
    assert image.size == (width, height)
    assert image.tobytes() == pixels


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 700)), min_size=1, max_size=8))
def test_long_repetitions_are_packed_rightly(runs: list[tuple[int, int]]) -> None:
    pixels = b"".join(bytes([value]) * count for value, count in runs)
    image = Image.open(io.BytesIO(encode_png(Picture(len(pixels), 1, pixels, ((0, 0, 0),) * 4))))
    assert image.tobytes() == pixels
