"""登录日志 as a page of its own, for who audits: newest first, by account, by what happened, by day.

/admin/sign-ins/?account=…&happened=…&day=2026-11-29&page=2
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access

from content.hub.accounts.happened import HAPPENED_LABELS
from content.hub.accounts.models import SignIn
from content.hub.accounts.permissions import user_can_read_sign_ins
from content.hub.admin.strict_page import strict_page

ON_A_PAGE = 100


def _page(request: HttpRequest) -> HttpResponse:
    if not user_can_read_sign_ins(request.user):
        raise PermissionDenied
    asked = {name: request.GET.get(name, "").strip() for name in ("account", "happened", "day")}
    page = Paginator(_found(**asked), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": page,
        "asked": asked,
        "kinds": [(one.value, label) for one, label in HAPPENED_LABELS.items()],
        "query": _query(request),
    }
    return TemplateResponse(request, "hub/accounts/log.html", context)


def _found(*, account: str, happened: str, day: str) -> Any:
    rows = SignIn.objects.all()
    if account:
        rows = rows.filter(account_name__icontains=account)
    if happened:
        rows = rows.filter(happened=happened)
    try:
        first = timezone.make_aware(datetime.combine(date.fromisoformat(day), time.min))
    except ValueError:
        return rows
    return rows.filter(at__gte=first, at__lt=first + timedelta(days=1))


def _query(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return str(kept.urlencode())


sign_ins = require_admin_access(strict_page(require_safe(_page)))
