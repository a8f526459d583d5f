"""One RS-485 line with up to 32 boards: whose turn it is to speak.

Two wires carry one voice at a time, so a frame and its answer are one turn. The most urgent board speaks next, among
equals the one that follows the last speaker: nobody waits longer than one frame of each of the others, and an
emergency only for the frame that is on the wire. After a turn the line rests for the turnaround of its board.

    speaking ──give──▶ resting ──turnaround over──▶ free ──the most urgent──▶ speaking

Nobody owns the line while it rests: the next one is chosen at the end of the rest, so that who becomes urgent
meanwhile is not too late. Every seat has a bell of its own: to wake all the others for each frame takes longer than a
short turnaround. The seat that is first in the order watches the rest; when a more urgent one comes, it takes over.
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


def no_news() -> bool:
    """Nothing that could be said instead."""
    return False


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
        self._lock = threading.Lock()
        self._turnarounds_s: list[float] = []
        self._bells: list[threading.Event] = []
        self._waiting: dict[int, Urgency] = {}
        self._last = -1
        self._is_busy = False
        self._quiet_until_s = float("-inf")

    def seat(self, turnaround_s: float) -> Seat:
        """A place on the line for one more board. Raises ValueError if the line has no room left."""
        if len(self._turnarounds_s) >= MOST_BOARDS_ON_A_LINE:
            raise ValueError(f"a line carries at most {MOST_BOARDS_ON_A_LINE} boards")
        self._turnarounds_s.append(turnaround_s)
        self._bells.append(threading.Event())
        return Seat(self, len(self._turnarounds_s) - 1)

    @property
    def is_busy(self) -> bool:
        """Whether somebody is speaking."""
        return self._is_busy

    @property
    def waiting(self) -> tuple[int, ...]:
        """The seats that have asked for a turn."""
        return tuple(self._waiting)

    def take(self, number: int, urgency: Urgency, has_news: Callable[[], bool] = no_news) -> None:
        """Wait until it is this seat's turn and the line has rested.

        Raises LineBusy: a refresh may come later. So it is when its board has something new to say by now: a refresh
        that goes out first would keep that waiting for a whole frame.
        """
        bell = self._bells[number]
        patience_s = self._refresh_patience_s if urgency is Urgency.REFRESH else None
        with self._lock:
            self._waiting[number] = urgency
        while True:
            with self._lock:
                bell.clear()
                rest_s = self._quiet_until_s - self._monotonic()
                is_first = self._is_first(number)
                if is_first and rest_s <= 0:
                    if urgency is Urgency.REFRESH and has_news():
                        self._leave(number)
                        raise LineBusy
                    del self._waiting[number]
                    self._is_busy = True
                    self._last = number
                    return
            if is_first:
                self._sleep(rest_s)
            elif not bell.wait(patience_s):
                with self._lock:
                    if not self._is_first(number):
                        self._leave(number)
                        raise LineBusy

    def give(self, number: int) -> None:
        """The turn is over."""
        with self._lock:
            self._is_busy = False
            self._quiet_until_s = self._monotonic() + self._turnarounds_s[number]
            self._call_next()

    # --- helpers; whoever calls them has the lock ---

    def _is_first(self, number: int) -> bool:
        return not self._is_busy and self._next() == number

    def _next(self) -> int:
        """The seat that speaks next: the most urgent, then the first one after the last speaker."""
        seats = len(self._turnarounds_s)
        return min(self._waiting, key=lambda number: (-self._waiting[number], (number - self._last - 1) % seats))

    def _leave(self, number: int) -> None:
        """Ask no longer. Whoever was kept back only by this seat's place in the order is to look again."""
        del self._waiting[number]
        if not self._is_busy:
            self._call_next()

    def _call_next(self) -> None:
        if self._waiting:
            self._bells[self._next()].set()


class Seat:
    """One board's place on the line."""

    def __init__(self, bus: Bus, number: int) -> None:
        self._bus = bus
        self._number = number
        self._depth = 0  # only the thread that holds the turn, or is about to ask for it, comes here

    @contextmanager
    def turn(self, urgency: Urgency, has_news: Callable[[], bool] = no_news) -> Iterator[None]:
        """The line is ours inside; turns inside a turn are the same turn. Raises LineBusy, see Bus.take."""
        if not self._depth:
            self._bus.take(self._number, urgency, has_news)
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
    def turn(self, urgency: Urgency, has_news: Callable[[], bool] = no_news) -> Iterator[None]:
        """Always ours."""
        yield
