"""/feed/: the signed repository, straight from its folder, in front of Django.

    timestamp.json               no-cache: every terminal asks, nearly every answer is 304
    N.root.json (not yet there)  404, the usual answer to a terminal that looks for a new root
    everything else              immutable: its name holds its version or its hash

A stat, at most LOOK_EVERY_S old, decides whether the bytes in memory still hold: asked for each request, it cost a
quarter of the rate, because Python lets go of its lock for it. The entity tag is made of the file's time and length,
as nginx makes it, and the signer lets the time of timestamp.json grow by whole seconds.
"""

from __future__ import annotations

import gzip
import os
import re
import stat
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PREFIX = "/feed/"
MAX_FILE_IN_MEMORY = 262_144  # bytes; larger ones are read when they are asked for
MAX_MEMORY = 64_000_000
SMALLEST_WORTH_PACKING = 200
LOOK_EVERY_S = 0.05  # a terminal polls every 15 s; what it is told may be so old

# What content.feed.pages lists and nothing beside it. No dot at the start of a part: no "..".
_PATH = re.compile(r"(?:metadata|targets|pages|packs|blobs)(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*){1,4}")
_MEANT_TO_STAY = "public, max-age=31536000, immutable"

Headers = list[tuple[str, str]]
Application = Callable[[Any, Any], Awaitable[None]]


@dataclass(frozen=True)
class _File:
    """A file as it was at one moment. packed: gzip, empty if it does not pay."""

    mtime_ns: int
    size: int
    etag: str
    plain: bytes
    packed: bytes
    headers: Headers
    unchanged: Headers


class FeedDoor:
    """RSGI: what begins with /feed/ is answered here, all else by the application behind."""

    def __init__(self, repository: Path, behind: Application, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._root = os.fspath(repository)
        self._behind = behind
        self._monotonic = monotonic
        self._looked: dict[str, float] = {}  # when each held file was last seen to be as held
        self._files: OrderedDict[str, _File] = OrderedDict()
        self._held = 0

    async def __call__(self, scope: Any, protocol: Any) -> None:
        """One request. scope, protocol: granian's (https://github.com/emmett-framework/granian, docs/spec/RSGI.md)."""
        path: str = scope.path
        if not path.startswith(PREFIX):
            await self._behind(scope, protocol)
            return
        if scope.method not in ("GET", "HEAD"):
            protocol.response_empty(405, [("allow", "GET, HEAD"), ("content-length", "0")])
            return
        found = self._current(path[len(PREFIX) :])
        if found is None:
            protocol.response_empty(404, [("content-length", "0"), ("cache-control", "no-cache")])
            return
        asked = scope.headers
        if found.etag in asked.get("if-none-match", ""):  # alone, weakened by a proxy, or in a list
            protocol.response_empty(304, found.unchanged)
            return
        body, headers = found.plain, found.headers
        if found.packed and "gzip" in asked.get("accept-encoding", ""):
            body, headers = found.packed, [*headers, ("content-encoding", "gzip")]
        headers = [*headers, ("content-length", str(len(body)))]
        if scope.method == "HEAD":
            protocol.response_empty(200, headers)
        else:
            protocol.response_bytes(200, headers, body)

    def _current(self, path: str) -> _File | None:
        """The file's present bytes, or None if there is none or its name is not allowed."""
        held = self._files.get(path)
        now = self._monotonic()
        if held is not None and now - self._looked.get(path, 0.0) < LOOK_EVERY_S:
            return held
        if held is None and not _PATH.fullmatch(path):
            return None
        try:
            status = os.stat(f"{self._root}/{path}", follow_symlinks=False)  # noqa: PTH116  a Path here costs 10 %
        except (OSError, ValueError):
            self._forget(path)  # garbage, or erased: not even memory keeps it
            return None
        if held is not None and held.mtime_ns == status.st_mtime_ns and held.size == status.st_size:
            self._looked[path] = now
            return held
        if not stat.S_ISREG(status.st_mode) or path.endswith(".tmp"):
            return None
        return self._read(path)

    def _read(self, path: str) -> _File | None:
        try:
            with Path(self._root, path).open("rb") as file:
                status = os.fstat(file.fileno())
                plain = file.read()
        except OSError:
            return None
        fresh = _file(path, plain, status.st_mtime_ns)
        if len(plain) <= MAX_FILE_IN_MEMORY:
            self._keep(path, fresh)
        return fresh

    def _keep(self, path: str, file: _File) -> None:
        before = self._files.pop(path, None)
        self._held += len(file.plain) + len(file.packed) - (len(before.plain) + len(before.packed) if before else 0)
        self._files[path] = file
        while self._held > MAX_MEMORY:
            self._forget(next(iter(self._files)))

    def _forget(self, path: str) -> None:
        known = self._files.pop(path, None)
        if known is not None:
            self._held -= len(known.plain) + len(known.packed)
        self._looked.pop(path, None)


def _file(path: str, plain: bytes, mtime_ns: int) -> _File:
    is_json = path.endswith(".json") or path.startswith(("pages/", "blobs/"))
    pays = is_json and SMALLEST_WORTH_PACKING <= len(plain) <= MAX_FILE_IN_MEMORY
    packed = gzip.compress(plain, 6, mtime=0) if pays else b""
    if len(packed) >= len(plain):
        packed = b""
    etag = f'"{mtime_ns // 10**9:x}-{len(plain):x}"'
    cache = "no-cache" if path.endswith("timestamp.json") else _MEANT_TO_STAY
    headers = [
        ("content-type", "application/json" if path.endswith(".json") else "application/octet-stream"),
        ("etag", etag),
        ("cache-control", cache),
        *([("vary", "Accept-Encoding")] if packed else []),
    ]
    return _File(mtime_ns, len(plain), etag, plain, packed, headers, [("etag", etag), ("cache-control", cache)])
