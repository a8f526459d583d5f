"""The legal time limit (法定时限) of one stage: when it ends and how much of it was used, as the hub fills it in.

民法典 第二百零三条: a limit in days of the calendar that would end on a holiday ends on the day after the holiday.
行政许可法 第八十二条: limits there count working days.
"""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import structs

from content.disclosure import TimeLimit
from content.hub.deadlines.reckon import period
from content.hub.deadlines.rules import Rule, Unit
from content.hub.deadlines.workdays import WorkCalendar
from content.terms import DayKind

_DAY = timedelta(days=1)


def counted(limit: TimeLimit, work: WorkCalendar) -> TimeLimit:
    """The limit with due_on and days_used, each left out where only an estimate could be given."""
    return structs.replace(limit, due_on=_due(limit, work), days_used=_used(limit, work))


def _due(limit: TimeLimit, work: WorkCalendar) -> date | None:
    """The last day of the limit."""
    is_workdays = limit.counted_in is DayKind.WORKDAY
    rule = Rule(
        unit=Unit.WORKING_DAY if is_workdays else Unit.NATURAL_DAY,
        count=limit.days,
        label=limit.basis,
        moves_off_rest_days=not is_workdays,
    )
    found = period(rule, limit.begins_on, work)
    return None if found.is_estimated else found.last_day


def _used(limit: TimeLimit, work: WorkCalendar) -> int | None:
    """How many days of its own kind it took until ended_on; that day counts, the first does not."""
    if limit.ended_on is None:
        return None
    span = max(0, (limit.ended_on - limit.begins_on).days)
    if limit.counted_in is DayKind.CALENDAR_DAY:
        return span
    if not work.knows(limit.begins_on, limit.ended_on):
        return None
    return sum(work.is_workday(limit.begins_on + count * _DAY) for count in range(1, span + 1))
