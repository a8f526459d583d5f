"""Screens that say one thing: 已收到, 已撤回, 内容正在准备."""

from __future__ import annotations

from kiosk.drawing import Pen, Rect
from kiosk.routes import Back, Detail, GoHome, Open, Step
from kiosk.theme import CARD, GOOD, INK, LINE, NOTICE_INK, ON_RED, RED, SOFT_INK
from kiosk.viewmodel.gone import GoneView, SafeView
from kiosk.viewmodel.opinion import ThanksView
from kiosk.widgets.chrome import Around, Bar, draw_bar, draw_header, page_area


def draw_thanks(pen: Pen, view: ThanksView, around: Around) -> None:
    draw_header(pen, around, pen.say("评价和意见"))
    sentence = pen.say("会转交负责单位办理。请记下受理编号，或扫码带走；凭编号可在本屏“看答复”。")
    home = (pen.say("回到首页"), "message-home", GoHome())
    _card(pen, pen.say("收"), GOOD, pen.say("已收到，谢谢您！"), sentence, [home], view.number, view.qr)
    draw_bar(pen, around, Bar(back=None))


def draw_gone(pen: Pen, view: GoneView, around: Around) -> None:
    draw_header(pen, around, pen.say("公开内容"))
    buttons: list[tuple[str, str, Step]] = [(pen.say("返回上一屏"), "message-back", Back())]
    if view.replaced_by:
        buttons.insert(0, (pen.say("查看替代的公开内容"), "replacement", Open(Detail(view.replaced_by))))
    _card(pen, pen.say("撤"), NOTICE_INK, view.headline, view.sentence, buttons)
    draw_bar(pen, around, Bar())


def draw_safe(pen: Pen, view: SafeView, around: Around) -> None:
    draw_header(pen, around, pen.say("触摸查询"))
    _card(pen, pen.say("候"), SOFT_INK, view.headline, view.sentence, [])
    draw_bar(pen, around, Bar(home=None, back=None))


def _card(
    pen: Pen,
    seal: str,
    colour: str,
    headline: str,
    sentence: str,
    buttons: list[tuple[str, str, Step]],
    number: str = "",
    qr: str = "",
) -> None:
    """A calm card in the middle: a seal, a headline, a sentence, perhaps a number and its QR code, what to do next.

    On a wide and low screen the QR code stands beside the words, and the seal is left out for it.
    """
    theme = pen.theme
    area = page_area(pen)
    pad = theme.px(64)
    width = min(area.w, theme.px(1000))
    inner = width - 2 * pad
    code = theme.px(220) if qr else 0
    beside = bool(qr) and not theme.portrait
    room = inner - (code + theme.gap if beside else 0)
    stamp = 0 if beside else theme.px(132)
    sentences = pen.lines(sentence, room, theme.body)
    button_h = max(theme.px(112), theme.button.line_px + theme.px(24))
    words_h = (
        len(pen.lines(headline, room, theme.title)) * theme.title.line_px
        + theme.px(20)
        + len(sentences) * theme.body.line_px
        + (theme.hero.line_px if number else 0)
    )
    middle_h = max(words_h, code) if beside else words_h + (code + theme.px(24) if qr else 0)
    height = 2 * pad + (stamp + theme.px(30) if stamp else 0) + middle_h + len(buttons) * (button_h + theme.px(24))
    at = Rect(area.x + (area.w - width) // 2, area.y + max(0, (area.h - height) // 3), width, height)
    pen.box(at, CARD, theme.px(24), LINE, theme.px(2))
    x, y = at.x + pad, at.y + pad
    if stamp:
        mark = Rect(at.x + (width - stamp) // 2, y, stamp, stamp)
        pen.box(mark, colour, theme.px(24))
        pen.centred(seal, mark, theme.seal, ON_RED)
        y = mark.bottom + theme.px(30)
    top = y
    y = pen.text(headline, x, y, room, theme.title, INK, "centre") + theme.px(20)
    for line in sentences:
        pen.line(line, x, y + (theme.body.line_px - theme.body.text_px) // 2, theme.body, INK)
        y += theme.body.line_px
    if number:
        y = pen.text(number, x, y, room, theme.hero, INK, "centre")
    if beside:
        pen.qr_code(Rect(at.right - pad - code, top, code, code), qr)
    elif qr:
        pen.qr_code(Rect(x + (inner - code) // 2, y + theme.px(24), code, code), qr)
    y = top + middle_h
    for place, (label, name, step) in enumerate(buttons):
        y += theme.px(24)
        box = Rect(x, y, inner, button_h)
        first = place == 0
        pen.box(box, RED if first else CARD, theme.radius, RED, theme.px(2))
        pen.centred(label, box, theme.button, ON_RED if first else RED)
        pen.target(box, name, step)
        y += button_h
