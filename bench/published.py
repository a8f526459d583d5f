"""A signed repository of the invented county, and a terminal that pulls it, both as the product runs them."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from content.clock import TrustedClock, system_now
from content.county import County
from content.disclosure import Disclosure
from content.feed.ceremony import begin
from content.feed.keys import KeyRing
from content.feed.repository import Repository
from content.feed.rules import Change
from content.record import UnitCode, encode
from content.store.salvage import open_sound_library
from content.sync.fetch import HttpSource
from content.sync.pull import Puller, Subscription

CHANGES_AT_ONCE = 2_000
TIMEOUT_S = 10.0


def publish(folder: Path, county: County, disclosures: Iterable[Disclosure]) -> tuple[Repository, bytes]:
    """Make keys and release everything; returns the open repository (served: folder/feed) and the first root."""
    # A day ago, so that a disclosure of this hour is not published before the keys exist.
    now = datetime.now(UTC) - timedelta(days=1)
    done = begin(
        county, folder / "offline", folder / "online", folder / "feed", lambda _: "only to measure", now, rounds=1
    )
    keys = KeyRing(folder / "online")
    repository = Repository(folder / "feed", keys, folder / "online" / "ledger.sqlite", county.code, system_now)
    batch: list[Change] = []
    for disclosure in disclosures:
        batch.append(change(disclosure))
        if len(batch) == CHANGES_AT_ONCE:
            _release(repository, batch)
            batch = []
    _release(repository, batch)
    return repository, done.root


def change(disclosure: Disclosure) -> Change:
    """A request to publish it."""
    return Change(disclosure.id, disclosure.rev, "disclosure", encode(disclosure))


def terminal(folder: Path, url: str, county: str, units: Sequence[UnitCode], root: bytes) -> Puller:
    """A terminal with an empty library. Everything is as in ``mingbai sync``."""
    clock = TrustedClock(system_now, time.monotonic)
    return Puller(
        source=HttpSource(url, TIMEOUT_S),
        library=open_sound_library(folder, system_now()),
        subscription=Subscription(county, tuple(units), frozenset(units[:1])),
        trusted_root=root,
        clock=clock,
        monotonic=time.monotonic,
        chance=random.random,
    )


def _release(repository: Repository, batch: list[Change]) -> None:
    if batch:
        release = repository.release(batch)
        assert not release.refused, release.refused
