"""Verified files of the feed on their way into the library: in memory until a megabyte has come together, then on disk.

One commit per megabyte or every two seconds, not per file: an interrupted pull loses no more than that, and
flash memory is spared.
"""

from __future__ import annotations

from collections.abc import Callable

from content.store.apply import LibraryWriter

COMMIT_BYTES = 1_048_576
COMMIT_S = 2.0


class Staging:
    """Files by their path in the feed. Raises StoreError when the disk refuses."""

    def __init__(self, library: LibraryWriter, monotonic: Callable[[], float]) -> None:
        self._library = library
        self._monotonic = monotonic
        self._on_disk = library.staged_names()
        self._fresh: dict[str, bytes] = {}
        self._bytes = 0
        self._since = monotonic()

    def __contains__(self, path: str) -> bool:
        return path in self._fresh or path in self._on_disk

    def put(self, path: str, content: bytes) -> None:
        """Keep one file; the caller has verified it."""
        if not self._fresh:
            self._since = self._monotonic()
        self._fresh[path] = content
        self._bytes += len(content)
        if self._bytes >= COMMIT_BYTES or self._monotonic() - self._since >= COMMIT_S:
            self.flush()

    def get(self, path: str) -> bytes | None:
        """What was put, in this pull or in an interrupted one."""
        if path in self._fresh:
            return self._fresh[path]
        return self._library.staged(path) if path in self._on_disk else None

    def flush(self) -> None:
        """Make everything durable."""
        if self._fresh:
            self._library.stage(self._fresh)
            self._on_disk |= self._fresh.keys()
            self._fresh, self._bytes = {}, 0
