"""One release in the making: what it changes in the ledger and which files it writes, up to the snapshot.

Lives inside one transaction of the ledger; repository.py decides when that begins, commits and becomes visible.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from securesystemslib.signer import CryptoSigner

from content.disclosure import MAX_ATTACHMENT_BYTES, MAX_BODY_BYTES
from content.errors import StoreError, TrustError
from content.feed import pages, signing
from content.feed.erasing import Erased
from content.feed.files import DurableFolder
from content.feed.handover import PEOPLE, OfflineRoles, target_path
from content.feed.keys import KeyFileError, KeyRing
from content.feed.ledger import PEOPLE as PEOPLE_VERSION
from content.feed.ledger import ROOT, SNAPSHOT, SNAPSHOT_SIGNED, TARGETS, Gone, Ledger, UnitState
from content.feed.pages import (
    MAX_INDEX_BYTES,
    ROWS_PER_PAGE,
    WITHDRAWALS_LISTED_DAYS,
    Index,
    Page,
    PageRef,
    PageRow,
    Withdrawn,
    blob_path,
    pack_path,
    page_path,
)
from content.feed.rules import (
    Accepted,
    Change,
    Withdrawal,
    check_change,
    check_contents,
    check_file,
    check_withdrawal,
)
from content.record import DisclosureId, UnitCode, unit_of

log = logging.getLogger(__name__)

GZIP_LEVEL = 4  # a page of random Chinese text: 2 ms and 36.5 KB; level 6 took 10 ms for 33.2 KB


@dataclass(frozen=True)
class Refused:
    """One change or withdrawal that was not released, and why."""

    id: DisclosureId
    rev: int
    reason: str


@dataclass(frozen=True)
class Release:
    """What one call published. version: of timestamp.json now; unchanged: ids whose request was done before.

    erased: id → the files that held its bytes.
    """

    version: int
    at: datetime
    published: tuple[DisclosureId, ...] = ()
    withdrawn: tuple[DisclosureId, ...] = ()
    ended: tuple[DisclosureId, ...] = ()
    unchanged: tuple[DisclosureId, ...] = ()
    refused: tuple[Refused, ...] = ()
    erased: Mapping[DisclosureId, Erased] = field(default_factory=dict)

    def facts(self) -> dict[str, int]:
        """For the log."""
        counts = {
            "published": self.published,
            "withdrawn": self.withdrawn,
            "ended": self.ended,
            "refused": self.refused,
        }
        return {"version": self.version} | {name: len(ids) for name, ids in counts.items() if ids}


@dataclass
class ReleaseDraft:
    """One release in the making, inside one transaction of the ledger."""

    folder: DurableFolder
    ledger: Ledger
    keys: KeyRing
    roles: OfflineRoles
    version: int
    now: datetime
    written: list[str] = field(default_factory=list)
    published: list[DisclosureId] = field(default_factory=list)
    withdrawn: list[DisclosureId] = field(default_factory=list)
    ended: list[DisclosureId] = field(default_factory=list)
    unchanged: list[DisclosureId] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._states = self.ledger.units()
        self._delegated = self.roles.units
        self._slots = {unit: state.slots for unit, state in self._states.items()}
        self._dirty: dict[UnitCode, set[int]] = {}
        self._bodies: dict[str, bytes] = {}

    def change(self, change: Change) -> None:
        """Put one revision into its slot, if the rules allow it."""
        try:
            accepted = check_change(change, self.ledger, self._delegated, self.roles.approvers, self.now)
            if accepted is None:
                self.unchanged.append(change.id)
                return
            files = self._files(change, accepted)
        except TrustError as err:
            self._refuse(change, err)
            return
        self._put(change, accepted, files)

    def put_back(self, change: Change) -> None:
        """Write the files of an item again that was published under this id and revision. Raises TrustError."""
        accepted = check_contents(change, self.ledger, self._delegated, self.roles.approvers, self.now)
        self._put(change, accepted, self._files(change, accepted))

    def withdraw(self, withdrawal: Withdrawal) -> None:
        """Take an item down and list it as withdrawn, at whatever revision it stands: in doubt, dark."""
        try:
            unit = check_withdrawal(withdrawal, self._delegated)
            known, gone = self.ledger.item(withdrawal.id), self.ledger.gone(withdrawal.id)
            if known is None and not withdrawal.erase:
                raise TrustError("was never published")
        except TrustError as err:
            self._refuse(withdrawal, err)
            return
        is_news = withdrawal.erase and not (gone and gone.erased)
        if known is None or (known.slot is None and gone and withdrawal.rev <= gone.rev and not is_news):
            self.unchanged.append(withdrawal.id)
            return
        rev = max(withdrawal.rev, known.row.rev)
        at = int(self.now.timestamp())
        said = (withdrawal.reason, withdrawal.replaced_by, withdrawal.erase)
        self.ledger.set_gone(unit, Gone(withdrawal.id, rev, at, *said))
        self._empty(withdrawal.id, known.slot)
        self._dirty.setdefault(unit, set())
        self.withdrawn.append(withdrawal.id)

    def stay_gone(self, gone: Gone) -> None:
        """List what was withdrawn before, as it was then, and show it no more."""
        known = self.ledger.item(gone.id)
        self.ledger.set_gone(unit_of(gone.id), gone)
        self._empty(gone.id, known.slot if known else None)
        self.withdrawn.append(gone.id)

    def lose(self, id_: DisclosureId) -> None:
        """Empty the slot of an item whose bytes are nowhere."""
        known = self.ledger.item(id_)
        self._empty(id_, known.slot if known else None)

    def touch_everything(self) -> None:
        """Have every page of every unit written and every unit's role signed."""
        for unit in self._delegated:
            pages_of_unit = -(-self._slots.get(unit, 0) // ROWS_PER_PAGE)
            self._dirty.setdefault(unit, set()).update(range(pages_of_unit))

    def end(self) -> None:
        """Empty the slots of items whose validity has run out; terminals dropped them by themselves."""
        for id_ in self.ledger.ended(int(self.now.timestamp())):
            item = self.ledger.item(id_)
            assert item is not None
            self._empty(id_, item.slot)
            self.ended.append(id_)

    def sign_units(self, renewed_before: timedelta) -> bool:
        """Write packs, pages, index and role of every unit that changed, is new, or whose role must be signed anew."""
        renew_below = int((self.now + renewed_before).timestamp())
        signed_any = False
        for unit in self._delegated:
            state = self._states.get(unit)
            is_due = state is None or state.expires <= renew_below or state.keyid not in self._delegated[unit]
            if unit in self._dirty or is_due:
                self._sign_unit(unit)
                signed_any = True
        return signed_any

    def sign_snapshot(self) -> None:
        """Name every role: once in the snapshot, a unit never leaves it."""
        versions = {str(unit): state.version for unit, state in self._states.items()}
        versions |= {"targets": self.roles.targets.version, PEOPLE: self.roles.people.version}
        signer = root_signer(self.keys, self.roles, "snapshot")
        data = signing.snapshot(versions, self.version, self.roles.county.code, self.now, signer)
        self._create(f"metadata/{self.version}.snapshot.json", data)
        self.ledger.set_fact(SNAPSHOT, self.version)
        self.ledger.set_fact(ROOT, self.roles.root.version)
        self.ledger.set_fact(SNAPSHOT_SIGNED, int(self.now.timestamp()))

    def take_over(self, files: dict[str, bytes]) -> None:
        """Publish what was signed off-line, roots last."""
        for path in sorted(files, key=lambda path: (path.endswith(".root.json"), path)):
            self._create(path, files[path])
        self.ledger.set_fact(TARGETS, self.roles.targets.version)
        self.ledger.set_fact(PEOPLE_VERSION, self.roles.people.version)

    def result(self, version: int) -> Release:
        return Release(
            version,
            self.now,
            tuple(self.published),
            tuple(self.withdrawn),
            tuple(self.ended),
            tuple(self.unchanged),
            tuple(self.refused),
        )

    def _put(self, change: Change, accepted: Accepted, files: dict[str, bytes]) -> None:
        for sha256, data in files.items():
            self._create_by_hash(blob_path(sha256), data)
        self._create_by_hash(blob_path(accepted.sha256), change.body)
        self._bodies[accepted.sha256] = change.body
        known = self.ledger.item(change.id)
        slot = known.slot if known else None
        if slot is None:
            slot = self._slots.get(accepted.unit, 0)
            self._slots[accepted.unit] = slot + 1
        row = PageRow(change.id, change.rev, accepted.sha256, len(change.body), change.kind)
        ends = int(accepted.ends.timestamp()) if accepted.ends else None
        self.ledger.put_item(accepted.unit, slot, row, ends, [file.sha256 for file in accepted.attachments])
        self._touch(accepted.unit, slot)
        self.published.append(change.id)

    def _sign_unit(self, unit: UnitCode) -> None:
        slots = self._slots.get(unit, 0)
        for position in sorted(self._dirty.get(unit, ())):
            self._write_page(unit, position, slots)
        listed_since = int((self.now - timedelta(days=WITHDRAWALS_LISTED_DAYS)).timestamp())
        index = pages.encode(
            Index(
                county=self.roles.county.code,
                unit=unit,
                generated=self.now.replace(microsecond=0),
                pages=self.ledger.pages(unit),
                withdrawn=tuple(_withdrawn(gone) for gone in self.ledger.gone_since(unit, listed_since)),
            )
        )
        if len(index) > MAX_INDEX_BYTES:
            raise StoreError(f"index of unit {unit}: {len(index)} bytes, at most {MAX_INDEX_BYTES} fit a terminal")
        sha256 = hashlib.sha256(index).hexdigest()
        self._create_by_hash(target_path(signing.index_target(unit), sha256), index)
        signer = unit_signer(self.keys, self.roles, unit)
        role = signing.unit_role(unit, self.version, sha256, len(index), self.now, signer)
        self._create(f"metadata/{self.version}.{unit}.json", role)
        expires = int((self.now + signing.UNIT_LIFE).timestamp())
        self._states[unit] = UnitState(unit, self.version, expires, signer.public_key.keyid, sha256, slots)
        self.ledger.set_unit(self._states[unit])

    def _write_page(self, unit: UnitCode, position: int, slots: int) -> None:
        rows = self.ledger.page_rows(unit, position, slots)
        live = [row for row in rows if row is not None]
        page = pages.encode(Page(unit=unit, rows=rows))
        sha256 = hashlib.sha256(page).hexdigest()
        bodies = [self._body(row) for row in live]
        if live and all(body is not None for body in bodies):
            packed = gzip.compress(b"".join([page, *(body for body in bodies if body)]), GZIP_LEVEL, mtime=0)
            self._create_by_hash(pack_path(sha256), packed)
        self._create_by_hash(page_path(sha256), page)
        self.ledger.set_page(unit, position, PageRef(sha256, len(page), len(live)))

    def _body(self, row: PageRow) -> bytes | None:
        """A body for the pack. A pack is optional, so a damaged blob is reported and leaves the release whole."""
        body = self._bodies.get(row.sha256)
        if body is None:
            body = self.folder.read(blob_path(row.sha256), MAX_BODY_BYTES)
        if body is None or len(body) != row.size:
            log.error("body missing or damaged in the repository", extra={"id": row.id, "rev": row.rev})
            return None
        return body

    def _files(self, change: Change, accepted: Accepted) -> dict[str, bytes]:
        """The attachments that are not in the repository yet, checked."""
        files: dict[str, bytes] = {}
        for attachment in accepted.attachments:
            source = change.attachments.get(attachment.sha256)
            data: bytes | None
            if isinstance(source, Path):
                data = _read(source)
            elif source is None:
                data = self.folder.read(blob_path(attachment.sha256), MAX_ATTACHMENT_BYTES)
            else:
                data = source
            if data is None:
                raise TrustError(f"attachment {attachment.name!r} was not handed in")
            check_file(attachment, data)
            files[attachment.sha256] = data
        return files

    def _empty(self, id_: DisclosureId, slot: int | None) -> None:
        self.ledger.drop_item(id_)
        if slot is not None:
            self._touch(unit_of(id_), slot)

    def _touch(self, unit: UnitCode, slot: int) -> None:
        self._dirty.setdefault(unit, set()).add(slot // ROWS_PER_PAGE)

    def _refuse(self, request: Change | Withdrawal, err: TrustError) -> None:
        log.warning("refused", extra={"id": request.id, "rev": request.rev, "reason": err})
        self.refused.append(Refused(request.id, request.rev, str(err)))

    def _create(self, path: str, data: bytes) -> None:
        self.folder.create(path, data)
        self.written.append(path)

    def _create_by_hash(self, path: str, data: bytes) -> None:
        self.folder.create_named_by_hash(path, data)
        self.written.append(path)


def root_signer(keys: KeyRing, roles: OfflineRoles, role: str) -> CryptoSigner:
    """The key of a top-level role. Raises KeyFileError if it is not here."""
    signer = keys.find(roles.root.roles[role].keyids)
    if signer is None:
        raise KeyFileError(f"{keys.folder}: no {role} key as root version {roles.root.version} names it")
    return signer


def unit_signer(keys: KeyRing, roles: OfflineRoles, unit: UnitCode) -> CryptoSigner:
    """The key of a unit's role. Raises KeyFileError if it is not here."""
    signer = keys.find(roles.units[unit])
    if signer is None:
        raise KeyFileError(f"{keys.folder}: no key for unit {unit} as targets version {roles.targets.version} name it")
    return signer


def _withdrawn(gone: Gone) -> Withdrawn:
    at = datetime.fromtimestamp(gone.at, UTC)
    return Withdrawn(gone.id, gone.rev, at, gone.reason, gone.replaced_by, gone.erased)


def _read(path: Path) -> bytes:
    """An attachment's file; one byte too many is enough to see that it is too large. Raises TrustError."""
    try:
        if not path.is_file():
            raise TrustError(f"attachment {path} is no file")
        with path.open("rb") as file:
            return file.read(MAX_ATTACHMENT_BYTES + 1)
    except OSError as err:
        raise TrustError(f"attachment {path} cannot be read: {err.strerror or err}") from err
