"""A damaged database: what can still be read moves into a fresh one, the damaged file is kept aside.

Readers that have the file open keep the old one until they look again (Library.changed, Outbox.put): at every
moment the name leads to a whole database, the old or the new.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from content.feed.files import Disk
from content.store.schema import mapped

_HOPELESS = 10_000  # row numbers in a row without an answer, where not even the highest one can be read


def readable_rows(connection: sqlite3.Connection, table: str, columns: str) -> Iterator[tuple[object, ...]]:
    """Every row of a table with row numbers that SQLite can still read, in order; never raises for the others.

    A damaged page makes each of its rows unreadable, one by one; the rows behind it come again.
    """
    highest = _answer(connection, f"select max(rowid) from {table}")
    at, silent = 0, 0
    while (highest is None and silent < _HOPELESS) or (highest is not None and at <= highest):
        try:
            row = connection.execute(
                f"select rowid, {columns} from {table} where rowid >= ? order by rowid limit 1", (at,)
            ).fetchone()
        except sqlite3.DatabaseError:
            at, silent = at + 1, silent + 1
            continue
        if row is None:
            return
        at, silent = row[0] + 1, 0
        yield row[1:]


def readable_table(connection: sqlite3.Connection, table: str, columns: str, key: str) -> list[tuple[object, ...]]:
    """Rows of a table without row numbers, from both ends until damage is met."""
    found: dict[tuple[object, ...], None] = {}
    for order in ("asc", "desc"):
        try:
            for row in connection.execute(f"select {columns} from {table} order by {key} {order}"):
                found[row] = None
        except sqlite3.DatabaseError:
            continue
        break
    return list(found)


def open_damaged(path: Path) -> sqlite3.Connection | None:
    """Open what is left, for reading; None if SQLite sees no database in it at all."""
    try:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None, timeout=10)
    except sqlite3.Error:
        return None
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    if _answer(connection, "select count(*) from sqlite_schema") is None:
        connection.close()
        return None
    return connection


def put_in_place(fresh: Path, path: Path, at: int, disk: Disk) -> Path:
    """Put the closed, whole database ``fresh`` under the name ``path``; the damaged one is kept beside it.

    Returns where: <name>.corrupt.<at>, with its log. Raises StoreError.
    """
    with mapped(path):
        aside = path.with_name(f"{path.name}.corrupt.{at}")
        number = 0
        while aside.exists():
            number += 1
            aside = path.with_name(f"{path.name}.corrupt.{at}-{number}")
        # The log first: the old log beside the new database would be replayed into it.
        for suffix in ("-wal", "-shm"):
            part = path.with_name(path.name + suffix)
            if part.exists():
                disk.rename(part, aside.with_name(aside.name + suffix))
        if path.exists():
            os.link(path, aside)
        disk.rename(fresh, path)
        disk.sync([path.parent])
    return aside


def fresh_path(path: Path, disk: Disk) -> Path:
    """Where the new database is built; what an interrupted attempt left there is removed."""
    fresh = path.with_name(path.name + ".fresh")
    with mapped(fresh):
        for suffix in ("-wal", "-shm", ""):
            disk.remove(fresh.with_name(fresh.name + suffix))
    return fresh


def _answer(connection: sqlite3.Connection, sql: str) -> int | None:
    try:
        found = connection.execute(sql).fetchone()[0]
    except sqlite3.DatabaseError:
        return None
    return int(found) if found is not None else 0
