"""Questionnaires and wishes at the hub: taken once, checked against what was released, counted, put into the pool."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from content.blocks import Paragraph, Question
from content.disclosure import decode_disclosure, questions_of
from content.record import UnitCode
from content.terms import Window
from tests.content.hub.conftest import PASSWORD, Hub

KEY = "0b6e5f0e-3c1c-4a52-9f9a-6d1f3b0c8a{:02}"
QUESTIONS = (
    Question("窗口态度如何?", ("满意", "基本满意", "不满意")),
    Question("先改进哪些?", ("材料", "时间", "代办点"), several=True),
)


@pytest.fixture
def token(hub: Hub) -> str:
    from content.hub.terminals.services import enrol

    return enrol(terminal="hall-1", kind="terminal", units=[UnitCode("t01")])


@pytest.fixture
def clerk(hub: Hub) -> Any:
    from content.hub.review.roles import Role, create_account

    return create_account(username="clerk", password=PASSWORD, roles=[(Role.CLERK, UnitCode("t01"))])


@pytest.fixture
def survey(hub: Hub) -> str:
    """The id of a questionnaire that the signer released."""
    from content.hub.release.models import ReleaseOutcome

    request = hub.released(
        "柳溪镇满意度调查问卷", genre="调查问卷", window=Window.INTERACTION, blocks=(Paragraph("不记名。"), *QUESTIONS)
    )
    assert questions_of(decode_disclosure(bytes(request.payload))) == QUESTIONS
    ReleaseOutcome.objects.create(request=request, status="published", version=1)
    return str(request.disclosure)


def post(path: str, body: dict[str, Any], token: str, number: int = 1) -> Any:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": KEY.format(number)}
    return Client().post(f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers)


def answers(survey: str, *taken: list[int], rev: int = 1) -> dict[str, Any]:
    about = {"terminal": "hall-1", "unit": "t01", "at": "2026-11-22T03:00:00Z", "disclosure": survey, "rev": rev}
    return {**about, "answers": list(taken)}


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_answers_are_taken_once_and_counted(hub: Hub, token: str, survey: str) -> None:
    from content.hub.feedback.surveys import counted

    assert [post("survey-answers", answers(survey, [0], [0, 2]), token).status_code for _ in range(2)] == [201, 200]
    assert post("survey-answers", answers(survey, [0], [2]), token, 2).status_code == 201
    assert post("survey-answers", answers(survey, [2], [0, 1, 2]), token, 3).status_code == 201
    first, second = counted(survey, 1)
    assert (first.text, first.answered) == ("窗口态度如何?", 3)
    assert first.shares() == (("满意", 2, 67), ("基本满意", 0, 0), ("不满意", 1, 33))
    assert second.choices == (("材料", 2), ("时间", 1), ("代办点", 3))

    client = client_of(hub.editor)
    listed = client.get("/admin/surveys/").content.decode()
    assert "柳溪镇满意度调查问卷" in listed and survey in listed
    page = client.get(f"/admin/surveys/?id={survey}&rev=1").content.decode()
    assert "收到 3 份答卷" in page and "67%" in page and "（可多选）" in page


def test_the_results_are_for_the_people_of_the_questionnaires_unit(hub: Hub, token: str, survey: str) -> None:
    from content.hub.review.roles import Role, create_account

    assert post("survey-answers", answers(survey, [0], [0, 2]), token).status_code == 201
    reads = {  # who: whether t01's questionnaire is his
        "auditor of the township": (Role.AUDITOR, "t01", True),
        "clerk of the county": (Role.CLERK, "qingyuan", True),
        "clerk of another township": (Role.CLERK, "t02", False),
        "editor of a village below": (Role.EDITOR, "t01-v01", False),
    }
    one = f"/admin/surveys/?id={survey}&rev=1"
    for number, (who, (role, unit, may)) in enumerate(reads.items()):
        client = client_of(
            create_account(username=f"reader-{number}", password=PASSWORD, roles=[(role, UnitCode(unit))])
        )
        assert (survey in client.get("/admin/surveys/").content.decode()) is may, who
        page = client.get(one).content.decode()
        assert ("窗口态度如何" in page, "没有这份问卷，或者它不属于您的单位" in page) == (may, not may), who
    assert "收到 1 份答卷" in client_of(hub.admin).get(one).content.decode()
    for unknown in ("t01/000099&rev=1", f"{survey}&rev=7"):
        assert "没有这份问卷" in client_of(hub.editor).get(f"/admin/surveys/?id={unknown}").content.decode()


def test_the_page_of_a_wish_tells_the_countys_time(hub: Hub, token: str) -> None:
    from content.hub.feedback.models import Wish

    Wish.objects.create(
        key="k" * 32, terminal_id="hall-1", unit_id="t01", text="公开路灯经费", at=datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
    )  # fmt: skip
    page = client_of(hub.editor).get(f"/admin/wishes/inspect/{Wish.objects.get().pk}/").content.decode()
    assert "2026年11月22日 11:00" in page, "three in the morning in Greenwich"


BAD = [  # answers, a word of the reason
    ([[0]], "1 answers"),
    ([[0], []], "question 2"),
    ([[0, 1], [0]], "question 1"),
    ([[3], [0]], "question 1"),
    ([[0], [2, 0]], "question 2"),
    ([[0], [1, 1]], "question 2"),
    ([[-1], [0]], "question 1"),
]


@pytest.mark.parametrize(("taken", "word"), BAD)
def test_what_is_no_answer_to_it_is_refused(hub: Hub, token: str, survey: str, taken: Any, word: str) -> None:
    from content.hub.feedback.models import SurveyAnswers

    answer = post("survey-answers", answers(survey, *taken), token)
    assert answer.status_code == 422
    assert word in answer.json()["error"]
    assert not SurveyAnswers.objects.exists()


def test_answers_to_what_was_never_released_are_refused(hub: Hub, token: str, survey: str) -> None:
    for about in (answers("t01/000099", [0]), answers(survey, [0], [0], rev=2), answers("t01/1", [0])):
        assert post("survey-answers", about, token).status_code == 422


def test_a_questionnaire_needs_real_questions() -> None:
    from content.errors import TrustError
    from content.feed.rules import _check_questions

    _check_questions(QUESTIONS)
    for wrong in (
        Question("?", ("一个",)),
        Question(" ", ("甲", "乙")),
        Question("?", tuple("甲" * 21)),
        Question("?", ("甲", " ")),
    ):
        with pytest.raises(TrustError, match="question 1"):
            _check_questions((wrong,))
    with pytest.raises(TrustError, match="31 questions"):
        _check_questions(QUESTIONS[:1] * 31)


WISH = {"terminal": "hall-1", "unit": "t01", "at": "2026-11-22T03:00:00Z", "topic": "村务/财务", "text": "路灯电费"}


def test_a_wish_becomes_a_topic(hub: Hub, token: str, clerk: Any) -> None:
    from content.hub.feedback.models import Topic, Wish

    assert [post("wishes", WISH, token).status_code for _ in range(2)] == [201, 200]
    assert post("wishes", {**WISH, "text": "电费明细"}, token, 2).status_code == 201
    first, second = Wish.objects.order_by("id")
    client = client_of(clerk)
    assert "路灯电费" in client.get("/admin/wishes/").content.decode()
    assert "列入选题池" in client.get(f"/admin/wishes/inspect/{first.pk}/").content.decode()
    client.post(f"/admin/wish/{first.pk}/pool/", {"title": "各村路灯电费"})
    topic = Topic.objects.get()
    client.post(f"/admin/wish/{second.pk}/pool/", {"topic": str(topic.pk), "title": "x"})
    assert (topic.title, topic.unit_id, topic.state, topic.wished()) == ("各村路灯电费", "t01", "proposed", "2")

    edit = f"/admin/topics/edit/{topic.pk}/"
    client.post(edit, {"title": topic.title, "unit": "t01", "state": "accepted", "note": "12月公开"})
    topic.refresh_from_db()
    assert (topic.state, topic.note) == ("accepted", "12月公开")
    assert "请选择已有选题" in client.post(f"/admin/wish/{first.pk}/pool/", {}, follow=True).content.decode()


def test_only_the_units_clerk_fills_the_pool(hub: Hub, token: str) -> None:
    from content.hub.feedback.models import Topic, Wish
    from content.hub.review.roles import Role, create_account

    post("wishes", WISH, token)
    wish = Wish.objects.get()
    other = create_account(username="other", password=PASSWORD, roles=[(Role.CLERK, UnitCode("t02"))])
    for user in (hub.editor, hub.first, hub.admin, other):
        assert client_of(user).post(f"/admin/wish/{wish.pk}/pool/", {"title": "x"}).status_code in (302, 403)
        assert client_of(user).get("/admin/wishes/").status_code == 200
    assert not Topic.objects.exists()


@pytest.mark.parametrize(
    "change", [{"topic": "", "text": " "}, {"text": "长" * 101}, {"unit": "t99"}, {"text": "a\u0000"}]
)
def test_a_malformed_wish_is_refused(hub: Hub, token: str, change: dict[str, str]) -> None:
    assert post("wishes", {**WISH, **change}, token).status_code == 422
