"""What Wagtail's choosers offer, and to whom a file is handed out: only what is of one's own units."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.urls import reverse
from wagtail.admin.auth import user_has_any_page_permission

from content.hub.review.permissions import pages_read_by, people_around
from content.hub.units.models import UnitPage


def own_pages(pages: Any, request: Any) -> Any:
    """Units, whose names are public, and the disclosures below one's own."""
    if request.user.is_superuser:
        return pages
    return pages.filter(pages_read_by(request.user)) | pages.filter(pk__in=UnitPage.objects.values("pk"))


def own_files(files: Any, request: Any) -> Any:
    """Documents or pictures that somebody around one's own units has brought, or an import."""
    if request.user.is_superuser:
        return files
    return files.filter(uploaded_by_user__in=people_around(request.user)) | files.filter(uploaded_by_user=None)


def to_clerks_alone(document: Any, request: Any) -> Any:
    """Wagtail hands out a document to whoever knows its number. The public gets released bytes only."""
    if request.user.is_authenticated and user_has_any_page_permission(request.user):
        return None
    return redirect_to_login(request.get_full_path(), login_url=reverse("wagtailadmin_login"))
