"""After a restore: the hub learns from the signed feed what it no longer knows of the time after its backup.

Without it a hub of yesterday would give the numbers of today a second time, to other disclosures.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from config.settings import HubSettings
from content.disclosure import DisclosureId, UnitCode, unit_of
from content.feed.pages import page_path
from content.feed.trust import verified
from content.hub.disclosures.models import Registration
from content.hub.release.approver_list import FIRST_ROOT, MAX_ROOT_BYTES, folder_fetch
from content.hub.units.models import Unit
from content.public_side.signed_feed import SignedFeed
from content.sync.decide import read_page

log = logging.getLogger(__name__)

SPARE_NUMBERS = 100  # in each unit, for what was published after the feed's own copy, if that was lost, too
MEMORY = "catch-up-metadata"


@dataclass(frozen=True)
class InFeed:
    """One id as the signed feed has it. ends_at: of a disclosure; is_withdrawn: it is a withdrawal notice."""

    id: DisclosureId
    rev: int
    ends_at: datetime | None
    is_withdrawn: bool


@dataclass(frozen=True)
class CaughtUp:
    """unknown: ids that are public and have no text at the hub. advanced: of which it knew an older revision."""

    unknown: tuple[DisclosureId, ...]
    advanced: tuple[DisclosureId, ...]


def catch_up(hub: HubSettings, now: datetime) -> CaughtUp:
    """Compare the hub with the signed feed, and bring its register and its numbers up to it. Repeatable.

    What is public without a text here is registered, so that it can be withdrawn and ends in time; nothing is made
    public. Raises FeedError if the feed does not verify.
    """
    found = list(_in_feed(hub, now))
    unknown, advanced = [], []
    with transaction.atomic():
        known = {one.pk: one for one in Registration.objects.select_for_update()}
        for item in found:
            registration = known.get(item.id)
            if registration is None:
                Registration.objects.create(
                    id=item.id,
                    unit_id=unit_of(item.id),
                    rev=item.rev,
                    ends_at=None if item.is_withdrawn else item.ends_at,
                    is_withdrawn=item.is_withdrawn,
                )
                if not item.is_withdrawn:
                    unknown.append(item.id)
            elif registration.rev < item.rev or (item.is_withdrawn and not registration.is_withdrawn):
                registration.rev = max(registration.rev, item.rev)
                registration.is_withdrawn = item.is_withdrawn
                registration.ends_at = None if item.is_withdrawn else item.ends_at
                registration.save()
                advanced.append(item.id)
        _skip_numbers(found)
    log.info("caught up with the feed", extra={"unknown": len(unknown), "advanced": len(advanced)})
    return CaughtUp(tuple(unknown), tuple(advanced))


def _skip_numbers(found: list[InFeed]) -> None:
    highest: dict[UnitCode, int] = {}
    for item in found:
        unit = unit_of(item.id)
        highest[unit] = max(highest.get(unit, 0), int(item.id.rpartition("/")[2]))
    for unit, number in highest.items():
        Unit.objects.filter(pk=unit, last_number__lt=number).update(last_number=number)
    Unit.objects.update(last_number=F("last_number") + SPARE_NUMBERS)


def _in_feed(hub: HubSettings, now: datetime) -> Iterator[InFeed]:
    """Every id of the feed, disclosures and LED lines, verified from the county's first root."""
    fetch = folder_fetch(hub.repository_dir)
    root = hub.trusted_root.read_bytes() if hub.trusted_root else fetch(FIRST_ROOT, MAX_ROOT_BYTES) or b""
    feed = SignedFeed(hub.repository_dir, hub.data_dir / MEMORY, root, hub.county)
    edition = feed.edition(feed.timestamp(), {}, now)
    for unit, state in edition.units.items():
        for ref in state.index.pages:
            page = read_page(verified(fetch, page_path(ref.sha256), ref.sha256, ref.size), ref=ref, unit=unit)
            for row in page.rows:
                if row is not None:
                    ends = feed.disclosure(row, unit).valid_until if row.kind == "disclosure" else None
                    yield InFeed(row.id, row.rev, ends, is_withdrawn=False)
        for gone in state.index.withdrawn:
            yield InFeed(gone.id, gone.rev, None, is_withdrawn=True)
