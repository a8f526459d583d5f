"""What granian serves: the feed and the public pages in front, Django behind, both in granian's own interface (RSGI).

``load_application`` makes it from the settings file that MINGBAI_HUB_CONFIG names: granian's worker is a process of
its own. Django speaks ASGI; ``AsgiBehind`` turns one request of granian's into one of ASGI's. A body is read while it
comes, without a thread that waits for it, and never further than MAX_BODY_BYTES: Django puts the whole of it on disk
before it asks who is there.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from config.load import load_hub
from config.logs import configure
from config.settings import HubSettings
from content.hub.feed_door import FeedDoor
from content.hub.public_door import PublicDoor
from content.hub.settings import public_dir, setup

MAX_BODY_BYTES = 26_214_400  # 25 MiB, as docs/deploy/hub/nginx.conf has it: the largest attachment and its form
GARBAGE_AFTER = 10_000  # objects; every answer leaves some, none of them in a circle
CONFIG_VARIABLE = "MINGBAI_HUB_CONFIG"

Event = dict[str, Any]
AsgiApplication = Callable[[Event, Callable[[], Awaitable[Event]], Callable[[Event], Awaitable[None]]], Awaitable[None]]


class _TooLarge(Exception):
    """More came than any form of this hub has."""


class AsgiBehind:
    """An ASGI application as an RSGI one."""

    def __init__(self, application: AsgiApplication) -> None:
        self._application = application

    async def __call__(self, scope: Any, protocol: Any) -> None:
        """One request. scope, protocol: granian's."""
        declared = scope.headers.get("content-length", "")
        if declared and not (declared.isascii() and declared.isdigit() and int(declared) <= MAX_BODY_BYTES):
            _refuse(scope, protocol)
            return
        chunks = aiter(protocol)
        is_read = False
        size = 0
        started: Event = {}
        stream: Any = None

        async def receive() -> Event:
            nonlocal is_read, size
            if is_read:
                await protocol.client_disconnect()
                return {"type": "http.disconnect"}
            try:
                chunk = await anext(chunks)
            except StopAsyncIteration:
                is_read = True
                return {"type": "http.request", "body": b"", "more_body": False}
            size += len(chunk)
            if size > MAX_BODY_BYTES:
                raise _TooLarge
            return {"type": "http.request", "body": bytes(chunk), "more_body": True}

        async def send(event: Event) -> None:
            nonlocal stream
            if event["type"] == "http.response.start":
                started.update(event)
                return
            body, goes_on = event.get("body", b""), event.get("more_body", False)
            if stream is None:
                headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in started["headers"]]
                if not goes_on:
                    protocol.response_bytes(started["status"], headers, body)
                    return
                stream = protocol.response_stream(started["status"], headers)
            if body:
                await stream.send_bytes(body)

        try:
            await self._application(_asgi_scope(scope), receive, send)
        except _TooLarge:
            _refuse(scope, protocol)


def _refuse(scope: Any, protocol: Any) -> None:
    """413, in the words of whoever sent too much."""
    if scope.path.startswith("/api/"):
        kind, body = "application/json", f'{{"error":"at most {MAX_BODY_BYTES} bytes are allowed"}}'
    else:
        kind, body = "text/plain; charset=utf-8", "文件太大：一次最多上传 25 MB。请压缩，或者分成几份。"
    said = body.encode()
    protocol.response_bytes(
        413, [("content-type", kind), ("content-length", str(len(said))), ("connection", "close")], said
    )


def _asgi_scope(scope: Any) -> Event:
    """https://asgi.readthedocs.io/en/latest/specs/www.html, what Django reads of it."""
    client, _, client_port = scope.client.rpartition(":")
    server, _, server_port = scope.server.rpartition(":")
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": scope.http_version,
        "method": scope.method,
        "scheme": scope.scheme,
        "path": scope.path,
        "root_path": "",
        "query_string": scope.query_string.encode("latin-1"),
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in scope.headers.items()],
        "client": (client, int(client_port)) if client_port.isdigit() else None,
        "server": (server, int(server_port)) if server_port.isdigit() else None,
    }


class Hub:
    """RSGI's form of an application: granian calls ``__rsgi__`` for every request."""

    def __init__(self, door: FeedDoor) -> None:
        self.__rsgi__ = door.__call__


def application_for(hub: HubSettings) -> FeedDoor:
    """The whole hub as one RSGI application."""
    setup(hub)
    from django.core.asgi import get_asgi_application

    django = AsgiBehind(get_asgi_application())
    return FeedDoor(hub.repository_dir, PublicDoor(public_dir(hub), django))


def load_application(_: object = None) -> Hub:
    """For granian's worker: ``content.hub.serving:load_application`` as a factory."""
    configure()
    hub = Hub(application_for(load_hub(Path(os.environ[CONFIG_VARIABLE]))))
    gc.freeze()  # Django and Wagtail stay: half a million objects that need not be looked through for litter
    gc.set_threshold(GARBAGE_AFTER)
    return hub
