"""Totals of tables, against sums done by hand. What is doubtful must stay unsaid."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.blocks import Table
from content.totals import Amount, Difference, Totals, amount, totals_of

AMOUNTS = [
    ("1,264.30", Amount(Decimal("1264.30"))),
    ("233,000", Amount(Decimal(233000))),
    ("３.５万元", Amount(Decimal("3.5"), "万元")),
    ("−7.5", Amount(Decimal("-7.5"))),
    (" 40 户", Amount(Decimal(40), "户")),
    ("12,34", None),
    ("12.", Amount(Decimal(12), ".")),
    ("3-5", None),
    ("二〇二六", None),
    ("622202" * 4, None),
    ("", None),
]


@pytest.mark.parametrize(("text", "value"), AMOUNTS)
def test_a_cell_as_an_amount(text: str, value: Amount | None) -> None:
    assert amount(text) == value


def column(heading: str, cells: tuple[str, ...], total: str) -> Table:
    return Table(("项目", heading), tuple((str(n), cell) for n, cell in enumerate(cells)), total=("合计", total))


ADDS_UP = [
    column("金额（元）", ("0.10", "0.20"), "0.30"),  # 0.1 + 0.2 in binary is 0.30000000000000004
    column("金额（万元）", ("31,250", "11,480", "186,700", "3,570"), "233,000"),
    column("金额", ("1.2万元", "3000元"), "1.5万元"),
    column("金额（元）", ("100", "—", "", "50"), "150"),
    column("结余（元）", ("100", "-30"), "70.00"),
    column("户数", ("3户", "4户"), "7户"),
]


@pytest.mark.parametrize("table", ADDS_UP)
def test_a_column_that_adds_up_is_checked(table: Table) -> None:
    assert totals_of(table) == Totals((table.columns[1],))


DIFFERS = [
    (column("金额（元）", ("1200.00", "800.00"), "2100.00"), "2000.00"),
    (column("人数", ("12", "30", "7"), "50"), "49"),
    (column("金额（万元）", ("31,250", "11,480"), "43,730"), "42730"),
    (column("金额（元）", ("0.10", "0.20"), "0.31"), "0.30"),  # yuan are exact to the fen: no rounding explains it
]


@pytest.mark.parametrize(("table", "summed"), DIFFERS)
def test_a_column_that_does_not_is_said_with_both_sums(table: Table, summed: str) -> None:
    assert totals_of(table) == Totals((), (Difference(table.columns[1], table.total[1], summed),))


SILENT = [
    column("标准（元/亩）", ("105", "105"), "105"),
    column("比上年增减（%）", ("-7.5", "-15.9"), "-10.0"),
    column("增幅", ("3%", "4%"), "7%"),
    column("金额（万元）", ("1.23", "4.57"), "5.81"),  # 5.80: rounded from yuan
    column("面积（亩）", ("1.25", "2.35"), "3.61"),  # 3.60
    column("金额（元）", ("100", ""), "150"),  # an empty cell may have been forgotten
    column("金额（元）", ("100", "见附件"), "150"),
    column("金额", ("100元", "3吨"), "103"),
    column("金额（元）", ("100",), "200"),  # one row: nothing to add
    column("序号", ("1", "2"), "3"),
    column("户主", ("张*", "李*"), "2户"),
    column("金额（元）", ("100", "200"), ""),
    Table(("项目", "金额"), (("甲", "1"), ("乙", "2"))),
    Table((), ()),
    Table(("项目", "金额"), (("甲", "1"), ("乙",)), total=("合计", "9")),  # rows of other lengths
]


@pytest.mark.parametrize("table", SILENT)
def test_in_doubt_nothing_is_claimed(table: Table) -> None:
    assert totals_of(table) == Totals()


def test_a_last_row_that_calls_itself_the_total_is_one() -> None:
    table = Table(("项目", "金额（元）"), (("甲", "1.50"), ("乙", "2.50"), ("合 计", "4.00")))
    assert totals_of(table) == Totals(("金额（元）",))


def test_subtotals_are_not_added_twice() -> None:
    rows = (("一组", "10"), ("二组", "20"), ("小计", "30"), ("三组", "5"), ("四组", "6"), ("小计", "11"))
    assert totals_of(Table(("组", "户数"), rows, total=("合计", "41"))) == Totals(("户数",))


def test_a_wrong_subtotal_is_left_to_people() -> None:
    rows = (("一组", "10"), ("二组", "20"), ("小计", "31"), ("三组", "5"), ("四组", "6"), ("小计", "11"))
    assert totals_of(Table(("组", "户数"), rows, total=("合计", "42"))) == Totals()


def test_a_total_column_is_checked_across() -> None:
    rows = (("河东村", "3", "4", "7"), ("河西村", "1", "2", "3"))
    table = Table(("村", "低保户", "特困户", "合计"), rows, total=("合计", "4", "6", "10"))
    assert totals_of(table) == Totals(("低保户", "特困户", "合计"))
    wrong = Table(("村", "低保户", "特困户", "合计"), (("河东村", "3", "4", "8"), rows[1]))
    assert totals_of(wrong) == Totals()


@given(st.lists(st.decimals("-99999", "99999", places=2), min_size=2, max_size=30))
def test_any_true_sum_of_yuan_is_recognised_and_a_fen_more_is_not(values: list[Decimal]) -> None:
    cells = tuple(f"{value:.2f}" for value in values)
    summed = sum(values, Decimal(0))
    assert totals_of(column("金额（元）", cells, f"{summed:.2f}")).checked == ("金额（元）",)
    more = totals_of(column("金额（元）", cells, f"{summed + Decimal('0.01'):.2f}"))
    assert [one.summed for one in more.differ] == [f"{summed:.2f}"]


@given(st.lists(st.lists(st.text(max_size=8), min_size=3, max_size=3), max_size=6), st.lists(st.text(), max_size=3))
def test_any_texts_give_an_answer(rows: list[list[str]], total: list[str]) -> None:
    totals_of(Table(("甲", "乙", "合计"), tuple(tuple(row) for row in rows), total=tuple(total)))


def test_what_is_carried_from_month_to_month_is_no_sum() -> None:
    head = ("月份", "上月结余（元）", "收入（元）", "支出（元）", "本月结余（元）")
    rows = (("1月", "100", "50", "30", "120"), ("2月", "120", "10", "20", "110"), ("3月", "110", "5", "15", "100"))
    assert totals_of(Table(head, rows, total=("合计", "100", "65", "65", "100"))) == Totals(
        ("收入（元）", "支出（元）")
    )
