"""Whether a disclosure may be shown on this terminal, and the name of the revision that is."""

from __future__ import annotations

from content.disclosure import Disclosure
from content.record import DisclosureId
from content.terms import Audience
from kiosk.viewmodel.context import Context


def showable(disclosure_id: DisclosureId, context: Context) -> Disclosure | None:
    """The disclosure if it may be shown on this terminal now."""
    found = context.library.disclosure(disclosure_id)
    return found if found is not None and may_be_shown(found, context) else None


def may_be_shown(found: Disclosure, context: Context) -> bool:
    """Whether it is for those who stand here.

    What is meant for the villagers of one unit (特定群体) is shown on that unit's terminal and on those of
    the units above it, where its villagers are served; nowhere else.
    """
    if found.audience is Audience.PUBLIC:
        return True
    return found.audience is Audience.VILLAGERS and context.place.unit in context.line_of(found.unit)


def item_of(found: Disclosure) -> str:
    """<id>@<revision>."""
    return f"{found.id}@{found.rev}"
