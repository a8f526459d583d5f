"""Screens that say one thing: 已收到, 已撤回, 内容正在准备."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from kiosk.drawing import Pen, Sheet
from kiosk.marks import Rect
from kiosk.routes import Back, Detail, FindAnswer, GoHome, Open, Step
from kiosk.theme import CARD, GOOD, INK, LINE, NOTICE_INK, ON_RED, RED, SOFT_INK
from kiosk.viewmodel.gone import GoneView, SafeView
from kiosk.viewmodel.opinion import ThanksView
from kiosk.widgets.chrome import Around, Bar, draw_bar, draw_header, page_area
from kiosk.widgets.scroll_bar import scroll_bar

LINE_EM = 28  # a line of more characters is hard to follow


class Message(Struct, frozen=True):
    """A calm card: a character on its seal, a headline, a sentence, perhaps a number and its QR code, what to do next.

    buttons: label, name of the target, what it does.
    """

    seal: str
    colour: str
    headline: str
    sentence: str
    buttons: tuple[tuple[str, str, Step], ...] = ()
    number: str = ""
    qr: str = ""


def draw_thanks(pen: Pen, view: ThanksView, around: Around) -> Sheet | None:
    say = pen.say
    draw_header(pen, around, say("在线互动"))
    buttons: tuple[tuple[str, str, Step], ...] = ((say("回到首页"), "message-home", GoHome()),)
    if view.number:
        sentence = say("您的意见会转交负责单位办理。请记下受理编号，或用手机扫码带走；答复公开后，凭编号可以查到。")
        buttons = (*buttons, (say("查我的答复"), "find-answer", Open(FindAnswer())))
    else:
        sentence = say("您的选择已经计入，汇总结果由负责单位公开。")
    message = Message(say("收"), GOOD, say("已收到，谢谢您！"), sentence, buttons, view.number, view.qr)
    return _draw(pen, message, around, Bar(back=None))


def draw_gone(pen: Pen, view: GoneView, around: Around) -> Sheet | None:
    draw_header(pen, around, pen.say("公开内容"))
    buttons: tuple[tuple[str, str, Step], ...] = ((pen.say("返回上一屏"), "message-back", Back()),)
    if view.replaced_by:
        buttons = ((pen.say("查看替代的公开内容"), "replacement", Open(Detail(view.replaced_by))), *buttons)
    return _draw(pen, Message(pen.say("撤"), NOTICE_INK, view.headline, view.sentence, buttons), around, Bar())


def draw_safe(pen: Pen, view: SafeView, around: Around) -> Sheet | None:
    draw_header(pen, around, pen.say("触摸查询"))
    message = Message(pen.say("候"), SOFT_INK, view.headline, view.sentence)
    return _draw(pen, message, around, Bar(home=None, back=None))


def _draw(pen: Pen, message: Message, around: Around, bar: Bar) -> Sheet | None:
    """The card in the middle of the page; on a page of its own that is turned by buttons if it is too high."""
    theme = pen.theme
    area = page_area(pen)
    width = min(area.w, theme.body.size_px * LINE_EM)
    height = _Card(pen.on(Sheet()), message, width).draw(0, 0)
    x = area.x + (area.w - width) // 2
    if height <= area.h:
        _Card(pen, message, width).draw(x, area.y + (area.h - height) // 3)
        draw_bar(pen, around, bar)
        return None
    sheet = Sheet(window=Rect(x, area.y, width, area.h))
    card = _Card(pen.on(sheet), message, width)
    sheet.height = card.draw(0, 0)
    sheet.breaks = card.breaks
    turning = scroll_bar(pen, sheet, around, None)
    draw_bar(pen, around, replace(bar, previous=turning.previous, next=turning.next, info=turning.info))
    return sheet


class _Card:
    """Draws a message from a corner down. breaks: where it may be parted."""

    def __init__(self, pen: Pen, message: Message, width: int) -> None:
        self._pen = pen
        self._message = message
        self._width = width
        self.breaks: list[int] = []

    def draw(self, x: int, y: int) -> int:
        """Returns the height. On a wide and low screen the QR code stands beside the words, instead of the seal."""
        pen, theme, message, width = self._pen, self._pen.theme, self._message, self._width
        pad = theme.px(64 if theme.portrait else 48)
        ground = len(pen.layer.marks)
        top, inner = y, width - 2 * pad
        code = theme.px(220) if message.qr else 0
        beside = bool(message.qr) and not theme.portrait
        room = inner - (code + theme.gap if beside else 0)
        x += pad
        y += pad
        if beside:
            pen.qr_code(Rect(x + inner - code, y, code, code), message.qr)
        else:
            stamp = theme.px(132)
            mark = Rect(x + (inner - stamp) // 2, y, stamp, stamp)
            pen.box(mark, message.colour, theme.px(24))
            pen.centred(message.seal, mark, theme.seal, ON_RED)
            y = mark.bottom + theme.px(30)
        bottom = y + code if beside else y
        y = self._words(message.headline, x, y, room, centred=True) + theme.px(20)
        y = self._words(message.sentence, x, y, room, centred=False)
        if message.number:
            self.breaks.append(y)
            style = pen.fitting(message.number, room, (theme.hero, theme.title, theme.heading))
            y = pen.text(message.number, x, y, room, style, INK, "centre")
        if message.qr and not beside:
            self.breaks.append(y)
            pen.qr_code(Rect(x + (inner - code) // 2, y + theme.px(24), code, code), message.qr)
            y += theme.px(24) + code
        y = self._buttons(x, max(y, bottom), inner)
        height = y + pad - top
        pen.box(Rect(x - pad, top, width, height), CARD, theme.px(24), LINE, theme.px(2))
        pen.layer.marks.insert(ground, pen.layer.marks.pop())
        return height

    def _words(self, text: str, x: int, y: int, width: int, *, centred: bool) -> int:
        """The headline in the middle, or the sentence; it may be parted between two lines."""
        pen, theme = self._pen, self._pen.theme
        style = theme.title if centred else theme.body
        for line in pen.lines(text, width, style):
            self.breaks.append(y)
            y = pen.text(line, x, y, width, style, INK, "centre" if centred else "left")
        return y

    def _buttons(self, x: int, y: int, width: int) -> int:
        pen, theme = self._pen, self._pen.theme
        height = max(theme.px(112), theme.touch)
        for place, (label, name, step) in enumerate(self._message.buttons):
            self.breaks.append(y)
            at = Rect(x, y + theme.px(24), width, height)
            first = place == 0
            pen.box(at, RED if first else CARD, theme.radius, RED, theme.px(2))
            pen.centred(label, at, theme.button, ON_RED if first else RED)
            pen.target(at, name, step)
            y = at.bottom
        return y
