"""The same hub on PostgreSQL, by one setting: the hub's tests run again there, on a server of their own.

``make test-postgresql`` runs every one of them. Here, and so in every run of all tests, those in which a database can
make a difference: what is written once, locked, counted, compared, restored, or asked for by many at once.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import postgresql

SAME_TESTS = (
    "accounts",
    "test_api.py",
    "test_clock.py",
    "test_flow_reviews.py",
    "test_forged_rows.py",
    "test_keeping.py",
    "test_led_lines.py",
    "test_models.py",
    "test_opinions_sealed.py",
    "test_restored.py",
    "test_review.py",
    "test_roles.py",
    "test_signer.py",
    "test_signer_gate.py",
    "test_surveys_and_wishes.py",
)
LEAST_PASSED = 250


@pytest.mark.slow
@pytest.mark.port
@pytest.mark.timeout(900)
def test_the_hub_s_tests_hold_on_postgresql(pytestconfig: pytest.Config, project: Path) -> None:
    if pytestconfig.getoption("--hub-database") == "postgresql":
        pytest.skip("this run is on PostgreSQL already")
    if postgresql.binaries() is None:
        pytest.skip("no PostgreSQL server programs on this machine")
    here = Path(__file__).parent
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider", "--maxfail=5"),
            *("--hub-database=postgresql", "-m", "not slow and not screen"),
            *(str(here / name) for name in SAME_TESTS),
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
