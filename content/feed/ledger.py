"""The signer's own memory: which versions are spent, and where every item lies in its unit's pages.

SQLite with synchronous=FULL, in the signer's folder, never served. The repository could be read back from its
files, but not what must never happen again: a version used twice, a slot given to another item, a withdrawn
revision published anew. Times are whole seconds since 1970 UTC.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from content.errors import StoreError
from content.feed.pages import ROWS_PER_PAGE, PageRef, PageRow, RowKind
from content.record import DisclosureId, UnitCode

DDL = """
create table if not exists fact (key text primary key, value integer not null) without rowid;
create table if not exists unit (
    unit text primary key,
    version integer not null,           -- of its role, as the snapshot names it
    expires integer not null,
    keyid text not null,                -- that signed it
    index_sha256 text not null,
    slots integer not null              -- handed out so far, withdrawn ones too
) without rowid;
create table if not exists page (
    unit text not null, position integer not null,
    sha256 text not null, size integer not null, count integer not null,
    primary key (unit, position)
) without rowid;
create index if not exists page_by_hash on page (sha256);
create table if not exists item (
    id text primary key, unit text not null,
    slot integer,                       -- null: withdrawn or ended; the revision stays known
    rev integer not null, sha256 text not null, size integer not null, kind text not null,
    ends integer,                       -- valid_until
    unique (unit, slot)
) without rowid;
create index if not exists item_by_end on item (ends) where slot is not null and ends is not null;
create table if not exists attachment (
    id text not null, sha256 text not null, primary key (id, sha256)
) without rowid;
create table if not exists withdrawn (
    id text primary key, unit text not null, rev integer not null, at integer not null,
    reason text not null, replaced_by text not null
) without rowid;
create index if not exists withdrawn_by_unit on withdrawn (unit, at);
create table if not exists erased (id text primary key) without rowid;  -- those withdrawn that must leave no trace
create table if not exists unnamed (path text primary key, since integer not null) without rowid;
"""

_GONE = (
    "select withdrawn.id, rev, at, reason, replaced_by, erased.id is not null "
    "from withdrawn left join erased using (id)"
)

# Facts.
VERSION = "version"  # the last one reserved, for all roles together
SNAPSHOT = "snapshot"  # the version that timestamp.json is to name
SNAPSHOT_SIGNED = "snapshot-signed"
TIMESTAMP_SIGNED = "timestamp-signed"
ROOT = "root"  # the version under which the snapshot was signed
TARGETS = "targets"
PEOPLE = "people"
TIMESTAMP_MTIME = "timestamp-mtime"


@dataclass(frozen=True)
class UnitState:
    """A unit's role as it was last published. expires: seconds since 1970."""

    unit: UnitCode
    version: int
    expires: int
    keyid: str
    index_sha256: str
    slots: int


@dataclass(frozen=True)
class Item:
    """An id that was ever published, at its last revision; without a slot it is shown no more."""

    slot: int | None
    row: PageRow


@dataclass(frozen=True)
class Gone:
    """A withdrawal that was published; at: seconds since 1970."""

    id: DisclosureId
    rev: int
    at: int
    reason: str
    replaced_by: str
    erased: bool = False


class Ledger:
    """Opens or makes the ledger; any thread may use it, one at a time.

    Raises StoreError if the file is damaged or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._mapped():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None, timeout=10, check_same_thread=False)
            self._db.execute("pragma journal_mode = wal")
            self._db.execute("pragma synchronous = full")
            self._db.executescript(DDL)

    def close(self) -> None:
        self._db.close()

    # --- versions ---

    def reserve_version(self, now_s: int, at_least: int = 0) -> int:
        """The next version, certain never to be given out again: max(last + 1, seconds since 1970)."""
        with self.transaction():
            version = max(self.fact(VERSION) + 1, now_s, at_least)
            self.set_fact(VERSION, version)
        return version

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing; on the disk when the block ends."""
        with self._mapped():
            self._db.execute("begin immediate")
            try:
                yield
            except BaseException:
                if self._db.in_transaction:  # a full disk makes SQLite roll back by itself
                    self._db.execute("rollback")
                raise
            self._db.execute("commit")

    def fact(self, key: str) -> int:
        """A remembered number, 0 if there is none yet."""
        found = self._all("select value from fact where key = ?", key)
        return int(found[0][0]) if found else 0

    def set_fact(self, key: str, value: int) -> None:
        self._do("insert or replace into fact values (?, ?)", key, value)

    # --- units and pages ---

    def units(self) -> dict[UnitCode, UnitState]:
        """Every unit whose role was ever published."""
        found = self._all("select unit, version, expires, keyid, index_sha256, slots from unit")
        return {UnitCode(values[0]): UnitState(*values) for values in found}

    def set_unit(self, state: UnitState) -> None:
        self._do(
            "insert or replace into unit values (?, ?, ?, ?, ?, ?)",
            state.unit,
            state.version,
            state.expires,
            state.keyid,
            state.index_sha256,
            state.slots,
        )

    def pages(self, unit: UnitCode) -> tuple[PageRef, ...]:
        """The unit's pages in order, as its index names them."""
        found = self._all("select sha256, size, count from page where unit = ? order by position", unit)
        return tuple(PageRef(*values) for values in found)

    def set_page(self, unit: UnitCode, position: int, page: PageRef) -> None:
        self._do(
            "insert or replace into page values (?, ?, ?, ?, ?)", unit, position, page.sha256, page.size, page.count
        )

    def page_rows(self, unit: UnitCode, position: int, slots: int) -> tuple[PageRow | None, ...]:
        """The rows of one page; empty slots hold None. slots: handed out in this unit so far."""
        first = position * ROWS_PER_PAGE
        rows: list[PageRow | None] = [None] * min(ROWS_PER_PAGE, slots - first)
        for slot, *values in self._all(
            "select slot, id, rev, sha256, size, kind from item where unit = ? and slot >= ? and slot < ?",
            unit,
            first,
            first + ROWS_PER_PAGE,
        ):
            rows[slot - first] = PageRow(*values)
        return tuple(rows)

    # --- items ---

    def item(self, id_: str) -> Item | None:
        """What is known of an id that was ever published."""
        found = self._all("select slot, id, rev, sha256, size, kind from item where id = ?", id_)
        return Item(found[0][0], PageRow(*found[0][1:])) if found else None

    def put_item(self, unit: UnitCode, slot: int, row: PageRow, ends: int | None, attachments: Iterable[str]) -> None:
        self._do(
            "insert or replace into item values (?, ?, ?, ?, ?, ?, ?, ?)",
            row.id,
            unit,
            slot,
            row.rev,
            row.sha256,
            row.size,
            row.kind,
            ends,
        )
        self._do("delete from attachment where id = ?", row.id)
        for sha256 in attachments:
            self._do("insert or ignore into attachment values (?, ?)", row.id, sha256)

    def drop_item(self, id_: str) -> None:
        """Empty the item's slot; no other item ever gets it."""
        self._do("update item set slot = null where id = ?", id_)
        self._do("delete from attachment where id = ?", id_)

    def ended(self, now_s: int) -> list[DisclosureId]:
        """Items still in a slot whose validity has run out."""
        return [
            DisclosureId(values[0])
            for values in self._all(
                "select id from item where slot is not null and ends is not null and ends <= ? order by id", now_s
            )
        ]

    def known(self) -> list[tuple[DisclosureId, int, RowKind, int | None, int | None]]:
        """Every id that was ever published: last revision, kind, end of validity, revision that was withdrawn."""
        found = self._all(
            "select id, item.rev, kind, ends, withdrawn.rev from item left join withdrawn using (id) order by id"
        )
        return [(DisclosureId(values[0]), *values[1:]) for values in found]

    def published(self) -> list[tuple[PageRow, tuple[str, ...]]]:
        """Every item that is published now, with the sha256 of each of its attachments."""
        files: dict[str, list[str]] = {}
        for id_, sha256 in self._all("select id, sha256 from attachment order by id, sha256"):
            files.setdefault(id_, []).append(sha256)
        found = self._all("select id, rev, sha256, size, kind from item where slot is not null order by unit, slot")
        return [(PageRow(*values), tuple(files.get(values[0], ()))) for values in found]

    def count(self) -> int:
        """How many items are published now."""
        return int(self._all("select count(*) from item where slot is not null")[0][0])

    # --- withdrawals ---

    def gone(self, id_: str) -> Gone | None:
        """How this id was withdrawn, or None."""
        found = self._all(f"{_GONE} where id = ?", id_)
        return _gone(found[0]) if found else None

    def gone_since(self, unit: UnitCode, at: int) -> list[Gone]:
        """The unit's withdrawals from this second on, and all its erasures, oldest first."""
        found = self._all(f"{_GONE} where unit = ? and (at >= ? or erased.id is not null) order by at, id", unit, at)
        return [_gone(values) for values in found]

    def erased(self) -> list[DisclosureId]:
        """Every id that was ever erased."""
        return [DisclosureId(values[0]) for values in self._all("select id from erased order by id")]

    def set_gone(self, unit: UnitCode, gone: Gone) -> None:
        self._do(
            "insert or replace into withdrawn values (?, ?, ?, ?, ?, ?)",
            gone.id,
            unit,
            gone.rev,
            gone.at,
            gone.reason,
            gone.replaced_by,
        )
        if gone.erased:  # for good: no later withdrawal of the id takes it back
            self._do("insert or ignore into erased values (?)", gone.id)

    # --- garbage ---

    def page_hashes(self) -> set[str]:
        """Every page that an index names now."""
        return {values[0] for values in self._all("select sha256 from page")}

    def blob_hashes(self) -> set[str]:
        """Every body and attachment that is named now."""
        found = self._all("select sha256 from item where slot is not null union select sha256 from attachment")
        return {values[0] for values in found}

    def others_with(self, sha256: str, but: Collection[str]) -> tuple[DisclosureId, ...]:
        """Published items, except these, to which this attachment belongs."""
        found = self._all("select id from attachment where sha256 = ? order by id", sha256)
        return tuple(DisclosureId(values[0]) for values in found if values[0] not in but)

    def unnamed(self) -> dict[str, int]:
        """Files that no current release names: path → since when, in seconds."""
        return {path: int(since) for path, since in self._all("select path, since from unnamed")}

    def mark_unnamed(self, paths: Iterable[str], since: int) -> None:
        with self._mapped():
            self._db.executemany("insert or ignore into unnamed values (?, ?)", [(path, since) for path in paths])

    def mark_named(self, paths: Iterable[str]) -> None:
        with self._mapped():
            self._db.executemany("delete from unnamed where path = ?", [(path,) for path in paths])

    # --- helpers ---

    def _all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with self._mapped():
            return cast("list[tuple[Any, ...]]", self._db.execute(sql, values).fetchall())

    def _do(self, sql: str, *values: object) -> None:
        with self._mapped():
            self._db.execute(sql, values)

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as err:
            raise StoreError(f"{self.path}: {err}") from err


def _gone(values: tuple[Any, ...]) -> Gone:
    id_, rev, at, reason, replaced_by, erased = values
    return Gone(id_, rev, at, reason, replaced_by, bool(erased))
