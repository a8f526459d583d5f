"""What the technician sees: the code pad, the machine with its store, the tests of the panel."""

from __future__ import annotations

from msgspec import Struct

from content.store.filter import Filter
from kiosk import wording
from kiosk.maintenance_routes import CodePad, ColourTest, Maintenance, MaintenanceRoute, TouchTest
from kiosk.viewmodel.context import Context


class CodePadView(Struct, frozen=True):
    """digits: how many have been typed. sentence: why no code is taken, or that the last one was wrong."""

    digits: int
    sentence: str
    takes_keys: bool


class MaintenanceView(Struct, frozen=True):
    """facts: machine and store, as labelled values."""

    facts: tuple[tuple[str, str], ...]


class TouchTestView(Struct, frozen=True):
    touched: frozenset[int]


class ColourTestView(Struct, frozen=True):
    colour: int


MaintenanceScreen = CodePadView | MaintenanceView | TouchTestView | ColourTestView


def maintenance(route: MaintenanceRoute, context: Context) -> MaintenanceScreen:
    """The technician's screen."""
    match route:
        case CodePad(digits, shut_min, wrong):
            sentence = context.say("口令不对。") if wrong else ""
            if shut_min:
                sentence += context.say("口令错误次数过多，请在{minutes}分钟后再试。", minutes=shut_min)
            return CodePadView(digits, sentence, not shut_min)
        case Maintenance(facts):
            said = tuple((context.say(label), value) for label, value in facts)
            return MaintenanceView((*said, *_store_facts(context)))
        case TouchTest(touched):
            return TouchTestView(touched)
        case ColourTest(colour):
            return ColourTestView(colour)


def _store_facts(context: Context) -> tuple[tuple[str, str], ...]:
    library = context.library
    fresh = library.freshness()
    say = context.say
    return (
        (say("所属单位"), context.name_of(context.place.unit) or context.place.unit),
        (
            say("最近一次核验"),
            wording.minute(fresh.last_check, context.language) if fresh.last_check else say("还没有"),
        ),
        (say("最近一次更新"), wording.minute(fresh.last_pull, context.language) if fresh.last_pull else say("还没有")),
        (say("正在展示"), say("{count}条", count=library.count(Filter()))),
        (say("其中公示中"), say("{count}条", count=library.count(Filter(in_notice=True)))),
        (say("内容是否过期"), say("是，请检查网络") if fresh.stale else say("否")),
        (say("时钟是否可信"), say("不可信，请校准") if fresh.clock_suspect else say("可信")),
        (say("终端时间"), wording.minute(context.now, context.language)),
    )
