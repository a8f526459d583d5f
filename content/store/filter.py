"""Which disclosures a list asks for, and the SQL that says so. Pure.

Every condition names columns of table item; those of ``tallied`` are columns of table tally too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from content.record import COUNTY_TIME, UnitCode
from content.terms import FiveOpen, SixOpen, Timing, Window

# A unit that cannot follow the feed counts from the last time it could, the others from the last complete pull.
SHOWABLE = """
    valid_from <= :now and (valid_until is null or valid_until > :now)
    and (max_offline_s = 0 or max_offline_s + coalesce(
        (select confirmed_at from unit_state where unit_state.unit = item.unit and problem <> ''), :last_pull
    ) > :now)
"""
_ENUMS = ("window", "six_open", "five_open", "timing")
_TEXTS = ("genre", "category", "matter")

Values = dict[str, object]


class Filter(Struct, frozen=True):
    """Which disclosures a list asks for; everything left at its default does not narrow it.

    units: any of these units. year: of publication, in the county's calendar. since: published then or later.
    in_notice: only what is in its public-notice period today.
    """

    units: Sequence[UnitCode] = ()
    window: Window | None = None
    six_open: SixOpen | None = None
    five_open: FiveOpen | None = None
    timing: Timing | None = None
    domain: str = ""
    year: int = 0
    since: datetime | None = None
    genre: str = ""
    category: str = ""
    matter: str = ""
    in_notice: bool = False


EVERYTHING = Filter()


class After(Struct, frozen=True):
    """A place in a list that is sorted newest first: behind this item. published: seconds since 1970."""

    published: int
    rowid: int


def is_tallied(wanted: Filter) -> bool:
    """True if the store's tally alone can say how many match."""
    return wanted.since is None and not wanted.in_notice and not any(getattr(wanted, name) for name in _TEXTS)


def tallied(wanted: Filter) -> tuple[list[str], Values]:
    """The conditions that the tally knows too."""
    parts: list[str] = []
    values: Values = {}
    if wanted.units:
        parts.append(f"unit in ({quoted(wanted.units)})")
    for name in _ENUMS:
        chosen = getattr(wanted, name)
        if chosen is not None:
            parts.append(f'"{name}" = :{name}')
            values[name] = chosen.value
    if wanted.domain:
        parts.append("domain = :domain")
        values["domain"] = wanted.domain
    if wanted.year:
        parts.append("year = :year")
        values["year"] = wanted.year
    return parts, values


def conditions(wanted: Filter) -> tuple[list[str], Values]:
    """All of them, but for what every list asks (that an item is a disclosure and may be shown)."""
    parts, values = tallied(wanted)
    if wanted.in_notice:
        parts.append("notice_last >= :now")
    for name in _TEXTS:
        if getattr(wanted, name):
            parts.append(f"{name} = :{name}")
            values[name] = getattr(wanted, name)
    if wanted.since is not None:
        parts.append("published_at >= :since")
        values["since"] = int(wanted.since.timestamp())
    if wanted.year:  # an index sorted by time goes straight to it
        parts.append("published_at >= :year_begins and published_at < :year_ends")
        values["year_begins"] = _new_year(wanted.year)
        values["year_ends"] = _new_year(wanted.year + 1)
    return parts, values


def quoted(codes: Sequence[str]) -> str:
    """Unit codes as an SQL list; their pattern admits no quote, and this asserts it."""
    assert all(code.replace("-", "").isalnum() for code in codes), codes
    return ", ".join(f"'{code}'" for code in codes)


def _new_year(year: int) -> int:
    return int(datetime(year, 1, 1, tzinfo=COUNTY_TIME).timestamp())
