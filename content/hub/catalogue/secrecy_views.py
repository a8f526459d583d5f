"""保密审查 of the negative list: what was asked, the text around it, and the decision with its reason."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import require_admin_access

from content.hub.catalogue.models import NegativeQuestion
from content.hub.catalogue.secrecy_selectors import questions_for
from content.hub.catalogue.secrecy_services import decide
from content.hub.checking.selectors import checked
from content.hub.review.differences import lines_of
from content.hub.review.errors import ReviewError
from content.hub.review.permissions import user_can_read, user_holds
from content.hub.review.role import Role
from content.hub.review.secrecy import MAX_REASON_LENGTH
from content.hub.review.selectors import flow_shown, reading_of
from content.hub.review.standing import unit_of_page


def _questions(request: HttpRequest) -> HttpResponse:
    """What waits for this person."""
    return TemplateResponse(request, "hub/negative/list.html", {"questions": questions_for(request.user)})


def _question(request: HttpRequest, number: int) -> HttpResponse:
    """One question: read by every role of the unit, decided by 保密审查."""
    question = get_object_or_404(NegativeQuestion.objects.select_related("page"), pk=number)
    page = question.page
    if not user_can_read(request.user, page):
        raise PermissionDenied
    error = ""
    if request.method == "POST":
        try:
            if request.POST.get("decision") not in ("public", "not"):
                raise ReviewError("请选择可以公开或者不予公开")
            made = decide(
                question=question,
                may_be_public=request.POST["decision"] == "public",
                reason=request.POST.get("reason", ""),
                by=request.user,
            )
        except ReviewError as err:
            error = str(err)
        else:
            said = "可以公开" if made.may_be_public else "不予公开"
            messages.success(request, f"《{page.draft_title}》「{question.place}」：{said}，已记录。")
            answer: HttpResponse = redirect("negative_questions")
            return answer
    text = page.get_latest_revision_as_object()
    reading = reading_of(page, flow_shown(page))
    context = {
        "question": question,
        "page": page,
        "unit": unit_of_page(page),
        "lines": lines_of(reading.disclosure.blocks) if reading.disclosure else [],
        "is_gone": question.key not in {one.key for one in checked(text).findings},
        "decisions": question.decisions.order_by("pk"),
        "can_decide": user_holds(request.user, Role.SECRECY_REVIEWER, page),
        "error": error,
        "reason": request.POST.get("reason", ""),
        "max_reason": MAX_REASON_LENGTH,
    }
    return TemplateResponse(request, "hub/negative/question.html", context, status=400 if error else 200)


questions = require_admin_access(require_safe(_questions))
question = require_admin_access(require_http_methods(["GET", "HEAD", "POST"])(_question))
