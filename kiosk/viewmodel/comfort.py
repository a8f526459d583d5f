"""大字和辅助: its screen needs nothing from the store."""

from __future__ import annotations

from msgspec import Struct


class ComfortView(Struct, frozen=True):
    """What is chosen now is the visit's own; what can be chosen is the terminal's."""
