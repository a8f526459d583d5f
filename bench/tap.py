"""tap: from the finger's release to the changed screen, beside Chromium's kiosk mode showing the same store.

The walk is home → list → disclosure → 返回 → 返回, over several lists and disclosures. The kiosk, Chromium with a
single-page application and Chromium with page loads each have an X server of their own of the same size, and take
every tap in turn. A tap is XTEST's, held for 50 ms; it ends when all sampled pixel rows are those of the finished
page, which was learnt once beforehand; rows in which times stand are left out.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from msgspec import Struct

from bench.browser_pages import Pages, Screenful, single_page, write_pages
from bench.county import fill_store
from bench.finger import Finger
from bench.framebuffer import Framebuffer, Rows
from bench.lobby import HEIGHT_PX, ROWS, UNIT, WIDTH_PX, chromium_command, keep_picture, kiosk_command, running

TAPS = 200
DOORS, DISCLOSURES = 3, 3  # lists of the home screen, and disclosures of each list, that are visited
PAUSE_S = 0.2  # between two taps of one side
LOOK_EVERY_S = 0.0005
SPA, PAGES = "Chromium, single page", "Chromium, page loads"
GOALS = {SPA: 0.9, PAGES: 0.5}


class Tap(Struct, frozen=True):
    """One tap of the walk: on which target of which screen, and the screen it leads to."""

    on: Screenful
    target: str
    to: Screenful

    @property
    def middle(self) -> tuple[int, int]:
        at = next(target.at for target in self.on.frame.targets if target.name == self.target)
        return at.x + at.w // 2, at.y + at.h // 2


class Side:
    """One program on its own screen, and what its finished pages look like."""

    def __init__(self, screen: Framebuffer, finger: Finger, home: Rows) -> None:
        self._screen = screen
        self._finger = finger
        self._finished = {"home": home}
        self.milliseconds: list[float] = []

    def learn(self, tap: Tap) -> None:
        """Tap, and remember what the page behind it looks like once it is at rest, unless it is known."""
        if tap.to.name in self._finished:
            self.take(tap)
            return
        before = self._finished[tap.on.name]
        self._finger.tap(*tap.middle)
        self._finished[tap.to.name] = self._screen.wait_until_still(ROWS, before)

    def take(self, tap: Tap) -> None:
        """Tap, and note how long the page behind it takes."""
        released = self._finger.tap(*tap.middle)
        finished = self._finished[tap.to.name]
        seen = self._screen.wait_until_shows(ROWS, finished, look_every_s=LOOK_EVERY_S)
        self.milliseconds.append((seen - released) * 1000)
        time.sleep(PAUSE_S)

    def percentile(self, share: float) -> float:
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def measure() -> list[dict[str, Any]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        fill_store(folder / "data")
        pages = Pages(folder / "data", UNIT, WIDTH_PX, HEIGHT_PX)
        screenfuls = pages.screenfuls(DOORS, DISCLOSURES)
        pages.close()
        (folder / "spa.html").write_text(single_page(screenfuls), encoding="utf-8")
        home = write_pages(screenfuls, folder / "pages")
        # The kiosk last, and every tap learnt by all before the next: a home screen that rests turns its leaf.
        commands = {
            SPA: chromium_command(folder / "profile-spa", folder / "spa.html"),
            PAGES: chromium_command(folder / "profile-pages", home),
            "kiosk": kiosk_command(folder),
        }
        sides = {
            name: started(stack, folder / f"screen-{number}", command)
            for number, (name, command) in enumerate(commands.items())
        }
        walk = list(cycles(screenfuls))
        order = list(reversed(sides.values()))
        for tap in walk:
            for side in order:
                side.learn(tap)
        for side in order:
            side.milliseconds.clear()
        for number in range(TAPS):
            for side in order:
                side.take(walk[number % len(walk)])
            order.append(order.pop(0))
    return [figure(sides, other, share) for other in GOALS for share in (0.5, 0.95)]


def started(stack: ExitStack, folder: Path, command: list[str]) -> Side:
    """A program on an X server of its own, its first page finished."""
    folder.mkdir()
    screen = stack.enter_context(Framebuffer(folder, WIDTH_PX, HEIGHT_PX))
    empty = screen.rows(ROWS)
    stack.enter_context(running(command, screen, empty))
    home = screen.wait_until_still(ROWS, empty)
    keep_picture(screen, f"tap-{folder.name}")
    return Side(screen, stack.enter_context(Finger(screen.display)), home)


def cycles(screenfuls: dict[str, Screenful]) -> Iterator[Tap]:
    """Home → list → disclosure → back → back, through everything that was drawn."""
    home = screenfuls["home"]
    for target, name in home.steps.items():
        listing = screenfuls[name]
        for row, behind in listing.steps.items():
            if behind != "back":
                detail = screenfuls[behind]
                yield Tap(home, target, listing)
                yield Tap(listing, row, detail)
                yield Tap(detail, "back", listing)
                yield Tap(listing, "back", home)


def figure(sides: dict[str, Side], other: str, share: float) -> dict[str, Any]:
    ours, theirs = sides["kiosk"].percentile(share), sides[other].percentile(share)
    which = "" if other == SPA else "-pages"
    return {
        "name": f"tap{which}-p{share * 100:.0f}",
        "value": round(ours, 1),
        "unit": f"ms, {TAPS} taps",
        "against": f"{other} {theirs:.1f} ms",
        "ratio": round(ours / theirs, 3),
        "goal": f"≤ {GOALS[other]:g} × {other}",
        "met": ours <= GOALS[other] * theirs,
    }
