"""Which Python this machine offers that the project can run on.

Runs on any Python 3, so that a machine with the wrong one is told so in one sentence.
"""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def supported_minors() -> list[int]:
    """The minor versions of Python 3 that setup.cfg allows, newest first."""
    settings = configparser.ConfigParser(interpolation=None)
    settings.read(PROJECT / "setup.cfg", encoding="utf-8")
    wanted = re.fullmatch(r">=3\.(\d+),<3\.(\d+)", settings["options"]["python_requires"])
    if wanted is None:
        sys.exit("setup.cfg: python_requires: expected the form >=3.N,<3.M")
    return list(range(int(wanted[2]) - 1, int(wanted[1]) - 1, -1))


def choose() -> str:
    """The path of a suitable Python: the system's own python3 if it will do. Ends the program if there is none."""
    minors = supported_minors()
    found = []
    for name in ["python3", *(f"python3.{minor}" for minor in minors)]:
        path = shutil.which(name)
        version = _version(path) if path else None
        if path and version and version[0] == 3 and version[1] in minors:
            return path
        if path and version:
            found.append(f"{path} is {version[0]}.{version[1]}")
    names = " or ".join(f"3.{minor}" for minor in sorted(minors))
    sys.exit(
        f"Mingbai needs Python {names} and this machine has none of them ({', '.join(found) or 'no python3 at all'}); "
        "Debian 12, Debian 13 and Ubuntu 24.04 come with one."
    )


def _version(path: str) -> tuple[int, int] | None:
    asked = "import sys; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run([path, "-c", asked], stdout=subprocess.PIPE, timeout=30, check=True).stdout.split()
    except (OSError, subprocess.SubprocessError):
        return None
    return int(answer[0]), int(answer[1])
