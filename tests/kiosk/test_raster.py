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
from kiosk.raster import Raster, rasterise
from tests.kiosk.store_factory import chart_png, pdf_of


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
