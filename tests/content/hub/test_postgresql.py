"""The same hub on PostgreSQL, by one setting: tests of review, rows, signer and API run again there.

All of them do, with MINGBAI_TEST_DATABASE_URL=postgresql://…; here those in which a database could make a difference.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

SAME_TESTS = (
    "test_review.py",
    "test_flow_reviews.py",
    "test_roles.py",
    "test_models.py",
    "test_signer.py",
    "test_api.py",
)
WORTH_REPEATING = "reviewed or release or approve or append_only or database or drafts or once or terminal or line or before_the_flows"
NOT_AGAIN = "forged or cut or bytes"


def binaries() -> Path | None:
    """Where initdb and postgres lie, newest Debian version first."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in (*places, Path("/usr/local/bin")) if (place / "initdb").exists()), None)


@pytest.fixture
def postgresql() -> Iterator[str]:
    """A throw-away server on a free port; gives the URL of an empty database."""
    place = binaries()
    if place is None:
        pytest.skip("no PostgreSQL server programs on this machine")
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    as_user: list[str] = []
    if os.getuid() == 0:  # PostgreSQL refuses to run as root
        owner = pwd.getpwnam("nobody")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        as_user = ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    subprocess.run(
        [*as_user, place / "initdb", "-D", data, "-U", "mingbai", "--auth=trust", "-E", "UTF8", "--no-sync"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
    )
    server = subprocess.Popen(
        [*as_user, place / "postgres", "-D", data, "-p", str(port), "-k", folder, "-h", "127.0.0.1", "-F"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
    )
    try:
        url = f"postgresql://mingbai@127.0.0.1:{port}/postgres"
        _wait_until_ready(url, server)
        import psycopg

        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("create database mingbai")
        yield f"postgresql://mingbai@127.0.0.1:{port}/mingbai"
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_ready(url: str, server: subprocess.Popen[bytes]) -> None:
    import time

    import psycopg

    for _ in range(100):
        assert server.poll() is None, "PostgreSQL ended"
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("PostgreSQL does not answer")


@pytest.mark.slow
@pytest.mark.port
@pytest.mark.timeout(600)
def test_review_rows_signer_and_api_hold_on_postgresql(postgresql: str, project: Path) -> None:
    here = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "--no-header", "-p", "no:cacheprovider", "-m", "not slow"]
        + ["-k", f"({WORTH_REPEATING}) and not ({NOT_AGAIN})"]
        + [str(here / name) for name in SAME_TESTS],
        cwd=project,
        env={**os.environ, "MINGBAI_TEST_DATABASE_URL": postgresql},
        capture_output=True,
        text=True,
        timeout=580,
    )
    assert done.returncode == 0, done.stdout[-6_000:] + done.stderr[-2_000:]
    assert " passed" in done.stdout
    assert "skipped" not in done.stdout
