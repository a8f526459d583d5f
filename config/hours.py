"""Hours of the day and what is set by time of day, as terminal.toml writes them. Pure; of no time zone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True)
class Hours:
    """From begin until before end; over midnight where end comes before begin. Both the same: the whole day."""

    begin: time
    end: time

    def hold(self, at: time) -> bool:
        if self.begin < self.end:
            return self.begin <= at < self.end
        return at >= self.begin or at < self.end


@dataclass(frozen=True)
class Level:
    """From this time of day on, until the next one, so many per cent: brightness, volume."""

    at: time
    percent: int


def hours_of(text: str) -> Hours:
    """22:00-06:00, as the settings have checked it."""
    begin, _, end = text.partition("-")
    return Hours(time.fromisoformat(begin), time.fromisoformat(end))


def level_at(levels: Iterable[Level], at: time) -> int | None:
    """What was set last, maybe yesterday; None where nothing is set by time."""
    steps = sorted(levels, key=lambda level: level.at)
    begun = [level for level in steps if level.at <= at]
    return (begun or steps)[-1].percent if steps else None
