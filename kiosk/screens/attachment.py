"""One page of an attachment, as wide as the screen; a PDF is turned page by page."""

from __future__ import annotations

from kiosk.drawing import Pen, Rect, Sheet
from kiosk.routes import Scroll, Step, TurnTo
from kiosk.theme import CARD, LINE, SOFT_INK
from kiosk.viewmodel.detail import AttachmentView
from kiosk.viewmodel.text import one_line
from kiosk.widgets.chrome import Around, Bar, draw_bar, draw_header, page_area

A4 = 1.4143  # height of a page for its width; other shapes are fitted into it


def draw_attachment(pen: Pen, view: AttachmentView, around: Around) -> Sheet:
    theme = pen.theme
    draw_header(pen, around, pen.say("附件"))
    area = page_area(pen)
    pen.shown(area, view.item)
    sheet = Sheet(window=area)
    paper = pen.on(sheet)
    top = paper.text(one_line(view.attachment.name), 0, 0, area.w, theme.strong) + theme.px(10)
    width, height = area.w, max(theme.px(200), area.h - top - theme.gap)
    if view.attachment.media_type == "application/pdf":  # a whole page in portrait, a readable width in landscape
        width = min(area.w, int(height / A4)) if theme.portrait else min(area.w, theme.px(1400))
        height = int(width * A4)
    frame = Rect((area.w - width) // 2, top, width, height)
    paper.box(frame, CARD, 0, LINE, theme.px(2))
    if view.arrived:
        paper.picture(frame.inset(theme.px(4)), view.attachment.sha256, view.attachment.media_type, view.page)
    else:
        missing = Rect(frame.x, top, width, theme.px(300))
        paper.centred(pen.say("附件还没有送达本机，请稍后再看。"), missing, theme.body, SOFT_INK)
    sheet.height = frame.bottom + theme.px(8)
    pages = dict(around.pages).get(view.attachment.sha256, 1)
    draw_bar(pen, around, _bar(pen, view, sheet, around, pages))
    return sheet


def _bar(pen: Pen, view: AttachmentView, sheet: Sheet, around: Around, pages: int) -> Bar:
    """上一页 and 下一页 first go through a page that is higher than the screen, then to its neighbours."""
    here = around.scroll_px
    previous: Step | None = Scroll(-1) if here > 0 else TurnTo(view.page - 1) if view.page > 0 else None
    below = sheet.seen_until(here) < sheet.height
    following: Step | None = Scroll(1) if below else TurnTo(view.page + 1) if view.page + 1 < pages else None
    info = pen.say("第{page}页，共{pages}页", page=view.page + 1, pages=pages)
    return Bar(previous=previous, next=following, info=info)
