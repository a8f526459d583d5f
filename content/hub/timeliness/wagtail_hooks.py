"""The pages of this app and their place in the menu 报告."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from content.hub.timeliness import views


def urls() -> list[Any]:
    return [
        path("columns/", views.columns, name="columns"),
        path("notices/", views.notice_list, name="notices"),
    ]


hooks.register("register_admin_urls", urls)
hooks.register(
    "register_reports_menu_item", lambda: MenuItem("栏目时效灯", reverse("columns"), icon_name="circle-check", order=10)
)
hooks.register(
    "register_reports_menu_item", lambda: MenuItem("公示期执行", reverse("notices"), icon_name="calendar", order=20)
)
hooks.register(
    "register_reports_menu_item",
    lambda: MenuItem("应公开未公开", reverse("catalogue_missing"), icon_name="list-ul", order=15),
)
