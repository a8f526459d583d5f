"""The same hub on PostgreSQL, by one setting: the hub's tests run again there, on a server of their own.

``pytest --hub-database=postgresql tests/content/hub`` runs every one of them. Here, and so in every run of all tests,
all but those that drive a browser or need patience: what those add to the others is Chromium, not the database.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import postgresql

LEAST_PASSED = 400


@pytest.mark.slow
@pytest.mark.port
@pytest.mark.timeout(900)
def test_the_hub_s_tests_hold_on_postgresql(pytestconfig: pytest.Config, project: Path) -> None:
    if pytestconfig.getoption("--hub-database") == "postgresql":
        pytest.skip("this run is on PostgreSQL already")
    if postgresql.binaries() is None:
        pytest.skip("no PostgreSQL server programs on this machine")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider", "--maxfail=5"),
            *("--hub-database=postgresql", "-m", "not slow and not screen", str(Path(__file__).parent)),
        ],
        cwd=project,
        capture_output=True,
        text=True,
        timeout=880,
    )
    assert done.returncode == 0, done.stdout[-6_000:] + done.stderr[-2_000:]
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed is not None
    assert int(passed[1]) >= LEAST_PASSED, done.stdout[-500:]
