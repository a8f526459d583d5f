"""筛选: every way to narrow a list, with how many disclosures it would leave."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from content.record import UnitCode
from content.store.counting import Facet
from kiosk.language import marked
from kiosk.lists import FIRST, Listing, Narrowing
from kiosk.viewmodel.context import Context
from kiosk.viewmodel.facets import Choice, choices, filter_of, this_month
from kiosk.viewmodel.listing import title_of

MOST_DOMAINS = 24
_GROUPS: tuple[tuple[Facet, str], ...] = tuple(
    zip(
        ("six_open", "five_open", "window", "timing"),
        marked("公开类别", "公开环节", "窗口", "公开时限"),
        strict=True,
    )
)


class NarrowingView(Struct, frozen=True):
    """groups: a heading and its choices. listing: the list as it is now, holding ``count`` disclosures."""

    title: str
    count: int
    listing: Listing
    groups: tuple[tuple[str, tuple[Choice, ...]], ...]


def narrowing(route: Narrowing, context: Context) -> NarrowingView:
    """The choices that change something; a group with a single value that is not chosen is left out."""
    listing = replace(route.listing, starts=FIRST)
    month = this_month(listing, context)
    when = (*([month] if month else []), *choices("year", listing, context))
    groups = [
        (context.say("领域"), choices("domain", listing, context)[:MOST_DOMAINS]),
        (context.say("时间"), when),
        *((context.say(heading), choices(facet, listing, context)) for facet, heading in _GROUPS),
        (context.say("单位"), _units(listing, context)),
    ]
    return NarrowingView(
        title_of(listing, context),
        context.library.count(filter_of(listing, context.now)),
        listing,
        tuple((heading, those) for heading, those in groups if len(those) > 1 or any(one.chosen for one in those)),
    )


def _units(listing: Listing, context: Context) -> tuple[Choice, ...]:
    """This terminal's own unit and those above it, the own one first."""
    found = []
    everywhere = replace(listing, unit=UnitCode(""))
    counts = context.library.facets("unit", filter_of(everywhere, context.now))
    for unit in context.line_of(context.place.unit):
        if unit in counts:
            chosen = listing.unit == unit
            other = everywhere if chosen else replace(listing, unit=unit)
            found.append(Choice(f"unit-{unit}", context.name_of(unit), counts[unit], other, chosen))
    return tuple(found)
