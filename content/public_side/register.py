"""What stands on the public pages, so that one release rewrites only the pages concerned. One SQLite file.

A list (of a unit, of a window) keeps its entries in slots in the order they first came. Page n of a list holds the
slots from (n - 1) × PER_PAGE on; an entry that goes leaves its slot empty. So nothing moves, and a page that is full
changes only with its own entries.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from content.errors import StoreError
from content.feed.pages import PageRow
from content.record import DisclosureId, UnitCode

PER_PAGE = 50
_TRACES = "traces"  # a fact: "1" while something erased may still lie in the file

_SCHEMA = """
create table if not exists fact (key text primary key, value text not null) without rowid;
create table if not exists unit (code text primary key, version integer not null) without rowid;
create table if not exists item (
    id text primary key, unit text not null, rev integer not null, sha256 text not null, size integer not null,
    title text not null, publisher text not null, window text not null, published_at text not null, ends text not null,
    notice_from text not null, notice_until text not null, summary text not null, sheet text not null
) without rowid;
create index if not exists item_by_unit on item (unit, published_at);
create index if not exists item_by_window on item (window, published_at);
create index if not exists item_by_time on item (published_at);
create index if not exists item_by_end on item (ends) where ends != '';
create index if not exists item_by_notice on item (notice_until) where notice_until != '';
create index if not exists item_by_sheet on item (published_at) where sheet != sha256;
create table if not exists place (list text, slot integer, id text not null, primary key (list, slot)) without rowid;
create unique index if not exists place_by_id on place (id, list);
create table if not exists gone (id text primary key, why text not null, at text not null) without rowid;
create table if not exists erased (id text primary key, rev integer not null) without rowid;
"""


@dataclass(frozen=True)
class Entry:
    """One disclosure as the lists show it.

    published_at, ends: UTC, ISO 8601; ends is empty without an end. notice_from, notice_until: days, or empty.
    summary: for feeds, empty where nothing but the title may go there. sheet: sha256 of the body whose A3 sheet lies
    in the folder.
    """

    id: DisclosureId
    unit: UnitCode
    rev: int
    sha256: str
    size: int
    title: str
    publisher: str
    window: str
    published_at: str
    ends: str = ""
    notice_from: str = ""
    notice_until: str = ""
    summary: str = ""
    sheet: str = ""

    @property
    def row(self) -> PageRow:
        """As the feed names it."""
        return PageRow(self.id, self.rev, self.sha256, self.size, "disclosure")

    @property
    def published(self) -> datetime:
        return datetime.fromisoformat(self.published_at)

    @property
    def first_day(self) -> date | None:
        return date.fromisoformat(self.notice_from) if self.notice_from else None

    @property
    def last_day(self) -> date | None:
        return date.fromisoformat(self.notice_until) if self.notice_until else None


_COLUMNS = ", ".join(field.name for field in fields(Entry))
_MARKS = ", ".join(f":{field.name}" for field in fields(Entry))


class Register:
    """The file. Raises StoreError."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._mapped():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None)
            self._db.executescript("pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on;")
            self._db.executescript(_SCHEMA)

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing."""
        self._do("begin immediate")
        try:
            yield
        except BaseException:
            self._db.rollback()
            raise
        self._do("commit")

    def forget(self) -> None:
        """Begin anew, but for what has gone: its sentence stays where it was."""
        for table in ("unit", "item", "place"):
            self._do(f"delete from {table}")
        self._do("delete from fact where key <> ?", _TRACES)

    # --- facts and units ---

    def fact(self, key: str) -> str:
        rows = self._all("select value from fact where key = ?", key)
        return str(rows[0][0]) if rows else ""

    def set_fact(self, key: str, value: str) -> None:
        self._do("insert or replace into fact values (?, ?)", key, value)

    def versions(self) -> dict[UnitCode, int]:
        return {UnitCode(code): version for code, version in self._all("select code, version from unit")}

    def set_version(self, unit: UnitCode, version: int) -> None:
        self._do("insert or replace into unit values (?, ?)", unit, version)

    # --- entries ---

    def entry(self, id_: str) -> Entry | None:
        return next(iter(self._entries("where id = ?", id_)), None)

    def of_unit(self, unit: UnitCode) -> dict[DisclosureId, Entry]:
        return {entry.id: entry for entry in self._entries("where unit = ?", unit)}

    def newest(self, count: int, **where: str) -> list[Entry]:
        """The newest, at most so many. where: unit= or window=, or nothing for all."""
        clause = " and ".join(f"{column} = ?" for column in where)
        clause = f"where {clause} " if clause else ""
        return self._entries(f"{clause}order by published_at desc, id desc limit {count}", *where.values())

    def in_notice(self, today: date, count: int) -> list[Entry]:
        """What is being publicised on this day, the one that ends first on top."""
        day = today.isoformat()
        clause = "where notice_until >= ? and notice_from <= ? order by notice_until, id limit ?"
        return self._entries(clause, day, day, count)

    def ended(self, now: datetime) -> list[Entry]:
        """What is over at this moment. now: UTC."""
        return self._entries("where ends != '' and ends <= ?", stamp(now))

    def without_sheet(self) -> Entry | None:
        """The newest whose A3 sheet is to be made, or None."""
        found = self._entries("where sheet != sha256 order by published_at desc, id limit 1")
        return found[0] if found else None

    def counts(self, column: str) -> dict[str, int]:
        """How many by ``unit`` or ``window``."""
        if column not in ("unit", "window"):
            raise ValueError(f"{column!r}: expected unit or window")
        return dict(self._all(f"select {column}, count(*) from item group by {column}"))

    def put(self, entry: Entry) -> None:
        self._do(f"insert or replace into item ({_COLUMNS}) values ({_MARKS})", asdict(entry))
        self._do("delete from gone where id = ?", entry.id)

    def set_sheet(self, id_: str, sha256: str) -> None:
        self._do("update item set sheet = ? where id = ?", sha256, id_)

    def drop(self, id_: str, why: str, at: datetime) -> None:
        self._do("delete from item where id = ?", id_)
        self._do("insert or replace into gone values (?, ?, ?)", id_, why, stamp(at))

    def gone(self) -> list[tuple[DisclosureId, str, datetime]]:
        """What was public and is no more: id, why, and since when."""
        rows = self._all("select id, why, at from gone order by id")
        return [(DisclosureId(id_), why, datetime.fromisoformat(at)) for id_, why, at in rows]

    # --- erasures ---

    def note_erasure(self, id_: str, rev: int) -> bool:
        """抹除: remember that this must leave no trace. True if it is news; then ``erase_traces`` has to follow."""
        if self._all("select 1 from erased where id = ? and rev >= ?", id_, rev):
            return False
        self._do("insert or replace into erased values (?, ?)", id_, rev)
        self.set_fact(_TRACES, "1")
        return True

    def erase_traces(self) -> None:
        """Give up what free space and log still hold of what was erased. Not in a transaction; nobody else reads."""
        if self.fact(_TRACES):
            self._do("vacuum")
            self._all("pragma wal_checkpoint(truncate)")
            self._do("delete from fact where key = ?", _TRACES)

    # --- places in lists ---

    def take_place(self, list_: str, id_: str) -> int:
        """The slot of an entry in a list, a new one at its end if it had none."""
        self._do(
            "insert or ignore into place select ?, coalesce(max(slot) + 1, 0), ? from place where list = ?",
            *(list_, id_, list_),
        )
        rows = self._all("select slot from place where list = ? and id = ?", list_, id_)
        return int(rows[0][0])

    def leave_places(self, id_: str, but: Iterable[str] = ()) -> dict[str, int]:
        """Empty an entry's slots in all lists but these; returns which they were."""
        kept = set(but)
        rows = self._all("select list, slot from place where id = ?", id_)
        left = {str(list_): int(slot) for list_, slot in rows if list_ not in kept}
        for list_, slot in left.items():
            # The last slot stays known, so that no later entry gets a number that was given already.
            self._do("update place set id = ? where list = ? and slot = ?", f"-{list_}-{slot}", list_, slot)
        return left

    def page_count(self, list_: str) -> int:
        rows = self._all("select max(slot) from place where list = ?", list_)
        return 0 if rows[0][0] is None else int(rows[0][0]) // PER_PAGE + 1

    def page(self, list_: str, number: int) -> list[Entry]:
        """One page of a list, newest first. number: from 1."""
        return self._entries(
            "join place using (id) where list = ? and slot between ? and ? order by slot desc",
            *(list_, (number - 1) * PER_PAGE, number * PER_PAGE - 1),
        )

    # --- helpers ---

    def _entries(self, clause: str, *values: object) -> list[Entry]:
        columns = ", ".join(f"item.{field.name}" for field in fields(Entry))
        return [Entry(*row) for row in self._all(f"select {columns} from item {clause}", *values)]

    def _all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with self._mapped():
            return self._db.execute(sql, values).fetchall()

    def _do(self, sql: str, *values: object) -> None:
        given = values[0] if len(values) == 1 and isinstance(values[0], Mapping) else values
        with self._mapped():
            self._db.execute(sql, given)

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as err:
            raise StoreError(f"{self._path}: {err}") from err


def stamp(moment: datetime) -> str:
    """A moment as it is stored: UTC, whole seconds, so that text order is time order."""
    return moment.astimezone(UTC).replace(microsecond=0).isoformat()
