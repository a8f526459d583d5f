"""公开流程 as a table: what each flow demands, by the articles; no database is needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.hub.review.flow_packs import Subject, flows_of, read_flows, read_pack
from content.hub.review.flows import (
    Flow,
    Need,
    NotAllowed,
    Progress,
    Step,
    StepKind,
    Taken,
    begin,
    check_ready,
    earliest,
    next_step,
    problems,
    replay,
    send_back,
    take,
)
from content.hub.review.role import Role, conflict_of
from content.terms import Level, SixOpen, Stage

FLOWS = read_flows()
ALL = frozenset(Need)
AUTHOR = 1
DAY = timedelta(days=1)
TODAY = date(2026, 12, 1)


def flow(key: str) -> Flow:
    return FLOWS.by_key[key]


def sign(person: int, on: date = TODAY, needs: frozenset[Need] = ALL) -> Taken:
    return Taken(on, person, needs=needs)


def meeting(on: date, entitled: int = 30, present: int = 25, agreed: int = 20) -> Taken:
    return Taken(on, 0, entitled, present, agreed)


# ---- which steps, by whom: from the articles, not from the pack


@pytest.mark.parametrize(
    ("key", "steps"),
    [
        ("party", "审核 审批 实施"),  # 党务公开条例(试行)第十五条; 提出 is the author's submission
        ("government", "初审 复审 保密审查 终审 公开"),  # 三审 + 保密审查
        ("pre-disclosure", "初审 保密审查 终审 预公开"),
        ("pre-disclosure-outcome", "预公开 征求意见截止 初审 保密审查 终审 结果公开"),
        ("village", "村务监督委员会审核 终审 公开"),
        (
            "village-resolution",
            "村党组织提议 村“两委”会商议 党员大会审议 村民代表会议或村民会议决议 村务监督委员会审核 终审 决议公开",
        ),
        ("two-step", "初审 终审 公开"),
    ],
)
def test_the_steps_of_each_flow(key: str, steps: str) -> None:
    assert " ".join(step.name for step in flow(key).steps) == steps


def test_three_reviews_and_three_proofreadings() -> None:
    proofread = [step.role for step in flow("government").signs if Need.PROOFREADING in step.needs]
    assert proofread == ["first-reviewer", "second-reviewer", "final-reviewer"]
    assert [step.role for step in flow("government").signs if step.asks_sheet] == ["secrecy-reviewer"]


KINDS = [  # six_open, genre, stage, level → flow
    (SixOpen.PARTY, "", None, Level.DEPARTMENT, "party"),
    (SixOpen.GOVERNMENT, "办事指南", None, Level.DEPARTMENT, "government"),
    (SixOpen.JUDICIAL, "", None, Level.DEPARTMENT, "government"),
    (SixOpen.PUBLIC_SERVICE, "", None, Level.DEPARTMENT, "two-step"),
    (SixOpen.ENTERPRISE, "", None, Level.DEPARTMENT, "two-step"),
    (SixOpen.VILLAGE, "村务财务季度公开", None, Level.VILLAGE, "village"),
    (SixOpen.VILLAGE, "四议两公开", Stage.BEFORE, Level.VILLAGE, "village"),
    (SixOpen.VILLAGE, "四议两公开", Stage.DECISION, Level.VILLAGE, "village-resolution"),
    (SixOpen.VILLAGE, "四议两公开", Stage.RESULT, Level.VILLAGE, "village-result"),
    (SixOpen.GOVERNMENT, "征求意见", Stage.BEFORE, Level.COUNTY, "pre-disclosure"),
    (SixOpen.PARTY, "预公开", Stage.BEFORE, Level.COUNTY, "pre-disclosure"),
    (SixOpen.GOVERNMENT, "意见采纳情况", Stage.RESULT, Level.COUNTY, "pre-disclosure-outcome"),
]


@pytest.mark.parametrize(("six_open", "genre", "stage", "level", "key"), KINDS)
def test_kind_and_unit_choose_the_flow(
    six_open: SixOpen, genre: str, stage: Stage | None, level: Level, key: str
) -> None:
    assert FLOWS.flow_of(Subject(frozenset({"x"}), level, six_open, genre, stage)).key == key


# ---- who


def test_the_author_takes_no_step_of_his_own_text() -> None:
    with pytest.raises(NotAllowed, match="不得由编写或提交的人办理"):
        take(flow("government"), begin(AUTHOR), "first", sign(AUTHOR), today=TODAY)


def test_one_person_takes_no_two_steps() -> None:
    progress = take(flow("government"), begin(AUTHOR), "first", sign(2), today=TODAY)
    with pytest.raises(NotAllowed, match="一人不得办理两步"):
        take(flow("government"), progress, "second", sign(2), today=TODAY)


def test_no_step_out_of_turn() -> None:
    with pytest.raises(NotAllowed, match="现在应当办理「初审」，不是「终审」"):
        take(flow("government"), begin(AUTHOR), "final", sign(4), today=TODAY)


def test_what_a_step_needs_is_named() -> None:
    with pytest.raises(NotAllowed, match="「审核」还缺：公开的必要性、内容的准确性已经审核、保密审查单"):
        take(flow("party"), begin(AUTHOR), "review", sign(2, needs=frozenset()), today=TODAY)


@given(st.lists(st.tuples(st.sampled_from([step.key for step in flow("government").steps]), st.integers(0, 6))))
def test_whatever_is_tried_no_one_appears_twice_and_the_order_is_kept(tries: list[tuple[str, int]]) -> None:
    chosen = flow("government")
    progress = begin(AUTHOR)
    for key, person in tries:
        try:
            progress = take(chosen, progress, key, sign(person), today=TODAY)
        except NotAllowed:
            continue
    people = [taken.person for key, taken in progress.taken.items() if key != "publication"]
    assert len({*people, AUTHOR}) == len(people) + 1
    assert 0 not in people
    assert list(progress.taken) == [step.key for step in chosen.steps][: len(progress.taken)]


def test_sent_back_every_consent_is_void_and_every_meeting_stays() -> None:
    chosen = flow("village-resolution")
    days = [date(2026, 11, day) for day in (2, 4, 10, 20)]
    held = [(step.key, meeting(day)) for step, day in zip(chosen.recorded, days, strict=True)]
    progress = replay(chosen, begin(AUTHOR), [*held, ("supervision", sign(2))], today=TODAY)
    back = send_back(chosen, progress)
    assert set(back.taken) == {"proposal", "consultation", "deliberation", "resolution"}
    waiting = next_step(chosen, back)
    assert waiting is not None
    assert waiting.key == "supervision"


# ---- 四议两公开: days and votes


def of_result(published: date, implemented: date) -> list[tuple[str, Taken]]:
    return [
        ("resolution", meeting(date(2026, 11, 1))),
        ("resolution-published", Taken(published)),
        ("implementation", Taken(implemented)),
    ]


@pytest.mark.parametrize(("implemented", "is_allowed"), [(9, True), (8, False)])
def test_seven_days_lie_between_the_decision_on_the_board_and_the_work(implemented: int, is_allowed: bool) -> None:
    steps = of_result(date(2026, 11, 2), date(2026, 11, implemented))  # 2 + 7 = 9 November
    if is_allowed:
        assert len(replay(flow("village-result"), begin(AUTHOR), steps, today=TODAY).taken) == 3
    else:
        with pytest.raises(NotAllowed, match="最早 2026-11-09,与上一步至少间隔 7 天"):
            replay(flow("village-result"), begin(AUTHOR), steps, today=TODAY)


def test_no_meeting_lies_in_the_future_or_before_the_one_it_follows() -> None:
    chosen = flow("village-resolution")
    with pytest.raises(NotAllowed, match="还没有到"):
        take(chosen, begin(AUTHOR), "proposal", meeting(TODAY + DAY), today=TODAY)
    progress = take(chosen, begin(AUTHOR), "proposal", meeting(TODAY), today=TODAY)
    with pytest.raises(NotAllowed, match="最早 2026-12-01"):
        take(chosen, progress, "consultation", meeting(TODAY - DAY), today=TODAY)


VOTES = [  # entitled, present, agreed → what art. 26 says: 2/3 present, more than half of those present agree
    (30, 20, 11, ""),
    (30, 19, 19, "不足3分之2"),
    (30, 20, 10, "未超过半数"),
    (31, 20, 20, "不足3分之2"),  # 2/3 of 31 are 20.67
    (0, 0, 0, "没有记载到会人数"),
    (30, 31, 20, "人数不对"),
    (30, 20, 21, "人数不对"),
]


@pytest.mark.parametrize(("entitled", "present", "agreed", "refused"), VOTES)
def test_the_votes_of_the_villagers_representatives(entitled: int, present: int, agreed: int, refused: str) -> None:
    chosen = flow("village-result")
    vote = meeting(date(2026, 11, 1), entitled, present, agreed)
    if not refused:
        assert take(chosen, begin(AUTHOR), "resolution", vote, today=TODAY).taken["resolution"] == vote
        return
    with pytest.raises(NotAllowed, match=refused):
        take(chosen, begin(AUTHOR), "resolution", vote, today=TODAY)


def test_nobody_reviews_a_decision_whose_meetings_are_not_on_record() -> None:
    chosen = flow("village-resolution")
    progress = replay(chosen, begin(AUTHOR), [("proposal", meeting(TODAY))], today=TODAY)
    with pytest.raises(NotAllowed, match="还没有记载「村“两委”会商议」"):
        check_ready(chosen, progress, frozenset(), today=TODAY)


# ---- 预公开


def test_an_outcome_waits_until_the_day_after_comments_are_closed() -> None:
    chosen = flow("pre-disclosure-outcome")
    steps = [("pre-disclosure", Taken(date(2026, 11, 1))), ("comments-closed", Taken(date(2026, 11, 30)))]
    progress = replay(chosen, begin(AUTHOR), steps, today=TODAY)
    assert earliest(chosen, progress) == TODAY
    check_ready(chosen, progress, frozenset({Need.OPINIONS}), today=TODAY)
    with pytest.raises(NotAllowed, match="最早 2026-12-01"):
        check_ready(chosen, progress, frozenset({Need.OPINIONS}), today=TODAY - DAY)
    with pytest.raises(NotAllowed, match="还缺：意见采纳情况"):
        check_ready(chosen, progress, frozenset(), today=TODAY)


def test_a_draft_for_comment_has_its_explanation_and_says_how_and_until_when() -> None:
    with pytest.raises(NotAllowed, match="还缺：起草说明、征求意见的期限和提出意见的方式"):
        check_ready(flow("pre-disclosure"), begin(AUTHOR), frozenset(), today=TODAY)
    assert flow("pre-disclosure").least_comment_days == 30  # 重大行政决策程序暂行条例第十五条


# ---- packs


def pack(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "county.toml"
    file.write_text(f'level = "county"\nname = "某县"\n{text}', encoding="utf-8")
    return file


def test_a_county_changes_days_and_kinds_and_nothing_else(tmp_path: Path) -> None:
    file = pack(
        tmp_path,
        '[flows.village-result]\ngaps = { implementation = 10 }\n'
        '[[kinds]]\nflow = "two-step"\nunits = ["d09"]\nsix_open = ["government"]\n',
    )  # fmt: skip
    flows = read_flows([file])
    gaps = {step.key: step.gap_days for step in flows.by_key["village-result"].steps}
    assert gaps["implementation"] == 10
    assert replace_gap(flows.by_key["village-result"]) == replace_gap(flow("village-result"))
    subject = Subject(frozenset({"d09", "qingyuan"}), Level.DEPARTMENT, SixOpen.GOVERNMENT)
    assert flows.flow_of(subject).key == "two-step"
    assert flows.flow_of(replace(subject, units=frozenset({"d10", "qingyuan"}))).key == "government"
    assert flows.flow_of(replace(subject, six_open=SixOpen.PARTY)).key == "party"


def replace_gap(chosen: Flow) -> list[tuple[str, str, tuple[Need, ...]]]:
    return [(step.key, step.role, step.needs) for step in chosen.steps]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[flows.village-result]\ngaps = { x = 1 }\n', "gaps of unknown steps x"),
        ('[[kinds]]\nflow = "x"\n', "no flow 'x'"),
        ('[flows.party]\nsteps = [{key="a", name="一", role="boss"}, {key="p", name="公开", kind="publication"}]\n',
         "at least two people besides the author"),
        ('[flows.party]\nstep = 1\n', "unknown field"),
        ('[flows.village]\ngaps = { supervision = -1 }\n', "must not be negative"),
        ("colour = 1\n", "unknown field"),
        ("[[", "county.toml"),
    ],
)  # fmt: skip
def test_a_wrong_pack_is_refused_by_name(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_flows([pack(tmp_path, text)])


def test_no_pack_makes_a_flow_that_one_person_could_take_alone() -> None:
    alone = Flow(
        key="x",
        name="一人",
        steps=(Step(key="a", name="审", role="editor"), Step(key="p", name="公开", kind=StepKind.PUBLICATION)),
    )
    assert problems(alone) == ["at least two people besides the author must consent"]
    national = read_pack(Path(__file__).parents[3] / "content/hub/review/packs/national.toml")
    with pytest.raises(ValueError, match="the last kind"):
        flows_of([type(national)(national.level, national.name, national.flows, national.kinds[:-1])])


# ---- roles


def test_who_audits_does_nothing_else() -> None:
    assert conflict_of([Role.AUDITOR]) == ""
    assert conflict_of([Role.EDITOR, Role.FIRST_REVIEWER]) == ""
    assert conflict_of([Role.AUDITOR, Role.EDITOR]) == "审计不得兼任其他角色：信息员"


def test_progress_is_a_value() -> None:
    before = begin(AUTHOR)
    after = take(flow("two-step"), before, "first", sign(2), today=TODAY)
    assert (before, set(after.taken)) == (Progress(frozenset({AUTHOR})), {"first"})
