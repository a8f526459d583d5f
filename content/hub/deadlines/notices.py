"""公示期执行: whether a public notice hung from its first day to the end of its last one. Pure.

Both days belong to the period. A notice goes up late if it was not there on its first day; it came down early if it
was not there until the end of its last one, late if it was still there on a later day than the one after the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Run:
    """What was planned and what happened, days of the county's calendar.

    keeps_until: the last day on which it may be shown, if that is later than the notice's. up_on, down_on: None while
    it has not happened.
    """

    first_day: date
    last_day: date
    keeps_until: date | None = None
    up_on: date | None = None
    down_on: date | None = None


@dataclass(frozen=True)
class Kept:
    """Natural days, 0 where it was as it should be. days_left: until the period is over, 0 on its last day."""

    up_late: int
    down_early: int
    down_late: int
    days_left: int

    @property
    def is_kept(self) -> bool:
        return not (self.up_late or self.down_early or self.down_late)


def kept(run: Run, today: date) -> Kept:
    """How a notice was kept, as of today."""
    ends = run.last_day + _DAY  # the first day on which it need not be there
    must_end = max(run.last_day, run.keeps_until or run.last_day) + _DAY
    up = run.up_on or max(today, run.first_day)
    down_early = max(0, (ends - run.down_on).days) if run.down_on else 0
    gone = run.down_on or (today if run.up_on else must_end)
    return Kept(
        up_late=max(0, (min(up, ends) - run.first_day).days),
        down_early=down_early,
        down_late=max(0, (gone - must_end).days),
        days_left=(run.last_day - today).days,
    )
