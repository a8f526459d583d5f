"""公开主体: which units of a county an item obliges, by its level and by the words of its column. Pure.

A catalogue says 县民政局, 乡镇人民政府, 民政部门, 各村(社区). A unit that is named is meant; where a level is ticked
and the words name its kind alone, every unit of the level is. What names nobody the county has obliges nobody, and a
clerk is told so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from content.county import Unit
from content.hub.catalogue.header import closed_up
from content.hub.catalogue.item import LEVEL_OF_UNIT, Item
from content.record import UnitCode
from content.terms import Level

_WHOLE_COUNTY = ("县人民政府", "县政府", "县级人民政府", "本级人民政府", "各级人民政府")
_EVERY_DEPARTMENT = ("县直各部门", "县级各部门", "各部门", "县政府部门", "政府部门", "各行政机关", "各单位")
_KIND_WORDS = {
    Level.COUNTY: (),
    Level.DEPARTMENT: _EVERY_DEPARTMENT,
    Level.TOWNSHIP: ("乡", "镇", "街道"),
    Level.VILLAGE: ("村", "社区"),
}
_ENDINGS = ("委员会", "局", "办公室", "委", "办", "中心")


class Publishers:
    """The units of one county, ready to be looked for in many items. units: in the county's order."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._at: dict[Level, list[UnitCode]] = {level: [] for level in Level}
        self._named: dict[Level, dict[str, UnitCode]] = {level: {} for level in Level}
        self._order = {unit.code: place for place, unit in enumerate(units)}
        for unit in units:
            self._at[unit.level].append(unit.code)
            self._named[unit.level] |= dict.fromkeys(_names_of(unit), unit.code)
        self._patterns = {level: _any_of(names) for level, names in self._named.items()}

    def of(self, item: Item) -> tuple[UnitCode, ...]:
        """The codes of the units that must disclose the item, in the county's order."""
        words = closed_up(item.publisher)
        found: set[UnitCode] = set()
        for level, codes in self._at.items():
            if LEVEL_OF_UNIT[level] not in item.levels:
                continue
            # A level of which somebody is named means those who are named; of another level it means its kind.
            named = {self._named[level][match[0]] for match in self._patterns[level].finditer(words)}
            found |= named or (set(codes) if any(word in words for word in _KIND_WORDS[level]) else set())
        return tuple(sorted(found, key=self._order.__getitem__))


def publishers_of(item: Item, units: Sequence[Unit]) -> tuple[UnitCode, ...]:
    """Of a single item."""
    return Publishers(units).of(item)


def _names_of(unit: Unit) -> list[str]:
    """How a catalogue calls a unit."""
    if unit.level is Level.COUNTY:
        return [*_WHOLE_COUNTY, f"{unit.name}人民政府"]
    if unit.level is not Level.DEPARTMENT:
        return [unit.name]
    core = unit.name.removeprefix("县")
    stem = next((core.removesuffix(ending) for ending in _ENDINGS if core.endswith(ending)), core)
    kinds = [f"{stem}{kind}" for kind in ("部门", "主管部门", "行政部门")] if len(stem) >= 2 else []
    return [core, *kinds]


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """The longest of names that begin alike; of no names, what no text holds."""
    return re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or "(?!)")
