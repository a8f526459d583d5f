"""Every request of somebody who signed in: is he still believed, and has he what he must have?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from content.hub.accounts.happened import Happened
from content.hub.accounts.log import record
from content.hub.accounts.request import origin_of
from content.hub.accounts.session import end_of, lacks_factor, saw

# Open to who must yet set up a second factor. Names of addresses, content.hub.urls.
_OPEN = {"second_factor", "wagtailadmin_login", "wagtailadmin_logout", "sign_in_code"}
# What an open page asks by itself, with nobody before it.
_BY_ITSELF = "wagtailadmin_editing_sessions"


class AccountDoor:
    """Django middleware, behind sessions, accounts and messages."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._answer(request)

    def process_view(self, request: HttpRequest, view: Any, arguments: Any, named: Any) -> HttpResponse | None:
        """Before any view: end a session that is over, lead to the second factor who lacks it."""
        if not request.user.is_authenticated:
            return None
        now = timezone.now()
        end = end_of(request, now)
        if end is not None:
            record(Happened.ENDED, request.user, origin_of(request), note=end.value)
            logout(request)
            messages.warning(request, end.value)
            return None  # the view meets a stranger now
        if request.resolver_match.url_name == "wagtailadmin_logout" and request.method == "POST":
            record(Happened.SIGNED_OUT, request.user, origin_of(request))
        if _BY_ITSELF not in request.resolver_match.namespaces:
            saw(request, now)
        if request.resolver_match.url_name in _OPEN or not lacks_factor(request):
            return None
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            raise PermissionDenied
        answer: HttpResponse = redirect("second_factor")
        return answer
