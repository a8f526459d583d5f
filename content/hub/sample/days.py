"""Dates of the sample, all counted from the day on which it is loaded, so that its notice periods are running."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from content.disclosure import NoticePeriod
from content.hub.deadlines.workdays import published_calendar

_DAY = timedelta(days=1)
_CALENDAR = published_calendar()
_QUARTERS = "一二三四"
# 元旦, 劳动节, 国庆节 as 全国年节及纪念日放假办法 fixes them, with the days usually added to the last.
_HOLIDAYS = frozenset([(1, 1), (5, 1), (5, 2), *((10, day) for day in range(1, 8))])


def chinese(day: date) -> str:
    """2026年11月22日."""
    return f"{day.year}年{day.month}月{day.day}日"


def short(day: date) -> str:
    """11月22日."""
    return f"{day.month}月{day.day}日"


def is_workday(day: date) -> bool:
    """By the State Council's yearly notice; where that is not out, Monday to Friday without holidays of fixed date."""
    return _CALENDAR.is_workday(day) and (day.month, day.day) not in _HOLIDAYS


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
    """A notice period of ``count`` workdays that has been running for ``begun`` days or a few more."""
    first = workday_before(today - begun * _DAY)
    return NoticePeriod(first, max(workdays_from(first, count), today), contact)


def running_days(today: date, count: int, contact: str, *, begun: int = 0) -> NoticePeriod:
    """A notice period of ``count`` calendar days that has been running for ``begun`` days or a few more."""
    first = workday_before(today - begun * _DAY)
    return NoticePeriod(first, max(first + (count - 1) * _DAY, today), contact)


def reported_month(today: date) -> date:
    """The first day of the last month whose figures are out, eight days after its end."""
    return _month(today - 8 * _DAY, -1)


def month_after(month: date) -> date:
    """The first day of the next month, when the figures of ``month`` begin to come out."""
    return _month(month, 1)


def _month(day: date, offset: int) -> date:
    months = day.year * 12 + day.month - 1 + offset
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
    """The last quarter whose figures are out, three weeks after its end."""
    day = today - 21 * _DAY
    return Quarter(day.year, (day.month - 1) // 3 + 1).before()
