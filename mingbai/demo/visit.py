"""A citizen at the demo's kiosk: finds a button by its name, touches it, and waits for what is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mingbai.demo.processes import Children, DemoError
from mingbai.demo.screen import Drawn, KioskJournal, Screen

DRAWN_WITHIN_S = 15.0


@dataclass(frozen=True)
class Visitor:
    """One pair of eyes and one finger."""

    screen: Screen
    journal: KioskJournal
    children: Children

    def sees(self) -> Drawn:
        """What is on the screen now. Raises DemoError if the kiosk has drawn nothing yet."""
        drawn = self.journal.last()
        if drawn is None:
            raise DemoError("the kiosk has drawn nothing yet")
        return drawn

    def touch(self, target: str) -> int:
        """Touch a button of the page that is shown; returns the journal's end just before."""
        before = self.sees()
        box = before.targets.get(target)
        if box is None:
            raise DemoError(
                f"no button {target!r} on the kiosk's {before.route} page; there are {', '.join(before.targets)}"
            )
        position = self.journal.end()
        x, y, width, height = box
        self.screen.tap(x + width // 2, y + height // 2)
        return position

    def tap(self, target: str, expect: str | Callable[[Drawn], bool]) -> Drawn:
        """Touch a button and wait for the page that it should open: a route's name, or a condition."""
        position = self.touch(target)
        wanted = expect if callable(expect) else lambda drawn: drawn.route == expect
        return self.children.wait_until(
            f"the kiosk answers a touch on {target}",
            lambda: next((drawn for drawn in self.journal.lines(position) if wanted(drawn)), None),
            within_s=DRAWN_WITHIN_S,
        )

    def type(self, letters: str) -> Drawn:
        """Touch letters on the key grid."""
        drawn = self.sees()
        for letter in letters:
            drawn = self.tap(f"key-{letter}", drawn.route)
        return drawn

    def go_home(self) -> Drawn:
        """Back to the first page, wherever this is."""
        drawn = self.sees()
        return drawn if drawn.route == "home" else self.tap("home", "home")

    def photograph(self, file: Path) -> str:
        """Save the screen as PNG; returns the file's name."""
        self.screen.picture(file)
        return file.name
