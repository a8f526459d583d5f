"""The front door: which sub-commands exist, what they return, and that none is imported before it is called."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mingbai.cli import COMMANDS, main

READERS_OF_SETTINGS = [  # sub-command, the settings it reads
    ("sync", "terminal"),
    ("display", "terminal"),
    ("kiosk", "terminal"),
    ("clock", "hub"),
    ("signer", "hub"),
]


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """``mingbai …`` in a process of its own: what a sub-command imports stays out of the other tests."""
    command = [sys.executable, "-m", "mingbai.cli", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_sub_command_tells_its_usage(name: str) -> None:
    ran = run(name, "--help")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith(f"usage: mingbai {name}")


def test_help_lists_every_sub_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["help"]) == 0
    said = capsys.readouterr().out
    assert [name for name in COMMANDS if f"\n  {name} " not in said] == []


def test_an_unknown_sub_command_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["publish"]) == 2
    assert "there is no command 'publish'" in capsys.readouterr().err


def test_the_version_is_that_of_the_package(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert f"version = {capsys.readouterr().out.split()[1]}\n" in (project / "setup.cfg").read_text(encoding="utf-8")


def test_the_front_door_loads_no_heavy_library() -> None:
    asked = "import sys, mingbai.cli; print([m for m in ('django', 'kivy', 'tuf', 'PIL') if m in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=60)
    assert answer.stdout.strip() == "[]"


@pytest.mark.parametrize(("name", "kind"), READERS_OF_SETTINGS)
def test_a_wrong_settings_file_ends_every_process_with_status_2(name: str, kind: str, tmp_path: Path) -> None:
    file = tmp_path / f"{kind}.toml"
    file.write_text('county = "清源"\ndata_dir = 5\n', encoding="utf-8")
    ran = run(name, "--config", str(file))
    assert ran.returncode == 2, ran.stderr
    said = ran.stderr.splitlines()
    assert f"{file}: data_dir: found 5; allowed: a path, such as /var/lib/mingbai" in said
    assert any(line.startswith(f'{file}: county: found "清源"; allowed: lower-case letters') for line in said)
