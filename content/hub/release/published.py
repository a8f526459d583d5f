"""What is published and the hub may not know: its database came back from a backup.

Otherwise an id would be given a second time, a revision would stand below the published one, and a line's number below
what its board has shown; the repository and the boards would refuse each of them, one after the other. The texts
themselves are lost to the clerks' pages; what citizens see stays, and can be withdrawn.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from content.errors import TrustError
from content.feed.approvals import payload_of
from content.feed.led_rules import read_led_line
from content.feed.repository import Repository
from content.hub.disclosures.models import Registration
from content.hub.terminals.models import Board
from content.hub.units.models import Unit
from content.led_line import LedLine
from content.record import DisclosureId, UnitCode, unit_of

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Published:
    """One id as it was published last. ends_at: when it ends by itself. line: of an LED line, while it can be read."""

    id: DisclosureId
    rev: int
    ends_at: datetime | None
    is_withdrawn: bool
    line: LedLine | None = None


@dataclass(frozen=True)
class CaughtUp:
    """unknown: ids that are public and have no text at the hub. advanced: of which it knew an older state."""

    unknown: tuple[DisclosureId, ...]
    advanced: tuple[DisclosureId, ...]


def catch_up(repository: Repository) -> CaughtUp:
    """As ``bring_up_to``, from the signer's own ledger. Says so in the log if anything had to be brought up."""
    with transaction.atomic():
        done = bring_up_to(list(_in_ledger(repository)))
    if done.unknown or done.advanced:
        log.warning(
            "the hub's database is older than the published feed; its numbers were raised",
            extra={"unknown": len(done.unknown), "advanced": len(done.advanced)},
        )
    return done


def bring_up_to(published: Iterable[Published]) -> CaughtUp:
    """Bring the register, the units' numbers and the boards' numbers up to what was published. Repeatable.

    What is public without a text here is registered, so that it can be withdrawn and ends in time; nothing is made
    public. Must run inside a transaction.
    """
    last: dict[str, Published] = {}
    for one in published:  # withdrawn once and published again, it may be named twice
        before = last.get(one.id)
        if before is None or (one.rev, one.is_withdrawn) > (before.rev, before.is_withdrawn):
            last[one.id] = one
    units = dict(Unit.objects.values_list("pk", "last_number"))
    found = [one for one in last.values() if unit_of(one.id) in units]  # others are of a newer tree of units
    _raise_numbers(found, units)
    known = {row.pk: row for row in Registration.objects.select_for_update()}
    unknown = [one for one in found if one.id not in known]
    for one in unknown:
        Registration.objects.create(
            id=one.id,
            unit_id=unit_of(one.id),
            rev=one.rev,
            ends_at=None if one.is_withdrawn else one.ends_at,
            is_withdrawn=one.is_withdrawn,
        )
    advanced = [one for one in found if one.id in known and _is_behind(known[one.id], one)]
    for one in advanced:
        Registration.objects.filter(pk=one.id).update(
            rev=one.rev, is_withdrawn=one.is_withdrawn, ends_at=None if one.is_withdrawn else one.ends_at
        )
    for one in (*unknown, *advanced):
        if one.line is not None:
            _hang(one.id, one.line)
    return CaughtUp(tuple(one.id for one in unknown if not one.is_withdrawn), tuple(one.id for one in advanced))


def _is_behind(row: Registration, published: Published) -> bool:
    """Whether the feed has gone on since this row was written."""
    if published.rev != row.rev:
        return bool(published.rev > row.rev)
    return published.is_withdrawn and not row.is_withdrawn


def _raise_numbers(published: Iterable[Published], units: dict[str, int]) -> None:
    highest: dict[UnitCode, int] = {}
    for one in published:
        unit = unit_of(one.id)
        highest[unit] = max(highest.get(unit, 0), int(one.id.rpartition("/")[2]))
    for unit, number in highest.items():
        if number > units[unit]:
            Unit.objects.filter(pk=unit).update(last_number=number)


def _hang(id_: DisclosureId, line: LedLine) -> None:
    """Below what the line announces, so that it goes with it; and its boards get no such number again."""
    announced = Registration.objects.filter(pk=line.disclosure).first()
    Registration.objects.filter(pk=id_).update(announces=announced)
    Board.objects.filter(pk__in=line.boards, last_seq__lt=line.seq).update(last_seq=line.seq)


def _in_ledger(repository: Repository) -> Iterator[Published]:
    known = set(Registration.objects.values_list("pk", flat=True))
    for one in repository.known():
        is_new_line = one.kind == "led-line" and one.id not in known
        line = _line(repository, one.id) if is_new_line else None
        yield Published(one.id, one.rev, one.ends_at, one.is_withdrawn, line)


def _line(repository: Repository, id_: DisclosureId) -> LedLine | None:
    body = repository.last_body(id_)
    if body is None:
        return None  # its file was collected: it has long left every board
    try:
        return read_led_line(payload_of(body))
    except TrustError as err:
        log.error("a published line cannot be read", extra={"id": id_, "reason": err})
        return None
