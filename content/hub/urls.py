"""Every address of the hub but /feed/, which never reaches Django."""

from __future__ import annotations

from django.urls import include, path
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as document_urls

from content.hub import api
from content.hub.admin.views import home, media, withdraw

urlpatterns = [
    path("api/v1/opinions", api.opinions),
    path("api/v1/heartbeat", api.heartbeat),
    path("api/v1/led-lines", api.led_lines),
    path("api/v1/led-lines/<int:line>/signatures", api.led_line_signatures),
    path("admin/withdraw/<int:page_id>/", withdraw, name="withdraw"),
    path("admin/", include(admin_urls)),
    path("documents/", include(document_urls)),
    path("media/<path:path>", media, name="media"),
    path("", home),
]
