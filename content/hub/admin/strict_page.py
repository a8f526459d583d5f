"""Pages that stand alone, without Wagtail's scripts, and say so to the browser: nothing but our own files may run."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob: data:",  # pictures whose hash was checked first; the QR code of a second factor
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",  # with no-referrer a form comes from the origin null, which Django refuses
}

View = Callable[..., HttpResponse]


def strict_page(view: View) -> View:
    """A view whose answer carries HEADERS."""

    @functools.wraps(view)
    def answered(*arguments: Any, **named: Any) -> HttpResponse:
        answer = view(*arguments, **named)
        for name, value in HEADERS.items():
            answer[name] = value
        return answer

    return answered
