"""ledger-misses, ledger-false: which wrong cells 账本对账 overlooks, and what it names that is right.

Ledgers as villages and townships publish them are reckoned here in whole fen, so that every sum is right: accounts with
opening and closing balance, as rows and as columns, lists with subtotals and totals, journals whose balance runs on,
months carried over, receipts by month with a total at the end of each row. They are written as offices write: plain,
with thousands separators, full-width, in 万元, with negative numbers, with cells merged over rows and with blanks in
them. Then one cell is changed: a digit, two digits swapped, a place moved, one more, a sign lost; in 万元 by more than
rounding could be. Found is a fault whose named cell is the changed one or, as a sum alone cannot tell which of its
amounts is wrong, another cell of a sum that it breaks; the figure says apart how often it is the very cell.

False: every cell named in a ledger that is right, among them those whose total takes opening and closing from the first
and the last row.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from content.blocks import Table
from content.hub.checking.ledger import wrong_cells
from content.hub.imports.grid import Cell, table_of, with_total

LEDGERS = 250  # of each kind, each once as it should be and once with a fault
MAX_MISSED = 0.02
_WIDE = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")
_NAMES = "王*平 李*花 张*才 欧阳*平 赵*德 周*英 孙*海 郑*国 吴*兰 冯*保 陈*贵 韩*女".split()
_POSTS = "办公费 水电费 垃圾清运费 村道维修 报刊费 绿化管护 灌溉电费 慰问支出 会议培训费 设备购置".split()
_VILLAGES = "河东村 柳溪村 南坪村 石门村 大泉村 北沟村 杏花村 三岔村".split()

Place = tuple[int, int]  # row from 0, -1 the total; column from 0


@dataclass(frozen=True)
class Ledger:
    """A table in fen. equations: the places that one sum ties together."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
    equations: tuple[tuple[Place, ...], ...]
    total: tuple[str | int, ...] = ()
    caption: str = ""
    decimals: int = 2

    def at(self, place: Place) -> str | int:
        row = self.total if place[0] == -1 else self.rows[place[0]]
        return row[place[1]]

    def changed(self, place: Place, value: int) -> Ledger:
        def other(row: tuple[str | int, ...]) -> tuple[str | int, ...]:
            return (*row[: place[1]], value, *row[place[1] + 1 :])

        if place[0] == -1:
            return replace(self, total=other(self.total))
        return replace(self, rows=tuple(other(row) if at == place[0] else row for at, row in enumerate(self.rows)))

    @property
    def amounts(self) -> list[Place]:
        """The places that some equation holds."""
        return sorted({place for equation in self.equations for place in equation})


# ---- ledgers that are right, in fen


def accounts(chance: random.Random) -> Ledger:
    """A row for each account, 期初 + 收入 − 支出 = 期末, and a total of each column."""
    rows: list[tuple[str | int, ...]] = []
    for name in chance.sample(_VILLAGES, chance.randint(2, 6)):
        opening, income, expense = _fen(chance), _fen(chance, 0.1), _fen(chance, 0.1)
        rows.append((name, opening, income, expense, opening + income - expense))
    return _totalled(("账户", "期初结余", "本期收入", "本期支出", "期末结余"), rows, _balances(rows, 1))


def balance_down(chance: random.Random) -> Ledger:
    """The four amounts below each other, with what the income consists of between them."""
    opening, expense = _fen(chance), _fen(chance)
    parts = [_fen(chance) for _ in range(chance.randint(0, 3))]
    income = sum(parts) if parts else _fen(chance)
    names = ("其中：土地发包收入", "上级补助", "其他")
    rows = [
        ("一、上期结余", opening),
        ("二、本期收入", income),
        *((names[at], part) for at, part in enumerate(parts)),
        ("三、本期支出", expense),
        ("四、期末结余", opening + income - expense),
    ]
    last = len(rows) - 1
    return Ledger(("项目", "金额"), tuple(rows), (((0, 1), (1, 1), (last - 1, 1), (last, 1)),))


def subtotals(chance: random.Random) -> Ledger:
    """Groups with a 小计 each and a 合计 below."""
    rows: list[tuple[str | int, ...]] = []
    equations: list[tuple[Place, ...]] = []
    items = []
    for village in chance.sample(_VILLAGES, chance.randint(2, 4)):
        begin, count = len(rows), chance.randint(2, 4)
        rows += [(village, name, _fen(chance)) for name in chance.sample(_NAMES, count)]
        rows.append(("小计", "", sum(int(row[2]) for row in rows[begin:])))
        equations.append(tuple((at, 2) for at in range(begin, len(rows))))
        items += list(range(begin, len(rows) - 1))
    total = ("合计", "", sum(int(rows[at][2]) for at in items))
    equations.append((*((at, 2) for at in items), (-1, 2)))
    return Ledger(("村", "户主", "补贴金额"), tuple(rows), tuple(equations), total)


def journal(chance: random.Random) -> Ledger:
    """A balance that runs from row to row; 0 is nothing."""
    balance = _fen(chance) + 10_000_000
    rows: list[tuple[str | int, ...]] = [("10月1日", "上季结转", 0, 0, balance)]
    equations = []
    for at in range(1, chance.randint(5, 14)):
        income, expense = (
            (_fen(chance, 0), 0) if chance.random() < 0.3 else (0, _fen(chance, 0) // 20 // 100 * 100 + 100)
        )
        balance += income - expense
        rows.append((f"10月{at + 1}日", chance.choice(_POSTS), income, expense, balance))
        equations.append(((at - 1, 4), (at, 2), (at, 3), (at, 4)))
    return Ledger(("日期", "摘要", "收入", "支出", "余额"), tuple(rows), tuple(equations))


def carried_over(chance: random.Random) -> Ledger:
    """A row for each month, which begins with what the month before left."""
    rows: list[tuple[str | int, ...]] = []
    opening = _fen(chance)
    for month in range(1, chance.randint(4, 13)):
        income, expense = _fen(chance, 0.1), _fen(chance, 0.1)
        rows.append((f"{month}月", opening, income, expense, opening + income - expense))
        opening += income - expense
    chain = tuple(((at, 4), (at + 1, 1)) for at in range(len(rows) - 1))
    return Ledger(("月份", "上月结余", "本月收入", "本月支出", "本月结余"), tuple(rows), (*_balances(rows, 1), *chain))


def carried_over_with_total(chance: random.Random) -> Ledger:
    """The same with a total: what the first month began with, all income and expense, what the last one left."""
    made = carried_over(chance)
    first, last = made.rows[0], made.rows[-1]
    sums = [sum(int(row[column]) for row in made.rows) for column in (2, 3)]
    total = ("合计", first[1], *sums, last[4])
    down = tuple((*((at, column) for at in range(len(made.rows))), (-1, column)) for column in (2, 3))
    balance: tuple[Place, ...] = tuple((-1, column) for column in range(1, 5))
    return replace(made, total=total, equations=(*made.equations, *down, balance))


def crossed(chance: random.Random) -> Ledger:
    """Posts by village, with a sum at the end of each row and below each column."""
    posts = chance.sample(_POSTS, chance.randint(3, 5))
    rows: list[tuple[str | int, ...]] = []
    for village in chance.sample(_VILLAGES, chance.randint(3, 7)):
        parts = [_fen(chance, 0.15) for _ in posts]
        rows.append((village, *parts, sum(parts)))
    width = len(posts) + 2
    across = tuple(tuple((at, column) for column in range(1, width)) for at in range(len(rows)))
    made = _totalled(("村", *posts, "合计"), rows, across)
    return replace(made, equations=(*made.equations, tuple((-1, column) for column in range(1, width))))


def net(chance: random.Random) -> Ledger:
    """A column of differences, of which some are negative, and its sum."""
    rows: list[tuple[str | int, ...]] = []
    for village in chance.sample(_VILLAGES, chance.randint(3, 7)):
        rows.append((village, _fen(chance) * chance.choice((1, 1, -1))))
    return _totalled(("村", "净收益"), rows, ())


def _totalled(
    columns: tuple[str, ...], rows: list[tuple[str | int, ...]], equations: Sequence[tuple[Place, ...]]
) -> Ledger:
    width = len(columns)
    total = ("合计", *(sum(int(row[column]) for row in rows) for column in range(1, width)))
    down = tuple((*((at, column) for at in range(len(rows))), (-1, column)) for column in range(1, width))
    return Ledger(columns, tuple(rows), (*equations, *down), total)


def _balances(rows: Sequence[Any], first: int) -> tuple[tuple[Place, ...], ...]:
    return tuple(tuple((at, column) for column in range(first, first + 4)) for at in range(len(rows)))


def _fen(chance: random.Random, noughts: float = 0.0) -> int:
    if chance.random() < noughts:
        return 0
    return chance.randrange(1_00, 10 ** chance.randint(5, 9))


KINDS: dict[str, Callable[[random.Random], Ledger]] = {
    "accounts": accounts,
    "balance down": balance_down,
    "subtotals": subtotals,
    "journal": journal,
    "carried over": carried_over,
    "carried over with total": carried_over_with_total,
    "crossed": crossed,
    "net": net,
}


# ---- how they are written


@dataclass(frozen=True)
class Hand:
    """How an office writes amounts. unit: in the heading; step: fen of the smallest place that is written."""

    unit: str = "元"
    step: int = 1
    thousands: bool = False
    wide: bool = False
    minus: str = "-"
    nought: str = "0"
    in_cells: bool = False
    merges: bool = False
    blanks: bool = False

    def amount(self, fen: int) -> str:
        if fen == 0:
            return self.nought
        scale = {"元": 100, "万元": 1_000_000}[self.unit]
        places = len(str(scale // self.step)) - 1
        text = f"{abs(fen) // scale:{',' if self.thousands else ''}}"
        if places:
            text += f".{abs(fen) % scale // self.step:0{places}d}"
        text = (self.minus if fen < 0 else "") + text + (self.unit if self.in_cells else "")
        text = f" {text} " if self.blanks else text
        return text.translate(_WIDE) if self.wide else text


HANDS = (
    Hand(),
    Hand(thousands=True),
    Hand(thousands=True, minus="−", nought="0.00"),
    Hand(step=100, minus="－"),
    Hand(wide=True),
    Hand(unit="万元", step=10_000),
    Hand(unit="万元", step=100),
    Hand(in_cells=True),
    Hand(nought="-", thousands=True),
    Hand(nought="", blanks=True),
    Hand(merges=True, thousands=True),
)


def written(ledger: Ledger, hand: Hand) -> Table:
    """The table as a Word file brings it: merged cells, and a last row that calls itself 合计."""
    unit = "" if hand.in_cells else f"（{hand.unit}）"
    is_amount = [column in {place[1] for place in ledger.amounts} for column in range(len(ledger.columns))]
    heads = [Cell(name + (unit if money else "")) for name, money in zip(ledger.columns, is_amount, strict=True)]
    grid: list[list[Cell]] = [heads]
    below = 0
    rows = [*ledger.rows, *([ledger.total] if ledger.total else [])]
    for at, row in enumerate(rows):
        cells = [hand.amount(cell) if isinstance(cell, int) else cell for cell in row]
        alike = 1
        while hand.merges and below == 0 and at + alike < len(rows) and rows[at + alike][0] == row[0]:
            alike += 1
        if below:
            below -= 1
            grid.append([Cell(cell) for cell in cells[1:]])
        else:
            below = alike - 1
            grid.append([Cell(cells[0], rows=alike), *map(Cell, cells[1:])])
    made = table_of(grid)
    assert isinstance(made, Table)
    return with_total(made)


def rounded(ledger: Ledger, hand: Hand) -> Ledger:
    """The ledger in whole steps of the hand, reckoned anew so that it is still right: every fen becomes a step."""

    def step(row: tuple[str | int, ...]) -> tuple[str | int, ...]:
        return tuple(cell * hand.step if isinstance(cell, int) else cell for cell in row)

    return replace(ledger, rows=tuple(map(step, ledger.rows)), total=step(ledger.total))


# ---- faults


def wrong(value: int, step: int, chance: random.Random, least: int) -> int:
    """Another amount, as a tired hand writes it, in whole steps, as the value is; at least so many of them away."""
    digits = str(abs(value) // step)
    sign = -1 if value < 0 else 1
    for _ in range(40):
        match chance.choice(("digit", "swapped", "place", "one more", "sign")):
            case "digit":
                at = chance.randrange(len(digits))
                made = sign * int(digits[:at] + str(chance.randrange(10)) + digits[at + 1 :])
            case "swapped" if len(digits) > 1:
                at = chance.randrange(len(digits) - 1)
                made = sign * int(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])
            case "place":
                made = sign * int(digits + "0") if chance.random() < 0.5 else sign * (int(digits) // 10)
            case "one more":
                made = sign * (int(digits) + 1)
            case _:
                made = -sign * int(digits) if value < 0 else sign * int(digits)
        if abs(made * step - value) >= least * step:
            return made * step
    return value + least * step


def measure() -> list[dict[str, Any]]:
    """Both figures, from one fixed seed."""
    chance = random.Random(20261129)
    missed: Counter[str] = Counter()
    planted: Counter[str] = Counter()
    very_cell = false = 0
    for kind, ledger, _, place, named in trials(chance):
        if place is None:
            false += len(named)
            continue
        planted[kind] += 1
        near = {other for equation in ledger.equations if place in equation for other in equation}
        missed[kind] += not near.intersection(named)
        very_cell += place in named
    count = planted.total()
    told = ", ".join(f"{kind} {missed[kind]} of {planted[kind]}" for kind in planted)
    return [
        _figure(
            "ledger-misses",
            round(100 * missed.total() / count, 2),
            f"% of {count:,} wrong cells ({told}; the very cell named: {100 * very_cell / count:.0f} %)",
            f"≤ {100 * MAX_MISSED:g} %",
            missed.total() <= MAX_MISSED * count,
        ),
        _figure("ledger-false", false, f"cells named in {count:,} ledgers that are right", "0", false == 0),
    ]


def trials(chance: random.Random) -> Iterator[tuple[str, Ledger, Hand, Place | None, set[Place]]]:
    """Every ledger as it should be, place None, and with one wrong cell; and the places that the check names."""
    for kind, make in KINDS.items():
        for turn in range(LEDGERS):
            hand = HANDS[turn % len(HANDS)]
            ledger = rounded(make(chance), hand)
            yield kind, ledger, hand, None, _named(ledger, hand)
            place = chance.choice([place for place in ledger.amounts if ledger.at(place) != 0])
            faulty = ledger.changed(place, wrong(int(ledger.at(place)), hand.step, chance, least=_least(ledger, hand)))
            yield kind, faulty, hand, place, _named(faulty, hand)


def _least(ledger: Ledger, hand: Hand) -> int:
    """Steps. In 万元 every amount may be half a step off."""
    return 1 + max(map(len, ledger.equations)) if hand.unit == "万元" else 1


def _named(ledger: Ledger, hand: Hand) -> set[Place]:
    return {(one.row, one.column) for one in wrong_cells(written(ledger, hand))}


def _figure(name: str, value: float, unit: str, goal: str, met: bool) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "against": "", "ratio": None, "goal": goal, "met": met}


def main() -> int:
    """Print the figures as JSON."""
    print(json.dumps(measure(), ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
