"""The heartbeat: what this terminal tells its hub about itself. Losing one costs nothing, so none is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import version

import msgspec

from content.disclosure import Moment
from content.errors import FetchError
from content.sync.deliver import Hub

HEARTBEAT_PATH = "/api/v1/heartbeat"
MAX_PROBLEMS = 50
MAX_PROBLEM_LENGTH = 500  # characters


class Heartbeat(msgspec.Struct, frozen=True, kw_only=True):
    """last_pull: end of the last complete pull. problems: one sentence each, worst first."""

    terminal: str
    at: Moment
    version: str
    last_pull: Moment | None
    problems: tuple[str, ...]


def heartbeat(terminal: str, now: datetime, last_pull: datetime | None, problems: Sequence[str]) -> Heartbeat:
    """The heartbeat of this moment, cut to a bounded size."""
    return Heartbeat(
        terminal=terminal,
        at=now,
        version=version("mingbai"),
        last_pull=last_pull,
        problems=tuple(problem[:MAX_PROBLEM_LENGTH] for problem in problems[:MAX_PROBLEMS]),
    )


def report(hub: Hub, beat: Heartbeat) -> None:
    """Send one heartbeat. Raises FetchError if the hub did not take it."""
    answer = hub.post(HEARTBEAT_PATH, msgspec.json.encode(beat), {})
    if answer.status not in {200, 204}:
        raise FetchError(f"{HEARTBEAT_PATH}: status {answer.status}, expected 204")
