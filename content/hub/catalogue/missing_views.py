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

from content.hub.catalogue.selectors import Lack, Missing, current_version, missing
from content.hub.checking.selectors import clocks_of_hub
from content.hub.review.permissions import units_read_by
from content.hub.units.models import UnitPage
from content.hub.units.selectors import current_county
from content.record import COUNTY_TIME

PER_PAGE = 100


def _missing(request: HttpRequest) -> HttpResponse:
    """Counts of every unit, the most first; of the chosen one, or of one's only one, each item."""
    mine = set(units_read_by(request.user).values_list("pk", flat=True))
    county = current_county()
    units = [unit for unit in county.units if unit.code in mine] if county else []
    if not units:
        raise PermissionDenied
    chosen = request.GET.get("unit", "") if len(units) > 1 else units[0].code
    if chosen and chosen not in mine:
        raise PermissionDenied
    kept = [unit for unit in units if unit.code == chosen] if chosen else units
    today = timezone.now().astimezone(COUNTY_TIME).date()
    found = missing(kept, today, clocks_of_hub().work)
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
        context["rows"] = Paginator(_counted(found, {unit.code: unit.name for unit in units}), PER_PAGE).get_page(
            request.GET.get("p")
        )
    return TemplateResponse(request, "hub/catalogue/missing.html", context)


def _row(one: Missing) -> dict[str, Any]:
    return {"item": one.item, "lack": one.lack.value, "due": one.due, "last_on": one.last_on, "page": one.page}


def _counted(found: list[Missing], names: dict[Any, str]) -> list[dict[str, Any]]:
    """A row for each unit that owes something, the most first."""
    counts: dict[str, Counter[Lack]] = {}
    for one in found:
        counts.setdefault(one.unit, Counter())[one.lack] += 1
    rows = [
        {"code": code, "name": names[code], "counts": [count[lack] for lack in Lack], "total": count.total()}
        for code, count in counts.items()
    ]
    return sorted(rows, key=lambda row: -row["total"])


missing_items = require_admin_access(require_safe(_missing))
