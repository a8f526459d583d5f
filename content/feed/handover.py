"""What is signed off-line and how it reaches the signer: root, targets, people.

The ceremony (``mingbai keys``) never touches the signed repository. It drops its files, laid out as in the
repository, into ``incoming/``, by hand or from a USB stick, in any order:

    incoming/metadata/{N.root, N.targets, N.people}.json
    incoming/targets/<sha256>.county.json
    incoming/targets/people/<sha256>.approvers.json

The signer's next release takes over the newest set that holds together: every root signed by its predecessor
and by itself, targets by the newest root, people by two of the officers named in targets, each file complete
and of this county. What does not hold stays in ``incoming`` and is reported; the last good set remains.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import DelegatedRole, Metadata, Root, Snapshot, Targets, Timestamp

from content.county import County, decode_county
from content.errors import StoreError, TrustError
from content.feed.approvers import MAX_APPROVERS_BYTES, ApproverList, load_approvers
from content.feed.files import DurableFolder
from content.record import UNIT_CODE, UnitCode
from content.sealing import public_bytes

log = logging.getLogger(__name__)

INCOMING = "incoming"
PEOPLE = "people"
COUNTY_TARGET = "county.json"
APPROVERS_TARGET = "people/approvers.json"
RESERVED_CODES = frozenset({"root", "targets", "snapshot", "timestamp", PEOPLE})  # names of roles
MAX_ROOT_BYTES = 512_000  # these two as in tuf.ngclient.config
MAX_TARGETS_BYTES = 5_000_000
MAX_COUNTY_BYTES = 1_000_000

_METADATA = re.compile(r"(?P<version>[1-9][0-9]{0,11})\.(?P<role>root|targets|people)\.json")

S = TypeVar("S", Root, Targets, Snapshot, Timestamp)


@dataclass(frozen=True)
class OfflineRoles:
    """The off-line part of the repository as the signer trusts it now."""

    root: Root
    targets: Targets
    people: Targets
    county: County
    approvers: ApproverList

    @cached_property
    def units(self) -> dict[UnitCode, tuple[str, ...]]:
        """Every unit that has a role of its own, spare ones too, and the key ids that may sign for it."""
        return {UnitCode(name): tuple(role.keyids) for name, role in _roles(self.targets).items() if name != PEOPLE}


@dataclass(frozen=True)
class Found:
    """Off-line roles, and the files among them that are not yet in the repository: path → bytes.

    tidy: what in ``incoming`` is of no further use once those files are published.
    """

    roles: OfflineRoles
    files: dict[str, bytes]
    tidy: tuple[str, ...]


def find(
    folder: DurableFolder,
    first_root: bytes,
    county: str | None,
    now: datetime,
    *,
    targets: int,
    people: int,
    incoming: bool = True,
) -> Found:
    """The newest set that holds together. targets, people: versions published last, 0 = none.

    county: its code, None = whichever was signed. incoming: whether to look there too.
    Raises TrustError if there is no such set, StoreError if the disk fails.
    """
    files: dict[str, bytes] = {}
    root = _newest_root(folder, first_root, incoming, files)
    waiting = _waiting(folder) if incoming else {"targets": [], PEOPLE: []}
    for data, is_fresh in _candidates(folder, "targets", targets, waiting):
        chosen = dict(files)
        try:
            found = _complete(folder, root, data, is_fresh, county, now, people, waiting, chosen)
        except TrustError as err:
            if not is_fresh:
                raise
            log.warning("incoming targets refused", extra={"reason": err})
            continue
        named = [
            target_path(COUNTY_TARGET, found.targets.targets[COUNTY_TARGET].hashes["sha256"]),
            target_path(APPROVERS_TARGET, found.people.targets[APPROVERS_TARGET].hashes["sha256"]),
        ]
        used = [f"{INCOMING}/{path}" for path in [*chosen, *named]]
        newest = {"root": root.version, "targets": found.targets.version, PEOPLE: found.people.version}
        stale = [
            f"{INCOMING}/metadata/{version}.{role}.json"
            for role, versions in waiting.items()
            for version in versions
            if version <= newest[role]
        ]
        lying = {path for path, _ in folder.walk(INCOMING)}
        return Found(found, chosen, tuple(sorted(lying & {*used, *stale})))
    raise TrustError("no targets metadata that holds; run mingbai keys init and put its files into incoming/")


def published_root(folder: DurableFolder, first_root: bytes) -> Root:
    """The end of the published chain of roots. Raises TrustError if a link does not hold."""
    return _newest_root(folder, first_root, False, {})


def waiting_files(folder: DurableFolder) -> frozenset[tuple[str, int, int]]:
    """What the ceremony has left, as (path, size, mtime in ns): cheap, asked before every release."""
    return frozenset((path, status.st_size, status.st_mtime_ns) for path, status in folder.walk(INCOMING))


def check_county(county: County) -> None:
    """Raises TrustError unless the tree can be published: codes that make role names, parents before children."""
    seen: set[str] = set()
    for unit in county.units:
        if not UNIT_CODE.fullmatch(unit.code) or len(unit.code) > 40:
            raise TrustError(
                f"unit code {unit.code!r}: expected lower-case letters, digits and hyphens, such as t01-v03"
            )
        if unit.code in RESERVED_CODES:
            raise TrustError(f"unit code {unit.code!r} is the name of a role of the feed; choose another")
        if unit.code in seen:
            raise TrustError(f"unit code {unit.code!r} stands in the county twice")
        if unit.parent and unit.parent not in seen:
            raise TrustError(f"unit {unit.code!r}: its parent {unit.parent!r} must stand before it")
        if not unit.parent and unit.code != county.code:
            raise TrustError(f"unit {unit.code!r} has no parent, and is not the county {county.code!r} itself")
        seen.add(unit.code)
    if county.code not in seen:
        raise TrustError(f"the county {county.code!r} is not among its units")
    if county.sealing_key is not None:
        public_bytes(county.sealing_key)


def verified(
    data: bytes, kind: type[S], delegator: Root | Targets | None, role: str, now: datetime | None, max_bytes: int
) -> S:
    """Metadata that its delegator (None: the root itself) vouches for and, if ``now`` is given, that has not expired.

    Raises TrustError.
    """
    if len(data) > max_bytes:
        raise TrustError(f"{role}: {len(data)} bytes, at most {max_bytes} are allowed")
    try:
        metadata: Metadata[S] = Metadata.from_bytes(data)
        signed = metadata.signed
        if not isinstance(signed, kind):
            raise TrustError(f"{role}: metadata of type {metadata.signed.type!r}, expected {kind.type!r}")
        vouching = signed if delegator is None and isinstance(signed, Root) else delegator
        assert vouching is not None, "only a root vouches for itself"
        vouching.verify_delegate(role, metadata.signed_bytes, metadata.signatures)
    except (RepositoryError, ValueError) as err:
        raise TrustError(f"{role}: {err}") from err
    if now is not None and signed.is_expired(now):
        raise TrustError(f"{role} version {signed.version} expired {signed.expires.isoformat()}")
    return signed


# --- helpers ------------------------------------------------------------------------------------------


def _newest_root(folder: DurableFolder, first_root: bytes, incoming: bool, files: dict[str, bytes]) -> Root:
    """Walk the chain of roots from the first; roots that are not yet published are added to ``files``."""
    root = verified(first_root, Root, None, "root", None, MAX_ROOT_BYTES)
    if folder.read(_root_path(root.version), MAX_ROOT_BYTES) is None:
        files[_root_path(root.version)] = first_root
    while True:
        path = _root_path(root.version + 1)
        data = published = folder.read(path, MAX_ROOT_BYTES)
        if published is None and incoming:
            data = folder.read(f"{INCOMING}/{path}", MAX_ROOT_BYTES)
        if data is None:
            return root
        try:
            successor = verified(data, Root, root, "root", None, MAX_ROOT_BYTES)
            verified(data, Root, None, "root", None, MAX_ROOT_BYTES)
            if successor.version != root.version + 1:
                raise TrustError(f"root: version {successor.version} in {path}")
        except TrustError as err:
            if published is not None:
                raise
            log.warning("incoming root refused", extra={"path": path, "reason": err})
            return root
        if published is None:
            files[path] = data
        root = successor


def _complete(
    folder: DurableFolder,
    root: Root,
    data: bytes,
    is_fresh: bool,
    county_code: str | None,
    now: datetime,
    people_version: int,
    waiting: dict[str, list[int]],
    files: dict[str, bytes],
) -> OfflineRoles:
    """Everything that hangs on these targets. Raises TrustError if anything is missing or wrong."""
    targets = verified(data, Targets, root, "targets", now if is_fresh else None, MAX_TARGETS_BYTES)
    if is_fresh:
        files[f"metadata/{targets.version}.targets.json"] = data
    county = _county(_target(folder, targets, COUNTY_TARGET, MAX_COUNTY_BYTES, files))
    check_county(county)
    if county_code not in {None, county.code}:
        raise TrustError(f"targets: of county {county.code!r}, expected {county_code!r}")
    delegated = set(_roles(targets))
    missing = [unit.code for unit in county.units if unit.code not in delegated]
    if missing:
        raise TrustError(f"targets: no role for unit {', '.join(missing)}")
    problem = TrustError("no people metadata")
    for people_data, people_is_fresh in _candidates(folder, PEOPLE, people_version, waiting):
        chosen: dict[str, bytes] = {}
        try:
            people = verified(
                people_data, Targets, targets, PEOPLE, now if people_is_fresh else None, MAX_TARGETS_BYTES
            )
            if people_is_fresh:
                chosen[f"metadata/{people.version}.people.json"] = people_data
            approvers = load_approvers(
                _target(folder, people, APPROVERS_TARGET, MAX_APPROVERS_BYTES, chosen), county.code
            )
        except TrustError as err:
            problem = err
            log.warning("people metadata refused", extra={"reason": err})
            continue
        files |= chosen
        return OfflineRoles(root, targets, people, county, approvers)
    raise problem


def _candidates(
    folder: DurableFolder, role: str, published: int, waiting: dict[str, list[int]]
) -> Iterator[tuple[bytes, bool]]:
    """Metadata of a role, newest first: (bytes, whether it is not yet published)."""
    for version in waiting[role]:
        if version > published:
            data = folder.read(f"{INCOMING}/metadata/{version}.{role}.json", MAX_TARGETS_BYTES)
            if data is not None and _version(data) == version:
                yield data, True
    if published:
        data = folder.read(f"metadata/{published}.{role}.json", MAX_TARGETS_BYTES)
        if data is None:
            raise StoreError(f"metadata/{published}.{role}.json is missing from the repository")
        yield data, False


def _version(data: bytes) -> int | None:
    """The version metadata claims: a file under another version's name is passed by."""
    try:
        return Metadata[Targets].from_bytes(data).signed.version
    except (RepositoryError, ValueError):
        return None


def _target(folder: DurableFolder, role: Targets, name: str, max_bytes: int, files: dict[str, bytes]) -> bytes:
    """The target file that this role vouches for, from the repository or from ``incoming``."""
    info = role.targets.get(name)
    if info is None or "sha256" not in info.hashes:
        raise TrustError(f"no {name} with a sha256 among the targets")
    path = target_path(name, info.hashes["sha256"])
    published = folder.read(path, max_bytes)
    data = published if published is not None else folder.read(f"{INCOMING}/{path}", max_bytes)
    if data is None:
        raise TrustError(f"{path} is missing; copy all of the ceremony's files into incoming/")
    if hashlib.sha256(data).hexdigest() != info.hashes["sha256"] or len(data) != info.length:
        raise TrustError(f"{path}: its contents are not what is signed")
    if published is None:
        files[path] = data
    return data


def target_path(name: str, sha256: str) -> str:
    """Where a target lies: tuf looks for <folder>/<sha256>.<name> (consistent snapshots)."""
    folder, slash, base = name.rpartition("/")
    return f"targets/{folder}{slash}{sha256}.{base}"


def _waiting(folder: DurableFolder) -> dict[str, list[int]]:
    """Versions in ``incoming`` by role, newest first."""
    found: dict[str, list[int]] = {"root": [], "targets": [], PEOPLE: []}
    for name in folder.names(f"{INCOMING}/metadata"):
        match = _METADATA.fullmatch(name)
        if match:
            found[match["role"]].append(int(match["version"]))
    return {role: sorted(versions, reverse=True) for role, versions in found.items()}


def _county(data: bytes) -> County:
    try:
        return decode_county(data)
    except (ValueError, RecursionError) as err:
        raise TrustError(f"{COUNTY_TARGET}: {err}") from err


def _roles(targets: Targets) -> dict[str, DelegatedRole]:
    delegations = targets.delegations
    return dict(delegations.roles or {}) if delegations else {}


def _root_path(version: int) -> str:
    return f"metadata/{version}.root.json"
