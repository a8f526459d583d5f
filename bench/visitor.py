"""Somebody at the kiosk's screen: touches what the kiosk's journal says can be touched, and waits for the answer."""

from __future__ import annotations

import time
from pathlib import Path

from bench.finger import Finger
from mingbai.demo.screen import Drawn, KioskJournal

ANSWER_WITHIN_S = 10.0
LOOK_EVERY_S = 0.01


class Visitor:
    """A finger that knows what stands on the screen."""

    def __init__(self, finger: Finger, journal_file: Path) -> None:
        self._finger = finger
        self._journal = KioskJournal(journal_file)
        self._read_until = 0
        self._page: Drawn | None = None

    def page(self) -> Drawn | None:
        """What the kiosk drew last."""
        position = self._journal.end()
        for page in self._journal.lines(self._read_until):
            self._page = page
        self._read_until = position
        return self._page

    def targets(self) -> dict[str, tuple[int, int, int, int]]:
        """What can be touched now: name → x, y, width, height."""
        page = self.page()
        return page.targets if page else {}

    def touch(self, target: str, within_s: float = ANSWER_WITHIN_S) -> float:
        """Tap a target and wait until another page stands. Returns the milliseconds from the release to its drawing.

        Raises TimeoutError.
        """
        x, y, width, height = self.targets()[target]
        position = self._journal.end()
        since = time.perf_counter() - time.time()
        released = self._finger.tap(x + width // 2, y + height // 2) - since
        give_up = time.perf_counter() + within_s
        while (drawn := next(self._journal.lines(position), None)) is None:
            if time.perf_counter() > give_up:
                raise TimeoutError(f"nothing was drawn after a tap on {target}")
            time.sleep(LOOK_EVERY_S)
        return (drawn.at - released) * 1000
