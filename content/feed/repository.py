"""The release engine: approved changes in, signed files out, safe against a crash at every step.

    reserve a version in the ledger
    blobs → packs → pages → index → unit role → snapshot → off-line roles, each certain to last
    ledger commits the new layout
    timestamp.json, alone, by rename: from here on terminals see the release

Cut before the commit, the release never was: what lies there unnamed is garbage, its version is spent. Cut after
it, opening the repository again signs the timestamp that was missing. Nothing is ever done twice: the same
request again finds its work done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock

import msgspec
from tuf.api.metadata import Timestamp

from content.county import County
from content.disclosure import MAX_BODY_BYTES
from content.errors import FeedError, StoreError, TrustError
from content.feed import erasing, garbage, handover, offline_copy, signing
from content.feed.approvers import ApproverList
from content.feed.files import Disk, DurableFolder, locked
from content.feed.handover import Found
from content.feed.keys import KeyRing
from content.feed.ledger import (
    PEOPLE,
    ROOT,
    SNAPSHOT,
    SNAPSHOT_SIGNED,
    TARGETS,
    TIMESTAMP_MTIME,
    TIMESTAMP_SIGNED,
    VERSION,
    Ledger,
)
from content.feed.pages import RowKind, blob_path
from content.feed.release import Release, ReleaseDraft, root_signer, unit_signer
from content.feed.rules import Change, Withdrawal
from content.record import DisclosureId, UnitCode

log = logging.getLogger(__name__)

LOCK_FILE = ".lock"
TIMESTAMP_PATH = "metadata/timestamp.json"
MAX_TIMESTAMP_BYTES = 16_384
TIMESTAMP_EVERY = timedelta(days=1)
SNAPSHOT_EVERY = timedelta(days=7)
UNIT_ROLE_RENEWED_BEFORE = timedelta(days=90)


class Repository:
    """The signed feed of one county in one folder, and its only writer. Any thread may call it.

    root: the folder that is served. ledger: its path, in a folder that only the signer may read. now: UTC.
    Opening finishes a release that a crash cut short, and takes over what the ceremony left in ``incoming``.
    Raises TrustError if the off-line roles do not hold, KeyFileError if a key is not here, StoreError if the
    disk fails, another signer is at work, or the ledger is not this repository's.
    """

    def __init__(
        self,
        root: Path,
        keys: KeyRing,
        ledger: Path,
        county: str,
        now: Callable[[], datetime],
        disk: Disk | None = None,
    ) -> None:
        self._keys = keys
        self._now = now
        self._code = county
        self._folder = DurableFolder(root, disk or Disk())
        self._one_at_a_time = Lock()
        self._looked_at: frozenset[tuple[str, int, int]] = frozenset()
        with ExitStack() as opening:
            opening.enter_context(locked(root / LOCK_FILE, "signer may write a repository"))
            self._ledger = Ledger(ledger)
            opening.callback(self._ledger.close)
            check_ledger(self._folder, self._ledger)
            self._check_folder()
            self._roles = self._find(incoming=not self._ledger.fact(SNAPSHOT)).roles
            self._visible = self._visible_snapshot()
            if self._visible != self._ledger.fact(SNAPSHOT) or handover.waiting_files(self._folder):
                self._publish()
            offline_copy.keep(keys.folder, self._folder, self._roles)
            self._open = opening.pop_all()

    def close(self) -> None:
        """Let another signer in."""
        self._open.close()

    def __enter__(self) -> Repository:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- what it holds ---

    @property
    def county(self) -> County:
        """The unit tree as the off-line key signed it."""
        return self._roles.county

    @property
    def approvers(self) -> ApproverList:
        """Who may approve LED lines, as two officers signed it."""
        return self._roles.approvers

    @property
    def units(self) -> list[UnitCode]:
        """Units that can publish, spare roles included."""
        return list(self._roles.units)

    @property
    def expiries(self) -> dict[str, datetime]:
        """When that runs out which only people can sign anew: root, targets, people."""
        roles = (("root", self._roles.root), ("targets", self._roles.targets), ("people", self._roles.people))
        return {name: role.expires for name, role in roles}

    @property
    def version(self) -> int:
        """The last one that was spent."""
        return self._ledger.fact(VERSION)

    def revision(self, id_: str) -> int | None:
        """The revision of an item that is published now, or None."""
        item = self._ledger.item(id_)
        return item.row.rev if item and item.slot is not None else None

    def published_body(self, id_: str) -> bytes | None:
        """The bytes of an item that is published now, or None."""
        item = self._ledger.item(id_)
        if item is None or item.slot is None:
            return None
        return self._folder.read(blob_path(item.row.sha256), MAX_BODY_BYTES)

    def known(self) -> list[Known]:
        """Every id that was ever published, at its last revision."""
        return [
            Known(id_, rev, kind, gone is not None and gone >= rev, datetime.fromtimestamp(ends, UTC) if ends else None)
            for id_, rev, kind, ends, gone in self._ledger.known()
        ]

    def last_body(self, id_: str) -> bytes | None:
        """The bytes of an item as it was last published, even if it is withdrawn; None once they were collected."""
        item = self._ledger.item(id_)
        return self._folder.read(blob_path(item.row.sha256), MAX_BODY_BYTES) if item else None

    def sign_for(self, unit: UnitCode) -> tuple[str, Callable[[bytes], bytes]]:
        """Key id and signature with the on-line key of a unit's role. Raises KeyFileError, TrustError for no unit."""
        if unit not in self._roles.units:
            raise TrustError(f"unit {unit!r} has no role in this county's targets")
        signer = unit_signer(self._keys, self._roles, unit)
        return signer.public_key.keyid, lambda data: bytes.fromhex(signer.sign(data).signature)

    def count(self) -> int:
        """How many items are published now."""
        return self._ledger.count()

    # --- what it does ---

    def release(self, changes: Sequence[Change] = (), withdrawals: Sequence[Withdrawal] = ()) -> Release:
        """Publish changes, in their order, then withdrawals. What a rule forbids is in ``refused``; the rest goes out.

        What is to be erased loses its files before this returns.

        Raises StoreError or KeyFileError; then call again with the same arguments: nothing is lost or done twice.
        """
        with self._one_at_a_time:
            release = self._publish(changes, withdrawals)
            refused = {one.id for one in release.refused}
            leaks = [one.id for one in withdrawals if one.erase and one.id not in refused]
            if not leaks:
                return release
            # Only now: until the timestamp was replaced, a terminal had a right to these files.
            return replace(release, erased=erasing.erase(self._folder, self._ledger, leaks))

    def erase_again(self) -> list[DisclosureId]:
        """Delete what a restored copy of the folder brought back of what was erased. Returns all ids ever erased."""
        with self._one_at_a_time:
            ids = self._ledger.erased()
            if ids:
                erasing.erase(self._folder, self._ledger, ids)
            return ids

    def resign(self) -> Release:
        """Sign the timestamp anew, and the snapshot, unit roles and ended items where it is time; collect garbage."""
        with self._one_at_a_time:
            age_s = self._now().timestamp() - self._ledger.fact(SNAPSHOT_SIGNED)
            release = self._publish(
                sign_timestamp=True, sign_snapshot=age_s >= SNAPSHOT_EVERY.total_seconds(), renew=True
            )
            garbage.collect(self._folder, self._ledger, self._roles, self._now())
            return release

    def resign_if_due(self) -> Release | None:
        """``resign`` if the last timestamp is a day old or the ceremony has left something; else None."""
        age_s = self._now().timestamp() - self._ledger.fact(TIMESTAMP_SIGNED)
        if age_s < TIMESTAMP_EVERY.total_seconds() and handover.waiting_files(self._folder) == self._looked_at:
            return None
        return self.resign()

    # --- helpers ---

    def _check_folder(self) -> None:
        """A lost or restored folder must be noticed before a timestamp names what is no longer there."""
        snapshot = self._ledger.fact(SNAPSHOT)
        if snapshot and not (self._folder.root / f"metadata/{snapshot}.snapshot.json").exists():
            raise StoreError(
                f"{self._folder.root}: metadata/{snapshot}.snapshot.json was published and is not here: "
                "the folder was lost or restored from a backup: run mingbai signer --rebuild"
            )

    def _find(self, *, incoming: bool = True) -> Found:
        return handover.find(
            self._folder,
            self._keys.first_root(),
            self._code,
            self._now(),
            targets=self._ledger.fact(TARGETS),
            people=self._ledger.fact(PEOPLE),
            incoming=incoming,
        )

    def _visible_snapshot(self) -> int:
        """The snapshot version that a terminal finds in timestamp.json; -1 if it finds none it would accept."""
        data = self._folder.read(TIMESTAMP_PATH, MAX_TIMESTAMP_BYTES)
        if data is None:
            return -1
        try:
            timestamp = handover.verified(data, Timestamp, self._roles.root, "timestamp", None, MAX_TIMESTAMP_BYTES)
        except TrustError as err:
            log.warning("timestamp.json does not hold and will be signed anew", extra={"reason": err})
            return -1
        return timestamp.snapshot_meta.version

    def _publish(
        self,
        changes: Sequence[Change] = (),
        withdrawals: Sequence[Withdrawal] = (),
        *,
        sign_timestamp: bool = False,
        sign_snapshot: bool = False,
        renew: bool = False,
    ) -> Release:
        """One release. renew: end what has run out, and sign unit roles long before they expire."""
        now = self._now()
        found = self._look_around()
        roles = found.roles
        version = self._ledger.reserve_version(int(now.timestamp()))
        self._folder.abandon()
        draft = ReleaseDraft(self._folder, self._ledger, self._keys, roles, version, now)
        with self._ledger.transaction():
            for change in changes:
                draft.change(change)
            for withdrawal in withdrawals:
                draft.withdraw(withdrawal)
            if renew:
                draft.end()
            units_signed = draft.sign_units(UNIT_ROLE_RENEWED_BEFORE if renew else timedelta(0))
            if units_signed or found.files or sign_snapshot or self._ledger.fact(ROOT) != roles.root.version:
                draft.sign_snapshot()
            snapshot_version = self._ledger.fact(SNAPSHOT)
            if snapshot_version == self._visible and not sign_timestamp:
                self._tidy(found)
                return draft.result(snapshot_version)
            # A new root may change the timestamp's key: published last, so that pulls fail for an instant only.
            draft.take_over(found.files)
            self._folder.settle()
            mtime = self._next_mtime(now)
            self._ledger.set_fact(TIMESTAMP_MTIME, mtime)
            self._ledger.set_fact(TIMESTAMP_SIGNED, int(now.timestamp()))
            self._ledger.mark_named(draft.written)
        self._roles = roles
        signer = root_signer(self._keys, roles, "timestamp")
        timestamp = signing.timestamp(snapshot_version, version, roles.county.code, now, signer)
        self._folder.replace(TIMESTAMP_PATH, timestamp, mtime)
        self._visible = snapshot_version
        if found.files:
            offline_copy.keep(self._keys.folder, self._folder, roles)
        self._tidy(found)
        release = draft.result(version)
        log.info("released", extra=release.facts() | {"files": len(draft.written)})
        return release

    def _look_around(self) -> Found:
        """The off-line roles to release under: those of the last release, unless better ones wait in ``incoming``."""
        is_first = not self._ledger.fact(SNAPSHOT)
        waiting = handover.waiting_files(self._folder)
        if waiting == self._looked_at and not is_first:
            return Found(self._roles, {}, ())
        try:
            found = self._find()
            for role in ("timestamp", "snapshot"):
                root_signer(self._keys, found.roles, role)
            for unit in found.roles.units:
                unit_signer(self._keys, found.roles, unit)
        except FeedError as err:
            if is_first:
                raise
            log.error("incoming metadata cannot be taken over", extra={"reason": err})
            self._looked_at = waiting
            return Found(self._roles, {}, ())
        if not found.files:
            self._looked_at = waiting
        return found

    def _tidy(self, found: Found) -> None:
        """Remove from ``incoming`` what is published; not durably, for it does no harm there."""
        for path in found.tidy:
            self._folder.remove(path)
        if found.tidy:
            self._looked_at = handover.waiting_files(self._folder)

    def _next_mtime(self, now: datetime) -> int:
        """nginx makes its ETag of whole second and length: two timestamps must never share a second."""
        path = self._folder.root / TIMESTAMP_PATH
        on_disk = int(path.stat().st_mtime) if path.exists() else 0
        return max(int(now.timestamp()), self._ledger.fact(TIMESTAMP_MTIME) + 1, on_disk + 1)


def check_ledger(folder: DurableFolder, ledger: Ledger) -> None:
    """A lost or restored ledger must be noticed before anything is signed. Raises StoreError."""
    timestamp = folder.read(TIMESTAMP_PATH, MAX_TIMESTAMP_BYTES)
    if timestamp is None:
        return
    try:
        published = msgspec.json.decode(timestamp, type=_Versioned).signed.version
    except (ValueError, RecursionError) as err:
        log.warning("timestamp.json is damaged and will be signed anew", extra={"reason": err})
        return
    if published > ledger.fact(VERSION):
        raise StoreError(
            f"{ledger.path}: knows versions up to {ledger.fact(VERSION)}, published is {published}: "
            "the ledger was lost or restored from a backup: move it aside and run mingbai keys read-back"
        )


@dataclass(frozen=True)
class Known:
    """An id that was published, and what became of it. ends_at: when it ends by itself."""

    id: DisclosureId
    rev: int
    kind: RowKind
    is_withdrawn: bool
    ends_at: datetime | None


class _Version(msgspec.Struct):
    version: int


class _Versioned(msgspec.Struct):
    signed: _Version
