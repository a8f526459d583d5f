"""Trusted time: what a terminal believes about now when its clock may be wrong.

A terminal's clock can stand at 1970 after a flat battery or be set to 2040 by hand. Signed metadata carries
the time it was signed, and the store keeps the last minute the terminal lived through; time never was
before either of them. That highest known moment is the **floor**. A system clock below the floor, or more
than 60 days above it, is suspect: then floor + monotonic time is used and the screen says so.

Pure: wall clock and monotonic clock come in as functions.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from msgspec import Struct

MAX_AHEAD = timedelta(days=60)
MAX_UNPROVEN = timedelta(days=1)  # what a system clock may run ahead and still be kept as lived through
MAX_LAG = timedelta(minutes=1)  # the floor is persisted by the minute, NTP steps by seconds


class Reading(Struct, frozen=True):
    """One look at the clock. ``suspect`` says that the system clock was not believed."""

    now: datetime
    suspect: bool


class TrustedClock:
    """Reads trusted time; ``raise_floor`` is told every moment that is proven to have passed."""

    def __init__(self, wall: Callable[[], datetime], monotonic: Callable[[], float]) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._floor: datetime | None = None
        self._floor_set_at = 0.0

    def raise_floor(self, moment: datetime) -> None:
        """No time before ``moment`` is believed from now on; an earlier moment than the floor changes nothing."""
        if self._floor is None or moment > self._least_now():
            self._floor = moment
            self._floor_set_at = self._monotonic()

    def read(self) -> Reading:
        """The trusted time now, UTC. Without any floor the system clock is all there is."""
        wall = self._wall()
        if self._floor is None:
            return Reading(wall, suspect=False)
        least = self._least_now()
        if wall < least - MAX_LAG or wall - least > MAX_AHEAD:  # a difference: least + 60 days may not exist
            return Reading(least, suspect=True)
        return Reading(max(wall, least), suspect=False)

    def lived_through(self) -> datetime | None:
        """The moment to persist as the next floor, or None before any floor.

        A system clock that ran ahead by more than a day without a signed time to prove it is not written down:
        once kept, the wrong time would outlive the mistake.
        """
        if self._floor is None:
            return None
        least = self._least_now()
        now = self.read().now
        return now if now - least <= MAX_UNPROVEN else least

    def __call__(self) -> datetime:
        return self.read().now

    def _least_now(self) -> datetime:
        assert self._floor is not None
        try:
            return self._floor + timedelta(seconds=self._monotonic() - self._floor_set_at)
        except OverflowError:
            return self._floor


def system_now() -> datetime:
    """The system clock, UTC: the only place that reads it."""
    return datetime.now(UTC)
