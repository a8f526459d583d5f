"""打印: a disclosure as the pages of a PDF, drawn by the same functions as the screen, in large type.

At the end of the text stand its codes and the SHA-256 of the published bytes, so that a page can be held against the
signed feed years later. Pictures are left out: they can be seen on the screen and behind the code.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from content.blocks import Picture as PictureBlock
from kiosk.comfort import Comfort
from kiosk.drawing import Pen, Sheet
from kiosk.fonts import Fonts
from kiosk.language import CHINESE, Language
from kiosk.marks import Box, Mark, QrCode, Rect, Words
from kiosk.print_table import print_table
from kiosk.theme import INK, LINE, SOFT_INK, PaperSize, Style, Theme
from kiosk.viewmodel.detail import TableSummary
from kiosk.viewmodel.taking import TakeView
from kiosk.widgets.blocks import draw_block
from kiosk.widgets.cards import draw_facts
from kiosk.widgets.paper import Paper
from kiosk.widgets.text_blocks import draw_title

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont

MOST_PAGES = 6  # of A4; of a receipt, that length of A4
A4_DPI, RECEIPT_DPI = 200, 203
A4_PX = (1654, 2339)  # 210 × 297 mm
RECEIPT_PX = 576  # 72 mm of the 80 mm are printed
MARGIN_MM = 15
MM_PER_INCH = 25.4
NARROW_PX = 800  # on narrower paper the codes take the whole width: a module of the larger one needs three dots
WHITE, BLACK = 255, 0
TINT_FROM = 170  # a thermal printer knows black and white: tints become white


class Format(Struct, frozen=True):
    """A sheet of paper in dots. height_px 0: as long as the text."""

    width_px: int
    height_px: int
    margin_px: int
    dpi: int


FORMATS: dict[PaperSize, Format] = {
    "a4": Format(*A4_PX, round(MARGIN_MM / MM_PER_INCH * A4_DPI), A4_DPI),
    "receipt-80": Format(RECEIPT_PX, 0, 8, RECEIPT_DPI),
}


def pdf_of(view: TakeView, size: PaperSize, fonts: Fonts, printed_at: str, language: Language = CHINESE) -> bytes:
    """The PDF. printed_at: day and time in words. Raises ValueError if the view is not to be printed."""
    pages = pages_of(view, size, fonts, printed_at, language)
    out = io.BytesIO()
    if size == "receipt-80":
        pages = [page.point([BLACK] * TINT_FROM + [WHITE] * (256 - TINT_FROM), "1") for page in pages]
    first, *others = pages
    first.save(out, "PDF", resolution=FORMATS[size].dpi, save_all=True, append_images=others, title=view.title)
    return out.getvalue()


def pages_of(
    view: TakeView, size: PaperSize, fonts: Fonts, printed_at: str, language: Language = CHINESE
) -> list[Image.Image]:
    """The pages as grey pictures."""
    paper, faces = FORMATS[size], _Faces(fonts)
    theme = _theme(size, language)
    parts = list(sheets_of(view, size, fonts, printed_at, language))
    pages = []
    for number, (start, end, sheet) in enumerate(parts, 1):
        height = paper.height_px or end - start + 2 * paper.margin_px + 2 * theme.note.line_px
        foot = language.say("第{page}页，共{pages}页", page=number, pages=len(parts)) if paper.height_px else ""
        if number == len(parts) and end < sheet.height:
            foot = language.say("未完，全文请扫码或到触摸屏查看")
        pages.append(_page(sheet, start, end, paper, height, foot, theme, faces))
    return pages


def sheets_of(
    view: TakeView, size: PaperSize, fonts: Fonts, printed_at: str, language: Language = CHINESE
) -> Iterator[tuple[int, int, Sheet]]:
    """Where each page begins and ends on the one long sheet, and the sheet. Raises ValueError."""
    if view.page is None:
        raise ValueError(f"{view.item} is not to be printed here")
    paper, theme = FORMATS[size], _theme(size, language)
    window_h = theme.height_px - 2 * theme.note.line_px if paper.height_px else MOST_PAGES * theme.height_px
    sheet = Sheet(window=Rect(0, 0, theme.width_px, window_h))
    _write(Pen(sheet, theme, _Faces(fonts).advance, language), sheet, view, printed_at)
    for start in sheet.pages()[: MOST_PAGES if paper.height_px else 1]:
        yield start, sheet.seen_until(start), sheet


def _theme(size: PaperSize, language: Language) -> Theme:
    """A sheet of A4 is drawn like a screen of that shape; a receipt in the largest letters, for it is narrow."""
    paper = FORMATS[size]
    comfort = Comfort(text="normal" if paper.height_px else "largest", language=language.code)
    height = paper.height_px or A4_PX[1]
    return Theme(paper.width_px - 2 * paper.margin_px, height - 2 * paper.margin_px, comfort)


def _write(pen: Pen, sheet: Sheet, view: TakeView, printed_at: str) -> None:
    """Title, text, what is known of the document, codes; all on one long sheet."""
    page = view.page
    assert page is not None
    theme, say, width = pen.theme, pen.say, sheet.window.w
    paper = Paper(pen, sheet, page.id)
    y = draw_title(paper, page.title, 0, 0, width) + theme.px(10)
    y = paper.flow(f"{page.publisher}　{page.published}", 0, y, width, theme.note, SOFT_INK) + theme.px(10)
    if page.notice:
        y = paper.flow(page.notice, 0, y, width, theme.cell_strong)
    if page.notice_contact:
        y = paper.flow(say("如有异议：{contact}", contact=page.notice_contact), 0, y, width, theme.cell)
    pen.box(Rect(0, y + theme.px(6), width, theme.px(3)), INK)
    y += theme.px(26)
    # The codes come first: whatever else does not fit, they are on the first page.
    y = _codes(paper, view, y, width, printed_at)
    for block in page.blocks:
        match block:
            case PictureBlock():
                told = say("（图片：{alt}。请在触摸屏或扫码查看）", alt=block.alt)
                y = paper.flow(told, 0, y, width, theme.note, SOFT_INK)
            case TableSummary():
                y = print_table(paper, block, y, width)
            case _:
                y = draw_block(paper, block, 0, y, width)
    if page.facts:
        y = draw_facts(paper, list(page.facts), 0, y + theme.px(12), width)
    sheet.height = y
    sheet.breaks.sort()


def _codes(paper: Paper, view: TakeView, y: int, width: int, printed_at: str) -> int:
    """Both codes with what they are for, the hash, and when this was printed."""
    theme, pen = paper.theme, paper.pen
    say, gap = pen.say, theme.px(20)
    codes = [(view.address, say("扫码看全文")), (view.short, say("离线短文，可核对"))]
    codes = [(text, caption) for text, caption in codes if text]
    is_narrow = width < NARROW_PX
    side = (width - gap) // 2 if is_narrow else theme.px(300)
    top = y
    for place, (text, caption) in enumerate(codes):
        pen.qr_code(Rect(place * (side + gap), top, side, side), text)
        y = max(y, pen.text(caption, place * (side + gap), top + side, side, theme.note, INK, "centre"))
    left = len(codes) * (side + gap)
    room = width - left
    told = [
        say("编号 {item}", item=view.item),
        say("内容指纹 {sha256}", sha256=" ".join(view.sha256[at : at + 8] for at in range(0, 64, 8))),
        say("{when} 由公开终端打印。以公开目录中的现行内容为准。", when=printed_at),
    ]
    if is_narrow:
        left, room, top = 0, width, y + theme.px(10)
    line_y = top
    for sentence in told:
        line_y = pen.text(sentence, left, line_y, room, theme.note, SOFT_INK)
    y = max(y, line_y) + theme.px(14)
    pen.box(Rect(0, y, width, theme.px(2)), LINE)
    return y + theme.px(20)


def _page(
    sheet: Sheet, start: int, end: int, paper: Format, height: int, foot: str, theme: Theme, faces: _Faces
) -> Image.Image:
    """One page: the table head that belongs above it, the marks between start and end, the foot."""
    from PIL import Image, ImageDraw

    page = Image.new("L", (paper.width_px, height), WHITE)
    brush = _Brush(ImageDraw.Draw(page), page, faces)
    head = sheet.head_at(start)
    top = paper.margin_px
    if head is not None:
        for mark in head.marks:
            brush.draw(_moved(mark, paper.margin_px, top))
        top += head.height
    for mark in sheet.marks:
        if start <= mark.at.y < end or start < mark.at.bottom <= end:
            brush.draw(_moved(mark, paper.margin_px, top - start))
    if foot:
        style = theme.note
        width = sum(faces.advance(character, style) for character in foot)
        at = Rect(
            (paper.width_px - int(width)) // 2, height - paper.margin_px - style.line_px, int(width), style.text_px
        )
        brush.draw(Words(at, foot, style, "#000000"))
    return page


def _moved(mark: Mark, x: int, y: int) -> Mark:
    return replace(mark, at=Rect(mark.at.x + x, mark.at.y + y, mark.at.w, mark.at.h))


class _Faces:
    """The regular and the bold face in every size that is asked for."""

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts
        self.face = cache(self._face)
        self.advance = cache(self._advance)

    def _face(self, size_px: int, bold: bool) -> ImageFont.FreeTypeFont:
        from PIL import ImageFont

        return ImageFont.truetype(str(self._fonts.bold if bold else self._fonts.regular), size_px)

    def _advance(self, character: str, style: Style) -> float:
        return float(self.face(style.size_px, style.bold).getlength(character))


class _Brush:
    """Paints marks with Pillow, in greys."""

    def __init__(self, draw: ImageDraw.ImageDraw, page: Image.Image, faces: _Faces) -> None:
        self._draw = draw
        self._page = page
        self._faces = faces

    def draw(self, mark: Mark) -> None:
        at = mark.at
        match mark:
            case Box():
                corners = (at.x, at.y, at.x + max(1, at.w) - 1, at.y + max(1, at.h) - 1)
                edge = _grey(mark.edge) if mark.edge else None
                width = max(1, mark.edge_px) if mark.edge else 0
                self._draw.rounded_rectangle(corners, mark.radius, _grey(mark.fill), edge, width)
            case Words():
                face = self._faces.face(mark.style.size_px, mark.style.bold)
                self._draw.text((at.x, at.y), mark.text, _ink(mark.colour), face)
            case QrCode():
                self._qr_code(mark)

    def _qr_code(self, mark: QrCode) -> None:
        import segno
        from PIL import Image

        rows = [*segno.make(mark.text, error="m", micro=False).matrix_iter(scale=1, border=4)]
        code = Image.new("L", (len(rows), len(rows)), WHITE)
        code.putdata([BLACK if module else WHITE for row in rows for module in row])
        dots = max(1, min(mark.at.w, mark.at.h) // len(rows))  # whole dots, or the printer would smear the modules
        side = dots * len(rows)
        place = (mark.at.x + (mark.at.w - side) // 2, mark.at.y + (mark.at.h - side) // 2)
        self._page.paste(code.resize((side, side), Image.Resampling.NEAREST), place)


def _grey(colour: str) -> int:
    """Of a fill: what is dark stays dark, tints become nearly white, so that toner is spared."""
    red, green, blue = bytes.fromhex(colour[1:7])
    return round(0.299 * red + 0.587 * green + 0.114 * blue)


def _ink(colour: str) -> int:
    """Of text: black, unless it stands white on a dark ground."""
    return WHITE if _grey(colour) > 200 else BLACK
