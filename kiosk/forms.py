"""What a citizen fills in: the forms of a visit, and what each step does to them. Pure.

A form is a route like any other, so that whatever was typed lives in the visit and nowhere else: with the visit it
is gone. ``FORM_IDLE_S`` after the last touch it is wiped, whatever the settings say of the home screen.

    Opinion     意见: satisfied or not, a few words, perhaps a telephone number
    Survey      调查问卷: one question after another
    Wish        点单: what should be disclosed next
"""

from __future__ import annotations

from typing import Literal, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from content.record import DisclosureId
from content.sealing import PHONE
from content.store.outbox import MAX_OPINION_LENGTH, MAX_WISH_LENGTH, Rating
from kiosk.keyboard import Choose, Key, Press, press
from kiosk.language import marked

FORM_IDLE_S = 60.0
MAX_LETTERS = 32  # of pinyin not yet turned into words
MAX_PHONE = 12  # digits: the longest is an area code of four and eight more

(WRONG_PHONE,) = marked("电话号码不对：手机号11位，座机请带区号。也可以清空不留。")

Field = Literal["", "text", "phone"]  # "": the form itself, no keys


class Opinion(Struct, frozen=True):
    """意见: the form. disclosure is empty for an opinion on the service. letters: pinyin not yet turned into words.

    field: what the keys write into. in_confidence: the text too is sealed, for the clerk alone.
    """

    disclosure: DisclosureId | None = None
    rating: Rating | None = None
    text: str = ""
    letters: str = ""
    sending: bool = False
    problem: str = ""
    phone: str = ""
    field: Field = ""
    in_confidence: bool = False


class Survey(Struct, frozen=True):
    """调查问卷: the questionnaire in a disclosure. question: from 0. answers: of each question the choices, from 0.

    several: of each question, whether more than one choice may be taken; its length is the number of questions.
    """

    disclosure: DisclosureId
    several: tuple[bool, ...]
    question: int = 0
    answers: tuple[tuple[int, ...], ...] = ()
    sending: bool = False
    problem: str = ""


class Wish(Struct, frozen=True):
    """点单: a topic, words of one's own, or both."""

    topic: str = ""
    text: str = ""
    letters: str = ""
    sending: bool = False
    problem: str = ""
    field: Field = ""


class Thanks(Struct, frozen=True):
    """已收到. key: of the message, from which its 受理编号 is computed. for_answer: whether one will come."""

    key: str
    for_answer: bool = True


class Rate(Struct, frozen=True):
    """满意, 基本满意, 不满意."""

    rating: Rating


class WriteInto(Struct, frozen=True):
    """The keys write into this field from here on; "": back to the form."""

    field: Field


class KeepInConfidence(Struct, frozen=True):
    """只给经办人看: on, and off again."""


class AddPhrase(Struct, frozen=True):
    """A preset phrase, added to what has been written."""

    phrase: str


class Tick(Struct, frozen=True):
    """One choice of the question that is shown: taken, and given back."""

    choice: int


class ToQuestion(Struct, frozen=True):
    """Another question of the questionnaire."""

    question: int


class WishFor(Struct, frozen=True):
    """A topic of the 点单: taken, and given back."""

    topic: str


class Stay(Struct, frozen=True):
    """我还在: touching anything extends the time; this is what the warning offers to touch."""


class Send(Struct, frozen=True):
    """提交; the form stays until the message is on disk."""


class Sent(Struct, frozen=True):
    """The message is on disk."""

    key: str


class NotSent(Struct, frozen=True):
    """The message could not be kept; the citizen reads why."""

    problem: str


Form = Opinion | Survey | Wish
Writing = TypeVar("Writing", Opinion, Wish)
FormStep = (
    Rate
    | WriteInto
    | KeepInConfidence
    | AddPhrase
    | Tick
    | ToQuestion
    | WishFor
    | Press
    | Choose
    | Stay
    | Send
    | Sent
    | NotSent
)


def can_send(form: Form) -> bool:
    """Something must be said, every question answered; and a form is sent once."""
    if form.sending:
        return False
    match form:
        case Opinion():
            return form.rating is not None or bool(form.text + form.letters)
        case Survey():
            return len(form.answers) == len(form.several) and all(form.answers)
        case Wish():
            return bool(form.topic or (form.text + form.letters).strip())


def same_page(one: object, other: object) -> bool:
    """Whether two forms are one page on the screen, so that it need not jump to its top."""
    match one, other:
        case (Opinion(field=before), Opinion(field=after)) | (Wish(field=before), Wish(field=after)):
            return bool(before == after)
        case Survey(question=before), Survey(question=after):
            return bool(before == after)
        case _:
            return False


def filled_in(form: Form, step: object) -> Form | Thanks | None:
    """The form after a step; None if the step has no meaning there."""
    match step:
        case Sent(key) if form.sending:
            return Thanks(key, isinstance(form, Opinion))
        case NotSent(problem) if form.sending:
            return replace(form, sending=False, problem=problem)
        case _ if form.sending:
            return None
        case Send() if can_send(form):
            return _sending(form)
    match form:
        case Opinion():
            return _opinion(form, step)
        case Survey():
            return _survey(form, step)
        case Wish():
            return _wish(form, step)


def _sending(form: Form) -> Form:
    if isinstance(form, Survey):
        return replace(form, sending=True, problem="")
    if isinstance(form, Opinion) and form.phone and not PHONE.fullmatch(form.phone):
        return replace(form, problem=WRONG_PHONE)
    return replace(form, text=form.text + form.letters, letters="", sending=True, problem="")


def _opinion(form: Opinion, step: object) -> Opinion | None:
    match step:
        case Rate(rating):
            return replace(form, rating=None if form.rating == rating else rating, problem="")
        case WriteInto(field):
            return replace(form, field=field, text=form.text + form.letters, letters="", problem="")
        case KeepInConfidence():
            return replace(form, in_confidence=not form.in_confidence, problem="")
        case AddPhrase(phrase):
            room = MAX_OPINION_LENGTH - len(form.text)
            return replace(form, text=form.text + phrase[:room], problem="")
        case Press(key) if form.field == "phone":
            return _dialled(form, key)
        case Choose() | Press() if form.field == "text":
            return _typed(form, step, MAX_OPINION_LENGTH)
        case _:
            return None


def _wish(form: Wish, step: object) -> Wish | None:
    match step:
        case WishFor(topic):
            return replace(form, topic="" if form.topic == topic else topic, problem="")
        case WriteInto(field):
            return replace(form, field=field, text=form.text + form.letters, letters="", problem="")
        case Choose() | Press() if form.field == "text":
            return _typed(form, step, MAX_WISH_LENGTH)
        case _:
            return None


def _survey(form: Survey, step: object) -> Survey | None:
    match step:
        case Tick(choice):
            answers = [*form.answers, *((),) * (len(form.several) - len(form.answers))]
            taken = answers[form.question]
            if choice in taken:
                answers[form.question] = tuple(one for one in taken if one != choice)
            elif form.several[form.question]:
                answers[form.question] = tuple(sorted((*taken, choice)))
            else:
                answers[form.question] = (choice,)
            return replace(form, answers=tuple(answers), problem="")
        case ToQuestion(question) if 0 <= question < len(form.several):
            return replace(form, question=question)
        case _:
            return None


def _dialled(form: Opinion, key: Key) -> Opinion | None:
    if key.kind == "letter":
        return None
    return replace(form, phone=press(form.phone, key, MAX_PHONE), problem="")


def _typed(form: Writing, step: Press | Choose, most: int) -> Writing:
    room = most - len(form.text)
    match step:
        case Choose(word, _):
            return replace(form, text=form.text + word[:room], letters="", problem="")
        case Press(key) if key.kind == "letter":
            return replace(form, letters=press(form.letters, key, min(room, MAX_LETTERS)), problem="")
        case Press(key) if key.kind == "delete" and form.letters:
            return replace(form, letters=form.letters[:-1])
        case Press(key) if key.kind == "clear":
            return replace(form, text="", letters="")
        case Press(key):
            return replace(form, text=press(form.text + form.letters, key, most), letters="")
