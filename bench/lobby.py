"""One lobby screen, and the programs that are measured on it: the kiosk, and Chromium's kiosk mode."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from bench.framebuffer import Framebuffer, Rows

WIDTH_PX, HEIGHT_PX = 1080, 1920
UNIT = "t01"
CLOCK_LEFT_PX, HEADER_BOTTOM_PX = 480, 220  # right of and above this, the clock moves on
# Where the screen is compared: through the header's name, the doors, the lists, the buttons; not where times stand.
ROWS = {y: CLOCK_LEFT_PX if y < HEADER_BOTTOM_PX else WIDTH_PX for y in (*range(12, 1700, 24), *range(1790, 1915, 24))}

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
idle_after_s = {idle_after_s}
attract_after_s = 0
"""
CHROMIUM = (
    *("chromium", "--kiosk", "--no-first-run", "--no-default-browser-check", "--disable-gpu", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--password-store=basic"),
    *("--disable-features=Translate", "--lang=zh-CN"),
    *("--window-position=0,0", f"--window-size={WIDTH_PX},{HEIGHT_PX}"),
)


def kiosk_command(folder: Path, idle_after_s: float = 600, *words: str) -> list[str]:
    """The kiosk on the store in ``folder / "data"``; its settings are written beside it."""
    settings = SETTINGS.format(unit=UNIT, width=WIDTH_PX, height=HEIGHT_PX, idle_after_s=idle_after_s)
    (folder / "terminal.toml").write_text(settings, encoding="utf-8")
    return [sys.executable, "-m", "mingbai.cli", "kiosk", "--config", str(folder / "terminal.toml"), *words]


def chromium_command(profile: Path, page: Path) -> list[str]:
    """Chromium's kiosk mode on a page."""
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return [*CHROMIUM, *as_root, f"--user-data-dir={profile}", page.as_uri()]


@contextmanager
def running(
    command: list[str], screen: Framebuffer, empty: Rows, log_file: Path | None = None
) -> Iterator[tuple[float, subprocess.Popen[bytes]]]:
    """A program on the empty screen, and when it began; ended afterwards, with all it started."""
    environment = {**os.environ, "DISPLAY": screen.display}
    with log_file.open("w+b") if log_file else tempfile.TemporaryFile() as log:
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
    """A process and everything it started; empty once it has ended."""
    try:
        first = psutil.Process(pid)
        return [first, *first.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def pss_mb(pid: int) -> float:
    """The proportional set (shared pages counted once) of a process and everything it started."""
    return float(sum(process.memory_full_info().pss for process in family(pid)) / 1e6)


def keep_picture(screen: Framebuffer, name: str) -> None:
    """Save what was compared, so that anyone can see that it is the same page."""
    folder = Path("build/bench")
    folder.mkdir(parents=True, exist_ok=True)
    screen.picture().save(folder / f"{name}.png")
