"""The pages of this app and their place in the menu 报告."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from content.hub.erasures import views


def urls() -> list[Any]:
    return [
        path("erase/<int:page_id>/", views.ask, name="erase"),
        path("erasures/", views.records, name="erasures"),
        path("erasures/<int:pk>/", views.record, name="erasure"),
    ]


hooks.register("register_admin_urls", urls)
hooks.register(
    "register_reports_menu_item", lambda: MenuItem("抹除记录", reverse("erasures"), icon_name="bin", order=900)
)
