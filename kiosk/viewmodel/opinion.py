"""意见: the form, and the thanks for it."""

from __future__ import annotations

from msgspec import Struct

from kiosk import routes
from kiosk.viewmodel.context import Context
from kiosk.viewmodel.detail import showable
from kiosk.viewmodel.gone import GoneView, gone
from kiosk.viewmodel.rows import words_for
from kiosk.viewmodel.text import one_line


class OpinionView(Struct, frozen=True):
    """The form, with the title of what it is about (empty: the service as a whole)."""

    form: routes.Opinion
    about: str
    rev: int
    words: tuple[str, ...]


class ThanksView(Struct, frozen=True):
    """number: the end of the message's key, which the citizen may write down."""

    number: str


def opinion(form: routes.Opinion, context: Context) -> OpinionView | GoneView:
    """The form as filled in so far, or why there is nothing left to have an opinion on."""
    words = words_for(form.letters, context.library)
    if form.disclosure is None:
        return OpinionView(form, "", 0, words)
    about = showable(form.disclosure, context)
    if about is None:
        return gone(form.disclosure, context)
    return OpinionView(form, one_line(about.title), about.rev, words)


def thanks(route: routes.Thanks) -> ThanksView:
    """What the citizen may write down."""
    return ThanksView(route.key[-6:].upper())
