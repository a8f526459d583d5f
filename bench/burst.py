"""burst: 2,000 opinions in one instant, as when the county's network is back after a night.

The hub of bench.ten_counties behind nginx, as bench.swarm has it. Every terminal has one opinion waiting; all of them
open their connections and send at the same moment, none has one open yet. Every tenth is sent twice at once, over two
connections, for its confirmation was lost. Who has no answer within TIMEOUT_S sends again after a pause by chance, as
from an outbox. A clerk asks for a page every half second meanwhile.

Times run from that one moment to the confirmation, waiting in every queue included: the last of 2,000 waits for the
others, and the rate follows from it. No time is promised for such a moment; that nothing is lost or kept twice is.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.clerk import desk, served, sessions
from bench.hub_304 import free_port
from bench.swarm import (
    AGAIN,
    CLERK_EVERY_S,
    Line,
    allow_connections,
    front_of,
    kept_keys,
    opinion,
    percentile,
    units_of_terminals,
)
from bench.ten_counties import Place, copied
from content.sync.backoff import delay_s

LIMIT_S = 600.0
TIMEOUT_S = 10.0  # request_timeout_s of a terminal's settings
WARM_UP = 20  # opinions one after another, so that code and caches are there


@dataclass
class Told:
    """Seconds from the moment to each terminal's confirmation; to each page of the clerk; statuses; keys sent."""

    opinions: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    keys: set[str] = field(default_factory=set)


def measure() -> list[dict[str, Any]]:
    allow_connections()
    with tempfile.TemporaryDirectory(prefix="burst-") as name:
        folder = Path(name)
        port = free_port()
        place = copied(folder / "hub", port)
        cookie = sessions(place, ["editor"])["editor"]
        terminals = len(place.tokens)
        with served(place, port), front_of(place, folder / "nginx", port) as front:
            told = asyncio.run(_burst(place, front, cookie, units_of_terminals(), desk()))
        kept = kept_keys()
    lost, strange = len(told.keys - kept.keys()), len(kept.keys() - told.keys)
    twice = sum(count > 1 for count in kept.values())
    print(", ".join(f"{count} × {status}" for status, count in sorted(told.statuses.items())), file=sys.stderr)
    half, last, page = statistics.median(told.opinions), max(told.opinions), max(told.pages)
    again = sum(count for status, count in told.statuses.items() if status not in ("201", "200"))
    return [
        {
            "name": "burst",
            "value": round(percentile(told.opinions, 0.99) * 1_000),
            "unit": f"ms at p99 from one instant: {len(told.opinions)} opinions (half of them "
            f"{half * 1_000:.0f}, the last {last * 1_000:.0f}: {len(told.opinions) / last:.0f} a second; "
            f"a clerk's slowest page meanwhile {page * 1_000:.0f})",
            "against": f"{terminals} terminals; lost {lost}, twice {twice}, sent again {again}",
            "ratio": None,
            "goal": "nothing lost or twice",
            "met": not (lost or strange or twice),
        }
    ]


async def _burst(place: Place, port: int, cookie: str, units: dict[str, str], paths: list[str]) -> Told:
    told = Told()
    loop = asyncio.get_running_loop()
    tokens = list(place.tokens.items())
    first = Line(port)
    for number, (name, token) in enumerate(tokens[:WARM_UP]):
        await _until_taken(first, told, name, token, units[name], f"swarm-warm-{number:04}")
    first.close()
    moment = loop.time() + 1
    over = asyncio.Event()
    clerk = asyncio.create_task(_works(Line(port), told, moment, over, cookie, paths))
    sent = []
    for number, (name, token) in enumerate(tokens, 1):
        for _ in range(2 if number % AGAIN == 0 else 1):
            sent.append(_says(port, told, moment, name, token, units[name], f"swarm-{name}-burst"))
    await asyncio.wait_for(asyncio.gather(*sent), LIMIT_S)
    over.set()
    await clerk
    return told


async def _says(port: int, told: Told, moment: float, name: str, token: str, unit: str, key: str) -> None:
    loop = asyncio.get_running_loop()
    await asyncio.sleep(moment - loop.time())
    line = Line(port)
    await _until_taken(line, told, name, token, unit, key)
    told.opinions.append(loop.time() - moment)
    line.close()


async def _until_taken(line: Line, told: Told, name: str, token: str, unit: str, key: str) -> None:
    told.keys.add(key)
    head, body = opinion(name, token, unit, key, 1)
    chance, failures = random.Random(key), 0
    while True:
        try:
            async with asyncio.timeout(TIMEOUT_S):
                status = str((await line.ask(head, body))[0])
        except (OSError, asyncio.IncompleteReadError) as err:  # TimeoutError is an OSError
            status = type(err).__name__
            line.close()
        told.statuses[status] += 1
        if status in ("200", "201"):
            return
        failures += 1
        await asyncio.sleep(delay_s(failures, chance.random()))  # it stays in the outbox until the hub has it


async def _works(line: Line, told: Told, moment: float, over: asyncio.Event, cookie: str, paths: list[str]) -> None:
    loop = asyncio.get_running_loop()
    due = moment
    while not over.is_set():
        await asyncio.sleep(max(0.0, due - loop.time()))
        path = paths[len(told.pages) % len(paths)]
        await line.ask(f"GET {path} HTTP/1.1\r\nCookie: {cookie}\r\nAccept: text/html\r\n")
        told.pages.append(loop.time() - due)
        due = max(due + CLERK_EVERY_S, loop.time())
    line.close()
