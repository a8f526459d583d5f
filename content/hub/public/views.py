"""The public pages: one disclosure and its attachments, and where an opinion stands. No cookie, no script."""

from __future__ import annotations

import msgspec
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from content.disclosure import COUNTY_TIME, DisclosureId
from content.hub.public.selectors import attachment_file, public_disclosure, standing_of
from content.hub.units.selectors import current_county
from content.receipt import is_receipt, written

POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def disclosure(request: HttpRequest, unit: str, number: str) -> HttpResponse:
    """One disclosure, readable on a phone; 404 with a sentence if there is none to show."""
    found = public_disclosure(DisclosureId(f"{unit}/{number}"), timezone.now())
    county = current_county()
    context = {
        "disclosure": found,
        "published": found.published_at.astimezone(COUNTY_TIME) if found else None,
        "county": county,
        "blocks": [msgspec.to_builtins(block) for block in found.blocks] if found else [],
        "number": number,
    }
    response = render(request, "hub/public_disclosure.html", context, status=200 if found else 404)
    response["Content-Security-Policy"] = POLICY
    response["Cache-Control"] = "no-cache"  # a withdrawal must be seen at once
    return response


def attachment(request: HttpRequest, unit: str, number: str, sha256: str) -> FileResponse | HttpResponse:
    """One attachment of a disclosure that is open to the public."""
    found = public_disclosure(DisclosureId(f"{unit}/{number}"), timezone.now())
    kept = attachment_file(found, sha256) if found else None
    if kept is None:
        return HttpResponse("没有这个附件。", status=404, content_type="text/plain; charset=utf-8")
    named, path = kept
    response = FileResponse(path.open("rb"), content_type=named.media_type, filename=named.name)
    response["Content-Security-Policy"] = "sandbox"
    return response


def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Where an opinion stands, for whoever has its 受理编号: nothing of what was said, and no name."""
    is_valid = is_receipt(number)
    standing = standing_of(number, timezone.now()) if is_valid else None
    context = {"number": written(number), "is_valid": is_valid, "standing": standing, "county": current_county()}
    response = render(request, "hub/public_receipt.html", context, status=200 if standing else 404)
    response["Content-Security-Policy"] = POLICY
    response["Cache-Control"] = "no-cache"
    return response
