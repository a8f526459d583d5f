"""What people signed off-line, kept beside the signer's keys: a lost feed can be signed anew without calling them.

    <keys_dir>/signed-offline/metadata/{1 … N.root, N.targets, N.people}.json
    <keys_dir>/signed-offline/targets/<sha256>.county.json
    <keys_dir>/signed-offline/targets/people/<sha256>.approvers.json

Only the newest set and the whole chain of roots. Nothing of it is secret, and nothing of it is trusted for lying there:
it goes back through ``incoming``, where handover.py verifies it like anything that a person brings.
"""

from __future__ import annotations

from pathlib import Path

from content.feed.files import Disk, DurableFolder
from content.feed.handover import (
    APPROVERS_TARGET,
    COUNTY_TARGET,
    INCOMING,
    MAX_TARGETS_BYTES,
    PEOPLE,
    OfflineRoles,
    target_path,
)

FOLDER = "signed-offline"


def keep(keys: Path, repository: DurableFolder, roles: OfflineRoles) -> None:
    """Copy what the repository holds of these roles and is not kept yet. Raises StoreError."""
    kept = DurableFolder(keys / FOLDER, Disk())
    named = _named(roles)
    lying = {path for path, _ in kept.walk()}
    for path in sorted(named - lying):
        data = repository.read(path, MAX_TARGETS_BYTES)
        if data is not None:  # a link of the chain may be on its way still
            kept.create(path, data)
    kept.settle()
    for path in sorted(lying - named):
        kept.remove(path)


def hand_over(keys: Path, repository: DurableFolder) -> None:
    """Put what is kept and the repository lacks into ``incoming``, as a person would. Raises StoreError."""
    kept = DurableFolder(keys / FOLDER, Disk())
    for path, _ in sorted(kept.walk()):
        data = kept.read(path, MAX_TARGETS_BYTES)
        waits = f"{INCOMING}/{path}"
        if data is not None and not any((repository.root / name).exists() for name in (path, waits)):
            repository.create(waits, data)
    repository.settle()


def _named(roles: OfflineRoles) -> set[str]:
    return {
        *(f"metadata/{version}.root.json" for version in range(1, roles.root.version + 1)),
        f"metadata/{roles.targets.version}.targets.json",
        f"metadata/{roles.people.version}.{PEOPLE}.json",
        target_path(COUNTY_TARGET, roles.targets.targets[COUNTY_TARGET].hashes["sha256"]),
        target_path(APPROVERS_TARGET, roles.people.targets[APPROVERS_TARGET].hashes["sha256"]),
    }
