"""What a board is doing now, as one small JSON file beside the record of what it has shown.

Its content: content.store.board_status. It is written when something changes and once a minute; at the next start it
tells how the last one ended. It is not waited for until it is on the disk: a power cut may take it, which then counts
as a long outage.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from content.feed.files import BESIDE
from content.record import Moment
from content.store.board_status import MAX_STATUS_BYTES, BoardStatus

WRITE_EVERY_S = 60.0

log = logging.getLogger(__name__)


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
                last = _LAST_RUN.decode(file.read(MAX_STATUS_BYTES))
        except FileNotFoundError:
            return Start()
        except (OSError, ValueError, RecursionError) as err:
            log.warning("last status of the board unreadable", extra={"path": self._path, "error": err})
            return Start()
        silent_s = (now - last.at).total_seconds()
        failures = last.watchdog_failures
        if last.boot and last.boot == self.boot:
            return Start(power_was_gone=False, watchdog_failures=failures + (not last.ended))
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
            since = status.since.replace(microsecond=0) if status.since else None
            told = msgspec.structs.replace(status, at=status.at.replace(microsecond=0), since=since)
            beside.write_bytes(msgspec.json.encode(told))
            os.replace(beside, self._path)
            self._failed = False
        except OSError as err:
            if not self._failed:
                log.error("status of the board not written", extra={"path": self._path, "error": err})
            self._failed = True


class _LastRun(msgspec.Struct, frozen=True):
    """What a start must know of the run before; it may have been another version's."""

    at: Moment
    boot: str
    watchdog_failures: int
    ended: bool


_LAST_RUN = msgspec.json.Decoder(_LastRun)
