"""单位: one unit of the tree, the way down to it, and its children by level."""

from __future__ import annotations

from msgspec import Struct

from content.record import UnitCode
from content.terms import LEVEL_LABELS, Level
from kiosk.viewmodel.context import Context, names


class UnitButton(Struct, frozen=True):
    """count: what it discloses itself, without the units below it."""

    code: UnitCode
    name: str
    has_children: bool
    count: int = 0


class UnitsView(Struct, frozen=True):
    """path: from the county down to this unit. groups: (乡镇, …), (部门, …), (村, …).

    own: on the county's page, the unit where this terminal stands and those above it.
    """

    unit: UnitCode
    name: str
    path: tuple[str, ...]
    count: int
    groups: tuple[tuple[str, tuple[UnitButton, ...]], ...]
    own: tuple[UnitButton, ...] = ()


def units(code: UnitCode, context: Context) -> UnitsView:
    """The unit with its children, the one where this terminal stands before the others of its kind."""
    county = context.county
    parents = {unit.parent for unit in county.units}
    counts = context.library.facets("unit")
    groups = []
    line = [one for one in context.line_of(context.place.unit) if one not in {code, county.code}]
    own = [UnitButton(one, context.name_of(one), one in parents, counts.get(one, 0)) for one in line]
    for level in (Level.TOWNSHIP, Level.DEPARTMENT, Level.VILLAGE):
        members = tuple(
            UnitButton(unit.code, unit.name, unit.code in parents, counts.get(unit.code, 0))
            for unit in county.units
            if unit.parent == code and unit.level is level
        )
        if members:
            nearest_first = tuple(sorted(members, key=lambda one: one.code not in line))
            groups.append((context.say(LEVEL_LABELS[level]), nearest_first))
    known = names(county)
    path = tuple(known.get(one, one) for one in reversed(context.line_of(code)))
    return UnitsView(
        unit=code,
        name=known.get(code, county.name),
        path=path,
        count=counts.get(code, 0),
        groups=tuple(groups),
        own=tuple(own) if code == county.code else (),
    )
