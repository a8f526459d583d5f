"""After a restore: the hub learns from the signed feed what it no longer knows of the time after its backup.

Without it a hub of yesterday would give the numbers of today a second time, to other disclosures. The signer does the
same from its ledger when it starts; this is for a hub that must know before that, or whose signer was lost, too.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import F

from config.settings import HubSettings
from content.feed.pages import page_path
from content.feed.trust import verified
from content.hub.release.approver_list import FIRST_ROOT, MAX_ROOT_BYTES, folder_fetch
from content.hub.release.published import CaughtUp, Published, bring_up_to
from content.hub.units.models import Unit
from content.public_side.signed_feed import SignedFeed
from content.sync.decide import read_page

log = logging.getLogger(__name__)

SPARE_NUMBERS = 100  # in each unit, for what was published after the feed's own copy, if that was lost, too
MEMORY = "catch-up-metadata"


def catch_up(hub: HubSettings, now: datetime) -> CaughtUp:
    """Compare the hub with the signed feed, and bring its register and its numbers up to it. Repeatable.

    As content.hub.release.published, and each unit skips SPARE_NUMBERS. Raises FeedError if the feed does not verify.
    """
    found = list(_in_feed(hub, now))
    with transaction.atomic():
        done = bring_up_to(found)
        Unit.objects.update(last_number=F("last_number") + SPARE_NUMBERS)
    log.info("caught up with the feed", extra={"unknown": len(done.unknown), "advanced": len(done.advanced)})
    return done


def _in_feed(hub: HubSettings, now: datetime) -> Iterator[Published]:
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
                    yield Published(row.id, row.rev, ends, is_withdrawn=False)
        for gone in state.index.withdrawn:
            yield Published(gone.id, gone.rev, None, is_withdrawn=True)
