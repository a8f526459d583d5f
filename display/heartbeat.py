"""The heartbeat for a watchdog relay (看门狗继电器): it cuts the LEDs' power when the level stops to change.

For boards whose card keeps its last text when the terminal dies (class B). The level changes at every step of the
player, about four times a second, while nothing can stand on the board that may not: a terminal that is dead, or
cannot take an ended text off the board, falls silent. A frame on a slow line may hold a step up for some seconds,
so a relay that falls off after 30 to 60 seconds fits.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from display.errors import TransportError


class Heartbeat(Protocol):
    """One output line."""

    def set_level(self, high: bool) -> None:
        """Raises TransportError."""


class FileHeartbeat:
    """A file that takes 0 and 1, as /sys/class/gpio/gpio17/value or …/leds/relay/brightness do."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def set_level(self, high: bool) -> None:
        try:
            with self._path.open("r+b", buffering=0) as file:  # r+: a file that is not there is no output
                file.write(b"1" if high else b"0")
        except OSError as err:
            raise TransportError(f"{self._path}: {err.strerror or err}") from err


class Pulse:
    """What may stand on a board, as far as anybody can know, and the beat that says it is all in order.

    A text is named by its hash, darkness by None. What was sent without an answer may have arrived or not.
    """

    def __init__(self, output: Heartbeat | None) -> None:
        self._output = output
        self._possible: frozenset[str | None] | None = None  # None: anything, nothing was sent so far
        self._high = False

    def sent(self, sha256: str | None, *, arrived: bool) -> None:
        """A text was sent; arrived: it is known, or nothing better can ever be known of this model."""
        if arrived:
            self._possible = frozenset({sha256})
        elif self._possible is not None:
            self._possible |= {sha256}

    def is_in_order(self, permitted: Iterable[str]) -> bool:
        """Whether the board can only show one of these, or nothing."""
        return self._possible is not None and self._possible <= {None, *permitted}

    def beat(self, permitted: Iterable[str]) -> None:
        """Change the level if all is in order. Raises TransportError."""
        if self._output is not None and self.is_in_order(permitted):
            self._high = not self._high
            self._output.set_level(self._high)
