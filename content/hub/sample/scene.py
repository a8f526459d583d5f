"""What every part of the sample is made from: the day, a seeded chance, and the face to draw with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

SEED = 20261122


@dataclass(frozen=True)
class Scene:
    """today: dates are counted from it. font: a file of Noto Sans CJK; None draws no pictures."""

    today: date
    font: Path | None = None

    def random(self, key: str) -> Random:
        """A generator of its own for everything that has a key, so that parts do not disturb each other."""
        return Random(f"{SEED}/{key}")

    def last(self, month: int, day: int) -> date:
        """The last time it was that day of the year, today included."""
        this_year = date(self.year, month, day)
        return this_year if this_year <= self.today else date(self.year - 1, month, day)

    @property
    def year(self) -> int:
        return self.today.year


def yuan(amount: Decimal) -> str:
    """An amount as it stands in a table: 1264.30."""
    return f"{amount:.2f}"


def wan(amount: Decimal) -> str:
    """Yuan as 万元, rounded, for a board: 90600 → 9.06."""
    return f"{(amount / 10_000).quantize(Decimal('0.01'))}"


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The sum, 0 of nothing."""
    return sum(amounts, Decimal(0))
