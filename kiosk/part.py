"""What is seen of a magnified page."""

from __future__ import annotations

from msgspec import Struct


class Part(Struct, frozen=True):
    """percent: of the size at which the whole page would fit.

    x, y: the middle of what is seen, in thousandths of the page from its top left.
    """

    percent: int = 100
    x: int = 500
    y: int = 500


WHOLE = Part()
