"""What a card must be told beside its face: LEDs on or off, how bright, what time it is. Pure, told the time.

Each is due when it changes, the clock once a day, and all of them again after ``forget``: the card's memory may
hold something else by then. A model that has no command for one of them gives no exchange, and none is due.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from content.record import COUNTY_TIME
from display.board import Board
from display.care import Care
from display.protocols.base import BoardProtocol, Exchange

FULL_PERCENT = 100
CLOCK_AT = timedelta(hours=4)  # the day of the clock begins at four in the morning, when nobody reads


@dataclass(frozen=True)
class Duty:
    """One thing to tell the card. what: power, brightness or clock."""

    what: str
    value: object
    exchanges: tuple[Exchange, ...]


class Upkeep:
    """What one card has been told."""

    def __init__(self, protocol: BoardProtocol, board: Board, care: Care) -> None:
        self._protocol = protocol
        self._board = board
        self._care = care
        self._told: dict[str, object] = {}

    def due(self, now: datetime, *, is_emergency: bool = False) -> list[Duty]:
        """What the card does not know yet; ``told`` takes it off the list.

        In an emergency the LEDs are on at any hour, and where the settings say how bright they are, at their full.
        """
        local = now.astimezone(COUNTY_TIME)
        powered = is_emergency or self._care.is_powered(now)
        percent = self._care.brightness_percent(now)
        if percent is not None and is_emergency:
            percent = FULL_PERCENT
        day: date = (local - CLOCK_AT).date()
        duties = self._duty("power", powered, lambda: self._protocol.set_power(powered, self._board))
        if percent is not None:
            duties += self._duty("brightness", percent, lambda: self._protocol.set_brightness(percent, self._board))
        naive = local.replace(tzinfo=None)
        return duties + self._duty("clock", day, lambda: self._protocol.set_clock(naive, self._board))

    def told(self, duty: Duty) -> None:
        self._told[duty.what] = duty.value

    def forget(self) -> None:
        """Another card may hang on the cable, or somebody else may have spoken to it."""
        self._told.clear()

    def _duty(self, what: str, value: object, exchanges: Callable[[], list[Exchange]]) -> list[Duty]:
        if self._told.get(what) == value:
            return []
        needed = tuple(exchanges())
        return [Duty(what, value, needed)] if needed else []
