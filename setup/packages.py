"""Install the Debian packages that a task needs and this machine lacks, or say in one sentence which.

    python3 setup/packages.py demo|test|bench

What is needed for what stands in mingbai/machine.py. Services that come with a package (nginx) are neither
started nor enabled: the project only runs their programs, with its own settings, on its own ports.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from interpreter import PROJECT, choose

sys.path.insert(0, str(PROJECT))  # the project is not installed yet
from mingbai.machine import Need, missing

POLICY = Path("/usr/sbin/policy-rc.d")
APT_GET = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300")


def main(task: str) -> int:
    choose()
    lacking = missing(task)
    if not lacking:
        return 0
    as_root = _as_root() if shutil.which("apt-get") else None
    if as_root is not None:
        print(f"Installing Debian packages: {_names(lacking)}", flush=True)
        _install(lacking, as_root)
        still = _needed(task)
        if still:
            print(f"apt-get could not install: {_names(still)}; what it said stands above.")
        return 1 if still else 0
    needed = _needed(task)
    if not needed:
        return 0
    names = _names(needed)
    if shutil.which("apt-get") is None:
        print(f"`make {task}` needs what these Debian packages hold, and this machine has no apt-get: {names}.")
    else:
        print(
            f"`make {task}` needs Debian packages that are missing here and that only root may install: "
            f"apt-get update && apt-get install --no-install-recommends {names}"
        )
    return 1


def _needed(task: str) -> list[Need]:
    return [need for need in missing(task) if not need.optional]


def _names(needs: Sequence[Need]) -> str:
    return " ".join(need.package for need in needs)


def _as_root() -> tuple[str, ...] | None:
    """The words to put before a command so that it runs as root, or None if that is not allowed."""
    if os.geteuid() == 0:
        return ()
    if shutil.which("sudo") and _run(["sudo", "-n", "true"], hide=True):
        return ("sudo", "-n")
    return None


def _install(needs: Sequence[Need], as_root: Sequence[str]) -> None:
    services = [need.service for need in needs if need.service]
    guard = bool(services) and not POLICY.exists()
    if guard:
        _run([*as_root, "install", "-m", "755", str(PROJECT / "setup" / POLICY.name), str(POLICY)])
    try:
        # The package lists are fetched only if they are absent or too old to install from.
        if not all(map(_is_known, needs)):
            _run([*as_root, *APT_GET, "update"])
        wanted = [need.package for need in needs if not need.optional or _is_known(need)]
        install = [*as_root, *APT_GET, "install", "-y", "--no-install-recommends", *wanted]
        if wanted and not _run(install):
            _run([*as_root, *APT_GET, "update"])
            _run(install)
    finally:
        if guard:
            _run([*as_root, "rm", "-f", str(POLICY)])
    if shutil.which("systemctl"):
        for service in services:
            _run([*as_root, "systemctl", "disable", service], hide=True)


def _is_known(need: Need) -> bool:
    return _run(["apt-cache", "show", need.package], hide=True)


def _run(command: Sequence[str], hide: bool = False) -> bool:
    output = subprocess.DEVNULL if hide else None
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
