"""A copy of the hub's database while it is in use, and a database made from one."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from config.settings import HubSettings
from content.hub.settings import DATABASE_FILE, database

SQLITE_COPY, POSTGRESQL_COPY = "database.sqlite", "database.dump"


def copy_name(hub: HubSettings) -> str:
    """What the copy is called in an archive."""
    return POSTGRESQL_COPY if hub.database_url else SQLITE_COPY


def copy_to(hub: HubSettings, out: Path) -> None:
    """Write a copy as of one moment; writers go on. Raises ValueError."""
    if hub.database_url:
        _run(hub, ["pg_dump", "--format=custom", "--no-owner", f"--file={out}"])
        return
    source = hub.data_dir / DATABASE_FILE
    if not source.exists():
        raise ValueError(f"{source}: there is no database; has mingbai hub migrate been run?")
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as live, closing(sqlite3.connect(out)) as copy:
        live.backup(copy)
        copy.execute("pragma journal_mode = delete")
        found = copy.execute("pragma integrity_check").fetchone()[0]
    if found != "ok":
        raise ValueError(f"{source}: the database is damaged: {found}")


def refuse_if_used(hub: HubSettings) -> None:
    """Raise ValueError unless there is nothing yet where the database would be."""
    if hub.database_url:
        said = _run(hub, ["psql", "--tuples-only", "--no-align", "--command", _ANY_TABLE])
        if said.strip() != "0":
            raise ValueError("the database in database_url holds tables already; make an empty one for the restore")
    elif (hub.data_dir / DATABASE_FILE).exists():
        raise ValueError(f"{hub.data_dir / DATABASE_FILE}: is there already; move data_dir aside first")


def make_from(hub: HubSettings, copy: Path) -> None:
    """Make the database from a copy. Raises ValueError."""
    if hub.database_url:
        _run(hub, ["pg_restore", "--no-owner", "--exit-on-error", f"--dbname={_settings(hub)['NAME']}", str(copy)])
        return
    target = hub.data_dir / DATABASE_FILE
    with closing(sqlite3.connect(copy)) as kept, closing(sqlite3.connect(target)) as made:
        kept.backup(made)
    target.chmod(0o640)


# Of PostgreSQL's manual, "Environment Variables" of libpq; what stands behind the ? of database_url is an option.
_ENVIRONMENT = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
_OPTIONS = {
    "PGHOST": "host",
    "PGPORT": "port",
    "PGPASSFILE": "passfile",
    "PGSSLMODE": "sslmode",
    "PGSSLROOTCERT": "sslrootcert",
    "PGSSLCERT": "sslcert",
    "PGSSLKEY": "sslkey",
}
_ANY_TABLE = "select count(*) from information_schema.tables where table_schema = 'public'"


def _settings(hub: HubSettings) -> dict[str, Any]:
    return database(hub)


def _run(hub: HubSettings, command: Sequence[str]) -> str:
    """One of PostgreSQL's programs. Where and as whom goes by the environment: no list of processes shows it."""
    found = _settings(hub)
    environment = {name: str(found[key]) for name, key in _ENVIRONMENT.items() if found.get(key)}
    options = found.get("OPTIONS", {})
    environment |= {name: str(options[key]) for name, key in _OPTIONS.items() if options.get(key)}
    try:
        done = subprocess.run(
            [*command], env={**os.environ, **environment}, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as err:
        raise ValueError(f"{command[0]} is not installed: apt-get install postgresql-client") from err
    if done.returncode != 0:
        raise ValueError(f"{command[0]}: {done.stderr.strip()[-500:]}")
    return done.stdout
