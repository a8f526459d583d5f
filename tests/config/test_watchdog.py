"""Datagrams as sd_notify(3) describes them, on a socket that stands for systemd's."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.watchdog import Watchdog


class Clock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(5)
        yield listening


def test_ready_and_signs_of_life_reach_the_socket(systemd: socket.socket, tmp_path: Path, clock: Clock) -> None:
    watchdog = Watchdog({"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "60000000"}, clock)
    watchdog.ready()
    watchdog.alive()
    assert [systemd.recv(100), systemd.recv(100)] == [b"READY=1", b"WATCHDOG=1"]


def test_a_third_of_systemds_patience_lies_between_two_signs(clock: Clock) -> None:
    told: list[bytes] = []
    watchdog = Watchdog({"WATCHDOG_USEC": "60000000"}, clock, told.append)
    for _ in range(100):
        watchdog.alive()
        clock.now_s += 1
    assert len(told) == 5  # at 0, 20, 40, 60 and 80 seconds


def test_an_abstract_socket_is_named_with_an_at_sign(clock: Clock) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind("\0mingbai-test-notify")
        listening.settimeout(5)
        Watchdog({"NOTIFY_SOCKET": "@mingbai-test-notify"}, clock).ready()
        assert listening.recv(100) == b"READY=1"


@pytest.mark.parametrize("patience", ["", "0", "-1", "soon"])
def test_without_a_watchdog_there_are_no_signs_of_life(patience: str, clock: Clock) -> None:
    told: list[bytes] = []
    watchdog = Watchdog({"WATCHDOG_USEC": patience}, clock, told.append)
    watchdog.ready()
    watchdog.alive()
    watchdog.stopping()
    assert told == [b"READY=1", b"STOPPING=1"]


def test_without_systemd_nothing_is_told_and_nothing_fails(clock: Clock) -> None:
    Watchdog({}, clock).ready()


def test_a_socket_that_is_gone_is_told_once(tmp_path: Path, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    watchdog = Watchdog({"NOTIFY_SOCKET": str(tmp_path / "none"), "WATCHDOG_USEC": "3000000"}, clock)
    watchdog.ready()
    watchdog.ready()
    assert [record.getMessage() for record in caplog.records] == ["systemd does not listen"]
