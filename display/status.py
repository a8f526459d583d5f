"""What a board is doing now, as one small JSON file beside the record of what it has shown.

    {"board": "t01-gate", "at": "2026-11-22T09:05:07+00:00", "boot": "…", "ended": false, "class": "A",
     "state": "shown", "line": "t01/000003", "urgency": "routine", "source": "timebasedScheduler", "remaining_s": 3600,
     "errors": ["communications"], "refused": {"t01/000004": "…"}, "watchdog_failures": 0}

urgency: routine, drill or emergency, of what should be lit; empty if nothing should.
class: who darkens the board when the terminal dies: A the card itself, B a relay that hears our heartbeat, C nobody.
It is written when something changes and once a minute; at the next start it tells how the last one ended. It is
not waited for until it is on the disk: a power cut may take it, which then counts as a long outage.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from content.feed.files import BESIDE

WRITE_EVERY_S = 60.0
MAX_STATUS_BYTES = 1_000_000

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class BoardStatus:
    """One moment. remaining_s None: no end, or dark. refused: line → why it is not shown. errors: names of bits."""

    board: str
    at: datetime
    boot: str
    safety_class: str
    state: str = ""
    line: str | None = None
    urgency: str = ""
    source: str = ""
    remaining_s: int | None = None
    errors: tuple[str, ...] = ()
    refused: dict[str, str] = field(default_factory=dict)
    watchdog_failures: int = 0
    ended: bool = False

    def says_the_same(self, other: BoardStatus) -> bool:
        """But for the time that has passed."""
        return self == replace(other, at=self.at, remaining_s=self.remaining_s)


@dataclass(frozen=True)
class Start:
    """How the player came to start. outage_s None: nobody knows, or the power was not gone."""

    power_was_gone: bool = True
    outage_s: float | None = None
    watchdog_failures: int = 0


class StatusFile:
    """The status of one board on disk. boot: changes whenever the machine starts. A full disk costs the status."""

    def __init__(self, path: Path, boot: str) -> None:
        self.boot = boot
        self._path = path
        self._last: BoardStatus | None = None
        self._failed = False

    def start(self, now: datetime) -> Start:
        """What the last status says about the time between. The same boot and no end: somebody had to start us anew."""
        try:
            with self._path.open("rb") as file:
                found = json.loads(file.read(MAX_STATUS_BYTES))
            at, boot = datetime.fromisoformat(found["at"]), str(found["boot"])
            failures, ended = int(found["watchdog_failures"]), bool(found["ended"])
            silent_s = (now - at).total_seconds()
        except FileNotFoundError:
            return Start()
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as err:
            log.warning("last status of the board unreadable", extra={"path": self._path, "error": err})
            return Start()
        if boot and boot == self.boot:
            return Start(power_was_gone=False, watchdog_failures=failures + (not ended))
        return Start(outage_s=silent_s if silent_s >= 0 else None, watchdog_failures=failures)

    def write(self, status: BoardStatus) -> None:
        """Write it down, unless the last one says the same and is young."""
        last = self._last
        if last and last.says_the_same(status) and (status.at - last.at).total_seconds() < WRITE_EVERY_S:
            return
        self._last = status
        beside = self._path.with_name(self._path.name + BESIDE)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(json.dumps(_facts(status), ensure_ascii=False), encoding="utf-8")
            os.replace(beside, self._path)
            self._failed = False
        except OSError as err:
            if not self._failed:
                log.error("status of the board not written", extra={"path": self._path, "error": err})
            self._failed = True


def _facts(status: BoardStatus) -> dict[str, Any]:
    facts = asdict(status)
    return facts | {"at": status.at.isoformat(timespec="seconds"), "class": facts.pop("safety_class")}
