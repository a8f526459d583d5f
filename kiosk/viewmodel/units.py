"""单位: one unit of the tree, the way down to it, and its children by level."""

from __future__ import annotations

from msgspec import Struct

from content.disclosure import LEVEL_LABELS, Level, UnitCode
from content.store.filter import Filter
from kiosk.viewmodel.context import Context, names


class UnitButton(Struct, frozen=True):
    code: UnitCode
    name: str
    has_children: bool


class UnitsView(Struct, frozen=True):
    """path: from the county down to this unit. groups: (乡镇, …), (部门, …), (村, …)."""

    unit: UnitCode
    name: str
    path: tuple[str, ...]
    count: int
    groups: tuple[tuple[str, tuple[UnitButton, ...]], ...]


def units(code: UnitCode, context: Context) -> UnitsView:
    """The unit with its children."""
    county = context.county
    parents = {unit.parent for unit in county.units}
    groups = []
    for level in (Level.TOWNSHIP, Level.DEPARTMENT, Level.VILLAGE):
        members = tuple(
            UnitButton(unit.code, unit.name, unit.code in parents)
            for unit in county.units
            if unit.parent == code and unit.level is level
        )
        if members:
            groups.append((context.say(LEVEL_LABELS[level]), members))
    known = names(county)
    path = tuple(known.get(one, one) for one in reversed(context.line_of(code)))
    return UnitsView(
        code, known.get(code, county.name), path, context.library.count(Filter(units=(code,))), tuple(groups)
    )
