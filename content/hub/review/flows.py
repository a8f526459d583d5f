"""公开流程, declared: the steps of a disclosure before it is public, who takes them, what they need, how far apart.

A flow is a row of steps. A *meeting* (议) was held in the world and is recorded with its day and votes; a *sign* step
is one account's consent to one revision; a *publication* is a release: the last step is the page's own, one before it
is an earlier one of the same matter, and a *period* is the last day of its notice. Nothing here knows a database,
and the signer asks the same table again.

    taken = begin(author)  →  take(…)  →  take(…)  →  … until next_step(…) is the page's own publication
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction

import msgspec

from content.hub.review.role import BY_KEY


class StepKind(enum.Enum):
    """What it takes to take a step."""

    MEETING = "meeting"
    SIGN = "sign"
    PUBLICATION = "publication"
    PERIOD = "period"


STEP_KIND_LABELS = {
    StepKind.MEETING: "会议",
    StepKind.SIGN: "审签",
    StepKind.PUBLICATION: "公开",
    StepKind.PERIOD: "期满",
}


class Need(enum.Enum):
    """What must be there besides the step itself."""

    PROOFREADING = "proofreading"
    MERIT = "merit"
    SECRECY_SHEET = "secrecy-sheet"
    EXPLANATION = "explanation"
    COMMENT_PERIOD = "comment-period"
    OPINIONS = "opinions"


NEED_LABELS = {
    Need.PROOFREADING: "校对无误",
    Need.MERIT: "公开的必要性、内容的准确性已经审核",
    Need.SECRECY_SHEET: "保密审查单",
    Need.EXPLANATION: "起草说明",
    Need.COMMENT_PERIOD: "征求意见的期限和提出意见的方式",
    Need.OPINIONS: "意见采纳情况",
}


# The page itself brings these; no reviewer can confirm them with a tick.
OF_PAGE = frozenset({Need.EXPLANATION, Need.COMMENT_PERIOD, Need.OPINIONS})


class NotAllowed(ValueError):
    """A step that the flow does not allow now; the message says why, in Chinese."""


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One row of a flow.

    role: of who signs. needs: see Need. gap_days: natural days that must lie between the step before and this one;
    7: on the 8th of a month after the 1st. quorum: the least part of those entitled that must be present; majority:
    those present who agree must be more than this part of them. basis: the article that asks for the step.
    """

    key: str
    name: str
    kind: StepKind = StepKind.SIGN
    role: str = ""
    needs: tuple[Need, ...] = ()
    gap_days: int = 0
    quorum: tuple[int, int] | None = None
    majority: tuple[int, int] | None = None
    basis: str = ""

    @property
    def asks_sheet(self) -> bool:
        """Whether whoever signs fills a 保密审查单."""
        return Need.SECRECY_SHEET in self.needs


class Flow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """流程. is_verified: its basis was read in the law itself; otherwise it is a default to be looked up.

    least_comment_days: how long a comment period lasts at least, both ends counted; shorter with a reason.
    """

    key: str
    name: str
    steps: tuple[Step, ...]
    basis: str = ""
    is_verified: bool = False
    least_comment_days: int = 0
    pack: str = ""

    @property
    def signs(self) -> list[Step]:
        """The steps that are accounts' consents, in order."""
        return [step for step in self.steps if step.kind is StepKind.SIGN]

    @property
    def recorded(self) -> list[Step]:
        """The steps that the page itself must record: meetings, and earlier publications."""
        return [step for step in self.steps[:-1] if step.kind is not StepKind.SIGN]


@dataclass(frozen=True)
class Taken:
    """One step that was taken: on which day, and by whom (a key of an account; 0 for what happened in the world).

    entitled, present, agreed: the votes of a meeting. needs: of the step's needs, those that were met.
    """

    on: date
    person: int = 0
    entitled: int = 0
    present: int = 0
    agreed: int = 0
    needs: frozenset[Need] = frozenset()


@dataclass(frozen=True)
class Progress:
    """How far a page has come: its author (编写和提交的人) and the steps taken, in order."""

    authors: frozenset[int]
    taken: Mapping[str, Taken] = field(default_factory=dict)


def begin(*authors: int) -> Progress:
    """Nothing taken yet."""
    return Progress(frozenset(authors))


def next_step(flow: Flow, progress: Progress) -> Step | None:
    """The step that waits; None when all are taken."""
    return next((step for step in flow.steps if step.key not in progress.taken), None)


def take(flow: Flow, progress: Progress, key: str, taken: Taken, *, today: date) -> Progress:
    """The progress after the step ``key``. Raises NotAllowed: out of turn, too early, wrong person, incomplete."""
    step = next_step(flow, progress)
    if step is None:
        raise NotAllowed("流程的各步都已完成")
    if step.key != key:
        names = {step.key: step.name for step in flow.steps}
        raise NotAllowed(f"现在应当办理「{step.name}」，不是「{names.get(key, key)}」")
    _check_day(step, flow, progress, taken, today)
    if step.kind is StepKind.SIGN:
        _check_person(step, progress, taken)
    if step.kind is StepKind.MEETING:
        _check_votes(step, taken)
    missing = [NEED_LABELS[need] for need in step.needs if need not in taken.needs]
    if missing:
        raise NotAllowed(f"「{step.name}」还缺：{'、'.join(missing)}")
    return replace(progress, taken={**progress.taken, key: taken})


def check_ready(flow: Flow, progress: Progress, of_page: frozenset[Need], *, today: date) -> None:
    """Raises NotAllowed unless a page may be handed to the first who signs: all before it and its parts are there."""
    step = next_step(flow, progress)
    if step is None or step.kind is not StepKind.SIGN:
        raise NotAllowed(f"还没有记载「{step.name if step else ''}」，不能提交审核")
    wanted = {need for step in flow.signs for need in step.needs} & OF_PAGE
    missing = [NEED_LABELS[need] for need in Need if need in wanted - of_page]
    if missing:
        raise NotAllowed(f"按「{flow.name}」流程，还缺：{'、'.join(missing)}")
    _check_day(step, flow, progress, Taken(today), today)


def send_back(flow: Flow, progress: Progress) -> Progress:
    """退回修改: what was held in the world stays, every consent is void."""
    signs = {step.key for step in flow.signs}
    return replace(progress, taken={key: taken for key, taken in progress.taken.items() if key not in signs})


def replay(flow: Flow, progress: Progress, steps: Sequence[tuple[str, Taken]], *, today: date) -> Progress:
    """Take one step after the other. Raises NotAllowed at the first that is not allowed."""
    for key, taken in steps:
        progress = take(flow, progress, key, taken, today=today)
    return progress


def earliest(flow: Flow, progress: Progress) -> date | None:
    """The first day on which the step that waits may be taken; None if nothing dated lies before it."""
    step = next_step(flow, progress)
    before = _before(flow, progress)
    return None if step is None or before is None else before + timedelta(days=step.gap_days)


def _before(flow: Flow, progress: Progress) -> date | None:
    """The day of the step before the one that waits."""
    days = [progress.taken[step.key].on for step in flow.steps if step.key in progress.taken]
    return days[-1] if days else None


def _check_day(step: Step, flow: Flow, progress: Progress, taken: Taken, today: date) -> None:
    if taken.on > today:
        raise NotAllowed(f"「{step.name}」的日期 {taken.on} 还没有到")
    first = earliest(flow, progress)
    if first is not None and taken.on < first:
        gap = f",与上一步至少间隔 {step.gap_days} 天" if step.gap_days else ""
        raise NotAllowed(f"「{step.name}」最早 {first}{gap}；现在的日期是 {taken.on}")


def _check_person(step: Step, progress: Progress, taken: Taken) -> None:
    if taken.person <= 0:
        raise NotAllowed(f"「{step.name}」没有审核人")
    if taken.person in progress.authors:
        raise NotAllowed(f"「{step.name}」不得由编写或提交的人办理")
    if any(taken.person == other.person for other in progress.taken.values()):
        raise NotAllowed(f"「{step.name}」的审核人已审核过：一人不得办理两步")


def _check_votes(step: Step, taken: Taken) -> None:
    if not 0 <= taken.agreed <= taken.present <= taken.entitled:
        raise NotAllowed(f"「{step.name}」应到 {taken.entitled}、实到 {taken.present}、同意 {taken.agreed}，人数不对")
    if step.quorum is not None and taken.present < Fraction(*step.quorum) * taken.entitled:
        raise NotAllowed(
            f"「{step.name}」应到 {taken.entitled} 人、实到 {taken.present} 人，不足{_part(step.quorum)}，决定无效"
        )
    if (step.quorum or step.majority) and taken.present == 0:
        raise NotAllowed(f"「{step.name}」没有记载到会人数")
    if step.majority is not None and taken.agreed <= Fraction(*step.majority) * taken.present:
        raise NotAllowed(
            f"「{step.name}」到会 {taken.present} 人、同意 {taken.agreed} 人，未超过{_part(step.majority)}，没有通过"
        )


def _part(part: tuple[int, int]) -> str:
    return "半数" if part == (1, 2) else f"{part[1]}分之{part[0]}"


def problems(flow: Flow) -> list[str]:
    """What is wrong with a declared flow, for whoever wrote the pack."""
    found = []
    keys = [step.key for step in flow.steps]
    if len(set(keys)) != len(keys):
        found.append("two steps have one key")
    if not flow.steps or flow.steps[-1].kind is not StepKind.PUBLICATION:
        found.append("the last step must be the page's own publication")
    if len(flow.signs) < 2:
        found.append("at least two people besides the author must consent")
    for step in flow.steps:
        if step.kind is StepKind.SIGN and step.role not in BY_KEY:
            found.append(f"step {step.key!r}: no role {step.role!r}; there are {', '.join(BY_KEY)}")
        if step.gap_days < 0:
            found.append(f"step {step.key!r}: gap_days must not be negative")
        for part in (step.quorum, step.majority):
            if part is not None and not 0 < part[0] <= part[1]:
                found.append(f"step {step.key!r}: {part[0]}/{part[1]} is no part of a whole")
    return found
