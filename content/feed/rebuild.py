"""签名库重建: a feed folder that was lost, or came back older than it was, signed anew from the hub's memory.

    what people signed off-line   from the folder, from ``incoming``, or from the copy beside the keys
    versions, slots, withdrawals  from the signer's ledger; without one from the folder (readback.py); else made anew
    bodies and attachments        from the folder where their hashes are right, else from the hub
    what is newer at the hub      released and withdrawn again, as it was when the signer answered for it

Terminals remember the newest versions that they have seen. So every version goes on above all that is known to be
spent, every unit's role is signed again, and until the new timestamp.json, written last, they keep what they have. A
revision below a published one is never shown: an item of which neither folder nor hub has the last revision goes
dark, and is told of.

The hub's database stays untrusted. Bytes whose hash the ledger names were released once and go out as they are;
everything else has to pass the signer's rules again.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from content.disclosure import MAX_ATTACHMENT_BYTES, MAX_BODY_BYTES
from content.errors import TrustError
from content.feed import handover, offline_copy
from content.feed.files import Disk, DurableFolder, locked
from content.feed.handover import Found
from content.feed.keys import KeyRing
from content.feed.ledger import PEOPLE, ROOT, TARGETS, Gone, Item, Ledger
from content.feed.pages import PageRow, RowKind, blob_path
from content.feed.readback import read_back
from content.feed.release import Refused, ReleaseDraft, unit_signer
from content.feed.repository import LOCK_FILE, TIMESTAMP_PATH, Repository, check_ledger
from content.feed.rules import Change
from content.record import DisclosureId, UnitCode

log = logging.getLogger(__name__)

Sign = Callable[[UnitCode], tuple[str, Callable[[bytes], bytes]]]


@dataclass(frozen=True)
class Stood:
    """An item that is public by the hub's memory.

    body: as the signer would write it today. attachments: reads the files, sha256 → bytes. checked: the change, after
    every rule of the signer. Both raise TrustError.
    """

    id: DisclosureId
    rev: int
    kind: RowKind
    body: bytes
    attachments: Callable[[], Mapping[str, bytes]]
    checked: Callable[[], Change]


@dataclass(frozen=True)
class Rebuilt:
    """version: of the timestamp. items: published now. lost: what should be public and is not, and why."""

    version: int
    items: int
    lost: tuple[Refused, ...]


Memory = Callable[[Sign], Iterable[Stood | Gone]]


def rebuild(
    root: Path,
    keys: KeyRing,
    ledger: Path,
    county: str,
    now: Callable[[], datetime],
    memory: Memory,
    spent: int = 0,
    disk: Disk | None = None,
) -> Rebuilt:
    """Sign the whole feed anew. Repeatable; cut short, it has published nothing.

    memory: called with what signs for a unit, tells the last state of every id in order of first publication.
    spent: a version that may have been published; asked for only where the ledger was lost.
    Raises TrustError if the off-line roles do not hold or older ones than those published were found, StoreError if the
    disk fails or a signer is at work, KeyFileError if a key is not here.
    """
    folder = DurableFolder(root, disk or Disk())
    if ledger.exists():
        spent = 0  # it knows better
    elif (root / TIMESTAMP_PATH).exists():
        read_back(root, keys, ledger, county, now())
    fresh = ledger if ledger.exists() else ledger.with_name(ledger.name + ".new")
    if fresh != ledger:
        for path in (fresh, *(fresh.with_name(fresh.name + ending) for ending in ("-wal", "-shm"))):
            path.unlink(missing_ok=True)
    with locked(root / LOCK_FILE, "signer may write a repository"):
        book = Ledger(fresh)
        try:
            check_ledger(folder, book)
            lost = _Work(folder, book, keys, county, now(), memory).do(spent)
        finally:
            book.close()
        if fresh != ledger:
            fresh.rename(ledger)
            Disk().sync([ledger.parent])
    with Repository(root, keys, ledger, county, now, disk) as repository:  # signs the timestamp that is missing
        repository.erase_again()
        done = Rebuilt(repository.version, repository.count(), tuple(lost))
    log.warning("feed rebuilt", extra={"version": done.version, "items": done.items, "lost": len(done.lost)})
    return done


@dataclass
class _Work:
    """One rebuild, up to the moment before its timestamp."""

    folder: DurableFolder
    book: Ledger
    keys: KeyRing
    county: str
    now: datetime
    memory: Memory
    lost: list[Refused] = field(default_factory=list)

    def do(self, spent: int) -> list[Refused]:
        found = self._offline_roles()
        version = self.book.reserve_version(int(self.now.timestamp()), spent + 1)
        draft = ReleaseDraft(self.folder, self.book, self.keys, found.roles, version, self.now)
        with self.book.transaction():
            draft.end()
            missing = {row.id: row for row, files in self.book.published() if not self._lies_here(row, files)}
            for one in self.memory(lambda unit: self._signer(found, unit)):
                if isinstance(one, Gone):
                    self._gone(draft, one)
                elif self._stood(draft, one, missing.get(one.id)):
                    missing.pop(one.id, None)
            told = {refused.id for refused in self.lost}
            for row in missing.values():
                draft.lose(row.id)
                if row.id not in told:
                    self.lost.append(Refused(row.id, row.rev, "neither the folder nor the hub has this revision"))
            draft.touch_everything()
            draft.sign_units(timedelta(0))
            draft.sign_snapshot()
            draft.take_over(found.files)
            self.folder.settle()
            self.book.mark_named(draft.written)
        return self.lost

    def _offline_roles(self) -> Found:
        """The newest set at hand; not an older one than was published, for no terminal would take it."""
        offline_copy.hand_over(self.keys.folder, self.folder)
        here = {role: _newest(self.folder, role) for role in ("targets", handover.PEOPLE)}
        found = handover.find(
            self.folder,
            self.keys.first_root(),
            self.county,
            self.now,
            targets=here["targets"],
            people=here[handover.PEOPLE],
        )
        roles = found.roles
        for name, key, version in (
            ("root", ROOT, roles.root.version),
            ("targets", TARGETS, roles.targets.version),
            ("people", PEOPLE, roles.people.version),
        ):
            if version < self.book.fact(key):
                raise TrustError(
                    f"{name} version {self.book.fact(key)} was published, and only {version} is at hand: "
                    f"copy what the ceremony signed into {self.folder.root / handover.INCOMING}"
                )
        return found

    def _signer(self, found: Found, unit: UnitCode) -> tuple[str, Callable[[bytes], bytes]]:
        if unit not in found.roles.units:
            raise TrustError(f"unit {unit!r} has no role in this county's targets")
        signer = unit_signer(self.keys, found.roles, unit)
        return signer.public_key.keyid, lambda data: bytes.fromhex(signer.sign(data).signature)

    def _lies_here(self, row: PageRow, files: Iterable[str]) -> bool:
        """Whether body and attachments are in the folder, whole."""
        return _is_whole(self.folder, row.sha256, MAX_BODY_BYTES) and all(
            _is_whole(self.folder, sha256, MAX_ATTACHMENT_BYTES) for sha256 in files
        )

    def _gone(self, draft: ReleaseDraft, gone: Gone) -> None:
        known, item = self.book.gone(gone.id), self.book.item(gone.id)
        if item is not None and item.slot is not None and item.row.rev > gone.rev:
            return  # published anew since, which this hub no longer knows
        if known is None or known.rev < gone.rev or (gone.erased and not known.erased):
            draft.stay_gone(gone)

    def _stood(self, draft: ReleaseDraft, stood: Stood, missing: PageRow | None) -> bool:
        """Whether the item is settled: whole in the folder, put back, or rightly not shown."""
        item = self.book.item(stood.id)
        if not _is_news(stood, item, self.book.gone(stood.id)) and missing is None:
            return True
        if missing is not None and stood.rev < missing.rev:
            return False
        try:
            if missing is not None and hashlib.sha256(stood.body).hexdigest() == missing.sha256:
                draft.put_back(Change(stood.id, stood.rev, stood.kind, stood.body, stood.attachments()))
            else:
                draft.put_back(stood.checked())
        except TrustError as err:
            self.lost.append(Refused(stood.id, stood.rev, str(err)))
            draft.lose(stood.id)  # an older revision of it would be a step back
            return False
        return True


def _is_news(stood: Stood, item: Item | None, gone: Gone | None) -> bool:
    """Whether it is newer than what the ledger knows."""
    return (item is None or stood.rev > item.row.rev) and (gone is None or stood.rev > gone.rev)


def _is_whole(folder: DurableFolder, sha256: str, max_bytes: int) -> bool:
    data = folder.read(blob_path(sha256), max_bytes)
    return data is not None and hashlib.sha256(data).hexdigest() == sha256


def _newest(folder: DurableFolder, role: str) -> int:
    """The highest version of off-line metadata in the repository, 0 if there is none."""
    found = (re.fullmatch(rf"([1-9][0-9]{{0,11}})\.{role}\.json", name) for name in folder.names("metadata"))
    return max((int(match[1]) for match in found if match), default=0)
