"""An X server whose picture can be read without asking it: Xvfb writes its screen into a mapped file.

Looking costs neither the X server nor the programs under test anything, and both sides are seen the same way.
"""

from __future__ import annotations

import mmap
import os
import struct
import subprocess
import time
from pathlib import Path
from types import TracebackType

from PIL import Image

START_WITHIN_S = 20.0
LOOK_EVERY_S = 0.002
STILL_S = 1.5  # so long without a changed row, a page is done
ALIKE_BITS = 512  # of a row: Chromium rounds edges up or down, as the tile was drawn before or after

# The file is an X window dump: 25 numbers of 32 bits, big-endian, then a name, the colours, the rows.
HEADER = struct.Struct(">25I")
HEADER_SIZE, WIDTH, HEIGHT, BYTES_PER_LINE, COLOURS = 0, 4, 5, 12, 19
COLOUR_BYTES = 12

Rows = tuple[bytes, ...]


class Framebuffer:
    """An Xvfb of this size on a display of its own choice; a context manager."""

    def __init__(self, folder: Path, width_px: int, height_px: int) -> None:
        self._folder = folder
        self._size = (width_px, height_px)
        self.display = ""

    def __enter__(self) -> Framebuffer:
        read_end, write_end = os.pipe()
        width_px, height_px = self._size
        self._server = subprocess.Popen(
            [
                *("Xvfb", "-displayfd", str(write_end), "-screen", "0", f"{width_px}x{height_px}x24"),
                *("-fbdir", str(self._folder), "-nolisten", "tcp", "-br", "+extension", "GLX"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(write_end,),
        )
        os.close(write_end)
        with os.fdopen(read_end) as pipe:
            self.display = f":{pipe.readline().strip()}"
        with (self._folder / "Xvfb_screen0").open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        header = HEADER.unpack_from(self._map)
        self._start = header[HEADER_SIZE] + header[COLOURS] * COLOUR_BYTES
        self._line = header[BYTES_PER_LINE]
        assert (header[WIDTH], header[HEIGHT]) == self._size, header
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._map.close()
        self._server.terminate()
        self._server.wait(20)

    def rows(self, wanted: dict[int, int]) -> Rows:
        """Pixel rows: y → how many pixels of it, from the left."""
        starts = [(self._start + y * self._line, 4 * width) for y, width in wanted.items()]
        return tuple(self._map[start : start + length] for start, length in starts)

    def picture(self) -> Image.Image:
        """The whole screen."""
        end = self._start + self._line * self._size[1]
        return Image.frombuffer("RGB", self._size, self._map[self._start : end], "raw", "BGRX", self._line, 1)

    def shows(self, wanted: dict[int, int], page: Rows) -> bool:
        """Whether these rows look like this now."""
        starts = ((self._start + y * self._line, 4 * width) for y, width in wanted.items())
        return all(
            _alike(self._map[start : start + size], row) for (start, size), row in zip(starts, page, strict=True)
        )

    def wait_until_shows(
        self,
        wanted: dict[int, int],
        page: Rows,
        within_s: float = START_WITHIN_S,
        look_every_s: float = LOOK_EVERY_S,
    ) -> float:
        """The moment (time.perf_counter) at which these rows first look like this. Raises TimeoutError."""
        give_up = time.perf_counter() + within_s
        while time.perf_counter() < give_up:
            if self.shows(wanted, page):
                return time.perf_counter()
            time.sleep(look_every_s)
        raise TimeoutError(f"the page was not drawn within {within_s:g} s")

    def wait_until_still(self, wanted: dict[int, int], differs_from: Rows, within_s: float = START_WITHIN_S) -> Rows:
        """What these rows show once they have changed and come to rest. Raises TimeoutError."""
        give_up = time.perf_counter() + within_s
        seen, since = self.rows(wanted), time.perf_counter()
        while time.perf_counter() < give_up:
            now = self.rows(wanted)
            if now != seen:
                seen, since = now, time.perf_counter()
            if seen != differs_from and time.perf_counter() - since >= STILL_S:
                return seen
            time.sleep(LOOK_EVERY_S)
        raise TimeoutError(f"the screen did not come to rest within {within_s:g} s")


def _alike(row: bytes, other: bytes) -> bool:
    if row == other:
        return True
    return (int.from_bytes(row, "little") ^ int.from_bytes(other, "little")).bit_count() <= ALIKE_BITS
