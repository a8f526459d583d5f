"""密钥仪式: what people do with the off-line keys. Each step signs, keeps a copy, and drops files for the signer.

    <offline>/{root-1,root-2,root-3,targets,officer-1,officer-2,officer-3}-<first 8 digits of the key id>.pem
    <offline>/signed/…          everything ever signed here, laid out as in the repository; nothing is overwritten
    <repository>/incoming/…     a copy of what is new, for the signer's next release (handover.py)

The steps trust ``signed`` and the keys, never the repository: that lies on the hub. After the first step each
holder takes the own key file away; later steps are given every folder (stick) that is at hand. A step that
lacks keys or meets files in its way says so and has written nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from msgspec.structs import replace
from securesystemslib.signer import CryptoSigner, Key
from tuf.api.metadata import DelegatedRole, Delegations, Root, TargetFile, Targets

from content.county import County, SealingKey
from content.errors import TrustError
from content.feed.approvers import Approver, ApproverList, encode_approvers, load_approvers
from content.feed.files import Disk, DurableFolder
from content.feed.handover import (
    APPROVERS_TARGET,
    COUNTY_TARGET,
    INCOMING,
    PEOPLE,
    OfflineRoles,
    check_county,
    find,
    target_path,
)
from content.feed.keys import (
    PBKDF2_ROUNDS,
    ROOT_FILE,
    KeyFileError,
    check_passphrase,
    load_key,
    new_key,
    online_name,
    save_key,
)
from content.feed.signing import index_target, signed
from content.record import UnitCode, encode

ROOT_KEYS = OFFICERS = 3
THRESHOLD = 2  # of root keys and of officers
SPARE_UNITS = tuple(UnitCode(f"spare{number:02d}") for number in range(1, 11))
ROOT_LIFE = timedelta(days=730)
TARGETS_LIFE = timedelta(days=365)
PEOPLE_LIFE = timedelta(days=90)
SIGNED = "signed"

Ask = Callable[[str], str]  # name of a key → its passphrase
OnlineRole = Literal["snapshot", "timestamp", "units"]
ONLINE_ROLES: tuple[OnlineRole, ...] = ("snapshot", "timestamp", "units")


@dataclass(frozen=True)
class Done:
    """What a step left behind. files: in ``incoming``; keys: new private keys; root: the newest root.json."""

    files: tuple[Path, ...]
    keys: tuple[Path, ...]
    root: bytes


def begin(
    county: County,
    offline: Path,
    online: Path,
    repository: Path,
    ask: Ask,
    now: datetime,
    *,
    rounds: int = PBKDF2_ROUNDS,
) -> Done:
    """Make all keys and the county's first root, targets and (empty) list of approvers.

    ask: called with "root-1" … "officer-3", once each, for a new passphrase. Raises KeyFileError if a folder is
    in use or a passphrase too short, TrustError if the county's tree cannot be published.
    """
    check_county(county)
    for folder in (offline, online, repository / "metadata", repository / INCOMING):
        if folder.exists() and any(folder.iterdir()):
            raise KeyFileError(f"{folder}: is not empty; nothing was overwritten. Choose another folder")
    names = [*(f"root-{n + 1}" for n in range(ROOT_KEYS)), "targets", *(f"officer-{n + 1}" for n in range(OFFICERS))]
    keys = {name: new_key() for name in (*names, *ONLINE_ROLES)}
    passphrases = {name: ask(name) for name in names}
    for passphrase in passphrases.values():
        check_passphrase(passphrase)
    made = [_save(offline, name, keys[name], passphrases[name], rounds) for name in names]
    made += [_save(online, role, keys[role], None, rounds) for role in ONLINE_ROLES]

    root_signers = [keys[name] for name in names if name.startswith("root")]
    officers = [keys[name] for name in names if name.startswith("officer")]
    root = Root(version=1, expires=_whole(now + ROOT_LIFE), consistent_snapshot=True)
    for signer in root_signers:
        root.add_key(signer.public_key, "root")
    root.roles["root"].threshold = THRESHOLD
    for role in ("targets", "snapshot", "timestamp"):
        root.add_key(keys[role].public_key, role)
    targets = Targets(
        version=_version(0, now),
        expires=_whole(now + TARGETS_LIFE),
        delegations=_delegations(_units_of(county), keys["units"].public_key, [key.public_key for key in officers]),
    )
    files = _with_county(targets, county)
    first_root = signed(root, *root_signers[:THRESHOLD])
    files["metadata/1.root.json"] = first_root
    files[f"metadata/{targets.version}.targets.json"] = signed(targets, keys["targets"])
    files |= _people(ApproverList(county=county.code), 0, now, officers[:THRESHOLD])
    _write(online, {ROOT_FILE: first_root})
    return Done(_hand_over(offline, repository, files), tuple(made), first_root)


def publish_approvers(
    approvers: Iterable[Approver], offline: Sequence[Path], repository: Path, ask: Ask, now: datetime
) -> Done:
    """Sign a new list of approvers with two officers' keys, for 90 days. Raises TrustError, KeyFileError."""
    roles = state(offline[0], now)
    listed = ApproverList(county=roles.county.code, approvers=tuple(approvers))
    load_approvers(encode_approvers(listed), roles.county.code)
    people = _delegated(roles.targets)[PEOPLE]
    signers = _signers(offline, "officer", people.keyids, people.threshold, ask)
    files = _people(listed, roles.people.version, now, signers)
    return Done(_hand_over(offline[0], repository, files), (), _newest_root(offline[0]))


def publish_county(county: County, offline: Sequence[Path], repository: Path, ask: Ask, now: datetime) -> Done:
    """Sign a new unit tree with the targets key; new units get roles of their own. Also the yearly renewal.

    A unit that left the tree keeps its role: terminals abort a pull whose snapshot lost one. The hub's tree names no
    sealing key; the one that is published stays.
    """
    roles = state(offline[0], now)
    if county.sealing_key is None:
        county = replace(county, sealing_key=roles.county.sealing_key)
    check_county(county)
    if county.code != roles.county.code:
        raise TrustError(f"county {county.code!r}, but these keys are those of {roles.county.code!r}")
    delegated = _delegated(roles.targets)
    shared = delegated[SPARE_UNITS[0]].keyids
    for unit in _units_of(county):
        if unit not in delegated:
            delegated[unit] = _unit_role(unit, shared)
    files = _with_county(roles.targets, county)
    files |= _signed_targets(roles, _targets_signers(roles, offline, ask), now)
    return Done(_hand_over(offline[0], repository, files), (), _newest_root(offline[0]))


def publish_sealing_key(key: SealingKey, offline: Sequence[Path], repository: Path, ask: Ask, now: datetime) -> Done:
    """Have the terminals seal with this key from now on: the same tree, signed anew with the targets key."""
    if key.valid_until <= now:
        raise TrustError(f"sealing key {key.keyid}: valid until {key.valid_until.isoformat()}, which is over")
    county = replace(state(offline[0], now).county, sealing_key=key)
    return publish_county(county, offline, repository, ask, now)


def rotate_online(
    role: OnlineRole, offline: Sequence[Path], online: Path, repository: Path, ask: Ask, now: datetime
) -> Done:
    """Replace an on-line key: timestamp and snapshot by a new root (2 of 3), units by new targets.

    The signer finds the new key in ``online`` as soon as the new metadata calls for it; the old file may go then.
    """
    roles = state(offline[0], now)
    fresh = new_key()
    if role == "units":
        delegated = _delegated(roles.targets)
        shared = list(delegated[SPARE_UNITS[0]].keyids)
        for name in [name for name, found in delegated.items() if found.keyids == shared]:
            for keyid in shared:
                roles.targets.revoke_key(keyid, name)
            roles.targets.add_key(fresh.public_key, name)
        files = _with_county(roles.targets, roles.county)
        files |= _signed_targets(roles, _targets_signers(roles, offline, ask), now)
    else:
        signers = _root_signers(roles, offline, ask)
        for keyid in list(roles.root.roles[role].keyids):
            roles.root.revoke_key(keyid, role)
        roles.root.add_key(fresh.public_key, role)
        files = _next_root(roles.root, signers, now)
    key = _save(online, role, fresh, None, 0)  # before the metadata that calls for it
    return Done(_hand_over(offline[0], repository, files), (key,), _newest_root(offline[0]))


def rotate_targets(
    offline: Sequence[Path],
    repository: Path,
    ask: Ask,
    ask_new: Ask,
    now: datetime,
    *,
    rounds: int = PBKDF2_ROUNDS,
) -> Done:
    """Replace the targets key: a new root (2 of 3) names it, and it signs what the old one signed."""
    roles = state(offline[0], now)
    signers = _root_signers(roles, offline, ask)
    fresh, passphrase = new_key(), ask_new("targets")
    check_passphrase(passphrase)
    for keyid in list(roles.root.roles["targets"].keyids):
        roles.root.revoke_key(keyid, "targets")
    roles.root.add_key(fresh.public_key, "targets")
    files = _with_county(roles.targets, roles.county) | _signed_targets(roles, [fresh], now)
    files |= _next_root(roles.root, signers, now)
    key = _save(offline[0], "targets", fresh, passphrase, rounds)
    return Done(_hand_over(offline[0], repository, files), (key,), _newest_root(offline[0]))


def rotate_officers(
    offline: Sequence[Path],
    repository: Path,
    ask: Ask,
    ask_new: Ask,
    now: datetime,
    *,
    rounds: int = PBKDF2_ROUNDS,
) -> Done:
    """Replace all three officers' keys: new targets name them, and two of them sign the list as it stands."""
    roles = state(offline[0], now)
    signers = _targets_signers(roles, offline, ask)
    fresh = [new_key() for _ in range(OFFICERS)]
    passphrases = [ask_new(f"officer-{number + 1}") for number in range(OFFICERS)]
    for passphrase in passphrases:
        check_passphrase(passphrase)
    for keyid in list(_delegated(roles.targets)[PEOPLE].keyids):
        roles.targets.revoke_key(keyid, PEOPLE)
    for key in fresh:
        roles.targets.add_key(key.public_key, PEOPLE)
    files = _with_county(roles.targets, roles.county) | _signed_targets(roles, signers, now)
    files |= _people(roles.approvers, roles.people.version, now, fresh[:THRESHOLD])
    made = tuple(
        _save(offline[0], f"officer-{number + 1}", key, passphrase, rounds)
        for number, (key, passphrase) in enumerate(zip(fresh, passphrases, strict=True))
    )
    return Done(_hand_over(offline[0], repository, files), made, _newest_root(offline[0]))


def rotate_root(
    offline: Sequence[Path],
    repository: Path,
    ask: Ask,
    ask_new: Ask,
    now: datetime,
    *,
    rounds: int = PBKDF2_ROUNDS,
) -> Done:
    """Replace all three root keys; the new root is signed by two of the old and two of the new ones."""
    roles = state(offline[0], now)
    old_signers = _root_signers(roles, offline, ask)
    fresh = [new_key() for _ in range(ROOT_KEYS)]
    passphrases = [ask_new(f"root-{number + 1}") for number in range(ROOT_KEYS)]
    for passphrase in passphrases:
        check_passphrase(passphrase)
    for keyid in list(roles.root.roles["root"].keyids):
        roles.root.revoke_key(keyid, "root")
    for key in fresh:
        roles.root.add_key(key.public_key, "root")
    files = _next_root(roles.root, [*old_signers, *fresh[:THRESHOLD]], now)
    made = tuple(
        _save(offline[0], f"root-{number + 1}", key, passphrase, rounds)
        for number, (key, passphrase) in enumerate(zip(fresh, passphrases, strict=True))
    )
    return Done(_hand_over(offline[0], repository, files), made, _newest_root(offline[0]))


def state(offline: Path, now: datetime) -> OfflineRoles:
    """What was signed last with the keys of this folder. Raises KeyFileError if nothing was, TrustError if altered."""
    folder = DurableFolder(offline / SIGNED, Disk())
    roots, targets, people = (_versions(folder, role) for role in ("root", "targets", PEOPLE))
    if not (roots and targets and people):
        raise KeyFileError(f"{offline / SIGNED}: holds no signed metadata; was mingbai keys init run with this folder?")
    first_root = (folder.root / f"metadata/{min(roots)}.root.json").read_bytes()
    return find(folder, first_root, None, now, targets=max(targets), people=max(people), incoming=False).roles


# --- helpers ------------------------------------------------------------------------------------------


def _units_of(county: County) -> list[UnitCode]:
    return [*(unit.code for unit in county.units), *SPARE_UNITS]


def _delegations(units: Sequence[UnitCode], unit_key: Key, officers: Sequence[Key]) -> Delegations:
    roles = {str(unit): _unit_role(unit, [unit_key.keyid]) for unit in units}
    roles[PEOPLE] = DelegatedRole(PEOPLE, [key.keyid for key in officers], THRESHOLD, True, paths=[APPROVERS_TARGET])
    return Delegations(keys={key.keyid: key for key in (unit_key, *officers)}, roles=roles)


def _unit_role(unit: UnitCode, keyids: Sequence[str]) -> DelegatedRole:
    return DelegatedRole(unit, list(keyids), 1, True, paths=[index_target(unit)])


def _delegated(targets: Targets) -> dict[str, DelegatedRole]:
    """The roles that targets delegates to; changing the dictionary changes targets."""
    roles = targets.delegations.roles if targets.delegations else None
    if roles is None:
        raise TrustError("targets delegates to nobody; these are not the county's keys")
    return roles


def _with_county(targets: Targets, county: County) -> dict[str, bytes]:
    """Make the targets vouch for this tree; returns its file."""
    return _with_target(targets, COUNTY_TARGET, encode(county))


def _with_target(role: Targets, name: str, data: bytes) -> dict[str, bytes]:
    sha256 = hashlib.sha256(data).hexdigest()
    role.targets[name] = TargetFile(len(data), {"sha256": sha256}, name)
    return {target_path(name, sha256): data}


def _signed_targets(roles: OfflineRoles, signers: Sequence[CryptoSigner], now: datetime) -> dict[str, bytes]:
    roles.targets.version = _version(roles.targets.version, now)
    roles.targets.expires = _whole(now + TARGETS_LIFE)
    return {f"metadata/{roles.targets.version}.targets.json": signed(roles.targets, *signers)}


def _people(
    approvers: ApproverList, last_version: int, now: datetime, officers: Sequence[CryptoSigner]
) -> dict[str, bytes]:
    people = Targets(version=_version(last_version, now), expires=_whole(now + PEOPLE_LIFE))
    files = _with_target(people, APPROVERS_TARGET, encode_approvers(approvers))
    return files | {f"metadata/{people.version}.people.json": signed(people, *officers)}


def _next_root(root: Root, signers: Sequence[CryptoSigner], now: datetime) -> dict[str, bytes]:
    root.version += 1  # terminals walk the chain one by one: never by the clock
    root.expires = _whole(now + ROOT_LIFE)
    return {f"metadata/{root.version}.root.json": signed(root, *signers)}


def _root_signers(roles: OfflineRoles, offline: Sequence[Path], ask: Ask) -> list[CryptoSigner]:
    role = roles.root.roles["root"]
    return _signers(offline, "root", role.keyids, role.threshold, ask)


def _targets_signers(roles: OfflineRoles, offline: Sequence[Path], ask: Ask) -> list[CryptoSigner]:
    return _signers(offline, "targets", roles.root.roles["targets"].keyids, 1, ask)


def _signers(folders: Sequence[Path], what: str, keyids: Iterable[str], needed: int, ask: Ask) -> list[CryptoSigner]:
    """As many of a role's keys as it needs, from whatever folders are at hand."""
    found: list[CryptoSigner] = []
    for keyid in keyids:
        path = next((path for folder in folders for path in folder.glob(f"*-{keyid[:8]}.pem")), None)
        if path is None:
            continue
        signer = load_key(path, ask(path.stem))
        if signer.public_key.keyid != keyid:
            raise KeyFileError(f"{path}: holds another key than its name says")
        found.append(signer)
        if len(found) == needed:
            return found
    places = ", ".join(str(folder) for folder in folders)
    raise KeyFileError(f"{what}: {len(found)} of {needed} needed keys found in {places}")


def _save(folder: Path, name: str, key: CryptoSigner, passphrase: str | None, rounds: int) -> Path:
    if not folder.exists():
        folder.mkdir(parents=True, mode=0o700)
    path = folder / online_name(name, key)
    save_key(path, key, passphrase, rounds=rounds)
    return path


def _hand_over(offline: Path, repository: Path, files: dict[str, bytes]) -> tuple[Path, ...]:
    """Keep what was signed, then give it to the signer."""
    _write(offline / SIGNED, files)
    return _write(repository / INCOMING, files)


def _write(folder: Path, files: dict[str, bytes]) -> tuple[Path, ...]:
    durable = DurableFolder(folder, Disk())
    for path in sorted(files, key=lambda path: (path.startswith("metadata/"), path)):
        durable.create(path, files[path])  # what metadata names lies there before it
    durable.settle()
    return tuple(folder / path for path in files)


def _versions(folder: DurableFolder, role: str) -> list[int]:
    matches = (re.fullmatch(rf"([1-9][0-9]*)\.{role}\.json", name) for name in folder.names("metadata"))
    return [int(match[1]) for match in matches if match]


def _newest_root(offline: Path) -> bytes:
    folder = DurableFolder(offline / SIGNED, Disk())
    return (folder.root / f"metadata/{max(_versions(folder, 'root'))}.root.json").read_bytes()


def _version(last: int, now: datetime) -> int:
    """Grows even if the last one was forgotten with a lost folder."""
    return max(last + 1, int(now.timestamp()))


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
