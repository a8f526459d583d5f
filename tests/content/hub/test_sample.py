"""清源县: sums add up, names are masked, notice periods run, and whatever day it is loaded a clerk would accept it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.blocks import (
    Contact,
    Facts,
    Heading,
    People,
    Picture,
    Service,
    Steps,
    Table,
    attachments_shown,
    block_texts,
)
from content.disclosure import MAX_BODY_BYTES, document_key
from content.hub.disclosures.draft import Draft
from content.hub.sample.county import DEPARTMENTS, sample_county
from content.hub.sample.days import Quarter, last_quarter, running_workdays, workdays_from
from content.hub.sample.drawings import Drawing, Node, find_face, flow_chart
from content.hub.sample.load import sample_drafts
from content.hub.sample.scene import Scene
from content.led_line import MAX_LED_LINE_LENGTH
from content.personal_data import certain_in, findings_in
from content.record import UNIT_CODE
from content.terms import Audience, Level, Stage, Window

TODAY = date(2026, 11, 22)
KINDS = {
    "任前公示": 4,
    "财政决算": 35,
    "涉农补贴": 72,
    "低保公示": 24,
    "征地补偿安置公告": 7,
    "办事指南": 34,
    "村务财务季度公开": 180,
    "权力运行流程图": 20,
}
FULL_NAMES_ALLOWED = {"任前公示", "任免通知"}


@pytest.fixture(scope="module")
def drafts() -> list[Draft]:
    return sample_drafts(TODAY)


def texts_of(draft: Draft) -> list[str]:
    texts = [draft.title, draft.publisher, draft.led_text]
    texts += [text for block in draft.blocks for text in block_texts(block)]
    return [*texts, draft.notice.contact if draft.notice else "", *(file.name for file in draft.files)]


def tables_of(draft: Draft) -> list[Table]:
    return [block for block in draft.blocks if isinstance(block, Table)]


def facts_of(draft: Draft) -> dict[str, str]:
    return {row.label: row.value for block in draft.blocks if isinstance(block, Facts) for row in block.rows}


def number(text: str) -> Decimal | None:
    """The number that a cell is, or that it begins with: 80.4, +1200, 14户, 200人."""
    match = re.fullmatch(r"([+-]?[\d,]+(?:\.\d+)?)(?:户|人|元|万元|%)?", text)
    return Decimal(match[1].replace(",", "")) if match else None


# ---- the county


def test_the_county_has_237_units_in_the_right_places() -> None:
    county = sample_county()
    assert county.fictional
    assert Counter(unit.level for unit in county.units) == {
        Level.COUNTY: 1,
        Level.DEPARTMENT: 22,
        Level.TOWNSHIP: 12,
        Level.VILLAGE: 202,
    }
    seen: set[str] = set()
    for unit in county.units:
        assert UNIT_CODE.fullmatch(unit.code)
        assert unit.parent in seen or unit.level is Level.COUNTY
        seen.add(unit.code)
    villages = Counter(unit.parent for unit in county.units if unit.level is Level.VILLAGE)
    assert sorted(villages.values()) == [16] * 2 + [17] * 10
    assert {"qingyuan", "d01", "d22", "t01", "t12", "t01-v17", "t12-v16"} <= seen
    assert "t12-v17" not in seen


def test_no_two_villages_of_a_township_have_one_name() -> None:
    names = Counter((unit.parent, unit.name) for unit in sample_county().units)
    assert max(names.values()) == 1
    assert len(DEPARTMENTS) == 22


# ---- the drafts as a whole


def test_every_kind_window_township_and_most_villages_are_there(drafts: list[Draft]) -> None:
    assert len(drafts) >= 400
    kinds = Counter(draft.genre for draft in drafts)
    assert all(kinds[kind] >= count for kind, count in KINDS.items())
    assert {draft.window for draft in drafts} == set(Window)
    units = {draft.unit for draft in drafts}
    assert {unit.code for unit in sample_county().units if unit.level is not Level.VILLAGE} <= units
    assert len([unit for unit in units if "-v" in unit]) >= 120
    assert units <= {unit.code for unit in sample_county().units}


def test_sources_and_titles_are_unique(drafts: list[Draft]) -> None:
    assert max(Counter(draft.source for draft in drafts).values()) == 1
    assert max(Counter((draft.unit, draft.title) for draft in drafts).values()) == 1


def test_at_least_three_matters_run_from_before_to_result(drafts: list[Draft]) -> None:
    stages: dict[str, set[Stage | None]] = {}
    for draft in drafts:
        if draft.matter:
            stages.setdefault(draft.matter, set()).add(draft.stage)
    complete = [matter for matter, found in stages.items() if {Stage.BEFORE, Stage.DECISION, Stage.RESULT} <= found]
    assert {"征地-响水水厂", "群众意见-夜间公交"} < set(complete)
    assert len(complete) >= 6
    for matter in complete:
        formed = {draft.stage: draft.formed_on for draft in drafts if draft.matter == matter}
        before, decision, result = formed[Stage.BEFORE], formed[Stage.DECISION], formed[Stage.RESULT]
        assert before
        assert decision
        assert result
        assert before < decision < result


def test_the_same_day_gives_the_same_drafts(drafts: list[Draft]) -> None:
    assert msgspec.json.encode(sample_drafts(TODAY)) == msgspec.json.encode(drafts)


# ---- arithmetic


def test_every_total_is_the_sum_of_its_column(drafts: list[Draft]) -> None:
    checked = 0
    for draft in drafts:
        for table in tables_of(draft):
            assert all(len(row) == len(table.columns) for row in table.rows)
            assert not table.total or len(table.total) == len(table.columns)
            for column, stated in enumerate(table.total):
                wanted = number(stated)
                cells = [number(row[column]) for row in table.rows]
                if wanted is None or any(cell is None for cell in cells):
                    continue
                assert sum((cell for cell in cells if cell is not None), Decimal(0)) == wanted, (draft.title, table)
                checked += 1
    assert checked > 700


def test_village_books_balance(drafts: list[Draft]) -> None:
    books = [draft for draft in drafts if draft.genre == "村务财务季度公开"]
    for draft in books:
        facts = facts_of(draft)
        opening, income, spent, closing = (
            Decimal(facts[label].removesuffix("元")) for label in ("期初结余", "本期收入", "本期支出", "期末结余")
        )
        assert opening + income - spent == closing >= 0, draft.title
        received, paid = tables_of(draft)
        assert Decimal(received.total[1]) == income
        assert Decimal(paid.total[1]) == spent


def test_budgets_balance(drafts: list[Draft]) -> None:
    for draft in drafts:
        if draft.genre != "财政决算":
            continue
        facts = facts_of(draft)
        rest = next(value for label, value in facts.items() if label in ("结转下年", "年末结转和结余"))
        income, spent, left = (number(text) for text in (facts["收入总计"], facts["支出总计"], rest))
        assert income is not None
        assert spent is not None
        assert left is not None
        assert income - spent == left > 0
        assert [number(table.total[1]) for table in tables_of(draft)[:2]] == [income, spent]


def test_the_county_accounts_are_those_that_were_planned(drafts: list[Draft]) -> None:
    (county,) = [draft for draft in drafts if draft.title == "清源县2025年度财政决算及“三公”经费决算"]
    facts = facts_of(county)
    # 31,250 + 11,480 + 186,700 + 3,570 = 233,000; 24,100 + 58,300 + 41,200 + 28,600 + 47,900 + 22,400 = 222,500.
    assert (facts["收入总计"], facts["支出总计"], facts["结转下年"]) == ("233,000万元", "222,500万元", "10,500万元")
    assert facts["“三公”经费合计"] == "260万元"


def test_subsidies_are_area_times_rate(drafts: list[Draft]) -> None:
    for draft in drafts:
        for table in tables_of(draft):
            if table.columns[-2:] == ("标准（元/亩）", "金额（元）"):
                for *_, area, rate, amount in table.rows:
                    assert Decimal(area) * Decimal(rate) == Decimal(amount)


def test_allowances_are_persons_times_rate(drafts: list[Draft]) -> None:
    rates = {"A类": 520, "B类": 390, "C类": 230}
    for draft in drafts:
        if draft.genre == "低保公示" and draft.stage is Stage.BEFORE:
            (table,) = tables_of(draft)
            assert all(int(persons) * rates[kind] == int(amount) for *_, persons, kind, amount in table.rows)


# ---- people


def test_no_personal_data_is_in_it(drafts: list[Draft]) -> None:
    for draft in drafts:
        assert certain_in(texts_of(draft)) == []
        assert findings_in(texts_of(draft)) == [], draft.title


def test_names_in_lists_are_masked(drafts: list[Draft]) -> None:
    for draft in drafts:
        for table in tables_of(draft):
            for column, heading in enumerate(table.columns):
                if heading in ("户主", "申请人", "购机者", "竞价人"):
                    for row in table.rows:
                        assert re.fullmatch(r"[一-龥]{1,2}\*[一-龥]?", row[column]), (draft.title, row)
                if heading == "姓名":
                    assert draft.genre in FULL_NAMES_ALLOWED


def test_telephones_are_invented(drafts: list[Draft]) -> None:
    short = {"12345", "12315", "12369", "12348", "110", "119", "120"}
    for draft in drafts:
        for text in texts_of(draft):
            for found in re.findall(r"(?<![\d.])0\d{2,3}-\d{7,8}(?!\d)", text):
                assert re.fullmatch(r"0900-555\d{4}", found), (draft.title, found)
            for label in re.findall(r"(?:电话|热线|请打|拨打)[：]?(\d{3,6})(?![\d-])", text):
                assert label in short


def test_lists_of_the_poor_are_for_their_villagers_and_go_with_the_notice(drafts: list[Draft]) -> None:
    lists = [draft for draft in drafts if draft.genre == "低保公示" and draft.stage is Stage.BEFORE]
    assert len(lists) == 12
    for draft in lists:
        assert draft.audience is Audience.VILLAGERS
        assert draft.notice
        assert draft.valid_until == draft.notice.last_day
    for draft in drafts:
        if any({"户主", "申请人", "购机者"} & set(table.columns) for table in tables_of(draft)):
            assert draft.valid_until, draft.title


# ---- forms


def test_lines_for_boards_are_short_enough(drafts: list[Draft]) -> None:
    lines = [draft.led_text for draft in drafts if draft.led_text]
    assert len(lines) > 100
    assert max(map(len, lines)) <= MAX_LED_LINE_LENGTH
    for line in lines:
        line.encode("gb2312") if "㎡" not in line else None  # a board's own characters


def test_every_field_fits_what_the_hub_can_edit(drafts: list[Draft]) -> None:
    for draft in drafts:
        assert len(draft.title) <= 100
        assert len(draft.publisher) <= 100
        assert len(draft.notice.contact if draft.notice else "") <= 200
        assert len(msgspec.json.encode(draft.blocks)) < MAX_BODY_BYTES // 2
        for block in draft.blocks:
            match block:
                case Heading():
                    assert 0 < len(block.text) <= 200
                case Facts():
                    assert block.rows
                    assert all(len(row.label) <= 100 and 0 < len(row.value) <= 500 for row in block.rows)
                case Table():
                    assert block.rows
                    assert all(len(cell) <= 500 for row in block.rows for cell in row)
                case Steps():
                    assert all(0 < len(step.name) <= 100 for step in block.steps)
                case Picture():
                    assert 0 < len(block.alt) <= 200
                case People():
                    for one in block.people:
                        assert 0 < len(one.name) <= 40
                        assert max(map(len, (one.post, one.contact))) <= 100
                        assert len(one.duties) <= 500
                        assert len(one.phone) <= 40
                case Service():
                    assert 0 < len(block.fee) <= 200
                    assert max(map(len, (block.legal_limit, block.promised_limit))) <= 100
                    assert max(map(len, (block.fee_basis, block.limit_basis, block.caption))) <= 200
                case Contact():
                    assert 0 < len(block.name) <= 100
                    assert len(block.phone) <= 100
                    assert max(map(len, (block.address, block.hours))) <= 200


@pytest.mark.skipif(find_face() is None, reason="Noto Sans CJK is not installed")
def test_pictures_and_files_are_real(drafts: list[Draft]) -> None:
    kinds: Counter[str] = Counter()
    for draft in drafts:
        hashes = {sha256(file.data).hexdigest() for file in draft.files}
        assert {shown for block in draft.blocks for shown in attachments_shown(block)} <= hashes
        for file in draft.files:
            kinds[file.media_type] += 1
            start = {"image/png": b"\x89PNG\r\n\x1a\n", "application/pdf": b"%PDF-"}[file.media_type]
            assert file.data.startswith(start)
            if file.media_type == "application/pdf":
                assert file.data.count(b"/Type /Page\n") >= 2 or file.data.count(b"/Contents") >= 2
    assert kinds["image/png"] >= 6
    assert kinds["application/pdf"] >= 3


def test_without_the_face_there_are_no_pictures_and_all_the_text(drafts: list[Draft], tmp_path: object) -> None:
    from content.hub.sample import land, party, powers
    from content.hub.sample.scene import Scene

    bare = [*land.drafts(Scene(TODAY)), *powers.drafts(Scene(TODAY)), *party.drafts(Scene(TODAY))]
    assert len(bare) == 7 + 21 + 15
    assert not any(attachments_shown(block) for draft in bare for block in draft.blocks)
    assert not any(draft.files for draft in bare)
    assert not any(isinstance(block, Picture) for draft in bare for block in draft.blocks)


def test_cards_limits_and_explanations_are_there(drafts: list[Draft]) -> None:
    guides = [draft for draft in drafts if any(isinstance(block, Service) for block in draft.blocks)]
    assert len(guides) >= 20
    assert all(any(isinstance(block, Contact) for block in draft.blocks) for draft in guides)
    (committee,) = [block for draft in drafts for block in draft.blocks if isinstance(block, People)]
    assert len(committee.people) == 8
    (limited,) = [draft for draft in drafts if draft.limit]
    assert limited.limit
    assert (limited.limit.days, limited.matter) == (3, "项目-县中医院综合楼")
    numbers = {document_key(draft.document_number) for draft in drafts if draft.document_number}
    (explained,) = [draft.explains for draft in drafts if draft.explains]
    assert document_key(explained) in numbers


# ---- any day


@pytest.fixture(scope="module")
def drawn_once() -> Iterator[None]:
    """A flow chart is the same on every day: one picture of each is enough, for drawing takes most of the time."""

    def chart(title: str, nodes: list[Node], scene: Scene) -> tuple[Drawing, ...]:
        key = (title, *nodes)
        if key not in charts:
            charts[key] = flow_chart(title, nodes, scene)
        return charts[key]

    charts: dict[tuple[object, ...], tuple[Drawing, ...]] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("content.hub.sample.powers.flow_chart", chart)
        yield


@pytest.mark.slow
@pytest.mark.usefixtures("drawn_once")
@settings(max_examples=15, deadline=None)
@given(st.dates(date(2026, 1, 1), date(2029, 12, 31)))
def test_on_any_day_notices_run_and_nothing_comes_from_the_future(today: date) -> None:
    made = sample_drafts(today)
    assert len(made) >= 400
    running = Counter(
        draft.genre for draft in made if draft.notice and draft.notice.first_day <= today <= draft.notice.last_day
    )
    assert running["任前公示"] == 2
    assert running["低保公示"] == 12
    assert running["涉农补贴"] == 72
    assert running["征地补偿安置公告"] == 2
    assert running["征求意见"] == 1
    for draft in made:
        assert draft.formed_on is not None
        assert draft.formed_on <= today, (draft.title, draft.formed_on)
        assert draft.formed_on > today - timedelta(days=500)
        assert draft.valid_until is None or draft.valid_until >= today
        assert len(draft.led_text) <= MAX_LED_LINE_LENGTH
        if draft.notice:
            assert draft.notice.first_day <= draft.notice.last_day


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 11, 22), date(2026, 11, 20), date(2026, 11, 26)),  # a Sunday
        (date(2026, 11, 23), date(2026, 11, 23), date(2026, 11, 27)),  # a Monday, as in the model record
        # 1 to 7 October is a holiday, Saturday the 10th a working day: 国务院办公厅关于2026年部分节假日安排的通知
        (date(2026, 10, 3), date(2026, 9, 30), date(2026, 10, 12)),
    ],
)
def test_a_notice_of_five_workdays(today: date, first: date, last: date) -> None:
    notice = running_workdays(today, 5, "")
    assert (notice.first_day, notice.last_day) == (first, last)
    assert workdays_from(first, 5) == last


def test_a_quarter_is_out_three_weeks_after_its_end() -> None:
    assert last_quarter(date(2026, 11, 22)) == Quarter(2026, 3)
    assert last_quarter(date(2026, 1, 21)) == Quarter(2025, 3)
    assert last_quarter(date(2026, 1, 22)) == Quarter(2025, 4)
    assert Quarter(2026, 3).last_day == date(2026, 9, 30)
    assert Quarter(2025, 4).last_day == date(2025, 12, 31)
    assert Quarter(2026, 3).name == "2026年第三季度"
