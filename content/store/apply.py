"""The writer's side of library.sqlite: the agent alone uses it.

Three kinds of transaction, each whole or not at all: verified versions and withdrawals (at once, before
anything is fetched), staged bodies (so that an interrupted pull resumes), and apply, which flips rows, search
index, facts and ETag together. Readers see the state before or after, nothing between.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from pathlib import Path

import msgspec

from content.disclosure import Disclosure, decode_disclosure, document_key
from content.errors import StoreError
from content.feed.files import Disk
from content.feed.pages import PageRow, Withdrawn
from content.feed.trust import RoleVersion
from content.led_line import LedLine
from content.record import COUNTY_TIME, UnitCode
from content.store.indexing import Indexing
from content.store.library import LAST_PULL
from content.store.media import MediaFolder
from content.store.schema import LIBRARY, LIBRARY_EDITION, LIBRARY_FILE, Connect, check, mapped, open_writable
from content.store.tally import Tally

LED_MAX_OFFLINE = timedelta(days=7)  # the payload of a line names no other

# Facts that only the writer reads.
ETAG = "etag"  # of timestamp.json, kept only after a complete pull
ETAG_SOURCE = "etag-source"  # where that ETag means something
COUNTY_SHA256 = "county-sha256"
APPROVERS_SHA256 = "approvers-sha256"
OWN_UNITS = "own-units"  # whose villagers this terminal serves; a change re-judges every item
# The search index gathers so much in memory before it writes (FTS5's "hashsize"; its own choice is 1 MB): a first
# pull is a tenth quicker, for fewer small pieces have to be merged.
GATHERED_BYTES = 16_000_000
TRACES = "traces"  # "1" while freed space may hold what was withdrawn or staged
ERASING = "erasing"  # "1" while the disk may still hold what was erased (抹除)
ERASED = "erased "  # and an id: the revision up to which it was erased here

_KINDS = "kind in ('disclosure', 'led-line')"  # lets the index item_by_unit answer
_COLUMNS = (
    'id, unit, rev, sha256, kind, title, six_open, "window", genre, category, stage, matter, document, explains, '
    "five_open, timing, domain, year, published_at, valid_from, valid_until, notice_last, max_offline_s, body"
)
INSERT = f"insert into item ({_COLUMNS}) values ({', '.join('?' * 24)}) on conflict (id) do nothing"
_UPDATE = f"update item set {', '.join(f'{name.strip()} = ?' for name in _COLUMNS.split(','))} where rowid = ?"


@dataclass(frozen=True)
class HeldPage:
    """One page of a unit as it was applied."""

    sha256: str
    rows: tuple[PageRow | None, ...]


@dataclass(frozen=True)
class Held:
    """What the store has of one unit.

    pages: by position. withdrawn: id → highest rev withdrawn here. items: id → (rev, sha256 of the body), as many
    as were asked for.
    """

    pages: Sequence[HeldPage] = ()
    items: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    withdrawn: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class UnitState:
    """Where one unit stands: role_version 0 = never applied; problem "" = it follows the feed."""

    role_version: int
    index_sha256: str
    problem: str


@dataclass(frozen=True)
class Item:
    """One item to store: its row, its exact bytes, and what they say."""

    row: PageRow
    body: bytes
    content: Disclosure | LedLine


@dataclass(frozen=True)
class UnitChange:
    """What apply does to one unit: pages replace those held, items are stored (read once), ids in drop go."""

    unit: UnitCode
    role_version: int
    index_sha256: str
    pages: Sequence[HeldPage] = ()
    items: Iterable[Item] = ()
    drop: Sequence[str] = ()


class LibraryWriter:
    """Write access to one terminal's library; one thread at a time. Every method raises StoreError."""

    def __init__(self, folder: Path, db: sqlite3.Connection, disk: Disk) -> None:
        self.folder = folder
        self.path = folder / LIBRARY_FILE
        self.media = MediaFolder(folder, disk)
        self._disk = disk
        self._db = db
        self._tally = Tally(db)
        self._indexing = Indexing(db)
        with mapped(self.path):
            if not db.execute("select 1 from search_config where k = 'hashsize'").fetchone():
                db.execute("insert into search (search, rank) values ('hashsize', ?)", (GATHERED_BYTES,))

    def close(self) -> None:
        self._db.close()

    def check(self) -> None:
        """Read the whole database once. Raises Damaged if anything in it does not fit."""
        check(self._db, self.path)

    # --- what is held ---

    def held(self, unit: UnitCode) -> Held:
        """Pages and withdrawals of one unit; its items too where no page of it is held."""
        with mapped(self.path):
            held = Held(
                pages=[
                    HeldPage(sha256, _decode_rows(rows))
                    for sha256, rows in self._db.execute(
                        "select sha256, rows from page where unit = ? order by position", (unit,)
                    )
                ],
                withdrawn=dict(self._db.execute("select id, rev from withdrawn where unit = ?", (unit,))),
            )
            if held.pages:
                return held
            found = self._db.execute(f"select id, rev, sha256 from item where {_KINDS} and unit = ?", (unit,))
            return replace(held, items={item_id: (rev, sha256) for item_id, rev, sha256 in found})

    def items(self, ids: Iterable[str]) -> dict[str, tuple[int, str]]:
        """Those of these items that are held: id → (rev, sha256 of the body)."""
        found = {}
        with mapped(self.path):
            for item_id in ids:
                if row := self._db.execute("select rev, sha256 from item where id = ?", (item_id,)).fetchone():
                    found[item_id] = (int(row[0]), str(row[1]))
        return found

    def unit_states(self) -> dict[str, UnitState]:
        """State of every unit that is held or has a problem."""
        with mapped(self.path):
            found = self._db.execute("select unit, role_version, index_sha256, problem from unit_state").fetchall()
        return {unit: UnitState(*rest) for unit, *rest in found}

    def seen(self) -> dict[str, RoleVersion]:
        """The highest version of each role ever verified here."""
        with mapped(self.path):
            found = self._db.execute("select role, version, keys from seen").fetchall()
        return {role: RoleVersion(role, version, keys) for role, version, keys in found}

    def fact(self, key: str) -> str:
        """One fact, "" if it is not known."""
        with mapped(self.path):
            found = self._db.execute("select value from fact where key = ?", (key,)).fetchone()
        return str(found[0]) if found else ""

    # --- small transactions ---

    def note(self, facts: Mapping[str, str]) -> None:
        """Write facts in a transaction of their own."""
        with self._transaction():
            self._put_facts(facts)

    def verified(self, versions: Iterable[RoleVersion], withdrawals: Mapping[UnitCode, Sequence[Withdrawn]]) -> int:
        """Remember verified versions and carry out withdrawals (撤回), together; returns how many items went.

        Where one of them is an erasure (抹除), ``erase_traces`` has to follow.
        """
        gone: list[str] = []
        with self._transaction():
            self._db.executemany(
                "insert into seen (role, version, keys) values (?, ?, ?) on conflict (role) do update set "
                "version = excluded.version, keys = excluded.keys where excluded.keys <> keys "
                "or excluded.version > version",
                [(found.role, found.version, found.keys) for found in versions],
            )
            for unit, entries in withdrawals.items():
                for entry in entries:
                    self._db.execute(
                        "insert into withdrawn (id, unit, rev, at, reason, replaced_by) values (?, ?, ?, ?, ?, ?) "
                        "on conflict (id) do update set rev = excluded.rev, at = excluded.at, "
                        "reason = excluded.reason, replaced_by = excluded.replaced_by where excluded.rev >= rev",
                        (entry.id, unit, entry.rev, int(entry.at.timestamp()), entry.reason, entry.replaced_by),
                    )
                    found = self._db.execute(
                        "select id from item where id = ? and rev <= ?", (entry.id, entry.rev)
                    ).fetchone()
                    gone += found or ()
                    self._note_erasure(entry)
            loose: set[str] = set()
            self._delete(gone, loose)
            if gone:
                self._put_facts({TRACES: "1"})
        self.media.remove(self._still_loose(loose))
        return len(gone)

    def stage(self, files: Mapping[str, bytes]) -> None:
        """Keep verified files of the feed until apply needs them; survives a crash."""
        with self._transaction():
            self._db.executemany("insert or ignore into staged (name, content) values (?, ?)", files.items())

    def staged(self, name: str) -> bytes | None:
        """One staged file."""
        with mapped(self.path):
            found = self._db.execute("select content from staged where name = ?", (name,)).fetchone()
        return bytes(found[0]) if found else None

    def staged_names(self) -> set[str]:
        """Every file that an interrupted pull has staged."""
        with mapped(self.path):
            return {row[0] for row in self._db.execute("select name from staged")}

    def judge_again(self, own_units: str, may_stay: Callable[[Disclosure], bool]) -> None:
        """This terminal serves other villagers now: what may not stay goes, and the next pull reads every page anew."""
        loose: set[str] = set()
        with self._transaction():
            bodies = self._db.execute("select body from item where kind = 'disclosure'")
            gone = [found.id for (body,) in bodies if not may_stay(found := decode_disclosure(body))]
            self._delete(gone, loose)
            self._db.execute("delete from page")
            self._db.execute("update unit_state set role_version = 0, index_sha256 = ''")
            self._put_facts({OWN_UNITS: own_units, ETAG: ""})
        self.media.remove(self._still_loose(loose))

    # --- the large transaction ---

    def apply(
        self,
        units: Iterable[UnitChange],
        *,
        subscribed: Sequence[UnitCode],
        problems: Mapping[UnitCode, str],
        facts: Mapping[str, str],
        now: datetime,
    ) -> tuple[int, int]:
        """Flip everything at once: items, search index, pages, unit states, facts.

        subscribed: what belongs to other units goes. problems: units that keep their last good state, and why.
        Returns how many items were stored and how many went.
        """
        stored = gone = 0
        loose: set[str] = set()
        with self._log_left_alone(), self._transaction():
            before = self._db.execute("select value from fact where key = ?", (LAST_PULL,)).fetchone()
            for change in units:
                for item in change.items:
                    loose |= self._store(item)
                    stored += 1
                gone += self._delete(change.drop, loose)
                self._put_pages(change)
                self._db.execute(
                    "insert or replace into unit_state values (?, ?, ?, ?, '', 0)",
                    (change.unit, change.role_version, change.index_sha256, int(now.timestamp())),
                )
            foreign = self._foreign(subscribed)
            for unit in foreign:
                ids = [row[0] for row in self._db.execute(f"select id from item where {_KINDS} and unit = ?", (unit,))]
                gone += self._delete(ids, loose)
                for table in ("page", "unit_state"):
                    self._db.execute(f"delete from {table} where unit = ?", (unit,))
            self._put_problems(problems, int(before[0]) if before else 0)
            if not problems and self._db.execute("delete from staged").rowcount:
                self._put_facts({TRACES: "1"})
            self._put_facts(facts)
        self.media.remove(self._still_loose(loose))
        return stored, gone

    def restore(
        self,
        *,
        items: Iterable[Item],
        withdrawn: Iterable[Sequence[object]],
        seen: Iterable[Sequence[object]],
        facts: Mapping[str, str],
    ) -> int:
        """Fill a fresh library with what was salvaged from a damaged one; returns how many items."""
        count = 0
        with self._transaction():
            for item in items:
                self._store(item)
                count += 1
            self._db.execute("insert into unit_state select distinct unit, 0, '', 0, '', 0 from item")
            self._db.executemany("insert or ignore into withdrawn values (?, ?, ?, ?, ?, ?)", withdrawn)
            self._db.executemany("insert or ignore into seen values (?, ?, ?)", seen)
            self._put_facts(facts)
        return count

    def erase_traces(self) -> None:
        """After an erasure: search index, free space, log, stray files and databases set aside give up what they hold.

        Does nothing if there was none. Raises StoreError while a reader holds the log open; then call it again.
        """
        if not self.fact(ERASING):
            return
        with mapped(self.path):
            with self._transaction():
                self._db.execute("insert into search (search) values ('optimize')")
            self._db.execute("vacuum")
            is_held = self._db.execute("pragma wal_checkpoint(truncate)").fetchone()[0]
            wanted = frozenset(row[0] for row in self._db.execute("select sha256 from media"))
            for aside in self.folder.glob(f"{LIBRARY_FILE}.*"):  # .corrupt.<when>, .fresh, each with its own log
                self._disk.remove(aside)
        self.media.remove_all_but(wanted)
        if is_held:
            raise StoreError(f"{self.path}: its log, which may hold what was erased, is being read; tried once more")
        self.note({ERASING: "", TRACES: ""})

    def tidy(self) -> None:
        """Once a day: erase what withdrawn items left in search index, free space and log; and stray attachments."""
        with mapped(self.path):
            if self.fact(TRACES):
                with self._transaction():
                    self._db.execute("insert into search (search) values ('optimize')")
                self._db.execute("vacuum")
                self.note({TRACES: ""})
            self._db.execute("pragma wal_checkpoint(truncate)").fetchall()
            states = self._db.execute("select count(*) from unit_state where problem <> ''").fetchone()[0]
            wanted = frozenset(row[0] for row in self._db.execute("select sha256 from media"))
        if not states and not self._unfinished():
            self.media.remove_all_but(wanted)

    # --- helpers ---

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with mapped(self.path):
            self._db.execute("begin immediate")
            try:
                yield
                self._indexing.write()
                self._tally.write()
                self._db.execute("commit")
            except BaseException:
                self._indexing.forget()
                self._tally.forget()
                if self._db.in_transaction:
                    self._db.execute("rollback")
                raise

    @contextmanager
    def _log_left_alone(self) -> Iterator[None]:
        """Commit into the log only: readers see it at once, and the next commit or ``tidy`` copies it into the file."""
        with mapped(self.path):
            self._db.execute("pragma wal_autocheckpoint = 0")
            try:
                yield
            finally:
                self._db.execute("pragma wal_autocheckpoint = 1000")

    def _store(self, item: Item) -> set[str]:
        """Put one item in its place; returns attachments that its previous revision needed."""
        values = item_values(item)
        loose: set[str] = set()
        inserted = self._db.execute(INSERT, values)
        rowid = int(inserted.lastrowid or 0)
        if not inserted.rowcount:
            rowid = self._db.execute("select rowid from item where id = ?", (item.row.id,)).fetchone()[0]
            self._tally.goes(rowid)
            self._indexing.goes(rowid)
            self._db.execute(_UPDATE, (*values, rowid))
            loose = self._unlink_media([item.row.id])
        if isinstance(item.content, Disclosure):
            self._tally.comes(rowid)
            self._indexing.comes(rowid, _seconds(item.content.published_at))
            for attachment in item.content.attachments:
                self._db.execute(
                    "insert or ignore into media (sha256, id) values (?, ?)", (attachment.sha256, item.row.id)
                )
        return loose

    def _delete(self, ids: Sequence[str], loose: set[str]) -> int:
        """Delete items with their search entries; adds the attachments they needed to ``loose``, returns how many."""
        count = 0
        for item_id in ids:
            for (rowid,) in self._db.execute("select rowid from item where id = ?", (item_id,)).fetchall():
                self._tally.goes(rowid)
                self._indexing.goes(rowid)
                count += self._db.execute("delete from item where rowid = ?", (rowid,)).rowcount
        loose |= self._unlink_media(ids)
        return count

    def _note_erasure(self, entry: Withdrawn) -> None:
        """Remember that what was deleted, now or earlier, must leave no trace; once for each erasure."""
        known = self._db.execute("select value from fact where key = ?", (ERASED + entry.id,)).fetchone()
        if not entry.erased or (known and int(known[0]) >= entry.rev):
            return
        self._db.execute("delete from staged")  # packs among them, which hold whole pages of bodies
        self._put_facts({ERASED + entry.id: str(entry.rev), ERASING: "1"})

    def _unlink_media(self, ids: Iterable[str]) -> set[str]:
        loose: set[str] = set()
        for item_id in ids:
            loose.update(
                row[0] for row in self._db.execute("delete from media where id = ? returning sha256", (item_id,))
            )
        return loose

    def _still_loose(self, names: set[str]) -> list[str]:
        with mapped(self.path):
            return [
                sha256
                for sha256 in sorted(names)
                if not self._db.execute("select 1 from media where sha256 = ? limit 1", (sha256,)).fetchone()
            ]

    def _unfinished(self) -> bool:
        return bool(self._db.execute("select exists (select 1 from staged)").fetchone()[0])

    def _put_pages(self, change: UnitChange) -> None:
        """Make the unit's pages those of the change, writing only what differs."""
        held = dict(self._db.execute("select position, sha256 from page where unit = ?", (change.unit,)))
        self._db.executemany(
            "insert or replace into page (unit, position, sha256, rows) values (?, ?, ?, ?)",
            [
                (change.unit, position, page.sha256, msgspec.json.encode(page.rows))
                for position, page in enumerate(change.pages)
                if held.get(position) != page.sha256
            ],
        )
        self._db.execute("delete from page where unit = ? and position >= ?", (change.unit, len(change.pages)))

    def _foreign(self, subscribed: Sequence[UnitCode]) -> list[str]:
        held = self._db.execute("select unit from unit_state").fetchall()
        return sorted({row[0] for row in held} - set(subscribed))

    def _put_problems(self, problems: Mapping[UnitCode, str], last_pull: int) -> None:
        for unit in [row[0] for row in self._db.execute("select unit from unit_state where problem <> ''")]:
            if unit not in problems:
                self._db.execute("update unit_state set problem = '', confirmed_at = 0 where unit = ?", (unit,))
        for unit, problem in problems.items():
            self._db.execute(
                "insert into unit_state values (?, 0, '', 0, ?, ?) on conflict (unit) do update set "
                "confirmed_at = case problem when '' then excluded.confirmed_at else confirmed_at end, "
                "problem = excluded.problem",
                (unit, problem, last_pull),
            )

    def _put_facts(self, facts: Mapping[str, str]) -> None:
        self._db.executemany("insert or replace into fact (key, value) values (?, ?)", facts.items())


def item_values(item: Item) -> tuple[object, ...]:
    """The columns of table item, in its order without rowid."""
    row, content = item.row, item.content
    head = (row.id, content.unit, row.rev, row.sha256, row.kind)
    if isinstance(content, LedLine):
        times = (_seconds(content.valid_from), _seconds(content.valid_from), _seconds(content.valid_until))
        return (
            *head,
            *[""] * 12,
            0,
            *times,
            None,
            int(LED_MAX_OFFLINE.total_seconds()),
            item.body,
        )
    notice_last = None
    if content.notice:
        midnight = datetime.combine(content.notice.last_day + timedelta(days=1), time(), COUNTY_TIME)
        notice_last = _seconds(midnight) - 1
    return (
        *head,
        content.title,
        content.six_open.value,
        content.window.value,
        content.genre,
        content.category,
        content.stage.value if content.stage else "",
        content.matter,
        document_key(content.document_number),
        document_key(content.explains),
        content.five_open.value if content.five_open else "",
        content.timing.value,
        content.domain,
        content.published_at.astimezone(COUNTY_TIME).year,
        _seconds(content.published_at),
        _seconds(content.valid_from),
        _seconds(content.valid_until) if content.valid_until else None,
        notice_last,
        content.max_offline_days * 86_400,
        item.body,
    )


def open_library(
    folder: Path, *, one_thread: bool = True, connect: Connect = sqlite3.connect, disk: Disk | None = None
) -> LibraryWriter:
    """Open the library for its writer without looking into it. Raises Damaged or StoreError."""
    path = folder / LIBRARY_FILE
    db = open_writable(path, LIBRARY, LIBRARY_EDITION, one_thread=one_thread, connect=connect)
    return LibraryWriter(folder, db, disk or Disk())


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


_decode_rows = msgspec.json.Decoder(tuple[PageRow | None, ...]).decode
