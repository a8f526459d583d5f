"""``mingbai display`` as a process: its status file, its heartbeat, and what a failing supply or a kill leaves."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from display.__main__ import WatchedStop
from tests.display.test_board_command import TERMINAL
from tests.display.test_over_the_wire import Program, state, wait_for
from tests.display.test_over_the_wire import started as started
from tests.fakes.systemd import Systemd

pytestmark = pytest.mark.port

Start = Callable[..., Program]


@pytest.fixture
def settings(tmp_path: Path, started: Start) -> Path:
    """terminal.toml of a board with a relay on a pin, and an emulated card on its line."""
    link, pin, file = tmp_path / "ttyBOARD", tmp_path / "gpio17", tmp_path / "terminal.toml"
    pin.write_bytes(b"0")
    events = f'heartbeat = {{ kind = "gpio", output = "{pin}" }}\nfail_messages = {{ power_loss = "停电" }}\n'
    file.write_text(TERMINAL.replace("/dev/serial/by-id/none", str(link)) + events, encoding="utf-8")
    started("board", "emulate", "--config", file, "--link", link, "--state", tmp_path / "card.json").first_line()
    return file


def status_of(folder: Path) -> dict[str, object]:
    path = folder / "data" / "boards" / "t01-gate.status.json"
    return state(path) if path.exists() else {}


def test_a_failing_supply_shows_the_text_for_that_and_an_end_in_order_is_written_down(
    settings: Path, started: Start, tmp_path: Path
) -> None:
    player = started("display", "--config", settings)
    wait_for(lambda: status_of(tmp_path).get("state") == "dark", "the status of a dark board")
    assert status_of(tmp_path)["class"] == "A"
    levels: set[bytes] = set()

    def both_levels_were_seen() -> bool:
        levels.add((tmp_path / "gpio17").read_bytes())
        return {b"0", b"1"} <= levels

    wait_for(both_levels_were_seen, "a heartbeat")
    os.kill(player.process.pid, signal.SIGPWR)
    wait_for(lambda: state(tmp_path / "card.json")["text"] == "停电", "the text for a failing supply")
    wait_for(lambda: status_of(tmp_path)["source"] == "powerLoss", "its source in the status")
    assert player.end() == 0
    assert status_of(tmp_path)["ended"] is True


def test_a_killed_player_counts_for_the_watchdog(settings: Path, started: Start, tmp_path: Path) -> None:
    player = started("display", "--config", settings)
    wait_for(lambda: status_of(tmp_path).get("state") == "dark", "the first run")
    assert status_of(tmp_path)["watchdog_failures"] == 0
    player.process.kill()
    player.process.wait()
    started("display", "--config", settings)
    wait_for(lambda: status_of(tmp_path)["watchdog_failures"] == 1, "the count of the second run")


def test_systemd_hears_that_the_boards_are_up_and_that_their_players_go_on(
    settings: Path, started: Start, systemd: Systemd
) -> None:
    started("display", "--config", settings)
    assert [systemd.hear() for _ in range(4)] == ["READY=1", "WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1"]


def test_a_player_that_hangs_is_no_sign_of_life() -> None:
    now_s = [100.0]
    its_stop = WatchedStop(threading.Event(), lambda: now_s[0])
    its_stop.wait(0)
    now_s[0] += 119
    assert its_stop.came_round_lately()
    now_s[0] += 2
    assert not its_stop.came_round_lately()
