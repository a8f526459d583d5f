"""Every flow from the draft to the signer: what stops it on the way, and what a taken-over hub cannot pass off."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.core.exceptions import ValidationError

from content.blocks import Table
from content.disclosure import NoticePeriod, decode_disclosure
from content.hub.disclosures.draft import HeldStep, OpinionHeard
from content.hub.review.flows import Need
from content.hub.review.secrecy import QUESTIONS, Answer, Sheet, faults, nothing_touched
from content.record import COUNTY_TIME, UnitCode
from content.terms import SixOpen, Stage
from tests.content.hub.conftest import COUNTY, Hub
from tests.content.hub.desk import Desk, outcome_of
from tests.content.hub.test_forged_rows import forged
from tests.factories import make_keys
from tests.fakes.terminal import PlainTerminal

TODAY = datetime.now(UTC).astimezone(COUNTY_TIME).date()


def before(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.fixture
def desk(hub: Hub, tmp_path: Path) -> Desk:
    done = make_keys(tmp_path, COUNTY)
    settings = hub.settings.model_copy(update={"repository_dir": tmp_path / "feed", "keys_dir": tmp_path / "online"})
    return Desk(hub, settings, PlainTerminal(tmp_path / "terminal", tmp_path / "feed", done.root))


FOUR_TALKS = (
    HeldStep(step="proposal", on=before(30), note="村党支部会议"),
    HeldStep(step="consultation", on=before(28)),
    HeldStep(step="deliberation", on=before(20), entitled=30, present=28, agreed=25),
    HeldStep(step="resolution", on=before(15), entitled=30, present=20, agreed=11),
)
RESULT = (
    FOUR_TALKS[3],
    HeldStep(step="resolution-published", on=before(14), note="村务公开栏"),
    HeldStep(step="implementation", on=before(7)),
)
VILLAGE = {"six_open": SixOpen.VILLAGE, "genre": "四议两公开", "unit": "t01-v01"}
CONSULTATION = {
    "six_open": SixOpen.GOVERNMENT,
    "genre": "征求意见",
    "notice": NoticePeriod(before(1), before(1) + timedelta(days=29), "县交通局 0900-5550101"),
    "explanation": "现行办法已满五年。",
}
OUTCOME = {
    "six_open": SixOpen.GOVERNMENT,
    "genre": "意见采纳情况",
    "steps_held": (HeldStep(step="pre-disclosure", on=before(40)), HeldStep(step="comments-closed", on=before(10))),
    "opinions": (
        OpinionHeard(opinion="路长电话写到牌上", adoption="adopted", people=12),
        OpinionHeard(opinion="村道由县里养护", adoption="not", reason="公路法规定村道由乡级人民政府负责"),
    ),
}


@pytest.mark.parametrize(
    ("fields", "flow", "steps"),
    [
        ({"six_open": SixOpen.PARTY}, "party", ["review", "approval"]),
        ({"six_open": SixOpen.GOVERNMENT}, "government", ["first", "second", "secrecy", "final"]),
        ({"six_open": SixOpen.VILLAGE, "unit": "t01-v01"}, "village", ["supervision", "final"]),
        (
            {**VILLAGE, "stage": Stage.DECISION, "steps_held": FOUR_TALKS},
            "village-resolution",
            ["supervision", "final"],
        ),
        ({**VILLAGE, "stage": Stage.RESULT, "steps_held": RESULT}, "village-result", ["supervision", "final"]),
        (CONSULTATION, "pre-disclosure", ["first", "secrecy", "final"]),
        (OUTCOME, "pre-disclosure-outcome", ["first", "secrecy", "final"]),
    ],
)
def test_each_flow_ends_on_the_terminal(desk: Desk, fields: dict[str, Any], flow: str, steps: list[str]) -> None:
    request = desk.hub.released(**fields)
    desk.sign()

    assert outcome_of(request) == ("published", "")
    assert (request.flow, [one["step"] for one in request.approvals]) == (flow, steps)
    people = [one["person"] for one in request.approvals]
    assert len({*people, request.author}) == len(people) + 1


def test_the_record_of_a_flow_is_read_by_citizens(hub: Hub) -> None:
    resolution = hub.released(**VILLAGE, stage=Stage.DECISION, steps_held=FOUR_TALKS)
    tables = [block for block in decode_disclosure(bytes(resolution.payload)).blocks if isinstance(block, Table)]
    assert tables[-1].rows[0] == ("村党组织提议", before(30).isoformat(), "", "", "", "村党支部会议")
    assert tables[-1].rows[3][2:5] == ("30", "20", "11")
    outcome = decode_disclosure(bytes(hub.released(**OUTCOME).payload))
    assert isinstance(outcome.blocks[-1], Table)
    assert outcome.blocks[-1].rows[1] == ("村道由县里养护", "1", "未采纳", "公路法规定村道由乡级人民政府负责")


REFUSED_AT_SUBMISSION = [
    ({**VILLAGE, "stage": Stage.DECISION}, "还没有记载「村党组织提议」"),
    ({**VILLAGE, "stage": Stage.DECISION, "steps_held": FOUR_TALKS[:3]}, "还没有记载「村民代表会议或村民会议决议」"),
    (
        {**VILLAGE, "stage": Stage.RESULT, "steps_held": (*RESULT[:2], HeldStep(step="implementation", on=before(8)))},
        "至少间隔 7 天",
    ),
    ({**VILLAGE, "stage": Stage.DECISION, "steps_held": (*FOUR_TALKS, FOUR_TALKS[0])}, "记载了两次"),
    ({**CONSULTATION, "explanation": ""}, "还缺：起草说明"),
    ({**CONSULTATION, "notice": None}, "提出意见的方式"),
    ({**CONSULTATION, "notice": NoticePeriod(before(1), before(1) + timedelta(days=28), "电话")}, "一般不少于 30 天"),
    ({**OUTCOME, "opinions": ()}, "还缺：意见采纳情况"),
    ({**OUTCOME, "opinions": (OpinionHeard(opinion="甲", adoption="partly"),)}, "须说明理由"),
    ({**OUTCOME, "steps_held": ()}, "还没有记载「预公开」"),
]


@pytest.mark.parametrize(("fields", "said"), REFUSED_AT_SUBMISSION)
def test_what_the_flow_lacks_is_told_before_anybody_reviews(hub: Hub, fields: dict[str, Any], said: str) -> None:
    from content.hub.review.errors import ReviewError
    from content.hub.review.services import submit

    page = hub.draft(**fields)
    # ValidationError: the check of the manuscript misses it, too, and is asked first.
    with pytest.raises((ReviewError, ValidationError), match=said):
        submit(page=page, by=hub.editor)


def test_a_shorter_period_for_comments_needs_its_reason(hub: Hub) -> None:
    short = NoticePeriod(before(1), before(1) + timedelta(days=9), "电话")
    request = hub.released(**{**CONSULTATION, "notice": short, "shortened_because": "防汛情况紧急"})
    assert "防汛情况紧急" in str(decode_disclosure(bytes(request.payload)).blocks)


def test_an_outcome_follows_a_pre_disclosure_that_was_released_and_is_closed(desk: Desk) -> None:
    from content.hub.review.errors import ReviewError
    from content.hub.review.services import submit

    hub = desk.hub
    follows: dict[str, Any] = {**OUTCOME, "steps_held": (), "follows": "sample:draft"}
    hub.draft(source="sample:draft", **CONSULTATION)
    with pytest.raises(ReviewError, match="还没有公开"):
        submit(page=hub.draft(**follows), by=hub.editor)
    hub.released("另一份", source="sample:open", **CONSULTATION)
    desk.sign()
    with pytest.raises(ReviewError, match="「征求意见截止」的日期 .* 还没有到"):
        submit(page=hub.draft(**{**follows, "follows": "sample:open"}), by=hub.editor)


def test_an_outcome_and_its_pre_disclosure_are_one_matter(desk: Desk) -> None:
    from content.hub.review.errors import ReviewError
    from content.hub.review.services import submit

    hub = desk.hub
    closed = NoticePeriod(before(40), before(1), "县交通局")
    earlier = hub.released(
        source="sample:closed", matter="农村公路", **{**CONSULTATION, "notice": closed, "valid_until": TODAY}
    )
    desk.sign()
    follows: dict[str, Any] = {**OUTCOME, "steps_held": OUTCOME["steps_held"][:1], "follows": "sample:closed"}
    with pytest.raises(ReviewError, match="同一个事项编号"):
        submit(page=hub.draft(matter="别的", **follows), by=hub.editor)
    request = hub.released(matter="农村公路", **follows)
    desk.sign()
    assert outcome_of(request) == ("published", "")
    assert f"本件承接的公开事项：{earlier.disclosure}" in str(decode_disclosure(bytes(request.payload)).blocks)


# ---- 保密审查单


def sheet(reason: str = "", **answers: Answer) -> Sheet:
    given = {key.replace("_", "-"): answer for key, answer in answers.items()}
    return Sheet({**nothing_touched().answers, **given}, dict.fromkeys(given, reason))


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        (sheet(), ""),
        (sheet(state_secret=Answer.YES, reason="无妨"), "涉及的不得公开"),
        (sheet(safety=Answer.YES, reason="无妨"), "涉及的不得公开"),
        (sheet(work_secret=Answer.UNSURE, reason="不清楚"), "报主管部门或者保密行政管理部门"),
        (sheet(third_party=Answer.YES), "须写明理由"),
        (sheet(third_party=Answer.YES, reason="第三方已书面同意公开"), ""),
        (sheet(process=Answer.YES, reason="法规规定应当公开"), ""),
        (Sheet({}, {}), "没有回答"),
        (Sheet({**nothing_touched().answers, "x": Answer.NO}, {}), "没有「x」这一项"),
    ],
)
def test_what_the_secrecy_sheet_lets_pass(filled: Sheet, said: str) -> None:
    found = "；".join(faults(filled))
    assert said in found
    assert bool(found) is bool(said)


def test_the_sheet_asks_what_the_articles_ask() -> None:
    asked = " ".join(one.text for one in QUESTIONS)
    for word in "国家秘密 工作秘密 法律、行政法规禁止 国家安全、公共安全、经济安全、社会稳定 商业秘密、个人隐私 内部事务 过程性信息".split():
        assert word in asked


def at_secrecy(hub: Hub) -> Any:
    from content.hub.review.services import approve, submit

    page = hub.draft(six_open=SixOpen.GOVERNMENT)
    submit(page=page, by=hub.editor)
    for person in (hub.first, hub.middle):
        approve(page=page, by=person, confirmed=[Need.PROOFREADING])
    return page


def test_without_a_sheet_that_passes_nothing_goes_on(hub: Hub) -> None:
    from content.hub.review.errors import ReviewError
    from content.hub.review.models import Consent
    from content.hub.review.services import approve, send_back, step_waiting

    page = at_secrecy(hub)
    with pytest.raises(ReviewError, match="还缺：保密审查单"):
        approve(page=page, by=hub.secrecy)
    with pytest.raises(ReviewError, match="还缺：保密审查单"):
        approve(page=page, by=hub.secrecy, confirmed=[Need.SECRECY_SHEET])  # a tick is no sheet
    with pytest.raises(ReviewError, match="不得公开"):
        approve(page=page, by=hub.secrecy, sheet=sheet(state_secret=Answer.YES))
    assert Consent.objects.filter(step="secrecy").count() == 0
    approve(page=page, by=hub.secrecy, sheet=sheet(third_party=Answer.YES, reason="第三方已书面同意公开"))
    kept = Consent.objects.get(step="secrecy")
    assert (kept.person_name, kept.answers["third-party"], kept.reasons) == (
        "secrecy",
        "yes",
        {"third-party": "第三方已书面同意公开"},
    )
    step = step_waiting(page)
    assert step is not None
    assert step.name == "终审"
    with pytest.raises(ReviewError, match="须写明理由"):
        send_back(page=page, by=hub.second, comment=" ")


def test_what_was_sent_back_begins_with_the_first_step_and_needs_everybody_again(hub: Hub) -> None:
    from content.hub.disclosures.models import DisclosurePage
    from content.hub.review.errors import ReviewError
    from content.hub.review.services import approve, send_back, step_waiting, submit

    page = at_secrecy(hub)
    send_back(page=page, by=hub.secrecy, comment="第二段请再核")
    page = DisclosurePage.objects.get(pk=page.pk)
    page.title = "改过的标题"
    page.save_revision(user=hub.editor)
    submit(page=page, by=hub.editor)
    step = step_waiting(page)
    assert step is not None
    assert step.name == "初审"
    request = hub.approved(page)
    assert [one["person_name"] for one in request.approvals] == ["first", "middle", "secrecy", "second"]
    assert decode_disclosure(bytes(request.payload)).title == "改过的标题"
    with pytest.raises(ReviewError, match="不能审核此件"):
        approve(page=page, by=hub.first)


def test_a_kind_that_was_changed_on_the_way_takes_the_flow_of_the_new_kind(hub: Hub) -> None:
    from content.hub.disclosures.models import DisclosurePage
    from content.hub.review.services import send_back, submit

    page = hub.draft()
    submit(page=page, by=hub.editor)
    send_back(page=page, by=hub.first, comment="这是政务")
    page = DisclosurePage.objects.get(pk=page.pk)
    page.six_open = SixOpen.GOVERNMENT.value
    page.save_revision(user=hub.editor)
    submit(page=page, by=hub.editor)
    assert hub.approved(page).flow == "government"


# ---- the same consent again


def test_a_consent_is_to_the_step_and_text_that_was_seen(hub: Hub) -> None:
    from content.hub.review.errors import ReviewError
    from content.hub.review.services import approve, submit

    page = hub.draft(six_open=SixOpen.GOVERNMENT)
    submit(page=page, by=hub.editor)
    seen = page.current_workflow_task_state.pk
    approve(page=page, by=hub.first, confirmed=[Need.PROOFREADING], seen=seen)
    with pytest.raises(ReviewError, match="不能审核此件"):
        approve(page=page, by=hub.first, confirmed=[Need.PROOFREADING], seen=seen)
    with pytest.raises(ReviewError, match="重新打开审核页"):
        approve(page=page, by=hub.middle, confirmed=[Need.PROOFREADING], seen=seen)


# ---- a taken-over hub


FORGERIES: list[tuple[str, Any, str]] = [
    ("another flow", lambda r, h: forged(r, flow="two-step"), "this disclosure takes 'government'"),
    ("no flow, as before there were any", lambda r, h: forged(r, flow=""), "this disclosure takes 'government'"),
    ("a step left out", lambda r, h: forged(r, approvals=[*r.approvals[:2], r.approvals[3]]), "asks for first"),
    ("no approvals", lambda r, h: forged(r, approvals=[]), "approvals of no step"),
    ("approvals that are none", lambda r, h: forged(r, approvals="yes"), "approvals:"),
    ("one person at two steps", lambda r, h: forged(
        r, approvals=[*r.approvals[:2], {**r.approvals[2], "person": h.first.pk}, r.approvals[3]]), "two steps"),
    ("a name that did not consent", lambda r, h: forged(
        r, approvals=[*r.approvals[:2], {**r.approvals[2], "person": h.outsider.pk}, r.approvals[3]]), "record"),
    ("the review of another text", lambda r, h: forged(r, review=h.released("另一件").review), "record"),
    ("the same review once more", lambda r, h: forged(r), "one review releases once"),
]  # fmt: skip


@pytest.mark.parametrize(("forge", "said"), [case[1:] for case in FORGERIES], ids=[case[0] for case in FORGERIES])
def test_the_signer_refuses_a_review_that_was_not(desk: Desk, forge: Any, said: str) -> None:
    genuine = desk.hub.released(six_open=SixOpen.GOVERNMENT)
    request = forge(genuine, desk.hub)
    desk.sign()
    status, reason = outcome_of(request)
    assert status == "refused"
    assert said in reason
    assert desk.shown()[genuine.disclosure]["rev"] == 1


def test_the_signer_misses_a_sheet_that_was_thrown_away(desk: Desk) -> None:
    from django.db import connection

    from content.hub.append_only import allow_changes
    from content.hub.review.models import Consent

    request = desk.hub.released(six_open=SixOpen.GOVERNMENT)
    with connection.schema_editor() as editor:
        allow_changes(editor, Consent._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute("delete from review_consent where step = 'secrecy'")
    desk.sign()
    status, reason = outcome_of(request)
    assert (status, desk.released()) == ("refused", {})
    assert "还缺：保密审查单" in reason


def test_the_signer_takes_no_administrators_consent(desk: Desk) -> None:
    request = desk.hub.released()
    desk.hub.first.is_superuser = True
    desk.hub.first.save()
    desk.sign()
    assert outcome_of(request) == ("refused", "an administrator stands among the reviewers")


def test_what_a_reviewer_confirmed_is_never_changed(hub: Hub) -> None:
    from django.db import DatabaseError, connection

    hub.released(six_open=SixOpen.GOVERNMENT)
    for statement in ("update review_consent set person = 1", "delete from review_consent"):
        with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.slow
def test_every_kind_of_draft_of_the_sample_county_goes_through_its_flow(hub: Hub) -> None:
    from content.hub.checking.services import clear_all
    from content.hub.disclosures.services import create_drafts
    from content.hub.review.roles import set_up_review
    from content.hub.review.services import submit
    from content.hub.sample.load import sample_county, sample_drafts
    from content.hub.units.services import load_county

    load_county(sample_county())
    set_up_review(county=UnitCode("qingyuan"))
    # One of each way through review: more would take minutes and show no more.
    chosen = {(draft.six_open, draft.genre, draft.stage): draft for draft in sample_drafts(TODAY)}
    # Without the PDFs: reading them takes a while, and shows no more of a flow.
    pictures = [
        msgspec.structs.replace(
            draft, files=tuple(file for file in draft.files if file.media_type != "application/pdf")
        )
        for draft in chosen.values()
    ]
    pages = create_drafts(pictures, by=hub.editor)
    taken = set()
    for page in pages:
        clear_all(page=page, by=hub.editor)  # of the pictures
        submit(page=page, by=hub.editor)
        taken.add(hub.approved(page).flow)
    assert taken >= {
        "party",
        "government",
        "village",
        "village-resolution",
        "village-result",
        "pre-disclosure",
        "pre-disclosure-outcome",
    }
