"""What the database should not hold, for ``check``: too many page permissions, roles that do not go together.

At some 400 page permissions a user's explorer ends in error 500: a limit that Wagtail has and does not name.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.checks import Tags, Warning, register
from django.db import DatabaseError
from django.db.models import Count

from content.hub.review.role import BY_KEY, conflict_of

MOST_PAGE_PERMISSIONS = 50  # of one user; wagtail issue 14593: "Expression tree is too large" on SQLite


def few_page_permissions(app_configs: Any, databases: Any = None, **_: Any) -> list[Warning]:
    """Warn of every user who has more than MOST_PAGE_PERMISSIONS, by way of all his groups."""
    if not databases:
        return []
    rows = Count("groups__page_permissions")
    try:
        heavy = list(
            get_user_model()
            .objects.annotate(rows=rows)
            .filter(rows__gt=MOST_PAGE_PERMISSIONS)
            .values_list("username", "rows")
        )
    except DatabaseError:  # before the first migration
        return []
    return [
        Warning(
            f"{username} holds {count} page permissions, at most {MOST_PAGE_PERMISSIONS} are well borne",
            hint="Grant a role at the root of a subtree instead of at each unit.",
            id="hub.W001",
        )
        for username, count in heavy
    ]


def roles_apart(app_configs: Any, databases: Any = None, **_: Any) -> list[Warning]:
    """Warn of every account whose roles do not go together, however it came to them; its consents are refused."""
    if not databases:
        return []
    found = []
    try:
        for user in get_user_model().objects.filter(groups__role_group__isnull=False).distinct().order_by("pk"):
            keys = set(user.groups.values_list("role_group__role", flat=True)) - {None}
            conflict = conflict_of(BY_KEY[key] for key in keys)
            if user.is_superuser:
                conflict = "系统管理员不得兼任角色：管机器的人不审稿"
            if conflict:
                hint = "Take the account out of one of its groups."
                found.append(Warning(f"{user.get_username()}: {conflict}", hint=hint, id="hub.W002"))
    except DatabaseError:  # before the first migration
        return []
    return found


register(few_page_permissions, Tags.database)
register(roles_apart, Tags.database)
