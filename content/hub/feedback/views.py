"""The page of those who deal with an opinion: what was said, what was told in confidence, the answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.generic import InspectView

from content.hub.feedback import answers, services
from content.hub.feedback.models import Answer, Opinion, SealedPart
from content.hub.feedback.sealing_ring import SealingError
from content.hub.review.permissions import user_can_handle_opinion


class OpinionInspectView(InspectView):
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


def _open_sealed(request: HttpRequest, pk: int) -> HttpResponse:
    """查看: what was sealed, on a page that no browser keeps."""
    opinion = get_object_or_404(Opinion, pk=pk)
    try:
        opened = services.open_sealed(opinion=opinion, by=request.user)
    except SealedPart.DoesNotExist:
        messages.error(request, "加密内容已经删除。")
    except SealingError as err:
        messages.error(request, f"不能解密:{err}")
    else:
        return TemplateResponse(request, "hub/opinion_sealed.html", {"opinion": opinion, "opened": opened})
    return _to_opinion(pk)


def _erase_sealed(request: HttpRequest, pk: int) -> HttpResponse:
    """删除: the telephone number has served its purpose."""
    services.erase_sealed(opinion=get_object_or_404(Opinion, pk=pk), by=request.user)
    messages.success(request, "加密内容已删除,意见和查看记录保留。")
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
