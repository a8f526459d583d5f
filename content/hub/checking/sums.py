"""The sums that a ledger states, as equations: rows that balance, balances carried over, totals across and down.

Which sums a table means is read from its headings and labels. Where that is a guess (a blank for nothing, a balance
that runs on) it holds only if enough equations of the same kind come out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from content.blocks import Table
from content.hub.checking.equations import Equation, Term, culprit_of
from content.hub.checking.roles import BALANCE, EXPENSE, INCOME, only, plain, roles
from content.totals import (
    NO_SUM,
    NOTHING,
    ROUNDED,
    SUBTOTALS,
    TOTALS,
    Amount,
    amount,
    in_unit_of,
    label_of,
    totals_of,
    unit_in,
)

TOTAL = -1


@dataclass(frozen=True)
class _Sum:
    """An equation, and whether a blank in it was taken for nothing."""

    equation: Equation
    has_blank: bool


def equations_of(table: Table) -> list[Equation]:
    """Every sum that the table states and that can be reckoned; empty for a table of uneven rows."""
    if any(len(row) != len(table.columns) for row in (*table.rows, *([table.total] if table.total else []))):
        return []
    sheet = _Sheet(table)
    chain = _mostly(sheet.carried_over(), at_least=2)
    return [
        *_certain(sheet.balances_across()),
        *_certain(sheet.balances_down()),
        *chain,
        *_mostly(sheet.running_balance()),
        *_mostly(sheet.sums_across()),
        *_certain(sheet.groups()),
        *_certain(sheet.sums_down(is_chained=bool(chain))),
    ]


def _certain(sums: Sequence[_Sum]) -> list[Equation]:
    """All without a blank; those with one if most of them come out."""
    blank = [one.equation for one in sums if one.has_blank]
    keeps = sum(not one.off for one in blank) * 2 > len(blank)
    return [one.equation for one in sums if keeps or not one.has_blank]


def _mostly(sums: Sequence[_Sum], at_least: int = 1) -> list[Equation]:
    """All of them if half come out, or if one cell alone keeps the others from it; else none."""
    equations = [one.equation for one in sums]
    broken = [equation for equation in equations if equation.off]
    sound = len(equations) - len(broken)
    if sound < at_least or (sound * 2 < len(equations) and culprit_of(broken, equations) is None):
        return []
    return equations


class _Sheet:
    def __init__(self, table: Table) -> None:
        self._table = table
        self._columns = table.columns
        self._headings = [plain(heading) for heading in table.columns]
        self._rows = list(table.rows)
        self._total_at = TOTAL
        self._total: tuple[str, ...] = table.total
        if not self._total and len(self._rows) > 1 and label_of(self._rows[-1]) in TOTALS:
            self._total = self._rows.pop()
            self._total_at = len(self._rows)

    # ---- balances

    def balances_across(self) -> list[_Sum]:
        """期初 + 收入 − 支出 = 期末 in every row."""
        at = roles(self._headings)
        if at is None:
            return []
        places = [[(row, column) for column in at] for row in self._all_rows()]
        return self._made(places, (1, 1, -1, -1))

    def balances_down(self) -> list[_Sum]:
        """The same in every column."""
        labels = [plain(row[0]) for row in self._rows]
        at = roles(labels)
        if at is None or roles(self._headings) is not None:
            return []
        return self._made([[(row, column) for row in at] for column in range(1, len(self._columns))], (1, 1, -1, -1))

    def carried_over(self) -> list[_Sum]:
        """What a row ends with is what the next one begins with."""
        at = roles(self._headings)
        if at is None:
            return []
        return self._made([[(row, at[3]), (row + 1, at[0])] for row in range(len(self._rows) - 1)], (1, -1))

    def running_balance(self) -> list[_Sum]:
        """The balance of the row before + 收入 − 支出 = the balance."""
        at = [only(pattern, self._headings) for pattern in (INCOME, EXPENSE, BALANCE)]
        if roles(self._headings) is not None or None in at:
            return []
        income, expense, balance = (place for place in at if place is not None)
        places = [
            [(row - 1, balance), (row, income), (row, expense), (row, balance)] for row in range(1, len(self._rows))
        ]
        return self._made(places, (1, 1, -1, -1))

    # ---- totals

    def sums_across(self) -> list[_Sum]:
        """A last column 合计 is the sum of its row."""
        if not self._headings or self._headings[-1] not in TOTALS | SUBTOTALS:
            return []
        last = len(self._columns) - 1
        parts = [at for at in range(last) if self._adds_up(at)]
        if len(parts) < 2:
            return []
        return self._made([[(row, at) for at in (*parts, last)] for row in self._all_rows()], (*[1] * len(parts), -1))

    def sums_down(self, *, is_chained: bool) -> list[_Sum]:
        """The total of every column is the sum of its rows; where balances are carried over, not of the balances."""
        if not self._total or len(self._rows) < 2:
            return []
        at = roles(self._headings)
        balances = {at[0], at[3]} if at is not None and is_chained else set()
        items = [row for row, cells in enumerate(self._rows) if label_of(cells) not in SUBTOTALS]
        columns = [column for column in range(len(self._columns)) if self._adds_up(column) and column not in balances]
        places = [[(row, column) for row in (*items, self._total_at)] for column in columns]
        differ = {one.heading for one in totals_of(self._table).differ}  # it knows when a column is no sum
        return [
            one
            for one in self._made(places, (*[1] * len(items), -1))
            if not one.equation.off or one.has_blank or self._columns[one.equation.terms[-1].place[1]] in differ
        ]

    def groups(self) -> list[_Sum]:
        """小计 is the sum of the rows since the last one."""
        found: list[_Sum] = []
        begin = 0
        for row, cells in enumerate(self._rows):
            if label_of(cells) in SUBTOTALS:
                for column in range(len(self._columns)):
                    if self._adds_up(column) and row > begin:
                        places = [(at, column) for at in range(begin, row + 1)]
                        found += self._made([places], (*[1] * (row - begin), -1))
                begin = row + 1
        return found

    # ---- cells

    def _all_rows(self) -> list[int]:
        return [*range(len(self._rows)), *([self._total_at] if self._total else [])]

    def _cell(self, place: tuple[int, int]) -> str:
        row = self._total if place[0] == self._total_at and self._total else self._rows[place[0]]
        return row[place[1]]

    def _adds_up(self, column: int) -> bool:
        """Whether a column holds amounts that are worth adding."""
        cells = [row[column] for row in self._rows]
        known = [cell for cell in cells if amount(cell) is not None]
        return (
            not NO_SUM.search(self._columns[column])
            and len(known) > 0
            and all(amount(cell) is not None or cell.strip() in NOTHING for cell in cells)
        )

    def _made(self, places: Sequence[Sequence[tuple[int, int]]], signs: Sequence[int]) -> list[_Sum]:
        return [one for each in places for one in self._sum(each, signs)]

    def _sum(self, places: Sequence[tuple[int, int]], signs: Sequence[int]) -> Iterator[_Sum]:
        """One equation, in the unit of its last amount; none if an amount cannot be read or compared."""
        last = amount(self._cell(places[-1]))
        if last is None:
            return
        terms, has_blank, scales = [], False, []
        unit = last.unit or unit_in(self._columns[places[-1][1]]) or self._unit_of_row(places[-1])
        for place, sign in zip(places, signs, strict=True):
            cell = self._cell(place)
            found = amount(cell)
            if found is None:
                if cell.strip() not in NOTHING:
                    return
                has_blank |= not cell.strip()
                found = Amount(Decimal(0), last.unit)
            own = unit_in(self._columns[place[1]]) or self._unit_of_row(place)
            value = found.value if not found.value else in_unit_of(found, Amount(last.value, unit), own or unit)
            if value is None:
                return
            terms.append(Term(place, value, sign))
            if found.value:
                scales.append(found.scale)
        rounding = (
            Decimal(len(terms)) / 2 * Decimal(1).scaleb(-min(scales)) if unit in ROUNDED and scales else Decimal(0)
        )
        yield _Sum(Equation(tuple(terms), rounding), has_blank)

    def _unit_of_row(self, place: tuple[int, int]) -> str:
        row = self._total if place[0] == self._total_at and self._total else self._rows[place[0]]
        return unit_in(row[0])
