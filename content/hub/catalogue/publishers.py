"""公开主体: which units of a county an item obliges, by its level and by the words of its column. Pure.

A catalogue says 县民政局, 乡镇人民政府, 民政部门, 各村(社区). A unit that is named is meant; where a level is ticked
and the words name its kind alone, every unit of the level is. What names nobody the county has obliges nobody, and a
clerk is told so.
"""

from __future__ import annotations

from collections.abc import Sequence

from content.disclosure import Level, Unit, UnitCode
from content.hub.catalogue.header import closed_up
from content.hub.catalogue.item import LEVEL_OF_UNIT, Item

_WHOLE_COUNTY = ("县人民政府", "县政府", "县级人民政府", "本级人民政府", "各级人民政府")
_EVERY_DEPARTMENT = ("县直各部门", "县级各部门", "各部门", "县政府部门", "政府部门", "各行政机关", "各单位")
_KIND_WORDS = {Level.TOWNSHIP: ("乡", "镇", "街道"), Level.VILLAGE: ("村", "社区")}
_ENDINGS = ("委员会", "局", "办公室", "委", "办", "中心")


def publishers_of(item: Item, units: Sequence[Unit]) -> tuple[UnitCode, ...]:
    """The codes of the units that must disclose the item, in the county's order."""
    at_levels = [unit for unit in units if LEVEL_OF_UNIT[unit.level] in item.levels]
    words = closed_up(item.publisher)
    named = {unit.code for unit in at_levels if _is_named(unit, words)}
    # A level of which somebody is named means those who are named; of another level it means its kind.
    named_levels = {unit.level for unit in at_levels if unit.code in named}
    return tuple(
        unit.code
        for unit in at_levels
        if unit.code in named or (unit.level not in named_levels and _is_of_kind(unit, words))
    )


def _is_named(unit: Unit, words: str) -> bool:
    if unit.level is Level.COUNTY:
        return any(name in words for name in _WHOLE_COUNTY) or f"{unit.name}人民政府" in words
    core = unit.name.removeprefix("县") if unit.level is Level.DEPARTMENT else unit.name
    if core in words:
        return True
    if unit.level is not Level.DEPARTMENT:
        return False
    stem = next((core.removesuffix(ending) for ending in _ENDINGS if core.endswith(ending)), core)
    return len(stem) >= 2 and any(f"{stem}{kind}" in words for kind in ("部门", "主管部门", "行政部门"))


def _is_of_kind(unit: Unit, words: str) -> bool:
    if unit.level is Level.DEPARTMENT:
        return any(name in words for name in _EVERY_DEPARTMENT)
    return any(word in words for word in _KIND_WORDS.get(unit.level, ()))
