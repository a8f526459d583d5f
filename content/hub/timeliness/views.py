"""栏目时效灯 and 公示期执行 in the admin; each sees the units over which it holds a role."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from wagtail.models import GroupPagePermission

from content.hub.checking.selectors import clocks_of_hub
from content.hub.deadlines.columns import LIGHT_LABELS, LIGHT_SHAPES, Light
from content.hub.timeliness.columns import UnitLights, lights, worst_first
from content.hub.timeliness.notices import notices
from content.hub.units.models import UnitPage
from content.record import COUNTY_TIME

PER_PAGE = 100


def columns(request: HttpRequest) -> HttpResponse:
    """The units below one, each with its lights and those below it counted."""
    clocks, today = clocks_of_hub(), timezone.now().astimezone(COUNTY_TIME).date()
    found = lights(clocks, today)
    mine = _units_of(request.user, found)
    tops = [one for code, one in found.items() if code in mine and one.unit.parent_id not in mine]
    if not tops:
        raise PermissionDenied
    here = found.get(request.GET.get("unit", "")) or tops[0]
    if here.unit.pk not in mine:
        raise PermissionDenied
    only_red = request.GET.get("only") == "red"
    rows = worst_first([here, *here.children, *(tops[1:] if here is tops[0] else [])])
    if only_red:
        rows = [one for one in rows if one.worst is Light.RED]
    kept = {key: column for key, column in clocks.columns.items() if any(key in one.own for one in rows)}
    counted = Counter(here.below)
    counted.update(standing.light for standing in here.own.values())
    context = {
        "here": here,
        "above": found[here.unit.parent_id] if here.unit.parent_id in mine else None,
        "columns": [(column, clocks.rules[column.clock]) for column in kept.values()],
        "rows": Paginator([(one, [one.own.get(key) for key in kept]) for one in rows], PER_PAGE).get_page(
            request.GET.get("p")
        ),
        "counts": [(light.value, LIGHT_SHAPES[light], LIGHT_LABELS[light], counted[light]) for light in Light],
        "only_red": only_red,
        "today": today,
    }
    return TemplateResponse(request, "hub/columns.html", context)


def notice_list(request: HttpRequest) -> HttpResponse:
    """Notices that run, and those that were not kept."""
    today = timezone.now().astimezone(COUNTY_TIME).date()
    paths = tuple(_paths_of(request.user))
    units = [unit for unit, path in UnitPage.objects.values_list("unit_id", "path") if path.startswith(paths)]
    if not units:
        raise PermissionDenied
    found = notices(units, today)
    running = [one for one in found if one.run.down_on is None and one.kept.days_left >= 0]
    broken = [one for one in found if not one.kept.is_kept]
    context = {
        "running": sorted(running, key=lambda one: one.kept.days_left),
        "broken": broken,
        "count": len(found),
        "kept": sum(one.kept.is_kept and one.run.down_on is not None for one in found),
        "up_late": sum(one.kept.up_late > 0 for one in broken),
        "down_early": sum(one.kept.down_early > 0 for one in broken),
        "down_late": sum(one.kept.down_late > 0 for one in broken),
    }
    return TemplateResponse(request, "hub/notices.html", context)


def _units_of(user: Any, found: dict[str, UnitLights]) -> set[str]:
    """The codes of all units over which somebody holds a role, or of all for an administrator."""
    if user.is_superuser:
        return set(found)
    paths = _paths_of(user)
    pages = UnitPage.objects.values_list("unit_id", "path")
    return {unit for unit, path in pages if any(path.startswith(root) for root in paths)}


def _paths_of(user: Any) -> list[str]:
    if user.is_superuser:
        return [""]
    return list(GroupPagePermission.objects.filter(group__user=user).values_list("page__path", flat=True).distinct())
