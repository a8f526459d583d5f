"""monkey: 5,000 random touches, keys and gestures on the real kiosk; it must neither end, nor fail, nor be a dead end.

Touches are short and long, on targets and beside them, with every mouse button; gestures are drags in any
direction; keys are those by which programs are left. Exits are counted by the process, exceptions by the log,
dead ends by the journal: a drawn page from which no target leads home.
"""

from __future__ import annotations

import random
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from bench.county import SEED, fill_store
from bench.finger import Finger
from bench.framebuffer import Framebuffer
from bench.lobby import HEIGHT_PX, ROWS, WIDTH_PX, kiosk_command, running
from bench.visitor import Visitor
from mingbai.demo.screen import Drawn, KioskJournal

ITEMS = 2_000
ACTS = 5_000
IDLE_AFTER_S = 20.0
KEYS = (
    *(("Escape",), ("F1",), ("F4",), ("F11",), ("F12",), ("Tab",), ("Return",), ("BackSpace",), ("Menu",), ("a",)),
    *(("Alt_L", "F4"), ("Alt_L", "Tab"), ("Control_L", "q"), ("Control_L", "c"), ("Control_L", "w")),
    *(("Super_L",), ("Control_L", "Alt_L", "Delete"), ("Print",), ("Home",), ("Page_Down",)),
)
WAYS_HOME = {"home", "message-home", "back", "message-back"}
RESTING = {"home", "attract", "asleep", "safe"}  # these are home, or any touch leads there, or there is no content


def measure() -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as name, Framebuffer(Path(name), WIDTH_PX, HEIGHT_PX) as screen:
        folder = Path(name)
        fill_store(folder / "data", ITEMS)
        empty = screen.rows(ROWS)
        journal, log = folder / "journal", folder / "log"
        command = [*kiosk_command(folder, IDLE_AFTER_S), "--journal", str(journal)]
        exits = 0
        with running(command, screen, empty, log) as (_, kiosk), Finger(screen.display) as finger:
            screen.wait_until_still(ROWS, empty)
            visitor, chance = Visitor(finger, journal), random.Random(SEED)
            for _ in range(ACTS):
                act(finger, visitor, chance)
                if kiosk.poll() is not None:
                    exits = 1
                    break
        said = log.read_text(encoding="utf-8", errors="replace")
        pages = list(KioskJournal(journal).lines())
    exceptions = said.count("Traceback") + said.count(" ERROR ")
    dead_ends = sorted({page.route for page in pages if is_dead_end(page)})
    faults = exits + exceptions + len(dead_ends)
    routes = len({page.route for page in pages})
    return [
        {
            "name": "monkey",
            "value": faults,
            "unit": f"faults in {ACTS} acts, {len(pages)} pages of {routes} kinds drawn",
            "against": f"exits {exits}, exceptions {exceptions}, dead ends {' '.join(dead_ends) or 0}",
            "ratio": None,
            "goal": "0",
            "met": faults == 0,
        }
    ]


def act(finger: Finger, visitor: Visitor, chance: random.Random) -> None:
    """One thing that somebody might do."""
    x, y = chance.randrange(WIDTH_PX), chance.randrange(HEIGHT_PX)
    targets = visitor.targets()
    match chance.randrange(10):
        case 0 | 1 | 2 | 3 | 4 if targets:
            left, top, width, height = targets[chance.choice(sorted(targets))]
            finger.tap(left + chance.randrange(max(1, width)), top + chance.randrange(max(1, height)), 0.03)
        case 5 | 6:
            finger.tap(x, y, chance.choice((0.0, 0.02, 0.05, 0.4)), chance.choice((1, 1, 1, 2, 3, 4, 5)))
        case 7 | 8:
            finger.drag(x, y, chance.randrange(WIDTH_PX), chance.randrange(HEIGHT_PX))
        case _:
            with suppress(OSError):
                finger.keys(*chance.choice(KEYS))


def is_dead_end(page: Drawn) -> bool:
    return page.route not in RESTING and not WAYS_HOME & set(page.targets)
