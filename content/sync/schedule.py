"""The agent's day: pull, deliver, heartbeat, one look a minute at the clock, one full check a day.

APScheduler says when; the pull runs in a thread of its own that waits for an event. A wake-up sets that event,
also during a running pull, which then is followed by another one: none is ever lost. Every failure is one log
line when it begins and one when it is over.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from apscheduler.schedulers.background import BackgroundScheduler

from content.clock import TrustedClock
from content.errors import FeedError, FetchError, StoreError
from content.store.apply import LibraryWriter
from content.store.board_report import BoardReport
from content.store.library import LAST_PULL, TIME_FLOOR
from content.store.outbox import Outbox
from content.store.schema import Damaged
from content.sync.backoff import delay_s
from content.sync.deliver import Hub, Round, deliver
from content.sync.pull import Outcome
from content.sync.report import heartbeat, report
from content.sync.timing import AfterEach, ClockWatch

log = logging.getLogger(__name__)

JITTER = 0.1  # of every interval: terminals that started together drift apart
HEARTBEAT_EVERY_S = 300.0
MINUTE_S = 60.0
MINUTES_LATE = 5  # so many minutes without one, and the scheduler hangs
FULL_CHECK_EVERY_S = 86_400.0  # an unchanged timestamp never shows that it has expired
WATCH_EVERY_S = 1.0
END_WITHIN_S = 5.0  # a pull that is cut off resumes from what it has staged


class Pulls(Protocol):
    """What the agent needs of a puller."""

    def pull_once(self, *, force: bool = False) -> Outcome: ...


@dataclass(frozen=True)
class Workplace:
    """An open library and the puller that fills it."""

    library: LibraryWriter
    puller: Pulls


class Troubles:
    """What is wrong now, by topic. Logged once when it begins or changes, and once when it is over."""

    def __init__(self) -> None:
        self._now: dict[str, str] = {}
        self._lock = threading.Lock()

    def begin(self, topic: str, problem: str, level: int = logging.WARNING) -> None:
        with self._lock:
            known = self._now.get(topic)
            self._now[topic] = problem
        if known != problem:
            log.log(level, "failed", extra={"what": topic, "because": problem})

    def over(self, topic: str) -> None:
        with self._lock:
            known = self._now.pop(topic, None)
        if known:
            log.info("recovered", extra={"what": topic})

    def sentences(self) -> list[str]:
        with self._lock:
            return [f"{topic}: {problem}" for topic, problem in sorted(self._now.items())]


class Agent:
    """The terminal's agent. ``workplace`` opens library and puller; it is called again after damage.

    minute_library: a second connection for the minute's note, so that it need not wait for a long pull.
    hub, outbox: None for a terminal that only listens. boards: what to tell of its boards at this moment.
    """

    def __init__(
        self,
        *,
        terminal: str,
        workplace: Callable[[], Workplace],
        minute_library: Callable[[], LibraryWriter],
        clock: TrustedClock,
        wall: Callable[[], datetime],
        monotonic: Callable[[], float],
        chance: Callable[[], float],
        poll_every_s: float,
        outbox: Callable[[], Outbox] | None = None,
        hub: Hub | None = None,
        boards: Callable[[datetime], Sequence[BoardReport]] = lambda now: (),
    ) -> None:
        self._terminal = terminal
        self._open_workplace = workplace
        self._minute_library = minute_library
        self._clock = clock
        self._wall = wall
        self._monotonic = monotonic
        self._chance = chance
        self._poll_every_s = poll_every_s
        self._open_outbox = outbox
        self._hub = hub
        self._boards = boards
        self._workplace: Workplace | None = None
        self._outbox: Outbox | None = None
        self._due = threading.Event()
        self._stopping = threading.Event()
        self._troubles = Troubles()
        self._unit_problems: Sequence[str] = ()
        self._failures = {"pull": 0, "delivery": 0}
        self._not_before = {"pull": float("-inf"), "delivery": float("-inf")}
        self._full_check_at = float("-inf")
        self._minute_at = monotonic()
        self._pulling: threading.Thread | None = None

    @property
    def is_alive(self) -> bool:
        """Whether the scheduler still runs its jobs, and the thread that pulls is there."""
        late = self._monotonic() - self._minute_at > MINUTES_LATE * MINUTE_S
        return not late and self._pulling is not None and self._pulling.is_alive()

    # --- running ---

    def run(self, wait: Callable[[float], None]) -> None:
        """Work until ``stop`` is called. wait: lets so many seconds pass, or fewer when something happened."""
        scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        scheduler.add_job(self.poll_due, self._every(self._poll_every_s), id="poll")
        scheduler.add_job(self.keep_minute, self._every(MINUTE_S, first_s=MINUTE_S), id="minute")
        if self._hub:
            scheduler.add_job(self.deliver, self._every(self._poll_every_s), id="deliver")
            scheduler.add_job(self.beat, self._every(HEARTBEAT_EVERY_S, first_s=MINUTE_S / 6), id="heartbeat")
        pulling = self._pulling = threading.Thread(target=self._pull_when_due, name="pull", daemon=True)
        watch = ClockWatch(self._wall, self._monotonic)
        pulling.start()
        scheduler.start()
        log.info("agent started", extra={"terminal": self._terminal, "poll_every_s": self._poll_every_s})
        while not self._stopping.is_set():
            wait(WATCH_EVERY_S)
            if jump_s := watch.jumped_s():
                log.warning("system clock was set", extra={"by_s": round(jump_s)})
                for job in scheduler.get_jobs():
                    job.modify(next_run_time=self._wall())
        scheduler.shutdown(wait=False)
        self._due.set()
        pulling.join(END_WITHIN_S)
        log.info("agent stopped")

    def stop(self) -> None:
        """Ask ``run`` to end."""
        self._stopping.set()

    @property
    def is_stopping(self) -> bool:
        return self._stopping.is_set()

    def wake(self) -> None:
        """Pull now, or once more if a pull is running. Back-off does not hold: somebody says there is news."""
        self._not_before["pull"] = float("-inf")
        self._due.set()

    def poll_due(self) -> None:
        """The regular poll: due unless a failure asks for patience."""
        if self._monotonic() >= self._not_before["pull"]:
            self._due.set()

    # --- the tasks; each can be called alone ---

    def pull(self) -> Outcome | None:
        """One pull, and once a day the full check and tidying. None if nothing could be brought further."""
        full = self._monotonic() >= self._full_check_at
        try:
            if self._workplace is None:
                self._workplace = self._open_workplace()
            outcome = self._workplace.puller.pull_once(force=full)
        except FeedError as err:
            self._failed("pull", str(err), logging.ERROR if isinstance(err, StoreError) else logging.WARNING)
            if isinstance(err, Damaged):
                self._leave_workplace()  # the next pull opens it anew, and mends it
            return None
        self._succeeded("pull")
        if full:
            self._full_check_at = self._monotonic() + FULL_CHECK_EVERY_S
            self._tidy(self._workplace.library)
        if not outcome.checked_only:
            self._unit_problems = [f"{name}: {problem}" for name, problem in outcome.problems.items()]
        return outcome

    def deliver(self) -> Round | None:
        """Send what waits in the outbox. None if there is no hub, or it is not time yet."""
        if self._hub is None or self._open_outbox is None or self._monotonic() < self._not_before["delivery"]:
            return None
        try:
            if self._outbox is None:
                self._outbox = self._open_outbox()
            done = deliver(self._outbox, self._hub)
        except StoreError as err:
            self._failed("delivery", str(err), logging.ERROR)
            if isinstance(err, Damaged) and self._outbox is not None:
                self._outbox.close()
                self._outbox = None
            return None
        if done.problem:
            self._failed("delivery", done.problem, at_least_s=done.pause_s)
        else:
            self._succeeded("delivery")
        return done

    def beat(self) -> None:
        """Tell the hub how this terminal is."""
        if self._hub is None:
            return
        reading = self._clock.read()
        problems = [*self._troubles.sentences(), *self._unit_problems]
        if reading.suspect:
            problems.insert(0, f"clock: the system clock says {self._wall().isoformat()}, which cannot be")
        try:
            last_pull = self._last_pull()
            boards = self._boards(reading.now)
            ignored = report(self._hub, heartbeat(self._terminal, reading.now, last_pull, problems, boards))
        except (FetchError, StoreError) as err:
            self._troubles.begin("heartbeat", str(err))
            return
        self._troubles.over("heartbeat")
        if ignored:
            refusals = "; ".join(f"{board}: {reason}" for board, reason in sorted(ignored.items()))
            self._troubles.begin("boards at the hub", refusals)
        else:
            self._troubles.over("boards at the hub")

    def keep_minute(self) -> None:
        """Persist trusted time, so that no clock fault can lead back behind this minute."""
        self._minute_at = self._monotonic()
        moment = self._clock.lived_through()
        if moment is None:
            return
        try:
            with closing(self._minute_library()) as library:
                library.note({TIME_FLOOR: str(int(moment.timestamp()))})
        except StoreError as err:
            self._troubles.begin("keeping the time", str(err), logging.ERROR)
        else:
            self._troubles.over("keeping the time")

    # --- helpers ---

    def _tidy(self, library: LibraryWriter) -> None:
        try:
            library.tidy()
        except StoreError as err:
            self._troubles.begin("tidying", str(err), logging.ERROR)
        else:
            self._troubles.over("tidying")

    def _pull_when_due(self) -> None:
        while True:
            self._due.wait()
            if self._stopping.is_set():
                break
            self._due.clear()  # before the pull: whoever sets it from here on is heard afterwards
            self.pull()
        self._leave_workplace()

    def _leave_workplace(self) -> None:
        if self._workplace is not None:
            self._workplace.library.close()
            self._workplace = None

    def _last_pull(self) -> datetime | None:
        with closing(self._minute_library()) as library:
            text = library.fact(LAST_PULL)
        return datetime.fromtimestamp(0, UTC) + timedelta(seconds=int(text)) if text else None

    def _failed(self, topic: str, problem: str, level: int = logging.WARNING, at_least_s: float = 0.0) -> None:
        self._failures[topic] += 1
        wait_s = max(delay_s(self._failures[topic], self._chance()), at_least_s)
        self._not_before[topic] = self._monotonic() + wait_s
        self._troubles.begin(topic, problem, level)

    def _succeeded(self, topic: str) -> None:
        self._failures[topic] = 0
        self._not_before[topic] = float("-inf")
        self._troubles.over(topic)

    def _every(self, interval_s: float, first_s: float = 0.0) -> AfterEach:
        return AfterEach(interval_s, JITTER, self._chance, first_s)
