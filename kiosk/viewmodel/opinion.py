"""意见: the form, and the thanks for it."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from content.county import SealingKey
from content.receipt import receipt_of, written
from kiosk import forms
from kiosk.viewmodel.context import Context
from kiosk.viewmodel.gone import GoneView, gone
from kiosk.viewmodel.rows import words_for
from kiosk.viewmodel.shown import showable
from kiosk.viewmodel.text import one_line


class OpinionView(Struct, frozen=True):
    """The form, with the title of what it is about (empty: the service as a whole).

    sealing_key: with what a telephone number is sealed; None: none can be taken, key_trouble says why, for the log.
    """

    form: forms.Opinion
    about: str
    rev: int
    words: tuple[str, ...]
    sealing_key: SealingKey | None = None
    key_trouble: str = ""


class ThanksView(Struct, frozen=True):
    """number: the 受理编号, as it is written, and what its QR code says; both empty where no answer will come."""

    number: str
    qr: str


def opinion(form: forms.Opinion, context: Context) -> OpinionView | GoneView:
    """The form as filled in so far, or why there is nothing left to have an opinion on."""
    words = words_for(form.letters, context.library)
    key, trouble = _usable(context.county.sealing_key, context.now)
    if form.disclosure is None:
        return OpinionView(form, "", 0, words, key, trouble)
    about = showable(form.disclosure, context)
    if about is None:
        return gone(form.disclosure, context)
    return OpinionView(form, one_line(about.title), about.rev, words, key, trouble)


def thanks(route: forms.Thanks, context: Context) -> ThanksView:
    """What the citizen may write down, or take along by QR code."""
    if not route.for_answer:
        return ThanksView("", "")
    number = receipt_of(route.key)
    url = context.place.public_url.rstrip("/")
    said = context.say("受理编号 {number}，可在触摸屏“看答复”中查询。", number=written(number))
    return ThanksView(written(number), f"{url}/r/{number}" if url else said)


def _usable(key: SealingKey | None, now: datetime) -> tuple[SealingKey | None, str]:
    if key is None:
        return None, "the county has published no sealing key"
    if key.valid_until <= now:
        return None, f"sealing key {key.keyid} was valid until {key.valid_until.isoformat()}"
    return key, ""
