"""A limit that Wagtail has and does not name: at some 400 page permissions a user's explorer ends in error 500."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.checks import Tags, Warning, register
from django.db import DatabaseError
from django.db.models import Count

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


register(few_page_permissions, Tags.database)
