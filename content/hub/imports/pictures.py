"""Pictures in a Word file: of each what Word shows of it, as PNG or JPEG, and nothing else that its file holds.

A picture is drawn anew from its pixels: the place where a photograph was taken, its first version and whatever else
travels in such a file stay behind, and so does what Word has cropped away. What lies over a picture in Word, such as a
black bar, is another drawing and is lost; therefore somebody looks at each picture and answers for it.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from PIL import Image
from PIL.ExifTags import Base
from PIL.Image import Transpose

from content.hub.checking.finding import BLANK
from content.hub.disclosures.draft import DraftFile

MAX_PICTURES = 30
MAX_SOURCE_BYTES = 20_000_000  # of one picture in the file
MAX_PIXELS = 40_000_000  # before anything is decoded
MAX_SIDE_PX = 2_400  # four times the width of a touch screen's column
MAX_BYTES = 6_000_000  # of all of them together, as they are kept: they travel in a form of at most 10 MB
MIN_SIDE_PX = 16  # smaller ones are lines and dots
FORMATS = ("PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP")
QUALITY = 85
LARGE_PNG_BYTES = 800_000  # what is larger is a photograph
ALT_BLANK = "【待填：图片的文字说明】"
MAX_ALT = 200
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PLACED = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_VML = "{urn:schemas-microsoft-com:vml}"
_OFFICE = "{urn:schemas-microsoft-com:office:office}"
_PER_CENT = 100_000  # srcRect counts in thousandths of a per cent
_QUARTER = 5_400_000  # rot counts in sixty-thousandths of a degree
_TURNED = {1: Transpose.ROTATE_270, 2: Transpose.ROTATE_180, 3: Transpose.ROTATE_90}
_UPRIGHT = {  # by Exif's Orientation
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
# What Word writes there by itself: 「图片包含 人 描述已自动生成」, 「图片 3」, the name of a file.
_AUTOMATIC = re.compile(
    r"自动生成|automatically|\.(?:jpe?g|png|bmp|gif|tiff?|webp|emf|wmf)\b|^图[片像]\s*\d*$", re.IGNORECASE
)


@dataclass(frozen=True)
class Shown:
    """How Word shows a picture. is_sure: whether that can be told. cropped: the shares that are cut off, left, top,
    right, bottom, of the picture as it lies in the file. quarters: turned clockwise so often by 90°.
    """

    alt: str = ""
    is_sure: bool = True
    cropped: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    quarters: int = 0


@dataclass
class Gallery:
    """The pictures of one file in reading order, each with its number as a name; and why others are not there."""

    shown: list[Shown]
    files: list[DraftFile | None] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    alts: dict[int, str] = field(default_factory=dict)

    def take(self, image: Any) -> dict[str, str]:
        """What mammoth asks for each picture: the attributes of its tag."""
        self.files.append(None)
        number = len(self.files)
        try:
            self.files[-1] = self._drawn(image, number)
        except _Refused as err:
            self.refused.append(f"第 {number} 张图片没有导入：{err}。")
        return {"src": str(number)}

    def alt(self, number: int) -> str:
        """What to read aloud for a picture: what its author wrote, or a blank that a clerk has to fill in."""
        alt = self.alts.get(number, "")
        is_written = len(re.findall("[一-龥]", alt)) >= 2 and not _AUTOMATIC.search(alt)
        return alt if is_written and not BLANK.search(alt) else ALT_BLANK

    def _drawn(self, image: Any, number: int) -> DraftFile:
        token = image.alt_text or ""
        shown = self.shown[int(token)] if re.fullmatch(r"\d{1,6}", token) and int(token) < len(self.shown) else None
        if shown is None or not shown.is_sure:
            raise _Refused("不能确定它在 Word 里怎样显示。请另加「图片」")
        if number > MAX_PICTURES:
            raise _Refused(f"一个文件最多 {MAX_PICTURES} 张")
        try:
            with image.open() as opened:
                data = opened.read(MAX_SOURCE_BYTES + 1)
        except Exception as err:  # mammoth has no class of its own for a file that is not there, or is on the network
            raise _Refused("文件里没有它的数据，只有链接") from err
        self.alts[number] = " ".join(shown.alt.split())[:MAX_ALT]
        kind, made = drawn(data, shown)
        if sum(len(file.data) for file in self.files if file is not None) + len(made) > MAX_BYTES:
            raise _Refused(f"图片合计超过 {MAX_BYTES // 1_000_000} MB。请另加「图片」")
        return DraftFile(name=f"图 {number}", media_type=kind, data=made)


class _Refused(Exception):
    """A picture that is not taken over; the message says why, in a clerk's words."""


def mark(document: Element) -> list[Shown]:
    """How the document shows each drawing; its number is put where mammoth reads the alternative text."""
    shown: list[Shown] = []
    for outer in document.iter():
        if outer.tag in (_PLACED + "inline", _PLACED + "anchor"):
            named = outer.find(_PLACED + "docPr")
            if named is not None:
                alt = named.get("descr", "")
                named.set("descr", str(len(shown)))
                fills = list(outer.iter(_PICTURE + "blipFill"))
                # Of several pictures in one drawing it cannot be told which is which.
                shown.append(_shown(alt, outer, fills[0]) if len(fills) == 1 else Shown(alt, is_sure=False))
        elif outer.tag == _VML + "imagedata":
            is_cropped = any(outer.get(name) for name in ("cropleft", "croptop", "cropright", "cropbottom"))
            alt = outer.get(_OFFICE + "title", "")
            outer.set(_OFFICE + "title", str(len(shown)))
            shown.append(Shown(alt, is_sure=not is_cropped))
    return shown


def drawn(data: bytes, shown: Shown) -> tuple[str, bytes]:
    """A picture anew: its media type and bytes.

    Raises _Refused, whose message is a clerk's, for what is too large, too small, or no picture.
    """
    if len(data) > MAX_SOURCE_BYTES:
        raise _Refused(f"超过 {MAX_SOURCE_BYTES // 1_000_000} MB")
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            width, height = opened.size
            if width * height > MAX_PIXELS:
                raise _Refused(f"{width} × {height} 像素，最多 {MAX_PIXELS // 10_000} 万像素。请缩小后另加「图片」")
            if min(width, height) < MIN_SIDE_PX:
                raise _Refused(f"只有 {width} × {height} 像素，像是线条或圆点")
            left, top, right, bottom = shown.cropped
            box = (round(width * left), round(height * top), round(width * (1 - right)), round(height * (1 - bottom)))
            if box[2] - box[0] < MIN_SIDE_PX or box[3] - box[1] < MIN_SIDE_PX:
                raise _Refused("裁剪后几乎没有内容")
            kind = "image/jpeg" if opened.format == "JPEG" else "image/png"
            orientation = opened.getexif().get(Base.Orientation)
            pixels = opened.convert("RGBA" if opened.has_transparency_data else "RGB").crop(box)
    except _Refused:
        raise
    except Image.DecompressionBombError as err:
        raise _Refused("像素太多。请缩小后另加「图片」") from err
    except (OSError, ValueError, SyntaxError, EOFError, KeyError) as err:  # Pillow's for what is no picture, or broken
        raise _Refused("不是 PNG、JPEG 一类的图片，或已损坏。请截图后另加「图片」") from err
    # Word turns a photograph as its camera says when it is put in, and notes that as a turn of its own.
    turn = _UPRIGHT.get(orientation) if orientation in _UPRIGHT else _TURNED.get(shown.quarters)
    pixels = pixels.transpose(turn) if turn is not None else pixels
    pixels.thumbnail((MAX_SIDE_PX, MAX_SIDE_PX))
    if pixels.mode == "RGBA":
        white = Image.new("RGBA", pixels.size, "white")  # the paper it lies on in Word
        pixels = Image.alpha_composite(white, pixels).convert("RGB")
    plain = Image.frombytes("RGB", pixels.size, pixels.tobytes())  # nothing that Pillow kept beside the pixels
    if kind == "image/png":
        made = _saved(plain, "PNG", optimize=True)
        if len(made) <= LARGE_PNG_BYTES:
            return kind, made
    return "image/jpeg", _saved(plain, "JPEG", quality=QUALITY)


def _saved(image: Image.Image, form: str, **how: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **how)
    return out.getvalue()


def _shown(alt: str, drawing: Element, fill: Element) -> Shown:
    """Of the one picture of a drawing. A share below 0, where Word adds a margin, cuts nothing off."""
    cut, turn = fill.find(_DRAWING + "srcRect"), drawing.find(f".//{_PICTURE}spPr/{_DRAWING}xfrm")
    said = [cut.get(side, "0") if cut is not None else "0" for side in "ltrb"]
    said.append(turn.get("rot", "0") if turn is not None else "0")
    if not all(re.fullmatch(r"-?\d{1,9}", number) for number in said):
        return Shown(alt, is_sure=False)
    left, top, right, bottom = (max(0.0, int(number) / _PER_CENT) for number in said[:4])
    return Shown(alt, cropped=(left, top, right, bottom), quarters=round(int(said[4]) / _QUARTER) % 4)
