"""Where the feed comes from: a web server or a folder (a USB stick, a share), behind one method.

Nothing that arrives here is trusted. Size is limited while reading, before anything is decoded; gzip is inflated
up to the same limit; a request ends after 30 s whatever the other side does, trickling single bytes included.
"""

from __future__ import annotations

import enum
import hashlib
import http.client
import io
import os
import socket
import stat
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from content.errors import FetchError
from content.feed.trust import TIMESTAMP_PATH, OutOfStep

DEADLINE_S = 30.0  # of one request, from connecting to the last byte
_GZIP_OVERHEAD_BYTES = 1_024  # gzip makes incompressible bytes this much longer at most, for the sizes we know
_GZIP = 16 + zlib.MAX_WBITS


class Nothing(enum.Enum):
    """Answers without a body."""

    UNCHANGED = "what the ETag names is still current"
    ABSENT = "there is no such file"


@dataclass(frozen=True)
class Fetched:
    """A file's bytes, and the ETag to ask with the next time ("" if the source gives none)."""

    body: bytes
    etag: str


class Source(Protocol):
    """One feed's files. ``name`` says where, and to whom an ETag belongs."""

    name: str

    def fetch(self, path: str, limit: int, etag: str = "") -> Fetched | Nothing:
        """The file at ``path`` (relative, with slashes), at most ``limit`` bytes.

        Raises OutOfStep if there is more of it than that, FetchError if the source does not answer.
        """
        ...


def open_source(source: str, timeout_s: float) -> Source:
    """The source that a settings file names: http(s)://… or a folder."""
    if source.startswith(("http://", "https://")):
        return HttpSource(source, timeout_s)
    return FolderSource(Path(source))


class FolderSource:
    """The repository as plain files. Whoever copies one writes timestamp.json last; it is read first."""

    def __init__(self, folder: Path) -> None:
        self.name = str(folder)
        self._folder = folder

    def fetch(self, path: str, limit: int, etag: str = "") -> Fetched | Nothing:
        try:
            body = _read_regular_file(self._folder / path, limit)
        except (FileNotFoundError, NotADirectoryError) as err:
            if not self._folder.is_dir():
                raise FetchError(f"{self._folder}: no such folder; is the stick plugged in?") from err
            return Nothing.ABSENT
        except OSError as err:
            raise FetchError(f"{self._folder / path}: {err.strerror or err}") from err
        # Only the timestamp is asked for by ETag; hashing every blob would cost for nothing.
        mark = hashlib.sha256(body).hexdigest() if path == TIMESTAMP_PATH else ""
        return Nothing.UNCHANGED if etag and mark == etag else Fetched(body, mark)


class HttpSource:
    """A web server that serves the repository's files: nginx, a CDN, an object store, the hub itself."""

    def __init__(self, base_url: str, timeout_s: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.name = base_url.rstrip("/")
        self._timeout_s = timeout_s
        self._monotonic = monotonic
        self._deadline = Deadline(monotonic)
        self._session = session(self._deadline)
        self._request = self._session.prepare_request(requests.Request("GET", base_url))

    def close(self) -> None:
        self._session.close()

    def fetch(self, path: str, limit: int, etag: str = "") -> Fetched | Nothing:
        url = f"{self.name}/{path}"
        self._deadline.start(DEADLINE_S, self._timeout_s)
        try:
            # Prepared once and sent by the adapter: a first pull is a thousand requests that differ in their path.
            request = self._request.copy()
            request.url = url
            if etag:
                request.headers["If-None-Match"] = etag
            adapter = self._session.get_adapter(url)
            with adapter.send(request, stream=True, timeout=min(self._timeout_s, DEADLINE_S), verify=True) as answer:
                if answer.status_code == 304 and etag:
                    answer.raw.drain_conn()
                    return Nothing.UNCHANGED
                if answer.status_code in {403, 404, 410}:  # an object store says 403 where nothing lies
                    answer.raw.drain_conn()
                    return Nothing.ABSENT
                if answer.status_code != 200:
                    raise FetchError(f"{url}: status {answer.status_code}, expected 200")
                return Fetched(_body(answer, url, limit), answer.headers.get("ETag", ""))
        except (requests.RequestException, urllib3.exceptions.HTTPError, http.client.HTTPException, OSError) as err:
            raise FetchError(f"{url}: {reason(err)}") from err


# --- the deadline -------------------------------------------------------------------------------------


class Deadline:
    """Ends a request on time: a socket's own timeout starts anew with every byte, this one does not."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._ends_at = 0.0
        self._idle_s = 0.0

    def start(self, total_s: float, idle_s: float) -> None:
        """From now on the request may take total_s, and be silent for idle_s."""
        self._ends_at = self._monotonic() + total_s
        self._idle_s = idle_s

    def wait_s(self) -> float:
        """How long the next read may wait. Raises TimeoutError when the time is over."""
        left = self._ends_at - self._monotonic()
        if left <= 0:
            raise TimeoutError("the answer took longer than a request may take")
        return min(left, self._idle_s)


def session(deadline: Deadline) -> requests.Session:
    """A requests session whose every read keeps the deadline. No proxy, no .netrc: a terminal talks to its hub."""
    made = requests.Session()
    made.trust_env = False
    made.headers.clear()
    made.headers.update({"User-Agent": f"mingbai/{version('mingbai')}", "Accept-Encoding": "gzip"})
    adapter = _Adapter(deadline)
    made.mount("http://", adapter)
    made.mount("https://", adapter)
    return made


class _Adapter(HTTPAdapter):
    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        # Once more on a fresh connection: a kept-alive one may have been closed by the server in the meantime.
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=urllib3.Retry(1, redirect=False))

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        deadline = self._deadline

        class Response(http.client.HTTPResponse):
            def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
                super().__init__(sock, *args, **kwargs)
                self.fp = io.BufferedReader(_TimedReader(self.fp.detach(), sock, deadline))

        class PlainConnection(HTTPConnection):
            response_class = Response

        class TlsConnection(HTTPSConnection):
            response_class = Response

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = PlainConnection

        class TlsPool(HTTPSConnectionPool):
            ConnectionCls = TlsConnection

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": TlsPool}


class _TimedReader(io.RawIOBase):
    """What the socket brings, each read no longer than the deadline allows."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, deadline: Deadline) -> None:
        self._raw = raw
        self._sock = sock
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._deadline.wait_s())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


# --- bodies -------------------------------------------------------------------------------------------


def inflate(data: bytes, limit: int) -> bytes | None:
    """Undo gzip, reading no further than ``limit`` bytes of the result; None if it is broken, cut or larger."""
    stream = zlib.decompressobj(_GZIP)
    try:
        plain = stream.decompress(data, limit + 1)
    except zlib.error:
        return None
    return plain if stream.eof and not stream.unconsumed_tail and len(plain) <= limit else None


def _body(answer: requests.Response, url: str, limit: int) -> bytes:
    encoding = answer.headers.get("Content-Encoding", "identity").strip().lower()
    on_wire = limit if encoding == "identity" else limit + _GZIP_OVERHEAD_BYTES
    data: bytes = answer.raw.read(on_wire + 1, decode_content=False)
    if len(data) > on_wire:
        raise OutOfStep(f"{url}: larger than {limit} bytes, reading stopped")
    if answer.raw.length_remaining:
        raise FetchError(f"{url}: cut off, {answer.raw.length_remaining} bytes are missing")
    if encoding == "identity":
        return data
    if encoding != "gzip":
        raise FetchError(f"{url}: encoding {encoding!r}, expected gzip or none")
    plain = inflate(data, limit)
    if plain is None:
        raise OutOfStep(f"{url}: its gzip is damaged, or larger than {limit} bytes unpacked")
    return plain


def _read_regular_file(path: Path, limit: int) -> bytes:
    # Not blocking: a pipe or a device on the stick must not hold the agent up.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise FetchError(f"{path}: not a plain file")
        data = file.read(limit + 1)
    if len(data) > limit:
        raise OutOfStep(f"{path}: larger than {limit} bytes, reading stopped")
    return data


def reason(err: Exception) -> str:
    """The innermost cause, which is what a person can act on: Connection refused, Name or service not known."""
    cause: BaseException = err
    while (inner := getattr(cause, "reason", None) or (cause.args[0] if cause.args else None)) and isinstance(
        inner, BaseException
    ):
        cause = inner
    return str(cause) or type(cause).__name__
