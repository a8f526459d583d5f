"""A rule of review that refuses a step is told to the reviewer in words, on the page where he took it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from content.hub.release.services import NotReleasable
from content.hub.review.finish import ReviewError


class SayWhyNot:
    """Django middleware."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._answer(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> Any:
        if not isinstance(exception, NotReleasable | ReviewError):
            return None
        messages.error(request, str(exception))
        return redirect(request.path if request.path.endswith("/edit/") else "wagtailadmin_home")
