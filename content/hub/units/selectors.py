"""Reading the county's tree of units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wagtail.permissions import page_permission_policy

from content import county as feed_county
from content.hub.units.models import County, Unit, UnitPage
from content.record import UnitCode
from content.terms import Level


def current_county() -> feed_county.County | None:
    """The county as it goes into the feed; None before ``load_county``."""
    county = County.objects.first()
    if county is None:
        return None
    units = tuple(
        feed_county.Unit(
            code=UnitCode(unit.code),
            name=unit.name,
            level=Level(unit.level),
            parent=UnitCode(unit.parent_id or ""),
        )
        for unit in Unit.objects.order_by("position")
    )
    return feed_county.County(code=county.code, name=county.name, units=units, fictional=county.fictional)


def known_units(codes: Sequence[str]) -> list[UnitCode]:
    """The codes as they came. Raises ValueError that names those of no unit."""
    unknown = sorted(set(codes) - set(Unit.objects.filter(pk__in=codes).values_list("pk", flat=True)))
    if unknown:
        raise ValueError(f"no unit {', '.join(unknown)} in this county; mingbai hub export-county lists them")
    return [UnitCode(code) for code in codes]


def pages_written_by(user: Any) -> list[UnitPage]:
    """The units in which somebody may write, in the order of the county."""
    pages = page_permission_policy.instances_user_has_permission_for(user, "add")
    found = UnitPage.objects.filter(pk__in=pages.values("pk")).select_related("unit", "unit__parent")
    return list(found.order_by("unit__position"))
