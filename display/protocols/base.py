"""What every board protocol offers: faces out as exchanges, answers in as replies. No I/O, no clock, no sleep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from content.led_line import LedStyle
from display.board import Area, Board, Capabilities
from display.render import Frame


@dataclass(frozen=True)
class Face:
    """What one board is to show: the text, its bytes in the card's charset, where and how.

    wraps: broken into lines by the card. hold_s: how long each screenful stands still. screens: the same as dots
    of the area, for models that take pixels (Capabilities.raster); one wide strip where it scrolls to the left.
    """

    text: str
    codes: tuple[bytes, ...]
    area: Area
    style: LedStyle
    wraps: bool
    hold_s: float
    screens: tuple[Frame, ...] = ()


@dataclass(frozen=True)
class Exchange:
    """Bytes to send as one piece. reply_within_s None: no answer is expected.

    pause_after_s: the line's rest before the next one. may_be_refused: a "no" of the card does no harm.
    read: as BoardProtocol.read, where an answer names what it answers and a late one must be passed over.
    """

    data: bytes
    reply_within_s: float | None
    pause_after_s: float = 0.0
    may_be_refused: bool = False
    read: Callable[[bytes], tuple[Reply | None, int]] | None = None


@dataclass(frozen=True)
class Reply:
    """The card's answer. again: it was busy or heard us badly, so the same exchange may be tried again."""

    accepted: bool
    error: str = ""
    again: bool = False


class BoardProtocol(Protocol):
    """One wire format. Pure: the driver sends, the emulator answers."""

    @property
    def capabilities(self) -> Capabilities: ...

    def show(self, face: Face, board: Board, *, first: bool) -> list[Exchange]:
        """Put the face on the board, or keep it there. first: something else may stand there now."""

    def darken(self, board: Board) -> list[Exchange]:
        """Take everything off the board."""

    def ping(self, board: Board) -> list[Exchange]:
        """Ask whether the card is there."""

    def set_clock(self, now: datetime, board: Board) -> list[Exchange]:
        """Set the card's clock to this local time; empty where it has none."""

    def set_brightness(self, percent: int, board: Board) -> list[Exchange]:
        """As near to 1–100 % as the card can; empty where it cannot, or no public source says how."""

    def set_power(self, on: bool, board: Board) -> list[Exchange]:
        """The LEDs on or off while the card stays awake; empty where it cannot."""

    def read(self, buffer: bytes) -> tuple[Reply | None, int]:
        """The first answer in these bytes, and how many bytes are dealt with. (None, n): more bytes are needed."""


class FrameJson(Protocol):
    """Frames as JSON objects and back, for technicians and for other programs (``mingbai board frames|decode``)."""

    def frames(self, line: bytes) -> list[bytes]:
        """The frames for one JSON object {"do": …}. Raises DisplayError that names the field and what is allowed."""

    def decoded(self, frame: bytes) -> dict[str, object]:
        """One whole frame as the object from which ``frames`` makes the same bytes. Raises ProtocolError."""


@dataclass(frozen=True)
class Model:
    """One row of the table: what the driver speaks, and its frames as JSON."""

    protocol: BoardProtocol
    json: FrameJson
