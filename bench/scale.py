"""scale: a store of 100,000 disclosures beside one of 1,000, on the real kiosk, in turn.

scale-start is from the start of the process to the first finished page, scale-list from the finger's release on
下一页 to the next screenful of the list of everything. Search is asked of the larger store as the search screen asks
it, rows and words for what was typed together: two characters, initials, and full pinyin, cut out of its own titles.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench.browser_pages import Pages
from bench.county import SEED, disclosures, fill_store, invented_county
from bench.finger import Finger
from bench.framebuffer import Framebuffer
from bench.lobby import HEIGHT_PX, ROWS, UNIT, WIDTH_PX, kiosk_command, running
from bench.visitor import Visitor
from content.clock import system_now
from content.hub.disclosures.pinyin import search_text
from kiosk.finding import Search

FEW, MANY = 1_000, 100_000
STARTS, TURNS, QUERIES = 7, 60, 100
MOST_RATIO, MOST_SEARCH_MS = 1.1, 50.0


def measure() -> list[dict[str, Any]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for items in (FEW, MANY):
            fill_store(folder / str(items) / "data", items)
        starts = started(folder)
        turns = turned(folder)
        searches = searched(folder / str(MANY) / "data")
    return [
        compared("scale-start", "s to the first page", starts, 3),
        compared("scale-list", "ms to the next screenful", turns, 1),
        *(
            {
                "name": f"search-{kind}",
                "value": round(percentile(found, 0.95), 1),
                "unit": f"ms at p95 of {QUERIES}, {MANY} items (p50 {percentile(found, 0.5):.1f})",
                "against": None,
                "ratio": None,
                "goal": f"≤ {MOST_SEARCH_MS:g} ms",
                "met": percentile(found, 0.95) <= MOST_SEARCH_MS,
            }
            for kind, found in searches.items()
        ),
    ]


def started(folder: Path) -> dict[int, list[float]]:
    """Seconds of cold starts, by the size of the store."""
    found: dict[int, list[float]] = {FEW: [], MANY: []}
    screen_folder = folder / "starts"
    screen_folder.mkdir()
    with Framebuffer(screen_folder, WIDTH_PX, HEIGHT_PX) as screen:
        empty = screen.rows(ROWS)
        finished = {}
        for items in (FEW, MANY):
            with running(kiosk_command(folder / str(items)), screen, empty):
                finished[items] = screen.wait_until_still(ROWS, empty)
        for _ in range(STARTS):
            for items, seconds in found.items():
                with running(kiosk_command(folder / str(items)), screen, empty) as (began, _):
                    seconds.append(screen.wait_until_shows(ROWS, finished[items]) - began)
    return found


def turned(folder: Path) -> dict[int, list[float]]:
    """Milliseconds of taps on 下一页, by the size of the store."""
    found: dict[int, list[float]] = {FEW: [], MANY: []}
    with ExitStack() as stack:
        visitors = {}
        for items in found:
            place = folder / f"turns-{items}"
            place.mkdir()
            screen = stack.enter_context(Framebuffer(place, WIDTH_PX, HEIGHT_PX))
            empty = screen.rows(ROWS)
            command = [*kiosk_command(folder / str(items)), "--journal", str(place / "journal")]
            stack.enter_context(running(command, screen, empty))
            screen.wait_until_still(ROWS, empty)
            visitors[items] = Visitor(stack.enter_context(Finger(screen.display)), place / "journal")
            visitors[items].touch("newest")
        for _ in range(TURNS):
            for items, milliseconds in found.items():
                milliseconds.append(visitors[items].touch("page-next"))
                time.sleep(0.1)
    return found


def searched(data_dir: Path) -> dict[str, list[float]]:
    """Milliseconds of searches, by what is typed."""
    chance = random.Random(SEED)
    pages = Pages(data_dir, UNIT, WIDTH_PX, HEIGHT_PX)
    titles = [one.title for one in disclosures(invented_county().units, 2_000, system_now())]
    found: dict[str, list[float]] = {}
    for kind, cut in CUTS.items():
        found[kind] = []
        for title in chance.choices(titles, k=QUERIES):
            typed = cut(title, chance)
            began = time.perf_counter()
            pages.view(Search(typed))
            found[kind].append((time.perf_counter() - began) * 1000)
    pages.close()
    return found


def _characters(title: str, chance: random.Random) -> str:
    at = chance.randrange(len(title) - 1)
    return title[at : at + 2]


def _initials(title: str, chance: random.Random) -> str:
    letters = search_text(title).initials.split(" | ")[0]
    at = chance.randrange(len(letters) - 2)
    return letters[at : at + chance.randrange(2, 5)]


def _pinyin(title: str, chance: random.Random) -> str:
    syllables = search_text(title).syllables.split(" | ")[0].split()
    at = chance.randrange(len(syllables) - 2)
    return "".join(syllables[at : at + chance.randrange(2, 4)])


CUTS: dict[str, Callable[[str, random.Random], str]] = {
    "characters": _characters,
    "initials": _initials,
    "pinyin": _pinyin,
}


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def compared(name: str, unit: str, found: dict[int, list[float]], digits: int) -> dict[str, Any]:
    few, many = statistics.median(found[FEW]), statistics.median(found[MANY])
    return {
        "name": name,
        "value": round(many, digits),
        "unit": f"{unit}, {MANY} items",
        "against": f"{few:.{digits}f}, {FEW} items",
        "ratio": round(many / few, 3),
        "goal": f"≤ {MOST_RATIO:g} × {FEW} items",
        "met": many <= MOST_RATIO * few,
    }
