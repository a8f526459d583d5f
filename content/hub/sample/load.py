"""The sample county as the hub's commands load it: its unit tree and its drafts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from content.clock import system_now
from content.hub.disclosures.draft import Draft
from content.hub.sample import (
    accounts,
    allowances,
    appointments,
    budgets,
    decisions,
    guides,
    interaction,
    land,
    livelihood,
    party,
    powers,
    subsidies,
    works,
)
from content.hub.sample.county import sample_county
from content.hub.sample.drawings import find_face
from content.hub.sample.scene import Scene
from content.record import COUNTY_TIME

__all__ = ["sample_county", "sample_drafts"]

_PARTS = (
    party,
    appointments,
    budgets,
    land,
    allowances,
    subsidies,
    guides,
    powers,
    works,
    livelihood,
    interaction,
    decisions,
    accounts,
)


def sample_drafts(today: date | None = None, *, font: Path | None = None) -> list[Draft]:
    """Every draft, the same for the same day. Without a face of Noto Sans CJK there are no pictures and files.

    today: notice periods are running on it; the county's own today if not given.
    """
    scene = Scene(today or system_now().astimezone(COUNTY_TIME).date(), font or find_face())
    return [draft for part in _PARTS for draft in part.drafts(scene)]
