"""No NUL gets in: PostgreSQL keeps no text that holds one, and none was ever typed by a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest

NUL = "\0"
SAID = "地址或者填写的内容里有不允许的字符（NUL），没有处理。"


class NulDoor:
    """Django middleware, before all that asks the database. Bodies of the device API are that API's to look at."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        cookies = (text for name, value in request.COOKIES.items() for text in (name, value))
        if NUL in request.path or _holds_nul(request.GET) or any(NUL in text for text in cookies):
            return _refused()
        return self._answer(request)

    def process_view(self, request: HttpRequest, view: Any, arguments: Any, named: Any) -> HttpResponse | None:
        """A form's fields, which Django reads for its own check of the sender in any case."""
        if request.method == "POST" and not getattr(view, "csrf_exempt", False) and _holds_nul(request.POST):
            return _refused()
        return None


def _holds_nul(fields: Any) -> bool:
    return any(NUL in text for name, values in fields.lists() for text in (name, *values))


def _refused() -> HttpResponse:
    return HttpResponseBadRequest(SAID, content_type="text/plain; charset=utf-8")
