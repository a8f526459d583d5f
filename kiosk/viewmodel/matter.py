"""全过程: the four stages of one matter, what stands in each, the days between, the legal limit and what was used."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from msgspec import Struct

from content.disclosure import Disclosure, TimeLimit
from content.record import DisclosureId
from content.terms import STAGE_LABELS, DayKind, Stage
from kiosk import wording
from kiosk.reading_routes import Matter
from kiosk.viewmodel.context import Context
from kiosk.viewmodel.gone import GoneView, gone
from kiosk.viewmodel.shown import item_of, may_be_shown, showable
from kiosk.viewmodel.text import one_line

Say = Callable[..., str]


class Entry(Struct, frozen=True):
    """One disclosure of a stage. between: how long after the one before it. is_here: it is the one come from."""

    id: DisclosureId
    item: str
    title: str
    day: str
    publisher: str
    between: str
    limit: tuple[str, ...]
    is_late: bool
    is_here: bool


class StageView(Struct, frozen=True):
    """One of the four stages; without entries, missing says so."""

    label: str
    entries: tuple[Entry, ...]
    missing: str


class MatterView(Struct, frozen=True):
    """The matter that a disclosure belongs to."""

    id: DisclosureId
    item: str
    title: str
    stages: tuple[StageView, ...]


def matter(route: Matter, context: Context) -> MatterView | GoneView:
    """The stages, or why the disclosure come from is not shown."""
    found = showable(route.disclosure, context)
    if found is None:
        return gone(route.disclosure, context)
    return MatterView(found.id, item_of(found), one_line(found.title), stages(found, context))


def stages(found: Disclosure, context: Context) -> tuple[StageView, ...]:
    """The four stages of its matter, each with its disclosures in the order of their days."""
    own = {found.id: found} if found.stage else {}
    others = context.library.stages_of(found.matter) if found.matter else []
    staged = own | {one.id: one for one in others if one.stage is not None and may_be_shown(one, context)}
    everything = sorted(staged.values(), key=lambda one: (list(Stage).index(one.stage or Stage.BEFORE), _day(one)))
    before: date | None = None
    entries: dict[Stage, list[Entry]] = {stage: [] for stage in Stage}
    for one in everything:
        assert one.stage is not None
        entries[one.stage].append(_entry(one, before, one.id == found.id, context))
        before = _day(one)
    last = max((place for place, stage in enumerate(Stage) if entries[stage]), default=-1)
    return tuple(
        StageView(
            context.say(STAGE_LABELS[stage]),
            tuple(entries[stage]),
            "" if entries[stage] else _missing(stage, place < last, context.say),
        )
        for place, stage in enumerate(Stage)
    )


def _missing(stage: Stage, was_passed: bool, say: Say) -> str:
    """尚未公开, or for a stage that others have left behind: nothing of it is here."""
    label = say(STAGE_LABELS[stage])
    if was_passed:
        return say("本机没有“{stage}”阶段的公开内容", stage=label)
    return say("“{stage}”尚未公开", stage=label)


def _entry(one: Disclosure, before: date | None, is_here: bool, context: Context) -> Entry:
    say = context.say
    day = _day(one)
    days = (day - before).days if before else 0
    today = wording.county_day(context.now)
    return Entry(
        id=one.id,
        item=item_of(one),
        title=one_line(one.title),
        day=wording.day(day, context.language),
        publisher=one_line(one.publisher),
        between=say("相隔{days}天", days=days) if before and days > 0 else "",
        limit=limit_sentences(one.limit, today, context) if one.limit else (),
        is_late=one.limit is not None and is_late(one.limit, today),
        is_here=is_here,
    )


def is_late(limit: TimeLimit, today: date) -> bool:
    """Whether the legal limit was passed, as far as it is known."""
    return limit.due_on is not None and (limit.ended_on or today) > limit.due_on


def limit_sentences(limit: TimeLimit, today: date, context: Context) -> tuple[str, ...]:
    """法定时限 with its basis, and how much of it was used or is left. What is left is counted in calendar days."""
    say = context.say
    length = _length(limit.days, limit.counted_in, say)
    told = [say("法定时限：{length}", length=length)]
    if limit.basis.strip():
        told = [say("法定时限：{length}（{basis}）", length=length, basis=one_line(limit.basis))]
    begins = wording.day(limit.begins_on, context.language)
    due = wording.day(limit.due_on, context.language) if limit.due_on else ""
    told.append(say("{begins}起算，{due}到期", begins=begins, due=due) if due else say("{begins}起算", begins=begins))
    if limit.ended_on is not None:
        told.append(_ended(limit, limit.ended_on, context))
    elif limit.due_on is not None:
        left = (limit.due_on - today).days
        if left < 0:
            told.append(say("已超过法定时限{days}天，尚未公开办结情况", days=-left))
        elif left == 0:
            told.append(say("今天到期"))
        else:
            told.append(say("离到期还有{days}天", days=left))
    return tuple(told)


def _ended(limit: TimeLimit, ended_on: date, context: Context) -> str:
    say = context.say
    ended = wording.day(ended_on, context.language)
    used = _length(limit.days_used, limit.counted_in, say) if limit.days_used is not None else ""
    if limit.due_on is not None and ended_on > limit.due_on:
        late = (ended_on - limit.due_on).days
        if used:
            return say("{ended}办结，用了{used}，比法定时限晚{late}天", ended=ended, used=used, late=late)
        return say("{ended}办结，比法定时限晚{late}天", ended=ended, late=late)
    if used:
        return say("{ended}办结，用了{used}", ended=ended, used=used)
    return say("{ended}办结", ended=ended)


def _day(one: Disclosure) -> date:
    """The day that counts: 成文日期 if there is one, else the day of publication."""
    return one.formed_on or wording.county_day(one.published_at)


def _length(days: int, kind: DayKind, say: Say) -> str:
    return say("{days}个工作日", days=days) if kind is DayKind.WORKDAY else say("{days}日", days=days)
