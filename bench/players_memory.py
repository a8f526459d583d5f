"""players-memory, players-idle and board-unchanged: eight boards in one `mingbai display`, and nothing changes.

Eight emulated BX-5K cards on pseudo terminals, a signed line on each. Once all of them show it, the process is left
alone for a while; meanwhile the store is touched as often as pulls touch it by default. Memory is its whole resident
set, idle its share of one core, unchanged the bytes that it sent. The dead-man timeout is set to an hour, so that
its refresh (one frame for each board, in the shorter of 60 s and 0.8 of the timeout by default) lies outside.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from bench.board_store import COUNTY, UNIT, BoardStore
from bench.cards import cards
from bench.notice import notice

BOARDS = 8
WATCHED_S = 30.0
PULL_EVERY_S = 15.0
PATIENCE_S = 60.0
MOST_MB, MOST_SHARE = 80.0, 2.0
TERMINAL = f"""
terminal = "bench"
county = "{COUNTY}"
data_dir = "data"
[sync]
source = "/nowhere"
units = ["{UNIT}"]
trusted_root = "root.json"
"""
BOARD = f"""
[[boards]]
id = "b{{number}}"
unit = "{UNIT}"
model = "onbon-bx5k"
url = "{{url}}"
width_px = 128
height_px = 32
deadman_s = 3600
resend_every_s = 3000
"""


def measure() -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        counts, journal, settings = folder / "counts.json", folder / "journal.jsonl", folder / "terminal.toml"
        with cards(BOARDS, 1, 0, counts) as urls:
            sections = [BOARD.format(number=number, url=url) for number, url in enumerate(urls)]
            settings.write_text(TERMINAL + "".join(sections), encoding="utf-8")
            store = BoardStore(folder / "data")
            for number in range(BOARDS):
                store.publish(f"b{number}", number + 2, notice(number)[:60])
            command = [sys.executable, "-m", "mingbai.cli", "display", "--config", str(settings)]
            process = subprocess.Popen([*command, "--journal", str(journal)], stderr=subprocess.DEVNULL)
            try:
                megabytes, share, sent = watched(psutil.Process(process.pid), store, journal, counts)
            finally:
                process.terminate()
                process.wait(PATIENCE_S)
                store.close()
    return [
        {
            "name": "players-memory",
            "value": round(megabytes, 1),
            "unit": f"MB resident, {BOARDS} boards",
            "against": None,
            "ratio": None,
            "goal": f"≤ {MOST_MB:g} MB",
            "met": megabytes <= MOST_MB,
        },
        {
            "name": "players-idle",
            "value": round(share, 2),
            "unit": f"% of a core, {BOARDS} boards",
            "against": None,
            "ratio": None,
            "goal": f"< {MOST_SHARE:g} %",
            "met": share < MOST_SHARE,
        },
        {
            "name": "board-unchanged",
            "value": sent,
            "unit": f"B on {BOARDS} lines in {WATCHED_S:g} s",
            "against": None,
            "ratio": None,
            "goal": "0 B",
            "met": sent == 0,
        },
    ]


def watched(player: psutil.Process, store: BoardStore, journal: Path, counts: Path) -> tuple[float, float, int]:
    """Megabytes, per cent of a core, and bytes sent while nothing changes."""
    give_up = time.perf_counter() + PATIENCE_S
    while not journal.exists() or journal.read_text(encoding="utf-8").count('"shown"') < BOARDS:
        if time.perf_counter() > give_up:
            raise TimeoutError(f"not all of {BOARDS} boards show their line after {PATIENCE_S:g} s")
        time.sleep(0.1)
    time.sleep(12.0)  # what follows the first face (clock, brightness) has been said
    before, used_s, began = total(counts), cpu_s(player), time.perf_counter()
    while time.perf_counter() - began < WATCHED_S:
        time.sleep(PULL_EVERY_S)
        store.pulled()
    share = 100 * (cpu_s(player) - used_s) / (time.perf_counter() - began)
    return player.memory_info().rss / 1e6, share, total(counts) - before


def cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def total(counts: Path) -> int:
    return sum(count for count, _ in json.loads(counts.read_text(encoding="utf-8")))
