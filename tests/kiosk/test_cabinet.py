"""Panel and loudspeaker, told through programs that only write down what they were asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

import pytest

from config.hours import Level
from kiosk.cabinet import Cabinet

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # 12:00 in the county
VOLUME = (Level(time(8), 60), Level(time(19), 20))


class Programs:
    """Notes what is run; ``absent`` are not installed."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.absent: set[str] = set()

    def __call__(self, words: Sequence[str]) -> None:
        if words[0] in self.absent:
            raise FileNotFoundError(words[0])
        self.ran.append(" ".join(words))


def at_once(job: object) -> None:
    assert callable(job)
    job()


def test_each_thing_is_told_when_it_changes_and_not_again() -> None:
    programs = Programs()
    cabinet = Cabinet(VOLUME, at_once, programs)
    for hours, lit in [(0, True), (1, True), (7, True), (10, False), (11, False), (20, True)]:
        cabinet.look_after(NOON + timedelta(hours=hours), lit=lit)
    assert programs.ran == [
        "amixer --quiet set Master 60%",
        "amixer --quiet set Master 20%",
        "xset dpms 0 0 0 dpms force off",
        "xset dpms 0 0 0 dpms force on",
        "amixer --quiet set Master 60%",
    ]


def test_a_cabinet_without_settings_is_left_alone() -> None:
    programs = Programs()
    Cabinet((), at_once, programs).look_after(NOON, lit=True)
    assert programs.ran == []


def test_a_missing_program_is_told_once_and_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    programs = Programs()
    programs.absent = {"xset"}
    cabinet = Cabinet(VOLUME, at_once, programs)
    for lit in (False, True, False):
        cabinet.look_after(NOON, lit=lit)
    assert [record.getMessage() for record in caplog.records] == ["cabinet does not obey"]
    assert programs.ran == ["amixer --quiet set Master 60%"]
