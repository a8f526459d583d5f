"""应公开未公开: what the catalogue obliges units to disclose and is not there, unit by unit, for whoever reads them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access

from content.county import Unit
from content.hub.catalogue.selectors import Lack, Missing, current_version, missing
from content.hub.checking.selectors import clocks_of_hub
from content.hub.review.permissions import units_read_by
from content.hub.units.models import UnitPage
from content.hub.units.selectors import current_county
from content.record import COUNTY_TIME

PER_PAGE = 50


def _missing(request: HttpRequest) -> HttpResponse:
    """Counts of every unit; of the chosen one, or of one's only one, each item."""
    mine = set(units_read_by(request.user).values_list("pk", flat=True))
    county = current_county()
    units = [unit for unit in county.units if unit.code in mine] if county else []
    if not units:
        raise PermissionDenied
    chosen = request.GET.get("unit", "") if len(units) > 1 else units[0].code
    if chosen and chosen not in mine:
        raise PermissionDenied
    page_of_units = Paginator(units, PER_PAGE).get_page(request.GET.get("p"))
    kept = [unit for unit in units if unit.code == chosen] if chosen else list(page_of_units.object_list)
    today = timezone.now().astimezone(COUNTY_TIME).date()
    found = missing(county.units, today, clocks_of_hub().work, {unit.code for unit in kept}) if county else []
    context: dict[str, Any] = {
        "today": today,
        "version": current_version(),
        "lacks": [lack.value for lack in Lack],
        "unit": kept[0] if chosen else None,
        "is_one_of_several": bool(chosen) and len(units) > 1,
    }
    if chosen:
        page = UnitPage.objects.filter(unit=chosen).first()
        can_write = page is not None and page.permissions_for_user(request.user).can_add_subpage()
        context |= {"found": [_row(one) for one in found], "page": page if can_write else None}
    else:
        context |= {"rows": _counted(found, kept), "pages": page_of_units}
    return TemplateResponse(request, "hub/catalogue/missing.html", context)


def _row(one: Missing) -> dict[str, Any]:
    return {"item": one.item, "lack": one.lack.value, "due": one.due, "last_on": one.last_on, "page": one.page}


def _counted(found: list[Missing], units: list[Unit]) -> list[dict[str, Any]]:
    """A row for each unit, in the county's order."""
    counts = {unit.code: Counter[Lack]() for unit in units}
    for one in found:
        counts[one.unit][one.lack] += 1
    return [
        {
            "code": unit.code,
            "name": unit.name,
            "counts": [counts[unit.code][lack] for lack in Lack],
            "total": counts[unit.code].total(),
        }
        for unit in units
    ]


missing_items = require_admin_access(require_safe(_missing))
