"""Dates, periods and freshness as sentences of a language. Times come in as UTC; screens show the county's calendar."""

from __future__ import annotations

from datetime import date, datetime

from content.record import COUNTY_TIME
from kiosk.language import Language, marked

WEEKDAYS = marked("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
MONTHS = marked("1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月")


def day(value: date, language: Language) -> str:
    """2026年11月22日."""
    return language.say("{year}年{month}月{day}日", **_parts(value, language))


def short_day(value: date, language: Language) -> str:
    """11月22日."""
    return language.say("{month}月{day}日", **_parts(value, language))


def weekday(value: date, language: Language) -> str:
    """星期日."""
    return language.say(WEEKDAYS[value.weekday()])


def county_day(moment: datetime) -> date:
    """The day of the county's calendar on which this moment falls."""
    return moment.astimezone(COUNTY_TIME).date()


def clock_time(moment: datetime) -> str:
    """17:05, in the county's time."""
    return moment.astimezone(COUNTY_TIME).strftime("%H:%M")


def minute(moment: datetime, language: Language) -> str:
    """2026年11月22日 17:05."""
    return f"{day(county_day(moment), language)} {clock_time(moment)}"


def recent_minute(moment: datetime, now: datetime, language: Language) -> str:
    """11月22日 17:05, with the year if it is not this one."""
    that = county_day(moment)
    shown = short_day if that.year == county_day(now).year else day
    return f"{shown(that, language)} {clock_time(moment)}"


def days_left(last: datetime, now: datetime, language: Language) -> str:
    """What remains of a public-notice period whose last second is ``last``; empty once it is over.

    Both ends count: on the last day itself it still runs, 今天截止.
    """
    if last < now:
        return ""
    return _left((county_day(last) - county_day(now)).days, language)


def notice_period(first: date, last: date, today: date, language: Language) -> str:
    """公示期 with where it stands today."""
    shown = day if last.year != first.year else short_day
    return language.say(
        "公示期 {first}至{last}（{stand}）",
        first=day(first, language),
        last=shown(last, language),
        stand=_stand(first, last, today, language),
    )


def size(count: int) -> str:
    """A file's size for people: 1.2 MB, 340 KB."""
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(1, round(count / 1000))} KB"


def _stand(first: date, last: date, today: date, language: Language) -> str:
    if today < first:
        return language.say("尚未开始")
    if today > last:
        return language.say("已经结束")
    return _left((last - today).days, language)


def _left(days: int, language: Language) -> str:
    if days == 0:
        return language.say("今天截止")
    return language.say("还剩1天") if days == 1 else language.say("还剩{days}天", days=days)


def _parts(value: date, language: Language) -> dict[str, object]:
    """month_name: for languages that call the months by name."""
    month_name = language.say(MONTHS[value.month - 1])
    return {"year": value.year, "month": value.month, "day": value.day, "month_name": month_name}
