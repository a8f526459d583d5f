"""意见: satisfied or not, a few words, perhaps a telephone number, and 提交."""

from __future__ import annotations

from content.store.outbox import MAX_OPINION_LENGTH, RATING_LABELS, Rating
from kiosk.drawing import Pen, Sheet
from kiosk.forms import AddPhrase, KeepInConfidence, Rate, Send, WriteInto, can_send
from kiosk.language import marked
from kiosk.theme import SOFT_INK
from kiosk.viewmodel.opinion import OpinionView
from kiosk.widgets.chrome import Around, Button, draw_bar, draw_header, page_area
from kiosk.widgets.formsheet import FormSheet, Option
from kiosk.widgets.scroll_bar import scroll_bar
from kiosk.widgets.typing import Typing, draw_typing

PHRASES = marked("内容看不懂。", "内容不完整。", "公开不及时。", "请公开办理结果。", "请答复我。", "办得好，谢谢。")
NAMES: dict[Rating, str] = {"satisfied": "satisfied", "basically-satisfied": "basically", "not-satisfied": "not"}


def draw_opinion(pen: Pen, view: OpinionView, around: Around) -> Sheet | None:
    """The form, or the page on which one field of it is written."""
    match view.form.field:
        case "text":
            draw_typing(pen, _words(pen, view), around)
            return None
        case "phone":
            draw_typing(pen, _number(pen, view), around)
            return None
    draw_header(pen, around, pen.say("评价和意见"))
    paper = _form(pen, view)
    send = paper.end(pen.say("提交"), "send", Send(), _hint(pen, view))
    sheet = paper.done()
    draw_bar(pen, around, scroll_bar(pen, sheet, around, send))
    return sheet


def _hint(pen: Pen, view: OpinionView) -> str:
    """Why it cannot be sent yet."""
    if view.form.sending:
        return pen.say("正在提交")
    return "" if can_send(view.form) else pen.say("请先选一项评价，或写几句，再提交")


def _form(pen: Pen, view: OpinionView) -> FormSheet:
    theme, form = pen.theme, view.form
    paper = FormSheet(pen, page_area(pen))
    if form.problem:
        paper.notice(pen.say(form.problem))
    asked = (
        pen.say("评价：《{title}》", title=view.about) if view.about else pen.say("对我们的公开工作，您有什么意见？")
    )
    paper.say(asked, theme.strong)
    ratings = [
        Option(pen.say(label), f"rate-{NAMES[rating]}", Rate(rating), form.rating == rating)
        for rating, label in RATING_LABELS.items()
    ]
    paper.choices(ratings, 3, tall=170)
    phrases = [Option(pen.say(one), f"phrase-{place}", AddPhrase(pen.say(one))) for place, one in enumerate(PHRASES)]
    paper.say(pen.say("点按短语，或自己写几句（可以不写）："), theme.note, SOFT_INK)
    paper.choices(phrases, 3, quiet=True)
    paper.written(form.text + form.letters, pen.say("写几句……"), "field-text", WriteInto("text"))
    if view.sealing_key is None:
        paper.say(pen.say("本机暂时不能留电话；意见照常提交。"), theme.note, SOFT_INK)
    else:
        _private(pen, paper, view)
    return paper


def _private(pen: Pen, paper: FormSheet, view: OpinionView) -> None:
    """The telephone number, and whether the words too are for the clerk alone."""
    form = view.form
    phone = pen.say("电话 {number}", number=hidden(form.phone)) if form.phone else pen.say("留电话（可以不留）")
    paper.choices(
        [
            Option(phone, "field-phone", WriteInto("phone"), bool(form.phone)),
            Option(pen.say("只给经办人看"), "in-confidence", KeepInConfidence(), form.in_confidence),
        ],
        2,
    )
    paper.say(pen.say("电话只供经办人回复您用，提交时立即加密，在本机上谁也看不到。"), pen.theme.note, SOFT_INK)


def _words(pen: Pen, view: OpinionView) -> Typing:
    form = view.form
    written = len(form.text) + len(form.letters)
    return Typing(
        title=pen.say("写意见"),
        text=form.text + form.letters,
        hint=pen.say("您的意见（可以不写）"),
        told=pen.say("用拼音打字，点选上面出现的词。"),
        back=WriteInto(""),
        done=Button(pen.say("写好了"), "written", WriteInto("")),
        letters=len(form.letters),
        words=view.words,
        info=pen.say("{written}/{most}字", written=written, most=MAX_OPINION_LENGTH) if written else "",
    )


def _number(pen: Pen, view: OpinionView) -> Typing:
    return Typing(
        title=pen.say("留电话"),
        text=grouped(view.form.phone),
        hint=pen.say("手机号，或带区号的座机号"),
        told=pen.say("电话只供经办人回复您用，提交时立即加密，在本机上谁也看不到。"),
        back=WriteInto(""),
        done=Button(pen.say("写好了"), "written", WriteInto("")),
        digits=True,
    )


def grouped(phone: str) -> str:
    """The digits as they are read: 138 0013 8000, 0900 5556101."""
    if phone.startswith("0"):
        area = 3 if phone.startswith(("010", "02")) else 4
        return f"{phone[:area]} {phone[area:]}".strip()
    return " ".join(part for part in (phone[:3], phone[3:7], phone[7:]) if part)


def hidden(phone: str) -> str:
    """Whose number it is can be recognised by who typed it, and by nobody who looks over the shoulder."""
    return phone[:3] + "*" * max(0, len(phone) - 7) + phone[3:][-4:]
