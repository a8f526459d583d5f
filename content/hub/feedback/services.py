"""Receiving what citizens said, each opinion exactly once; opening and erasing what they told the county alone."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from content.hub.feedback.models import Look, Opinion, SealedPart, SurveyAnswers, Wish
from content.hub.feedback.sealing_ring import SealingRing
from content.hub.feedback.surveys import questions_as_released
from content.hub.review.permissions import user_can_handle_opinion
from content.hub.settings import sealing_keys_dir
from content.hub.terminals.models import Terminal
from content.hub.units.models import Unit
from content.receipt import receipt_of
from content.sealing import Private, Sealed
from content.store import outbox

log = logging.getLogger(__name__)


def receive_opinion(*, key: str, terminal: Terminal, opinion: outbox.Opinion) -> bool:
    """Keep an opinion unless its key is known; returns whether it is new. On return it is on disk.

    Raises ValueError if it is not this terminal's, or names a unit that is not in the county.
    """
    _check_sender(terminal, opinion.terminal, opinion.unit)

    def keep() -> None:
        kept = Opinion.objects.create(
            key=key,
            receipt=receipt_of(key),
            terminal=terminal,
            unit_id=opinion.unit,
            at=opinion.at,
            disclosure=opinion.disclosure,
            rev=opinion.rev,
            rating=opinion.rating or "",
            text=opinion.text,
        )
        if opinion.sealed is not None:
            SealedPart.objects.create(opinion=kept, keyid=opinion.sealed.keyid, box=opinion.sealed.box)

    return _once(Opinion, key, keep)


def receive_survey_answers(*, key: str, terminal: Terminal, answers: outbox.SurveyAnswers) -> bool:
    """Keep one citizen's answers; as ``receive_opinion``. Raises ValueError too if the questionnaire is another."""
    _check_sender(terminal, answers.terminal, answers.unit)
    questions = questions_as_released(answers.disclosure, answers.rev)
    if len(questions) != len(answers.answers):
        raise ValueError(f"{len(answers.answers)} answers; {answers.disclosure} has {len(questions)} questions")
    for number, (question, taken) in enumerate(zip(questions, answers.answers, strict=True), 1):
        most = len(question.choices) if question.several else 1
        is_in_order = list(taken) == sorted(set(taken))
        if not (is_in_order and 1 <= len(taken) <= most and taken[0] >= 0 and taken[-1] < len(question.choices)):
            raise ValueError(f"question {number}: {list(taken)} is no answer to it")

    def keep() -> None:
        SurveyAnswers.objects.create(
            key=key,
            terminal=terminal,
            unit_id=answers.unit,
            at=answers.at,
            disclosure=answers.disclosure,
            rev=answers.rev,
            answers=[list(taken) for taken in answers.answers],
        )

    return _once(SurveyAnswers, key, keep)


def receive_wish(*, key: str, terminal: Terminal, wish: outbox.Wish) -> bool:
    """Keep what a citizen wants to see disclosed; as ``receive_opinion``."""
    _check_sender(terminal, wish.terminal, wish.unit)

    def keep() -> None:
        Wish.objects.create(key=key, terminal=terminal, unit_id=wish.unit, at=wish.at, topic=wish.topic, text=wish.text)

    return _once(Wish, key, keep)


def _check_sender(terminal: Terminal, said: str, unit: str) -> None:
    if said != terminal.pk:
        raise ValueError(f"terminal: {said!r}, but the token is {terminal.pk}'s")
    if not Unit.objects.filter(pk=unit).exists():
        raise ValueError(f"unit: no {unit!r} in this county")


def _once(model: Any, key: str, keep: Callable[[], None]) -> bool:
    """Call ``keep`` unless a row with this key is there; returns whether it was called."""
    try:
        with transaction.atomic():
            if model.objects.filter(key=key).exists():
                return False
            keep()
    except IntegrityError:
        if not model.objects.filter(key=key).exists():
            raise
        return False  # another request with this key was faster; PostgreSQL lets both look first
    return True


def open_sealed(*, opinion: Opinion, by: Any) -> Private:
    """What the citizen told the county alone; that it was looked at is on record before it is seen.

    Raises PermissionDenied, SealedPart.DoesNotExist, or SealingError if the key is not here.
    """
    _require_clerk(opinion, by)
    part = SealedPart.objects.get(opinion=opinion)
    opened = SealingRing(sealing_keys_dir(settings.HUB)).open(Sealed(part.keyid, part.box))
    _note(opinion, str(Look.What.OPENED), by)
    return opened


def erase_sealed(*, opinion: Opinion, by: Any) -> None:
    """Delete what was sealed once it has served its purpose (个人信息保护法, article 47). Raises PermissionDenied."""
    _require_clerk(opinion, by)
    with transaction.atomic():
        if SealedPart.objects.filter(opinion=opinion).delete()[0]:
            _note(opinion, str(Look.What.ERASED), by)


def _require_clerk(opinion: Opinion, by: Any) -> None:
    if not user_can_handle_opinion(by, opinion.unit.page):
        raise PermissionDenied("not a clerk for the opinions of this unit")


def _note(opinion: Opinion, what: str, by: Any) -> None:
    Look.objects.create(opinion=opinion, what=what, person=by.pk, person_name=by.get_username())
    log.info("sealed part", extra={"opinion": opinion.pk, "what": what, "by": by.get_username()})
