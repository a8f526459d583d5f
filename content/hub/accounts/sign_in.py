"""Signing in: password, then the code of the second factor; only then is there a session.

    /admin/login/        counts the try, then looks at the password
    /admin/login/code/   counts the try, then looks at the code; five minutes after the password

Between the two the browser holds an anonymous session that names the account and lets it do nothing.
"""

from __future__ import annotations

import logging
import math
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from content.hub.accounts import attempts
from content.hub.accounts.forms import CodeForm, SignInForm
from content.hub.accounts.happened import Happened
from content.hub.accounts.log import record
from content.hub.accounts.models import RecoveryCode, SecondFactor
from content.hub.accounts.request import origin_of
from content.hub.accounts.services import accept_code
from content.hub.accounts.session import sign_in
from content.hub.accounts.vault import VaultError
from content.hub.admin.strict_page import strict_page

log = logging.getLogger(__name__)

PENDING = "pending"
PENDING_FOR = timedelta(minutes=5)
WRONG_CODE = "动态码不正确，或已经用过。请等手机上出现下一个动态码再输入。"
NO_KEY = "平台的账号密钥文件不对，无法核对动态码。请联系县里的技术员。"


@method_decorator(strict_page, name="dispatch")
class PasswordView(LoginView):
    """The first step."""

    template_name = "hub/accounts/sign_in.html"
    authentication_form = SignInForm
    next_page = "wagtailadmin_home"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and request.user.has_perm("wagtailadmin.access_admin"):
            return _page(redirect(self.get_success_url()))
        return _page(super().get(request, *args, **kwargs))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        username = request.POST.get("username", "")
        if username and request.POST.get("password"):
            until = attempts.count_try(self._subjects(), timezone.now())
            if until is not None:
                record(Happened.TURNED_AWAY, _account(username), origin_of(request))
                return locked(request, until)
        return _page(super().post(request, *args, **kwargs))

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.get_user()
        name, address = self._subjects()
        attempts.forget(name)
        attempts.give_back(address)
        return _after_password(self.request, user, self.get_success_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        username = self.request.POST.get("username", "")
        if username and self.request.POST.get("password"):
            record(Happened.WRONG_PASSWORD, _account(username), origin_of(self.request))
        return _page(super().form_invalid(form))

    def _subjects(self) -> list[attempts.Subject]:
        name = self.request.POST.get("username", "")
        return [attempts.of_account(name), attempts.of_address(origin_of(self.request).address)]


def _after_password(request: HttpRequest, user: Any, goes_to: str) -> HttpResponse:
    """To the second step, if the account has a second factor; else the session begins."""
    if SecondFactor.objects.filter(pk=user.pk).exists():
        request.session.flush()
        request.session[PENDING] = {
            "user": user.pk,
            "at": timezone.now().timestamp(),
            "password": user.get_session_auth_hash(),
            "next": goes_to,
        }
        request.session.set_expiry(0)
        return _page(redirect("sign_in_code"))
    sign_in(request, user, with_factor=False)
    record(Happened.SIGNED_IN, user, origin_of(request))
    return _page(redirect(goes_to))


def _code(request: HttpRequest) -> HttpResponse:
    """The second step."""
    now = timezone.now()
    user, goes_to = _pending(request, now)
    if user is None:
        request.session.pop(PENDING, None)
        messages.info(request, "请先输入用户名和口令。")
        return _page(redirect("wagtailadmin_login"))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        origin = origin_of(request)
        by_code, address = attempts.of_code(user.get_username()), attempts.of_address(origin.address)
        until = attempts.count_try([by_code, address], now)
        if until is not None:
            record(Happened.TURNED_AWAY, user, origin)
            return locked(request, until)
        try:
            taken = accept_code(user=user, typed=form.cleaned_data["code"], now=now)
        except VaultError as err:
            log.error("second factor cannot be opened", extra={"account": user.pk, "why": str(err)})
            form.add_error("code", NO_KEY)
        else:
            if taken is not None:
                attempts.forget(by_code)
                attempts.give_back(address)
                return _let_in(request, user, taken, goes_to)
            record(Happened.WRONG_CODE, user, origin)
            form.add_error("code", WRONG_CODE)
    return TemplateResponse(request, "hub/accounts/code.html", {"form": form, "account": user.get_username()})


def _let_in(request: HttpRequest, user: Any, taken: Happened, goes_to: str) -> HttpResponse:
    sign_in(request, user, with_factor=True)
    record(taken, user, origin_of(request))
    if taken is Happened.RECOVERY_CODE:
        left = RecoveryCode.objects.filter(user=user, used_at=None).count()
        messages.warning(request, f"您用了一个恢复码，还剩 {left} 个。手机丢失或更换的，请到“账号安全”重新绑定。")
    return _page(redirect(goes_to))


def _pending(request: HttpRequest, now: datetime) -> tuple[Any, str]:
    """Whose password was right in this browser a moment ago, and where he wants to go; None if nobody's."""
    kept = request.session.get(PENDING)
    if not kept or now - datetime.fromtimestamp(kept["at"], now.tzinfo) > PENDING_FOR:
        return None, ""
    user = get_user_model().objects.filter(pk=kept["user"], is_active=True).first()
    if user is None or not constant_time_compare(kept["password"], user.get_session_auth_hash()):
        return None, ""
    return user, kept["next"]


def locked(request: HttpRequest, until: datetime) -> HttpResponse:
    """Too many tries. The page is the same for accounts that exist and for those that do not."""
    wait = max(1, math.ceil((until - timezone.now()).total_seconds()))
    answer = TemplateResponse(
        request, "hub/accounts/locked.html", {"until": until, "minutes": math.ceil(wait / 60)}, status=429
    )
    answer["Retry-After"] = str(wait)
    return answer


def _page(answer: HttpResponse) -> HttpResponse:
    """Django ships no types: this is what its views and redirects give."""
    return answer


def _account(username: str) -> Any:
    return get_user_model().objects.filter(username=username).first()


password = PasswordView.as_view()
code = strict_page(
    never_cache(csrf_protect(sensitive_post_parameters("code")(require_http_methods(["GET", "HEAD", "POST"])(_code))))
)
