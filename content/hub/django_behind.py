"""Django behind granian: bodies are read on the event loop, answers are made by a few threads that stay.

A thread that stays keeps its connection to the database. A new one for each request, as Django's own ASGI handler has
it, costs more than the request: SQLite reads the whole schema anew. Machines and people have threads of their own, so
that neither waits behind the other's. A body is taken no further than MAX_BODY_BYTES, and before that no thread waits
for it: strangers who send the head of a form and leave out the rest hold nothing up.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import IO, Any

MAX_BODY_BYTES = 26_214_400  # 25 MiB, as docs/deploy/hub/nginx.conf has it: the largest attachment and its form
IN_MEMORY_BYTES = 262_144  # larger bodies lie in a temporary file
THREADS = 4  # of each kind; Python computes in one at a time, the others wait for the disk
KEEP_CONNECTIONS_S = 600
MACHINES = "/api/"

Headers = list[tuple[str, str]]
WsgiApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class TooLarge(Exception):
    """More came than any form of this hub has."""


class DjangoBehind:
    """A WSGI application as an RSGI one."""

    def __init__(self, application: WsgiApplication) -> None:
        self._application = application
        self._machines = ThreadPoolExecutor(THREADS, "machines")
        self._people = ThreadPoolExecutor(THREADS, "people")

    async def __call__(self, scope: Any, protocol: Any) -> None:
        """One request. scope, protocol: granian's (https://github.com/emmett-framework/granian, docs/spec/RSGI.md)."""
        with SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as body:
            try:
                size = await _read(scope, protocol, body)
            except TooLarge:
                _refuse(scope, protocol)
                return
            body.seek(0)
            threads = self._machines if scope.path.startswith(MACHINES) else self._people
            environ = _environ(scope, body, size)
            answer = asyncio.get_running_loop().run_in_executor(threads, self._answer, environ)
            status, headers, said = await answer
        protocol.response_bytes(status, headers, said)

    def _answer(self, environ: dict[str, Any]) -> tuple[int, Headers, bytes]:
        """In a thread: the whole answer. The longest, an exported list of everything, is some megabytes."""
        started: list[tuple[int, Headers]] = []

        def start_response(status: str, headers: Headers, _: Any = None) -> None:
            started[:] = [(int(status.partition(" ")[0]), headers)]

        chunks = self._application(environ, start_response)
        try:
            said = b"".join(chunks)
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                close()
        return *started[0], said


async def _read(scope: Any, protocol: Any, into: IO[bytes]) -> int:
    """The body, to its end; its size. Raises TooLarge, at once if it says so itself."""
    declared = scope.headers.get("content-length", "")
    if declared and not (declared.isascii() and declared.isdigit() and int(declared) <= MAX_BODY_BYTES):
        raise TooLarge
    size = 0
    async for chunk in protocol:
        size += len(chunk)
        if size > MAX_BODY_BYTES:
            raise TooLarge
        into.write(chunk)
    return size


def _refuse(scope: Any, protocol: Any) -> None:
    """413, in the words of whoever sent too much."""
    if scope.path.startswith(MACHINES):
        kind, said = "application/json", f'{{"error":"at most {MAX_BODY_BYTES} bytes are allowed"}}'
    else:
        kind, said = "text/plain; charset=utf-8", "文件太大：一次最多上传 25 MB。请压缩，或者分成几份。"
    body = said.encode()
    headers = [("content-type", kind), ("content-length", str(len(body))), ("connection", "close")]
    protocol.response_bytes(413, headers, body)


def _environ(scope: Any, body: IO[bytes], size: int) -> dict[str, Any]:
    """PEP 3333."""
    server, _, port = scope.server.rpartition(":")
    environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "CONTENT_LENGTH": str(size),
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        key = name.upper().replace("-", "_")
        if key == "CONTENT_TYPE":
            environ[key] = value
        elif key != "CONTENT_LENGTH" and "_" not in name:  # a header with _ would pass for one with -
            key = f"HTTP_{key}"
            environ[key] = f"{environ[key]},{value}" if key in environ else value
    return environ
