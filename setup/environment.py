"""Make the virtual environment and install the project into it, with everything a developer needs.

    python3 setup/environment.py .venv

The versions come from setup.cfg. An environment whose Python is gone or no longer supported is made anew.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from interpreter import PROJECT, choose, supported_minors

EXTRAS = "hub,kiosk,window,dev"


def main(folder: Path) -> int:
    python = folder / "bin" / "python"
    if not _is_usable(python):
        made = subprocess.run([choose(), "-m", "venv", "--clear", str(folder)], check=False)
        if made.returncode != 0:
            return _failed(f"The virtual environment {folder} could not be made; what Python said stands above.")
    quiet = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    wanted = [str(python), "-m", "pip", "install", "--quiet", "--editable", f"{PROJECT}[{EXTRAS}]"]
    if subprocess.run(wanted, env=quiet, check=False).returncode != 0:
        return _failed("The Python packages could not be installed; what pip said stands above. Run make again.")
    return 0


def _is_usable(python: Path) -> bool:
    asked = "import sys, pip; print(sys.version_info[1])"
    try:
        answer = subprocess.run([str(python), "-c", asked], capture_output=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return int(answer.stdout) in supported_minors()


def _failed(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
