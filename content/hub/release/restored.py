"""The hub's database came back from a backup: what the signed feed knows and it does not is put in again.

Otherwise an id would be given a second time, a revision would stand below the published one, and a line's number below
what its board has shown; the repository and the boards would refuse each of them, one after the other. The texts
themselves are lost to the clerks' pages; what citizens see stays, and can be withdrawn.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from content.disclosure import unit_of
from content.errors import TrustError
from content.feed.approvals import payload_of, read_led_line
from content.feed.repository import Known, Repository
from content.hub.disclosures.models import Registration
from content.hub.terminals.models import Board
from content.hub.units.models import Unit

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class CaughtUp:
    """How many ids the database did not know, and how many it knew at an older revision, or as not yet withdrawn."""

    unknown: int
    older: int


def catch_up(repository: Repository) -> CaughtUp:
    """Bring numbers and registrations up to what was published; raises Django's database errors. Repeatable."""
    published = repository.known()
    with transaction.atomic():
        _raise_numbers(published)
        rows = {row.pk: row for row in Registration.objects.filter(rev__gt=0)}
        unknown = [one for one in published if one.id not in rows]
        units = set(Unit.objects.values_list("pk", flat=True))
        unknown = [one for one in unknown if unit_of(one.id) in units]  # a unit of a newer county.json
        _register(unknown, repository)
        older = [one for one in published if one.id in rows and _is_behind(rows[one.id], one)]
        for one in older:
            row = rows[one.id]
            Registration.objects.filter(pk=one.id).update(
                rev=one.rev, is_withdrawn=one.is_withdrawn, ends_at=None if one.is_withdrawn else row.ends_at
            )
    done = CaughtUp(len(unknown), len(older))
    if unknown or older:
        log.warning(
            "the hub's database is older than the published feed; its numbers were raised",
            extra={"unknown": done.unknown, "older": done.older},
        )
    return done


def _is_behind(row: Registration, published: Known) -> bool:
    """Whether the feed has gone on since this row was written."""
    if published.rev != row.rev:
        return bool(published.rev > row.rev)
    return published.is_withdrawn and not row.is_withdrawn


def _raise_numbers(published: Iterable[Known]) -> None:
    last: dict[str, int] = {}
    for one in published:
        unit = unit_of(one.id)
        last[unit] = max(last.get(unit, 0), int(one.id.rpartition("/")[2]))
    for unit, given in list(Unit.objects.values_list("pk", "last_number")):
        if given < last.get(unit, 0):
            Unit.objects.filter(pk=unit).update(last_number=last[unit])


def _register(unknown: Iterable[Known], repository: Repository) -> None:
    """Registrations without a page: nothing to edit, but something to withdraw. Lines hang on what they announce."""
    lines = []
    for one in unknown:
        Registration.objects.create(
            id=one.id, unit_id=unit_of(one.id), rev=one.rev, is_withdrawn=one.is_withdrawn, ends_at=one.ends_at
        )
        if one.kind == "led-line":
            lines.append(one)
    for one in lines:
        body = repository.last_body(one.id)
        if body is None:  # its blob was collected: it has long left every board
            continue
        try:
            line = read_led_line(payload_of(body))
        except TrustError as err:
            log.error("a published line cannot be read", extra={"id": one.id, "reason": err})
            continue
        Registration.objects.filter(pk=one.id).update(announces=Registration.objects.filter(pk=line.disclosure).first())
        Board.objects.filter(pk__in=line.boards, last_seq__lt=line.seq).update(last_seq=line.seq)
