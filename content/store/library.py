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
from content.county import County, decode_county
from content.disclosure import Disclosure, decode_disclosure, document_key
from content.record import DisclosureId, UnitCode
from content.store.counting import Facet, count_query, facet_query
from content.store.filter import EVERYTHING, SHOWABLE, After, Filter, Values, conditions, is_tallied, quoted
from content.store.media import attachment_path
from content.store.schema import LIBRARY_FILE, mapped, open_readonly
from content.store.search import characters_in, fts_query, pairs_in, syllables_of, title_query
from content.terms import SixOpen, Stage, Window

MOST_STAGES = 60  # of one matter; a monthly progress report fills five years
MOST_LINKS = 4  # explanations of one policy offered on its page

# Facts that sync writes and readers read.
COUNTY = "county"  # the verified unit tree, JSON
APPROVERS = "approvers"  # the verified people/approvers.json
TIME_FLOOR = "time-floor"  # seconds since 1970: this moment has certainly passed
LAST_PULL = "last-pull"  # seconds: end of the last complete pull
LAST_CHECK = "last-check"  # seconds: last time the source said "nothing new" or a pull completed
METADATA_EXPIRES = "metadata-expires"  # seconds: after it, what is shown is marked stale

_ROW = (
    'item.rowid, id, unit, rev, item.title, six_open, "window", genre, category, stage, published_at, notice_last, '
    "valid_until"
)
_MAY_BE_SHOWN = f"kind = 'disclosure' and {SHOWABLE}"
# Of a handful: a + keeps SQLite from walking a whole index by time or kind to spare itself the sorting.
_FEW_NEWEST = "order by +published_at desc, +item.rowid desc"
_NEWEST = "order by published_at desc, item.rowid desc limit :limit offset :offset"
_HITS = (
    "search cross join found on found.place = search.rowid cross join item on item.rowid = found.item "
    f"where search match :query and {_MAY_BE_SHOWN}"
)
_LAST_FIRST = "search.rowid desc"  # the newest first, see indexing.py
_COMMON_HITS = 3000  # what so many titles have says little of them, and ranking them all would take long
_MOST_PAIRS = 6
_LOOKED_AT = 400  # of the hits that have nothing rare in common with what was typed


class Row(Struct, frozen=True):
    """One line of a list: enough to draw it without opening the disclosure. Times UTC. place: where it stands."""

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
    place: After


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
        if is_tallied(wanted):
            sql, values = count_query(wanted)
            return int(self._all(sql, self._now() | values)[0][0])
        where, values = self._where(wanted)
        return int(self._all(f"select count(*) from {_source(wanted)} where {where}", values)[0][0])

    def facets(self, facet: Facet, wanted: Filter = EVERYTHING) -> dict[str, int]:
        """Value → how many disclosures have it among those that match, the commonest first. Years come as digits."""
        if is_tallied(wanted):
            sql, values = facet_query(facet, wanted)
            values |= self._now()
        else:
            where, values = self._where(wanted)
            sql = f'select "{facet}", count(*) from {_source(wanted)} where {where} group by 1 order by 2 desc, 1'
        return {str(value): int(held) for value, held in self._all(sql, values)}

    def rows(
        self, wanted: Filter = EVERYTHING, *, after: After | None = None, offset: int = 0, limit: int = 50
    ) -> list[Row]:
        """Matching disclosures, newest first: those behind ``after``, which costs the same however far down it is."""
        where, values = self._where(wanted)
        values |= {"limit": limit, "offset": offset}
        if after is not None:
            where += " and published_at <= :published and (published_at < :published or item.rowid < :rowid)"
            values |= {"published": after.published, "rowid": after.rowid}
        return self._rows(f"{_source(wanted)} where {where} {_NEWEST}", values)

    def search(self, typed: str, *, offset: int = 0, limit: int = 50) -> list[Row]:
        """Disclosures that match what a citizen typed: characters, full pinyin, initials, or a mixture.

        Newest first: those whose title matches, then those whose text does.
        """
        in_title, anywhere = title_query(typed), fts_query(typed)
        if not in_title:
            return []
        found = self._found(in_title, _LAST_FIRST, offset, limit)
        if len(found) == limit or anywhere == in_title:
            return found
        titles = offset + len(found) if found or not offset else self._hits(in_title)
        in_text = f"({anywhere}) NOT ({in_title})"
        return [*found, *self._found(in_text, _LAST_FIRST, max(0, offset - titles), limit - len(found))]

    def titles(self, typed: str, *, limit: int = 50) -> list[tuple[str, str]]:
        """(title, its syllables) of disclosures whose title matches what was typed, those that came last first."""
        query = title_query(typed)
        if not query:
            return []
        found = self._all(
            f"select item.title, search.syllables from {_HITS} order by search.rowid desc limit :limit",
            self._now() | {"query": query, "limit": limit},
        )
        return [(title, syllables_of(column)) for title, column in found]

    def near(self, typed: str, *, limit: int = 50) -> list[Row]:
        """Disclosures whose titles have most in common with what was typed, where nothing matches it.

        First those with rare pairs of neighbours in common, best first; else those with common ones or, failing
        that, with a character, among those that came last.
        """
        pairs = {pair: self._hits(pair, _COMMON_HITS) for pair in pairs_in(typed)}
        rare = sorted((pair for pair, hits in pairs.items() if 0 < hits < _COMMON_HITS), key=pairs.__getitem__)
        if rare:
            found = self._found(" OR ".join(rare[:_MOST_PAIRS]), "search.rank, published_at desc", 0, limit)
            if found:
                return found
        common = [pair for pair, hits in pairs.items() if hits] or characters_in(typed)
        if not common:
            return []
        found = self._found(" OR ".join(common), _LAST_FIRST, 0, _LOOKED_AT)
        found.sort(key=lambda row: (-len(set(typed) & set(row.title)), -row.place.published))
        return found[:limit]

    def disclosure(self, disclosure_id: DisclosureId) -> Disclosure | None:
        """The whole disclosure, or None if it may not be shown now."""
        found = self._all(
            f"select body from item where id = :id and kind = 'disclosure' and {SHOWABLE}",
            self._now() | {"id": disclosure_id},
        )
        return decode_disclosure(found[0][0]) if found else None

    def stages_of(self, matter: str) -> list[Disclosure]:
        """Every disclosure of one matter that may be shown now, oldest first; at most MOST_STAGES, the newest ones."""
        found = self._all(
            f"select body from item where matter = :matter and matter <> '' and kind = 'disclosure' and {SHOWABLE} "
            f"{_FEW_NEWEST} limit :limit",
            self._now() | {"matter": matter, "limit": MOST_STAGES},
        )
        return [decode_disclosure(body) for (body,) in reversed(found)]

    def explained_by(self, policy: Disclosure) -> list[Row]:
        """解读: what explains this policy in plain words, newest first."""
        return self._linked(
            "explains in (:id, :document) and explains <> '' and id <> :id",
            {"id": policy.id, "document": document_key(policy.document_number)},
        )

    def policies_explained(self, explanation: Disclosure) -> list[Row]:
        """原文: the policy that this disclosure explains, newest first if several carry its number."""
        key = document_key(explanation.explains)
        if not key:
            return []
        return self._linked(
            "(document = :key and document <> '' or id = :key) and id <> :id", {"key": key, "id": explanation.id}
        )

    def _linked(self, where: str, values: dict[str, object]) -> list[Row]:
        return [
            _row(found)
            for found in self._all(
                f"select {_ROW} from item where {where} and +kind = 'disclosure' and {SHOWABLE} "
                f"{_FEW_NEWEST} limit :limit",
                self._now() | values | {"limit": MOST_LINKS},
            )
        ]

    def revision(self, disclosure_id: DisclosureId) -> int | None:
        """The revision that may be shown now, or None."""
        found = self._all(f"select rev from item where id = :id and {SHOWABLE}", self._now() | {"id": disclosure_id})
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
        narrowed = f"and unit in ({quoted(units)})" if units else ""
        return [
            (DisclosureId(found[0]), found[1])
            for found in self._all(
                f"select id, body from item where kind = 'led-line' {narrowed} and {SHOWABLE} order by rowid",
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

    def _where(self, wanted: Filter) -> tuple[str, Values]:
        parts, values = conditions(wanted)
        return " and ".join([_MAY_BE_SHOWN, *parts]), self._now() | values

    def _found(self, query: str, order: str, offset: int, limit: int) -> list[Row]:
        """What matches an FTS5 expression."""
        values = self._now() | {"query": query, "limit": limit, "offset": offset}
        return self._rows(f"{_HITS} order by {order} limit :limit offset :offset", values)

    def _hits(self, query: str, most: int = -1) -> int:
        """How many items match an FTS5 expression, shown or not; counted up to ``most`` (-1: all)."""
        counted = "select count(*) from (select 1 from search where search match :query limit :most)"
        return int(self._all(counted, {"query": query, "most": most})[0][0])

    def _rows(self, source: str, values: Values) -> list[Row]:
        return [_row(found) for found in self._all(f"select {_ROW} from {source}", values)]

    def _now(self) -> Values:
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

    def _all(self, sql: str, values: Values) -> list[tuple[Any, ...]]:
        with mapped(self.path):
            return self._db.execute(sql, values).fetchall()


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file lies there now, or None while there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _source(wanted: Filter) -> str:
    """The table, with the index to be used where SQLite would take a worse one."""
    return "item indexed by item_in_notice" if wanted.in_notice else "item"


def _utc(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _row(found: Sequence[Any]) -> Row:
    rowid, id_, unit, rev, title, six_open, window, genre, category, stage, published, notice_last, until = found
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
        place=After(published, rowid),
    )
