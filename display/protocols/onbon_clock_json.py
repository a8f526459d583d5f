"""The clock command of Onbon cards as JSON fields, and back: a date and time, or digits that are none."""

from __future__ import annotations

import re
from datetime import datetime

from msgspec import UnsetType

from display.errors import ProtocolError
from display.protocols.objects import county_time
from display.protocols.onbon_codec import Clock


def clock_from(time: datetime | UnsetType, bcd: str | UnsetType, weekday: int | UnsetType) -> Clock:
    """time: with a zone it is turned into the county's. bcd: digits as ``digits_of`` writes them.

    Raises ProtocolError if both or none of them are given, FrameJsonError as ``county_time``.
    """
    if isinstance(time, datetime) == isinstance(bcd, str):
        raise ProtocolError("Object missing required field `time` (or `native.bcd`); one of them says it")
    day = None if isinstance(weekday, UnsetType) else weekday
    if isinstance(time, datetime):
        return Clock.of(county_time(time).replace(microsecond=0), day)
    digits = bytes.fromhex(re.sub("[-T:]", "", bcd or ""))
    return Clock(bytes([digits[1], digits[0], *digits[2:], day or 0]))


def digits_of(clock: Clock) -> str:
    """The digits as they stand on the wire, year first: "2026-13-45T99:6a:61"."""
    year, century, month, day, hour, minute, second = (f"{byte:02x}" for byte in clock.bcd[:7])
    return f"{century}{year}-{month}-{day}T{hour}:{minute}:{second}"
