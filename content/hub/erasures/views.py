"""抹除 in the admin: the question before it, and how far each one has come."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from content.hub.admin.own_units import rows_read_by
from content.hub.disclosures.models import DisclosurePage, Registration
from content.hub.erasures.models import Erasure, What
from content.hub.erasures.selectors import UNREACHABLE, standing_of
from content.hub.erasures.services import MAX_REASON_LENGTH, erase
from content.hub.review.permissions import user_can_erase

SHOWN = 500  # records on one page; a county with more has another problem


def ask(request: HttpRequest, page_id: int) -> HttpResponse:
    """Asks what it is and why, then does it."""
    page = get_object_or_404(DisclosurePage, pk=page_id)
    if not user_can_erase(request.user, page):
        raise PermissionDenied
    error = ""
    if request.method == "POST":
        try:
            erasure = _erase(request, page)
        except ValueError as err:
            error = str(err)
        else:
            messages.success(request, f"{erasure} 已抹除，各处的进度见下。")
            answer: HttpResponse = redirect("erasure", erasure.pk)
            return answer
    context = {
        "page": page,
        "registration": Registration.objects.filter(page=page).first(),
        "kinds": What.choices,
        "longest": MAX_REASON_LENGTH,
        "given": request.POST,
        "error": error,
    }
    return TemplateResponse(request, "hub/erase.html", context, status=422 if error else 200)


def records(request: HttpRequest) -> HttpResponse:
    """Every erasure, newest first; and the way to the next one, by the id that a citizen reads out on the telephone."""
    wanted = request.GET.get("id", "").strip()
    found = Registration.objects.filter(pk=wanted, page__isnull=False).first() if wanted else None
    if found is not None:
        answer: HttpResponse = redirect("erase", found.page_id)
        return answer
    erasures = rows_read_by(request.user, Erasure.objects.all())
    context = {"erasures": erasures[:SHOWN], "wanted": wanted, "count": erasures.count()}
    return TemplateResponse(request, "hub/erasures.html", context)


def record(request: HttpRequest, pk: int) -> HttpResponse:
    """One erasure, place by place."""
    erasure: Any = get_object_or_404(Erasure, pk=pk)
    context = {
        "standing": standing_of(erasure),
        "unreachable": UNREACHABLE,
        "feed": f"{settings.HUB.public_url.rstrip('/')}/feed/",
    }
    return TemplateResponse(request, "hub/erasure.html", context)


def _erase(request: HttpRequest, page: DisclosurePage) -> Erasure:
    if request.POST.get("sure") != "yes":
        raise ValueError("请确认：抹除之后不能恢复")
    try:
        what = What(request.POST.get("what", ""))
    except ValueError as err:
        raise ValueError("请选择是哪一种内容") from err
    return erase(page=page, what=what, reason=request.POST.get("reason", ""), by=request.user)
