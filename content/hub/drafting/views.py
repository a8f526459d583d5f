"""用模板新建: choose a unit, choose a template, and the draft opens in the editor."""

from __future__ import annotations

import itertools

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import require_admin_access

from content.hub.drafting.services import begin_draft, offered_to
from content.hub.review.standing import today_here
from content.hub.units.models import UnitPage
from content.hub.units.selectors import pages_written_by

MOST_UNITS_SHOWN = 60


def _units(request: HttpRequest) -> HttpResponse:
    """The units below which this person writes; straight on where there is only one."""
    words = request.GET.get("q", "").strip()[:40]
    mine = pages_written_by(request.user)
    if len(mine) == 1 and not words:
        answer: HttpResponse = redirect("templates_of_unit", mine[0].pk)
        return answer
    found = [page for page in mine if words in page.title]
    context = {"units": found[:MOST_UNITS_SHOWN], "count": len(found), "words": words}
    return TemplateResponse(request, "hub/drafting/units.html", context)


def _templates(request: HttpRequest, unit: int) -> HttpResponse:
    """The templates of one unit; POST makes the draft."""
    page = get_object_or_404(UnitPage.objects.select_related("unit"), pk=unit)
    if not page.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    if request.method == "POST":
        try:
            draft = begin_draft(
                template=request.POST.get("template", ""), unit_page=page, today=today_here(), by=request.user
            )
        except ValueError as err:
            messages.error(request, str(err))
        else:
            messages.success(request, "草稿已建好。请把【待填】各处写好，再提交审核。")
            answer: HttpResponse = redirect("wagtailadmin_pages:edit", draft.pk)
            return answer
    groups = [
        (group, list(offered)) for group, offered in itertools.groupby(offered_to(page), lambda one: one.template.group)
    ]
    return TemplateResponse(request, "hub/drafting/templates.html", {"page": page, "groups": groups})


units = require_admin_access(require_safe(_units))
templates = require_admin_access(require_http_methods(["GET", "HEAD", "POST"])(_templates))
