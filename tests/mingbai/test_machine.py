"""What a machine needs besides Python packages, and how its presence is seen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mingbai import machine
from mingbai.machine import NEEDS, TASKS, Need, is_met, missing

MARKS = [  # what a package brings, whether this machine has it
    (("sh",), True),
    (("no-such-program-anywhere",), False),
    (("/usr/*/no-such-file", "/etc/passwd"), True),
    (("/usr/share/no-such-folder/*.ttc",), False),
    (("lib:c",), True),
    (("lib:no-such-library",), False),
    (("module:json",), True),
    (("module:no_such_module",), False),
]


@pytest.mark.parametrize(("brings", "is_here"), MARKS)
def test_presence_is_seen_by_what_a_package_brings(brings: tuple[str, ...], is_here: bool) -> None:
    assert is_met(Need("some-package", brings, "a test")) is is_here


def test_a_task_needs_what_the_tasks_before_it_need(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "is_met", lambda need: False)
    demo, test, bench = (set(missing(task)) for task in TASKS)
    assert demo <= test <= bench
    assert {need.package for need in bench} - {need.package for need in test} == {"nginx", "wrk"}


def test_no_package_is_listed_twice() -> None:
    packages = [need.package for need in NEEDS]
    assert sorted(set(packages)) == sorted(packages)


def test_set_up_needs_no_third_party_package(project: Path) -> None:
    """Read as set-up reads it: by a Python without the virtual environment's packages."""
    asked = "import mingbai.machine; print(len(mingbai.machine.NEEDS))"
    answer = subprocess.run(
        [sys.executable, "-S", "-c", asked], cwd=project, capture_output=True, text=True, timeout=60, check=True
    )
    assert int(answer.stdout) == len(NEEDS)


def set_up(project: Path, task: str, path: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "setup/packages.py", task],
        cwd=project,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_without_apt_get_the_missing_packages_are_named_in_one_sentence(project: Path, tmp_path: Path) -> None:
    (tmp_path / "python3").symlink_to(sys.executable)
    ran = set_up(project, "bench", str(tmp_path))
    assert ran.returncode == 1
    assert ran.stdout.startswith(
        "`make bench` needs what these Debian packages hold, and this machine has no apt-get: "
    )
    assert " xvfb " in ran.stdout
    assert ran.stdout.count("\n") == 1


def test_without_a_suitable_python_the_supported_ones_are_named(project: Path, tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\necho 3 9\n")
    old.chmod(0o755)
    ran = set_up(project, "demo", str(tmp_path))
    assert ran.returncode == 1
    assert ran.stderr == (
        f"Mingbai needs Python 3.11 or 3.12 or 3.13 and this machine has none of them ({old} is 3.9); "
        "Debian 12, Debian 13 and Ubuntu 24.04 come with one.\n"
    )


def test_make_help_lists_the_tasks_with_a_sentence_each(project: Path) -> None:
    said = subprocess.run(["make", "help"], cwd=project, capture_output=True, text=True, timeout=60, check=True).stdout
    tasks = {line.split()[1] for line in said.splitlines() if len(line.split()) > 3}
    assert tasks >= {"help", "setup", "demo", "test", "lint", "bench", "golden"}
