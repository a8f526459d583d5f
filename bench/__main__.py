"""Measure the project's figures.

    python -m bench                 all of them, into build/bench.json
    python -m bench NAME…           some: kiosk_start, hub_304 …; the others in the file stay
    python -m bench --report        write docs/benchmarks.md from build/bench.json

Every bench/NAME.py has ``measure() -> list[dict]``; a figure has the keys name, value, unit, against (what it
was measured beside, in the same run), ratio, goal and met. The status is 0 when everything was measured, met or
not, and 1 when something could not be.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.report import describe_machine, table, write_report

PROJECT = Path(__file__).resolve().parent.parent
RESULTS = PROJECT / "build" / "bench.json"
MACHINE = PROJECT / "build" / "bench-machine.json"
REPORT = PROJECT / "docs" / "benchmarks.md"
LIMIT_S = 1500.0  # for one file; 50 changes published, signed and withdrawn one after another take the longest
KEYS = {"name", "value", "unit", "against", "ratio", "goal", "met"}

Figure = dict[str, Any]


class NotMeasured(Exception):
    """A file gave no figures; the message says why."""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the project's figures.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="a file of bench/ without .py")
    parser.add_argument("--report", action="store_true", help="write docs/benchmarks.md from the last results")
    options = parser.parse_args(arguments)
    if options.report:
        write_report(REPORT, _read(RESULTS, []), _read(MACHINE, {}))
        return 0
    files = measured_files(PROJECT / "bench")
    if unknown := set(options.names) - {file.stem for file in files}:
        parser.error(f"no such figures: {', '.join(sorted(unknown))}; there are {', '.join(f.stem for f in files)}")
    wanted = [file for file in files if not options.names or file.stem in options.names]
    kept = _read(RESULTS, []) if options.names else []
    figures, failures = run(wanted, LIMIT_S)
    names = {figure["name"] for figure in figures}
    results = [figure for figure in kept if figure["name"] not in names] + figures
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    MACHINE.write_text(json.dumps(describe_machine(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print("\n".join(table(results)))
    for failure in failures:
        print(f"NOT MEASURED  {failure}", file=sys.stderr)
    return 1 if failures else 0


def measured_files(folder: Path) -> list[Path]:
    """The files that have figures, by name."""
    return [file for file in sorted(folder.glob("*.py")) if "\ndef measure(" in file.read_text(encoding="utf-8")]


def run(files: list[Path], limit_s: float) -> tuple[list[Figure], list[str]]:
    """Measure one file after another. Returns the figures, and a line for each file that gave none."""
    figures: list[Figure] = []
    failures: list[str] = []
    for file in files:
        print(f"measuring {file.stem} …", file=sys.stderr, flush=True)
        try:
            figures += measured(file, limit_s)
        except NotMeasured as err:
            failures.append(f"{file.stem}: {err}")
    return figures, failures


def measured(file: Path, limit_s: float) -> list[Figure]:
    """The figures of one file, measured in a process of its own. Raises NotMeasured."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "figures.json"
        child = subprocess.Popen(
            [sys.executable, "-m", "bench.child", str(file), str(out)],
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            status = child.wait(limit_s)
        except subprocess.TimeoutExpired:
            raise NotMeasured(f"not done within {limit_s:g} s") from None
        finally:
            _end_group(child)
        if status != 0:
            raise NotMeasured(f"ended with status {status}; what it said stands above")
        figures: list[Figure] = json.loads(out.read_text(encoding="utf-8"))
    for figure in figures:
        if set(figure) != KEYS:
            raise NotMeasured(f"a figure has the keys {sorted(figure)}, expected {sorted(KEYS)}")
    return figures


def _end_group(child: subprocess.Popen[bytes]) -> None:
    """End whatever the measurement started and left behind: it all belongs to the child's own process group."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _read(file: Path, otherwise: Any) -> Any:
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else otherwise


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
