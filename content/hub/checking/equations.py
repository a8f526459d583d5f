"""Which cell of a ledger is wrong, where several sums can be asked: the one cell of all the sums that do not come out,
and of none that does.

A sum alone cannot tell which of its amounts is wrong. But each amount of a ledger stands in several: a row with its
closing balance, a column with its total, a month with what the next one begins with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

Place = tuple[int, int]  # row from 0, -1 the total; column from 0


@dataclass(frozen=True)
class Term:
    """An amount in an equation. value: in the unit that the equation is reckoned in; sign: + 1 or - 1."""

    place: Place
    value: Decimal
    sign: int = 1


@dataclass(frozen=True)
class Equation:
    """Amounts whose sum is nought. rounding: how far it may be off."""

    terms: tuple[Term, ...]
    rounding: Decimal = Decimal(0)

    @property
    def off(self) -> Decimal:
        """How far it is off; nought where rounding explains it."""
        off = sum((term.sign * term.value for term in self.terms), Decimal(0))
        return off if abs(off) > self.rounding else Decimal(0)


@dataclass(frozen=True)
class Culprit:
    """The wrong cell. value: as it is, should: as every sum would come out."""

    place: Place
    value: Decimal
    should: Decimal
    broken: tuple[Equation, ...]


def clusters(broken: Sequence[Equation]) -> list[list[Equation]]:
    """Equations that do not come out, those together that share an amount: one fault breaks no others."""
    found: list[list[Equation]] = []
    for equation in broken:
        places = {term.place for term in equation.terms}
        joined = [one for one in found if any(places & {term.place for term in other.terms} for other in one)]
        found = [one for one in found if one not in joined]
        found.append([*(other for one in joined for other in one), equation])
    return found


def culprit_of(broken: Sequence[Equation], equations: Sequence[Equation]) -> Culprit | None:
    """The one cell of all the broken ones, and of none that comes out, whose other amount would set them all right.

    None if there is no such cell, or more than one. A blank or nought is suspected last: it is a forgotten amount only
    where every amount that is written has an alibi. Of a single broken one only the amount that states the sum can be
    it: a balance that was reckoned wrongly and carried on breaks one sum, too, and the amounts before it are right.
    """
    sound = {term.place for equation in equations if not equation.off for term in equation.terms}
    shared = set.intersection(*({term.place for term in equation.terms} for equation in broken)) - sound
    written = {term.place for equation in broken for term in equation.terms if term.value}
    shared = shared & written or shared
    found = []
    for place in shared:
        errors = {_error(equation, place) for equation in broken}
        if len(errors) == 1:
            found.append((place, errors.pop()))
    if len(found) != 1:
        return None
    place, error = found[0]
    if len(broken) == 1 and place != broken[0].terms[-1].place:
        return None
    value = next(term.value for term in broken[0].terms if term.place == place)
    return Culprit(place, value, value - error, tuple(broken))


def _error(equation: Equation, place: Place) -> Decimal:
    """By how much the amount there is too large, if it alone is wrong."""
    return equation.off * next(term.sign for term in equation.terms if term.place == place)
