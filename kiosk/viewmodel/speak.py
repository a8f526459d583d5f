"""在线互动: what a citizen can say here, the questionnaires, the 点单, and the answers to what was said before."""

from __future__ import annotations

from msgspec import Struct

from content.blocks import Question
from content.disclosure import questions_of
from content.receipt import DIGITS, is_receipt, matter_of, written
from content.record import DisclosureId
from content.store.filter import Filter
from kiosk import forms, routes
from kiosk.viewmodel.context import Context
from kiosk.viewmodel.gone import GoneView, gone
from kiosk.viewmodel.rows import words_for
from kiosk.viewmodel.shown import item_of, showable
from kiosk.viewmodel.text import one_line

ANSWER, QUESTIONNAIRE = "答复", "调查问卷"  # genres, as the hub writes them
MOST_TOPICS = 12


class SpeakView(Struct, frozen=True):
    """How many answers and questionnaires there are to look at."""

    answers: int
    questionnaires: int


class SurveyView(Struct, frozen=True):
    """One question of a questionnaire."""

    form: forms.Survey
    item: str
    title: str
    rev: int
    question: Question


class WishView(Struct, frozen=True):
    """topics: the domains (领域) in which this county discloses, the commonest first."""

    form: forms.Wish
    topics: tuple[str, ...]
    words: tuple[str, ...]


class FindAnswerView(Struct, frozen=True):
    """typed: the number so far, as it is written. answer: the newest one to it. told: what to do, or what was found."""

    typed: str
    told: str
    answer: DisclosureId | None = None


def speak(context: Context) -> SpeakView:
    """The menu."""
    library = context.library
    return SpeakView(library.count(Filter(genre=ANSWER)), library.count(Filter(genre=QUESTIONNAIRE)))


def survey(form: forms.Survey, context: Context) -> SurveyView | GoneView:
    """The question that is shown, as long as its questionnaire is; one that changed meanwhile begins anew."""
    found = showable(form.disclosure, context)
    if found is None:
        return gone(form.disclosure, context)
    questions = questions_of(found)
    if tuple(question.several for question in questions) != form.several or not questions:
        return GoneView(
            context.say("这份问卷刚刚更新了"),
            context.say("问卷的内容有变化，请返回后重新填写。"),
        )
    return SurveyView(form, item_of(found), one_line(found.title), found.rev, questions[form.question])


def wish(form: forms.Wish, context: Context) -> WishView:
    """The 点单 as filled in so far."""
    topics = tuple(one_line(one) for one in context.library.facets("domain") if one)[:MOST_TOPICS]
    return WishView(form, topics, words_for(form.letters, context.library))


def find_answer(route: routes.FindAnswer, context: Context) -> FindAnswerView:
    """The answer to what was said under this number, once all its digits are there."""
    say = context.say
    if len(route.typed) < DIGITS:
        left = DIGITS - len(route.typed)
        return FindAnswerView(written(route.typed), say("请输入10位受理编号，还差{left}位。", left=left))
    if not is_receipt(route.typed):
        return FindAnswerView(written(route.typed), say("编号不对，请核对后重新输入。"))
    rows = context.library.rows(Filter(matter=matter_of(route.typed)), limit=1)
    if not rows:
        return FindAnswerView(written(route.typed), say("还没有公开的答复，可能正在办理。请过几天再来查。"))
    return FindAnswerView(written(route.typed), say("已有答复，请按“看答复”。"), rows[0].id)
