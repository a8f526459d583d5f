"""A PostgreSQL server of the test run's own: Debian's programs, a folder that goes, a free port, ended by its process."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

USER = "mingbai"
ROOM_BYTES = 1_000_000_000  # for a dozen databases
NOT_KEPT = {  # nothing of it outlives the tests, so nothing waits for a disk
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}


def binaries() -> Path | None:
    """Where initdb and postgres lie, newest Debian version first."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in (*places, Path("/usr/local/bin")) if (place / "initdb").exists()), None)


@contextmanager
def running() -> Iterator[str]:
    """A throw-away server; gives the URL of its maintenance database, in which ``create`` makes others.

    Raises RuntimeError where PostgreSQL's server programs are missing or do not start.
    """
    place = binaries()
    if place is None:
        raise RuntimeError("no PostgreSQL server programs on this machine")
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=_place()))
    as_user: list[str] = []
    if os.getuid() == 0:  # PostgreSQL refuses to run as root
        owner = pwd.getpwnam("nobody")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        as_user = ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    options = [word for name, value in NOT_KEPT.items() for word in ("-c", f"{name}={value}")]
    try:
        subprocess.run(
            [*as_user, place / "initdb", "-D", data, "-U", USER, "--auth=trust", "-E", "UTF8", "--no-sync"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
        )
        server = subprocess.Popen(
            [*as_user, place / "postgres", "-D", data, "-p", str(port), "-k", folder, "-h", "127.0.0.1", *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
        )
        try:
            url = f"postgresql://{USER}@127.0.0.1:{port}/postgres"
            _wait_until_ready(url, server)
            yield url
        finally:
            server.terminate()
            server.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def create(server: str, name: str, template: str = "template0") -> str:
    """Make a database; its URL. template: of the same server, with nobody in it."""
    # Files copied as they are: the other way, through the log, takes three times as long.
    _do(server, f'create database "{name}" template "{template}" strategy file_copy')
    return f"{server.rpartition('/')[0]}/{name}"


def drop(server: str, name: str) -> None:
    """Throw a database away, whoever is still in it."""
    _do(server, f'drop database if exists "{name}" with (force)')


def _place() -> str:
    """Where the server's folder goes, by a short name, for a socket's path has 107 bytes. In memory if there is room:
    a database is a thousand small files, and making one takes 30 ms there, ten times as much on a disk.
    """
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > ROOM_BYTES else "/tmp"


def _do(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement.encode())


def _wait_until_ready(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise RuntimeError(f"PostgreSQL ended with status {server.returncode}")
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.1)  # a real server starts by its own clock
        else:
            return
    raise RuntimeError("PostgreSQL does not answer")
