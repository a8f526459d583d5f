"""What accounts add to Wagtail's admin: links, and the script that says that somebody is typing."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from content.hub.accounts.permissions import user_can_lift_locks, user_can_read_sign_ins


class SignInsItem(MenuItem):
    """登录日志."""

    def is_shown(self, request: Any) -> bool:
        return user_can_read_sign_ins(request.user)


class AccountsItem(MenuItem):
    """账号状态."""

    def is_shown(self, request: Any) -> bool:
        return user_can_lift_locks(request.user)


def presence() -> Any:
    return format_html(
        '<script src="{}" data-address="{}" defer></script>', static("hub/presence.js"), reverse("still_here")
    )


hooks.register("insert_global_admin_js", presence)
hooks.register(
    "register_admin_menu_item",
    lambda: MenuItem("账号安全", reverse("account_security"), icon_name="lock", order=990),
)
hooks.register(
    "register_reports_menu_item",
    lambda: SignInsItem("登录日志", reverse("sign_ins"), icon_name="history", order=900),
)
hooks.register(
    "register_settings_menu_item",
    lambda: AccountsItem("账号状态", reverse("accounts"), icon_name="user", order=590),
)
