"""What Wagtail's chooser of pages offers: only what is of one's own units; and to whom a document is handed out."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.urls import reverse
from wagtail.admin.auth import user_has_any_page_permission

from content.hub.review.permissions import pages_read_by
from content.hub.units.models import UnitPage


def own_pages(pages: Any, request: Any) -> Any:
    """Units, whose names are public, and the disclosures below one's own."""
    if request.user.is_superuser:
        return pages
    return pages.filter(pages_read_by(request.user)) | pages.filter(pk__in=UnitPage.objects.values("pk"))


def to_clerks_alone(document: Any, request: Any) -> Any:
    """Wagtail hands out a document to whoever knows its number. The public gets released bytes only."""
    if request.user.is_authenticated and user_has_any_page_permission(request.user):
        return None
    return redirect_to_login(request.get_full_path(), login_url=reverse("wagtailadmin_login"))
