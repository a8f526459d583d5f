"""When things happen again, whatever the system clock does.

APScheduler plans by the system clock. After a flat battery that clock jumps from 1970 to today when NTP answers:
its own interval trigger would then list every missed run of 56 years. This trigger counts from now, always; and
``ClockWatch`` notices jumps by the monotonic clock, so that no job sleeps through one to the past.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from apscheduler.triggers.base import BaseTrigger

JUMP_S = 5.0  # NTP's own corrections are smaller, or slewed


class AfterEach(BaseTrigger):  # type: ignore[misc]
    """Fires every ``interval_s``, up to ``jitter`` (a share of it) later, counted from the run before."""

    def __init__(self, interval_s: float, jitter: float, chance: Callable[[], float], first_s: float = 0.0) -> None:
        self._interval_s = interval_s
        self._jitter = jitter
        self._chance = chance
        self._first_s = first_s

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        wait_s = self._first_s if previous_fire_time is None else self._interval_s
        return now + timedelta(seconds=wait_s * (1 + self._jitter * self._chance()))


class ClockWatch:
    """Compares the two clocks; both come in as functions."""

    def __init__(self, wall: Callable[[], datetime], monotonic: Callable[[], float]) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._started = wall() - timedelta(seconds=monotonic())

    def jumped_s(self) -> float:
        """How far the system clock was set since the last call, in seconds; 0 if it only ran."""
        started = self._wall() - timedelta(seconds=self._monotonic())
        jump_s = (started - self._started).total_seconds()
        if abs(jump_s) < JUMP_S:
            return 0.0
        self._started = started
        return jump_s
