"""审核页: the flow's state, what changed, the text, and the decision of whoever's turn it is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import require_admin_access

from content.hub.checking.view import shown as checks_shown
from content.hub.disclosures.models import DisclosurePage
from content.hub.release.services import NotReleasable
from content.hub.review.errors import ReviewError
from content.hub.review.flows import Need
from content.hub.review.permissions import user_can_approve, user_can_erase, user_can_read, user_can_withdraw
from content.hub.review.secrecy import ANSWER_LABELS, MAX_REASON_LENGTH, QUESTIONS, Answer, Sheet, plain_sheet
from content.hub.review.selectors import FlowShown, flow_shown, is_on_display, reading_of
from content.hub.review.services import approve, send_back
from content.hub.review.standing import unit_of_page

MAX_COMMENT_LENGTH = 1_000


def _review(request: HttpRequest, page_id: int) -> HttpResponse:
    """Read by every role of the page's units; decided by whose step it is."""
    page = get_object_or_404(DisclosurePage, pk=page_id)
    if not user_can_read(request.user, page):
        raise PermissionDenied
    shown = flow_shown(page)
    error = ""
    if request.method == "POST":
        try:
            done = _decide(request, page, shown)
        except (ReviewError, NotReleasable, ValueError) as err:
            error = str(err)
        else:
            messages.success(request, done)
            answer: HttpResponse = redirect("wagtailadmin_home")
            return answer
    is_mine = shown.task_state is not None and user_can_approve(request.user, page)
    context = {
        **checks_shown(shown.text, is_editing=False),
        "page": page,
        "unit": unit_of_page(page),
        "shown": shown,
        "reading": reading_of(page, shown),
        "is_mine": is_mine,
        "can_edit": page.permissions_for_user(request.user).can_edit(),
        "can_withdraw": is_on_display(page) and user_can_withdraw(request.user, page),
        "can_erase": user_can_erase(request.user, page),
        "error": error,
        "posted": request.POST,
        "ticks": [(key, words, f"confirm-{key}" in request.POST) for key, words in shown.ticks],
        "questions": _questions(request) if shown.waiting and shown.waiting.asks_sheet else [],
        "max_comment": MAX_COMMENT_LENGTH,
        "max_reason": MAX_REASON_LENGTH,
    }
    return TemplateResponse(request, "hub/review.html", context, status=400 if error else 200)


def _decide(request: HttpRequest, page: DisclosurePage, shown: FlowShown) -> str:
    """Take the step that was posted; returns what to tell. Raises ReviewError, NotReleasable or ValueError."""
    seen, comment = _number(request.POST.get("seen", "")), request.POST.get("comment", "").strip()
    if len(comment) > MAX_COMMENT_LENGTH:
        raise ReviewError(f"意见 {len(comment)} 字，最多 {MAX_COMMENT_LENGTH} 字")
    title = page.draft_title
    if request.POST.get("decision") == "send-back":
        send_back(page=page, by=request.user, comment=comment, seen=seen)
        return f"《{title}》已退回修改。"
    if request.POST.get("decision") != "approve":
        raise ReviewError("请选择同意或者退回")
    asks_sheet = shown.waiting is not None and shown.waiting.asks_sheet
    released = approve(
        page=page,
        by=request.user,
        comment=comment,
        confirmed=[need for need in Need if f"confirm-{need.value}" in request.POST],
        sheet=_sheet(request) if asks_sheet else None,
        seen=seen,
    )
    return f"《{title}》审核完毕，数秒内公开。" if released else f"《{title}》已同意，送下一步。"


def _sheet(request: HttpRequest) -> Sheet:
    answers = {one.key: request.POST.get(f"answer-{one.key}", "") for one in QUESTIONS}
    reasons = {one.key: request.POST.get(f"reason-{one.key}", "").strip() for one in QUESTIONS}
    if set(answers.values()) - {"", *(answer.value for answer in Answer)}:
        raise ReviewError("保密审查单上有不认识的回答")
    return plain_sheet(answers, {key: reason for key, reason in reasons.items() if reason})


def _questions(request: HttpRequest) -> list[dict[str, Any]]:
    """The sheet's rows with what was filled in already. Nothing is chosen beforehand: each is answered by hand."""
    return [
        {
            "key": one.key,
            "text": one.text,
            "basis": one.basis,
            "may_be_public": one.may_be_public,
            "choices": [
                (answer.value, label, request.POST.get(f"answer-{one.key}") == answer.value)
                for answer, label in ANSWER_LABELS.items()
            ],
            "reason": request.POST.get(f"reason-{one.key}", ""),
        }
        for one in QUESTIONS
    ]


def _number(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        raise ReviewError("缺少所看稿件的编号，请重新打开审核页")
    return int(text)


review = require_admin_access(require_http_methods(["GET", "HEAD", "POST"])(_review))
