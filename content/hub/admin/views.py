"""The addresses of the hub that are neither Wagtail's nor a machine's."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.static import serve
from wagtail.admin.auth import require_admin_access, user_has_any_page_permission
from wagtail.images import get_image_model

from content.hub.admin.led_line_form import LedLineForm
from content.hub.disclosures.models import DisclosurePage, Registration
from content.hub.files.permissions import user_can_see_file
from content.hub.release.led_lines import propose_led_line, take_down
from content.hub.release.models import LedLineRequest
from content.hub.release.services import NotReleasable
from content.hub.review.permissions import (
    user_can_propose_emergency,
    user_can_propose_led_line,
    user_can_withdraw,
)
from content.hub.review.services import withdraw as withdraw_disclosure

PORTRAITS = "avatar_images/"  # wagtail.users.models.upload_avatar_to


def home(request: HttpRequest) -> HttpResponse:
    answer: HttpResponse = redirect("wagtailadmin_home")
    return answer


def closed(request: HttpRequest) -> HttpResponse:
    """Doors of Wagtail that none of its pages here leads to: acting on a page, listing every file, many accounts."""
    raise Http404


def media(request: HttpRequest, path: str) -> HttpResponse:
    """Uploaded pictures, for the people of their units; the public gets released bytes only.

    Documents lie in the same folder, and are handed out by their number alone. Portraits are for everybody here.
    """
    user: Any = request.user
    if not (user.is_authenticated and (user.is_superuser or user_has_any_page_permission(user))):
        answer: HttpResponse = redirect("wagtailadmin_login")
        return answer
    image = _image(path)
    if image is None and not path.startswith(PORTRAITS):
        raise Http404
    if image is not None and not user_can_see_file(user, image):
        raise PermissionDenied
    file: HttpResponse = serve(request, path, document_root=settings.MEDIA_ROOT)
    return file


def _image(path: str) -> Any:
    """The picture, or the one that a smaller version was made of; None if there is none."""
    image = get_image_model()
    smaller = image.get_rendition_model().objects.filter(file=path).values("image")
    return image.objects.filter(Q(file=path) | Q(pk__in=smaller)).first()


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
            messages.success(request, f"{registration.pk} 已请求撤回，数秒内生效。")
            answer: HttpResponse = redirect("wagtailadmin_pages:edit", page.pk)
            return answer
    return TemplateResponse(request, "hub/withdraw.html", {"page": page, "registration": registration, "error": error})


def _take_down_led_line(request: HttpRequest, line_id: int) -> HttpResponse:
    """撤下显示屏短讯: one line, while its disclosure stays. Asks for the reason, then does it."""
    line = get_object_or_404(LedLineRequest.objects.select_related("registration__announces__page"), pk=line_id)
    page = line.registration.announces.page
    if page is None or not user_can_withdraw(request.user, page):
        raise PermissionDenied
    error = ""
    if request.method == "POST":
        try:
            take_down(line=line, reason=request.POST.get("reason", ""), by=request.user)
        except ValueError as err:
            error = str(err)
        else:
            messages.success(request, f"短讯 {line.registration_id} 已请求撤下，数秒内生效。")
            answer: HttpResponse = redirect("wagtailadmin_pages:edit", page.pk)
            return answer
    return TemplateResponse(request, "hub/led_line_down.html", {"page": page, "line": line, "error": error})


def _propose_led_line(request: HttpRequest, page_id: int) -> HttpResponse:
    """拟显示屏短讯: offers a line to the approvers."""
    page = get_object_or_404(DisclosurePage, pk=page_id)
    registration = get_object_or_404(Registration, page=page, is_withdrawn=False)
    if not user_can_propose_led_line(request.user, page):
        raise PermissionDenied
    form = LedLineForm(
        request.POST or None,
        initial={"text": page.led_text, "style": page.led_style, "last_day": page.notice_last_day or page.valid_until},
        label_suffix="：",
        emergency_max_hours=settings.HUB.emergency_max_hours if user_can_propose_emergency(request.user, page) else 0,
    )
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            propose_led_line(
                disclosure_id=registration.pk,
                text=form.led_text(),
                boards=[board.pk for board in form.cleaned_data["boards"]],
                style=form.led_style(),
                valid_from=now,
                valid_until=form.valid_until(now),
                by=request.user,
                urgency=form.led_urgency(),
            )
        except (NotReleasable, ValueError) as err:
            form.add_error(None, str(err))
        else:
            messages.success(request, "短讯已送审批人签名。")
            answer: HttpResponse = redirect("wagtailadmin_pages:edit", page.pk)
            return answer
    return TemplateResponse(request, "hub/led_line.html", {"page": page, "registration": registration, "form": form})


withdraw = require_admin_access(_withdraw)
led_line = require_admin_access(_propose_led_line)
led_line_down = require_admin_access(_take_down_led_line)
