"""Run an emulated card on a line: wire time, a record of every byte, its state as JSON, its dots as a picture."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from display.board import Colours
from display.emulator.base import Card
from display.emulator.line import Line
from display.led_picture import board_picture
from display.png import encode_png
from display.transport import BITS_PER_BYTE

TICK_S = 0.1


class View(Protocol):
    """What a person looks at."""

    def show(self, card: Card) -> None:
        """Draw the card, if it is not what was drawn last."""

    def close(self) -> None: ...


@dataclass(frozen=True)
class Outputs:
    """Where to show it, each optional. record: bytes are appended. state, png, views: replaced at each change."""

    record: Path | None = None
    state: Path | None = None
    png: Path | None = None
    colours: Colours = "red"
    views: Sequence[View] = ()


class Emulator:
    """One card on one line. baud 0: as fast as the line is. now: for the state file's ``at``."""

    def __init__(
        self,
        card: Card,
        line: Line,
        outputs: Outputs,
        baud: int,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._card = card
        self._line = line
        self._outputs = outputs
        self._baud = baud
        self._now = now
        self._monotonic = monotonic
        self._sleep = sleep
        self._record: BinaryIO | None = outputs.record.open("ab", buffering=0) if outputs.record else None
        self._written: tuple[object, ...] = ()
        self.save()

    def step(self) -> None:
        """Wait a little for bytes, let time pass, save and show what has changed."""
        data = self._line.receive(TICK_S)
        if data:
            if self._record:
                self._record.write(data)
            self._wire_time(data)
            answer = self._card.feed(data, self._monotonic())
            if answer:
                self._wire_time(answer)
                self._line.send(answer)
        self._card.passing(self._monotonic())
        self.save()
        for view in self._outputs.views:
            view.show(self._card)

    def save(self) -> None:
        """Write the state and the picture if they are not what was written last."""
        card = self._card
        # A card that takes pixels only has no text to tell one face from another.
        face = (card.text, card.is_on, None if card.text else card.dots())
        present = (face, card.frames_received, card.errors)
        if present == self._written:
            return
        dots = card.dots()
        if self._outputs.state:
            state = {
                "text": card.text,
                "lit": dots.lit,
                "frames": card.frames_received,
                "at": self._now().isoformat(timespec="milliseconds"),
                "errors": list(card.errors),
            }
            _replace(self._outputs.state, json.dumps(state, ensure_ascii=False).encode())
        if self._outputs.png and (not self._written or self._written[0] != face):
            _replace(self._outputs.png, encode_png(board_picture(dots, self._outputs.colours)))
        self._written = present

    def close(self) -> None:
        for view in self._outputs.views:
            view.close()
        self._line.close()
        if self._record:
            self._record.close()

    def _wire_time(self, data: bytes) -> None:
        if self._baud:
            self._sleep(len(data) * BITS_PER_BYTE / self._baud)


def _replace(path: Path, data: bytes) -> None:
    """Write beside and rename: a reader finds the old file or the new one, never a part."""
    beside = path.with_name(path.name + ".new")
    beside.write_bytes(data)
    os.replace(beside, path)
