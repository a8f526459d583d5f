"""Writing the county's tree of units."""

from __future__ import annotations

import logging

from django.db import transaction
from django.db.models import F
from wagtail.models import Page, ReferenceIndex, Site

from content import county as feed_county
from content.hub.search.services import index_pages
from content.hub.tree import add_children
from content.hub.units.models import County, Unit, UnitPage
from content.record import DisclosureId, UnitCode

log = logging.getLogger(__name__)


def load_county(county: feed_county.County) -> None:
    """Bring units and page tree in line with ``county``: add what is new, rename what changed, remove nothing.

    Raises ValueError if the hub already serves another county, or a unit comes before its parent.
    """
    with transaction.atomic():
        other = County.objects.exclude(code=county.code).first()
        if other is not None:
            raise ValueError(f"this hub serves the county {other.code!r}; {county.code!r} needs a hub of its own")
        County.objects.update_or_create(code=county.code, defaults={"name": county.name, "fictional": county.fictional})
        _write_units(county)
        _write_pages(county)
    log.info("county loaded", extra={"county": county.code, "units": len(county.units)})


def next_id(unit: UnitCode) -> DisclosureId:
    """A fresh id of this unit; never given twice.

    Must run inside the transaction that uses it, so that a failure gives the number back unseen.
    Raises Unit.DoesNotExist, or ValueError at 999,999.
    """
    if not Unit.objects.filter(pk=unit).update(last_number=F("last_number") + 1):
        raise Unit.DoesNotExist(f"no unit {unit!r} in this county")
    number = Unit.objects.values_list("last_number", flat=True).get(pk=unit)
    if number > 999_999:
        raise ValueError(f"unit {unit!r} has used all of its 999,999 ids")
    return DisclosureId(f"{unit}/{number:06d}")


def _write_units(county: feed_county.County) -> None:
    known: set[str] = set()
    for position, unit in enumerate(county.units):
        if unit.parent and unit.parent not in known:
            raise ValueError(f"unit {unit.code!r} stands before its parent {unit.parent!r}")
        known.add(unit.code)
        Unit.objects.update_or_create(
            code=unit.code,
            defaults={
                "name": unit.name,
                "level": unit.level.value,
                "parent_id": unit.parent or None,
                "position": position,
            },
        )


def _write_pages(county: feed_county.County) -> None:
    pages = {page.unit_id: page for page in UnitPage.objects.all()}
    missing = [unit for unit in county.units if unit.code not in pages]
    while missing:
        root = Page.objects.get(depth=1)
        ready = [unit for unit in missing if not unit.parent or unit.parent in pages]
        new = [(pages.get(unit.parent, root), _page(unit)) for unit in ready]
        add_children(new)
        for _, page in new:
            pages[page.unit_id] = page
            ReferenceIndex.create_or_update_for_object(page)
        missing = [unit for unit in missing if unit.code not in pages]
    for unit in county.units:
        UnitPage.objects.filter(unit_id=unit.code).exclude(title=unit.name).update(
            title=unit.name, draft_title=unit.name
        )
    index_pages([page.pk for page in pages.values()])
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "port": 80, "site_name": county.name, "root_page_id": pages[county.code].pk},
    )


def _page(unit: feed_county.Unit) -> UnitPage:
    return UnitPage(title=unit.name, slug=unit.code, unit_id=unit.code, live=True, has_unpublished_changes=False)
