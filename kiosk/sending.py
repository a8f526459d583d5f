"""From a filled-in form to a message in the outbox; only when it is on disk does the screen say 已收到.

What only the clerk may read is sealed before it goes anywhere near the disk, and cannot be opened here again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec

from content.county import SealingKey
from content.errors import FeedError, TrustError
from content.personal_data import findings
from content.record import unit_of
from content.sealing import Private, seal
from content.store import outbox
from content.store.outbox import MessageKind, Outbox
from kiosk import forms
from kiosk.language import marked
from kiosk.viewmodel.context import Place
from kiosk.viewmodel.every_screen import View
from kiosk.viewmodel.opinion import OpinionView
from kiosk.viewmodel.speak import SurveyView
from kiosk.work import Worker

log = logging.getLogger(__name__)

NOT_KEPT, NO_KEY, NUMBER_IN_TEXT, NUMBER_IN_WISH = marked(
    "暂时没能保存，请稍后再试，或告诉工作人员。",
    "本机现在不能加密保存电话号码，请清空电话后再提交。",
    "意见里有电话或证件号码，本机现在不能加密保存，请删去号码后再提交。",
    "点单里请不要写电话或证件号码，删去后再提交。",
)

Letter = tuple[MessageKind, msgspec.Struct]


class NotSendable(Exception):
    """The form cannot become a message; the message says to the citizen why."""


class Sender:
    """Makes the messages of one terminal. done: called on the worker's thread with Sent or NotSent."""

    def __init__(
        self,
        worker: Worker,
        data_dir: Path,
        now: Callable[[], datetime],
        place: Place,
        done: Callable[[forms.Sent | forms.NotSent], None],
    ) -> None:
        self._worker = worker
        self._data_dir = data_dir
        self._now = now
        self._place = place
        self._done = done
        self._trouble = ""

    def look_at(self, view: View) -> None:
        """Note once in the log that no telephone number can be taken here, and why."""
        if isinstance(view, OpinionView) and view.key_trouble != self._trouble:
            self._trouble = view.key_trouble
            if self._trouble:
                log.warning("no telephone number can be taken", extra={"because": self._trouble})

    def send(self, form: forms.Form, view: View) -> None:
        """Keep what the form says. view: the one it was filled in on."""
        at = self._now()
        self._worker.do(lambda: self._done(self._keep(form, view, at)))

    def _keep(self, form: forms.Form, view: View, at: datetime) -> forms.Sent | forms.NotSent:
        try:
            kind, message = letter(form, view, self._place, at)
            box = Outbox(self._data_dir, self._now)
            try:
                key = box.put(kind, message)
            finally:
                box.close()
        except NotSendable as err:
            return forms.NotSent(str(err))
        except FeedError as err:
            log.error("message could not be kept", extra={"problem": str(err)})
            return forms.NotSent(NOT_KEPT)
        log.info("message kept", extra={"kind": kind, "key": key})
        return forms.Sent(key)


def letter(form: forms.Form, view: View, place: Place, at: datetime) -> Letter:
    """The message that a form becomes. Raises NotSendable."""
    match form:
        case forms.Opinion():
            shown = view if isinstance(view, OpinionView) else None
            return "opinion", _opinion(form, shown.rev if shown else 0, shown.sealing_key if shown else None, place, at)
        case forms.Survey():
            rev = view.rev if isinstance(view, SurveyView) else 0
            unit = unit_of(form.disclosure)
            about = form.disclosure
            answers = outbox.SurveyAnswers(
                terminal=place.terminal, unit=unit, at=at, disclosure=about, rev=rev, answers=form.answers
            )
            return "survey-answers", answers
        case forms.Wish():
            text = form.text.strip()
            if findings(text):
                raise NotSendable(NUMBER_IN_WISH)
            return "wish", outbox.Wish(terminal=place.terminal, unit=place.unit, at=at, topic=form.topic, text=text)


def _opinion(form: forms.Opinion, rev: int, key: SealingKey | None, place: Place, at: datetime) -> outbox.Opinion:
    """Sealed: the telephone number, and a text that is meant for the clerk or holds somebody's number."""
    text = form.text.strip()
    private = Private(form.phone, text if text and (form.in_confidence or findings(text)) else "")
    if private != Private() and key is None:
        raise NotSendable(NO_KEY if form.phone else NUMBER_IN_TEXT)
    try:
        sealed = seal(private, key) if key is not None and private != Private() else None
    except TrustError as err:
        log.error("sealing key cannot be used", extra={"problem": str(err)})
        raise NotSendable(NO_KEY if form.phone else NUMBER_IN_TEXT) from err
    return outbox.Opinion(
        terminal=place.terminal,
        unit=unit_of(form.disclosure) if form.disclosure else place.unit,
        at=at,
        disclosure=form.disclosure or "",
        rev=rev if form.disclosure else 0,
        rating=form.rating,
        text="" if private.text else text,
        sealed=sealed,
    )
