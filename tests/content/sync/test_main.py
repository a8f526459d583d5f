"""``mingbai sync`` from the outside: real settings file, real signer's repository, real disk."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from content.clock import TrustedClock
from content.store.library import Library
from content.sync.__main__ import main
from tests.factories import Clock, Feed, change, led_change, led_line, make_repository
from tests.fakes.systemd import Systemd

NOW = datetime.now(UTC).replace(microsecond=0)  # the command believes the system clock, so the feed must be fresh


@pytest.fixture
def feed(tmp_path: Path) -> Feed:
    return make_repository(
        tmp_path / "hub",
        change("t01/000001", published_at=NOW, valid_from=NOW),
        change("t01-v01/000001", published_at=NOW, valid_from=NOW),
        led_change(led_line("t01/000101", valid_from=NOW, valid_until=NOW + timedelta(days=3))),
        clock=Clock(NOW - timedelta(minutes=5)),
    )


@pytest.fixture
def config(tmp_path: Path, feed: Feed) -> Path:
    (tmp_path / "root.json").write_bytes(feed.done.root)
    path = tmp_path / "terminal.toml"
    path.write_text(
        """
        terminal = "t01-hall"
        county = "qingyuan"
        data_dir = "./terminal"
        [sync]
        source = "./hub/feed"
        trusted_root = "./root.json"
        units = ["qingyuan", "t01", "t01-v01"]
        poll_every_s = 1
        [kiosk]
        unit = "t01"
        """
    )
    return path


@pytest.fixture(autouse=True)
def _plain_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def shown(folder: Path) -> dict[str, int]:
    library = Library(folder, TrustedClock(lambda: datetime.now(UTC), time.monotonic))
    try:
        return {row.id: row.rev for row in library.rows()}
    finally:
        library.close()


def test_one_pull_from_the_signers_own_repository(
    tmp_path: Path, config: Path, feed: Feed, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--config", str(config), "--once"]) == 0
    assert shown(tmp_path / "terminal") == {"t01/000001": 1, "t01-v01/000001": 1}
    assert "pull complete stored=3 removed=0 units=3 problems=0" in capsys.readouterr().err
    library = Library(tmp_path / "terminal", TrustedClock(lambda: datetime.now(UTC), time.monotonic))
    assert [str(line_id) for line_id, _ in library.led_envelopes()] == ["t01/000101"]
    assert "王某" in library.approvers().decode()
    county = library.county()
    library.close()
    assert county is not None
    assert county.name == "清源县"

    feed.clock.advance(seconds=1)
    assert not feed.repository.release([change("t01/000001", 2, published_at=NOW, valid_from=NOW)]).refused
    assert main(["--config", str(config), "--once"]) == 0
    assert shown(tmp_path / "terminal") == {"t01/000001": 2, "t01-v01/000001": 1}


def test_stick_is_checked_like_the_network(tmp_path: Path, config: Path, feed: Feed) -> None:
    stick = tmp_path / "stick"
    shutil.copytree(feed.root, stick)
    assert main(["--config", str(config), "--once", "--from", str(stick)]) == 0
    assert shown(tmp_path / "terminal") == {"t01/000001": 1, "t01-v01/000001": 1}
    feed.clock.advance(seconds=1)
    feed.repository.release([change("t01/000001", 2, published_at=NOW, valid_from=NOW)])
    assert main(["--config", str(config), "--once"]) == 0
    assert main(["--config", str(config), "--once", "--from", str(stick)]) == 1  # the stick is older now
    assert shown(tmp_path / "terminal") == {"t01/000001": 2, "t01-v01/000001": 1}
    shutil.rmtree(stick)
    assert main(["--config", str(config), "--once", "--from", str(stick)]) == 1


def test_unreachable_source_is_one_line_and_status_one(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config.write_text(config.read_text().replace("./hub/feed", "http://127.0.0.1:9/feed"))
    assert main(["--config", str(config), "--once"]) == 1
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 1
    assert "WARNING content.sync.schedule failed what=pull because=" in errors[0]
    assert "Connection refused" in errors[0]
    assert shown(tmp_path / "terminal") == {}


def test_missing_root_is_a_mistake_in_the_settings(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "root.json").unlink()
    assert main(["--config", str(config), "--once"]) == 2
    assert "copy the county's root.json there" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["--config"], ["--config", "x.toml", "--frequently"]])
def test_wrong_usage_is_status_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert "usage: mingbai sync" in capsys.readouterr().err


@pytest.mark.slow
def test_service_follows_the_feed_wakes_on_sighup_and_ends_on_sigterm(
    tmp_path: Path, config: Path, feed: Feed, systemd: Systemd
) -> None:
    config.write_text(config.read_text().replace("poll_every_s = 1", "poll_every_s = 3600"))
    service = subprocess.Popen(
        [sys.executable, "-m", "content.sync", "--config", str(config)], stderr=subprocess.PIPE, text=True
    )
    assert service.stderr is not None
    try:
        _wait_for_line(service, "pull complete stored=3")
        assert [systemd.hear() for _ in range(3)] == ["READY=1", "WATCHDOG=1", "WATCHDOG=1"]
        feed.clock.advance(seconds=1)
        feed.repository.release([change("t01/000001", 2, published_at=NOW, valid_from=NOW)])
        os.kill(service.pid, signal.SIGHUP)
        _wait_for_line(service, "pull complete stored=1")
        service.terminate()
        assert service.wait(10) == 0
        assert "agent stopped" in service.stderr.read()
    finally:
        if service.poll() is None:
            service.kill()
            service.wait()
        service.stderr.close()
    assert shown(tmp_path / "terminal") == {"t01/000001": 2, "t01-v01/000001": 1}


def _wait_for_line(service: subprocess.Popen[str], text: str) -> None:
    assert service.stderr is not None
    for line in service.stderr:
        if text in line:
            return
    raise AssertionError(f"the agent ended with status {service.wait()} before it said {text!r}")
