"""board-bus: 32 boards on one line at 9,600 baud: a full refresh, and an emergency in the middle of the next one.

One pseudo terminal, 32 emulated cards, every byte paced. The players are threads that do what display.player does
with its driver: refresh, look for news when the line is busy and before each refresh, tell it at once. The emergency is
timed from the moment at which the players can see it until the first of its frames is given to the port, the worst of
several; beside it stands one refresh with its answer, the mean of all, on the wire for as long as its bytes take, and
the rest after it. An alarm that comes just after a frame has begun waits for all of that frame, and the longest is a
little longer than the mean, so there is no room for a slow program: it is scheduled before all others, as
docs/deploy/terminal/mingbai-display.service has it, where this user may. How long until all 32 have confirmed the
emergency stands in the unit.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from bench.cards import BITS_PER_BYTE, cards
from bench.notice import board
from content.led_line import LedStyle
from display.board import Board
from display.bus import Bus, Urgency
from display.compose import compose
from display.driver import Driver
from display.protocols import protocol_for
from display.protocols.base import Exchange
from display.transport import SerialTransport

BOARDS, BAUD = 32, 9_600
REFRESH, EMERGENCY = "关于2026年惠农政策的公示", "紧急通知：暴雨红色预警，请立即转移"
MOST_RATIO = 1.1
ALARMS_AFTER_S = (0.5, 0.73, 1.01, 1.27, 1.54)  # at different moments of a frame
LOOK_EVERY_S = 0.005
RR_PRIORITY = 1  # as in the unit


class Noted(SerialTransport):
    """Counts both directions and notes when each frame went out."""

    def __init__(self, url: str, baud: int) -> None:
        super().__init__(url, baud)
        self.count = 0
        self.at_s: list[tuple[float, bytes]] = []

    def exchange(self, data: bytes, reply_within_s: float | None) -> bytes:
        if data:
            self.at_s.append((time.perf_counter(), data))
        received = super().exchange(data, reply_within_s)
        self.count += len(data) + len(received)
        return received


class Line:
    """32 boards, their drivers, and what they are to show."""

    def __init__(self, path: str) -> None:
        self.transport = Noted(path, BAUD)
        self.boards = [board(id=f"b{n}", address=n) for n in range(1, BOARDS + 1)]
        protocol = protocol_for("onbon-bx5k")
        bus = Bus(time.monotonic, time.sleep)
        self.drivers = [
            Driver(self.transport, protocol, time.monotonic, time.sleep, bus.seat(one.turnaround_s))
            for one in self.boards
        ]
        self.refresh = [frames(REFRESH, one) for one in self.boards]
        self.emergency = [frames(EMERGENCY, one) for one in self.boards]
        self.alarm = threading.Event()

    def all_at_once(self, until_emergency: bool = False) -> float:
        """Every player in its thread until each board has confirmed what is waited for; seconds."""
        threads = [
            threading.Thread(target=self._play, args=(number, until_emergency), daemon=True) for number in range(BOARDS)
        ]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.perf_counter() - began

    def _play(self, number: int, until_emergency: bool) -> None:
        is_fresh = False
        while True:
            if self.alarm.is_set():
                if self.drivers[number].deliver(self.emergency[number], Urgency.EMERGENCY).confirmed:
                    return
            elif not is_fresh:
                is_fresh = (
                    self.drivers[number].deliver(self.refresh[number], Urgency.REFRESH, self.alarm.is_set).confirmed
                )
            if is_fresh and not until_emergency:
                return
            time.sleep(LOOK_EVERY_S)  # as the player looks again


def measure() -> list[dict[str, Any]]:
    with suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(RR_PRIORITY))
    with tempfile.TemporaryDirectory() as folder, cards(1, BOARDS, BAUD, Path(folder) / "counts.json") as (path,):
        line = Line(path)
        line.drivers[0].deliver(line.refresh[0])  # opens the port
        line.transport.count = 0
        refresh_s = line.all_at_once()
        wire_s = line.transport.count * BITS_PER_BYTE / BAUD
        frame_s = wire_s / BOARDS + line.boards[0].turnaround_s
        starts, ends = zip(*(emergency(line, wait_s) for wait_s in ALARMS_AFTER_S), strict=True)
        line.transport.close()
    start_s = max(starts)
    return [
        {
            "name": "board-bus",
            "value": round(refresh_s, 2),
            "unit": f"s, {BOARDS} boards at {BAUD} baud",
            "against": f"{wire_s:.2f} s on the wire",
            "ratio": round(refresh_s / wire_s, 3),
            "goal": f"≤ {MOST_RATIO} × wire",
            "met": refresh_s <= MOST_RATIO * wire_s,
        },
        {
            "name": "board-bus-emergency",
            "value": round(start_s * 1000),
            "unit": f"ms to its first frame (half of them {statistics.median(starts) * 1000:.0f} ms); "
            f"all {BOARDS} after {statistics.median(ends):.1f} s",
            "against": f"{frame_s * 1000:.1f} ms for one frame",
            "ratio": round(start_s / frame_s, 3),
            "goal": "≤ 1 × frame and its turnaround",
            "met": start_s <= frame_s,
        },
    ]


def emergency(line: Line, wait_s: float) -> tuple[float, float]:
    """Raise the alarm in a refresh: seconds until its first frame goes out, and until all have confirmed."""
    line.alarm.clear()
    line.transport.at_s.clear()
    raised: list[float] = []

    def raise_alarm() -> None:
        time.sleep(wait_s)
        raised.append(time.perf_counter())
        line.alarm.set()

    alarm = threading.Thread(target=raise_alarm, daemon=True)
    alarm.start()
    line.all_at_once(until_emergency=True)
    alarm.join()
    ended = time.perf_counter()
    urgent = {exchange.data for exchanges in line.emergency for exchange in exchanges}
    first = next(at_s for at_s, data in line.transport.at_s if data in urgent)
    return first - raised[0], ended - raised[0]


def frames(text: str, shown_on: Board) -> list[Exchange]:
    protocol = protocol_for(shown_on.model)
    face = compose(text, LedStyle.SCROLL_LEFT, shown_on, protocol.capabilities)
    return protocol.show(face, shown_on, first=False)
