"""账号安全: what somebody sees and does about his own account.

/admin/account-security/                second factor, recovery codes, latest sign-ins
/admin/account-security/second-factor/  bind a telephone; another one takes the old one's code first
/admin/account-security/recovery-codes/ ten new recovery codes, against a code
/admin/account-security/everywhere/     sign out on all devices
/admin/still-here/                      the browser says that its person is typing
"""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.auth import require_admin_access

from content.hub.accounts import attempts, totp
from content.hub.accounts.forms import CodeForm
from content.hub.accounts.happened import Happened
from content.hub.accounts.log import record
from content.hub.accounts.models import RecoveryCode, SecondFactor, SignIn
from content.hub.accounts.request import origin_of
from content.hub.accounts.services import (
    accept_code,
    end_all_sessions,
    new_secret,
    renew_recovery_codes,
    set_second_factor,
)
from content.hub.accounts.session import FACTOR, user_must_have_factor
from content.hub.accounts.sign_in import NO_KEY, WRONG_CODE, locked
from content.hub.accounts.vault import Vault, VaultError
from content.hub.admin.strict_page import strict_page
from content.hub.units.models import County

NEW_SECRET = "new_second_factor"
LATEST = 10


def _overview(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    context = {
        "factor": SecondFactor.objects.filter(pk=user.pk).first(),
        "must": user_must_have_factor(user),
        "codes_left": RecoveryCode.objects.filter(user=user, used_at=None).count(),
        "latest": SignIn.objects.filter(account=user.pk)[:LATEST],
    }
    return TemplateResponse(request, "hub/accounts/overview.html", context)


def _second_factor(request: HttpRequest) -> HttpResponse:
    """Bind a telephone. The secret waits, sealed, in the session until its first code comes back."""
    user: Any = request.user
    secret = _waiting_secret(request)
    if secret is None and _factor_now(user):
        return _prove_first(request, "更换绑定的手机", _start_binding)
    secret = secret or _new_waiting_secret(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        origin, now = origin_of(request), timezone.now()
        subject = attempts.of_code(user.get_username())
        until = attempts.count_try([subject], now)
        if until is not None:
            return locked(request, until)
        typed = totp.typed_code(form.cleaned_data["code"])
        codes = set_second_factor(user=user, secret=secret, code=typed, now=now, origin=origin)
        if codes is not None:
            attempts.forget(subject)
            return _bound(request, codes)
        record(Happened.WRONG_CODE, user, origin, note="绑定手机")
        form.add_error("code", "动态码不正确。请核对手机时间是否准确，再输入新的动态码。")
    return _binding_page(request, form, secret)


def _start_binding(request: HttpRequest) -> HttpResponse:
    return _binding_page(request, CodeForm(), _new_waiting_secret(request))


def _bound(request: HttpRequest, codes: list[str]) -> HttpResponse:
    request.session.pop(NEW_SECRET)
    request.session[FACTOR] = True
    request.session.cycle_key()  # what this session may do has grown
    return TemplateResponse(request, "hub/accounts/recovery_codes.html", {"codes": codes, "is_new": True})


def _binding_page(request: HttpRequest, form: CodeForm, secret: bytes) -> HttpResponse:
    user: Any = request.user
    county = County.objects.first()
    address = totp.address(secret, user.get_username(), f"明白 {county.name}" if county else "明白")
    picture = segno.make(address, error="m", micro=False).svg_data_uri(scale=6, border=4)
    context = {"form": form, "picture": picture, "secret": totp.written(secret), "must": user_must_have_factor(user)}
    return TemplateResponse(request, "hub/accounts/second_factor.html", context)


def _recovery_codes(request: HttpRequest) -> HttpResponse:
    """Ten new recovery codes."""
    if not SecondFactor.objects.filter(pk=request.user.pk).exists():
        answer: HttpResponse = redirect("second_factor")
        return answer
    return _prove_first(request, "更换恢复码", _show_new_codes)


def _show_new_codes(request: HttpRequest) -> HttpResponse:
    codes = renew_recovery_codes(user=request.user, origin=origin_of(request))
    return TemplateResponse(request, "hub/accounts/recovery_codes.html", {"codes": codes, "is_new": False})


def _prove_first(request: HttpRequest, purpose: str, then: Any) -> HttpResponse:
    """Whoever found this browser open has no code: ask for one before ``then``."""
    user: Any = request.user
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        subject = attempts.of_code(user.get_username())
        until = attempts.count_try([subject], now)
        if until is not None:
            return locked(request, until)
        error = _refused(user, form.cleaned_data["code"], now)
        if not error:
            attempts.forget(subject)
            answer: HttpResponse = then(request)
            return answer
        record(Happened.WRONG_CODE, user, origin_of(request), note=purpose)
        form.add_error("code", error)
    return TemplateResponse(request, "hub/accounts/prove.html", {"form": form, "purpose": purpose})


def _refused(user: Any, typed: str, now: datetime) -> str:
    try:
        return "" if accept_code(user=user, typed=typed, now=now) else WRONG_CODE
    except VaultError:
        return NO_KEY


def _everywhere(request: HttpRequest) -> HttpResponse:
    end_all_sessions(user=request.user, now=timezone.now(), origin=origin_of(request))
    logout(request)
    messages.success(request, "已在所有设备上退出。")
    answer: HttpResponse = redirect("wagtailadmin_login")
    return answer


def _still_here(request: HttpRequest) -> HttpResponse:
    """The middleware has noted the time; there is nothing to say."""
    return HttpResponse(status=204)


def _waiting_secret(request: HttpRequest) -> bytes | None:
    """The secret that this session offered, as long as the account's second factor is still the one of then."""
    kept = request.session.get(NEW_SECRET)
    if not kept or kept["in_place_of"] != _factor_now(request.user):
        return None
    try:
        return _vault().open(base64.b64decode(kept["sealed"]), int(request.user.pk))
    except VaultError:
        return None


def _new_waiting_secret(request: HttpRequest) -> bytes:
    secret, account = new_secret(), int(request.user.pk)
    sealed = base64.b64encode(_vault().seal(secret, account)).decode()
    request.session[NEW_SECRET] = {"sealed": sealed, "in_place_of": _factor_now(request.user)}
    return secret


def _factor_now(user: Any) -> str:
    """When the account's second factor was made; empty if it has none."""
    made = SecondFactor.objects.filter(pk=user.pk).values_list("made_at", flat=True).first()
    return made.isoformat() if made else ""


def _vault() -> Vault:
    return Vault(settings.HUB.data_dir)


_FORM = require_http_methods(["GET", "HEAD", "POST"])
overview = require_admin_access(strict_page(require_safe(_overview)))
second_factor = require_admin_access(strict_page(_FORM(_second_factor)))
recovery_codes = require_admin_access(strict_page(_FORM(_recovery_codes)))
everywhere = require_admin_access(strict_page(require_POST(_everywhere)))
still_here = require_admin_access(require_POST(_still_here))
