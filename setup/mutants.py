"""Change the message controller in every small way that mutmut knows, and see whether its tests notice.

    mutants.py FOLDER LEAST_PERCENT

The controller and its tests are copied into FOLDER, because mutmut takes its settings from the folder it runs in and
leaves its work there. Ends with 1 if fewer mutants were killed than LEAST_PERCENT; those that live are listed.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

MODULES = ("display/controller.py", "display/message_store.py", "display/sign_terms.py")
TESTS = (
    "tests/display/test_controller.py",
    "tests/display/test_controller_schedule.py",
    "tests/display/test_controller_failures.py",
    "tests/display/test_message_store.py",
)
CASES = ("tests/display/controller_cases.py",)
PACKAGES = ("display/__init__.py", "tests/__init__.py", "tests/display/__init__.py")
SETTINGS = """\
[mutmut]
source_paths =
{modules}
pytest_add_cli_args_test_selection =
{tests}
also_copy =
    tests
"""


def main(folder: Path, least_percent: float) -> int:
    shutil.rmtree(folder, ignore_errors=True)
    for name in (*MODULES, *TESTS, *CASES, *PACKAGES):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(name, folder / name)
    settings = SETTINGS.format(modules=indented(MODULES), tests=indented(TESTS))
    (folder / "setup.cfg").write_text(settings, encoding="utf-8")
    mutmut = Path(sys.executable).with_name("mutmut").absolute()
    with (folder / "run.log").open("wb") as log:
        ran = subprocess.run([mutmut, "run"], cwd=folder, stdout=log, stderr=subprocess.STDOUT, check=False)
    if ran.returncode:
        print(f"mutmut did not run: see {folder / 'run.log'}")
        return 1
    subprocess.run([mutmut, "export-cicd-stats"], cwd=folder, stdout=subprocess.DEVNULL, check=True)
    found = json.loads((folder / "mutants" / "mutmut-cicd-stats.json").read_bytes())
    killed, total = found["killed"] + found["timeout"], found["total"] - found["skipped"]
    percent = 100 * killed / total if total else 0.0
    print(f"{killed} of {total} mutants killed: {percent:.1f} %, at least {least_percent:g} % are wanted")
    subprocess.run([mutmut, "results"], cwd=folder, check=True)
    return 0 if percent >= least_percent else 1


def indented(names: tuple[str, ...]) -> str:
    return "\n".join(f"    {name}" for name in names)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), float(sys.argv[2])))
