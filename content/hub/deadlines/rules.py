"""时限规则: rules as data, in packs: national, then a province's, then a county's, each over the one before.

level = "province"
name = "某省"
[rules.20wd]                 # a new rule, or only the fields in which a known one differs
unit = "working-day"         # working-day · natural-day · month · quarter
count = 15
[calendar]                   # days that the published schedules lack
holidays = [2027-02-05]
workdays = [2027-02-07]
years = [2027]               # its schedule is complete with this pack
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import msgspec

from content.hub.deadlines.workdays import WorkCalendar
from content.hub.packs import Level, pack_from

NATIONAL_PACK = Path(__file__).parent / "packs" / "national.toml"


class Unit(enum.Enum):
    """时限单位 (clock_unit)."""

    WORKING_DAY = "working-day"
    NATURAL_DAY = "natural-day"
    MONTH = "month"
    QUARTER = "quarter"


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One clock.

    is_notice: both ends count, and ``count`` is the least. restarts_on_change: counted anew from a change.
    moves_off_rest_days: a last day on which offices rest moves to the next working day (民法典 第二百零三条).
    basis: the article it follows. is_verified: its wording was read in the law itself; otherwise it is a default
    that a county should look up. pack: the name of the pack that had the last word.
    """

    unit: Unit
    count: Annotated[int, msgspec.Meta(ge=1, le=3_660)]
    label: str
    is_notice: bool = False
    restarts_on_change: bool = False
    moves_off_rest_days: bool = False
    basis: str = ""
    is_verified: bool = False
    pack: str = ""


class CalendarDays(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Corrections of the published schedules."""

    holidays: tuple[date, ...] = ()
    workdays: tuple[date, ...] = ()
    years: tuple[int, ...] = ()


class Pack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of rules."""

    level: Level
    name: str
    rules: dict[str, dict[str, Any]] = {}
    calendar: CalendarDays = CalendarDays()
    parts: dict[str, dict[str, Any]] = {}  # content.hub.deadlines.kinds
    kinds: dict[str, dict[str, Any]] = {}
    columns: dict[str, dict[str, Any]] = {}  # content.hub.deadlines.columns
    negative: dict[str, dict[str, Any]] = {}  # content.hub.catalogue.negative
    templates: dict[str, dict[str, Any]] = {}  # content.hub.drafting.templates


def read_pack(file: Path) -> Pack:
    """One pack. Raises ValueError that names the file and what is wrong in it."""
    return pack_from(file, Pack)


def rules_of(packs: Iterable[Pack]) -> dict[str, Rule]:
    """The rules that hold where all these packs do. Raises ValueError that names pack and rule."""
    order = list(Level)
    fields: dict[str, dict[str, Any]] = {}
    for pack in sorted(packs, key=lambda pack: order.index(pack.level)):
        for key, given in pack.rules.items():
            fields[key] = {**fields.get(key, {}), **given, "pack": pack.name}
    rules = {}
    for key, given in fields.items():
        try:
            rules[key] = msgspec.convert(given, Rule)
        except msgspec.ValidationError as err:
            raise ValueError(f"rule {key!r} of {given['pack']}: {err}") from err
    return rules


def calendar_of(packs: Iterable[Pack], published: WorkCalendar) -> WorkCalendar:
    """The published schedules with the packs' corrections."""
    order = list(Level)
    for pack in sorted(packs, key=lambda pack: order.index(pack.level)):
        days = pack.calendar
        published = published.corrected(holidays=days.holidays, workdays=days.workdays, years=days.years)
    return published
