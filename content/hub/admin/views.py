"""The addresses of the hub that are neither Wagtail's nor a machine's."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.static import serve
from wagtail.admin.auth import require_admin_access, user_has_any_page_permission

from content.hub.disclosures.models import DisclosurePage, Registration
from content.hub.review.permissions import user_can_withdraw
from content.hub.review.services import withdraw as withdraw_disclosure


def home(request: HttpRequest) -> HttpResponse:
    answer: HttpResponse = redirect("wagtailadmin_home")
    return answer


def media(request: HttpRequest, path: str) -> HttpResponse:
    """Uploaded pictures, for those who may work with them; the public gets released bytes only."""
    user: Any = request.user
    if not (user.is_authenticated and (user.is_superuser or user_has_any_page_permission(user))):
        answer: HttpResponse = redirect("wagtailadmin_login")
        return answer
    file: HttpResponse = serve(request, path, document_root=settings.MEDIA_ROOT)
    return file


def _withdraw(request: HttpRequest, page_id: int) -> HttpResponse:
    """撤回: asks for the reason, then does it."""
    page = get_object_or_404(DisclosurePage, pk=page_id)
    registration = get_object_or_404(Registration, page=page)
    if not user_can_withdraw(request.user, page):
        raise PermissionDenied
    error = ""
    if request.method == "POST":
        try:
            withdraw_disclosure(disclosure_id=registration.pk, reason=request.POST.get("reason", ""), by=request.user)
        except ValueError as err:
            error = str(err)
        else:
            messages.success(request, f"{registration.pk} 已请求撤回,数秒内生效。")
            answer: HttpResponse = redirect("wagtailadmin_pages:edit", page.pk)
            return answer
    return TemplateResponse(request, "hub/withdraw.html", {"page": page, "registration": registration, "error": error})


withdraw = require_admin_access(_withdraw)
