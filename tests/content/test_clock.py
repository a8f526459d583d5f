"""Trusted time, with a clock that does what clocks do: stop, jump, stand at 1970, come back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from content.clock import Reading, TrustedClock

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class Clocks:
    """A wall clock and a monotonic clock that only move when told."""

    def __init__(self, wall: datetime = NOON) -> None:
        self.wall = wall
        self.monotonic_s = 5_000.0

    def trusted(self) -> TrustedClock:
        return TrustedClock(lambda: self.wall, lambda: self.monotonic_s)

    def pass_(self, length: timedelta) -> None:
        self.wall += length
        self.monotonic_s += length.total_seconds()


def test_without_any_floor_the_system_clock_is_all_there_is() -> None:
    clocks = Clocks(datetime(1970, 1, 1, tzinfo=UTC))
    assert clocks.trusted().read() == Reading(datetime(1970, 1, 1, tzinfo=UTC), suspect=False)


READINGS = [  # system clock, floor an hour ago → now, suspect
    (NOON, NOON, False),
    (NOON - timedelta(hours=1), NOON - timedelta(hours=1), False),
    (NOON - timedelta(hours=1, seconds=59), NOON - timedelta(hours=1), False),  # within the minute
    (NOON - timedelta(hours=1, seconds=61), NOON - timedelta(hours=1), True),
    (datetime(1970, 1, 1, tzinfo=UTC), NOON - timedelta(hours=1), True),
    (datetime(2040, 1, 1, tzinfo=UTC), NOON - timedelta(hours=1), True),
    (NOON - timedelta(hours=1) + timedelta(days=60), NOON - timedelta(hours=1) + timedelta(days=60), False),
    (NOON - timedelta(hours=1) + timedelta(days=60, seconds=1), NOON - timedelta(hours=1), True),
]


@pytest.mark.parametrize(("wall", "now", "suspect"), READINGS)
def test_system_clock_is_believed_between_the_floor_and_sixty_days_after_it(
    wall: datetime, now: datetime, suspect: bool
) -> None:
    clocks = Clocks(wall)
    clock = clocks.trusted()
    clock.raise_floor(NOON - timedelta(hours=1))
    assert clock.read() == Reading(now, suspect)


def test_suspect_time_runs_on_by_the_monotonic_clock() -> None:
    clocks = Clocks(datetime(1970, 1, 1, tzinfo=UTC))
    clock = clocks.trusted()
    clock.raise_floor(NOON)
    clocks.pass_(timedelta(hours=5))
    assert clock() == NOON + timedelta(hours=5)


def test_earlier_moment_does_not_lower_the_floor() -> None:
    clock = Clocks(datetime(1970, 1, 1, tzinfo=UTC)).trusted()
    clock.raise_floor(NOON)
    clock.raise_floor(NOON - timedelta(days=3))
    assert clock() == NOON


def test_nothing_is_persisted_before_any_time_was_signed() -> None:
    assert Clocks().trusted().lived_through() is None


def test_clock_that_was_set_a_month_ahead_is_not_persisted() -> None:
    clocks = Clocks()
    clock = clocks.trusted()
    clock.raise_floor(NOON)
    clocks.pass_(timedelta(minutes=10))
    clocks.wall += timedelta(days=30)
    assert clock() == NOON + timedelta(days=30, minutes=10)  # it may be right: items are hidden, not deleted
    assert clock.lived_through() == NOON + timedelta(minutes=10)


def test_night_without_power_is_persisted_by_the_system_clock() -> None:
    clocks = Clocks()
    clock = clocks.trusted()
    clock.raise_floor(NOON)
    clocks.wall += timedelta(hours=14)  # the monotonic clock stood still
    assert clock.lived_through() == NOON + timedelta(hours=14)


class AnyClock(RuleBasedStateMachine):
    """Whatever the system clock does: time never falls behind what was proven, nor runs ahead of it unbounded."""

    @initialize(wall=st.datetimes(timezones=st.just(UTC)))
    def start(self, wall: datetime) -> None:
        self.clocks = Clocks(wall)
        self.clock = self.clocks.trusted()
        self.proven: datetime | None = None  # a second account of the floor, kept by this machine

    @rule(seconds=st.floats(0, 10_000_000))
    def time_passes(self, seconds: float) -> None:
        self.clocks.monotonic_s += seconds
        if self.proven is not None:
            self.proven += timedelta(seconds=seconds)

    @rule(wall=st.datetimes(timezones=st.just(UTC)))
    def clock_is_set(self, wall: datetime) -> None:
        self.clocks.wall = wall

    @rule(seconds=st.integers(-7_000_000, 7_000_000))
    def clock_is_off_by(self, seconds: int) -> None:
        if self.proven is not None:
            self.clocks.wall = self.proven + timedelta(seconds=seconds)

    @rule(days=st.floats(0, 10_000))
    def signed_time_arrives(self, days: float) -> None:
        signed = NOON + timedelta(days=days)
        self.clock.raise_floor(signed)
        self.proven = signed if self.proven is None else max(self.proven, signed)

    @rule()
    def minute_is_kept_and_the_terminal_starts_again(self) -> None:
        kept = self.clock.lived_through()
        assert (kept is None) == (self.proven is None)
        self.clock = self.clocks.trusted()
        if kept is not None and self.proven is not None:
            assert timedelta(0) <= kept - self.proven + timedelta(milliseconds=1) <= timedelta(days=1, seconds=1)
            self.clock.raise_floor(kept)
            self.proven = max(kept, self.proven)

    @invariant()
    def now_is_between_the_proven_moment_and_sixty_days_later(self) -> None:
        reading = self.clock.read()
        if self.proven is None:
            assert reading == Reading(self.clocks.wall, suspect=False)
            return
        slack = timedelta(milliseconds=1)  # seconds as floats
        assert self.proven - slack <= reading.now <= self.proven + timedelta(days=60) + slack
        if reading.suspect:
            assert abs(reading.now - self.proven) <= slack


TestAnyClock = AnyClock.TestCase
