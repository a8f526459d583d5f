"""账本对账: the wrong cell of tables whose sums were worked out by hand."""

from __future__ import annotations

from content.blocks import Table
from content.hub.checking.ledger import wrong_cells

HEAD = ("项目", "期初结余（元）", "本期收入（元）", "本期支出（元）", "期末结余（元）")


def cells(table: Table) -> list[tuple[int, int, str, str]]:
    return [(one.row, one.column, one.holds, one.should) for one in wrong_cells(table)]


def test_opening_and_income_less_expense_is_closing_in_every_row() -> None:
    rows = (("集体账户", "1,200.50", "800.00", "300.25", "1,700.25"), ("专项资金", "500", "0", "120", "370"))
    assert cells(Table(HEAD, rows)) == [(1, 4, "370", "380")]


def test_the_same_down_a_column() -> None:
    rows = (
        ("一、上期结余", "12000.00"),
        ("二、本期收入", "3500.50"),
        ("其中:土地发包", "3000.00"),
        ("三、本期支出", "1500.50"),
        ("四、期末结余", "13000.00"),
    )
    assert cells(Table(("项目", "金额（元）"), rows)) == [(4, 1, "13000.00", "14000.00")]
    right = (*rows[:4], ("四、期末结余", "14000.00"))
    assert cells(Table(("项目", "金额（元）"), right)) == []


def test_units_in_the_cells_are_read() -> None:
    rows = (("期初结余", "2万元"), ("本期收入", "5000元"), ("本期支出", "1000元"), ("期末结余", "23000元"))
    assert cells(Table(("名称", "内容"), rows)) == [(3, 1, "23000元", "24000元")]


def test_a_running_balance() -> None:
    head = ("日期", "摘要", "收入", "支出", "余额")
    rows = (
        ("10-01", "上季结转", "", "", "1000"),
        ("10-08", "租金", "500", "", "1500"),
        ("10-12", "电费", "", "80", "1430"),
        ("10-20", "保洁", "", "100", "1330"),
        ("11-02", "租金", "500", "", "1830"),
    )
    assert cells(Table(head, rows)) == [(2, 4, "1430", "1420")]


def test_a_total_that_is_no_sum_is_the_wrong_cell() -> None:
    rows = (("一组", "12", "300"), ("二组", "8", "200"))
    assert cells(Table(("组", "户数", "金额（元）"), rows, total=("合计", "20", "510"))) == [(-1, 2, "510", "500")]
    with_row = (*rows, ("合计", "20", "510"))
    assert cells(Table(("组", "户数", "金额（元）"), with_row)) == [(2, 2, "510", "500")]


def test_a_subtotal_is_checked_against_its_group() -> None:
    rows = (("甲", "10"), ("乙", "20"), ("小计", "31"), ("丙", "5"), ("小计", "5"))
    assert cells(Table(("村", "金额（元）"), rows)) == [(2, 1, "31", "30")]


def test_where_a_wrong_row_and_a_wrong_column_meet() -> None:
    rows = (("一村", "10", "20", "30"), ("二村", "11", "25", "35"), ("三村", "7", "3", "10"))
    # 二村: 10 + 25 = 35, so that the 11 is wrong; the column says the same: 27 = 10 + 10 + 7.
    assert cells(Table(("村", "低保户", "特困户", "合计"), rows, total=("合计", "27", "48", "75"))) == [
        (1, 1, "11", "10")
    ]


def test_what_cannot_be_told_is_not_told() -> None:
    rounded = (("预算内", "10.1", "5.1", "3.0", "12.3"),)
    head = ("项目", "期初结余（万元）", "收入（万元）", "支出（万元）", "期末结余（万元）")
    assert cells(Table(head, rounded)) == []  # 12.2, and each is rounded to a tenth
    assert cells(Table(HEAD, (("集体账户", "见附件", "800", "300", "1"),))) == []
    assert cells(Table(("年份", "收入", "支出"), (("2024", "5", "3"), ("2025", "6", "4")))) == []
    assert cells(Table(("村", "收入", "支出", "结余"), (("甲", "5", "3", "2"), ("乙", "9", "4", "5")))) == []


MONTHS = ("月份", "上月结余（元）", "本月收入（元）", "本月支出（元）", "本月结余（元）")


def test_a_balance_that_is_carried_over_wrongly_is_the_wrong_cell() -> None:
    rows = (
        ("1月", "1000.00", "500.00", "200.00", "1300.00"),
        ("2月", "1030.00", "0", "100.00", "1200.00"),  # 1300 carried over
        ("3月", "1200.00", "50.00", "50.00", "1200.00"),
        ("4月", "1200.00", "10.00", "0", "1210.00"),
    )
    assert cells(Table(MONTHS, rows)) == [(1, 1, "1030.00", "1300.00")]


def test_the_total_of_months_begins_with_the_first_and_ends_with_the_last() -> None:
    rows = (
        ("1月", "1000", "500", "200", "1300"),
        ("2月", "1300", "0", "100", "1200"),
        ("3月", "1200", "5", "5", "1200"),
    )
    assert cells(Table(MONTHS, rows, total=("合计", "1000", "505", "305", "1200"))) == []
    assert cells(Table(MONTHS, rows, total=("合计", "1000", "550", "305", "1200"))) == [(-1, 2, "550", "505")]


def test_an_amount_is_named_where_its_row_and_its_column_say_the_same() -> None:
    rows = (("甲户", "1200", "800", "300", "1700"), ("乙户", "500", "70", "120", "450"), ("丙户", "10", "7", "2", "15"))
    # 乙户: 500 + 70 − 120 = 450, and 800 + 70 + 7 = 877.
    wrong = (rows[0], ("乙户", "500", "10", "120", "450"), rows[2])
    assert cells(Table(HEAD, wrong, total=("合计", "1710", "877", "422", "2165"))) == [(1, 2, "10", "70")]


def test_a_wrong_balance_that_was_carried_on_and_one_that_was_not() -> None:
    head = ("日期", "摘要", "收入", "支出", "余额")
    rows = [
        ("10-01", "结转", "", "", "1000"),
        ("10-02", "租金", "500", "", "1500"),
        ("10-03", "电费", "", "80", "1240"),
    ]
    rows += [
        ("10-04", "保洁", "", "100", "1320"),
        ("10-05", "租金", "30", "", "1350"),
        ("10-06", "水费", "", "50", "1300"),
    ]
    assert cells(Table(head, tuple(rows))) == [(2, 4, "1240", "1420")]


def test_two_faults_far_apart_are_both_named() -> None:
    rows = tuple((f"{number}户", "100", "50", "30", "120") for number in range(1, 6))
    wrong = (("1户", "100", "50", "30", "210"), *rows[1:4], ("5户", "100", "50", "30", "12"))
    assert cells(Table(HEAD, wrong)) == [(0, 4, "210", "120"), (4, 4, "12", "120")]


def test_nought_without_a_unit_and_a_dash_are_nothing() -> None:
    rows = (("甲户", "12.50元", "0", "2.50元", "10.00元"), ("乙户", "5.00元", "—", "1.00元", "4.50元"))
    assert cells(Table(("户", "期初结余", "收入", "支出", "期末结余"), rows)) == [(1, 4, "4.50元", "4.00元")]


def test_subtotals_in_ten_thousand_are_compared_beyond_rounding() -> None:
    rows = (("甲", "10.12"), ("乙", "20.34"), ("小计", "30.47"), ("丙", "5.00"), ("丁", "1.00"), ("小计", "6.50"))
    assert cells(Table(("村", "金额（万元）"), rows)) == [(5, 1, "6.50", "6.00")]
