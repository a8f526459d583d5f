"""The two databases of a terminal and how they are opened.

WAL with synchronous=FULL: no acknowledged write is lost when the power goes, and readers never wait for the
writer. Times are whole seconds since 1970 UTC, so that SQLite can compare them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from content.errors import StoreError

LIBRARY_FILE = "library.sqlite"
OUTBOX_FILE = "outbox.sqlite"

LIBRARY = """
create table if not exists item (
    rowid integer primary key,          -- grows: random rowids make the search index three times slower
    id text not null unique,            -- <unit>/<number>
    unit text not null,
    rev integer not null,
    sha256 text not null,               -- of body
    kind text not null,                 -- disclosure | led-line
    title text not null,
    six_open text not null,
    "window" text not null,
    genre text not null,
    category text not null,
    stage text not null,
    matter text not null,
    published_at integer not null,
    valid_from integer not null,
    valid_until integer,
    notice_last integer,                -- last second of the public-notice period
    max_offline_s integer not null,     -- 0 = no limit
    body blob not null                  -- the exact signed bytes
);
create index if not exists item_by_unit on item (kind, unit, published_at desc);
create index if not exists item_by_window on item (kind, "window", published_at desc);
create index if not exists item_by_time on item (kind, published_at desc);
create index if not exists item_by_matter on item (matter) where matter <> '';
create virtual table if not exists search using fts5 (title, body, syllables, initials, tokenize = 'unicode61');
create table if not exists page (
    unit text not null, position integer not null, sha256 text not null, rows blob not null,
    primary key (unit, position)
) without rowid;
create table if not exists unit_state (
    unit text primary key, index_sha256 text not null, applied_at integer not null, problem text not null
) without rowid;
create table if not exists withdrawn (
    id text primary key, unit text not null, rev integer not null, at integer not null,
    reason text not null, replaced_by text not null
) without rowid;
create table if not exists staged (sha256 text primary key, body blob not null) without rowid;
create table if not exists fact (key text primary key, value text not null) without rowid;
"""

OUTBOX = """
create table if not exists message (
    sequence integer primary key,
    key text not null unique,           -- idempotency key: the hub counts a message with the same key once
    kind text not null,                 -- opinion | display-proof
    created_at integer not null,
    body blob not null
);
"""


def open_writable(path: Path, ddl: str) -> sqlite3.Connection:
    """Open a database for its writer, in autocommit mode, making the tables that are missing.

    Raises StoreError if the file is no database, is damaged, or cannot be written.
    """
    with mapped(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, isolation_level=None, timeout=10)
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")
        connection.executescript(ddl)
        return connection


def open_readonly(path: Path) -> sqlite3.Connection:
    """Open a database for a reader. Raises StoreError if it is missing or damaged."""
    with mapped(path):
        if not path.exists():
            raise StoreError(f"{path}: not there yet; has the agent (mingbai sync) ever run?")
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None, timeout=10)
        connection.execute("select count(*) from sqlite_schema")
        return connection


@contextmanager
def mapped(path: Path) -> Iterator[None]:
    """Turn sqlite3's and the system's errors into StoreError, naming the file."""
    try:
        yield
    except (sqlite3.Error, OSError) as err:
        raise StoreError(f"{path}: {err}") from err
