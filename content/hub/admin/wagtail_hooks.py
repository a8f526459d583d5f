"""What the admin shows besides the page tree, and what it no longer offers."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from content.hub.admin.viewsets import FEEDBACK, MACHINES

# What only makes sense where pages are published without review.
_NOT_OFFERED = {"publish-page", "unpublish-page", "action-publish", "action-unpublish"}


def styles() -> str:
    return str(format_html('<link rel="stylesheet" href="{}">', static("hub/admin.css")))


def offer_no_publishing(menu_items: list[Any], request: Any, context: dict[str, Any]) -> None:
    menu_items[:] = [item for item in menu_items if item.name not in _NOT_OFFERED]


hooks.register("insert_global_admin_css", styles)
hooks.register("construct_page_action_menu", offer_no_publishing)
hooks.register("register_admin_viewset", lambda: FEEDBACK)
hooks.register("register_admin_viewset", lambda: MACHINES)
