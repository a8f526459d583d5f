"""Verified pages and bodies on their way into the library: in memory until a megabyte has come together, then on disk.

One commit per megabyte or every two seconds, not per file: an interrupted pull loses no more than that, and
flash memory is spared.
"""

from __future__ import annotations

from collections.abc import Callable

from content.store.apply import LibraryWriter

COMMIT_BYTES = 1_048_576
COMMIT_S = 2.0


class Staging:
    """Keyed by sha256. Raises StoreError when the disk refuses."""

    def __init__(self, library: LibraryWriter, monotonic: Callable[[], float]) -> None:
        self._library = library
        self._monotonic = monotonic
        self._fresh: dict[str, bytes] = {}
        self._bytes = 0
        self._since = monotonic()

    def put(self, sha256: str, content: bytes) -> None:
        """Keep what ``sha256`` names; the caller has verified it."""
        if not self._fresh:
            self._since = self._monotonic()
        self._fresh[sha256] = content
        self._bytes += len(content)
        if self._bytes >= COMMIT_BYTES or self._monotonic() - self._since >= COMMIT_S:
            self.flush()

    def get(self, sha256: str) -> bytes | None:
        """What was put, in this pull or in an interrupted one."""
        found = self._fresh.get(sha256)
        return self._library.staged(sha256) if found is None else found

    def flush(self) -> None:
        """Make everything durable."""
        if self._fresh:
            self._library.stage(self._fresh)
            self._fresh, self._bytes = {}, 0
