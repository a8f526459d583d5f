"""The two databases of a terminal and how they are opened.

WAL with synchronous=FULL: no acknowledged write is lost when the power goes, and readers never wait for the
writer. Times are whole seconds since 1970 UTC, so that SQLite can compare them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from content.errors import StoreError

LIBRARY_FILE = "library.sqlite"
OUTBOX_FILE = "outbox.sqlite"

# Of the tables below, and of what search.py writes into them: a library of another edition is rebuilt from the feed.
LIBRARY_EDITION = 5
OUTBOX_EDITION = 1

BUSY_S = 10.0  # how long one process waits for another one's transaction

LIBRARY = """
create table if not exists item (
    rowid integer primary key,          -- grows
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
    document text not null default '',  -- 文号, as document_key() writes it
    explains text not null default '',  -- 文号 or id of the policy that this item explains, written likewise
    five_open text not null default '',
    timing text not null default '',
    domain text not null default '',
    year integer not null default 0,    -- of publication, in the county's calendar
    published_at integer not null,
    valid_from integer not null,
    valid_until integer,
    notice_last integer,                -- last second of the public-notice period
    max_offline_s integer not null,     -- 0 = no limit
    body blob not null                  -- the exact signed bytes
);
-- A list is read backwards from one of the first three, newest first, a screenful at a time. Those that hold all that
-- decides whether an item belongs to a list (they are "wide") leave rows and bodies unread until one does.
create index if not exists item_by_unit on item (kind, unit, published_at);
create index if not exists item_by_window on item (
    kind, "window", published_at, rowid, valid_from, valid_until, max_offline_s,
    unit, six_open, five_open, timing, domain, year
);
create index if not exists item_by_time on item (
    kind, published_at, rowid, valid_from, valid_until, max_offline_s,
    unit, "window", six_open, five_open, timing, domain, year
);
create index if not exists item_in_notice on item (kind, notice_last) where notice_last is not null;
create index if not exists item_by_matter on item (matter) where matter <> '';
create index if not exists item_by_document on item (document) where document <> '';
create index if not exists item_by_explains on item (explains) where explains <> '';
-- Counting. Most disclosures are steady: once begun they count until they are withdrawn, so they are tallied as they
-- come and go (tally.py). The others, and those that have not begun, are few and are counted when asked for.
create index if not exists item_passing on item (
    valid_until, valid_from, max_offline_s, unit, "window", six_open, five_open, timing, domain, year
) where kind = 'disclosure' and (valid_until is not null or max_offline_s > 0);
create index if not exists item_begins on item (valid_from)
    where kind = 'disclosure' and valid_until is null and max_offline_s = 0;
create table if not exists tally (
    unit text not null, "window" text not null, six_open text not null, five_open text not null,
    timing text not null, domain text not null, year integer not null, held integer not null,
    primary key (unit, "window", six_open, five_open, timing, domain, year)
) without rowid;
create table if not exists found (place integer primary key, item integer not null); -- row of search → row of item
create index if not exists found_by_item on found (item);
create virtual table if not exists search using fts5 (title, body, syllables, initials, tokenize = 'ascii');
create table if not exists page (
    unit text not null, position integer not null, sha256 text not null, rows blob not null,
    primary key (unit, position)
) without rowid;
create table if not exists unit_state (
    unit text primary key,
    role_version integer not null,      -- of the unit's role when it was applied; 0 = never
    index_sha256 text not null,
    applied_at integer not null,        -- when its content last changed
    problem text not null,              -- why the unit could not follow the feed, else ''
    confirmed_at integer not null       -- only while there is a problem: the last complete pull before it
) without rowid;
create table if not exists withdrawn (
    id text primary key, unit text not null, rev integer not null, at integer not null,
    reason text not null, replaced_by text not null
) without rowid;
create table if not exists seen (       -- highest version of each role ever verified: nothing older is accepted
    role text primary key, version integer not null, keys text not null
) without rowid;
create table if not exists media (      -- which item needs which attachment
    sha256 text not null, id text not null, primary key (sha256, id)
) without rowid;
create index if not exists media_by_item on media (id);
create table if not exists staged (name text primary key, content blob not null);
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
create table if not exists refused (    -- the hub will never take them; kept for a person to look at
    sequence integer primary key,
    key text not null unique,
    kind text not null,
    created_at integer not null,
    body blob not null,
    reason text not null
);
"""


class Damaged(StoreError):
    """The file is there, but it is no database, a torn one, or one of another edition: set it aside and rebuild."""


Connect = Callable[..., sqlite3.Connection]


def open_writable(
    path: Path, ddl: str, edition: int = 1, *, one_thread: bool = True, connect: Connect = sqlite3.connect
) -> sqlite3.Connection:
    """Open a database for its writer, in autocommit mode, making the tables that are missing.

    one_thread: False if the caller hands the connection from thread to thread, one at a time.
    Raises Damaged if the file is no sound database of this edition, StoreError if it cannot be written.
    """
    with mapped(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = connect(path, isolation_level=None, timeout=BUSY_S, check_same_thread=one_thread)
        try:
            found: int = connection.execute("pragma user_version").fetchone()[0]
            if found not in {0, edition}:
                raise Damaged(f"{path}: edition {found}, this program writes edition {edition}")
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = full")
            connection.execute("pragma secure_delete = on")  # what is withdrawn leaves the disk too
            connection.execute("pragma cache_size = -32768")  # KiB: a first pull is one large transaction
            connection.execute("pragma journal_size_limit = 16777216")  # bytes; a first pull's log is no longer needed
            if found == 0:
                connection.executescript(f"begin immediate; {ddl} pragma user_version = {edition}; commit;")
        except BaseException:
            connection.close()
            raise
        return connection


def open_readonly(path: Path) -> sqlite3.Connection:
    """Open a database for a reader. Raises StoreError if it is missing or damaged."""
    with mapped(path):
        if not path.exists():
            raise StoreError(f"{path}: not there yet; has the agent (mingbai sync) ever run?")
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None, timeout=BUSY_S)
        connection.execute("select count(*) from sqlite_schema")
        return connection


def check(connection: sqlite3.Connection, path: Path) -> None:
    """Read the whole database once. Raises Damaged if anything in it does not fit."""
    with mapped(path):
        found = connection.execute("pragma quick_check(1)").fetchone()[0]
    if found != "ok":
        raise Damaged(f"{path}: {found}")


@contextmanager
def mapped(path: Path) -> Iterator[None]:
    """Turn sqlite3's and the system's errors into StoreError (Damaged where the file is), naming the file."""
    try:
        yield
    except sqlite3.Error as err:
        code = getattr(err, "sqlite_errorcode", None) or 0
        if code & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            raise Damaged(f"{path}: {err}") from err
        raise StoreError(f"{path}: {err}") from err
    except OSError as err:
        raise StoreError(f"{path}: {err}") from err
