"""在线互动: the menu, a questionnaire one question a screen, the 点单, and the search for an answer."""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.drawing import Pen, Sheet
from kiosk.forms import Opinion, Send, Tick, ToQuestion, Wish, WishFor, WriteInto, can_send
from kiosk.lists import Listing
from kiosk.routes import Back, Detail, FindAnswer, Open
from kiosk.theme import SOFT_INK
from kiosk.viewmodel.speak import ANSWER, QUESTIONNAIRE, FindAnswerView, SpeakView, SurveyView, WishView
from kiosk.widgets.chrome import Around, Button, draw_bar, draw_header, page_area
from kiosk.widgets.formsheet import FormSheet, Option
from kiosk.widgets.scroll_bar import scroll_bar
from kiosk.widgets.typing import Typing, draw_typing

TALL = 130


def draw_speak(pen: Pen, view: SpeakView, around: Around) -> Sheet:
    """The menu: five doors, each said in full."""
    say = pen.say
    draw_header(pen, around, say("在线互动"))
    paper = FormSheet(pen, page_area(pen))
    doors = [
        Option(say("评价和意见"), "opinion", Open(Opinion()), note=say("满意不满意，哪里要改进")),
        Option(say("点单"), "wish", Open(Wish()), note=say("您还想看什么公开？")),
        Option(say("看答复"), "answers", Open(Listing(genre=ANSWER)), note=say("已公开{count}件", count=view.answers)),
        Option(say("查我的答复"), "find-answer", Open(FindAnswer()), note=say("凭10位受理编号")),
    ]
    if view.questionnaires:
        open_now = say("现有{count}份", count=view.questionnaires)
        listed = Open(Listing(genre=QUESTIONNAIRE))
        doors.insert(2, Option(say("调查问卷"), "questionnaires", listed, note=open_now))
    paper.choices(doors, 2, tall=220)
    paper.say(say("您说的话会转交负责单位；答复审核后在这里公开。"), pen.theme.note, SOFT_INK)
    sheet = paper.done()
    draw_bar(pen, around, scroll_bar(pen, sheet, around, None))
    return sheet


def draw_survey(pen: Pen, view: SurveyView, around: Around) -> Sheet:
    """One question; 返回 leads to the one before, and from the first out of the questionnaire."""
    say, theme, form = pen.say, pen.theme, view.form
    draw_header(pen, around, view.title)
    paper = FormSheet(pen, page_area(pen))
    if form.problem:
        paper.notice(say(form.problem))
    number, total = form.question + 1, len(form.several)
    paper.say(say("第{number}题，共{total}题", number=number, total=total), theme.note, SOFT_INK)
    paper.say(view.question.text, theme.strong)
    paper.say(say("可选多项") if view.question.several else say("选一项"), theme.note, SOFT_INK)
    taken = form.answers[form.question] if form.question < len(form.answers) else ()
    choices = [
        Option(choice, f"choice-{place}", Tick(place), place in taken)
        for place, choice in enumerate(view.question.choices)
    ]
    paper.choices(choices, 1 if theme.portrait else 2, tall=TALL)
    onward = _onward(pen, view, paper)
    sheet = paper.done()
    bar = scroll_bar(pen, sheet, around, onward)
    draw_bar(pen, around, replace(bar, back=ToQuestion(form.question - 1)) if form.question else bar)
    return sheet


def _onward(pen: Pen, view: SurveyView, paper: FormSheet) -> Button | None:
    """To the next question once this one is answered; at the end, 提交."""
    say, form = pen.say, view.form
    answered = form.question < len(form.answers) and bool(form.answers[form.question])
    if form.question + 1 < len(form.several):
        hint = "" if answered else say("选好后到下一题")
        return paper.end(say("下一题"), "next-question", ToQuestion(form.question + 1), hint)
    if form.sending:
        return paper.end("", "send", Send(), say("正在提交"))
    return paper.end(say("提交"), "send", Send(), "" if can_send(form) else say("每一题都选好后可以提交"))


def draw_wish(pen: Pen, view: WishView, around: Around) -> Sheet | None:
    """Topics to touch, and words of one's own."""
    say, theme, form = pen.say, pen.theme, view.form
    if form.field == "text":
        draw_typing(pen, _words(pen, view), around)
        return None
    draw_header(pen, around, say("点单"))
    paper = FormSheet(pen, page_area(pen))
    if form.problem:
        paper.notice(say(form.problem))
    paper.say(say("您还想看什么公开？点选一类，或自己写。"), theme.strong)
    topics = [
        Option(topic, f"topic-{place}", WishFor(topic), form.topic == topic) for place, topic in enumerate(view.topics)
    ]
    paper.choices(topics, 3, tall=120)
    paper.written(form.text + form.letters, say("自己写：例如“村里路灯电费”"), "field-text", WriteInto("text"))
    paper.say(say("请不要写姓名、电话和证件号码。"), theme.note, SOFT_INK)
    hint = "" if can_send(form) else say("正在提交") if form.sending else say("请先点选一类，或自己写")
    send = paper.end(say("提交"), "send", Send(), hint)
    sheet = paper.done()
    draw_bar(pen, around, scroll_bar(pen, sheet, around, send))
    return sheet


def _words(pen: Pen, view: WishView) -> Typing:
    form = view.form
    return Typing(
        title=pen.say("您还想看什么公开？"),
        text=form.text + form.letters,
        hint=pen.say("请输入"),
        told=pen.say("用拼音打字，点选上面出现的词。"),
        back=WriteInto(""),
        done=Button(pen.say("写好了"), "written", WriteInto("")),
        letters=len(form.letters),
        words=view.words,
    )


def draw_find_answer(pen: Pen, view: FindAnswerView, around: Around) -> None:
    """The number on a telephone's keys; its answer one touch away as soon as there is one."""
    done = Button(pen.say("看答复"), "answer", Open(Detail(view.answer))) if view.answer else None
    typing = Typing(
        title=pen.say("凭受理编号查答复"),
        text=view.typed,
        hint=pen.say("受理编号（10位数字）"),
        told=view.told,
        back=Back(),
        done=done,
        digits=True,
    )
    draw_typing(pen, typing, around)
