"""The demo's X server, a finger on it (xdotool), and pictures of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageGrab

from mingbai.demo.processes import Child, Children, DemoError

LONGEST_LINE = 65_536  # bytes of the journal; a page with all its targets has some 4,000


@dataclass(frozen=True)
class Screen:
    """An X display, ``:N``."""

    display: str

    @property
    def environment(self) -> dict[str, str]:
        return {"DISPLAY": self.display}

    def tap(self, x: int, y: int) -> None:
        """Touch one point as a finger does: press, 50 ms, release."""
        subprocess.run(
            ["xdotool", "mousemove", str(x), str(y), "mousedown", "1", "sleep", "0.05", "mouseup", "1"],
            env={**os.environ, **self.environment},
            check=True,
            timeout=20,
        )

    def picture(self, file: Path) -> Image.Image:
        """Save what is on the screen now as PNG."""
        image = ImageGrab.grab(xdisplay=self.display)
        image.save(file)
        return image


def start_screen(children: Children, width_px: int, height_px: int, name: str = "xvfb") -> Screen:
    """Start an Xvfb of this size on a display number of its own choice. Raises DemoError if it is not installed."""
    if shutil.which("Xvfb") is None:
        raise DemoError("Xvfb is not installed; run `make setup`, or apt-get install xvfb")
    read_end, write_end = os.pipe()
    child = _start_xvfb(children, name, write_end, width_px, height_px)
    os.close(write_end)
    with os.fdopen(read_end) as pipe:
        number = pipe.readline().strip()
    if not number:
        raise DemoError(f"Xvfb did not start; see {child.log_file}")
    return Screen(f":{number}")


def _start_xvfb(children: Children, name: str, descriptor: int, width_px: int, height_px: int) -> Child:
    return children.start(
        name,
        [
            *("Xvfb", "-displayfd", str(descriptor)),
            *("-screen", "0", f"{width_px}x{height_px}x24"),
            *("-nolisten", "tcp", "+extension", "GLX"),
        ],
        pass_descriptors=(descriptor,),
    )


@dataclass(frozen=True)
class Drawn:
    """One line of the kiosk's journal: what stood on the screen, and when."""

    at: float
    route: str
    items: tuple[str, ...]
    targets: dict[str, tuple[int, int, int, int]]


class KioskJournal:
    """The kiosk's own record of what it has drawn (``mingbai kiosk --journal``)."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def lines(self, from_byte: int = 0) -> Iterator[Drawn]:
        """Everything drawn so far, oldest first, from a position that ``end`` gave earlier."""
        if not self._file.exists():
            return
        with self._file.open("rb") as file:
            file.seek(from_byte)
            for line in file:
                if not line.endswith(b"\n"):
                    return
                record = json.loads(line)
                yield Drawn(
                    at=record["at"],
                    route=record["route"],
                    items=tuple(record["items"]),
                    targets={name: tuple(box) for name, box in record["targets"].items()},
                )

    def end(self) -> int:
        """The position after every whole line written so far."""
        if not self._file.exists():
            return 0
        with self._file.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            start = file.seek(max(0, size - LONGEST_LINE))
            return start + file.read().rfind(b"\n") + 1

    def last(self) -> Drawn | None:
        """What is on the screen now."""
        newest = deque(self.lines(), maxlen=1)
        return newest[0] if newest else None
