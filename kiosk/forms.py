"""What a citizen fills in: the forms of a visit, and what each step does to them. Pure.

A form is a route like any other, so that whatever was typed lives in the visit and nowhere else: with the visit it
is gone. ``FORM_IDLE_S`` after the last touch it is wiped, whatever the settings say of the home screen.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from content.disclosure import DisclosureId
from content.sealing import PHONE
from content.store.outbox import MAX_OPINION_LENGTH, Rating
from kiosk.keyboard import Choose, Key, Press, press
from kiosk.language import marked

FORM_IDLE_S = 60.0
MAX_LETTERS = 32  # of pinyin not yet turned into words
MAX_PHONE = 12  # digits: the longest is an area code of four and eight more

(WRONG_PHONE,) = marked("电话号码不对：手机号11位，座机请带区号。也可以清空不留。")

Field = Literal["text", "phone"]


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
    field: Field = "text"
    in_confidence: bool = False


class Thanks(Struct, frozen=True):
    """已收到. key: the message's idempotency key, from which its 受理编号 is computed."""

    key: str


class Rate(Struct, frozen=True):
    """满意, 基本满意, 不满意."""

    rating: Rating


class WriteInto(Struct, frozen=True):
    """The keys write into another field from here on."""

    field: Field


class KeepInConfidence(Struct, frozen=True):
    """只给经办人看: on, and off again."""


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


Form = Opinion
FormStep = Rate | WriteInto | KeepInConfidence | Press | Choose | Send | Sent | NotSent


def can_send(form: Form) -> bool:
    """An opinion needs a rating or a text, and is sent once."""
    return not form.sending and (form.rating is not None or bool(form.text + form.letters))


def filled_in(form: Form, step: object) -> Form | Thanks | None:
    """The form after a step; None if the step has no meaning there."""
    match step:
        case Sent(key) if form.sending:
            return Thanks(key)
        case NotSent(problem) if form.sending:
            return replace(form, sending=False, problem=problem)
        case _ if form.sending:
            return None
        case Rate(rating):
            return replace(form, rating=None if form.rating == rating else rating, problem="")
        case WriteInto(field):
            return replace(form, field=field, text=form.text + form.letters, letters="", problem="")
        case KeepInConfidence():
            return replace(form, in_confidence=not form.in_confidence, problem="")
        case Press(key) if form.field == "phone":
            return _dialled(form, key)
        case Choose() | Press():
            return _typed(form, step)
        case Send() if can_send(form):
            if form.phone and not PHONE.fullmatch(form.phone):
                return replace(form, field="phone", problem=WRONG_PHONE)
            return replace(form, text=form.text + form.letters, letters="", sending=True, problem="")
        case _:
            return None


def _dialled(form: Opinion, key: Key) -> Opinion | None:
    if key.kind == "letter":
        return None
    return replace(form, phone=press(form.phone, key, MAX_PHONE), problem="")


def _typed(form: Opinion, step: Press | Choose) -> Opinion:
    room = MAX_OPINION_LENGTH - len(form.text)
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
            return replace(form, text=press(form.text + form.letters, key, MAX_OPINION_LENGTH), letters="")
