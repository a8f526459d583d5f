"""Menu items of the admin that only some people see."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from wagtail.admin.menu import MenuItem
from wagtail.permissions import page_permission_policy


class WriterMenuItem(MenuItem):
    """For those who may write somewhere."""

    def is_shown(self, request: Any) -> bool:
        return bool(page_permission_policy.user_has_permission(request.user, "add"))


class ImportMenuItem(WriterMenuItem):
    """导入稿件."""

    def __init__(self) -> None:
        super().__init__("导入稿件", reverse("import_manuscript"), icon_name="upload", order=140)


class TemplatesMenuItem(WriterMenuItem):
    """用模板新建."""

    def __init__(self) -> None:
        super().__init__("用模板新建", reverse("templates"), icon_name="doc-empty", order=135)


def without_help(request: Any, items: list[Any]) -> None:
    """Wagtail's help is news of Wagtail and a guide in English."""
    items[:] = [item for item in items if item.name != "help"]
