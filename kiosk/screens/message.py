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
    sentence = pen.say("您的意见已收到，会转交负责单位办理。编号后六位：{number}。", number=view.number)
    home = (pen.say("回到首页"), "message-home", GoHome())
    _card(pen, pen.say("收"), GOOD, pen.say("已收到，谢谢您！"), sentence, [home])
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


def _card(pen: Pen, seal: str, colour: str, headline: str, sentence: str, buttons: list[tuple[str, str, Step]]) -> None:
    """A calm card in the middle: a seal, a headline, a sentence, what to do next."""
    theme = pen.theme
    area = page_area(pen)
    pad = theme.px(64)
    width = min(area.w, theme.px(1000))
    inner = width - 2 * pad
    stamp = theme.px(132)
    sentences = pen.lines(sentence, inner, theme.body)
    button_h = theme.px(112)
    height = (
        2 * pad
        + stamp
        + theme.px(30)
        + len(pen.lines(headline, inner, theme.title)) * theme.title.line_px
        + theme.px(20)
        + len(sentences) * theme.body.line_px
        + len(buttons) * (button_h + theme.px(24))
    )
    at = Rect(area.x + (area.w - width) // 2, area.y + max(0, (area.h - height) // 3), width, height)
    pen.box(at, CARD, theme.px(24), LINE, theme.px(2))
    middle = at.x + width // 2
    y = at.y + pad
    mark = Rect(middle - stamp // 2, y, stamp, stamp)
    pen.box(mark, colour, theme.px(24))
    pen.centred(seal, mark, theme.seal, ON_RED)
    y = pen.text(headline, at.x + pad, mark.bottom + theme.px(30), inner, theme.title, INK, "centre") + theme.px(20)
    for line in sentences:
        pen.line(line, at.x + pad, y + (theme.body.line_px - theme.body.text_px) // 2, theme.body, INK)
        y += theme.body.line_px
    for number, (label, name, step) in enumerate(buttons):
        y += theme.px(24)
        box = Rect(at.x + pad, y, inner, button_h)
        first = number == 0
        pen.box(box, RED if first else CARD, theme.radius, RED, theme.px(2))
        pen.centred(label, box, theme.button, ON_RED if first else RED)
        pen.target(box, name, step)
        y += button_h
