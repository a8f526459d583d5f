"""One disclosure: title, notice period, text, what is known of the document, attachments, QR code."""

from __future__ import annotations

from content.disclosure import Attachment
from kiosk import wording
from kiosk.drawing import Pen, Sheet
from kiosk.forms import Opinion
from kiosk.language import marked
from kiosk.marks import Rect
from kiosk.routes import AttachmentPage, Open
from kiosk.theme import CARD, GOOD, GOOD_TINT, INK, LINE, NOTICE_INK, NOTICE_TINT, RED, SOFT_INK
from kiosk.viewmodel.detail import DetailView, Link
from kiosk.viewmodel.text import one_line
from kiosk.widgets.blocks import draw_block, draw_told
from kiosk.widgets.cards import draw_facts
from kiosk.widgets.chrome import Around, Button, draw_bar, draw_header, page_area
from kiosk.widgets.listen import draw_listen
from kiosk.widgets.paper import Paper
from kiosk.widgets.qr import draw_qr_card, draw_qr_panel
from kiosk.widgets.scroll_bar import scroll_bar
from kiosk.widgets.text_blocks import draw_title

PDF, PICTURE = marked("PDF 文件", "图片")
KINDS = {"application/pdf": PDF, "image/png": PICTURE, "image/jpeg": PICTURE}


def draw_detail(pen: Pen, view: DetailView, around: Around) -> Sheet:
    theme = pen.theme
    draw_header(pen, around, pen.say("公开内容"))
    area = page_area(pen)
    pen.shown(area, view.item)
    if theme.portrait:
        sheet = Sheet(window=area)
        _whole(pen, view, sheet, area, around)
    else:
        side = theme.px(420)
        draw_qr_panel(pen, view, around, Rect(area.right - side, area.y, side, area.h - theme.gap))
        sheet = Sheet(window=Rect(area.x, area.y, area.w - side - 2 * theme.gap, area.h))
        _whole(pen, view, sheet, sheet.window, around)
    draw_bar(pen, around, scroll_bar(pen, sheet, around, Button(pen.say("评价"), "opinion", Open(Opinion(view.id)))))
    return sheet


def _whole(pen: Pen, view: DetailView, sheet: Sheet, area: Rect, around: Around) -> None:
    """Everything on the sheet, in the order in which it is read; x and y are the sheet's own."""
    theme = pen.theme
    types = {one.sha256: one.media_type for one in view.attachments}
    problems = {sha256: why for (sha256, page), why in around.problems if page == 0}
    paper = Paper(pen, sheet, view.id, types, problems)
    width = area.w
    title_width, code_bottom = width, 0
    if theme.portrait:
        code = theme.px(214)
        title_width = width - code - theme.px(30)
        code_bottom = draw_qr_card(paper.pen, view, Rect(width - code, 0, code, code))
    y = draw_title(paper, view.title, 0, 0, title_width) + theme.px(12)
    y = paper.flow(f"{view.publisher}　{view.published}", 0, y, title_width, theme.note, SOFT_INK) + theme.px(8)
    if theme.portrait:
        y = draw_listen(paper.pen, around, 0, y, title_width) + theme.px(8)
    y = max(y, code_bottom + theme.px(4))
    if view.notice:
        y = _notice(paper.pen, sheet, view, width, y + theme.px(8))
    sheet.breaks.append(y)
    paper.pen.box(Rect(0, y + theme.px(8), width, theme.px(3)), RED)
    y += theme.px(28)
    for sentence in view.told:
        y = draw_told(paper, sentence, 0, y, width)
    for link in view.links:
        y = _link(paper, link, y, width)
    for block in view.blocks:
        y = draw_block(paper, block, 0, y, width)
    if any(one.sha256 not in view.in_text for one in view.attachments):
        y = _attachments(paper.pen, sheet, view, width, y + theme.px(10))
    if view.facts:
        y = draw_facts(paper, list(view.facts), 0, y + theme.px(16), width)
    sheet.height = y
    sheet.breaks.sort()


def _notice(pen: Pen, sheet: Sheet, view: DetailView, width: int, y: int) -> int:
    """The public-notice period and where objections go."""
    theme = pen.theme
    sheet.breaks.append(y)
    pad = theme.px(20)
    texts = [(view.notice, theme.cell_strong)]
    if view.notice_contact:
        texts.append((pen.say("如有异议：{contact}", contact=view.notice_contact), theme.cell))
    height = sum(len(pen.lines(text, width - 2 * pad, style)) * style.line_px for text, style in texts)
    over = view.notice_over
    pen.box(Rect(0, y, width, height + 2 * theme.px(14)), GOOD_TINT if over else NOTICE_TINT, theme.radius)
    inner = y + theme.px(14)
    for text, style in texts:
        inner = pen.text(text, pad, inner, width - 2 * pad, style, GOOD if over else NOTICE_INK)
    return inner + theme.px(14) + theme.px(12)


def _link(paper: Paper, link: Link, y: int, width: int) -> int:
    """看全过程, 看解读, 看原文: a wide button that says where it leads."""
    theme, pen = paper.theme, paper.pen
    paper.may_break(y)
    label_width = pen.width(link.label, theme.strong)
    left = theme.px(24) + label_width + theme.px(28)
    room = width - left - theme.px(70)
    lines = pen.lines(link.title, room, theme.cell, 2)
    height = max(theme.touch, len(lines) * theme.cell.line_px + theme.px(24))
    at = Rect(0, y, width, height)
    pen.box(at, CARD, theme.radius, RED, theme.px(2))
    middle = y + height // 2
    pen.line(link.label, theme.px(24), middle - theme.strong.text_px // 2, theme.strong, RED)
    pen.line("›", width - theme.px(24), middle - theme.strong.text_px // 2, theme.strong, RED, "right")
    paper.lines(lines, left, middle - len(lines) * theme.cell.line_px // 2, theme.cell, INK)
    pen.target(at, link.name, Open(link.route))
    return at.bottom + theme.px(16)


def _attachments(pen: Pen, sheet: Sheet, view: DetailView, width: int, y: int) -> int:
    theme = pen.theme
    for number, one in enumerate(one for one in view.attachments if one.sha256 not in view.in_text):
        sheet.breaks.append(y)
        name = pen.lines(one_line(one.name), width - theme.px(320), theme.cell_strong, 2)
        height = max(theme.px(112), len(name) * theme.cell_strong.line_px + theme.note.line_px + theme.px(36))
        at = Rect(0, y, width, height)
        pen.box(at, CARD, theme.radius, LINE, theme.px(2))
        inner = at.y + (height - len(name) * theme.cell_strong.line_px - theme.note.line_px) // 2
        for line in name:
            pen.line(line, theme.px(24), inner, theme.cell_strong)
            inner += theme.cell_strong.line_px
        what = pen.say("附件 · {kind} · {size}", kind=_kind(pen, one), size=wording.size(one.size))
        style = pen.fitting(what, width - theme.px(320), (theme.note, theme.aside))
        pen.text(what, theme.px(24), inner, width - theme.px(320), style, SOFT_INK, most=1)
        button = Rect(width - theme.px(264), y + (height - theme.px(80)) // 2, theme.px(240), theme.px(80))
        pen.box(button, CARD, theme.radius, RED, theme.px(2))
        pen.centred(pen.say("点按查看"), button, theme.strong, RED)
        pen.target(at, f"attachment-{number}", Open(AttachmentPage(view.id, one.sha256)))
        y += height + theme.px(14)
    return y + theme.px(10)


def _kind(pen: Pen, one: Attachment) -> str:
    return pen.say(KINDS[one.media_type]) if one.media_type in KINDS else pen.say("文件")
