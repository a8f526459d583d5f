"""Reading the signed repository beside us: everything is verified as on a terminal, nothing is fetched over a net."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from content.county import County, decode_county
from content.disclosure import MAX_BODY_BYTES, Attachment, Disclosure
from content.errors import FetchError, TrustError
from content.feed.files import Disk, DurableFolder
from content.feed.pages import MAX_INDEX_BYTES, Index, PageRow, blob_path, page_path
from content.feed.trust import MAX_TIMESTAMP_BYTES, TIMESTAMP_PATH, TrustedFeed, verified
from content.record import UnitCode
from content.sync.decide import read_body, read_index, read_page

COUNTY_TARGET = "county.json"
MAX_COUNTY_BYTES = 1_000_000


@dataclass(frozen=True)
class UnitState:
    """What one unit discloses now. version: of its role. rows: its disclosures, in order of first publication."""

    version: int
    index: Index
    rows: tuple[PageRow, ...]


@dataclass(frozen=True)
class Edition:
    """The feed as one signed timestamp shows it. units: those whose role is newer than the caller knew.

    broken: unit → why it keeps what it had.
    """

    county: County
    signed_at: datetime
    units: Mapping[UnitCode, UnitState]
    broken: Mapping[UnitCode, str]


class SignedFeed:
    """One county's repository. metadata: a folder of our own, where the highest versions seen are remembered."""

    def __init__(self, repository: Path, metadata: Path, root: bytes, county: str) -> None:
        self._folder = DurableFolder(repository, Disk())
        self._metadata = metadata
        self._root = root
        self._county = county

    def timestamp(self) -> bytes:
        """The bytes that change with every release. Raises FetchError if there is no feed yet, StoreError."""
        data = self._fetch(TIMESTAMP_PATH, MAX_TIMESTAMP_BYTES)
        if data is None:
            raise FetchError(f"{self._folder.root}/{TIMESTAMP_PATH}: not there; has the signer run?")
        return data

    def edition(self, timestamp: bytes, known: Mapping[UnitCode, int], now: datetime) -> Edition:
        """Verify the feed. known: unit → version of its role that is on the pages already.

        Raises TrustError, FetchError or StoreError if the feed as a whole does not hold.
        """
        feed = TrustedFeed(self._metadata, self._root, self._county, self._fetch, now)
        feed.refresh(timestamp)
        target = feed.target(COUNTY_TARGET)
        if target is None:
            raise TrustError(f"{COUNTY_TARGET} is not in the feed")
        try:
            county = decode_county(feed.read(target, MAX_COUNTY_BYTES))
        except ValueError as err:
            raise TrustError(f"{COUNTY_TARGET}: {err}") from err
        units: dict[UnitCode, UnitState] = {}
        broken: dict[UnitCode, str] = {}
        for unit in county.units:
            try:
                state = self._unit(feed, unit.code, known.get(unit.code))
            except (TrustError, FetchError) as err:
                broken[unit.code] = str(err)
                continue
            if state is not None:
                units[unit.code] = state
        return Edition(county, feed.signed_at, units, broken)

    def disclosure(self, row: PageRow, unit: UnitCode) -> Disclosure:
        """The disclosure of a row. Raises TrustError, FetchError, StoreError."""
        data = verified(self._fetch, blob_path(row.sha256), row.sha256, min(row.size, MAX_BODY_BYTES))
        found = read_body(row, data, unit=unit, county=self._county)
        if not isinstance(found, Disclosure):
            raise TrustError(f"{row.id}: not a disclosure")
        return found

    def attachment(self, file: Attachment) -> bytes:
        """The bytes of a file that a verified disclosure names. Raises FetchError, StoreError."""
        return verified(self._fetch, blob_path(file.sha256), file.sha256, file.size)

    def _unit(self, feed: TrustedFeed, unit: UnitCode, known: int | None) -> UnitState | None:
        version = feed.role_version(unit)
        if version is None:
            raise TrustError(f"unit {unit} is not in the county's feed")
        if known is not None and version.version < known:
            raise TrustError(f"rollback: {unit} version {version.version}, but version {known} is on the pages")
        if version.version == known:
            return None
        target = feed.target(f"{unit}/index.json")
        if target is None:
            raise TrustError(f"unit {unit}: its role names no index")
        index = read_index(feed.read(target, MAX_INDEX_BYTES), unit=unit, county=self._county)
        return UnitState(version.version, index, tuple(self._rows(index)))

    def _rows(self, index: Index) -> Iterator[PageRow]:
        for ref in index.pages:
            data = verified(self._fetch, page_path(ref.sha256), ref.sha256, ref.size)
            page = read_page(data, ref=ref, unit=index.unit)
            yield from (row for row in page.rows if row is not None and row.kind == "disclosure")

    def _fetch(self, path: str, limit: int) -> bytes | None:
        return self._folder.read(path, limit)
