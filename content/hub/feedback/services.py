"""Receiving what citizens said, each opinion exactly once."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from content.hub.feedback.models import Opinion
from content.hub.terminals.models import Terminal
from content.hub.units.models import Unit
from content.store import outbox


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
            Opinion.objects.create(
                key=key,
                terminal=terminal,
                unit_id=opinion.unit,
                at=opinion.at,
                disclosure=opinion.disclosure,
                rev=opinion.rev,
                rating=opinion.rating or "",
                text=opinion.text,
            )
    except IntegrityError:
        if not Opinion.objects.filter(key=key).exists():
            raise
        return False  # another request with this key was faster; PostgreSQL lets both look first
    return True
