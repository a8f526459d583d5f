"""kiosk-start and kiosk-memory: the touch screen beside Chromium's kiosk mode with the same page as static HTML.

Same X server, same minute, 30,000 disclosures in the kiosk's store. Both are compiled, as they are when they are
installed: a sandbox in which Python may not keep what it has compiled would have it compile 100 modules at every start.
Start is from the start of the process to
the moment at which all sampled pixel rows of the screen are those of the finished page; each side is started
once unmeasured, to warm the disk cache and Chromium's profile, then in turn, and medians are compared.

Memory is the proportional set (shared pages counted once) of all of a side's processes: the kiosk's after a visit
through every kind of page, Chromium's after it has shown the one page.
"""

from __future__ import annotations

import compileall
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.browser_pages import Pages
from bench.county import ITEMS, fill_store
from bench.finger import Finger
from bench.frame_html import document, frame_html
from bench.framebuffer import Framebuffer, Rows
from bench.lobby import (
    HEIGHT_PX,
    ROWS,
    UNIT,
    WIDTH_PX,
    chromium_command,
    keep_picture,
    kiosk_command,
    pss_mb,
    running,
)
from bench.visitor import Visitor
from kiosk.routes import Home

REPEATS = 7
MOST_START, MOST_MEMORY = 0.6, 0.4  # × Chromium
ROUNDS = 3  # of the visit
REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGES = ("config", "content", "kiosk", "mingbai")


def measure() -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as name, Framebuffer(Path(name), WIDTH_PX, HEIGHT_PX) as screen:
        folder = Path(name)
        fill_store(folder / "data")
        for package in PACKAGES:
            compileall.compile_dir(REPOSITORY / package, quiet=2)
        page = folder / "home.html"
        pages = Pages(folder / "data", UNIT, WIDTH_PX, HEIGHT_PX)
        page.write_text(document("home", frame_html(pages.frame(Home()))), encoding="utf-8")
        pages.close()
        kiosk = kiosk_command(folder)
        chromium = chromium_command(folder / "chromium", page)
        empty = screen.rows(ROWS)
        finished = {}
        for side, command in (("kiosk", kiosk), ("chromium", chromium)):
            with running(command, screen, empty):
                finished[side] = screen.wait_until_still(ROWS, empty)
                keep_picture(screen, f"home-{side}")
        starts: dict[str, list[float]] = {"kiosk": [], "chromium": []}
        for _ in range(REPEATS):
            for side, command in (("kiosk", kiosk), ("chromium", chromium)):
                with running(command, screen, empty) as (began, _):
                    starts[side].append(screen.wait_until_shows(ROWS, finished[side]) - began)
        kiosk_mb = visited_mb([*kiosk, "--journal", str(folder / "journal")], screen, empty, folder / "journal")
        with running(chromium, screen, empty) as (_, browser):
            screen.wait_until_shows(ROWS, finished["chromium"])
            time.sleep(2)
            chromium_mb = pss_mb(browser.pid)
    ours, theirs = (statistics.median(starts[side]) for side in ("kiosk", "chromium"))
    return [
        {
            "name": "kiosk-start",
            "value": round(ours, 3),
            "unit": "s",
            "against": f"Chromium {theirs:.3f} s",
            "ratio": round(ours / theirs, 3),
            "goal": f"≤ {MOST_START:g} × Chromium",
            "met": ours <= MOST_START * theirs,
        },
        {
            "name": "kiosk-memory",
            "value": round(kiosk_mb, 1),
            "unit": f"MB (PSS), {ITEMS} items",
            "against": f"Chromium {chromium_mb:.0f} MB",
            "ratio": round(kiosk_mb / chromium_mb, 3),
            "goal": f"≤ {MOST_MEMORY:g} × Chromium",
            "met": kiosk_mb <= MOST_MEMORY * chromium_mb,
        },
    ]


def visited_mb(command: list[str], screen: Framebuffer, empty: Rows, journal: Path) -> float:
    """The kiosk's proportional set after several rounds through doors, lists, details, units and search."""
    with running(command, screen, empty) as (_, process), Finger(screen.display) as finger:
        screen.wait_until_still(ROWS, empty)
        visitor = Visitor(finger, journal)
        for _ in range(ROUNDS):
            for door in ("window-party", "window-services", "window-enquiry", "units", "search"):
                visitor.touch(door)
                if row := next((name for name in visitor.targets() if name.startswith("row-")), ""):
                    visitor.touch(row)
                    visitor.touch("back")
                visitor.touch("home")
        return pss_mb(process.pid)
