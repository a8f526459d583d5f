"""A player at work: a card whose frames are words, its cable, its relay, and the time that a test moves."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from content.feed.files import Disk
from content.led_line import LedLine, LedStyle
from content.store.board_status import ReasonKind
from display.board import Board, Capabilities, DeadMan
from display.care import Care
from display.driver import Driver, Turns
from display.errors import TextRefused, TransportError
from display.player import Player
from display.protocols.base import Exchange, Face, Reply
from display.shown import ShownFile
from display.status import StatusFile
from tests.display.fakes import FakeLibrary, FakeTime, FakeVerifier, MemoryJournal, board

TEXT = "关于2026年惠农政策的公示"


class PlainCard:
    """A protocol whose frames are words, and the cable with the sign at its end. The text stays until it is cleared."""

    def __init__(
        self, deadman: DeadMan = DeadMan.RELAY, acknowledges: bool = True, wears: bool = False, asks: bool = False
    ) -> None:
        self.asks = asks
        self.capabilities = Capabilities(
            charsets=("gb2312",),
            font_px=frozenset({16}),
            styles=frozenset(LedStyle),
            x_step_px=1,
            acknowledges=acknowledges,
            volatile=False,
            deadman=deadman,
            wears=wears,
            max_frame_bytes=1000,
        )
        self.heard: list[str] = []
        self.text = "别人的广告"  # somebody else's text
        self.plugged = True
        self.answers = True
        self.refuses = ""
        self.most_characters = 100

    def show(self, face: Face, board: Board, *, first: bool) -> list[Exchange]:
        if len(face.text) > self.most_characters:
            raise TextRefused(f"at most {self.most_characters} characters", ReasonKind.LENGTH)
        return [self._exchange(f"show {face.text}")]

    def darken(self, board: Board) -> list[Exchange]:
        return [self._exchange("clear")]

    def ping(self, board: Board) -> list[Exchange]:
        return [self._exchange("ping")] if self.asks else []

    def set_clock(self, now: datetime, board: Board) -> list[Exchange]:
        return [self._exchange(f"clock {now:%d %H:%M:%S}")]

    def set_brightness(self, percent: int, board: Board) -> list[Exchange]:
        return [self._exchange(f"brightness {percent}")]

    def set_power(self, on: bool, board: Board) -> list[Exchange]:
        return [self._exchange(f"power {'on' if on else 'off'}")]

    def read(self, buffer: bytes) -> tuple[Reply | None, int]:
        if not buffer:
            return None, 0
        return Reply(accepted=buffer == b"yes", error="" if buffer == b"yes" else "no such command"), len(buffer)

    def exchange(self, data: bytes, reply_within_s: float | None) -> bytes:
        if not self.plugged:
            raise TransportError("/dev/ttyUSB0: No such file or directory")
        if not data:
            return b""
        said = data.decode()
        self.heard.append(said)
        if self.refuses and said.startswith(self.refuses):
            return b"no"
        verb, _, rest = said.partition(" ")
        if verb in ("show", "clear"):
            self.text = rest
        return b"yes" if self.answers and self.capabilities.acknowledges else b""

    def _exchange(self, words: str) -> Exchange:
        return Exchange(words.encode(), 0.1 if self.capabilities.acknowledges else None)


class Relay:
    def __init__(self) -> None:
        self.beats = 0
        self.is_broken = False

    def set_level(self, high: bool) -> None:
        if self.is_broken:
            raise TransportError("/sys/class/gpio/gpio17/value: No such file or directory")
        self.beats += 1


@dataclass
class Bench:
    folder: Path
    care: Care = field(default_factory=Care)
    card: PlainCard = field(default_factory=PlainCard)
    relay: Relay | None = None
    boot: str = "boot-1"
    time: FakeTime = field(default_factory=FakeTime)
    power_fails: bool = False
    turns: Turns | None = None

    def __post_init__(self) -> None:
        self.library, self.verifier, self.journal = FakeLibrary(self.time), FakeVerifier(), MemoryJournal()
        self.status_file = self.folder / "t01-gate.status.json"
        self.player = Player(
            board(),
            self.card,
            Driver(self.card, self.card, self.time.monotonic, self.time.sleep, self.turns),
            lambda: self.library,
            self.verifier,
            self.time.now,
            self.time.monotonic,
            self.journal,
            ShownFile(self.folder / "t01-gate.json", Disk()),
            care=self.care,
            heartbeat=self.relay,
            status=StatusFile(self.status_file, self.boot),
            power_is_failing=lambda: self.power_fails,
        )

    def publish(self, line: LedLine) -> None:
        envelope = f"{line.id}#{line.seq} {line.text}".encode()
        self.verifier.good[envelope] = line
        self.library.put(envelope, line)

    def pass_s(self, seconds: float) -> None:
        end = self.time.seconds + seconds
        while self.time.seconds < end:
            self.time.seconds += 0.25
            self.player.step()

    def heard_during(self, seconds: float) -> list[str]:
        self.card.heard.clear()
        self.pass_s(seconds)
        return self.card.heard

    @property
    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.status_file.read_text(encoding="utf-8"))
        return found
