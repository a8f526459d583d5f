"""/admin/account-security/password/: somebody changes his own password, against the one he has.

Whoever finds a browser open may guess here as at the door: each try is counted before the old password is looked at,
with the tries of signing in, and brings the same growing lock.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import require_admin_access

from content.hub.accounts import attempts
from content.hub.accounts.forms import ChangePasswordForm
from content.hub.accounts.happened import Happened
from content.hub.accounts.log import record
from content.hub.accounts.request import origin_of
from content.hub.accounts.services import set_password
from content.hub.accounts.sign_in import locked
from content.hub.admin.strict_page import strict_page


def _password(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    if request.method != "POST":
        return _page(request, ChangePasswordForm(user))
    form = ChangePasswordForm(user, request.POST)
    if request.POST.get("old_password"):
        origin = origin_of(request)
        by_name, by_address = attempts.of_account(user.get_username()), attempts.of_address(origin.address)
        until = attempts.count_try([by_name, by_address], timezone.now())
        if until is not None:
            record(Happened.TURNED_AWAY, user, origin, note="修改口令")
            return locked(request, until)
        form.full_clean()  # looks at the old password
        if form.has_error("old_password"):
            record(Happened.WRONG_PASSWORD, user, origin, note="修改口令")
        else:
            attempts.forget(by_name)
            attempts.give_back(by_address)
    if not form.is_valid():
        return _page(request, form)
    set_password(user=user, password=form.cleaned_data["new_password1"], by="", origin=origin_of(request))
    update_session_auth_hash(request, user)  # this session goes on, under a new key; all others are over
    messages.success(request, "口令已更换，其他设备上的登录已经失效。")
    answer: HttpResponse = redirect("account_security")
    return answer


def _page(request: HttpRequest, form: ChangePasswordForm) -> HttpResponse:
    return TemplateResponse(request, "hub/accounts/password.html", {"form": form})


password = require_admin_access(
    strict_page(sensitive_post_parameters()(require_http_methods(["GET", "HEAD", "POST"])(_password)))
)
