"""The runner of the benchmarks: what it takes for a figure, and what it says when there is none."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from bench.__main__ import NotMeasured, measured, measured_files, run
from bench.report import table, write_report

FIGURE = {
    "name": "cold-tea",
    "value": 3.0,
    "unit": "s",
    "against": 6.0,
    "ratio": 0.5,
    "goal": "≤ 1 × hot tea",
    "met": True,
}


def bench_file(folder: Path, name: str, body: str) -> Path:
    file = folder / f"{name}.py"
    file.write_text(f'"""A made-up benchmark."""\n\ndef measure():\n    {body}\n', encoding="utf-8")
    return file


def test_only_files_that_measure_are_benchmarks(tmp_path: Path) -> None:
    wanted = bench_file(tmp_path, "tea", "return []")
    (tmp_path / "helper.py").write_text("WATER = 1\n")
    assert measured_files(tmp_path) == [wanted]


def test_figures_come_back_from_a_process_of_their_own(tmp_path: Path) -> None:
    import_pid = f"import os; assert os.getpid() != {os.getpid()}; return [{FIGURE!r}]"
    assert measured(bench_file(tmp_path, "tea", import_pid), limit_s=30) == [FIGURE]


BROKEN = [  # body of measure(), what is said of it
    ("raise OSError('no water')", "ended with status 1"),
    ("import time; time.sleep(60)", "not done within 1 s"),
    ("return [{'name': 'tea'}]", "a figure has the keys"),
]


@pytest.mark.parametrize(("body", "says"), BROKEN)
def test_a_file_that_gives_no_figures_says_why(tmp_path: Path, body: str, says: str) -> None:
    with pytest.raises(NotMeasured, match=says):
        measured(bench_file(tmp_path, "tea", body), limit_s=1 if "sleep" in body else 30)


def test_one_failure_does_not_stop_the_others(tmp_path: Path) -> None:
    files = [bench_file(tmp_path, "a", "raise OSError"), bench_file(tmp_path, "b", f"return [{FIGURE!r}]")]
    figures, failures = run(files, limit_s=30)
    assert figures == [FIGURE]
    assert [line.split(":")[0] for line in failures] == ["a"]


def test_nothing_that_a_measurement_started_outlives_it(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    start = "import subprocess; child = subprocess.Popen(['sleep', '300'])"
    body = f"{start}; open({str(pid_file)!r}, 'w').write(str(child.pid)); return []"
    measured(bench_file(tmp_path, "tea", body), limit_s=30)
    status = Path(f"/proc/{pid_file.read_text()}/stat")
    give_up = time.monotonic() + 5
    while status.exists() and " Z " not in status.read_text():  # a zombie has ended, only nobody has noticed yet
        assert time.monotonic() < give_up


def test_the_table_and_the_page_show_what_was_not_met(tmp_path: Path) -> None:
    slow = {**FIGURE, "name": "slow-tea", "ratio": 1.25, "met": False}
    assert [line.split()[-1] for line in table([FIGURE, slow])[1:]] == ["met", "MET"]
    assert "NOT MET" in table([slow])[1]
    page = tmp_path / "benchmarks.md"
    write_report(page, [FIGURE, slow], {"date": "2026-11-22"})
    lines = page.read_text(encoding="utf-8").splitlines()
    assert "- date: 2026-11-22" in lines
    assert "| slow-tea | 3 s | 6 | 1.25 | ≤ 1 × hot tea | **no** |" in lines
