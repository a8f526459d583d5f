"""拟应急模板: from the page of what it announces, by an editor of the whole county."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from wagtail.admin.auth import require_admin_access

from content.hub.admin.template_form import BlankRows, TemplateForm
from content.hub.disclosures.models import DisclosurePage, Registration
from content.hub.release.led_templates import propose_template
from content.hub.release.services import NotReleasable
from content.hub.review.permissions import user_can_propose_emergency
from content.led_line import LedStyle


def _propose(request: HttpRequest, page_id: int) -> HttpResponse:
    page = get_object_or_404(DisclosurePage, pk=page_id)
    registration = get_object_or_404(Registration, page=page, is_withdrawn=False)
    if not user_can_propose_emergency(request.user, page):
        raise PermissionDenied
    form = TemplateForm(request.POST or None, label_suffix="：", max_hours=settings.HUB.emergency_max_hours)
    rows = BlankRows(request.POST or None, prefix="blank")
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        blanks = [row.blank() for row in rows if row.cleaned_data.get("name")]
        if form.check_blanks(blanks):
            try:
                propose_template(
                    disclosure_id=registration.pk,
                    name=form.cleaned_data["name"],
                    text=form.led_text(),
                    blanks=blanks,
                    boards=[board.pk for board in form.cleaned_data["boards"]],
                    style=LedStyle(form.cleaned_data["style"]),
                    urgency=form.led_urgency(),
                    valid_until=form.valid_until(),
                    max_hours=form.cleaned_data["max_hours"],
                    by=request.user,
                )
            except (NotReleasable, ValueError) as err:
                form.add_error(None, str(err))
            else:
                messages.success(request, "应急模板已送审批人签名。")
                answer: HttpResponse = redirect("wagtailadmin_pages:edit", page.pk)
                return answer
    return TemplateResponse(
        request, "hub/emergency/new.html", {"page": page, "registration": registration, "form": form, "rows": rows}
    )


propose_template_page = require_admin_access(_propose)
