"""The public page of one disclosure and its attachments. No cookie, no script, no account."""

from __future__ import annotations

import msgspec
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from content.disclosure import COUNTY_TIME, DisclosureId
from content.hub.public.selectors import attachment_file, public_disclosure
from content.hub.units.selectors import current_county

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
