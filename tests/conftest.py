"""What every test runs under: no user's Kivy settings, no wall-clock limits for Hypothesis, a screen on demand."""

from __future__ import annotations

import logging
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from config.logs import FactsFormatter
from tests.fakes.systemd import Systemd

# Kivy reads these when it is first imported. Without them it parses pytest's arguments, writes into the home
# folder, replaces the handlers of the root logger and swallows standard error.
os.environ["KIVY_NO_ARGS"] = "1"
os.environ["KIVY_NO_CONFIG"] = "1"
os.environ["KIVY_NO_FILELOG"] = "1"
os.environ["KIVY_NO_CONSOLELOG"] = "1"
os.environ["KIVY_HOME"] = tempfile.mkdtemp(prefix="kivy-")

# A busy machine is no failure. On CI the same examples are tried each time; at a desk new ones are found.
settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("desk"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

SCREEN_PX = (1920, 1920)  # holds a portrait and a landscape kiosk
LONG_S = 300  # a test that is given so much time may need minutes


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--hub-database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="what the hub's tests run on; a PostgreSQL server is started for them, and ended",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What may take minutes begins first: in the end no core waits for another one's long test."""
    items.sort(key=_minutes_given, reverse=True)


def _minutes_given(item: pytest.Item) -> int:
    """By its timeout; 0 for all that end within seconds."""
    given = item.get_closest_marker("timeout")
    return given.args[0] // 60 if given is not None and given.args[0] >= LONG_S else 0


@pytest.fixture(autouse=True)
def _logs_of_its_own() -> Iterator[None]:
    """A command that a test, or what was set up for many, runs in this process turns all logs on; the next test begins
    as the first one did.
    """
    root = logging.getLogger()
    root.setLevel(logging.WARNING)
    for handler in list(root.handlers):
        if isinstance(handler.formatter, FactsFormatter):  # its standard error was that of another test
            root.removeHandler(handler)
    yield
    root.setLevel(logging.WARNING)


@pytest.fixture(scope="session")
def x_display() -> Iterator[str]:
    """An X server of this test run's own; its display, such as ":7"."""
    read_end, write_end = os.pipe()
    width_px, height_px = SCREEN_PX
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write_end), "-screen", "0", f"{width_px}x{height_px}x24", "-nolisten", "tcp"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(write_end,),
    )
    os.close(write_end)
    try:
        with os.fdopen(read_end) as pipe:
            number = pipe.readline().strip()
        assert number, f"Xvfb ended with status {server.wait(10)} before it had a display"
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
def systemd(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Systemd]:
    """What stands for systemd, and every process that the test starts knows of it."""
    made = Systemd(tmp_path_factory.mktemp("systemd") / "notify")
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    yield made
    made.close()


@pytest.fixture
def xvfb(x_display: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """DISPLAY points to this test run's own X server; gives its display."""
    monkeypatch.setenv("DISPLAY", x_display)
    return x_display


@pytest.fixture(scope="session")
def project() -> Path:
    """The folder of the project."""
    return Path(__file__).resolve().parent.parent
