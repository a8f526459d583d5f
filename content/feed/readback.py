"""A ledger made anew from the signed repository, when the old one was lost or came back from a backup.

Everything is verified on the way, from the county's first root down to each body, so that nothing is taken over
that a terminal would refuse. What the repository no longer tells is forgotten: revisions of items that ended,
and withdrawals of more than 90 days ago. Versions go on from the published timestamp.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from tuf.api.metadata import Snapshot, Targets, Timestamp

from content.disclosure import MAX_BODY_BYTES, decode_disclosure
from content.errors import StoreError, TrustError
from content.feed import handover
from content.feed.approvals import payload_of
from content.feed.files import Disk, DurableFolder, locked
from content.feed.handover import MAX_TARGETS_BYTES, OfflineRoles, target_path, verified
from content.feed.keys import KeyRing
from content.feed.led_rules import read_led_line
from content.feed.ledger import (
    PEOPLE,
    ROOT,
    SNAPSHOT,
    TARGETS,
    TIMESTAMP_MTIME,
    VERSION,
    Gone,
    Ledger,
    UnitState,
)
from content.feed.pages import (
    MAX_INDEX_BYTES,
    MAX_PAGE_BYTES,
    ROWS_PER_PAGE,
    Index,
    Page,
    PageRow,
    blob_path,
    decode_index,
    decode_page,
    page_path,
)
from content.feed.repository import LOCK_FILE, MAX_TIMESTAMP_BYTES, TIMESTAMP_PATH
from content.feed.signing import index_target
from content.record import UnitCode

MAX_SNAPSHOT_BYTES = 2_000_000  # as in tuf.ngclient.config


def read_back(root: Path, keys: KeyRing, ledger: Path, county: str, now: datetime) -> int:
    """Write a new ledger beside nothing: the path must be free. Returns how many items it knows.

    Raises StoreError if the path is taken or a file is missing, TrustError if one does not verify.
    """
    if ledger.exists():
        raise StoreError(f"{ledger}: exists; move it aside first, nothing was overwritten")
    fresh = ledger.with_name(ledger.name + ".new")
    for path in (fresh, *(fresh.with_name(fresh.name + ending) for ending in ("-wal", "-shm"))):
        path.unlink(missing_ok=True)
    folder = DurableFolder(root, Disk())
    with locked(root / LOCK_FILE, "signer may write a repository"):
        book = Ledger(fresh)
        try:
            with book.transaction():
                _Reader(folder, book).everything(keys.first_root(), county, now)
            count = book.count()
        finally:
            book.close()  # SQLite folds its log into the file
        fresh.rename(ledger)
        Disk().sync([ledger.parent])
    return count


class _Reader:
    """Walks from the timestamp to the bodies."""

    def __init__(self, folder: DurableFolder, ledger: Ledger) -> None:
        self._folder = folder
        self._ledger = ledger

    def everything(self, first_root: bytes, county: str, now: datetime) -> None:
        root = handover.published_root(self._folder, first_root)
        data = self._read(TIMESTAMP_PATH, MAX_TIMESTAMP_BYTES)
        timestamp = verified(data, Timestamp, root, "timestamp", None, MAX_TIMESTAMP_BYTES)
        version = timestamp.snapshot_meta.version
        data = self._read(f"metadata/{version}.snapshot.json", MAX_SNAPSHOT_BYTES)
        snapshot = verified(data, Snapshot, root, "snapshot", None, MAX_SNAPSHOT_BYTES)
        versions = {name.removesuffix(".json"): meta.version for name, meta in snapshot.meta.items()}
        targets, people = versions.pop("targets", 0), versions.pop(handover.PEOPLE, 0)
        roles = handover.find(
            self._folder, first_root, county, now, targets=targets, people=people, incoming=False
        ).roles
        facts = {
            VERSION: timestamp.version,
            SNAPSHOT: version,
            ROOT: root.version,
            TARGETS: targets,
            PEOPLE: people,
            TIMESTAMP_MTIME: int((self._folder.root / TIMESTAMP_PATH).stat().st_mtime),
        }
        for key, value in facts.items():
            self._ledger.set_fact(key, value)
        for name, unit_version in versions.items():
            self._unit(UnitCode(name), unit_version, roles)

    def _unit(self, unit: UnitCode, version: int, roles: OfflineRoles) -> None:
        data = self._read(f"metadata/{version}.{unit}.json", MAX_TARGETS_BYTES)
        role = verified(data, Targets, roles.targets, unit, None, MAX_TARGETS_BYTES)
        sha256 = role.targets[index_target(unit)].hashes["sha256"]
        index = self._index(target_path(index_target(unit), sha256), sha256)
        slots = 0
        for position, ref in enumerate(index.pages):
            page = self._page(page_path(ref.sha256), ref.sha256)
            self._ledger.set_page(unit, position, ref)
            first = position * ROWS_PER_PAGE
            slots = first + len(page.rows)
            for slot, row in enumerate(page.rows, first):
                if row is not None:
                    self._item(unit, slot, row)
        for gone in index.withdrawn:
            at = int(gone.at.timestamp())
            self._ledger.set_gone(unit, Gone(gone.id, gone.rev, at, gone.reason, gone.replaced_by, gone.erased))
        # The key that signed is not looked up: with none named, the next release signs the role anew.
        self._ledger.set_unit(UnitState(unit, version, int(role.expires.timestamp()), "", sha256, slots))

    def _item(self, unit: UnitCode, slot: int, row: PageRow) -> None:
        body = self._hashed(blob_path(row.sha256), row.sha256, MAX_BODY_BYTES)
        ends: datetime | None
        attachments: tuple[str, ...] = ()
        try:
            if row.kind == "led-line":
                ends = read_led_line(payload_of(body)).valid_until
            else:
                disclosure = decode_disclosure(body)
                ends, attachments = disclosure.valid_until, tuple(file.sha256 for file in disclosure.attachments)
        except (ValueError, RecursionError) as err:
            raise TrustError(f"{row.id}: {err}") from err
        self._ledger.put_item(unit, slot, row, int(ends.timestamp()) if ends else None, attachments)

    def _index(self, path: str, sha256: str) -> Index:
        try:
            return decode_index(self._hashed(path, sha256, MAX_INDEX_BYTES))
        except (ValueError, RecursionError) as err:
            raise TrustError(f"{path}: {err}") from err

    def _page(self, path: str, sha256: str) -> Page:
        try:
            return decode_page(self._hashed(path, sha256, MAX_PAGE_BYTES))
        except (ValueError, RecursionError) as err:
            raise TrustError(f"{path}: {err}") from err

    def _hashed(self, path: str, sha256: str, max_bytes: int) -> bytes:
        data = self._read(path, max_bytes)
        if hashlib.sha256(data).hexdigest() != sha256:
            raise TrustError(f"{path}: its contents are not what is signed")
        return data

    def _read(self, path: str, max_bytes: int) -> bytes:
        data = self._folder.read(path, max_bytes)
        if data is None:
            raise StoreError(f"{path} is missing from the repository; copy it back from a mirror or backup")
        return data
