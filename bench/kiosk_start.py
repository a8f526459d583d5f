"""kiosk-start and kiosk-memory: the touch screen beside Chromium's kiosk mode with the same page as static HTML.

Same X server, same minute, 30,000 disclosures in the kiosk's store. Start is from the start of the process to
the moment at which all sampled pixel rows of the screen are those of the finished page; each side is started
once unmeasured, to warm the disk cache and Chromium's profile, then in turn, and medians are compared.

Memory is the kiosk's whole resident set after a visit through every kind of page, beside the proportional set
(shared pages counted once) of all of Chromium's processes after it has shown the one page.
"""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from bench.county import ITEMS, fill_store
from bench.framebuffer import Framebuffer, Rows
from bench.home_html import home_html
from mingbai.demo.screen import KioskJournal, Screen

WIDTH_PX, HEIGHT_PX = 1080, 1920
REPEATS = 7
UNIT = "t01"
CLOCK_LEFT_PX, HEADER_BOTTOM_PX = 480, 220  # right of and above this, the clock moves on
# Where the screen is compared: through the header's name, the doors, the lists, the buttons; not where times stand.
ROWS = {y: CLOCK_LEFT_PX if y < HEADER_BOTTOM_PX else WIDTH_PX for y in (*range(12, 1700, 24), *range(1790, 1915, 24))}
MOST_RSS_MB = 200.0
ROUNDS = 3  # of the visit

SETTINGS = """
terminal = "bench"
county = "qingyuan"
data_dir = "data"
[sync]
source = "/nowhere"
units = ["qingyuan"]
trusted_root = "root.json"
[kiosk]
unit = "{unit}"
width_px = {width}
height_px = {height}
"""
CHROMIUM = (
    *("chromium", "--kiosk", "--no-first-run", "--no-default-browser-check", "--disable-gpu", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--password-store=basic"),
    *("--disable-features=Translate", "--lang=zh-CN"),
    *("--window-position=0,0", f"--window-size={WIDTH_PX},{HEIGHT_PX}"),
)


def measure() -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as name, Framebuffer(Path(name), WIDTH_PX, HEIGHT_PX) as screen:
        folder = Path(name)
        fill_store(folder / "data")
        settings = SETTINGS.format(unit=UNIT, width=WIDTH_PX, height=HEIGHT_PX)
        (folder / "terminal.toml").write_text(settings, encoding="utf-8")
        page = folder / "home.html"
        page.write_text(home_html(folder / "data", UNIT, WIDTH_PX, HEIGHT_PX), encoding="utf-8")
        kiosk = [sys.executable, "-m", "mingbai.cli", "kiosk", "--config", str(folder / "terminal.toml")]
        as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
        chromium = [*CHROMIUM, *as_root, f"--user-data-dir={folder / 'chromium'}", page.as_uri()]
        empty = screen.rows(ROWS)
        finished = {}
        for side, command in (("kiosk", kiosk), ("chromium", chromium)):
            with running(command, screen, empty):
                finished[side] = screen.wait_until_still(ROWS, empty)
                keep_picture(screen, side)
        starts: dict[str, list[float]] = {"kiosk": [], "chromium": []}
        for _ in range(REPEATS):
            for side, command in (("kiosk", kiosk), ("chromium", chromium)):
                with running(command, screen, empty) as (began, _):
                    starts[side].append(screen.wait_until_shows(ROWS, finished[side]) - began)
        kiosk_mb = visited_rss_mb([*kiosk, "--journal", str(folder / "journal")], screen, empty, folder / "journal")
        with running(chromium, screen, empty) as (_, browser):
            screen.wait_until_shows(ROWS, finished["chromium"])
            time.sleep(2)
            chromium_mb = sum(process.memory_full_info().pss for process in family(browser.pid)) / 1e6
    ours, theirs = (statistics.median(starts[side]) for side in ("kiosk", "chromium"))
    return [
        {
            "name": "kiosk-start",
            "value": round(ours, 3),
            "unit": "s",
            "against": f"Chromium {theirs:.3f} s",
            "ratio": round(ours / theirs, 3),
            "goal": "≤ 1 × Chromium",
            "met": ours <= theirs,
        },
        {
            "name": "kiosk-memory",
            "value": round(kiosk_mb, 1),
            "unit": f"MB resident, {ITEMS} items",
            "against": f"Chromium {chromium_mb:.0f} MB",
            "ratio": round(kiosk_mb / chromium_mb, 3),
            "goal": f"≤ {MOST_RSS_MB:g} MB",
            "met": kiosk_mb <= MOST_RSS_MB,
        },
    ]


@contextmanager
def running(command: list[str], screen: Framebuffer, empty: Rows) -> Iterator[tuple[float, subprocess.Popen[bytes]]]:
    """A program on the empty screen, and when it began; ended afterwards, with all it started."""
    environment = {**os.environ, "DISPLAY": screen.display}
    with tempfile.TemporaryFile() as log:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=False
        )
        try:
            yield began, process
        except TimeoutError:
            log.seek(0)
            sys.stderr.write(log.read().decode(errors="replace")[-3000:])
            raise
        finally:
            everyone = family(process.pid)
            process.send_signal(signal.SIGTERM)
            _, alive = psutil.wait_procs(everyone, timeout=10)
            for survivor in alive:
                survivor.kill()
            process.wait(10)
            screen.wait_until_shows(ROWS, empty)


def family(pid: int) -> list[psutil.Process]:
    """A process and everything it started."""
    first = psutil.Process(pid)
    return [first, *first.children(recursive=True)]


def visited_rss_mb(command: list[str], screen: Framebuffer, empty: Rows, journal_file: Path) -> float:
    """The kiosk's resident set after several rounds through doors, lists, details, units and search."""
    finger, journal = Screen(screen.display), KioskJournal(journal_file)
    with running(command, screen, empty) as (_, process):
        screen.wait_until_still(ROWS, empty)
        for _ in range(ROUNDS):
            for door in ("window-party", "window-services", "window-enquiry", "units", "search"):
                touch(finger, journal, door)
                if row := next((name for name in drawn_targets(journal) if name.startswith("row-")), ""):
                    touch(finger, journal, row)
                    touch(finger, journal, "back")
                touch(finger, journal, "home")
        return psutil.Process(process.pid).memory_info().rss / 1e6


def drawn_targets(journal: KioskJournal) -> dict[str, tuple[int, int, int, int]]:
    drawn = journal.last()
    return drawn.targets if drawn else {}


def touch(finger: Screen, journal: KioskJournal, target: str) -> None:
    """Tap a target and wait until another page stands. Raises TimeoutError."""
    position = journal.end()
    x, y, width, height = drawn_targets(journal)[target]
    finger.tap(x + width // 2, y + height // 2)
    give_up = time.perf_counter() + 10
    while not any(True for _ in journal.lines(position)):
        if time.perf_counter() > give_up:
            raise TimeoutError(f"nothing was drawn after a tap on {target}")
        time.sleep(0.02)


def keep_picture(screen: Framebuffer, side: str) -> None:
    """Save what was compared, so that anyone can see that it is the same page."""
    folder = Path("build/bench")
    folder.mkdir(parents=True, exist_ok=True)
    screen.picture().save(folder / f"home-{side}.png")
