"""Reading the county's tree of units."""

from __future__ import annotations

from collections.abc import Sequence

from content import disclosure
from content.disclosure import Level, UnitCode
from content.hub.units.models import County, Unit


def current_county() -> disclosure.County | None:
    """The county as it goes into the feed; None before ``load_county``."""
    county = County.objects.first()
    if county is None:
        return None
    units = tuple(
        disclosure.Unit(
            code=UnitCode(unit.code),
            name=unit.name,
            level=Level(unit.level),
            parent=UnitCode(unit.parent_id or ""),
        )
        for unit in Unit.objects.order_by("position")
    )
    return disclosure.County(code=county.code, name=county.name, units=units, fictional=county.fictional)


def known_units(codes: Sequence[str]) -> list[UnitCode]:
    """The codes as they came. Raises ValueError that names those of no unit."""
    unknown = sorted(set(codes) - set(Unit.objects.filter(pk__in=codes).values_list("pk", flat=True)))
    if unknown:
        raise ValueError(f"no unit {', '.join(unknown)} in this county; mingbai hub export-county lists them")
    return [UnitCode(code) for code in codes]
