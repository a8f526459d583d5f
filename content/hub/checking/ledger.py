"""账本对账: opening + income − expense = closing, and totals that are sums; which cell is wrong and what belongs there.

Like content.totals it claims as little as possible: where amounts are missing, rounded or in other units it is silent.
What sums a table states is content.hub.checking.sums; which of their cells is wrong, content.hub.checking.equations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from content.blocks import Table
from content.hub.checking.equations import Culprit, Equation, Term, clusters, culprit_of
from content.hub.checking.sums import equations_of
from content.totals import amount

MOST_IN_WORDS = 4  # amounts of a sum that is written out


@dataclass(frozen=True)
class WrongCell:
    """row: from 0, -1 the total. column: from 0. holds, should: as written and as it should be. says: the sum."""

    row: int
    column: int
    holds: str
    should: str
    says: str


def wrong_cells(table: Table) -> list[WrongCell]:
    """Every cell of a table that does not agree with the others, each once, from the top.

    Where several sums together tell which cell is wrong it is that one, else for each the cell that states it.
    """
    equations = equations_of(table)
    found: dict[tuple[int, int], WrongCell] = {}
    for broken in clusters([equation for equation in equations if equation.off]):
        culprit = culprit_of(broken, equations)
        wrong = [_named(table, culprit)] if culprit is not None else [_stated(table, one) for one in broken]
        for one in wrong:
            found.setdefault((one.row, one.column), one)
    return sorted(found.values(), key=lambda one: (one.row == -1, one.row, one.column))


def _named(table: Table, culprit: Culprit) -> WrongCell:
    holds = _cell(table, culprit.place)
    should = _as_written(culprit.should, holds)
    if len(culprit.broken) > 1:
        difference = abs(culprit.value - culprit.should)
        says = f"有 {len(culprit.broken)} 处算式都差 {difference:f}，交叉处的这一格应为 {should}。"
        return WrongCell(*culprit.place, holds, should, says)
    return WrongCell(*culprit.place, holds, should, f"{_in_words(culprit.broken[0])}。")


def _stated(table: Table, equation: Equation) -> WrongCell:
    """The cell that states the sum of the others is the one to look at."""
    last = equation.terms[-1]
    holds = _cell(table, last.place)
    return WrongCell(*last.place, holds, _as_written(_summed(equation), holds), f"{_in_words(equation)}。")


def _in_words(equation: Equation) -> str:
    """1200 + 800 − 300 = 1700，与写的 1600 相差 100: written out as far as it is short enough to be read."""
    *parts, last = equation.terms
    summed = _summed(equation)
    sums = f"{_chain(parts)} = {summed:f}" if len(parts) <= MOST_IN_WORDS else f"各项相加得 {summed:f}"
    return f"{sums}，与所写的 {last.value:f} 相差 {abs(summed - last.value):f}"


def _summed(equation: Equation) -> Decimal:
    """What the last amount should be, if all the others are right."""
    last = equation.terms[-1]
    return last.value - last.sign * equation.off


def _chain(terms: Sequence[Term]) -> str:
    first, *others = terms
    return f"{first.value:f}" + "".join(f" {'+' if term.sign > 0 else '−'} {term.value:f}" for term in others)


def _as_written(value: Decimal, holds: str) -> str:
    """With the unit that the cell has."""
    found = amount(holds)
    return f"{value:f}{found.unit if found is not None else ''}"


def _cell(table: Table, place: tuple[int, int]) -> str:
    return (table.total if place[0] == -1 else table.rows[place[0]])[place[1]].strip()
