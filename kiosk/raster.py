"""A picture or a page of a PDF as pixels, made in a process of its own.

    python -m kiosk.raster FILE SHA256 MEDIA_TYPE PAGE WIDTH HEIGHT  →  stdout: one JSON line, then RGB rows

Foreign files are decoded here and not in the kiosk: a crash or a bomb ends this process only, PDFium is not
thread-safe, and its memory is given back. ``rasterise`` is the kiosk's side.
"""

from __future__ import annotations

import hashlib
import json
import resource
import subprocess
import sys
from pathlib import Path

from msgspec import Struct

from content.errors import StoreError

MOST_MEMORY = 1_500_000_000  # bytes of address space: a 20 MB JPEG of 100 megapixels fits, a bomb does not
MOST_CPU_S = 20
MOST_PIXELS = 120_000_000  # of the source picture
MOST_SIDE_PX = 4096  # of the result: larger textures are refused by small GPUs


class Raster(Struct, frozen=True):
    """width × height RGB pixels, row 0 on top. pages: of the document, 1 for a picture."""

    width: int
    height: int
    pages: int
    rgb: bytes


def rasterise(path: Path, sha256: str, media_type: str, page: int, width: int, height: int) -> Raster:
    """Render to at most width × height pixels without distortion. Raises StoreError if it cannot be shown."""
    words = [sys.executable, "-m", "kiosk.raster", str(path), sha256, media_type, str(page), str(width), str(height)]
    try:
        done = subprocess.run(words, capture_output=True, timeout=3 * MOST_CPU_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as err:
        raise StoreError(f"attachment {sha256[:12]}: {err}") from err
    head, _, rgb = done.stdout.partition(b"\n")
    try:
        size = json.loads(head)
        raster = Raster(size["width"], size["height"], size["pages"], rgb)
    except (ValueError, KeyError, TypeError) as err:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise StoreError(f"attachment {sha256[:12]}: cannot be shown: {said[-1] if said else done.returncode}") from err
    if len(rgb) != raster.width * raster.height * 3:
        raise StoreError(f"attachment {sha256[:12]}: {len(rgb)} bytes for {raster.width}×{raster.height} pixels")
    return raster


def main(arguments: list[str]) -> int:
    """The process's side."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_S, MOST_CPU_S))
    path, sha256, media_type, page, width, height = arguments
    data = Path(path).read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        print(f"expected sha256 {sha256}, the file has {found}", file=sys.stderr)
        return 1
    most = (min(int(width), MOST_SIDE_PX), min(int(height), MOST_SIDE_PX))
    raster = _pdf_page(data, int(page), most) if media_type == "application/pdf" else _picture(data, most)
    head = json.dumps({"width": raster.width, "height": raster.height, "pages": raster.pages})
    sys.stdout.buffer.write(head.encode() + b"\n" + raster.rgb)
    sys.stdout.buffer.flush()
    return 0


def _pdf_page(data: bytes, page: int, most: tuple[int, int]) -> Raster:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    pages = len(document)
    sheet = document[min(page, pages - 1)]
    wide, high = sheet.get_size()
    scale = min((most[0] - 0.5) / wide, (most[1] - 0.5) / high)  # PDFium rounds up
    image = sheet.render(scale=scale).to_pil().convert("RGB")
    return Raster(image.width, image.height, pages, image.tobytes())


def _picture(data: bytes, most: tuple[int, int]) -> Raster:
    import io

    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as opened:
        opened.draft("RGB", most)
        upright = ImageOps.exif_transpose(opened)
        upright.thumbnail(most)
        if upright.mode in {"RGBA", "LA", "P"}:  # transparent parts are white, as on paper
            layered = upright.convert("RGBA")
            paper = Image.new("RGBA", layered.size, "white")
            upright = Image.alpha_composite(paper, layered)
        image = upright.convert("RGB")
    return Raster(image.width, image.height, 1, image.tobytes())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
