"""Dates of the sample, all counted from the day on which it is loaded, so that its notice periods are running."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from content.disclosure import NoticePeriod

_DAY = timedelta(days=1)
_QUARTERS = "一二三四"


def chinese(day: date) -> str:
    """2026年11月22日."""
    return f"{day.year}年{day.month}月{day.day}日"


def short(day: date) -> str:
    """11月22日."""
    return f"{day.month}月{day.day}日"


def is_workday(day: date) -> bool:
    """Monday to Friday: the sample does not know the State Council's holidays."""
    return day.weekday() < 5


def workday_before(day: date) -> date:
    """The day itself if it is a workday, else the last one before it."""
    while not is_workday(day):
        day -= _DAY
    return day


def workdays_from(first: date, count: int) -> date:
    """The last of ``count`` workdays of which ``first`` is the first."""
    day = first
    while count > 1:
        day += _DAY
        count -= is_workday(day)
    return day


def running_workdays(today: date, count: int, contact: str, *, begun: int = 0) -> NoticePeriod:
    """A notice period of ``count`` workdays that has been running for ``begun`` days."""
    first = workday_before(today - begun * _DAY)
    return NoticePeriod(first, max(workdays_from(first, count), today), contact)


def running_days(today: date, count: int, contact: str, *, begun: int = 0) -> NoticePeriod:
    """A notice period of ``count`` calendar days that has been running for ``begun`` days."""
    first = today - begun * _DAY
    return NoticePeriod(first, max(first + (count - 1) * _DAY, today), contact)


def month_before(today: date, count: int = 1) -> date:
    """The first day of the month ``count`` months ago."""
    months = today.year * 12 + today.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)


@dataclass(frozen=True)
class Quarter:
    """A quarter that is over."""

    year: int
    number: int

    @property
    def name(self) -> str:
        """2026年第三季度."""
        return f"{self.year}年第{_QUARTERS[self.number - 1]}季度"

    @property
    def short(self) -> str:
        """三季度."""
        return f"{_QUARTERS[self.number - 1]}季度"

    @property
    def last_day(self) -> date:
        first_of_next = date(self.year + self.number // 4, self.number % 4 * 3 + 1, 1)
        return first_of_next - _DAY

    def before(self) -> Quarter:
        """The quarter before this one."""
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)


def last_quarter(today: date) -> Quarter:
    """The last quarter that was over before ``today``."""
    return Quarter(today.year, (today.month - 1) // 3 + 1).before()
