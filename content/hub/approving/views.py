"""The approver's pages: the key of this browser, the lines that wait, one line to sign.

    GET  /admin/led-approvals/                      lines that wait, urgent ones first
    GET  /admin/led-approvals/key/                  make, show and delete the key of this browser
    GET  /admin/led-approvals/<n>/                  one line: the bytes to sign, and what they say
    GET  /admin/led-approvals/<n>/preview/<board>   its picture on one board, PNG
    POST /admin/led-approvals/<n>/signature/        {keyid, sig} → 201 {signed, released}; errors are {"error": 中文}

Everything about keys happens in the browser (static/hub/approving). Here a signature is checked as the device
API checks one; the account must hold the role LED 审批人 over the line's unit, and not have proposed the line.
"""

from __future__ import annotations

import base64
import logging
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import require_admin_access

from content.errors import FeedError, TrustError
from content.hub.admin.strict_page import strict_page
from content.hub.approving.answers import NO_LIST, NO_ROLE, NoSignature, answer, approvers_now, listed, posted_signature
from content.hub.approving.previews import board_facts, preview_of
from content.hub.release.led_lines import add_signature, waiting_lines
from content.hub.release.models import LedLineRequest
from content.hub.review.permissions import units_read_by, units_signed_for_by, user_can_sign_led_line
from content.led_line import LED_STYLE_LABELS, URGENCY_LABELS
from display.errors import DisplayError

log = logging.getLogger(__name__)


def _list(request: HttpRequest) -> HttpResponse:
    lines = waiting_lines(units=list(units_read_by(request.user).values_list("pk", flat=True)))
    signs_for = set(units_signed_for_by(request.user).values_list("pk", flat=True))
    rows = [
        {
            "line": line,
            "urgency": URGENCY_LABELS[line.urgency],
            "is_urgent": line.urgency.value != "routine",
            "signed": [signature.person for signature in line.signatures.all()],
            "is_own": _proposed(request.user, line) and line.template_id is None,
            "signs": line.registration.unit_id in signs_for,
        }
        for line in lines
    ]
    return TemplateResponse(request, "hub/approving/list.html", {"rows": rows})


def _key(request: HttpRequest) -> HttpResponse:
    approvers, problem = approvers_now()
    facts = {"approvers": listed(approvers), "county": settings.HUB.county}
    return TemplateResponse(request, "hub/approving/key.html", {"facts": facts, "problem": problem})


def _line(request: HttpRequest, number: int) -> HttpResponse:
    line = _found(number)
    approvers, problem = approvers_now()
    boards = list(line.boards.select_related("unit"))
    facts = {
        "payload": base64.b64encode(bytes(line.payload)).decode(),
        "payloadType": line.payload_type,
        "template": line.template.name if line.template else "",
        "approvers": listed(approvers),
        "signed": [{"keyid": one.keyid, "person": one.person} for one in line.signatures.all()],
        "boards": [board_facts(board, reverse("led_approval_preview", args=[line.pk, board.pk])) for board in boards],
        "styles": {style.value: label for style, label in LED_STYLE_LABELS.items()},
        "urgencies": {urgency.value: label for urgency, label in URGENCY_LABELS.items()},
        "post": reverse("led_approval_signature", args=[line.pk]),
        "refusal": _refusal(request.user, line) or problem,
    }
    return TemplateResponse(request, "hub/approving/line.html", {"line": line, "facts": facts})


def _preview(request: HttpRequest, number: int, board: str) -> HttpResponse:
    line = _found(number)
    place = line.boards.filter(pk=board).first()
    if place is None:
        raise Http404
    try:
        return HttpResponse(preview_of(line, place), content_type="image/png")
    except DisplayError as err:
        log.warning("line can no longer be drawn", extra={"line": line.registration_id, "why": str(err)})
        raise Http404 from err


def _signature(request: HttpRequest, number: int) -> HttpResponse:
    line = _found(number)
    refusal = _refusal(request.user, line)
    if refusal:
        return answer({"error": refusal}, 422)
    try:
        report = posted_signature(request)
        release = add_signature(request=line, keyid=report.keyid, sig=report.sig)
    except NoSignature as err:
        return err.answer
    except TrustError as err:
        log.warning("signature refused", extra={"line": line.registration_id, "why": str(err)})
        return answer({"error": "签名没有收下：它与这条短讯不符，或密钥不在审批人名单上、管不到这些屏。"}, 422)
    except ValueError as err:
        log.info("signature refused", extra={"line": line.registration_id, "why": str(err)})
        return answer({"error": "签名没有收下：这条短讯已不再接受签名。"}, 422)
    except FeedError as err:
        log.warning("no list of approvers", extra={"why": str(err)})
        return answer({"error": NO_LIST}, 503)
    log.info("LED line signed in a browser", extra={"line": line.registration_id, "account": request.user.pk})
    signed = line.signatures.count()
    return answer({"signed": signed, "needed": line.signatures_needed, "released": release is not None}, 201)


def _found(number: int) -> LedLineRequest:
    lines = LedLineRequest.objects.select_related("registration__unit__page", "template")
    line: LedLineRequest = get_object_or_404(lines, pk=number)
    return line


def _proposed(user: Any, line: LedLineRequest) -> bool:
    return bool(user.pk == line.proposed_by)


def _refusal(user: Any, line: LedLineRequest) -> str:
    """Why this account may not sign the line now; empty if it may."""
    if not user_can_sign_led_line(user, line.registration.unit.page):
        return NO_ROLE.format(unit=line.registration.unit)
    if _proposed(user, line) and line.template_id is None:
        return "这条短讯是您本人拟的，请由其他审批人签名。"
    if line.is_cancelled:
        return "这条短讯已作废。"
    if line.release_id is not None:
        return "这条短讯已签满。" if line.template_id else "这条短讯已签满两人。"
    if line.valid_until <= timezone.now():
        return "这条短讯的展示期已过。"
    return ""


lines = require_admin_access(strict_page(require_safe(_list)))
key = require_admin_access(strict_page(require_safe(_key)))
line = require_admin_access(strict_page(require_safe(_line)))
preview = require_admin_access(strict_page(require_safe(_preview)))
signature = require_admin_access(strict_page(require_POST(_signature)))
