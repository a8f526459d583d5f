"""What stands around every screen: whose terminal this is, the time, how current the store is."""

from __future__ import annotations

from msgspec import Struct

from content.county import County
from content.store.filter import Filter
from content.store.library import Library
from kiosk import wording
from kiosk.language import Language
from kiosk.viewmodel.context import Context, Place, names
from kiosk.viewmodel.rows import RowView, rows_of

MOST_NOTICES = 8


class Status(Struct, frozen=True):
    """What stands around every screen.

    badges: what citizens should know about how current this is. notices: what is in its public-notice period, read
    only where there is a place for it, above what is touched in low reach.
    """

    unit_name: str
    county_name: str
    fictional: bool
    clock: str
    day: str
    weekday: str
    verified: str
    badges: tuple[str, ...]
    notices: tuple[RowView, ...] = ()


def status_of(
    library: Library, county: County | None, place: Place, offline_after_s: float, language: Language
) -> Status:
    """The terminal's name, the time and how current the store is."""
    say = language.say
    reading = library.clock.read()
    fresh = library.freshness()
    heard = fresh.last_check or fresh.last_pull
    badges = []
    if heard is not None and (reading.now - heard).total_seconds() > offline_after_s:
        badges.append(say("离线"))
    if fresh.stale:
        badges.append(say("内容待更新"))
    if fresh.clock_suspect:
        badges.append(say("时钟待校准"))
    today = wording.county_day(reading.now)
    return Status(
        unit_name=names(county).get(place.unit, county.name if county else ""),
        county_name=county.name if county else "",
        fictional=county.fictional if county else False,
        clock=wording.clock_time(reading.now),
        day=wording.short_day(today, language),
        weekday=wording.weekday(today, language),
        verified=(
            say("内容核验于 {when}", when=wording.recent_minute(heard, reading.now, language))
            if heard
            else say("内容尚未核验")
        ),
        badges=tuple(badges),
    )


def in_notice(context: Context) -> tuple[RowView, ...]:
    """What is in its public-notice period now, as much as could ever fit above what is touched."""
    return rows_of(context.library.rows(Filter(in_notice=True), limit=MOST_NOTICES), context)
