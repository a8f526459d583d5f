"""The two addresses of the hub that are neither Wagtail's nor a machine's."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.static import serve
from wagtail.admin.auth import user_has_any_page_permission


def home(request: HttpRequest) -> HttpResponse:
    return redirect("wagtailadmin_home")


def media(request: HttpRequest, path: str) -> HttpResponse:
    """Uploaded pictures, for those who may work with them; the public gets released bytes only."""
    user = request.user
    if not (user.is_authenticated and (user.is_superuser or user_has_any_page_permission(user))):
        return redirect("wagtailadmin_login")
    return serve(request, path, document_root=settings.MEDIA_ROOT)
