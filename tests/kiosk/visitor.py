"""A running kiosk on a real X server, and a finger (xdotool) on the targets that its journal names."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.kiosk.filled_store import fill
from tests.kiosk.store_factory import StoreFactory, write_settings

PATIENCE_S = 20.0  # how long a page may take on a busy machine before the test gives up
GONE_WITHIN_S = 1.0  # the promise: withdrawn content has left the screen

Entry = dict[str, Any]


@dataclass
class Visitor:
    """Reads the kiosk's journal and touches what it names."""

    journal: Path
    display: str
    process: subprocess.Popen[bytes]
    seen: int = 0

    def entries(self) -> list[Entry]:
        if not self.journal.exists():
            return []
        return [json.loads(line) for line in self.journal.read_text(encoding="utf-8").splitlines()]

    def wait(self, wanted: Callable[[Entry], bool]) -> Entry:
        """The first new page that is wanted."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            assert self.process.poll() is None, "the kiosk has ended"
            entries = self.entries()
            for place in range(self.seen, len(entries)):
                if wanted(entries[place]):
                    self.seen = place
                    return entries[place]
            time.sleep(0.02)
        pytest.fail(f"no such page; the last one was {self.entries()[-1:]}")

    def touch(self, name: str) -> None:
        self.finger_down(name)
        time.sleep(0.05)
        self.finger_up()

    def finger_down(self, name: str) -> None:
        entries = self.entries()
        x, y, w, h = entries[-1]["targets"][name]
        self.seen = len(entries)
        self._finger("mousemove", str(x + w // 2), str(y + h // 2), "mousedown", "1")

    def finger_up(self) -> None:
        self._finger("mouseup", "1")

    def _finger(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env=os.environ | {"DISPLAY": self.display}, check=True, timeout=20)

    def do(self, *words: str) -> None:
        """Anything that xdotool can do."""
        self._finger(*words)

    def windows(self) -> list[int]:
        """The kiosk's windows on the X server."""
        words = ["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)]
        found = subprocess.run(words, env=os.environ | {"DISPLAY": self.display}, capture_output=True, timeout=20)
        return [int(line) for line in found.stdout.split()]

    def settled(self) -> Entry:
        """The page that stays: the last one, once none has followed it for a second."""
        entries, since = self.entries(), time.monotonic()
        while time.monotonic() < since + 1:
            time.sleep(0.02)
            if (now := self.entries()) != entries:
                entries, since = now, time.monotonic()
        return entries[-1]

    def go(self, name: str, route: str) -> Entry:
        """Touch, and wait for that screen."""
        self.touch(name)
        return self.wait(lambda entry: entry["route"] == route)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StoreFactory]:
    factory = StoreFactory(tmp_path, datetime.now(UTC))
    fill(factory)
    yield factory
    factory.close()


@pytest.fixture
def visitor(request: pytest.FixtureRequest, store: StoreFactory, x_display: str) -> Iterator[Visitor]:
    """A running kiosk; parameters: window size, seconds until it goes home."""
    size, idle_after_s, *more = getattr(request, "param", ("1080x1920", 60))
    settings = write_settings(store.folder, idle_after_s=idle_after_s)
    settings.write_text(settings.read_text(encoding="utf-8") + "\n".join(more) + "\n", encoding="utf-8")
    journal = store.folder / "journal.jsonl"
    words = ["--config", str(settings), "--size", size, "--journal", str(journal)]
    with (store.folder / "kiosk.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", *words], env=os.environ | {"DISPLAY": x_display}, stderr=log
        )
        made = Visitor(journal, x_display, process)
        try:
            made.wait(lambda entry: entry["route"] == "home")
            yield made
        finally:
            process.terminate()
            try:
                assert process.wait(15) == 0
            finally:
                process.kill()
    assert "Traceback" not in (store.folder / "kiosk.log").read_text(encoding="utf-8")
