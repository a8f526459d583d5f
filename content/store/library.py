"""What is shown: the reader's side of library.sqlite, used by the kiosk and the boards.

Nothing here writes. Every question is answered for *now*, the trusted time: an item that has ended, has not
begun, or that a terminal without contact may no longer show is simply not there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from msgspec import Struct

from content.clock import TrustedClock
from content.disclosure import (
    County,
    Disclosure,
    DisclosureId,
    SixOpen,
    Stage,
    UnitCode,
    Window,
    decode_county,
    decode_disclosure,
)
from content.store.media import attachment_path
from content.store.schema import LIBRARY_FILE, mapped, open_readonly
from content.store.search import fts_query

# Facts that sync writes and readers read.
COUNTY = "county"  # the verified unit tree, JSON
APPROVERS = "approvers"  # the verified people/approvers.json
TIME_FLOOR = "time-floor"  # seconds since 1970: this moment has certainly passed
LAST_PULL = "last-pull"  # seconds: end of the last complete pull
LAST_CHECK = "last-check"  # seconds: last time the source said "nothing new" or a pull completed
METADATA_EXPIRES = "metadata-expires"  # seconds: after it, what is shown is marked stale

# A unit that cannot follow the feed counts from the last time it could, the others from the last complete pull.
_SHOWABLE = """
    valid_from <= :now and (valid_until is null or valid_until > :now)
    and (max_offline_s = 0 or max_offline_s + coalesce(
        (select confirmed_at from unit_state where unit_state.unit = item.unit and problem <> ''), :last_pull
    ) > :now)
"""
_ROW = 'id, unit, rev, title, six_open, "window", genre, category, stage, published_at, notice_last, valid_until'


class Row(Struct, frozen=True):
    """One line of a list: enough to draw it without opening the disclosure. Times UTC."""

    id: DisclosureId
    unit: UnitCode
    rev: int
    title: str
    six_open: SixOpen
    window: Window
    genre: str
    category: str
    stage: Stage | None
    published_at: datetime
    notice_last: datetime | None
    valid_until: datetime | None


class Filter(Struct, frozen=True):
    """Which disclosures a list asks for; everything left at its default does not narrow it.

    units: any of these units. in_notice: only what is in its public-notice period today.
    """

    units: Sequence[UnitCode] = ()
    window: Window | None = None
    six_open: SixOpen | None = None
    genre: str = ""
    category: str = ""
    matter: str = ""
    in_notice: bool = False


EVERYTHING = Filter()


class Withdrawal(Struct, frozen=True):
    """Why an item that was here is gone. reason is the hub's sentence for citizens."""

    id: DisclosureId
    rev: int
    at: datetime
    reason: str
    replaced_by: str


class Freshness(Struct, frozen=True):
    """How current the store is. stale: the feed's own expiry has passed, so the source is long unheard."""

    last_pull: datetime | None
    last_check: datetime | None
    stale: bool
    clock_suspect: bool


class Library:
    """Read access to one terminal's library. Raises StoreError when the database is missing or damaged."""

    def __init__(self, folder: Path, clock: TrustedClock) -> None:
        self.path = folder / LIBRARY_FILE
        self.clock = clock
        self._file = _identity(self.path)  # before opening: replaced in between, it is opened once more
        self._db = open_readonly(self.path)
        self._seen_version = -1
        self.changed()

    def close(self) -> None:
        self._db.close()

    def changed(self) -> bool:
        """True if sync has committed since the last call: cheap enough for four times a second.

        Also notices that sync had to set a damaged file aside and rebuild it, and follows to the new one.
        """
        file = _identity(self.path)
        if file is not None and file != self._file:
            fresh = open_readonly(self.path)
            self._db.close()
            self._db, self._file, self._seen_version = fresh, file, -1
        with mapped(self.path):
            version: int = self._db.execute("pragma data_version").fetchone()[0]
        if version == self._seen_version:
            return False
        self._seen_version = version
        floor = self._time(TIME_FLOOR)
        if floor:
            self.clock.raise_floor(floor)
        return True

    def county(self) -> County | None:
        """The verified unit tree, or None before the first complete pull."""
        text = self._fact(COUNTY)
        return decode_county(text.encode()) if text else None

    def freshness(self) -> Freshness:
        """When the store last heard from its source."""
        reading = self.clock.read()
        expires = self._time(METADATA_EXPIRES)
        return Freshness(
            last_pull=self._time(LAST_PULL),
            last_check=self._time(LAST_CHECK),
            stale=expires is not None and expires <= reading.now,
            clock_suspect=reading.suspect,
        )

    def count(self, wanted: Filter = EVERYTHING) -> int:
        """How many disclosures match."""
        where, values = self._where(wanted)
        return int(self._all(f"select count(*) from item where {where}", values)[0][0])

    def rows(self, wanted: Filter = EVERYTHING, *, offset: int = 0, limit: int = 50) -> list[Row]:
        """Matching disclosures, newest first."""
        where, values = self._where(wanted)
        values |= {"limit": limit, "offset": offset}
        return [
            _row(found)
            for found in self._all(
                f"select {_ROW} from item where {where} order by published_at desc, rowid desc "
                "limit :limit offset :offset",
                values,
            )
        ]

    def search(self, typed: str, *, offset: int = 0, limit: int = 50) -> list[Row]:
        """Disclosures that match what a citizen typed: characters, full pinyin, initials, or a mixture."""
        query = fts_query(typed)
        if not query:
            return []
        values = self._now() | {"query": query, "limit": limit, "offset": offset}
        return [
            _row(found)
            for found in self._all(
                f"select {_ROW} from item where rowid in (select rowid from search where search match :query) "
                f"and kind = 'disclosure' and {_SHOWABLE} order by published_at desc, rowid desc "
                "limit :limit offset :offset",
                values,
            )
        ]

    def disclosure(self, disclosure_id: DisclosureId) -> Disclosure | None:
        """The whole disclosure, or None if it may not be shown now."""
        found = self._all(
            f"select body from item where id = :id and kind = 'disclosure' and {_SHOWABLE}",
            self._now() | {"id": disclosure_id},
        )
        return decode_disclosure(found[0][0]) if found else None

    def revision(self, disclosure_id: DisclosureId) -> int | None:
        """The revision that may be shown now, or None."""
        found = self._all(f"select rev from item where id = :id and {_SHOWABLE}", self._now() | {"id": disclosure_id})
        return int(found[0][0]) if found else None

    def withdrawal(self, disclosure_id: DisclosureId) -> Withdrawal | None:
        """Why this id was withdrawn, or None if it never was."""
        found = self._all("select rev, at, reason, replaced_by from withdrawn where id = :id", {"id": disclosure_id})
        if not found:
            return None
        rev, at, reason, replaced_by = found[0]
        return Withdrawal(disclosure_id, rev, _utc(at), reason, replaced_by)

    def led_envelopes(self, units: Sequence[UnitCode] = ()) -> list[tuple[DisclosureId, bytes]]:
        """LED lines that may be shown now, oldest first: (id, DSSE envelope); signatures are the player's task."""
        narrowed = f"and unit in ({_quoted(units)})" if units else ""
        return [
            (DisclosureId(found[0]), found[1])
            for found in self._all(
                f"select id, body from item where kind = 'led-line' {narrowed} and {_SHOWABLE} order by rowid",
                self._now(),
            )
        ]

    def approvers(self) -> bytes:
        """The verified list of LED approvers (people/approvers.json), empty before the first pull."""
        return self._fact(APPROVERS).encode()

    def attachment(self, sha256: str) -> Path | None:
        """Where a verified attachment lies, or None if it has not arrived."""
        return attachment_path(self.path.parent, sha256)

    # --- helpers ---

    def _where(self, wanted: Filter) -> tuple[str, dict[str, object]]:
        parts = ["kind = 'disclosure'", _SHOWABLE]
        values = self._now()
        if wanted.units:
            parts.append(f"unit in ({_quoted(wanted.units)})")
        if wanted.in_notice:
            parts.append("notice_last >= :now")
        if wanted.window:
            parts.append('"window" = :window')
            values["window"] = wanted.window.value
        if wanted.six_open:
            parts.append("six_open = :six_open")
            values["six_open"] = wanted.six_open.value
        for name in ("genre", "category", "matter"):
            if getattr(wanted, name):
                parts.append(f"{name} = :{name}")
                values[name] = getattr(wanted, name)
        return " and ".join(parts), values

    def _now(self) -> dict[str, object]:
        last_pull = self._time(LAST_PULL)
        return {
            "now": int(self.clock.read().now.timestamp()),
            "last_pull": int(last_pull.timestamp()) if last_pull else 0,
        }

    def _fact(self, key: str) -> str:
        found = self._all("select value from fact where key = :key", {"key": key})
        return str(found[0][0]) if found else ""

    def _time(self, key: str) -> datetime | None:
        text = self._fact(key)
        return _utc(int(text)) if text else None

    def _all(self, sql: str, values: dict[str, object]) -> list[tuple[Any, ...]]:
        with mapped(self.path):
            return self._db.execute(sql, values).fetchall()


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file lies there now, or None while there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _quoted(codes: Sequence[str]) -> str:
    """Unit codes as an SQL list; their pattern admits no quote, and this asserts it."""
    assert all(code.replace("-", "").isalnum() for code in codes), codes
    return ", ".join(f"'{code}'" for code in codes)


def _utc(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _row(found: Sequence[Any]) -> Row:
    id_, unit, rev, title, six_open, window, genre, category, stage, published, notice_last, until = found
    return Row(
        id=DisclosureId(id_),
        unit=UnitCode(unit),
        rev=rev,
        title=title,
        six_open=SixOpen(six_open),
        window=Window(window),
        genre=genre,
        category=category,
        stage=Stage(stage) if stage else None,
        published_at=_utc(published),
        notice_last=_utc(notice_last) if notice_last is not None else None,
        valid_until=_utc(until) if until is not None else None,
    )
