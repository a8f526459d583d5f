"""swarm, swarm-clerk: 2,000 terminals at one hub, pulling and sending opinions, while a clerk works there.

The hub of bench.ten_counties behind ``mingbai hub serve``, the feed and the way to the API through Debian's nginx, as
docs/deploy/hub has it, all on loopback. Every terminal is a connection of its own in one asyncio loop; it asks for
timestamp.json every POLL_EVERY_S and sends an opinion every SAY_EVERY_S, each at a moment of its own, as terminals
switched on one after another do. Every tenth opinion is sent twice, for its confirmation was lost. Meanwhile the
signer's next release waits for nobody: timestamp.json is replaced twice. A clerk asks for a page every half second.

Times run from the moment at which a request was due, so that waiting in the swarm's own queue counts. In the end the
keys in the hub's database are compared with the keys that were sent: nothing lost, nothing twice.
"""

from __future__ import annotations

import asyncio
import json
import random
import resource
import shutil
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.clerk import desk, served, sessions
from bench.county import SEED
from bench.hub_304 import free_port, running
from bench.ten_counties import Place, copied

POLL_EVERY_S, SAY_EVERY_S = 15.0, 30.0
SECONDS, WARM_UP_S = 45.0, 10.0
CLERK_EVERY_S = 0.5
AGAIN = 10  # every so many opinions one is sent twice
MOST_S = 1.0
RETRY_S = 2.0
LINGER_S = 60.0  # for answers that are still on their way at the end
_NGINX = """
daemon off; master_process off; error_log {work}/error.log crit; pid {work}/pid; worker_processes 1;
events {{ worker_connections 8192; }}
http {{
    access_log off; sendfile on; keepalive_timeout 75; server_tokens off;
    client_body_temp_path {work}; proxy_temp_path {work}; fastcgi_temp_path {work};
    uwsgi_temp_path {work}; scgi_temp_path {work};
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        client_max_body_size 64k;
        location /feed/ {{ alias {feed}/; default_type application/octet-stream; }}
        location / {{ client_max_body_size 25m; proxy_pass http://127.0.0.1:{hub}; proxy_set_header Host $host; }}
    }}
}}
"""


@dataclass
class Told:
    """What the swarm saw: seconds of each pull, opinion and clerk's page; statuses; every key that was sent."""

    pulls: list[float] = field(default_factory=list)
    opinions: list[float] = field(default_factory=list)
    pages: list[tuple[float, str]] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    keys: set[str] = field(default_factory=set)


class Line:
    """One terminal's connection. Plain HTTP/1.1, kept open; opened anew when the other side has closed it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._one_at_a_time = asyncio.Lock()

    async def ask(self, head: str, body: bytes = b"") -> tuple[int, str]:
        """Send one request, head without its last empty line; status and head of the answer, in small letters."""
        async with self._one_at_a_time:
            for attempt in (1, 2):
                try:
                    return await self._ask(head, body)
                except (OSError, asyncio.IncompleteReadError):
                    self.close()  # kept open too long; a message with a key may be sent again
                    if attempt == 2:
                        raise
        raise AssertionError

    async def _ask(self, head: str, body: bytes) -> tuple[int, str]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(f"{head}Host: 127.0.0.1\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(answer.split(" ", 2)[1])
        if "transfer-encoding: chunked" in answer:
            while size := int((await reader.readuntil(b"\r\n")).strip(), 16):
                await reader.readexactly(size + 2)
            await reader.readexactly(2)
        elif status not in (204, 304):
            await reader.readexactly(int(answer.split("content-length:")[1].split("\r\n")[0]))
        if "connection: close" in answer:
            self.close()
        return status, answer

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


def measure() -> list[dict[str, Any]]:
    allow_connections()
    with tempfile.TemporaryDirectory(prefix="swarm-") as name:
        folder = Path(name)
        port = free_port()
        place = copied(folder / "hub", port)
        cookie = sessions(place, ["editor"])["editor"]
        terminals = len(place.tokens)
        with served(place, port), front_of(place, folder / "nginx", port) as front:
            told = asyncio.run(_swarm(place, front, cookie, units_of_terminals(), desk()))
        kept = kept_keys()
    pull, opinion = percentile(told.pulls, 0.99), percentile(told.opinions, 0.99)
    page, path = max(told.pages)
    lost, strange = len(told.keys - kept.keys()), len(kept.keys() - told.keys)
    twice = sum(count > 1 for count in kept.values())
    unanswered = {status: count for status, count in told.statuses.items() if status not in EXPECTED}
    print(", ".join(f"{count} × {status}" for status, count in sorted(told.statuses.items())), file=sys.stderr)
    is_whole = not (lost or strange or twice or unanswered)
    worst = max(pull, opinion)
    return [
        {
            "name": "swarm",
            "value": round(worst * 1_000, 1),
            "unit": f"ms at p99: {len(told.opinions)} opinions ({opinion * 1_000:.0f}; half of them "
            f"{statistics.median(told.opinions) * 1_000:.0f}), {len(told.pulls)} pulls ({pull * 1_000:.0f})",
            "against": f"{terminals} terminals; lost {lost}, twice {twice}, not taken {sum(unanswered.values())}",
            "ratio": None,
            "goal": f"≤ {MOST_S * 1_000:g} ms, nothing lost or twice",
            "met": worst <= MOST_S and is_whole,
        },
        {
            "name": "swarm-clerk",
            "value": round(page * 1_000, 1),
            "unit": f"ms, the slowest of {len(told.pages)} pages meanwhile "
            f"(half of them {statistics.median(seconds for seconds, _ in told.pages) * 1_000:.0f})",
            "against": path,
            "ratio": None,
            "goal": f"≤ {MOST_S * 1_000:g} ms",
            "met": page <= MOST_S,
        },
    ]


def allow_connections() -> None:
    """As many open files as the system allows: two connections for each terminal, here and in nginx."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


EXPECTED = {"pull 200", "pull 304", "opinion 201", "opinion 200", "page 200"}


def percentile(found: list[float], part: float) -> float:
    """By nearest rank."""
    ordered = sorted(found)
    return ordered[max(0, -(-int(len(ordered) * part * 1_000) // 1_000) - 1)]


async def _swarm(place: Place, port: int, cookie: str, units: dict[str, str], paths: list[str]) -> Told:
    told = Told()
    chance = random.Random(SEED)
    began = asyncio.get_running_loop().time() + 1
    tasks = []
    for name, token in place.tokens.items():
        line = Line(port)
        poll_at, say_at = chance.uniform(0, POLL_EVERY_S), chance.uniform(0, SAY_EVERY_S)
        tasks.append(asyncio.create_task(_pulls(line, told, began, began + poll_at)))
        tasks.append(asyncio.create_task(_says(Line(port), told, began, began + say_at, name, token, units[name])))
    tasks.append(asyncio.create_task(_works(Line(port), told, began, cookie, paths)))
    tasks.append(asyncio.create_task(_releases(place, began)))
    await asyncio.wait_for(asyncio.gather(*tasks), WARM_UP_S + SECONDS + LINGER_S)
    return told


async def _pulls(line: Line, told: Told, began: float, due: float) -> None:
    etag = ""
    while await _wait_until(due, began):
        head = f"GET /feed/metadata/timestamp.json HTTP/1.1\r\nIf-None-Match: {etag}\r\n"
        status, answer = await line.ask(head)
        if status == 200:
            etag = answer.split("etag: ")[1].split("\r\n")[0]
        _note(told.pulls, told, f"pull {status}", due, began)
        due += POLL_EVERY_S
    line.close()


async def _says(line: Line, told: Told, began: float, due: float, name: str, token: str, unit: str) -> None:
    number = 0
    while await _wait_until(due, began):
        number += 1
        key = f"swarm-{name}-{number:04}"
        told.keys.add(key)
        head, body = opinion(name, token, unit, key, number)
        for _ in range(2 if len(told.keys) % AGAIN == 0 else 1):
            while True:
                status, _ = await line.ask(head, body)
                _note(told.opinions, told, f"opinion {status}", due, began)
                if status in (200, 201):
                    break
                await asyncio.sleep(RETRY_S)  # it stays in the outbox until the hub has it
        due += SAY_EVERY_S
    line.close()


def opinion(name: str, token: str, unit: str, key: str, number: int) -> tuple[str, bytes]:
    """A terminal's request: its head without the last empty line, and its body."""
    body = {
        "terminal": name,
        "unit": unit,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "rating": "satisfied",
        "text": f"第{number}条意见：希望公示的字再大一点。",
    }
    head = (
        f"POST /api/v1/opinions HTTP/1.1\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: {key}\r\n"
        "Content-Type: application/json\r\n"
    )
    return head, json.dumps(body).encode()


async def _works(line: Line, told: Told, began: float, cookie: str, paths: list[str]) -> None:
    """A clerk at lists and texts."""
    number, due = 0, began + WARM_UP_S
    while await _wait_until(due, began):
        path = paths[number % len(paths)]
        status, _ = await line.ask(f"GET {path} HTTP/1.1\r\nCookie: {cookie}\r\nAccept: text/html\r\n")
        told.statuses[f"page {status}"] += 1
        told.pages.append((asyncio.get_running_loop().time() - due, path))
        number += 1
        due = max(due + CLERK_EVERY_S, asyncio.get_running_loop().time())  # a person waits for the page
    line.close()


async def _releases(place: Place, began: float) -> None:
    """The feed has something new, so that the next poll of every terminal is no 304."""
    file = place.settings.repository_dir / "metadata" / "timestamp.json"
    for at in (WARM_UP_S, WARM_UP_S + SECONDS / 2):
        await _wait_until(began + at, began)
        beside = file.with_suffix(".tmp")
        beside.write_bytes(file.read_bytes())
        beside.replace(file)


async def _wait_until(due: float, began: float) -> bool:
    """False if that is after the end."""
    loop = asyncio.get_running_loop()
    if due > began + WARM_UP_S + SECONDS:
        return False
    await asyncio.sleep(max(0.0, due - loop.time()))
    return True


def _note(into: list[float], told: Told, status: str, due: float, began: float) -> None:
    told.statuses[status] += 1
    if due >= began + WARM_UP_S:  # before that connections and caches are made
        into.append(asyncio.get_running_loop().time() - due)


@contextmanager
def front_of(place: Place, work: Path, hub: int) -> Iterator[int]:
    port = free_port()
    work.mkdir()
    text = _NGINX.format(work=work, port=port, hub=hub, feed=place.settings.repository_dir)
    (work / "nginx.conf").write_text(text)
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    with running([program, "-p", str(work), "-c", str(work / "nginx.conf")], port, work / "log"):
        yield port


def units_of_terminals() -> dict[str, str]:
    from django.db import connection

    from content.hub.terminals.models import Terminal

    found = dict(Terminal.objects.values_list("pk", "units"))
    connection.close()
    return found


def kept_keys() -> Counter[str]:
    """The keys of all opinions of the swarm that the hub has."""
    from django.db import connection

    from content.hub.feedback.models import Opinion

    found = Counter(Opinion.objects.filter(key__startswith="swarm-").values_list("key", flat=True))
    connection.close()
    return found
