"""The doctor names what is lacking and what to do about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mingbai.doctor import Machine, examine, main

HEALTHY = Machine(
    is_met=lambda need: True,
    now=lambda: datetime(2027, 3, 1, 9, 30, tzinfo=UTC),
    free_bytes=lambda folder: 5_000_000_000,
    installed=lambda package: "1.0",
    sqlite_version=(3, 40, 1),
)
TERMINAL = """
terminal = "t01-hall"
county = "qingyuan"
data_dir = "data"
[sync]
source = "/media/usb/feed"
units = ["t01"]
trusted_root = "root.json"
"""
KIOSK = '[kiosk]\nunit = "t01"\n'
BOARD = (
    '[[boards]]\nid = "gate"\nunit = "t01"\nmodel = "onbon-bx5k"\nurl = "/dev/ttyUSB0"\nwidth_px = 64\nheight_px = 16\n'
)


def lacking(machine: Machine, settings_file: Path | None = None) -> dict[str, str]:
    return {finding.what: finding.advice for finding in examine(settings_file, machine) if not finding.is_ok}


def asked_for(settings: str, folder: Path) -> set[str]:
    """The Debian packages that the doctor looks for on a machine with these settings."""
    file = folder / "terminal.toml"
    file.write_text(settings)
    seen: set[str] = set()
    list(examine(file, replace(HEALTHY, is_met=lambda need: not seen.add(need.package))))
    return seen


def test_a_healthy_machine_lacks_nothing() -> None:
    assert lacking(HEALTHY) == {}


def test_a_missing_font_is_named_with_the_command_that_brings_it() -> None:
    machine = replace(HEALTHY, is_met=lambda need: need.package != "xfonts-wqy")
    assert lacking(machine) == {"xfonts-wqy, for 16-pixel Chinese on LED boards": "apt-get install xfonts-wqy"}


def test_a_missing_python_package_is_named() -> None:
    machine = replace(HEALTHY, installed=lambda package: None if package == "pyserial" else "1.0")
    assert lacking(machine) == {"Python package pyserial": "pip install it, or run make setup"}


@pytest.mark.parametrize("year", [1970, 2040])
def test_a_clock_that_cannot_be_right_is_named(year: int) -> None:
    machine = replace(HEALTHY, now=lambda: datetime(year, 1, 1, tzinfo=UTC))
    assert list(lacking(machine)) == [f"clock {year}-01-01 00:00 UTC"]


def test_a_nearly_full_disk_is_named() -> None:
    machine = replace(HEALTHY, free_bytes=lambda folder: 300_000_000)
    assert list(lacking(machine).values()) == ["at least 1 GB is needed"]


def test_an_old_sqlite_is_named() -> None:
    assert "SQLite 3.34.1" in lacking(replace(HEALTHY, sqlite_version=(3, 34, 1)))  # that of Debian 11


def test_every_mistake_of_the_settings_is_listed_and_the_rest_is_still_looked_at(tmp_path: Path) -> None:
    file = tmp_path / "terminal.toml"
    file.write_text(TERMINAL.replace("qingyuan", "清源").replace("t01-hall", "T01"))
    found = list(examine(file, HEALTHY))
    mistakes = [finding.advice for finding in found if finding.what == "settings"]
    assert [line.split(": ")[1] for line in mistakes] == ["terminal", "county"]
    assert any(finding.what.startswith("clock") for finding in found)


def test_a_terminal_needs_only_what_its_own_parts_need(tmp_path: Path) -> None:
    every = {"tzdata", "ca-certificates"}
    assert asked_for(TERMINAL, tmp_path) == every
    assert asked_for(TERMINAL + BOARD, tmp_path) == every | {"xfonts-wqy", "fonts-unifont"}
    optional = {"cups-client", "x11-xserver-utils", "alsa-utils", "speech-dispatcher", "speech-dispatcher-espeak-ng"}
    handwriting = {"libzinnia0", "tegaki-zinnia-simplified-chinese"}
    kiosk = {"libgl1", "libgl1-mesa-dri", "fonts-noto-cjk"}
    assert asked_for(TERMINAL + KIOSK, tmp_path) == every | kiosk | optional | handwriting


def test_the_status_says_whether_something_is_lacking(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "hub.toml"
    file.write_text('county = "qingyuan"\n')
    assert main(["--config", str(file)]) == 1
    said = capsys.readouterr().out
    assert f"LACKING  settings: {file}: data_dir: missing" in said
    assert said.splitlines()[-1].endswith("are lacking.")
