"""What a heartbeat tells of the boards: from the players' statuses, or that there is none to be read."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from config.settings import BoardSettings
from content.store.board_report import BoardReport, RefusedLine, ToldReason, with_at_most
from content.store.board_status import BoardStatus, Reason, status_path
from content.sync.boards import board_reports
from tests.content.sync.county_feed import MORNING

GATE = BoardSettings(id="gate", unit="t01", model="alpha", url="loop://", width_px=128, height_px=32)
STATUS = BoardStatus(
    board="gate",
    at=MORNING,
    boot="b1",
    safety_class="B",
    state="unconfirmed",
    line="t01/000003",
    rev=1,
    sha256="ab" * 32,
    text="低保公示",
    since=MORNING - timedelta(minutes=5),
    source="timebasedScheduler",
    remaining_s=3600,
    reason=Reason("never-answers", "", "this board does not answer"),
    programme=("t01/000003",),
    errors=("message",),
    refused={"t01/000004": Reason("character", "镕", "character 3 …")},
    watchdog_failures=2,
)


def keep(folder: Path, data: bytes) -> None:
    path = status_path(folder, "gate")
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)


def told(folder: Path, minutes: float = 1) -> BoardReport:
    (report,) = board_reports([GATE], folder, MORNING + timedelta(minutes=minutes))
    return report


def test_the_status_is_told_whole(tmp_path: Path) -> None:
    keep(tmp_path, msgspec.json.encode(STATUS))
    assert told(tmp_path) == BoardReport(
        board="gate",
        model="alpha",
        condition="alive",
        at=MORNING,
        safety_class="B",
        state="unconfirmed",
        line="t01/000003",
        rev=1,
        sha256="ab" * 32,
        text="低保公示",
        since=MORNING - timedelta(minutes=5),
        source="timebasedScheduler",
        remaining_s=3600,
        reason=ToldReason("never-answers", "", "this board does not answer"),
        programme=("t01/000003",),
        errors=("message",),
        refused=(RefusedLine("t01/000004", ToldReason("character", "镕", "character 3 …")),),
        watchdog_failures=2,
    )


CONDITIONS = [
    (0, False, "alive"),
    (3, False, "alive"),
    (3.1, False, "stale"),
    (-3.1, False, "stale"),
    (9, True, "ended"),
]


@pytest.mark.parametrize(("minutes", "ended", "condition"), CONDITIONS)
def test_a_player_that_fell_silent_is_told_with_its_last_word(
    tmp_path: Path, minutes: float, ended: bool, condition: str
) -> None:
    """A player writes once a minute; three minutes are a grace for a long frame on a slow line."""
    keep(tmp_path, msgspec.json.encode(msgspec.structs.replace(STATUS, ended=ended)))
    report = told(tmp_path, minutes)
    assert (report.condition, report.text, report.at) == (condition, "低保公示", MORNING)


NOT_TOLD = BoardReport(board="gate", model="alpha", condition="damaged")
DAMAGE = {
    "empty": b"",
    "no JSON": b"\xff\xfe",
    "nothing in it": b"{}",
    "nested": b"[" * 100_000,
    "too large": b" " * 1_000_001,
    "another board's": msgspec.json.encode(msgspec.structs.replace(STATUS, board="hall")),
    "a negative number": msgspec.json.encode(msgspec.structs.replace(STATUS, watchdog_failures=-1)),
    "an older form": b'{"board":"gate","at":"2026-11-22T01:00:00Z","boot":"","class":"A","refused":{"t01/000004":"withdrawn"}}',
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_status_is_told_as_that(tmp_path: Path, damage: bytes) -> None:
    keep(tmp_path, damage)
    assert told(tmp_path) == NOT_TOLD


def test_no_status_and_no_file_at_all_are_told_as_that(tmp_path: Path) -> None:
    assert told(tmp_path) == msgspec.structs.replace(NOT_TOLD, condition="missing")
    status_path(tmp_path, "gate").mkdir(parents=True)
    assert told(tmp_path) == NOT_TOLD


def test_a_status_of_any_length_stays_in_the_bounds_that_the_hub_reads(tmp_path: Path) -> None:
    long = msgspec.structs.replace(
        STATUS,
        text="长" * 500,
        errors=("x" * 99,) * 99,
        refused={f"t01/{number:06d}": Reason("k" * 99, "镕" * 99, "s" * 999) for number in range(70)},
    )
    keep(tmp_path, msgspec.json.encode(long))
    report = told(tmp_path)
    assert msgspec.json.decode(msgspec.json.encode(report), type=BoardReport) == report
    assert (len(report.text), len(report.refused), report.left_out) == (120, 50, 20)
    assert with_at_most(10, report).left_out == 60
