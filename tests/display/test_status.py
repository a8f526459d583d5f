"""A board's status on disk, and what the next start makes of it."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from content.store.board_status import BoardStatus, Reason, ReasonKind, read_status, status_path
from display.status import Start, StatusFile
from tests.display.fakes import NOON

SECOND = timedelta(seconds=1)
STATUS = BoardStatus(
    board="gate",
    at=NOON,
    boot="b1",
    safety_class="B",
    state="shown",
    line="t01/000003",
    rev=1,
    sha256="0" * 64,
    text="低保公示",
    since=NOON - timedelta(minutes=5),
    urgency="emergency",
    source="timebasedScheduler",
    remaining_s=3600,
    programme=("t01/000003",),
    errors=("communications",),
    refused={
        "t01/000004": Reason(ReasonKind.CHARACTER, "镕", "character 3, 「镕」 U+9555, is not in the board's font")
    },
    watchdog_failures=2,
)


def test_the_status_is_one_json_object(tmp_path: Path) -> None:
    path = tmp_path / "boards" / "gate.status.json"
    StatusFile(path, "b1").write(STATUS)
    assert json.loads(path.read_text(encoding="utf-8")) == {
        "board": "gate",
        "at": "2026-11-22T04:00:00Z",
        "boot": "b1",
        "ended": False,
        "class": "B",
        "state": "shown",
        "line": "t01/000003",
        "rev": 1,
        "sha256": "0" * 64,
        "text": "低保公示",
        "since": "2026-11-22T03:55:00Z",
        "urgency": "emergency",
        "source": "timebasedScheduler",
        "remaining_s": 3600,
        "reason": None,
        "programme": ["t01/000003"],
        "errors": ["communications"],
        "refused": {
            "t01/000004": {
                "kind": "character",
                "about": "镕",
                "sentence": "character 3, 「镕」 U+9555, is not in the board's font",
            }
        },
        "watchdog_failures": 2,
    }


def test_it_is_written_when_it_changes_and_once_a_minute(tmp_path: Path) -> None:
    path = tmp_path / "gate.status.json"
    file = StatusFile(path, "b1")

    def written(status: BoardStatus) -> bool:
        path.write_bytes(b"")
        file.write(status)
        return path.read_bytes() != b""

    assert written(STATUS)
    assert not written(replace(STATUS, at=NOON + 59 * SECOND, remaining_s=3541))
    assert written(replace(STATUS, at=NOON + 60 * SECOND, remaining_s=3540))
    assert written(replace(STATUS, at=NOON + 61 * SECOND, line=None))


STARTS = [  # boot then, ended, boot now, seconds later, what it was
    ("b1", True, "b1", 10, Start(power_was_gone=False, watchdog_failures=2)),  # ended in order, started again
    ("b1", False, "b1", 10, Start(power_was_gone=False, watchdog_failures=3)),  # died
    ("b1", False, "b2", 10, Start(power_was_gone=True, outage_s=10.0, watchdog_failures=2)),
    ("b1", False, "b2", -5, Start(power_was_gone=True, outage_s=None, watchdog_failures=2)),  # its clock has lost time
    ("", False, "", 10, Start(power_was_gone=True, outage_s=10.0, watchdog_failures=2)),  # a machine without boot ids
]


@pytest.mark.parametrize(("then", "ended", "now", "seconds", "start"), STARTS)
def test_the_next_start_is_told_from_it(
    tmp_path: Path, then: str, ended: bool, now: str, seconds: int, start: Start
) -> None:
    path = tmp_path / "gate.status.json"
    StatusFile(path, then).write(replace(STATUS, boot=then, ended=ended))
    assert StatusFile(path, now).start(NOON + seconds * SECOND) == start


def test_the_first_start_counts_as_a_long_outage(tmp_path: Path) -> None:
    assert StatusFile(tmp_path / "none.json", "b1").start(NOON) == Start(power_was_gone=True, outage_s=None)


@pytest.mark.parametrize("damage", [b"", b"\xff", b"[]", b"{}", b'{"at": 5}', b'{"at": "2026-11-22"}', b"[" * 100_000])
def test_a_damaged_status_counts_as_a_long_outage(
    tmp_path: Path, damage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "gate.status.json"
    path.write_bytes(damage)
    assert StatusFile(path, "b1").start(NOON) == Start()
    assert [entry.getMessage() for entry in caplog.records] == ["last status of the board unreadable"]


def test_a_status_without_a_zone_counts_as_a_long_outage(tmp_path: Path) -> None:
    path = tmp_path / "gate.status.json"
    path.write_text('{"at": "2026-11-22T12:00:00", "boot": "b0", "watchdog_failures": 0, "ended": false}')
    assert StatusFile(path, "b1").start(NOON) == Start()


def test_a_full_disk_is_told_once_and_costs_nothing_else(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    blocked = tmp_path / "boards"
    blocked.write_text("a file where the folder should be")
    file = StatusFile(blocked / "gate.status.json", "b1")
    file.write(STATUS)
    file.write(replace(STATUS, line=None))
    assert [entry.levelno for entry in caplog.records] == [logging.ERROR]
    blocked.unlink()
    file.write(STATUS)
    assert (blocked / "gate.status.json").exists()


def test_the_agent_reads_what_the_player_wrote(tmp_path: Path) -> None:
    path = status_path(tmp_path, "gate")
    assert read_status(path) is None
    StatusFile(path, "b1").write(STATUS)
    assert read_status(path) == STATUS


DAMAGE = [b"", b"\xff", b"[]", b"{}", b"[" * 100_000, b" " * 1_000_001, b'{"board":"gate","at":"2026-11-22T12:00:00"}']


@pytest.mark.parametrize("damage", DAMAGE, ids=range(len(DAMAGE)))
def test_a_damaged_status_is_a_value_error_for_its_reader(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "gate.status.json"
    path.write_bytes(damage)
    with pytest.raises(ValueError):
        read_status(path)
