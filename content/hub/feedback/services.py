"""Receiving what citizens said, each opinion exactly once; opening and erasing what they told the county alone."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from content.hub.feedback.models import Look, Opinion, SealedPart
from content.hub.feedback.sealing_ring import SealingRing
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
    if opinion.terminal != terminal.pk:
        raise ValueError(f"terminal: {opinion.terminal!r}, but the token is {terminal.pk}'s")
    if not Unit.objects.filter(pk=opinion.unit).exists():
        raise ValueError(f"unit: no {opinion.unit!r} in this county")
    try:
        with transaction.atomic():
            if Opinion.objects.filter(key=key).exists():
                return False
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
    except IntegrityError:
        if not Opinion.objects.filter(key=key).exists():
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
