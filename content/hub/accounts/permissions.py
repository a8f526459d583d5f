"""Who may look after accounts, each question a sentence."""

from __future__ import annotations

from typing import Any

from content.hub.review.permissions import user_holds
from content.hub.review.role import Role
from content.hub.units.models import UnitPage
from content.terms import Level


def user_can_read_sign_ins(user: Any) -> bool:
    """审计 of the whole county, and the administrators: the log names addresses, and accounts of every unit."""
    if not user.is_active:
        return False
    county = UnitPage.objects.filter(unit__level=Level.COUNTY.value).first()
    return bool(user.is_superuser or (county is not None and user_holds(user, Role.AUDITOR, county)))


def user_can_lift_locks(user: Any) -> bool:
    """The administrators: whoever let a guesser try again must not be one who could profit from it."""
    return bool(user.is_active and user.is_superuser)
