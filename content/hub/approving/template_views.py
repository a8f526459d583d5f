"""应急模板 and 应急发布: signing templates in quiet times, and filling one in an emergency.

GET  /admin/emergency/                       templates: fill one; sign those that wait
GET  /admin/emergency/<n>/                   one template: the bytes to sign, and what they say
GET  /admin/emergency/<n>/preview/<board>    its picture at its longest on one board, PNG
POST /admin/emergency/<n>/signature/         as of a line
GET, POST /admin/emergency/<n>/fill/         the blanks; then one signature, on the page of the line
POST /admin/emergency/<n>/retire/            停用
"""

from __future__ import annotations

import base64
import logging
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.auth import require_admin_access

from content.errors import TrustError
from content.feed.envelope import SIGNATURES
from content.hub.admin.strict_page import strict_page
from content.hub.approving.answers import NO_LIST, NO_ROLE, NoSignature, answer, approvers_now, listed, posted_signature
from content.hub.approving.fill_form import FillForm
from content.hub.approving.previews import board_facts, specimen_of
from content.hub.release.led_templates import (
    fill_template,
    retire_template,
    sign_template,
    standing_templates,
    why_lapsed,
)
from content.hub.release.models import EmergencyTemplate
from content.hub.release.services import NotReleasable
from content.hub.review.errors import ReviewError
from content.hub.review.permissions import (
    units_read_by,
    units_signed_for_by,
    user_can_sign_led_line,
    user_can_withdraw,
)
from content.led_line import LED_STYLE_LABELS, URGENCY_LABELS
from content.led_template import BLANK_FORM_LABELS, LED_TEMPLATE_PAYLOAD_TYPE
from content.record import COUNTY_TIME
from display.errors import DisplayError

log = logging.getLogger(__name__)


def _list(request: HttpRequest) -> HttpResponse:
    units = list(units_read_by(request.user).values_list("pk", flat=True))
    approvers, problem = approvers_now()
    signs_for = set(units_signed_for_by(request.user).values_list("pk", flat=True))
    rows = [_row(request.user, template, signs_for) for template in standing_templates(units=units)]
    for row in rows:
        row["lapsed"] = why_lapsed(row["template"], approvers) if row["is_signed"] and not problem else ""
    page = {
        "ready": [row for row in rows if row["is_signed"] and not row["lapsed"]],
        "lapsed": [row for row in rows if row["lapsed"]],
        "waiting": [row for row in rows if not row["is_signed"]],
    }
    return TemplateResponse(request, "hub/emergency/list.html", page)


def _template(request: HttpRequest, number: int) -> HttpResponse:
    template = _found(number)
    approvers, problem = approvers_now()
    facts = {
        "payload": base64.b64encode(bytes(template.payload)).decode(),
        "payloadType": LED_TEMPLATE_PAYLOAD_TYPE,
        "approvers": listed(approvers),
        "signed": [{"keyid": one.keyid, "person": one.person} for one in template.signatures.all()],
        "boards": [
            board_facts(board, reverse("emergency_preview", args=[template.pk, board.pk]))
            for board in template.boards.select_related("unit")
        ],
        "styles": {style.value: label for style, label in LED_STYLE_LABELS.items()},
        "urgencies": {urgency.value: label for urgency, label in URGENCY_LABELS.items()},
        "forms": {form.value: label for form, label in BLANK_FORM_LABELS.items()},
        "post": reverse("emergency_signature", args=[template.pk]),
        "refusal": _refusal(request.user, template) or problem,
    }
    return TemplateResponse(
        request,
        "hub/emergency/template.html",
        {"template": template, "facts": facts, "can_retire": _may_retire(request.user, template)},
    )


def _preview(request: HttpRequest, number: int, board: str) -> HttpResponse:
    template = _found(number)
    place = template.boards.filter(pk=board).first()
    if place is None:
        raise Http404
    try:
        return HttpResponse(specimen_of(template, place), content_type="image/png")
    except DisplayError as err:
        log.warning("template can no longer be drawn", extra={"template": template.pk, "why": str(err)})
        raise Http404 from err


def _signature(request: HttpRequest, number: int) -> HttpResponse:
    template = _found(number)
    refusal = _refusal(request.user, template)
    if refusal:
        return answer({"error": refusal}, 422)
    try:
        report = posted_signature(request)
    except NoSignature as err:
        return err.answer
    approvers, problem = approvers_now()
    if problem:
        return answer({"error": NO_LIST}, 503)
    try:
        signed = sign_template(template=template, keyid=report.keyid, sig=report.sig, approvers=approvers)
    except TrustError as err:
        log.warning("signature refused", extra={"template": template.pk, "why": str(err)})
        said = "签名没有收下：它与这个模板不符，或密钥不在审批人名单上、管不到这些屏。"
        return answer({"error": said}, 422)
    except ValueError as err:
        log.info("signature refused", extra={"template": template.pk, "why": str(err)})
        return answer({"error": "签名没有收下：这个模板已不再接受签名。"}, 422)
    log.info("template signed in a browser", extra={"template": template.pk, "account": request.user.pk})
    needed = SIGNATURES[LED_TEMPLATE_PAYLOAD_TYPE]
    return answer({"signed": signed, "needed": needed, "released": signed >= needed}, 201)


def _fill(request: HttpRequest, number: int) -> HttpResponse:
    template = _found(number)
    if not user_can_sign_led_line(request.user, _place(template)):
        raise PermissionDenied
    refusal = "" if template.is_signed else "这个模板还没有两位审批人的签名。"
    approvers, problem = approvers_now()
    if template.is_signed and not problem:
        refusal = why_lapsed(template, approvers)
    refusal = _over(template) or refusal
    form = None if refusal else FillForm(request.POST or None, template=template.signed(), boards=template.boards.all())
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            line = fill_template(
                template=template,
                fillings=form.fillings(),
                boards=form.cleaned_data["boards"],
                hours=form.cleaned_data["hours"],
                by=request.user,
            )
        except (NotReleasable, ReviewError, ValueError) as err:
            form.add_error(None, str(err))
        else:
            answered: HttpResponse = redirect("led_approval", line.pk)
            return answered
    page = {"template": template, "form": form, "refusal": refusal}
    return TemplateResponse(request, "hub/emergency/fill.html", page)


def _retire(request: HttpRequest, number: int) -> HttpResponse:
    template = _found(number)
    if not _may_retire(request.user, template):
        raise PermissionDenied
    retire_template(template=template, by=request.user)
    messages.success(request, f"应急模板「{template.name}」已停用。")
    answered: HttpResponse = redirect("emergency")
    return answered


def _found(number: int) -> EmergencyTemplate:
    rows = EmergencyTemplate.objects.select_related("announces__page", "announces__unit__page").exclude(payload=b"")
    found: EmergencyTemplate = get_object_or_404(rows.prefetch_related("signatures"), pk=number)
    return found


def _row(user: Any, template: EmergencyTemplate, signs_for: set[str]) -> dict[str, Any]:
    signed = template.signed()
    return {
        "template": template,
        "urgency": URGENCY_LABELS[signed.urgency],
        "boards": "、".join(f"{board.pk}（{board.unit}）" for board in template.boards.all()),
        "last_day": template.valid_until.astimezone(COUNTY_TIME) - timedelta(seconds=1),
        "is_signed": template.is_signed,
        "signed": [one.person for one in template.signatures.all()],
        "can_fill": template.is_signed and template.announces.unit_id in signs_for,
        "is_own": template.proposed_by == user.pk,
    }


def _place(template: EmergencyTemplate) -> Any:
    return template.announces.page or template.announces.unit.page


def _over(template: EmergencyTemplate) -> str:
    """Why nothing more is done with this template; empty while it stands."""
    if template.is_retired:
        return "这个模板已停用。"
    if template.valid_until <= timezone.now():
        return "这个模板已过有效期。"
    if template.announces.is_withdrawn:
        return f"这个模板所依据的 {template.announces_id} 已不在公开。"
    return ""


def _refusal(user: Any, template: EmergencyTemplate) -> str:
    """Why this account may not sign the template now; empty if it may."""
    if not user_can_sign_led_line(user, _place(template)):
        return NO_ROLE.format(unit=template.announces.unit)
    if template.proposed_by == user.pk:
        return "这个模板是您本人拟的，请由其他审批人签名。"
    if template.is_signed:
        return "这个模板已签满两人。"
    return _over(template)


def _may_retire(user: Any, template: EmergencyTemplate) -> bool:
    return not template.is_retired and user_can_withdraw(user, _place(template))


templates = require_admin_access(strict_page(require_safe(_list)))
template = require_admin_access(strict_page(require_safe(_template)))
preview = require_admin_access(strict_page(require_safe(_preview)))
signature = require_admin_access(strict_page(require_POST(_signature)))
fill = require_admin_access(strict_page(require_http_methods(["GET", "HEAD", "POST"])(_fill)))
retire = require_admin_access(strict_page(require_POST(_retire)))
