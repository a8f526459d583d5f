"""board-wall: how long a 300-character notice takes to a BX-5K card, beside the time its bytes need on the wire.

A pseudo terminal whose reader sleeps for as long as 8N1 needs for each byte, of the frame and of the answer. The
wall time runs from the driver's call until it knows that the card has confirmed, and is the median of the repeats.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.cards import BITS_PER_BYTE, cards
from bench.notice import board, notice
from content.led_line import LedStyle
from display.compose import compose
from display.driver import Driver
from display.protocols import protocol_for
from display.transport import SerialTransport

BAUDS = (9_600, 57_600, 115_200)
REPEATS = {9_600: 7, 57_600: 25, 115_200: 25}
MOST_RATIO = 1.05


class Counted(SerialTransport):
    """Counts both directions."""

    count = 0

    def exchange(self, data: bytes, reply_within_s: float | None) -> bytes:
        received = super().exchange(data, reply_within_s)
        self.count += len(data) + len(received)
        return received


def measure() -> list[dict[str, Any]]:
    return [measured(baud) for baud in BAUDS]


def measured(baud: int) -> dict[str, Any]:
    """The figure at one speed."""
    shown_on = board()
    protocol = protocol_for(shown_on.model)
    with tempfile.TemporaryDirectory() as folder, cards(1, 1, baud, Path(folder) / "counts.json") as (path,):
        transport = Counted(path, baud)
        driver = Driver(transport, protocol, time.monotonic, time.sleep)
        walls = []
        for number in range(REPEATS[baud] + 1):
            face = compose(notice(number), LedStyle.SCROLL_LEFT, shown_on, protocol.capabilities)
            transport.count = 0
            began = time.perf_counter()
            assert driver.deliver(protocol.show(face, shown_on, first=True)).confirmed
            walls.append(time.perf_counter() - began)
        transport.close()
    wire_s = transport.count * BITS_PER_BYTE / baud
    wall_s = statistics.median(walls[1:])  # the first one opens the port
    return {
        "name": f"board-wall-{baud}",
        "value": round(wall_s * 1000, 1),
        "unit": "ms",
        "against": f"{wire_s * 1000:.1f} ms on the wire",
        "ratio": round(wall_s / wire_s, 3),
        "goal": f"≤ {MOST_RATIO} × wire + {shown_on.turnaround_s * 1000:g} ms turnaround",
        "met": wall_s <= MOST_RATIO * wire_s + shown_on.turnaround_s,
    }
