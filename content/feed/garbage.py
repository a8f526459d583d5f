"""Which files of the repository may go, and when: none that a release of the last seven days named.

A terminal may be in the middle of a pull (two hours at most), a cache may be behind by days. So a file first
becomes unnamed, is remembered with that moment, and goes when seven days have passed and it still is. Roots
never go: a terminal that was switched off for years walks the chain from the first.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from content.feed.files import DurableFolder
from content.feed.handover import APPROVERS_TARGET, COUNTY_TARGET, OfflineRoles, target_path
from content.feed.ledger import SNAPSHOT, Ledger
from content.feed.pages import blob_path, pack_path, page_path
from content.feed.signing import index_target

log = logging.getLogger(__name__)

KEPT_UNNAMED = timedelta(days=7)
OURS = (  # not what waits in incoming/
    "metadata/",
    "targets/",
    "pages/",
    "packs/",
    "blobs/",
)


def collect(folder: DurableFolder, ledger: Ledger, roles: OfflineRoles, now: datetime) -> int:
    """Look at every file once; delete what has been unnamed for long enough. Returns how many went."""
    now_s = int(now.timestamp())
    named = named_files(ledger, roles)
    unnamed = {path for path, _ in folder.walk() if path.startswith(OURS) and not _is_kept(path, named)}
    known = ledger.unnamed()
    ledger.mark_named(known.keys() - unnamed)
    ledger.mark_unnamed(unnamed - known.keys(), now_s)
    oldest_kept = now_s - int(KEPT_UNNAMED.total_seconds())
    too_old = sorted(path for path in unnamed & known.keys() if known[path] <= oldest_kept)
    for path in too_old:
        folder.remove(path)
    ledger.mark_named(too_old)
    if too_old:
        log.info("garbage collected", extra={"files": len(too_old)})
    return len(too_old)


def named_files(ledger: Ledger, roles: OfflineRoles) -> set[str]:
    """Every file that the current release names, but roots."""
    named = {
        "metadata/timestamp.json",
        f"metadata/{ledger.fact(SNAPSHOT)}.snapshot.json",
        f"metadata/{roles.targets.version}.targets.json",
        f"metadata/{roles.people.version}.people.json",
        target_path(COUNTY_TARGET, roles.targets.targets[COUNTY_TARGET].hashes["sha256"]),
        target_path(APPROVERS_TARGET, roles.people.targets[APPROVERS_TARGET].hashes["sha256"]),
    }
    for unit, state in ledger.units().items():
        named |= {f"metadata/{state.version}.{unit}.json", target_path(index_target(unit), state.index_sha256)}
    for sha256 in ledger.page_hashes():
        named |= {page_path(sha256), pack_path(sha256)}
    return named | {blob_path(sha256) for sha256 in ledger.blob_hashes()}


def _is_kept(path: str, named: set[str]) -> bool:
    return path in named or path.endswith(".root.json")
