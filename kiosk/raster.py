"""A picture or a page of a PDF as pixels, made in a process of its own.

    python -m kiosk.raster FILE SHA256 MEDIA_TYPE PAGE WIDTH HEIGHT PERCENT X Y SECONDS
        →  stdout: one JSON line, then RGB rows; or one JSON line that says why not

Foreign files are decoded here and not in the kiosk: a crash or a bomb ends this process only, PDFium is not
thread-safe, and its memory is given back. ``rasterise`` is the kiosk's side. Of a magnified page only what is
seen comes back: however large the source, the kiosk keeps no more than a screenful of it.
"""

from __future__ import annotations

import hashlib
import json
import resource
import signal
import subprocess
import sys
from math import ceil
from pathlib import Path

from msgspec import Struct

from content.errors import StoreError
from kiosk.part import WHOLE, Part

MOST_MEMORY = 1_500_000_000  # bytes of address space: a 20 MB JPEG of 100 megapixels fits, a bomb does not
MOST_CPU_S = 20
MOST_PIXELS = 120_000_000  # of the source picture
MOST_SIDE_PX = 4096  # of the result: larger textures are refused by small GPUs
ORIENTATION = 0x0112  # of EXIF; from 5 on the picture lies on its side
BROKEN, ENCRYPTED, TOO_LARGE, TOO_LONG, NOT_WHOLE = "broken", "encrypted", "too-large", "too-long", "not-whole"


class Raster(Struct, frozen=True):
    """width × height RGB pixels, row 0 on top. pages: of the document, 1 for a picture.

    whole: the size of the whole page, in pixels of the picture or points of the PDF.
    """

    width: int
    height: int
    pages: int
    rgb: bytes
    whole: tuple[int, int] = (0, 0)


class CannotShow(StoreError):
    """A file that cannot be shown. why: a key of kiosk.widgets.pictures.SENTENCES."""

    def __init__(self, message: str, why: str) -> None:
        super().__init__(message)
        self.why = why


def rasterise(
    path: Path,
    sha256: str,
    media_type: str,
    page: int,
    width: int,
    height: int,
    part: Part = WHOLE,
    most_cpu_s: int = MOST_CPU_S,
) -> Raster:
    """Render to at most width × height pixels without distortion. Raises CannotShow."""
    numbers = (page, width, height, part.percent, part.x, part.y, most_cpu_s)
    words = [sys.executable, "-m", "kiosk.raster", str(path), sha256, media_type, *map(str, numbers)]
    try:
        done = subprocess.run(words, capture_output=True, timeout=3 * most_cpu_s, check=False)
    except subprocess.TimeoutExpired as err:
        raise CannotShow(f"attachment {sha256[:12]}: {err}", TOO_LONG) from err
    except OSError as err:
        raise CannotShow(f"attachment {sha256[:12]}: {err}", BROKEN) from err
    if done.returncode in {-signal.SIGXCPU, -signal.SIGKILL}:
        raise CannotShow(f"attachment {sha256[:12]}: cannot be shown within {most_cpu_s} s", TOO_LONG)
    head, _, rgb = done.stdout.partition(b"\n")
    try:
        told = json.loads(head)
        if "why" in told:
            raise CannotShow(f"attachment {sha256[:12]}: cannot be shown: {told['said']}", told["why"])
        raster = Raster(told["width"], told["height"], told["pages"], rgb, (told["whole"][0], told["whole"][1]))
    except (ValueError, KeyError, TypeError, IndexError) as err:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        message = f"attachment {sha256[:12]}: cannot be shown: {said[-1] if said else done.returncode}"
        raise CannotShow(message, BROKEN) from err
    if len(rgb) != raster.width * raster.height * 3:
        message = f"attachment {sha256[:12]}: {len(rgb)} bytes for {raster.width}×{raster.height} pixels"
        raise CannotShow(message, BROKEN)
    return raster


def main(arguments: list[str]) -> int:
    """The process's side."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    path, sha256, media_type = arguments[:3]
    page, width, height, *place, most_cpu_s = map(int, arguments[3:])
    resource.setrlimit(resource.RLIMIT_CPU, (most_cpu_s, most_cpu_s))
    try:
        data = Path(path).read_bytes()
        found = hashlib.sha256(data).hexdigest()
        if found != sha256:
            return _refused(NOT_WHOLE, f"expected sha256 {sha256}, the file has {found}")
        most = (min(width, MOST_SIDE_PX), min(height, MOST_SIDE_PX))
        drawn = _pdf_page if media_type == "application/pdf" else _picture
        raster = drawn(data, page, most, Part(*place))
    except MemoryError as err:
        return _refused(TOO_LARGE, f"out of memory: {err}")
    except Exception as err:  # noqa: BLE001  # PIL and PDFium raise whatever they like for a file that somebody broke
        return _refused(_why(err), f"{type(err).__name__}: {err}")
    head = json.dumps({"width": raster.width, "height": raster.height, "pages": raster.pages, "whole": raster.whole})
    sys.stdout.buffer.write(head.encode() + b"\n" + raster.rgb)
    sys.stdout.buffer.flush()
    return 0


def _refused(why: str, said: str) -> int:
    print(json.dumps({"why": why, "said": said[:300]}), flush=True)
    return 1


def _why(err: Exception) -> str:
    """The reader's reason for what a library raised."""
    if type(err).__name__ in {"DecompressionBombError", "DecompressionBombWarning"}:
        return TOO_LARGE
    if "password" in str(err).lower():  # PDFium: Incorrect password error
        return ENCRYPTED
    return BROKEN


def seen(whole: tuple[float, float], most: tuple[int, int], part: Part) -> tuple[float, tuple[int, int, int, int]]:
    """How a page of this size is magnified and cut, to be seen through a window of ``most`` pixels.

    Returns the scale and what is seen of the scaled page, in its pixels: left, top, right, bottom.
    """
    scale = min(most[0] / whole[0], most[1] / whole[1]) * part.percent / 100
    edges = []
    for size, room, middle in zip(whole, most, (part.x, part.y), strict=True):
        full = max(1, int(size * scale))
        shown = min(full, room)
        start = max(0, min(round(full * middle / 1000 - shown / 2), full - shown))
        edges.append((start, start + shown))
    (left, right), (top, bottom) = edges
    return scale, (left, top, right, bottom)


def _pdf_page(data: bytes, page: int, most: tuple[int, int], part: Part) -> Raster:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    pages = len(document)
    sheet = document[min(page, pages - 1)]
    whole = sheet.get_size()
    if part.percent == WHOLE.percent:
        scale = min((most[0] - 0.5) / whole[0], (most[1] - 0.5) / whole[1])  # PDFium rounds up
        image = sheet.render(scale=scale).to_pil().convert("RGB")
    else:
        scale, (left, top, right, bottom) = seen(whole, most, part)
        # What is left out at each edge, in points: left, bottom, right, top.
        cut = (left / scale, whole[1] - bottom / scale, whole[0] - right / scale, top / scale)
        image = sheet.render(scale=scale, crop=tuple(max(0.0, edge) for edge in cut)).to_pil().convert("RGB")
        image = image.crop((0, 0, min(image.width, most[0]), min(image.height, most[1])))
    return Raster(image.width, image.height, pages, image.tobytes(), (round(whole[0]), round(whole[1])))


def _picture(data: bytes, page: int, most: tuple[int, int], part: Part) -> Raster:
    import io

    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as opened:
        source = opened.size
        orientation = opened.getexif().get(ORIENTATION, 1)
        turned = orientation >= 5
        whole = (source[1], source[0]) if turned else source
        # A JPEG is decoded at a half, a quarter or an eighth, unless that is too coarse for what is seen.
        scale = min(1.0, seen(whole, most, part)[0])
        opened.draft("RGB", (ceil(source[0] * scale), ceil(source[1] * scale)))
        if part.percent == WHOLE.percent:
            # Made small before it is turned upright: a turned copy of a large picture would need its memory twice.
            opened.thumbnail(most[::-1] if turned else most)
            upright = ImageOps.exif_transpose(opened)
        else:
            upright = ImageOps.exif_transpose(opened) if orientation > 1 else opened  # it would be a copy as large
            scale, box = seen(upright.size, most, part)
            left, top, right, bottom = (min(round(edge / scale), max(upright.size)) for edge in box)
            size = (box[2] - box[0], box[3] - box[1])
            upright = upright.crop((left, top, min(right, upright.width), min(bottom, upright.height)))
            upright = upright.resize(size, Image.Resampling.LANCZOS)
        if upright.mode in {"RGBA", "LA", "P"}:  # transparent parts are white, as on paper
            layered = upright.convert("RGBA")
            paper = Image.new("RGBA", layered.size, "white")
            upright = Image.alpha_composite(paper, layered)
        image = upright.convert("RGB")
    return Raster(image.width, image.height, 1, image.tobytes(), whole)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
