"""首页: what stays (窗口, 本单位, 长期公开), what changes (正在公示, 最新公开)."""

from __future__ import annotations

from msgspec import Struct

from content.record import UnitCode
from content.store.filter import Filter
from content.terms import Level, Timing, Window
from kiosk.viewmodel.context import Context
from kiosk.viewmodel.rows import MOST_ROWS, RowView, rows_of


class OwnUnit(Struct, frozen=True):
    """本村, 本乡镇, 本单位: where this terminal stands. below: how many units stand under it."""

    unit: UnitCode
    name: str
    label: str
    count: int
    below: int


class HomeView(Struct, frozen=True):
    """counts: how many disclosures each window holds, in the order of the windows. long_term: how many never end."""

    counts: tuple[tuple[Window, int], ...]
    notices: tuple[RowView, ...]
    notices_total: int
    newest: tuple[RowView, ...]
    own: OwnUnit | None
    long_term: int

    @property
    def items(self) -> tuple[str, ...]:
        """Every "<id>@<rev>" it shows."""
        return tuple(row.item for row in (*self.notices, *self.newest))


def home(context: Context) -> HomeView:
    """What the home screen shows now."""
    library = context.library
    held = library.facets("window")
    running = Filter(in_notice=True)
    notices = rows_of(library.rows(running, limit=MOST_ROWS), context)
    return HomeView(
        counts=tuple((window, held.get(window.value, 0)) for window in Window),
        notices=notices,
        notices_total=library.count(running),
        newest=rows_of(library.rows(limit=MOST_ROWS), context),
        own=_own(context),
        long_term=library.count(Filter(timing=Timing.LONG_TERM)),
    )


def _own(context: Context) -> OwnUnit | None:
    code = context.place.unit
    found = next((unit for unit in context.county.units if unit.code == code), None)
    if found is None:
        return None
    label = {
        Level.VILLAGE: context.say("本村公开"),
        Level.TOWNSHIP: context.say("本乡镇公开"),
        Level.COUNTY: context.say("本县公开"),
    }.get(found.level, context.say("本单位公开"))
    below = sum(1 for unit in context.county.units if unit.parent == code)
    return OwnUnit(code, found.name, label, context.library.count(Filter(units=(code,))), below)
