"""Lists as routes: what a list is narrowed to, how its pages are turned, where it is narrowed. Pure."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from content.record import UnitCode
from content.store.filter import After
from content.terms import FiveOpen, SixOpen, Timing, Window


class Start(Struct, frozen=True):
    """Where a page begins. offset: how many rows stand above it. after: the last of them."""

    offset: int = 0
    after: After | None = None


FIRST = (Start(),)


class Listing(Struct, frozen=True):
    """A list of disclosures, newest first.

    genre: such as 答复; these lists are short, and are not narrowed further.
    this_month: only what was published in the month of the county's calendar in which it is asked for.
    starts: of each page turned so far, the last is shown.
    """

    window: Window | None = None
    unit: UnitCode = UnitCode("")
    in_notice: bool = False
    genre: str = ""
    six_open: SixOpen | None = None
    five_open: FiveOpen | None = None
    timing: Timing | None = None
    domain: str = ""
    year: int = 0
    this_month: bool = False
    starts: tuple[Start, ...] = FIRST


class Narrowing(Struct, frozen=True):
    """筛选: by which facets the list under it can be narrowed."""

    listing: Listing


class NextRows(Struct, frozen=True):
    """下一页 of a list: how many rows stand above the next one, and the last of them."""

    offset: int
    after: After | None = None


class PreviousRows(Struct, frozen=True):
    """上一页 of a list."""


class Narrow(Struct, frozen=True):
    """The list shown, or the one under 筛选, becomes this one."""

    listing: Listing


ListStep = NextRows | PreviousRows


def turned(listing: Listing, step: ListStep) -> Listing | None:
    """The list with another page shown; None if there is none that way."""
    match step:
        case NextRows(offset, after) if offset > listing.starts[-1].offset:
            return replace(listing, starts=(*listing.starts, Start(offset, after)))
        case PreviousRows() if len(listing.starts) > 1:
            return replace(listing, starts=listing.starts[:-1])
        case _:
            return None
