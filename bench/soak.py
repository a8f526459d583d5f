"""soak: the kiosk's memory after 1,000 random visits.

A visit is a few touches on whatever can be touched, then home. Memory is the proportional set of all processes,
before which the screens have been seen in a hundred visits: what is kept for speed is kept by then. It is taken at
rest: a helper that still decodes a picture for a visitor who has gone is no growth.
"""

from __future__ import annotations

import random
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from bench.county import SEED, fill_store
from bench.finger import Finger
from bench.framebuffer import Framebuffer
from bench.lobby import HEIGHT_PX, ROWS, WIDTH_PX, family, kiosk_command, pss_mb, running
from bench.visitor import Visitor

ITEMS = 5_000
WARM_UP, VISITS = 100, 1_000
MOST_TOUCHES = 6  # of a visit, before it goes home
ANSWER_WITHIN_S = 0.5  # a touch that changes nothing, such as one on what is chosen already, draws nothing
MOST_GROWTH = 1.05
REST_WITHIN_S = 30.0


def measure() -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as name, Framebuffer(Path(name), WIDTH_PX, HEIGHT_PX) as screen:
        folder = Path(name)
        fill_store(folder / "data", ITEMS)
        empty = screen.rows(ROWS)
        journal = folder / "journal"
        command = [*kiosk_command(folder), "--journal", str(journal)]
        with running(command, screen, empty) as (_, kiosk), Finger(screen.display) as finger:
            screen.wait_until_still(ROWS, empty)
            visitor, chance = Visitor(finger, journal), random.Random(SEED)
            touches = sum(visit(visitor, chance) for _ in range(WARM_UP))
            before_mb = at_rest_mb(kiosk.pid)
            touches += sum(visit(visitor, chance) for _ in range(VISITS))
            after_mb = at_rest_mb(kiosk.pid)
    return [
        {
            "name": "soak",
            "value": round(after_mb, 1),
            "unit": f"MB (PSS) after {VISITS} visits, {touches} touches",
            "against": f"{before_mb:.1f} MB before them",
            "ratio": round(after_mb / before_mb, 3),
            "goal": f"≤ {MOST_GROWTH:g} ×",
            "met": after_mb <= MOST_GROWTH * before_mb,
        }
    ]


def at_rest_mb(pid: int) -> float:
    """The proportional set once no helper runs any more."""
    give_up = time.monotonic() + REST_WITHIN_S
    while len(family(pid)) > 1 and time.monotonic() < give_up:
        time.sleep(0.1)  # a helper ends by itself; this process only watches
    return pss_mb(pid)


def visit(visitor: Visitor, chance: random.Random) -> int:
    """A few touches, then home. Returns how many touches were answered."""
    answered = 0
    for _ in range(chance.randrange(1, MOST_TOUCHES + 1)):
        if targets := sorted(visitor.targets()):
            with suppress(TimeoutError):
                visitor.touch(chance.choice(targets), ANSWER_WITHIN_S)
                answered += 1
    for way in ("home", "message-home"):
        if way in visitor.targets():
            with suppress(TimeoutError):
                visitor.touch(way, ANSWER_WITHIN_S)
    return answered
