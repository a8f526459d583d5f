"""The pages of those who deal with what citizens said: opinions and their answers, wishes, questionnaires."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib import messages
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access

from content.hub.admin.county_time import CountyTimeInspectView
from content.hub.disclosures.models import Registration
from content.hub.feedback import answers, services
from content.hub.feedback.models import Answer, Opinion, SealedPart, SurveyAnswers, Topic, Wish
from content.hub.feedback.sealing_ring import SealingError
from content.hub.feedback.surveys import counted
from content.hub.feedback.topics import pool
from content.hub.review.permissions import units_read_by, user_can_handle_opinion

log = logging.getLogger(__name__)


class OpinionInspectView(CountyTimeInspectView):
    """One opinion; its clerk finds here the way to what is sealed and to the answer."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        opinion: Opinion = self.object
        return {
            **super().get_context_data(**kwargs),
            "opinion": opinion,
            "is_clerk": user_can_handle_opinion(self.request.user, opinion.unit.page),
            "has_sealed": SealedPart.objects.filter(opinion=opinion).exists(),
            "looks": opinion.looks.all(),
            "answer": Answer.objects.filter(opinion=opinion).first(),
        }


class WishInspectView(CountyTimeInspectView):
    """One wish, and the way into the pool of topics."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wish: Wish = self.object
        return {
            **super().get_context_data(**kwargs),
            "wish": wish,
            "is_clerk": user_can_handle_opinion(self.request.user, wish.unit.page),
            "topics": wish.topics.all(),
            "others": Topic.objects.filter(unit=wish.unit).exclude(wishes=wish),
        }


def surveys(request: HttpRequest) -> HttpResponse:
    """The questionnaires of one's units that were answered, newest first; with ?id=&rev= the counts of one."""
    disclosure, rev = request.GET.get("id", ""), request.GET.get("rev", "")
    context: dict[str, Any] = {}
    # A questionnaire is its unit's, whatever units' citizens answered it.
    own = Registration.objects.filter(unit__in=units_read_by(request.user).values("pk"))
    if disclosure and rev.isdecimal():
        try:
            if not own.filter(pk=disclosure).exists():
                raise ValueError(f"{disclosure!r} is of no unit of this person's, or of none at all")
            context["counted"] = counted(disclosure, int(rev))
            context["title"] = own.filter(pk=disclosure).values_list("page__title", flat=True).first() or disclosure
        except ValueError as err:
            log.info("no questionnaire shown", extra={"account": request.user.pk, "why": str(err)})
            messages.error(request, "没有这份问卷，或者它不属于您的单位。")
    if "counted" not in context:
        context["surveys"] = _answered(own)
    return TemplateResponse(request, "hub/surveys.html", context)


def _answered(registrations: Any) -> list[dict[str, Any]]:
    """Those of these disclosures that were answered, by revision."""
    answers = SurveyAnswers.objects.filter(disclosure__in=registrations.values("pk")).order_by()
    rows = answers.values("disclosure", "rev").annotate(answers=Count("id"), last=Max("received_at"))
    of_pages = registrations.filter(pk__in={row["disclosure"] for row in rows}).exclude(page=None)
    titles = dict(of_pages.values_list("pk", "page__title"))
    return [{**row, "title": titles.get(row["disclosure"], "")} for row in rows.order_by("-last")]


def _pool(request: HttpRequest, pk: int) -> HttpResponse:
    """列入选题池."""
    wish = get_object_or_404(Wish, pk=pk)
    key = request.POST.get("topic", "")
    topic = get_object_or_404(Topic, pk=int(key)) if key.isdecimal() else None
    try:
        chosen = pool(wish=wish, by=request.user, topic=topic, title=request.POST.get("title", ""))
    except ValueError as err:
        messages.error(request, str(err))
    else:
        messages.success(request, f"已列入选题“{chosen.title}”。")
    page: HttpResponse = redirect("wishes:inspect", pk)
    return page


def _open_sealed(request: HttpRequest, pk: int) -> HttpResponse:
    """查看: what was sealed, on a page that no browser keeps."""
    opinion = get_object_or_404(Opinion, pk=pk)
    try:
        opened = services.open_sealed(opinion=opinion, by=request.user)
    except SealedPart.DoesNotExist:
        messages.error(request, "加密内容已经删除。")
    except SealingError as err:
        messages.error(request, f"不能解密：{err}")
    else:
        return TemplateResponse(request, "hub/opinion_sealed.html", {"opinion": opinion, "opened": opened})
    return _to_opinion(pk)


def _erase_sealed(request: HttpRequest, pk: int) -> HttpResponse:
    """删除: the telephone number has served its purpose."""
    services.erase_sealed(opinion=get_object_or_404(Opinion, pk=pk), by=request.user)
    messages.success(request, "加密内容已删除，意见和查看记录保留。")
    return _to_opinion(pk)


def _answer(request: HttpRequest, pk: int) -> HttpResponse:
    """写答复: the draft of the answer, in the editor."""
    try:
        page = answers.draft_answer(opinion=get_object_or_404(Opinion, pk=pk), by=request.user)
    except ValueError as err:
        messages.error(request, str(err))
        return _to_opinion(pk)
    edit: HttpResponse = redirect("wagtailadmin_pages:edit", page.pk)
    return edit


def _to_opinion(pk: int) -> HttpResponse:
    page: HttpResponse = redirect("opinions:inspect", pk)
    return page


open_sealed = never_cache(require_POST(require_admin_access(_open_sealed)))
erase_sealed = require_POST(require_admin_access(_erase_sealed))
answer = require_POST(require_admin_access(_answer))
pool_wish = require_POST(require_admin_access(_pool))
