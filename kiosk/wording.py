"""Dates, periods and freshness as Chinese sentences. Times come in as UTC; screens show the county's calendar."""

from __future__ import annotations

from datetime import date, datetime

from content.disclosure import COUNTY_TIME

_WEEKDAYS = "一二三四五六日"


def day(value: date) -> str:
    """2026年11月22日."""
    return f"{value.year}年{value.month}月{value.day}日"


def short_day(value: date) -> str:
    """11月22日."""
    return f"{value.month}月{value.day}日"


def weekday(value: date) -> str:
    """星期日."""
    return f"星期{_WEEKDAYS[value.weekday()]}"


def county_day(moment: datetime) -> date:
    """The day of the county's calendar on which this moment falls."""
    return moment.astimezone(COUNTY_TIME).date()


def clock_time(moment: datetime) -> str:
    """17:05, in the county's time."""
    return moment.astimezone(COUNTY_TIME).strftime("%H:%M")


def minute(moment: datetime) -> str:
    """2026年11月22日 17:05."""
    return f"{day(county_day(moment))} {clock_time(moment)}"


def recent_minute(moment: datetime, now: datetime) -> str:
    """11月22日 17:05, with the year if it is not this one."""
    that = county_day(moment)
    return f"{short_day(that) if that.year == county_day(now).year else day(that)} {clock_time(moment)}"


def days_left(last: datetime, now: datetime) -> str:
    """What remains of a public-notice period whose last second is ``last``; empty once it is over.

    Both ends count: on the last day itself it still runs, 今天截止.
    """
    if last < now:
        return ""
    days = (county_day(last) - county_day(now)).days
    return f"还剩{days}天" if days else "今天截止"


def notice_period(first: date, last: date, today: date) -> str:
    """公示期 with where it stands today."""
    period = f"{day(first)}至{day(last) if last.year != first.year else short_day(last)}"
    if today < first:
        return f"公示期 {period}（尚未开始）"
    if today > last:
        return f"公示期 {period}（已经结束）"
    days = (last - today).days
    return f"公示期 {period}（{f'还剩{days}天' if days else '今天截止'}）"


def size(count: int) -> str:
    """A file's size for people: 1.2 MB, 340 KB."""
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(1, round(count / 1000))} KB"
