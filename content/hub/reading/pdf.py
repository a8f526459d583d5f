"""PDF: the text of every page; a page without any, or with a picture for most of it, is named as unread."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from pypdfium2 import PdfDocument, PdfiumError, PdfPage
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from content.hub.reading.parts import Line, Part, Unread, Unreadable

MAX_PAGES = 2_000
MAX_OBJECTS = 5_000  # of one page that are looked at for pictures
SCAN_SHARE = 0.5  # of the page's area
_HYPHENS = str.maketrans({"\ufffe": "-", "\x02": "-"})  # what pdfium gives for the hyphen at the end of a line
_UNKNOWN_SHARE = 0.3  # of a page's characters that no font names


def read_pdf(data: bytes) -> Iterator[Part]:
    """Lines are numbered through the document, an unread page has its own number. Raises Unreadable."""
    try:
        document = PdfDocument(data)
    except PdfiumError as err:
        raise Unreadable("PDF 损坏，或加了密码") from err
    try:
        if len(document) > MAX_PAGES:
            raise Unreadable(f"PDF {len(document)} 页，最多 {MAX_PAGES} 页")
        lines = count(1)
        for number, page in enumerate(document, start=1):
            text = _text(page)
            if _is_scan(page, text):
                yield Unread(number, f"第 {number} 页")
            for line in text.splitlines():
                yield Line(next(lines), line)
        for number in range(1, document.count_attachments() + 1):
            yield Unread(number, f"PDF 内嵌文件 {number}")
    except PdfiumError as err:
        raise Unreadable("PDF 损坏") from err
    finally:
        document.close()


def _text(page: PdfPage) -> str:
    words = page.get_textpage()
    try:
        return str(words.get_text_range(errors="replace")).translate(_HYPHENS)
    finally:
        words.close()


def _is_scan(page: PdfPage, text: str) -> bool:
    letters = "".join(text.split())
    if sum("\ue000" <= letter <= "\uf8ff" or letter in "\x00\ufffd" for letter in letters) > _UNKNOWN_SHARE * len(
        letters
    ):
        return True
    width, height = page.get_size()
    seen = 0
    for seen, shown in enumerate(page.get_objects(max_depth=3), start=1):
        if seen > MAX_OBJECTS:
            break
        if shown.type == FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = shown.get_bounds()
            if abs((right - left) * (top - bottom)) >= SCAN_SHARE * width * height:
                return True
    return not letters and seen > 0
