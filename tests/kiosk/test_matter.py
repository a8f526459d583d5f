"""全过程 and the ways to it: stages, days between, legal limits; policy and explanation find each other."""

from __future__ import annotations

from datetime import date

import pytest

from content.county import County
from content.disclosure import TimeLimit
from content.store.library import Library
from content.terms import Audience, DayKind, Stage
from kiosk import routes
from kiosk.reading_routes import Matter
from kiosk.taking import TakeAway
from kiosk.viewmodel import items_on, view_of
from kiosk.viewmodel.context import Context, Place
from kiosk.viewmodel.detail import DetailView
from kiosk.viewmodel.matter import MatterView, is_late, limit_sentences
from tests.kiosk.store_factory import StoreFactory

TODAY = date(2026, 11, 23)


@pytest.fixture
def context(library: Library, qingyuan: County, here: Place) -> Context:
    return Context(library, qingyuan, here, library.clock())


def test_the_four_stages_with_the_days_between(factory: StoreFactory, context: Context) -> None:
    decided = factory.put("决定", matter="路-1", stage=Stage.DECISION, formed_on=date(2026, 9, 10), hours_ago=9)
    before = factory.put("建议", matter="路-1", stage=Stage.BEFORE, formed_on=date(2026, 8, 25), hours_ago=5)
    factory.put("别的事", matter="路-2", stage=Stage.RESULT)
    view = view_of(Matter(decided.id), context)
    assert isinstance(view, MatterView)
    told = [(stage.label, [(e.title, e.day, e.between) for e in stage.entries], stage.missing) for stage in view.stages]
    assert told == [
        ("事前", [("建议", "2026年8月25日", "")], ""),
        ("决策", [("决定", "2026年9月10日", "相隔16天")], ""),
        ("执行", [], "“执行”尚未公开"),
        ("结果", [], "“结果”尚未公开"),
    ]
    assert items_on(view) == (f"{decided.id}@1", f"{before.id}@1")


def test_a_stage_that_was_passed_by_is_said_differently(factory: StoreFactory, context: Context) -> None:
    factory.put("建议", matter="路-1", stage=Stage.BEFORE)
    result = factory.put("结果", matter="路-1", stage=Stage.RESULT)
    view = view_of(Matter(result.id), context)
    assert isinstance(view, MatterView)
    assert [stage.missing for stage in view.stages] == [
        "",
        "本机没有“决策”阶段的公开内容",
        "本机没有“执行”阶段的公开内容",
        "",
    ]


def test_what_is_for_another_village_is_not_among_the_stages(factory: StoreFactory, context: Context) -> None:
    factory.put("名单", matter="路-1", stage=Stage.BEFORE, unit="t02", audience=Audience.VILLAGERS)
    result = factory.put("结果", matter="路-1", stage=Stage.RESULT)
    view = view_of(Matter(result.id), context)
    assert isinstance(view, MatterView)
    assert not view.stages[0].entries


def limit(**more: object) -> TimeLimit:
    return TimeLimit(days=20, counted_in=DayKind.WORKDAY, begins_on=date(2026, 11, 2), **more)  # type: ignore[arg-type]


LIMITS = [  # limit, is late, sentences after the first two
    (limit(due_on=date(2026, 11, 30)), False, ("离到期还有7天",)),
    (limit(due_on=TODAY), False, ("今天到期",)),
    (limit(due_on=date(2026, 11, 20)), True, ("已超过法定时限3天，尚未公开办结情况",)),
    (limit(due_on=date(2026, 11, 30), ended_on=date(2026, 11, 12), days_used=8), False,
     ("2026年11月12日办结，用了8个工作日",)),
    (limit(due_on=date(2026, 11, 10), ended_on=date(2026, 11, 12), days_used=8), True,
     ("2026年11月12日办结，用了8个工作日，比法定时限晚2天",)),
    (limit(ended_on=date(2026, 11, 12)), False, ("2026年11月12日办结",)),
    (limit(), False, ()),
]  # fmt: skip


@pytest.mark.parametrize(("one", "late", "sentences"), LIMITS)
def test_the_legal_limit_is_said_calmly(
    one: TimeLimit, late: bool, sentences: tuple[str, ...], factory: StoreFactory, context: Context
) -> None:
    assert is_late(one, TODAY) is late
    told = limit_sentences(one, TODAY, context)
    assert told[0] == "法定时限：20个工作日"
    assert told[2:] == sentences
    due = f"，2026年{one.due_on.month}月{one.due_on.day}日到期" if one.due_on else ""
    assert told[1] == f"2026年11月2日起算{due}"


def test_the_way_to_the_matter_stands_on_its_page(factory: StoreFactory, context: Context) -> None:
    factory.put("建议", matter="路-1", stage=Stage.BEFORE)
    result = factory.put("结果", matter="路-1", stage=Stage.RESULT)
    alone = factory.put("独立的事", stage=Stage.RESULT)
    view = view_of(routes.Detail(result.id), context)
    assert isinstance(view, DetailView)
    assert [(link.label, link.title, link.route) for link in view.links] == [
        ("看全过程", "事前 → 结果", Matter(result.id)),
        ("带走", "扫码存到手机", TakeAway(result.id)),  # stands on every disclosure
    ]
    view = view_of(routes.Detail(alone.id), context)
    assert isinstance(view, DetailView)
    assert [link.route for link in view.links] == [TakeAway(alone.id)]


def test_policy_and_explanation_lead_to_each_other(factory: StoreFactory, context: Context) -> None:
    policy = factory.put("办法", document_number="清政发〔2026〕9号")
    numberless = factory.put("没有文号的办法")
    explained = factory.put("一图读懂", explains="清政发[2026] 9号", unit="d18")
    factory.put("问答", explains=numberless.id)
    factory.put("给别村的解读", explains="清政发〔2026〕9号", unit="t02", audience=Audience.VILLAGERS)
    links = {}
    for one in (policy, numberless, explained):
        view = view_of(routes.Detail(one.id), context)
        assert isinstance(view, DetailView)
        links[one.title] = [(link.label, link.title, link.route) for link in view.links]
    taken = ("带走", "扫码存到手机")  # stands on every disclosure
    assert links["办法"] == [("看解读", "一图读懂", routes.Detail(explained.id)), (*taken, TakeAway(policy.id))]
    assert [(label, title) for label, title, _ in links["没有文号的办法"]] == [("看解读", "问答"), taken]
    assert links["一图读懂"] == [("看原文", "办法", routes.Detail(policy.id)), (*taken, TakeAway(explained.id))]
