"""Where an opinion stands: the one public page that asks the hub. No cookie, no script."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from content.hub.public.selectors import standing_of
from content.hub.units.selectors import current_county
from content.receipt import is_receipt, written

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Where an opinion stands, for whoever has its 受理编号: nothing of what was said, and no name."""
    is_valid = is_receipt(number)
    standing = standing_of(number, timezone.now()) if is_valid else None
    context = {"number": written(number), "is_valid": is_valid, "standing": standing, "county": current_county()}
    response = render(request, "hub/public_receipt.html", context, status=200 if standing else 404)
    response["Content-Security-Policy"] = POLICY
    response["Cache-Control"] = "no-cache"
    return response
