"""The device API: tokens, limits, and an opinion that arrives exactly once."""

from __future__ import annotations

import base64
import json
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from content.led_line import LedStyle, LedUrgency
from content.led_template import Blank, BlankForm
from content.record import DisclosureId
from tests.content.hub.conftest import Hub
from tests.factories import approver_list, two_people

KEY = "0b6e5f0e-3c1c-4a52-9f9a-6d1f3b0c8a11"
OPINION = {
    "terminal": "hall-1",
    "unit": "t01",
    "at": "2026-11-22T03:00:00Z",
    "disclosure": "t01/000001",
    "rev": 1,
    "rating": "satisfied",
    "text": "字再大一点就好了",
}


@pytest.fixture
def token(hub: Hub) -> str:
    from content.hub.terminals.services import enrol

    return enrol(terminal="hall-1", kind="terminal", units=["t01"])


@pytest.fixture
def approver(hub: Hub) -> str:
    from content.hub.terminals.services import enrol

    return enrol(terminal="desk-1", kind="approver", units=["t01"])


def post(path: str, body: Any, token: str = "", **headers: str) -> Any:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return Client().post(f"/api/v1/{path}", data, content_type="application/json", headers=headers)


def send(body: Any, token: str, key: str = KEY) -> Any:
    return post("opinions", body, token, **{"Idempotency-Key": key})


def test_an_opinion_arrives_once_however_often_it_is_sent(hub: Hub, token: str) -> None:
    from content.hub.feedback.models import Opinion

    assert [send(OPINION, token).status_code for _ in range(3)] == [201, 200, 200]
    opinion = Opinion.objects.get()
    assert (opinion.text, opinion.rating, opinion.unit_id, opinion.terminal_id) == (
        "字再大一点就好了",
        "satisfied",
        "t01",
        "hall-1",
    )
    assert opinion.at == datetime(2026, 11, 22, 3, tzinfo=UTC)


FAR_OFF = [  # as sent; in UTC, or None where there is no such day on a calendar
    ("2026-05-17T08:43:10-16:54", "2026-05-18T01:37:10+00:00"),  # PostgreSQL takes offsets below 16 hours only
    ("2026-05-17T08:43:10+23:59", "2026-05-16T08:44:10+00:00"),
    ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00+00:00"),  # a terminal without a clock
    ("0001-01-01T00:00:00+01:00", None),
    ("9999-12-31T23:59:59-01:00", None),
    ("9999-12-31T17:00:00Z", None),  # the year 10000 in the county
]


@pytest.mark.parametrize(("sent", "kept"), FAR_OFF)
def test_any_clock_s_time_is_kept_as_utc_or_refused(hub: Hub, token: str, sent: str, kept: str | None) -> None:
    from content.hub.feedback.models import Opinion
    from content.hub.terminals.models import Heartbeat

    opinion = send({**OPINION, "at": sent}, token)
    beat = post("heartbeat", {"terminal": "hall-1", "at": sent, "last_pull": sent}, token)
    if kept is None:
        assert (opinion.status_code, beat.status_code) == (422, 422)
        assert opinion.json()["error"].startswith("at: ")
        assert not Opinion.objects.exists()
        assert not Heartbeat.objects.exists()
        return
    assert (opinion.status_code, beat.status_code) == (201, 204)
    heard = Heartbeat.objects.get()
    assert {Opinion.objects.get().at, heard.at, heard.last_pull} == {datetime.fromisoformat(kept)}


def test_an_opinion_sent_by_many_connections_at_once_arrives_once(hub: Hub, token: str) -> None:
    from django.db import connection

    from content.hub.feedback.models import Opinion

    together = threading.Barrier(6)
    answers: list[int] = []

    def deliver() -> None:
        together.wait(10)
        answers.append(send(OPINION, token).status_code)
        connection.close()

    threads = [threading.Thread(target=deliver) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(answers) == [200, 200, 200, 200, 200, 201]
    assert Opinion.objects.count() == 1


def test_only_the_hash_of_a_token_is_kept_and_a_new_one_replaces_it(hub: Hub, token: str) -> None:
    from hashlib import sha256

    from content.hub.terminals.models import Terminal
    from content.hub.terminals.services import enrol

    kept = Terminal.objects.get(pk="hall-1").token_sha256
    assert kept == sha256(token.encode()).hexdigest()
    newer = enrol(terminal="hall-1", kind="terminal", units=["t01"])
    assert send(OPINION, token).status_code == 401
    assert send(OPINION, newer).status_code == 201


@pytest.mark.parametrize("wrong", ["", "hall-1", "hall-1.", "nobody.abc", "x" * 5_000, "hall-1.\u00e9", "é.é"])
def test_a_wrong_token_opens_nothing(hub: Hub, token: str, wrong: str) -> None:
    headers = {"Authorization": f"Bearer {wrong}".encode().decode("latin-1"), "Idempotency-Key": KEY}
    answer = Client().post("/api/v1/opinions", OPINION, content_type="application/json", headers=headers)
    assert answer.status_code == 401
    assert "error" in answer.json()


def test_a_machine_that_was_taken_out_of_use_is_a_stranger(hub: Hub, token: str) -> None:
    from content.hub.terminals.models import Terminal

    Terminal.objects.filter(pk="hall-1").update(is_active=False)
    assert send(OPINION, token).status_code == 401


def test_each_kind_of_token_opens_its_own_doors(hub: Hub, token: str, approver: str) -> None:
    assert Client().get("/api/v1/led-lines", headers={"Authorization": f"Bearer {token}"}).status_code == 403
    assert send({**OPINION, "terminal": "desk-1"}, approver).status_code == 403


BAD_OPINIONS = [  # what is changed in a good one, a word of the answer
    ({"terminal": "hall-2"}, "terminal"),
    ({"unit": "t99"}, "unit"),
    ({"at": "2026-11-22T03:00:00"}, "at"),  # without its zone
    ({"disclosure": "t01/1"}, "disclosure"),
    ({"disclosure": "t" * 44 + "/000001"}, "is no id"),  # 51 characters; a database that counts takes 50
    ({"rating": "excellent"}, "rating"),
    ({"rev": -1}, "rev"),
    ({"rev": 2**80}, "rev|range"),
    ({"text": "长" * 501}, "501"),
    ({"text": "", "rating": None}, "neither"),
    ({"text": "a\u0000b"}, "NUL"),
    ({"text": 5}, "text"),
]


@pytest.mark.parametrize(("change", "word"), BAD_OPINIONS, ids=[case[1] for case in BAD_OPINIONS])
def test_a_malformed_opinion_is_refused_with_the_field(hub: Hub, token: str, change: dict[str, Any], word: str) -> None:
    import re

    from content.hub.feedback.models import Opinion

    answer = send({**OPINION, **change}, token)
    assert answer.status_code == 422
    assert re.search(word, answer.json()["error"]), answer.json()
    assert Opinion.objects.count() == 0


def test_sizes_are_limited_before_anything_is_decoded(hub: Hub, token: str) -> None:
    assert send(b" " * 65_537, token).status_code == 413
    assert send(b" " * 65_536, token).status_code == 422
    assert send(OPINION, token, key="k" * 65).status_code == 422
    assert send(OPINION, token, key="a b c d e f").status_code == 422
    assert Client().get("/api/v1/opinions", headers={"Authorization": f"Bearer {token}"}).status_code == 405


def test_a_heartbeat_is_kept_as_the_last_sign_of_life(hub: Hub, token: str) -> None:
    from content.hub.terminals.models import Heartbeat

    beat = {"terminal": "hall-1", "at": "2026-11-22T03:00:00Z", "version": "0.1.0", "problems": ["屏幕\n未确认"]}
    assert post("heartbeat", {**beat, "last_pull": None}, token).status_code == 204
    assert post("heartbeat", {**beat, "last_pull": "2026-11-22T02:59:00Z"}, token).status_code == 204
    row = Heartbeat.objects.get()
    assert (row.version, row.problems, row.last_pull) == (
        "0.1.0",
        "屏幕 未确认",
        datetime(2026, 11, 22, 2, 59, tzinfo=UTC),
    )
    assert post("heartbeat", {**beat, "terminal": "hall-2"}, token).status_code == 422
    assert post("heartbeat", {**beat, "problems": ["x"] * 51}, token).status_code == 422


BEAT = {"terminal": "hall-1", "at": "2026-11-22T03:00:00Z"}
GATE: dict[str, Any] = {
    "board": "t01-b1",
    "model": "onbon-bx5k",
    "condition": "alive",
    "at": "2026-11-22T02:59:30Z",
    "class": "A",
    "state": "unconfirmed",
    "line": "t01/000003",
    "text": "低保公示",
    "reason": {"kind": "no-answer", "sentence": "no answer"},
    "refused": [{"line": "t01/000004", "reason": {"kind": "character", "about": "镕", "sentence": "character 2 …"}}],
}


def known_board(id_: str, unit: str = "t01", terminal: str = "") -> None:
    from config.settings import BoardSettings
    from content.hub.terminals.services import set_board

    board = BoardSettings(id=id_, unit=unit, model="onbon-bx5k", url="loop://", width_px=256, height_px=16)
    set_board(board=board, terminal=terminal)


def test_the_last_state_of_a_board_is_kept(hub: Hub, token: str) -> None:
    from content.hub.terminals.models import BoardState

    known_board("t01-b1")
    assert post("heartbeat", {**BEAT, "boards": [{**GATE, "state": "shown"}]}, token).status_code == 204
    assert post("heartbeat", {**BEAT, "boards": [{**GATE, "text": "低保\u0000公示\n"}]}, token).status_code == 204
    state = BoardState.objects.get()
    report = state.told()
    assert report is not None
    assert (state.board_id, state.terminal_id, report.state, report.text) == (
        "t01-b1",
        "hall-1",
        "unconfirmed",
        "低保 公示 ",
    )
    assert report.at == datetime(2026, 11, 22, 2, 59, 30, tzinfo=UTC)
    assert [(one.line, one.reason.kind, one.reason.about) for one in report.refused] == [
        ("t01/000004", "character", "镕")
    ]
    # A heartbeat that says nothing of boards (of an older terminal, or too full) leaves what is known.
    assert post("heartbeat", BEAT, token).status_code == 204
    assert BoardState.objects.get().report == state.report


WHOSE = [  # the board's unit and terminal, whether hall-1 (of t01) may report on it
    ("t01", "", True),
    ("t01", "hall-1", True),
    ("t02", "hall-1", True),
    ("t01", "hall-2", False),
    ("t02", "", False),
]


@pytest.mark.parametrize(("unit", "terminal", "taken"), WHOSE)
def test_a_terminal_reports_on_its_own_boards_only(hub: Hub, token: str, unit: str, terminal: str, taken: bool) -> None:
    from content.hub.terminals.models import BoardState, Heartbeat

    known_board("t01-b1", unit, terminal)
    answer = post("heartbeat", {**BEAT, "boards": [GATE, {**GATE, "board": "unheard-of"}]}, token)
    assert answer.status_code == 200
    ignored = answer.json()["ignored"]
    assert ignored["unheard-of"].startswith("this hub does not know the board")
    assert ("t01-b1" not in ignored, BoardState.objects.count()) == (taken, int(taken))
    assert Heartbeat.objects.count() == 1, "the rest of the heartbeat is kept"


BAD_BOARDS = [
    [{**GATE, "board": ""}],
    [{**GATE, "board": "b" * 41}],
    [{**GATE, "text": "长" * 121}],
    [{**GATE, "at": "2026-11-22T03:00:00"}],
    [{**GATE, "remaining_s": -1}],
    [{**GATE, "watchdog_failures": 2**31}],
    [{**GATE, "programme": ["t01/000001"] * 51}],
    [{**GATE, "refused": [{"line": "t01/000004", "reason": {"kind": "k", "sentence": "s" * 301}}]}],
    [GATE] * 65,
    {"t01-b1": GATE},
]


@pytest.mark.parametrize("boards", BAD_BOARDS, ids=range(len(BAD_BOARDS)))
def test_a_malformed_report_on_boards_is_refused_and_nothing_is_kept(hub: Hub, token: str, boards: Any) -> None:
    from content.hub.terminals.models import BoardState

    known_board("t01-b1")
    assert post("heartbeat", {**BEAT, "boards": boards}, token).status_code == 422
    assert BoardState.objects.count() == 0


def test_an_agent_s_heartbeat_is_what_the_hub_takes(hub: Hub, token: str) -> None:
    """Both ends together: bytes as content.sync makes them, at their largest."""
    from content.hub.terminals.models import BoardState
    from content.sync.report import heartbeat
    from tests.content.sync.test_deliver import wordy_board

    boards = [wordy_board(number) for number in range(64)]
    for board in boards:
        known_board(board.board)
    now = datetime(2026, 11, 22, 3, tzinfo=UTC)
    beat = heartbeat("hall-1", now, now, ["错" * 500] * 50, boards)
    assert post("heartbeat", msgspec.json.encode(beat), token).status_code == 204
    assert BoardState.objects.count() == len(beat.boards) > 20


def test_an_approver_sees_a_line_and_signs_it(hub: Hub, approver: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from config.settings import BoardSettings
    from content.feed.approvals import sign_led_line
    from content.hub.release import led_lines
    from content.hub.terminals.services import set_board

    set_board(
        board=BoardSettings(id="t01-b1", unit="t01", model="onbon-bx5k", url="loop://", width_px=256, height_px=16)
    )
    announced = hub.released()
    line = led_lines.propose_led_line(
        disclosure_id=DisclosureId(announced.disclosure),
        text="低保公示,12月1日前可提异议",
        boards=["t01-b1"],
        style=LedStyle.STILL,
        valid_from=datetime(2026, 11, 22, tzinfo=UTC),
        valid_until=datetime(2999, 1, 1, tzinfo=UTC).replace(year=2026, month=12),
        by=hub.editor,
    )
    wang, li = two_people()
    monkeypatch.setattr(led_lines, "approvers_of", lambda hub, memory: approver_list(wang, li))
    client = Client(headers={"Authorization": f"Bearer {approver}"})

    offered = client.get("/api/v1/led-lines").json()["lines"]
    assert [(one["request"], one["signed_by"]) for one in offered] == [(line.pk, [])]
    assert offered[0]["boards"] == [
        {"id": "t01-b1", "model": "onbon-bx5k", "width_px": 256, "height_px": 16, "font_px": 16, "colours": "red"}
    ]
    payload = base64.b64decode(offered[0]["payload"])
    path = f"led-lines/{line.pk}/signatures"
    signature = sign_led_line(payload, wang.signer)
    assert post(path, {"keyid": signature.keyid, "sig": signature.sig}, approver).status_code == 201
    assert client.get("/api/v1/led-lines").json()["lines"][0]["signed_by"] == [wang.entry.keyid]
    # One person's signature under the other's key id.
    assert post(path, {"keyid": li.entry.keyid, "sig": signature.sig}, approver).status_code == 422
    second = sign_led_line(payload, li.signer)
    assert post(path, {"keyid": second.keyid, "sig": second.sig}, approver).status_code == 201
    assert client.get("/api/v1/led-lines").json() == {"lines": [], "templates": []}
    assert post("led-lines/999/signatures", {"keyid": second.keyid, "sig": second.sig}, approver).status_code == 404


def test_an_approver_sees_a_template_and_signs_it(hub: Hub, approver: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from config.settings import BoardSettings
    from content.feed.approvals import sign_led_template
    from content.hub.release import led_templates
    from content.hub.terminals.services import set_board

    set_board(
        board=BoardSettings(id="t01-b1", unit="t01", model="onbon-bx5k", url="loop://", width_px=256, height_px=16)
    )
    template = led_templates.propose_template(
        disclosure_id=DisclosureId(hub.released().disclosure),
        name="停水",
        text="今日{时间}起停水",
        blanks=[Blank(name="时间", form=BlankForm.TIME)],
        boards=["t01-b1"],
        style=LedStyle.STILL,
        urgency=LedUrgency.EMERGENCY,
        valid_until=datetime.now(UTC) + timedelta(days=90),
        max_hours=12,
        by=hub.editor,
    )
    wang, li = two_people()
    monkeypatch.setattr(led_templates, "approvers_of", lambda hub, memory: approver_list(wang, li))
    client = Client(headers={"Authorization": f"Bearer {approver}"})
    offered = client.get("/api/v1/led-lines").json()["templates"]
    assert [(one["request"], one["signed_by"]) for one in offered] == [(template.pk, [])]
    payload, path = base64.b64decode(offered[0]["payload"]), f"led-templates/{template.pk}/signatures"
    signature = sign_led_template(payload, wang.signer)
    assert post(path, {"keyid": signature.keyid, "sig": signature.sig}, approver).status_code == 201
    assert post(path, {"keyid": li.entry.keyid, "sig": signature.sig}, approver).status_code == 422, "another's key id"
    second = sign_led_template(payload, li.signer)
    assert post(path, {"keyid": second.keyid, "sig": second.sig}, approver).status_code == 201
    assert client.get("/api/v1/led-lines").json() == {"lines": [], "templates": []}
    assert led_templates.EmergencyTemplate.objects.get().is_signed
    assert post("led-templates/999/signatures", {"keyid": second.keyid, "sig": second.sig}, approver).status_code == 404


def test_an_approver_of_another_unit_sees_nothing(hub: Hub) -> None:
    from content.hub.terminals.services import enrol

    other = enrol(terminal="desk-2", kind="approver", units=["t02"])
    assert Client().get("/api/v1/led-lines", headers={"Authorization": f"Bearer {other}"}).json() == {
        "lines": [],
        "templates": [],
    }


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.dictionaries(
    st.sampled_from([*OPINION, "version", "last_pull", "problems", "boards", "keyid", "sig"]), JSON
)

ODD_BOARDS = st.dictionaries(st.sampled_from([*GATE, "errors", "programme", "since", "rev"]), JSON).map(
    lambda change: json.dumps({**BEAT, "boards": [{**GATE, **change}]}).encode()
)


def test_any_bytes_get_an_answer_of_the_contract(hub: Hub, token: str, approver: str) -> None:
    @settings(max_examples=120, deadline=None)
    @given(st.binary(max_size=300) | JSON.map(lambda value: json.dumps(value).encode()) | FIELDS.map(
        lambda change: json.dumps({**OPINION, **change}).encode()) | ODD_BOARDS)  # fmt: skip
    def attempt(body: bytes) -> None:
        for path, who in (("opinions", token), ("heartbeat", token), ("led-lines/1/signatures", approver)):
            answer = post(path, body, who, **{"Idempotency-Key": KEY})
            assert answer.status_code in (200, 201, 204, 404, 422), (path, body)
            if answer.status_code >= 400:
                assert isinstance(answer.json()["error"], str)

    attempt()
