"""账号状态, for administrators: who is locked for how long, who has no second factor; and the button that lifts a lock.

GET  /admin/accounts/           POST  /admin/accounts/<number>/lift/
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import require_admin_access

from content.hub.accounts.permissions import user_can_lift_locks
from content.hub.accounts.selectors import accounts as all_accounts
from content.hub.accounts.services import lift_locks
from content.hub.admin.strict_page import strict_page


def _accounts(request: HttpRequest) -> HttpResponse:
    if not user_can_lift_locks(request.user):
        raise PermissionDenied
    return TemplateResponse(request, "hub/accounts/accounts.html", {"accounts": all_accounts(timezone.now())})


def _lift(request: HttpRequest, account: int) -> HttpResponse:
    if not user_can_lift_locks(request.user):
        raise PermissionDenied
    user: Any = get_object_or_404(get_user_model(), pk=account)
    lift_locks(user=user, by=request.user.get_username())
    messages.success(request, f"{user.get_username()} 的锁定已解除。")
    answer: HttpResponse = redirect("accounts")
    return answer


accounts = require_admin_access(strict_page(require_safe(_accounts)))
lift = require_admin_access(strict_page(require_POST(_lift)))
