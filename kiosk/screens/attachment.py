"""One page of an attachment, as wide as the screen; a PDF is turned page by page."""

from __future__ import annotations

from kiosk.drawing import Pen, Rect, Sheet
from kiosk.routes import Scroll, Step, TurnTo
from kiosk.theme import CARD, LINE, SOFT_INK
from kiosk.viewmodel import AttachmentView
from kiosk.widgets.chrome import Around, Bar, draw_bar, draw_header, page_area

A4 = 1.4143  # height of a page for its width; other shapes are fitted into it


def draw_attachment(pen: Pen, view: AttachmentView, around: Around) -> Sheet:
    theme = pen.theme
    draw_header(pen, around, view.attachment.name)
    area = page_area(pen)
    pen.shown(area, view.item)
    sheet = Sheet(window=area)
    paper = pen.on(sheet)
    is_pdf = view.attachment.media_type == "application/pdf"
    width = area.w if theme.portrait else min(area.w, theme.px(1400))
    height = int(width * A4) if is_pdf else area.h - theme.gap
    frame = Rect((area.w - width) // 2, 0, width, height)
    paper.box(frame, CARD, 0, LINE, theme.px(2))
    if view.arrived:
        paper.picture(frame.inset(theme.px(4)), view.attachment.sha256, view.attachment.media_type, view.page)
    else:
        paper.centred("附件还没有送达本机，请稍后再看。", Rect(frame.x, 0, width, theme.px(300)), theme.body, SOFT_INK)
    sheet.height = height + theme.px(8)
    pages = dict(around.pages).get(view.attachment.sha256, 1)
    draw_bar(pen, around, _bar(view, sheet, around, pages))
    return sheet


def _bar(view: AttachmentView, sheet: Sheet, around: Around, pages: int) -> Bar:
    """上一页 and 下一页 first go through a page that is higher than the screen, then to its neighbours."""
    here = around.scroll_px
    previous: Step | None = Scroll(-1) if here > 0 else TurnTo(view.page - 1) if view.page > 0 else None
    below = sheet.seen_until(here) < sheet.height
    following: Step | None = Scroll(1) if below else TurnTo(view.page + 1) if view.page + 1 < pages else None
    return Bar(previous=previous, next=following, info=f"第{view.page + 1}页，共{pages}页")
