"""Who may do what with the catalogue, each question a sentence. It is the county's: roles of a township answer none."""

from __future__ import annotations

from typing import Any

from content.hub.review.permissions import user_holds
from content.hub.review.role import Role
from content.hub.units.models import UnitPage
from content.terms import Level


def user_can_import(user: Any) -> bool:
    """县公开办, or an editor of the whole county. It holds only after somebody else has confirmed it."""
    return _holds_in_county(user, Role.COUNTY_OFFICE) or _holds_in_county(user, Role.EDITOR)


def user_can_decide(user: Any, version: Any) -> bool:
    """县公开办, but not who imported the version."""
    return bool(user.pk != version.imported_by_id and _holds_in_county(user, Role.COUNTY_OFFICE))


def _holds_in_county(user: Any, role: Role) -> bool:
    county = UnitPage.objects.filter(unit__level=Level.COUNTY.value).first()
    return county is not None and user_holds(user, role, county)
