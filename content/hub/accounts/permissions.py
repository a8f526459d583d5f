"""Who may look after accounts, each question a sentence."""

from __future__ import annotations

from typing import Any

from content.hub.review.role import Role


def user_can_read_sign_ins(user: Any) -> bool:
    """审计 of the whole county, and the administrators: the log names addresses, and accounts of every unit."""
    if not user.is_active or user.is_superuser:
        return bool(user.is_active)
    whole_county = {"role_group__role": Role.AUDITOR.key, "role_group__unit__parent": None}
    return bool(user.groups.filter(**whole_county).exists())


def user_can_lift_locks(user: Any) -> bool:
    """The administrators: whoever let a guesser try again must not be one who could profit from it."""
    return bool(user.is_active and user.is_superuser)
