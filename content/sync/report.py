"""The heartbeat: what this terminal tells its hub about itself and its boards. None is kept: the next one says more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import version

import msgspec
from msgspec.structs import replace

from content.errors import FetchError
from content.record import Moment
from content.store.board_report import MAX_BOARDS, MAX_LINES, BoardReport, with_at_most
from content.sync.deliver import Hub

HEARTBEAT_PATH = "/api/v1/heartbeat"
MAX_PROBLEMS = 50
MAX_PROBLEM_LENGTH = 500  # characters
FEWEST_PROBLEMS = 10
MAX_HEARTBEAT_BYTES = 60_000  # the hub reads 65,536
LINES_TOLD = (MAX_LINES, 20, 5, 0)  # of each board; fewer where the heartbeat would become too large


class Heartbeat(msgspec.Struct, frozen=True, kw_only=True):
    """last_pull: end of the last complete pull. problems: one sentence each, worst first. boards: as in settings."""

    terminal: str
    at: Moment
    version: str
    last_pull: Moment | None
    problems: tuple[str, ...]
    boards: tuple[BoardReport, ...] = ()


def heartbeat(
    terminal: str,
    now: datetime,
    last_pull: datetime | None,
    problems: Sequence[str],
    boards: Sequence[BoardReport] = (),
) -> Heartbeat:
    """The heartbeat of this moment, cut to a bounded size; what was cut is counted in it."""
    beat = Heartbeat(
        terminal=terminal,
        at=now,
        version=version("mingbai"),
        last_pull=last_pull,
        problems=tuple(problem[:MAX_PROBLEM_LENGTH] for problem in problems[:MAX_PROBLEMS]),
    )
    for lines in LINES_TOLD:
        beat = replace(beat, boards=tuple(with_at_most(lines, board) for board in boards[:MAX_BOARDS]))
        if _fits(beat):
            break
    while not _fits(beat) and len(beat.problems) > FEWEST_PROBLEMS:
        beat = replace(beat, problems=beat.problems[:-1])
    while not _fits(beat):
        beat = replace(beat, boards=beat.boards[:-1])
    if len(beat.boards) == len(boards):
        return beat
    sentence = f"boards: this heartbeat has room for {len(beat.boards)} of {len(boards)}"
    return replace(beat, problems=(sentence, *beat.problems[: MAX_PROBLEMS - 1]))


def report(hub: Hub, beat: Heartbeat) -> dict[str, str]:
    """Send one heartbeat; which boards the hub ignores, and why. Raises FetchError if it took nothing."""
    answer = hub.post(HEARTBEAT_PATH, msgspec.json.encode(beat), {})
    if answer.status == 204:
        return {}
    if answer.status != 200:
        raise FetchError(f"{HEARTBEAT_PATH}: status {answer.status}, expected 204")
    try:
        return _ANSWER.decode(answer.text).ignored
    except (ValueError, RecursionError) as err:
        raise FetchError(f"{HEARTBEAT_PATH}: an answer that says nothing: {err}") from err


class _Taken(msgspec.Struct, frozen=True):
    ignored: dict[str, str] = {}


_ANSWER = msgspec.json.Decoder(_Taken)


def _fits(beat: Heartbeat) -> bool:
    return len(msgspec.json.encode(beat)) <= MAX_HEARTBEAT_BYTES
