"""By what a list can be narrowed, and how many disclosures each choice would leave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from content.record import COUNTY_TIME
from content.store.counting import Facet
from content.store.filter import Filter
from content.terms import (
    FIVE_OPEN_LABELS,
    SIX_OPEN_LABELS,
    TIMING_LABELS,
    WINDOW_LABELS,
    FiveOpen,
    SixOpen,
    Timing,
    Window,
)
from kiosk.lists import FIRST, Listing
from kiosk.viewmodel.context import Context
from kiosk.viewmodel.text import one_line


class Choice(Struct, frozen=True):
    """listing: the list with this choice made, or, where it is made already (chosen), without it again."""

    name: str
    label: str
    count: int
    listing: Listing
    chosen: bool = False


class _Enumerated(Struct, frozen=True):
    kind: Callable[[str], Any]
    labels: dict[Any, str]


_ENUMERATED: dict[Facet, _Enumerated] = {
    "window": _Enumerated(Window, WINDOW_LABELS),
    "six_open": _Enumerated(SixOpen, SIX_OPEN_LABELS),
    "five_open": _Enumerated(FiveOpen, FIVE_OPEN_LABELS),
    "timing": _Enumerated(Timing, TIMING_LABELS),
}


def filter_of(listing: Listing, now: datetime) -> Filter:
    """What the list asks the store for."""
    local = now.astimezone(COUNTY_TIME)
    return Filter(
        units=(listing.unit,) if listing.unit else (),
        window=listing.window,
        in_notice=listing.in_notice,
        genre=listing.genre,
        six_open=listing.six_open,
        five_open=listing.five_open,
        timing=listing.timing,
        domain=listing.domain,
        year=listing.year,
        since=local.replace(day=1, hour=0, minute=0, second=0, microsecond=0) if listing.this_month else None,
    )


def choices(facet: Facet, listing: Listing, context: Context) -> tuple[Choice, ...]:
    """Every value of a facet that would leave something: kinds in their usual order, years and domains by number."""
    open_listing = _with(listing, facet, None)
    counts = context.library.facets(facet, filter_of(open_listing, context.now))
    enumerated = _ENUMERATED.get(facet)
    if enumerated:
        values = [value for value in enumerated.labels if value.value in counts]
        found = [(value, context.say(enumerated.labels[value]), counts[value.value]) for value in values]
    elif facet == "year":
        years = sorted((int(year) for year in counts if int(year)), reverse=True)
        found = [(year, context.say("{year}年", year=year), counts[str(year)]) for year in years]
    else:
        found = [(value, one_line(value), count) for value, count in counts.items() if value]
    chosen = getattr(listing, facet)
    return tuple(
        Choice(
            f"{facet}-{number}",
            label,
            count,
            open_listing if value == chosen else _with(listing, facet, value),
            value == chosen,
        )
        for number, (value, label, count) in enumerate(found)
    )


def made(listing: Listing, context: Context) -> tuple[Choice, ...]:
    """What the list has been narrowed by, apart from its door (window, unit, public-notice period)."""
    facets: tuple[Facet, ...] = ("six_open", "five_open", "timing", "domain", "year")
    found = []
    for facet in facets:
        value = getattr(listing, facet)
        if value:
            enumerated = _ENUMERATED.get(facet)
            label = context.say(enumerated.labels[value]) if enumerated else one_line(str(value))
            found.append(Choice(f"made-{facet}", label, 0, _with(listing, facet, None), True))
    if listing.this_month:
        without = replace(listing, this_month=False, starts=FIRST)
        found.append(Choice("made-month", context.say("本月"), 0, without, True))
    return tuple(found)


def this_month(listing: Listing, context: Context) -> Choice | None:
    """What was published this month, if anything."""
    month = replace(listing, this_month=True, year=0, starts=FIRST)
    count = context.library.count(filter_of(month, context.now))
    if not count:
        return None
    other = replace(listing, this_month=False, starts=FIRST) if listing.this_month else month
    return Choice("month", context.say("本月"), count, other, listing.this_month)


def _with(listing: Listing, facet: Facet, value: object) -> Listing:
    empty: dict[Facet, object] = {"domain": "", "year": 0}
    changed = {facet: empty.get(facet) if value is None else value, "starts": FIRST}
    if facet == "year":
        changed["this_month"] = False
    return replace(listing, **changed)
