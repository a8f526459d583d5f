"""Tables read closely: which columns are seen, how rows are paged, found and enlarged. No font, no window."""

from __future__ import annotations

import pytest

from content.blocks import Table
from content.county import County
from content.store.library import Library
from kiosk.drawing import Frame, Pen
from kiosk.marks import Words
from kiosk.reading_routes import Picked, ReadingRoute, TableFind, TablePage, TableRow, ToColumn, ToRow
from kiosk.routes import AT_HOME, Back, Detail, Open, next_visit
from kiosk.screens import draw
from kiosk.theme import Theme
from kiosk.viewmodel import items_on, view_of
from kiosk.viewmodel.context import Context, Place
from kiosk.viewmodel.detail import DetailView, TableSummary
from kiosk.viewmodel.table import (
    TableFindView,
    TableRowView,
    TableView,
    beginnings,
    findable,
    frozen_columns,
    regular,
)
from kiosk.widgets.chrome import Around
from kiosk.widgets.grid import moving_grid, whole_grid
from tests.kiosk.metrics import advance
from tests.kiosk.store_blocks import subsidy_rows
from tests.kiosk.store_factory import StoreFactory
from tests.kiosk.test_screens import STATUS

SUBSIDIES = Table(("序号", "村", "户主", "面积（亩）", "金额（元）"), subsidy_rows(10_000), "全镇发放名单")
MONTHS = Table(
    ("乡镇", *(f"{month}月（万元）" for month in range(1, 13)), "合计"),
    (("城关镇", *["1"] * 12, "12"), ("柳溪镇", *["2"] * 12, "24")),
)


@pytest.fixture
def context(library: Library, qingyuan: County, here: Place) -> Context:
    return Context(library, qingyuan, here, library.clock())


def drawn(route: ReadingRoute | Detail, context: Context, size: tuple[int, int] = (1080, 1920)) -> Frame:
    return draw(view_of(route, context), Around(STATUS), Theme(*size), advance)


def texts(frame: Frame) -> list[str]:
    return [mark.text for mark in frame.marks if isinstance(mark, Words)]


def steps(frame: Frame) -> dict[str, object]:
    return {target.name: target.step for target in frame.targets}


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)])
def test_leafing_through_ten_thousand_rows_shows_each_once_and_back_again(
    size: tuple[int, int], factory: StoreFactory, context: Context
) -> None:
    about = factory.put("补贴", (SUBSIDIES,)).id
    visit = next_visit(next_visit(AT_HOME, Open(Detail(about))), Open(TablePage(about, 0)))
    numbers: list[int] = []
    firsts: list[int] = []
    for _ in range(40):
        page = visit[-1]
        assert isinstance(page, TablePage)
        firsts.append(page.first)
        frame = drawn(page, context, size)
        rows = [step.route.row for name, step in steps(frame).items() if name.startswith("row-")]  # type: ignore[attr-defined]
        numbers += rows
        assert {SUBSIDIES.rows[row][4] for row in rows} <= set(texts(frame))
        visit = next_visit(visit, steps(frame)["page-next"])  # type: ignore[arg-type]
    assert numbers == list(range(len(numbers)))
    for first in reversed(firsts):
        visit = next_visit(visit, steps(drawn(visit[-1], context, size))["page-previous"])  # type: ignore[arg-type]
        assert visit[-1] == TablePage(about, 0, first)
    assert next_visit(visit, Back())[-1] == Detail(about)


def test_the_last_page_of_a_long_table_ends(factory: StoreFactory, context: Context) -> None:
    about = factory.put("补贴", (SUBSIDIES,)).id
    frame = drawn(TablePage(about, 0, 9_990), context)
    assert "第9991—10000行，共10000行" in texts(frame)
    assert "page-next" not in steps(frame)
    assert "9990" not in texts(frame)


def test_a_long_table_in_the_text_is_only_begun(factory: StoreFactory, context: Context) -> None:
    about = factory.put("补贴", (SUBSIDIES,)).id
    view = view_of(Detail(about), context)
    assert isinstance(view, DetailView)
    (block,) = view.blocks
    assert isinstance(block, TableSummary)
    assert (len(block.rows), block.count) == (60, 10_000)
    sheet = drawn(Detail(about), context).sheet
    assert sheet is not None
    targets = {target.name: target.step for target in sheet.targets}
    assert targets["table-0"] == Open(TablePage(about, 0))
    assert targets["find-0"] == Open(TableFind(about, 0))
    assert targets["row-0-7"] == Open(TableRow(about, 0, 7))
    assert "row-0-8" not in targets
    assert len(sheet.pages()) == 1


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080), (768, 1366)])
def test_every_column_of_a_wide_table_comes_into_sight_beside_the_first(
    size: tuple[int, int], factory: StoreFactory, context: Context
) -> None:
    about = factory.put("支出", (MONTHS,)).id
    visit = (*AT_HOME, TablePage(about, 0))
    seen: list[str] = []
    for _ in range(20):
        frame = drawn(visit[-1], context, size)  # type: ignore[arg-type]
        shown = [text for text in texts(frame) if text in MONTHS.columns]
        assert shown[0] == "乡镇"
        seen += [text for text in shown if text not in seen]
        step = steps(frame).get("columns-right")
        if step is None:
            break
        visit = next_visit(visit, step)  # type: ignore[arg-type]
    assert tuple(seen) == MONTHS.columns
    assert "columns-left" in steps(drawn(visit[-1], context, size))  # type: ignore[arg-type]
    while (back := steps(drawn(visit[-1], context, size)).get("columns-left")) is not None:  # type: ignore[arg-type]
        before, visit = visit, next_visit(visit, back)  # type: ignore[arg-type]
        assert visit != before
    assert "1月（万元）" in texts(drawn(visit[-1], context, size))  # type: ignore[arg-type]


def test_columns_fill_the_width_and_the_first_stays_where_it_is() -> None:
    pen = Pen(Frame(), Theme(1080, 1920), advance)
    columns = tuple(f"列{number}" for number in range(12))
    cells = tuple((f"{'字' * 6}{number}",) for number in range(12))
    assert whole_grid(pen, columns, cells, 1000) is None
    first = moving_grid(pen, columns, cells, 1000, 1, 1)
    later = moving_grid(pen, columns, cells, 1000, 1, first.following or 0)
    for grid in (first, later):
        assert sum(grid.widths) == 1000
        assert grid.places[0] == 0
    assert first.widths[0] == later.widths[0]
    assert (first.previous, later.previous) == (None, 1)
    assert later.places[1] == first.places[-1] + 1


def test_one_row_as_a_card_and_its_neighbours(factory: StoreFactory, context: Context) -> None:
    about = factory.put("补贴", (SUBSIDIES,)).id
    view = view_of(TableRow(about, 0, 17), context)
    assert isinstance(view, TableRowView)
    # Row 18: 河东村 again after 17 villages; 24 + 17·7 mod 61 = 82 tenths of a mu, at 105 yuan.
    assert dict(view.cells) | {"户主": ""} == {
        "序号": "18", "村": "河东村", "户主": "", "面积（亩）": "8.2", "金额（元）": "861.00"
    }  # fmt: skip
    frame = drawn(TableRow(about, 0, 17), context)
    assert (steps(frame)["page-previous"], steps(frame)["page-next"]) == (ToRow(16), ToRow(18))
    assert {"上一行", "下一行"} <= set(texts(frame))
    assert "page-previous" not in steps(drawn(TableRow(about, 0, 0), context))
    assert "page-next" not in steps(drawn(TableRow(about, 0, 9_999), context))
    assert items_on(view) == (f"{about}@1",)


def test_a_name_is_found_by_its_first_character(factory: StoreFactory, context: Context) -> None:
    about = factory.put("补贴", (SUBSIDIES,)).id
    found = view_of(TableFind(about, 0), context)
    assert isinstance(found, TableFindView)
    assert found.columns == ((2, "户主"), (1, "村"))
    surnames = [begins for begins, _ in found.choices]
    assert surnames[:3] == ["曹", "陈", "程"]  # cáo, chén, chéng
    assert surnames[-3:] == ["郑", "周", "朱"]  # zhèng, zhōu, zhū
    assert sum(count for _, count in found.choices) == 10_000
    frame = drawn(TableFind(about, 0), context)
    place = surnames.index("王")
    step = steps(frame)[f"choice-{place}"]
    assert step == Open(TablePage(about, 0, picked=Picked(2, "王")))
    view = view_of(TablePage(about, 0, picked=Picked(2, "王")), context)
    assert isinstance(view, TableView)
    assert view.count == dict(found.choices)["王"]
    assert {row[2][0] for row in view.rows} == {"王"}
    assert view.picked == "户主：王"
    assert steps(drawn(TableFind(about, 0), context))["column-1"] == ToColumn(1)
    villages = view_of(TableFind(about, 0, 1), context)
    assert isinstance(villages, TableFindView)
    assert dict(villages.choices)["河东村"] == 589  # 10,000 rows over 17 villages, the first four get one more


def test_few_different_cells_are_offered_whole() -> None:
    assert beginnings(["二组", "一组", "二组", "", " "]) == (("二组", 2), ("一组", 1))


FINDABLE = [
    (SUBSIDIES, ("户主", "村")),
    (MONTHS, ("乡镇",)),
    (Table(("金额", "户数"), (("1", "2"), ("3", "4"))), ()),
    (Table(("村", "村"), (("甲", "甲"), ("甲", "甲"))), ()),
]


@pytest.mark.parametrize(("table", "headings"), FINDABLE)
def test_lines_are_looked_for_by_words_that_tell_them_apart(table: Table, headings: tuple[str, ...]) -> None:
    assert tuple(heading for _, heading in findable(table)) == headings


def test_a_column_that_only_counts_does_not_stay_alone() -> None:
    assert frozen_columns(SUBSIDIES) == 2
    assert frozen_columns(MONTHS) == 1
    assert frozen_columns(Table((), ())) == 0


def test_rows_of_different_lengths_become_one_table() -> None:
    odd = Table(("项目", "金额"), (("多一格", "1", "2"), ("少一格",)), total=("合计",))
    assert regular(odd) == Table(
        ("项目", "金额", ""), (("多一格", "1", "2"), ("少一格", "", "")), total=("合计", "", "")
    )


def test_totals_are_said_below_the_table(factory: StoreFactory, context: Context) -> None:
    right = Table(("项目", "金额（元）"), (("收入", "1200.00"), ("支出", "800.00")), total=("合计", "2000.00"))
    wrong = Table(("项目", "金额（元）"), (("收入", "1200.00"), ("支出", "800.00")), total=("合计", "2100.00"))
    about = factory.put("收支", (right, wrong)).id
    view = view_of(Detail(about), context)
    assert isinstance(view, DetailView)
    notes = [block.note for block in view.blocks if isinstance(block, TableSummary)]
    assert notes == [
        "合计已核对：金额（元）",
        "“金额（元）”一列各行相加是2000.00，表中合计写的是2100.00，请向发布单位核实。",
    ]


@pytest.mark.parametrize("route", [TablePage, TableRow, TableFind])
def test_what_is_no_table_says_why_it_is_not_shown(
    route: type[TablePage], factory: StoreFactory, context: Context
) -> None:
    about = factory.put("没有表").id
    for block in (0, 7, -1):
        assert type(view_of(route(about, block), context)).__name__ == "GoneView"
