"""The county's approvers, read from the signed feed like any terminal reads them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from config.settings import HubSettings
from content.clock import system_now
from content.errors import TrustError
from content.feed.approvers import MAX_APPROVERS_BYTES, ApproverList, load_approvers
from content.feed.files import locked
from content.feed.trust import MAX_TIMESTAMP_BYTES, TIMESTAMP_PATH, Fetch, OutOfStep, TrustedFeed

MAX_ROOT_BYTES = 512_000
FIRST_ROOT = "metadata/1.root.json"
TARGET = "people/approvers.json"


def approvers_of(hub: HubSettings, *, memory: str, now: Callable[[], datetime] = system_now) -> ApproverList:
    """The verified list; empty if the officers have signed none yet.

    memory: name of the folder in data_dir where this reader keeps its metadata. Threads and processes may ask at
    once: python-tuf takes root.json away and links it anew, so one at a time does so, and the others wait.
    Raises TrustError, FetchError or StoreError if the feed on this machine is missing or does not verify.
    """
    with locked(hub.data_dir / f"{memory}.lock", "reads the list of approvers", wait=True):
        try:
            return _read(hub, hub.data_dir / memory, now())
        except OutOfStep:  # the signer released in mid-read
            return _read(hub, hub.data_dir / memory, now())


def folder_fetch(folder: Path) -> Fetch:
    """Reads files of a repository that lies in a folder."""

    def fetch(path: str, limit: int) -> bytes | None:
        try:
            with (folder / path).open("rb") as file:
                return file.read(limit + 1)
        except FileNotFoundError:
            return None

    return fetch


def _read(hub: HubSettings, folder: Path, now: datetime) -> ApproverList:
    fetch = folder_fetch(hub.repository_dir)
    root, timestamp = fetch(FIRST_ROOT, MAX_ROOT_BYTES), fetch(TIMESTAMP_PATH, MAX_TIMESTAMP_BYTES)
    if root is None or timestamp is None:
        raise TrustError(f"{hub.repository_dir}: no signed feed yet; run mingbai keys init, then mingbai signer")
    feed = TrustedFeed(folder, root, hub.county, fetch, now)
    feed.refresh(timestamp)
    target = feed.target(TARGET)
    if target is None:
        return ApproverList(county=hub.county)
    return load_approvers(feed.read(target, MAX_APPROVERS_BYTES), hub.county)
