"""工作日: which days offices work, by the State Council's yearly schedules (节假日安排).

A make-up working day (调休) on a week-end is a working day, an official holiday on a week-day is none. For a year
whose schedule is not published Monday to Friday are taken instead, and whoever asks can see that it is a guess.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import chinese_calendar

SATURDAY = 5


@dataclass(frozen=True)
class WorkCalendar:
    """holidays: official days off, week-ends among them or not. workdays: made-up week-ends. years: published ones."""

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()

    def is_workday(self, day: date) -> bool:
        """Whether offices work that day; of a year that is not in ``years`` only a guess."""
        if day in self.workdays:
            return True
        return day.weekday() < SATURDAY and day not in self.holidays

    def knows(self, first: date, last: date) -> bool:
        """Whether the schedules of all years from one day to the other are published."""
        return all(year in self.years for year in range(first.year, last.year + 1))

    def corrected(
        self, *, holidays: Iterable[date] = (), workdays: Iterable[date] = (), years: Iterable[int] = ()
    ) -> WorkCalendar:
        """The same with days added that its maker did not know; a day named here changes sides if need be."""
        off, on = frozenset(holidays), frozenset(workdays)
        return WorkCalendar((self.holidays | off) - on, (self.workdays | on) - off, self.years | frozenset(years))


def published_calendar() -> WorkCalendar:
    """The schedules that chinesecalendar holds."""
    holidays = frozenset(chinese_calendar.holidays)
    return WorkCalendar(holidays, frozenset(chinese_calendar.workdays), frozenset(day.year for day in holidays))
