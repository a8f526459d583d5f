"""Legal time limits in days: when one ends and how much of it was used. Pure, but for the calendar handed in.

民法典 第二百零一条: the day that starts the clock does not count. 第二百零三条: a limit in days of the calendar that
would end on a holiday ends on the day after the holiday. 行政许可法 第八十二条: limits there count working days.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import chinese_calendar
from msgspec import structs

from content.disclosure import DayKind, TimeLimit

_DAY = timedelta(days=1)
Workday = Callable[[date], bool]  # whether it is one; raises LookupError for a day beyond the calendar


def chinese_workday(day: date) -> bool:
    """Whether offices work on this day by the State Council's yearly notice. Raises LookupError beyond the last one."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError as err:
        raise LookupError(f"{day.isoformat()}: the holidays of {day.year} are not in the calendar") from err


def counted(limit: TimeLimit, is_workday: Workday) -> TimeLimit:
    """The limit with due_on and days_used, each left out where the calendar does not reach."""
    return structs.replace(limit, due_on=_due(limit, is_workday), days_used=_used(limit, is_workday))


def _due(limit: TimeLimit, is_workday: Workday) -> date | None:
    """The last day of the limit."""
    try:
        if limit.counted_in is DayKind.CALENDAR_DAY:
            day = limit.begins_on + limit.days * _DAY
            while not is_workday(day):
                day += _DAY
            return day
        day, left = limit.begins_on, limit.days
        while left:
            day += _DAY
            left -= is_workday(day)
        return day
    except LookupError:
        return None


def _used(limit: TimeLimit, is_workday: Workday) -> int | None:
    """How many days of its own kind it took until ended_on; that day counts, the first does not."""
    if limit.ended_on is None:
        return None
    span = max(0, (limit.ended_on - limit.begins_on).days)
    if limit.counted_in is DayKind.CALENDAR_DAY:
        return span
    try:
        return sum(is_workday(limit.begins_on + count * _DAY) for count in range(1, span + 1))
    except LookupError:
        return None
