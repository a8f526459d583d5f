"""A terminal for tests: library in a folder, clocks that only move when told, a feed in memory."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from content.clock import TrustedClock
from content.feed.files import Disk
from content.record import DisclosureId, UnitCode
from content.store.apply import LibraryWriter
from content.store.library import Library
from content.store.salvage import open_sound_library
from content.store.schema import Connect
from content.sync.fetch import Source
from content.sync.pull import Outcome, Puller, Subscription
from tests.content.sync.county_feed import COUNTY, MORNING, CountyFeed, MemorySource


class FakeTime:
    """A wall clock and a monotonic clock. ``pass_`` moves both, ``set_wall`` only the first."""

    def __init__(self, start: datetime = MORNING + timedelta(hours=1)) -> None:
        self._wall = start
        self._monotonic = 1_000.0

    def wall(self) -> datetime:
        return self._wall

    def monotonic(self) -> float:
        return self._monotonic

    def set_wall(self, moment: datetime) -> None:
        self._wall = moment

    def pass_(self, **length: float) -> None:
        delta = timedelta(**length)
        self._wall += delta
        self._monotonic += delta.total_seconds()


class Terminal:
    """``pull`` pulls; everything else looks at what the kiosk and the boards would see."""

    def __init__(
        self,
        folder: Path,
        feed: CountyFeed,
        *,
        units: tuple[str, ...] = (),
        own: tuple[str, ...] = (),
        source: Source | None = None,
        time: FakeTime | None = None,
        connect: Connect | None = None,
        disk: Disk | None = None,
    ) -> None:
        self.folder = folder
        self.feed = feed
        self.units = tuple(UnitCode(unit) for unit in (units or tuple(feed.units)))
        self.own = frozenset(UnitCode(unit) for unit in own)
        self.memory = MemorySource(feed)
        self.source = source or self.memory
        self.time = time or FakeTime()
        self.clock = TrustedClock(self.time.wall, self.time.monotonic)
        self._seams = {name: seam for name, seam in (("connect", connect), ("disk", disk)) if seam is not None}
        self.start()

    def start(self) -> None:
        """Start, or start again after ``stop``: nothing but the disk is remembered."""
        self.writer: LibraryWriter = open_sound_library(self.folder, self.clock.read().now, **self._seams)  # type: ignore[arg-type]
        if floor := self.writer.fact("time-floor"):
            self.clock.raise_floor(datetime.fromtimestamp(int(floor), MORNING.tzinfo))
        self.puller = Puller(
            source=self.source,
            library=self.writer,
            subscription=Subscription(COUNTY, self.units, self.own),
            trusted_root=self.feed.root,
            clock=self.clock,
            monotonic=self.time.monotonic,
            chance=lambda: 1.0,
        )

    def stop(self) -> None:
        self.writer.close()

    def restart(self) -> None:
        self.stop()
        self.start()

    def pull(self, *, force: bool = False) -> Outcome:
        return self.puller.pull_once(force=force)

    def library(self) -> Library:
        return Library(self.folder, self.clock)

    def shown(self) -> dict[str, int]:
        """What citizens can open now: id → rev."""
        library = self.library()
        try:
            rows = library.rows(limit=10_000)
            for row in rows:
                found = library.disclosure(row.id)
                assert found is not None
                assert found.rev == row.rev
            return {str(row.id): row.rev for row in rows}
        finally:
            library.close()

    def lines(self) -> list[str]:
        """LED lines that a player is given now."""
        library = self.library()
        try:
            return [str(line_id) for line_id, _ in library.led_envelopes()]
        finally:
            library.close()

    def revision(self, item_id: str) -> int | None:
        library = self.library()
        try:
            return library.revision(DisclosureId(item_id))
        finally:
            library.close()
