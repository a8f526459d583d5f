"""The agent's day with clocks that only move when told; the threads are real only where a test says so."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from apscheduler.schedulers.background import BackgroundScheduler

from content.clock import TrustedClock
from content.errors import FetchError, StoreError
from content.store.apply import LibraryWriter, open_library
from content.store.board_report import BoardReport
from content.store.library import LAST_PULL, TIME_FLOOR
from content.store.outbox import Opinion, Outbox
from content.store.salvage import open_sound_library
from content.store.schema import Damaged
from content.sync.backoff import delay_s
from content.sync.deliver import Answer
from content.sync.pull import Outcome
from content.sync.schedule import Agent, Workplace
from content.sync.timing import AfterEach, ClockWatch
from tests.content.sync.county_feed import MORNING
from tests.content.sync.terminals import FakeTime


class ScriptedPuller:
    """Gives what the script says, one entry a pull; afterwards nothing new."""

    def __init__(self, *script: Outcome | Exception) -> None:
        self.script = list(script)
        self.forced: list[bool] = []

    def pull_once(self, *, force: bool = False) -> Outcome:
        self.forced.append(force)
        step = self.script.pop(0) if self.script else Outcome(checked_only=True)
        if isinstance(step, Exception):
            raise step
        return step


class QuietHub:
    def __init__(self) -> None:
        self.posts: list[tuple[str, bytes]] = []
        self.answers: list[Answer] = []

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        self.posts.append((path, body))
        return self.answers.pop(0) if self.answers else Answer(204 if path.endswith("heartbeat") else 201)


class Place:
    """An agent with everything faked but the disk."""

    def __init__(self, folder: Path, puller: ScriptedPuller) -> None:
        self.folder = folder
        self.puller = puller
        self.time = FakeTime()
        self.clock = TrustedClock(self.time.wall, self.time.monotonic)
        self.hub = QuietHub()
        self.opened = 0
        self.agent = Agent(
            terminal="t01-hall",
            workplace=self.workplace,
            minute_library=lambda: open_library(folder),
            clock=self.clock,
            wall=self.time.wall,
            monotonic=self.time.monotonic,
            chance=lambda: 1.0,
            poll_every_s=15,
            outbox=lambda: Outbox(folder, self.clock, one_thread=False),
            hub=self.hub,
        )

    def workplace(self) -> Workplace:
        self.opened += 1
        library: LibraryWriter = open_sound_library(self.folder, self.time.wall(), one_thread=False)
        return Workplace(library, self.puller)

    def polls(self) -> int:
        """How many pulls two minutes of regular polling lead to."""
        before = len(self.puller.forced)
        for _ in range(8):
            self.agent.poll_due()
            if self.agent._due.is_set():
                self.agent._due.clear()
                self.agent.pull()
            self.time.pass_(seconds=15)
        return len(self.puller.forced) - before


def test_first_pull_of_the_day_is_a_full_check_the_others_are_not(tmp_path: Path) -> None:
    place = Place(tmp_path, ScriptedPuller())
    for _ in range(3):
        place.agent.pull()
    place.time.pass_(hours=24)
    place.agent.pull()
    assert place.puller.forced == [True, False, False, True]


def test_failure_is_one_line_when_it_begins_and_one_when_it_is_over(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    place = Place(tmp_path, ScriptedPuller(*[FetchError("no route")] * 3, FetchError("refused"), Outcome()))
    with caplog.at_level(logging.INFO):
        for _ in range(6):
            place.agent.pull()
    lines = [(record.message, getattr(record, "because", "")) for record in caplog.records]
    assert lines == [("failed", "no route"), ("failed", "refused"), ("recovered", "")]


def test_back_off_doubles_from_five_seconds_to_five_minutes() -> None:
    assert [delay_s(failures, 1.0) for failures in (1, 2, 3, 4, 5, 6, 7, 8, 1_000)] == [
        5, 10, 20, 40, 80, 160, 300, 300, 300,
    ]  # fmt: skip
    assert delay_s(5, 0.0) == 0


def test_polls_are_left_out_while_a_failure_asks_for_patience(tmp_path: Path) -> None:
    healthy = Place(tmp_path / "a", ScriptedPuller())
    assert healthy.polls() == 8
    failing = Place(tmp_path / "b", ScriptedPuller(*[FetchError("no route")] * 100))
    assert failing.polls() == 5  # at 0, 15, 30, 60 and 105 s
    assert failing.polls() == 1


def test_wake_up_does_not_wait_for_the_back_off(tmp_path: Path) -> None:
    place = Place(tmp_path, ScriptedPuller(*[FetchError("no route")] * 7))
    for _ in range(7):
        place.agent.pull()
    place.agent.poll_due()
    assert not place.agent._due.is_set()
    place.agent.wake()
    assert place.agent._due.is_set()


def test_wake_up_during_a_pull_leads_to_another_one(tmp_path: Path) -> None:
    """With the agent's own thread."""
    pulling, go_on, second = threading.Event(), threading.Event(), threading.Event()

    class Slow(ScriptedPuller):
        def pull_once(self, *, force: bool = False) -> Outcome:
            if pulling.is_set():
                second.set()
            pulling.set()
            assert go_on.wait(10)
            return super().pull_once(force=force)

    place = Place(tmp_path, Slow())
    thread = threading.Thread(target=place.agent._pull_when_due)
    thread.start()
    place.agent.wake()
    assert pulling.wait(10)
    for _ in range(3):
        place.agent.wake()
    go_on.set()
    assert second.wait(10)
    place.agent.stop()
    place.agent.wake()
    thread.join(10)
    assert len(place.puller.forced) == 2  # three wake-ups during one pull are answered by one more


def test_damaged_library_is_opened_anew_by_the_next_pull(tmp_path: Path) -> None:
    place = Place(tmp_path, ScriptedPuller(Damaged("malformed"), StoreError("disk full")))
    assert place.agent.pull() is None
    assert place.agent.pull() is None
    assert place.agent.pull() is not None
    assert place.opened == 2  # a full disk is no reason to read everything through again


def test_minute_is_kept_so_that_a_dead_clock_cannot_lead_behind_it(tmp_path: Path) -> None:
    place = Place(tmp_path, ScriptedPuller())
    place.agent.keep_minute()
    assert not (tmp_path / "library.sqlite").exists()  # nothing signed was ever seen: nothing to keep
    place.clock.raise_floor(MORNING)
    place.agent.keep_minute()
    library = open_library(tmp_path)
    assert library.fact(TIME_FLOOR) == str(int(place.time.wall().timestamp()))
    library.close()


def test_heartbeat_carries_what_is_wrong(tmp_path: Path) -> None:
    place = Place(
        tmp_path,
        ScriptedPuller(
            Outcome(problems={"t01": "rollback: t01/000001 rev 4, but rev 5 is held"}), FetchError("no route")
        ),
    )
    place.agent.pull()
    place.agent.pull()
    library = open_library(tmp_path)
    library.note({LAST_PULL: str(int(MORNING.timestamp()))})
    library.close()
    place.clock.raise_floor(MORNING)
    place.time.set_wall(datetime(1970, 1, 1, tzinfo=UTC))
    place.agent.beat()
    ((path, body),) = place.hub.posts
    assert path == "/api/v1/heartbeat"
    text = body.decode()
    assert '"last_pull":"2026-11-22T01:00:00Z"' in text
    assert '"problems":["clock: the system clock says 1970-01-01T00:00:00+00:00, which cannot be",' in text
    assert '"pull: no route","t01: rollback: t01/000001 rev 4, but rev 5 is held"]' in text


def test_heartbeat_carries_the_boards_and_says_next_time_what_the_hub_did_not_take(tmp_path: Path) -> None:
    place = Place(tmp_path, ScriptedPuller())
    place.agent._boards = lambda now: [BoardReport(board="gate", model="alpha", condition="missing")]
    place.hub.answers = [Answer(200, '{"ignored":{"gate":"no such board"}}')]
    place.agent.beat()
    place.agent.beat()
    place.agent.beat()
    first, second, third = (json.loads(body) for _, body in place.hub.posts)
    assert first["boards"] == [{"board": "gate", "model": "alpha", "condition": "missing"}]
    assert [beat["problems"] for beat in (first, second, third)] == [
        [],
        ["boards at the hub: gate: no such board"],
        [],
    ]


def test_delivery_waits_as_long_as_the_hub_asks(tmp_path: Path) -> None:
    place = Place(tmp_path, ScriptedPuller())
    box = Outbox(tmp_path, place.clock)
    box.put("opinion", Opinion(terminal="t01-hall", unit="t01", at=MORNING))
    place.hub.answers = [Answer(503, retry_after_s=60)]
    assert place.agent.deliver() is not None
    place.time.pass_(seconds=59)
    assert place.agent.deliver() is None
    place.time.pass_(seconds=2)
    done = place.agent.deliver()
    assert done is not None
    assert done.delivered == 1
    box.close()


def test_clock_watch_tells_a_set_clock_from_a_running_one() -> None:
    time = FakeTime()
    watch = ClockWatch(time.wall, time.monotonic)
    time.pass_(days=3)
    assert watch.jumped_s() == 0
    time.set_wall(time.wall() - timedelta(hours=1))
    assert watch.jumped_s() == -3600
    assert watch.jumped_s() == 0
    time.set_wall(time.wall() + timedelta(seconds=4))
    assert watch.jumped_s() == 0


def test_trigger_makes_one_run_of_fifty_six_missed_years() -> None:
    """APScheduler's own interval trigger lists every one of them, 118 million at 15 s, before it coalesces."""
    now = datetime(2026, 11, 22, tzinfo=UTC)
    trigger = AfterEach(15, 0.1, lambda: 0.5)
    scheduler = BackgroundScheduler(timezone=UTC)
    job = scheduler.add_job(print, trigger, next_run_time=datetime(1970, 1, 1, tzinfo=UTC))
    assert job._get_run_times(now) == [datetime(1970, 1, 1, tzinfo=UTC)]
    assert trigger.get_next_fire_time(datetime(1970, 1, 1, tzinfo=UTC), now) == now + timedelta(seconds=15.75)


def test_agent_starts_works_and_ends(tmp_path: Path) -> None:
    """With the real scheduler and the real threads."""
    place = Place(tmp_path, ScriptedPuller())
    pulled = threading.Event()
    plain = place.puller.pull_once

    def pull_once(*, force: bool = False) -> Outcome:
        pulled.set()
        return plain(force=force)

    place.puller.pull_once = pull_once  # type: ignore[method-assign]

    def wait(seconds: float) -> None:
        assert pulled.wait(10)
        place.agent.stop()

    place.agent.run(wait)
    assert place.puller.forced == [True]
    assert [thread.name for thread in threading.enumerate() if thread.name == "pull"] == []
