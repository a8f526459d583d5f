"""栏目时效灯 of a whole tree of units: two queries, however many units there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Max, Q

from content.hub.deadlines.columns import LIGHT_LABELS, LIGHT_SHAPES, Column, Light, Standing, light_of
from content.hub.deadlines.command import Clocks
from content.hub.disclosures.models import Registration
from content.hub.units.models import Unit
from content.record import COUNTY_TIME
from content.terms import Level


@dataclass
class UnitLights:
    """One unit: the columns that it must keep, in the order of the packs, and everything below it counted.

    below: how many lights of each kind the units below it have, its own not among them.
    """

    unit: Unit
    own: dict[str, Standing] = field(default_factory=dict)
    below: Counter[Light] = field(default_factory=Counter)
    children: list[UnitLights] = field(default_factory=list)

    @property
    def worst(self) -> Light:
        """The first that somebody should look at, its own or one below; green where there is none."""
        mine = {standing.light for standing in self.own.values()} | set(+self.below)
        return next((light for light in Light if light in mine), Light.GREEN)

    @property
    def counts(self) -> list[tuple[Light, str, str, int]]:
        """Light, shape, label and how many, of what lies below."""
        return [(light, LIGHT_SHAPES[light], LIGHT_LABELS[light], self.below[light]) for light in Light]


def lights(clocks: Clocks, today: date) -> dict[str, UnitLights]:
    """Every unit by its code, parents before children; a unit's children stand in it in the county's order."""
    last = _last_released(clocks.columns)
    reckoned: dict[tuple[str, date | None], Standing] = {}  # thousands of villages, a few hundred days
    found: dict[str, UnitLights] = {}
    for unit in Unit.objects.order_by("position"):
        here = found[unit.pk] = UnitLights(unit)
        for key, column in clocks.columns.items():
            if Level(unit.level) in column.levels:
                released = last.get(unit.pk, {}).get(key)
                if (key, released) not in reckoned:
                    rule = clocks.rules[column.clock]
                    reckoned[key, released] = light_of(released, rule, today, clocks.work, column.warn_days)
                here.own[key] = reckoned[key, released]
        if unit.parent_id in found:
            found[unit.parent_id].children.append(here)
    for here in reversed(found.values()):  # children before parents
        parent = found.get(here.unit.parent_id or "")
        if parent is not None:
            parent.below.update(here.below)
            parent.below.update(standing.light for standing in here.own.values())
    return found


def _last_released(columns: Mapping[str, Column]) -> dict[str, dict[str, date]]:
    """unit → column → the day on which something of it became public last; what was erased does not count."""
    if not columns:
        return {}
    newest = {f"last_{number}": _newest(column) for number, column in enumerate(columns.values())}
    public = Registration.objects.filter(rev__gt=0, page__isnull=False).order_by()
    released = public.values("unit_id").annotate(**newest)
    return {
        row["unit_id"]: {
            key: _day(row[f"last_{number}"]) for number, key in enumerate(columns) if row[f"last_{number}"] is not None
        }
        for row in released
    }


def _newest(column: Column) -> Max:
    belongs = Q()
    for name, wanted in (("window", column.windows), ("six_open", column.six_open)):
        if wanted:
            belongs &= Q(**{f"page__{name}__in": [one.value for one in wanted]})
    if column.genres:
        belongs &= Q(page__genre__in=column.genres)
    return Max("page__last_published_at", filter=belongs)


def _day(moment: datetime) -> date:
    return moment.astimezone(COUNTY_TIME).date()


def worst_first(found: Sequence[UnitLights]) -> list[UnitLights]:
    """Those with red lights first, otherwise in the county's order."""
    order = list(Light)
    return sorted(found, key=lambda one: order.index(one.worst))
