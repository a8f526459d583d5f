"""Foreign files become pixels in a process of their own, or an error of ours."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from content.errors import StoreError
from kiosk.part import Part
from kiosk.raster import CannotShow, Raster, rasterise, seen
from tests.kiosk.bad_files import encrypted_pdf, endless_pdf, png_of
from tests.kiosk.store_files import chart_png, pdf_of


def laid(folder: Path, data: bytes) -> tuple[Path, str]:
    path = folder / "file"
    path.write_bytes(data)
    return path, hashlib.sha256(data).hexdigest()


def size_of(raster: Raster) -> tuple[int, int]:
    return raster.width, raster.height


def test_a_pdf_page_fits_the_box_and_counts_its_pages(tmp_path: Path) -> None:
    path, sha256 = laid(tmp_path, pdf_of(3))
    raster = rasterise(path, sha256, "application/pdf", 1, 500, 2000)
    assert (raster.pages, raster.width) == (3, 500)
    assert raster.height == pytest.approx(500 * 1170 / 827, abs=2)
    assert len(raster.rgb) == raster.width * raster.height * 3


def test_a_picture_is_made_smaller_never_larger(tmp_path: Path) -> None:
    path, sha256 = laid(tmp_path, chart_png())  # 1600 × 900
    assert size_of(rasterise(path, sha256, "image/png", 0, 800, 800)) == (800, 450)
    assert size_of(rasterise(path, sha256, "image/png", 0, 4000, 4000)) == (1600, 900)


def test_transparent_parts_are_white_and_the_first_row_is_on_top(tmp_path: Path) -> None:
    picture = Image.new("RGBA", (2, 2), (0, 0, 0, 0))
    picture.putpixel((0, 0), (255, 0, 0, 255))
    out = io.BytesIO()
    picture.save(out, "PNG")
    path, sha256 = laid(tmp_path, out.getvalue())
    raster = rasterise(path, sha256, "image/png", 0, 10, 10)
    assert raster.rgb == bytes.fromhex("ff0000 ffffff ffffff ffffff")


def test_a_photograph_held_sideways_is_turned_upright(tmp_path: Path) -> None:
    out = io.BytesIO()
    picture = Image.new("RGB", (60, 20), "white")
    exif = picture.getexif()
    exif[0x0112] = 6  # EXIF orientation: rotate 90° clockwise to view
    picture.save(out, "JPEG", exif=exif)
    path, sha256 = laid(tmp_path, out.getvalue())
    raster = rasterise(path, sha256, "image/jpeg", 0, 100, 100)
    assert (raster.width, raster.height) == (20, 60)


def bomb() -> bytes:
    """A PNG of 60,000 × 60,000 pixels in a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 60_001))
        + chunk(b"IEND", b"")
    )


BAD = {"no picture": b"hello", "half a picture": chart_png()[:500], "a bomb": bomb(), "empty": b""}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("media_type", ["image/png", "application/pdf"])
def test_what_cannot_be_drawn_is_an_error_of_ours(name: str, media_type: str, tmp_path: Path) -> None:
    path, sha256 = laid(tmp_path, BAD[name])
    with pytest.raises(StoreError, match=sha256[:12]):
        rasterise(path, sha256, media_type, 0, 500, 500)


def test_a_file_that_was_altered_on_disk_is_not_drawn(tmp_path: Path) -> None:
    path, _ = laid(tmp_path, chart_png())
    with pytest.raises(StoreError, match="expected sha256"):
        rasterise(path, "0" * 64, "image/png", 0, 500, 500)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be shown"):
        rasterise(tmp_path / "gone", "0" * 64, "image/png", 0, 500, 500)


REASONS = [  # name, media type, data, the reader's word for it
    ("encrypted", "application/pdf", encrypted_pdf(), "encrypted"),
    ("no document", "application/pdf", b"%PDF-1.4\nhello", "broken"),
    ("half a document", "application/pdf", pdf_of(2)[:4000], "broken"),
    ("half a picture", "image/png", chart_png()[: len(chart_png()) // 2], "broken"),
    ("a picture that is none", "image/jpeg", b"\xff\xd8\xff" + b"\0" * 500, "broken"),
    ("a bomb", "image/png", bomb(), "too-large"),
]


@pytest.mark.parametrize(("name", "media_type", "data", "why"), REASONS, ids=[reason[0] for reason in REASONS])
def test_why_it_cannot_be_shown(name: str, media_type: str, data: bytes, why: str, tmp_path: Path) -> None:
    path, sha256 = laid(tmp_path, data)
    with pytest.raises(CannotShow) as caught:
        rasterise(path, sha256, media_type, 0, 500, 500)
    assert caught.value.why == why


def test_the_encrypted_file_is_a_real_one(tmp_path: Path) -> None:
    import pypdfium2

    with pytest.raises(pypdfium2.PdfiumError, match="password"):
        pypdfium2.PdfDocument(encrypted_pdf(b"0900"))
    page = pypdfium2.PdfDocument(encrypted_pdf(b"0900"), password="0900")[0]
    assert page.render(scale=0.5).to_pil().convert("L").getpixel((100, 321)) == 0  # the black square: 200, 200 pt


def test_an_endless_document_ends(tmp_path: Path) -> None:
    path, sha256 = laid(tmp_path, endless_pdf())
    with pytest.raises(CannotShow) as caught:
        rasterise(path, sha256, "application/pdf", 0, 500, 500, most_cpu_s=2)
    assert caught.value.why == "too-long"


def test_a_file_that_did_not_arrive_whole(tmp_path: Path) -> None:
    path, _ = laid(tmp_path, chart_png())
    with pytest.raises(CannotShow) as caught:
        rasterise(path, "0" * 64, "image/png", 0, 500, 500)
    assert caught.value.why == "not-whole"


SEEN = [  # page, room, part; scale, what is seen of the scaled page: by hand
    ((1000, 500), (500, 500), Part(100), 0.5, (0, 0, 500, 250)),
    ((1000, 500), (500, 500), Part(200), 1.0, (250, 0, 750, 500)),
    ((1000, 500), (500, 500), Part(200, 0, 500), 1.0, (0, 0, 500, 500)),
    ((1000, 500), (500, 500), Part(400, 1000, 1000), 2.0, (1500, 500, 2000, 1000)),
    ((600, 800), (300, 400), Part(150, 400, 600), 0.75, (30, 160, 330, 560)),
]


@pytest.mark.parametrize(("page", "room", "part", "scale", "box"), SEEN)
def test_what_is_seen_of_a_magnified_page(
    page: tuple[int, int], room: tuple[int, int], part: Part, scale: float, box: tuple[int, int, int, int]
) -> None:
    assert seen(page, room, part) == (scale, box)


def quarters() -> bytes:
    """400 × 200: red, green above; blue, white below."""
    picture = Image.new("RGB", (400, 200))
    for left, top, colour in ((0, 0, "#FF0000"), (200, 0, "#00FF00"), (0, 100, "#0000FF"), (200, 100, "#FFFFFF")):
        picture.paste(colour, (left, top, left + 200, top + 100))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("x", "y", "colour"), [(0, 0, "ff0000"), (1000, 0, "00ff00"), (0, 1000, "0000ff"), (1000, 1000, "ffffff")]
)
def test_a_part_of_a_picture_and_of_a_document(x: int, y: int, colour: str, tmp_path: Path) -> None:
    path, sha256 = laid(tmp_path, quarters())
    raster = rasterise(path, sha256, "image/png", 0, 200, 100, Part(200, x, y))
    assert (size_of(raster), raster.whole) == ((200, 100), (400, 200))
    assert raster.rgb == bytes.fromhex(colour) * (200 * 100)

    out = io.BytesIO()
    Image.open(io.BytesIO(quarters())).save(out, "PDF", resolution=72)
    path, sha256 = laid(tmp_path, out.getvalue())
    raster = rasterise(path, sha256, "application/pdf", 0, 200, 100, Part(340, x, y))
    assert (size_of(raster), raster.whole) == ((200, 100), (400, 200))
    middle = 3 * (50 * 200 + 100)
    found = raster.rgb[middle : middle + 3]  # the picture lies in the document as JPEG
    assert all(abs(a - b) < 12 for a, b in zip(found, bytes.fromhex(colour), strict=True))


def test_a_very_large_picture_comes_back_as_a_screenful(tmp_path: Path) -> None:
    path, sha256 = laid(tmp_path, png_of(9000, 6000))
    raster = rasterise(path, sha256, "image/png", 0, 1000, 1400, Part(500, 700, 300))
    assert (size_of(raster), raster.whole) == ((1000, 1400), (9000, 6000))
