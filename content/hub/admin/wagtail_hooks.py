"""What the admin shows besides the page tree, and what it no longer offers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button

from content.hub.admin.home import with_our_panel, without_counts
from content.hub.admin.lists import pages_with_registration
from content.hub.admin.menu import ImportMenuItem, TemplatesMenuItem, without_help
from content.hub.admin.own_choices import own_pages, to_clerks_alone
from content.hub.admin.viewsets import FEEDBACK, MACHINES
from content.hub.units.models import County, UnitPage

# What only makes sense where pages are published without review.
_NOT_OFFERED = {"publish-page", "unpublish-page", "action-publish", "action-unpublish"}
_DECISIONS = ("approve", "reject")


def styles() -> str:
    link: str = format_html('<link rel="stylesheet" href="{}">', static("hub/admin.css"))
    link += format_html('<link rel="stylesheet" href="{}">', static("hub/review.css"))
    link += format_html('<link rel="stylesheet" href="{}">', static("hub/catalogue.css"))
    if not County.objects.filter(fictional=True).exists():
        return link
    both: str = format_html('{}<link rel="stylesheet" href="{}">', link, static("hub/fictional.css"))
    return both


def scripts() -> str:
    script: str = format_html('<script defer src="{}"></script>', static("hub/labels.js"))
    return script


def offer_what_review_allows(menu_items: list[Any], request: Any, context: dict[str, Any]) -> None:
    """The first item is the large button: under review it is 同意, never 保存 or 取消."""
    page = context.get("page")
    kept = [item for item in menu_items if item.name not in _NOT_OFFERED]
    if page is not None and page.workflow_in_progress:
        decisions = [item for item in kept if item.name in _DECISIONS]
        decisions.sort(key=lambda item: _DECISIONS.index(item.name))
        kept = decisions or [item for item in kept if item.name != "action-save-draft"] or kept
    menu_items[:] = kept


def with_templates(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """用模板新建 beside a unit's name in the explorer."""
    if isinstance(page.specific_deferred, UnitPage) and page.permissions_for_user(user).can_add_subpage():
        yield Button("用模板新建", reverse("templates_of_unit", args=[page.pk]), icon_name="doc-empty", priority=15)


hooks.register("insert_global_admin_css", styles)
hooks.register("insert_global_admin_js", scripts)
hooks.register("construct_page_action_menu", offer_what_review_allows)
hooks.register("construct_homepage_panels", with_our_panel)
hooks.register("construct_explorer_page_queryset", pages_with_registration)
hooks.register("construct_homepage_summary_items", without_counts)
hooks.register("construct_main_menu", without_help)
hooks.register("construct_page_chooser_queryset", own_pages)
hooks.register("before_serve_document", to_clerks_alone)
hooks.register("register_admin_viewset", lambda: FEEDBACK)
hooks.register("register_admin_viewset", lambda: MACHINES)
hooks.register(
    "register_admin_menu_item",
    lambda: MenuItem("短讯审批", reverse("led_approvals"), icon_name="key", order=205),
)
hooks.register(
    "register_admin_menu_item",
    lambda: MenuItem("应急发布", reverse("emergency"), icon_name="warning", order=204),
)
hooks.register(
    "register_admin_menu_item",
    lambda: MenuItem("公开目录", reverse("catalogue"), icon_name="list-ul", order=150),
)
hooks.register("register_admin_menu_item", ImportMenuItem)
hooks.register("register_admin_menu_item", TemplatesMenuItem)
hooks.register("register_page_header_buttons", with_templates)
