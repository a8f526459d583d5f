"""账本对账: whether the totals of a table are the sums of its rows. Pure; exact decimals, no floating point.

Claims as little as possible: a column is said to add up only if its sum is exactly the total, and said not to only
if every cell of it is a plain amount in one unit, its heading does not name a rate, and the difference is more than
rounding can explain. Everything else is passed over in silence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from content.blocks import Table

MOST_DIGITS = 18  # of one amount; a longer one is a number of another kind (an account, a code)

TOTALS = frozenset({"合计", "总计", "共计", "总合计"})
SUBTOTALS = frozenset({"小计"})
_MONEY = {"元": 0, "千元": 3, "万元": 4, "百万元": 6, "亿元": 8}  # powers of ten of one yuan
ROUNDED = frozenset({"千元", "万元", "百万元", "亿元"})  # such sums are rounded from yuan before they are printed
# What does not add up down a column: rates, shares, ranks, dates, codes.
NO_SUM = re.compile(
    r"序号|编号|代码|标准|单价|均价|比例|占比|比重|比上年|增减|增长|增幅|进度|平均|人均|户均|率|%|％|排名|名次|年份|日期|电话|/|每"
)
_AMOUNT = re.compile(r"(?P<sign>[+\-−－]?)(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<rest>\.\d+)?(?P<unit>\D*)")
NOTHING = frozenset({"", "-", "—", "－", "–", "——", "/", "无"})
_HELD = re.compile(r"结余|余额|结存|结转")
_PERIOD = re.compile(r"月|季|年|[日号]$")  # what a row of a ledger by time is called
_IN_BRACKETS = re.compile(r"[（(]([^（）()]*)[）)]\s*$")


class Amount(Struct, frozen=True):
    """One cell as a number: value in the unit written after it ("" if none)."""

    value: Decimal
    unit: str = ""

    @property
    def scale(self) -> int:
        """Digits after the point."""
        exponent = self.value.as_tuple().exponent
        return -exponent if isinstance(exponent, int) and exponent < 0 else 0


class Difference(Struct, frozen=True):
    """A total that is not the sum. heading: of its column. stated, summed: as amounts in the column's unit."""

    heading: str
    stated: str
    summed: str


class Totals(Struct, frozen=True):
    """What was found: headings of the columns that add up, and those that do not."""

    checked: tuple[str, ...] = ()
    differ: tuple[Difference, ...] = ()


def totals_of(table: Table) -> Totals:
    """Check the total row (合计), the subtotals (小计) before it, and a total column, of one table."""
    rows, total = _parted(table)
    checked: list[str] = []
    differ: list[Difference] = []
    is_by_time = all(_PERIOD.search(label_of(row)) for row in rows)
    if total and rows:
        for column, heading in enumerate(table.columns):
            found = _column(heading, [row[column] for row in rows], total[column], _groups(rows))
            if found is True:
                checked.append(heading)
            elif isinstance(found, Difference) and not (is_by_time and _HELD.search(heading)):
                differ.append(found)  # what is carried from month to month is no sum
    across = _total_column(table.columns, [*rows, *([total] if total else [])])
    if across and across not in checked and not any(one.heading == across for one in differ):
        checked.append(across)
    return Totals(tuple(checked), tuple(differ))


def amount(text: str) -> Amount | None:
    """A cell as an amount, None if it is none: 1,264.30 · ３万元 · -5 · 40户."""
    plain = unicodedata.normalize("NFKC", text).replace("\u2212", "-").replace(" ", "")
    found = _AMOUNT.fullmatch(plain)
    if found is None or len(found["digits"].replace(",", "")) > MOST_DIGITS:
        return None
    sign = "-" if found["sign"] in {"-", "−"} else ""
    return Amount(Decimal(sign + found["digits"].replace(",", "") + (found["rest"] or "")), found["unit"])


def _parted(table: Table) -> tuple[Sequence[Sequence[str]], Sequence[str]]:
    """The rows that are summed and the total: its own field, or a last row that calls itself one."""
    width = len(table.columns)
    rows = [row for row in table.rows if len(row) == width]
    if len(rows) != len(table.rows):
        return (), ()
    if table.total:
        return rows, table.total if len(table.total) == width else ()
    if len(rows) > 1 and label_of(rows[-1]) in TOTALS:
        return rows[:-1], rows[-1]
    return rows, ()


def label_of(row: Sequence[str]) -> str:
    """The first word of a row, for 合 计 and 合计： too."""
    first = next((cell for cell in row if cell.strip()), "")
    return "".join(first.split()).rstrip("：:")


def _groups(rows: Sequence[Sequence[str]]) -> list[bool]:
    """Which rows are subtotals."""
    return [label_of(row) in SUBTOTALS for row in rows]


def _column(
    heading: str, cells: Sequence[str], stated: str, is_subtotal: Sequence[bool]
) -> Difference | Literal[True] | None:
    """True: the column adds up. A Difference: it does not. None: it cannot be told."""
    total = amount(stated)
    if total is None:
        return None
    values: list[Decimal] = []
    unit = unit_in(heading)
    is_doubtful = bool(NO_SUM.search(heading)) or "%" in total.unit
    scales = [total.scale]
    group = Decimal(0)
    for cell, subtotal in zip(cells, is_subtotal, strict=True):
        if cell.strip() in NOTHING:
            is_doubtful |= not cell.strip()  # an empty cell may have been forgotten
            continue
        found = amount(cell)
        if found is None:
            return None
        value = in_unit_of(found, total, unit)
        if value is None:
            return None
        scales.append(found.scale)
        if subtotal:
            if value != group:
                is_doubtful = True  # which of the two is wrong is not for us to say
            group = Decimal(0)
        else:
            values.append(value)
            group += value
    if not values or len(values) < 2:
        return None
    summed = sum(values, Decimal(0))
    if summed == total.value:
        return None if is_doubtful and NO_SUM.search(heading) else True
    is_rounded = unit in ROUNDED or total.unit in ROUNDED or (max(scales) > 0 and (unit or total.unit) not in _MONEY)
    rounding = Decimal(len(values) + 1) * Decimal(5).scaleb(-min(scales) - 1)
    if is_doubtful or len({*scales} - {0}) > 1 or (is_rounded and abs(summed - total.value) <= rounding):
        return None
    return Difference(heading, stated.strip(), f"{summed:f}{total.unit}")


def unit_in(heading: str) -> str:
    """The unit in a heading: 金额（万元） → 万元."""
    found = _IN_BRACKETS.search(heading.strip())
    return found[1].strip() if found else ""


def in_unit_of(one: Amount, total: Amount, column_unit: str) -> Decimal | None:
    """The amount in the total's unit; None if the two cannot be compared."""
    here, there = one.unit or column_unit, total.unit or column_unit
    if here == there:
        return one.value
    if here in _MONEY and there in _MONEY:
        return one.value.scaleb(_MONEY[here] - _MONEY[there])
    return None


def _total_column(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The heading of a last column that is, in every row, the sum of the other amounts; "" if it cannot be told."""
    heading = columns[-1] if columns else ""
    if _IN_BRACKETS.sub("", "".join(heading.split())) not in TOTALS | SUBTOTALS or len(rows) < 2:
        return ""
    parts = [place for place, one in enumerate(columns[:-1]) if not NO_SUM.search(one)]
    parts = [place for place in parts if any(amount(row[place]) is not None for row in rows)]
    units = {unit_in(columns[place]) for place in parts} | {unit_in(heading)}
    if len(parts) < 2 or len(units - {""}) > 1:
        return ""
    for row in rows:
        stated = amount(row[-1])
        found = [amount(row[place]) for place in parts if row[place].strip() not in NOTHING]
        if stated is None or any(one is None or one.unit != stated.unit for one in found):
            return ""
        if sum((one.value for one in found if one is not None), Decimal(0)) != stated.value:
            return ""
    return heading
