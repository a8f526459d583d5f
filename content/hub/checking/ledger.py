"""账本对账: opening + income − expense = closing, and totals that are sums; which cell is wrong and what belongs there.

Like content.totals it claims as little as possible: where amounts are missing, rounded or in other units it is silent.
A table may have the four as columns (a row for each account), as rows (one amount each), or be a journal whose
balance runs from row to row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from content.blocks import Table
from content.totals import NO_SUM, ROUNDED, SUBTOTALS, TOTALS, Amount, amount, in_unit_of, label_of, totals_of, unit_in

_ITEM = r"(?:[一二三四五六七八九十\d（()）]{1,4}[、.．]?)?"
_PERIOD = r"(?:本期|本月|本季|本季度|本年|本年度|当期|当月|当年|全年)?"
_SUM = r"(?:合计|总计|总额|小计|金额)?"
_OPENING = re.compile(
    rf"{_ITEM}(?:期初|年初|月初|季初|上期末?|上月末?|上季末?|上年末?|上年度末?)(?:账面|资金|现金)?(?:结余|余额|结存|结转|结转和结余|数)"
)
_INCOME = re.compile(rf"{_ITEM}{_PERIOD}(?:总收入|收入|收缴|增加|借方){_SUM}")
_EXPENSE = re.compile(rf"{_ITEM}{_PERIOD}(?:总支出|支出|使用|减少|贷方){_SUM}")
_CLOSING = re.compile(
    rf"{_ITEM}(?:期末|年末|月末|季末|本期末?|本月末?|本季末?|本年末?|本年度末?)(?:账面|资金|现金)?(?:结余|余额|结存|结转|结转和结余|数)"
)
_BALANCE = re.compile(r"(?:账面|现金)?(?:结余|余额|结存)")
_ROLES = (_OPENING, _INCOME, _EXPENSE, _CLOSING)
_IN_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")


@dataclass(frozen=True)
class WrongCell:
    """row: from 0, -1 the total. column: from 0. holds, should: as written and as it should be. says: the sum."""

    row: int
    column: int
    holds: str
    should: str
    says: str


def wrong_cells(table: Table) -> list[WrongCell]:
    """Every cell of a table that does not agree with the others, each once; a total before a balance."""
    found: dict[tuple[int, int], WrongCell] = {}
    for one in (
        *_crossed(table),
        *_columns(table),
        *_groups(table),
        *_across(table),
        *_balances(table),
        *_journal(table),
    ):
        found.setdefault((one.row, one.column), one)
    crossing = [one for one in found.values() if one.row >= 0 and _is_crossing(one)]
    if crossing:  # its row and its column are explained by it
        rows, columns = {one.row for one in crossing}, {one.column for one in crossing}
        last = len(table.columns) - 1
        return [
            one
            for one in found.values()
            if one in crossing
            or not ((one.row == -1 and one.column in columns) or (one.column == last and one.row in rows))
        ]
    return list(found.values())


def _is_crossing(one: WrongCell) -> bool:
    return one.says.startswith("行、列")


# ---- totals


def _columns(table: Table) -> Iterator[WrongCell]:
    """The total row against the rows above it."""
    stated, row = (table.total, -1) if table.total else (table.rows[-1] if table.rows else (), len(table.rows) - 1)
    for one in totals_of(table).differ:
        column = next(
            at
            for at, heading in enumerate(table.columns)
            if heading == one.heading and stated[at].strip() == one.stated
        )
        yield WrongCell(row, column, one.stated, one.summed, f"「{one.heading}」一列各行相加得 {one.summed}。")


def _groups(table: Table) -> Iterator[WrongCell]:
    """小计 against the rows since the last 小计."""
    if not any(label_of(row) in SUBTOTALS for row in table.rows):
        return
    for column, heading in enumerate(table.columns):
        if NO_SUM.search(heading) or unit_in(heading) in ROUNDED:
            continue
        group: list[Amount | None] = []
        for number, row in enumerate(table.rows):
            cell = amount(row[column]) if column < len(row) else None
            if label_of(row) not in SUBTOTALS:
                group.append(cell)
                continue
            known = [one for one in group if one is not None]
            if cell is not None and len(known) == len(group) >= 1 and all(one.unit == cell.unit for one in known):
                summed = sum((one.value for one in known), Decimal(0))
                if summed != cell.value:
                    says = f"「{heading}」一列本组各行相加得 {summed:f}。"
                    yield WrongCell(number, column, row[column].strip(), f"{summed:f}{cell.unit}", says)
            group = []


def _across(table: Table) -> Iterator[WrongCell]:
    """A last column 合计 against the amounts of its row; only if it adds up in most rows, else it sums other things."""
    sums = _row_sums(table)
    wrong = [(row, stated, summed) for row, stated, summed in sums if stated.value != summed]
    if not wrong or len(wrong) * 2 > len(sums):
        return
    last = len(table.columns) - 1
    for row, stated, summed in wrong:
        holds = (table.total if row == -1 else table.rows[row])[last].strip()
        yield WrongCell(row, last, holds, f"{summed:f}{stated.unit}", f"本行各项相加得 {summed:f}。")


def _crossed(table: Table) -> Iterator[WrongCell]:
    """One row and one column that are wrong by the same amount: the cell where they meet is."""
    differ = totals_of(table).differ
    sums = [(row, stated, summed) for row, stated, summed in _row_sums(table) if stated.value != summed]
    if len(differ) != 1 or len(sums) != 1 or sums[0][0] == -1 or len(_row_sums(table)) < 3:
        return
    row, stated, summed = sums[0]
    total, added = amount(differ[0].stated), amount(differ[0].summed)
    column = table.columns.index(differ[0].heading)
    cell = amount(table.rows[row][column])
    if cell is None or total is None or added is None or total.value - added.value != stated.value - summed:
        return
    should = cell.value + stated.value - summed
    says = f"行、列合计都差 {abs(stated.value - summed):f}，交叉处的这一格应为 {should:f}。"
    yield WrongCell(row, column, table.rows[row][column].strip(), f"{should:f}{cell.unit}", says)


def _row_sums(table: Table) -> list[tuple[int, Amount, Decimal]]:
    """For each row the amount in the column 合计 and the sum of the others; empty if it cannot be told."""
    heading = _IN_BRACKETS.sub("", "".join(table.columns[-1].split())) if table.columns else ""
    if heading not in TOTALS | SUBTOTALS or unit_in(table.columns[-1]) in ROUNDED:
        return []
    parts = [at for at, one in enumerate(table.columns[:-1]) if not NO_SUM.search(one)]
    parts = [at for at in parts if any(amount(row[at]) is not None for row in table.rows if at < len(row))]
    if len(parts) < 2 or len({unit_in(table.columns[at]) for at in parts} - {"", unit_in(table.columns[-1])}) > 0:
        return []
    found = []
    for number, row in (*enumerate(table.rows), (-1, table.total)) if table.total else enumerate(table.rows):
        if len(row) != len(table.columns):
            return []
        stated, cells = amount(row[-1]), [amount(row[at]) for at in parts]
        if stated is None or any(one is None or one.unit != stated.unit for one in cells):
            return []
        found.append((number, stated, sum((one.value for one in cells if one is not None), Decimal(0))))
    return found


# ---- balances


def _balances(table: Table) -> Iterator[WrongCell]:
    """期初 + 收入 − 支出 = 期末, as columns or as rows."""
    headings = [_plain(heading) for heading in table.columns]
    columns = _roles(headings)
    if columns is not None:
        for number, row in (*enumerate(table.rows), (-1, table.total)) if table.total else enumerate(table.rows):
            if len(row) == len(headings):
                units = [unit_in(table.columns[at]) for at in columns]
                wrong = _unbalanced([row[at] for at in columns], units)
                if wrong is not None:
                    yield WrongCell(number, columns[3], row[columns[3]].strip(), *wrong)
        return
    rows = _roles([_plain(row[0]) if row else "" for row in table.rows])
    if rows is None:
        return
    for column in range(1, len(table.columns)):
        cells = [table.rows[at][column] if column < len(table.rows[at]) else "" for at in rows]
        wrong = _unbalanced(cells, [unit_in(table.columns[column]) or unit_in(table.rows[at][0]) for at in rows])
        if wrong is not None:
            yield WrongCell(rows[3], column, cells[3].strip(), *wrong)


def _journal(table: Table) -> Iterator[WrongCell]:
    """A running balance: each row's is the one before it + income − expense; an empty cell is nothing."""
    headings = [_plain(heading) for heading in table.columns]
    places = [_only(pattern, headings) for pattern in (_INCOME, _EXPENSE, _BALANCE)]
    if None in places or _roles(headings) is not None:
        return
    income, expense, balance = (place for place in places if place is not None)
    before: Decimal | None = None
    wrong: list[WrongCell] = []
    checked = 0
    for number, row in enumerate(table.rows):
        now = amount(row[balance]) if len(row) == len(headings) else None
        moved = [_or_nothing(row[at]) for at in (income, expense)] if now is not None else []
        if now is None or any(one is None for one in moved):
            return
        if before is not None:
            should = before + (moved[0] or Decimal(0)) - (moved[1] or Decimal(0))
            checked += 1
            if should != now.value:
                says = f"上一行余额 {before:f} 加收入、减支出得 {should:f}。"
                wrong.append(WrongCell(number, balance, row[balance].strip(), f"{should:f}{now.unit}", says))
        before = now.value
    if wrong and len(wrong) * 2 <= checked:  # otherwise the column is no running balance
        yield from wrong


def _unbalanced(cells: Sequence[str], units: Sequence[str]) -> tuple[str, str] | None:
    """What the closing amount should be and the sum in words; None if it balances or cannot be told."""
    amounts = [amount(cell) for cell in cells]
    if any(one is None for one in amounts):
        return None
    known = [one for one in amounts if one is not None]
    closing = known[3]
    values = [in_unit_of(one, closing, unit or units[3]) for one, unit in zip(known, units, strict=True)]
    if any(value is None for value in values):
        return None
    opening, income, expense, stated = (value for value in values if value is not None)
    summed = opening + income - expense
    rounding = Decimal(2).scaleb(-min(one.scale for one in known)) if {*units, closing.unit} & ROUNDED else Decimal(0)
    if abs(summed - stated) <= rounding:
        return None
    says = f"{opening:f} + {income:f} − {expense:f} = {summed:f}，与期末数相差 {abs(summed - stated):f}。"
    return f"{summed:f}{closing.unit}", says


def _roles(labels: Sequence[str]) -> tuple[int, int, int, int] | None:
    """Where opening, income, expense and closing stand, if each does so exactly once."""
    places = [_only(pattern, labels) for pattern in _ROLES]
    if any(place is None for place in places):
        return None
    opening, income, expense, closing = (place for place in places if place is not None)
    return opening, income, expense, closing


def _only(pattern: re.Pattern[str], labels: Sequence[str]) -> int | None:
    found = [at for at, label in enumerate(labels) if pattern.fullmatch(label)]
    return found[0] if len(found) == 1 else None


def _plain(label: str) -> str:
    """A heading without blanks and what stands in brackets at its end."""
    return _IN_BRACKETS.sub("", "".join(label.split())).rstrip("：:")


def _or_nothing(cell: str) -> Decimal | None:
    if cell.strip() in {"", "-", "—", "/"}:
        return Decimal(0)
    found = amount(cell)
    return found.value if found is not None else None
