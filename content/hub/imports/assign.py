"""Which unit an imported draft goes to: one that is named, or spread over many by a seeded rule."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from content.hub.disclosures.draft import Draft
from content.record import UnitCode

Assignment = Callable[[Draft], UnitCode]


def to_unit(unit: UnitCode) -> Assignment:
    """Everything to one unit."""
    return lambda draft: unit


def spread(units: Sequence[UnitCode], seed: int) -> Assignment:
    """Over units, evenly and the same every time: by seed and source, whatever the order of rows.

    The parts of one row share their source, and so their unit. Raises ValueError if there are no units.
    """
    if not units:
        raise ValueError("no units to spread drafts over")

    def assign(draft: Draft) -> UnitCode:
        digest = hashlib.sha256(f"{seed}\n{draft.source}".encode()).digest()
        return units[int.from_bytes(digest[:8], "big") % len(units)]

    return assign
