"""带走: two codes beside or below each other, and 打印 where there is a printer."""

from __future__ import annotations

from kiosk.drawing import Pen, Sheet
from kiosk.taking import Print
from kiosk.theme import SOFT_INK
from kiosk.viewmodel.taking import TakeView
from kiosk.widgets.chrome import Around, draw_bar, draw_header, page_area
from kiosk.widgets.formsheet import FormSheet
from kiosk.widgets.scroll_bar import scroll_bar


def draw_taking(pen: Pen, view: TakeView, around: Around) -> Sheet:
    say, theme = pen.say, pen.theme
    draw_header(pen, around, say("带走"))
    pen.shown(page_area(pen), view.item)
    paper = FormSheet(pen, page_area(pen))
    if view.form.problem:
        paper.notice(say(view.form.problem))
    paper.say(view.title, theme.strong)
    codes = []
    if view.address:
        codes.append((view.address, say("手机扫码看全文"), say("需要联网")))
    if view.short:
        codes.append((view.short, say("离线短文"), say("不用联网，可核对真伪")))
    paper.codes(codes)
    if not codes:
        paper.say(say("这条内容没有可以扫的码，请记下编号或打印。"), theme.body)
    button = None
    if view.page is not None:
        waiting = say("正在打印，请在出纸口取纸") if view.form.printing == "waiting" else ""
        label = say("再打印一份") if view.form.printing == "done" else say("打印")
        button = paper.end(label, "print", Print(), waiting)
        if view.form.printing == "done":
            paper.say(say("已送到打印机，请在出纸口取纸。"), theme.note, SOFT_INK)
    sheet = paper.done()
    draw_bar(pen, around, scroll_bar(pen, sheet, around, button))
    return sheet
