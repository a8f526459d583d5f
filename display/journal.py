"""What the boards showed, one JSON object a line, written after the board has answered.

    {"at": "2026-11-22T09:05:07.123+00:00", "board": "t01-gate", "line": "t01/000003", "text": "…",
     "state": "shown", "reason": "", "class": "A", "source": "timebasedScheduler"}

state: shown (the card confirmed), dark (the card confirmed that nothing is lit), unconfirmed (sent, no valid
answer, or the card said no), unreachable (the cable). line is null when nothing should be lit. class: who darkens
the board when the terminal dies (A the card, B a relay, C nobody). source: why this is up (NTCIP dmsMsgSourceMode).
"""

from __future__ import annotations

import enum
import json
import logging
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol, TextIO

log = logging.getLogger(__name__)


class State(enum.Enum):
    """What is known of a board's face."""

    SHOWN = "shown"
    DARK = "dark"
    UNCONFIRMED = "unconfirmed"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class Entry:
    """One line of the journal."""

    at: datetime
    board: str
    line: str | None
    text: str
    state: State
    reason: str = ""
    safety_class: str = ""
    source: str = ""


class Journal(Protocol):
    """Where a player writes what the board has answered."""

    def write(self, entry: Entry) -> None: ...


class LogJournal:
    """The journal of a terminal that keeps no file: the process's log."""

    def write(self, entry: Entry) -> None:
        log.info("board", extra=_facts(entry))


class FileJournal:
    """Appends to a file; several players may share one. A full disk costs lines of the journal, not the board."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._file: TextIO | None = None

    def write(self, entry: Entry) -> None:
        with self._lock:
            try:
                if self._file is None:
                    self._path.parent.mkdir(parents=True, exist_ok=True)
                    self._file = self._path.open("a", encoding="utf-8", buffering=1)
                self._file.write(json.dumps(_facts(entry), ensure_ascii=False) + "\n")
            except OSError as err:
                log.error("journal not written", extra={"path": self._path, "error": err})
                self._file = None


def _facts(entry: Entry) -> dict[str, str | None]:
    return {
        "at": entry.at.isoformat(timespec="milliseconds"),
        "board": entry.board,
        "line": entry.line,
        "text": entry.text,
        "state": entry.state.value,
        "reason": entry.reason,
        "class": entry.safety_class,
        "source": entry.source,
    }
