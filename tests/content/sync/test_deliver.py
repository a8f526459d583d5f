"""Opinions on their way to the hub: each arrives once, none is lost, whatever the hub answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from content.errors import FetchError
from content.store.board_report import BoardReport, RefusedLine, ToldReason, with_at_most
from content.store.outbox import Opinion, Outbox
from content.sync.deliver import Answer, HttpHub, Round, deliver
from content.sync.report import Heartbeat, heartbeat, report
from tests.content.sync.county_feed import MORNING


class FakeHub:
    """A hub that counts a key once. ``answers`` are given first, one for each message; an Exception is raised."""

    def __init__(self, *answers: Answer | Exception) -> None:
        self.answers = list(answers)
        self.opinions: dict[str, bytes] = {}
        self.posts: list[str] = []

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        self.posts.append(path)
        if self.answers:
            answer = self.answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer
        key = headers["Idempotency-Key"]
        known = key in self.opinions
        self.opinions[key] = body
        return Answer(200 if known else 201)


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path, lambda: MORNING)


def put(outbox: Outbox, *texts: str) -> list[str]:
    return [outbox.put("opinion", Opinion(terminal="t01-hall", unit="t01", at=MORNING, text=text)) for text in texts]


def test_every_opinion_arrives_once_and_in_order(outbox: Outbox) -> None:
    keys = put(outbox, *(str(number) for number in range(250)))
    hub = FakeHub()
    assert deliver(outbox, hub) == Round(delivered=250)
    assert list(hub.opinions) == keys
    assert json.loads(hub.opinions[keys[7]])["text"] == "7"
    assert (deliver(outbox, hub), len(hub.posts)) == (Round(), 250)


def test_opinion_whose_confirmation_was_lost_is_sent_again_and_counted_once(outbox: Outbox) -> None:
    (key,) = put(outbox, "一条")

    class Lossy(FakeHub):
        def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
            answer = super().post(path, body, headers)
            if len(self.posts) == 1:
                raise FetchError("the line was cut after the hub had committed")
            return answer

    hub = Lossy()
    assert deliver(outbox, hub).problem == "the line was cut after the hub had committed"
    assert [message.key for message in outbox.waiting()] == [key]
    assert deliver(outbox, hub) == Round(delivered=1)
    assert (len(hub.posts), list(hub.opinions)) == (2, [key])


@pytest.mark.parametrize("status", [401, 403, 404, 408, 413, 429, 500, 502, 503, 302])
def test_opinion_that_the_hub_cannot_take_now_waits(outbox: Outbox, status: int) -> None:
    first, second = put(outbox, "一", "二")
    hub = FakeHub(Answer(status, retry_after_s=7))
    assert deliver(outbox, hub) == Round(problem=f"/api/v1/opinions: status {status}", pause_s=7)
    assert [message.key for message in outbox.waiting()] == [first, second]
    assert deliver(outbox, hub) == Round(delivered=2)


def test_opinion_that_the_hub_will_never_take_is_set_aside_and_the_next_goes_on(outbox: Outbox) -> None:
    first, second = put(outbox, "一", "二")
    hub = FakeHub(Answer(422, '{"error": "text too long"}'))
    assert deliver(outbox, hub) == Round(delivered=1, refused=1)
    assert list(hub.opinions) == [second]
    assert [(kept.message.key, kept.reason) for kept in outbox.set_aside()] == [(first, '{"error": "text too long"}')]


def test_display_proof_waits_and_holds_nobody_up(outbox: Outbox) -> None:
    outbox.put("display-proof", Opinion(terminal="t01-hall", unit="t01", at=MORNING))
    put(outbox, "一")
    assert deliver(outbox, FakeHub()) == Round(delivered=1)
    assert [message.kind for message in outbox.waiting()] == ["display-proof"]


def test_heartbeat_tells_time_version_and_problems() -> None:
    class Listening(FakeHub):
        def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
            self.posts.append(path)
            self.body = json.loads(body)
            return Answer(204)

    hub = Listening()
    beat = heartbeat("t01-hall", MORNING, MORNING - timedelta(hours=1), ["pull: no route"] * 60)
    report(hub, beat)
    assert hub.posts == ["/api/v1/heartbeat"]
    assert hub.body == {
        "terminal": "t01-hall",
        "at": "2026-11-22T01:00:00Z",
        "version": beat.version,
        "last_pull": "2026-11-22T00:00:00Z",
        "problems": ["pull: no route"] * 50,
        "boards": [],
    }


def wordy_board(number: int) -> BoardReport:
    """As large as one board's report can be: 50 lines that take turns and 50 that are refused, all of Chinese."""
    long = ToldReason("k" * 40, "字" * 60, "句" * 300)
    return BoardReport(
        board=f"board-{number}",
        model="m" * 40,
        condition="alive",
        at=MORNING,
        since=MORNING,
        text="字" * 120,
        reason=long,
        programme=tuple(f"t01/{line:06d}" for line in range(50)),
        refused=tuple(RefusedLine(f"t01/{line:06d}", long) for line in range(50)),
    )


@pytest.mark.parametrize("count", [0, 1, 3, 20, 64, 200])
def test_a_heartbeat_fits_whatever_happened(count: int) -> None:
    """The hub reads 65,536 bytes. What is left out is counted."""
    beat = heartbeat("t01-hall", MORNING, MORNING, ["错" * 600] * 60, [wordy_board(n) for n in range(count)])
    assert len(msgspec.json.encode(beat)) <= 65_536
    assert [board.board for board in beat.boards] == [f"board-{n}" for n in range(len(beat.boards))]
    for board in beat.boards:
        assert len(board.programme) + len(board.refused) + board.left_out == 100
    told = f"boards: this heartbeat has room for {len(beat.boards)} of {count}"
    assert (told in beat.problems) == (len(beat.boards) < count)
    assert len(beat.problems) >= 10


def test_a_few_boards_in_trouble_are_told_whole() -> None:
    boards = [with_at_most(5, wordy_board(number)) for number in range(3)]
    beat = heartbeat("t01-hall", MORNING, MORNING, ["pull: no route"], boards)
    assert (beat.boards, beat.problems) == (tuple(boards), ("pull: no route",))


def test_the_hub_s_objections_to_boards_are_given_back() -> None:
    beat = Heartbeat(terminal="t01-hall", at=MORNING, version="0", last_pull=None, problems=())
    assert report(FakeHub(Answer(204)), beat) == {}
    assert report(FakeHub(Answer(200, '{"ignored": {"gate": "no such board"}}')), beat) == {"gate": "no such board"}
    with pytest.raises(FetchError, match="says nothing"):
        report(FakeHub(Answer(200, "<html>")), beat)


def test_heartbeat_that_is_not_taken_is_a_fetch_error() -> None:
    beat = Heartbeat(terminal="t01-hall", at=MORNING, version="0", last_pull=None, problems=())
    with pytest.raises(FetchError, match="status 401, expected 204"):
        report(FakeHub(Answer(401)), beat)


@pytest.mark.parametrize("token", [None, b"", b"two tokens", b"line\nbreak", b"\xff"])
def test_missing_or_malformed_token_is_told_by_its_file(tmp_path: Path, token: bytes | None) -> None:
    path = tmp_path / "token"
    if token is not None:
        path.write_bytes(token)
    hub = HttpHub("http://127.0.0.1:9", path, 1)
    with pytest.raises(FetchError, match=str(path)):
        hub.post("/api/v1/opinions", b"{}", {})
