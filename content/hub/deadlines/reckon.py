"""Reckoning a period: from a rule and a day to the last day on which it is kept.

The day on which a period begins is not counted (民法典 第二百零一条), but a public notice (公示) counts its first and
its last day. Months and quarters end on the same day of the month, or on its last one where there is none
(第二百零二条). While a clock is paused, no day is counted.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from content.hub.deadlines.rules import Rule, Unit
from content.hub.deadlines.workdays import WorkCalendar

MAX_PAUSED_DAYS = 3_660
_DAY = timedelta(days=1)
_MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3}


@dataclass(frozen=True)
class Pause:
    """中止: from the first to the last day, both among those that are not counted."""

    first_day: date
    last_day: date

    def __post_init__(self) -> None:
        if self.last_day < self.first_day:
            raise ValueError(f"a pause from {self.first_day} to {self.last_day} ends before it begins")


@dataclass(frozen=True)
class Period:
    """What a rule gives. first_day: the first that may count. is_estimated: it rests on an unpublished schedule."""

    first_day: date
    last_day: date
    is_estimated: bool

    def days_left(self, today: date) -> int:
        """Natural days from today to the last day, 0 on it, below 0 when it is over."""
        return (self.last_day - today).days


def period(rule: Rule, start: date, work: WorkCalendar, pauses: Iterable[Pause] = ()) -> Period:
    """The period of ``rule`` that begins with ``start``: formed, changed, approved, or put up.

    Raises ValueError if the pauses are longer than MAX_PAUSED_DAYS together or the calendar ends before it.
    """
    paused = _days_in(pauses)
    try:
        first_day = start if rule.is_notice else start + _DAY
        days = rule.count
        if rule.unit in _MONTHS:
            days = (_months_after(start, rule.count * _MONTHS[rule.unit]) - start).days
        last_day = first_day
        if not paused and rule.unit is not Unit.WORKING_DAY:
            last_day += (days - 1) * _DAY
        else:
            while True:
                if last_day not in paused and (rule.unit is not Unit.WORKING_DAY or work.is_workday(last_day)):
                    days -= 1
                if not days:
                    break
                last_day += _DAY
        as_counted = last_day
        while rule.moves_off_rest_days and not work.is_workday(last_day):
            last_day += _DAY
    except OverflowError as err:
        raise ValueError(f"a period from {start} ends after the year 9999") from err
    scheduled = first_day if rule.unit is Unit.WORKING_DAY else as_counted
    needs_schedule = rule.unit is Unit.WORKING_DAY or rule.moves_off_rest_days
    return Period(first_day, last_day, needs_schedule and not work.knows(scheduled, last_day))


def start_of(rule: Rule, formed_on: date, changed_on: date | None = None) -> date:
    """形成或变更之日: the day from which the rule counts for something that may have been changed since."""
    return changed_on if changed_on is not None and rule.restarts_on_change else formed_on


def days_short(rule: Rule, first_day: date, last_day: date, work: WorkCalendar) -> int:
    """By how many natural days a planned public notice falls short of its minimum; 0: it is long enough."""
    return max(0, (period(rule, first_day, work).last_day - last_day).days)


def days_late(due: date, done_on: date) -> int:
    """Natural days after the due day; below 0: early."""
    return (done_on - due).days


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        raise OverflowError
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _days_in(pauses: Iterable[Pause]) -> set[date]:
    found: set[date] = set()
    total = 0
    for pause in pauses:
        total += (pause.last_day - pause.first_day).days + 1
        if total > MAX_PAUSED_DAYS:
            raise ValueError(f"pauses of {total} days, at most {MAX_PAUSED_DAYS} are allowed")
        found |= {pause.first_day + number * _DAY for number in range((pause.last_day - pause.first_day).days + 1)}
    return found
