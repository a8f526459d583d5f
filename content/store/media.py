"""Attachments on the terminal's disk: <data_dir>/attachments/<aa>/<sha256>, each named by its own hash.

A file there is complete and verified: it is written beside, made durable, then renamed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from content.feed.files import Disk, DurableFolder

ATTACHMENTS_FOLDER = "attachments"
_SHA256 = re.compile(r"[0-9a-f]{64}")


def attachment_path(folder: Path, sha256: str) -> Path | None:
    """Where an attachment lies under a terminal's data_dir, or None if it has not arrived (or is no hash at all)."""
    if not _SHA256.fullmatch(sha256):
        return None
    path = folder / ATTACHMENTS_FOLDER / _place(sha256)
    return path if path.is_file() else None


class MediaFolder:
    """The writer's side. Every method raises StoreError when the disk refuses."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self._files = DurableFolder(folder / ATTACHMENTS_FOLDER, disk)

    def holds(self, sha256: str, size: int) -> bool:
        """Whether the file is there in its full size; it was verified before it got its name."""
        path = self._files.root / _place(sha256)
        return path.is_file() and path.stat().st_size == size

    def put(self, sha256: str, content: bytes) -> None:
        """Keep one file whose hash has been verified; it lasts when this returns."""
        self._files.create_named_by_hash(_place(sha256), content)
        self._files.settle()

    def remove(self, names: Iterable[str]) -> None:
        """Delete files that no item needs any more; one that is gone already is no error."""
        for sha256 in names:
            self._files.remove(_place(sha256))

    def remove_all_but(self, wanted: frozenset[str]) -> int:
        """Delete what a crash left behind: unfinished files, and finished ones that no item needs. Returns how many."""
        stray = [path for path, _ in self._files.walk() if path.rpartition("/")[2] not in wanted]
        for path in stray:
            self._files.remove(path)
        return len(stray)


def _place(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"
