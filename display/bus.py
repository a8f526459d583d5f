"""One RS-485 line with up to 32 boards: whose turn it is to speak.

Two wires carry one voice at a time, so a frame and its answer are one turn. The most urgent board speaks next, among
equals the one that follows the last speaker: nobody waits longer than one frame of each of the others, and an
emergency only for the frame that is on the wire. After a turn the line rests for the turnaround of its board.
"""

from __future__ import annotations

import enum
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from config.settings import MOST_BOARDS_ON_A_LINE

REFRESH_PATIENCE_S = 0.03  # short, so that somebody soon sees an emergency


class Urgency(enum.IntEnum):
    """What is said on the line, the higher the sooner."""

    REFRESH = 0  # the same face again
    CHANGE = 1  # a new face, or darkness
    EMERGENCY = 2


class LineBusy(Exception):
    """A refresh did not get its turn in time; its board is free to look for something more urgent to say."""


class Bus:
    """The turns of one line. Thread-safe: every board's player runs in a thread of its own."""

    def __init__(
        self,
        monotonic: Callable[[], float],
        sleep: Callable[[float], None],
        refresh_patience_s: float = REFRESH_PATIENCE_S,
    ) -> None:
        self._refresh_patience_s = refresh_patience_s
        self._monotonic = monotonic
        self._sleep = sleep
        self._condition = threading.Condition()
        self._turnarounds_s: list[float] = []
        self._waiting: dict[int, Urgency] = {}
        self._last = -1
        self._is_busy = False
        self._quiet_until_s = float("-inf")

    def seat(self, turnaround_s: float) -> Seat:
        """A place on the line for one more board. Raises ValueError if the line has no room left."""
        if len(self._turnarounds_s) >= MOST_BOARDS_ON_A_LINE:
            raise ValueError(f"a line carries at most {MOST_BOARDS_ON_A_LINE} boards")
        self._turnarounds_s.append(turnaround_s)
        return Seat(self, len(self._turnarounds_s) - 1)

    @property
    def is_busy(self) -> bool:
        """Whether somebody is speaking."""
        return self._is_busy

    @property
    def waiting(self) -> tuple[int, ...]:
        """The seats that have asked for a turn."""
        return tuple(self._waiting)

    def take(self, number: int, urgency: Urgency) -> None:
        """Wait until it is this seat's turn and the line has rested. Raises LineBusy: a refresh may come later."""
        patience_s = self._refresh_patience_s if urgency is Urgency.REFRESH else None
        with self._condition:
            self._waiting[number] = urgency
            is_ours = self._condition.wait_for(lambda: not self._is_busy and self._next() == number, patience_s)
            del self._waiting[number]
            if not is_ours:
                # Whoever was kept back only by this seat's place in the order is to look again.
                self._condition.notify_all()
                raise LineBusy
            self._is_busy = True
            self._last = number
            rest_s = self._quiet_until_s - self._monotonic()
        if rest_s > 0:
            self._sleep(rest_s)

    def give(self, number: int) -> None:
        """The turn is over."""
        with self._condition:
            self._is_busy = False
            self._quiet_until_s = self._monotonic() + self._turnarounds_s[number]
            self._condition.notify_all()

    def _next(self) -> int:
        """The seat that speaks next: the most urgent, then the first one after the last speaker."""
        seats = len(self._turnarounds_s)
        return min(self._waiting, key=lambda number: (-self._waiting[number], (number - self._last - 1) % seats))


class Seat:
    """One board's place on the line."""

    def __init__(self, bus: Bus, number: int) -> None:
        self._bus = bus
        self._number = number
        self._depth = 0  # only the thread that holds the turn, or is about to ask for it, comes here

    @contextmanager
    def turn(self, urgency: Urgency) -> Iterator[None]:
        """The line is ours inside; turns inside a turn are the same turn."""
        if not self._depth:
            self._bus.take(self._number, urgency)
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            if not self._depth:
                self._bus.give(self._number)


class Alone:
    """The turn of a board that has the line to itself."""

    @contextmanager
    def turn(self, urgency: Urgency) -> Iterator[None]:
        """Always ours."""
        yield
