"""An emulated Onbon text card: its own screen memory, the answers of the real one, no I/O.

It reads bytes as they come, decodes A3 06 areas, clear, power and clock, answers yes or no with the maker's error
numbers, and ends or changes each area as its run mode says. Text escapes of other senders (\\n \\C \\F) are
understood, so that what somebody else left on a card can be seen. Assumed, because the maker does not say:
deleting an area that is not there is accepted; the answer to "status" is a bare yes; a power value other than 1
and 2 is an unknown command; of run modes 1, 4 and 5, a screenful takes its hold time and its motion no time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime

from display.board import Area, Board, Charset
from display.charset import BACKSLASH, character_of
from display.errors import ProtocolError, TextRefused
from display.fonts import Font
from display.protocols.onbon_area import (
    ALIGN_BOTTOM,
    ALIGN_CENTRE,
    ALIGN_MIDDLE,
    ALIGN_RIGHT,
    RUN_LAST_ON_TIMEOUT,
    RUN_LOOP_UNTIL_TIMEOUT,
    RUN_ONCE,
    RUN_STAY,
    RUN_TIMES,
    Areas,
    TextArea,
)
from display.protocols.onbon_codec import (
    BUSY,
    CHECKSUM_WRONG,
    NO_REPLY,
    POWER_OFF,
    POWER_ON,
    TIME_WRONG,
    UNKNOWN_COMMAND,
    Answer,
    Clear,
    Clock,
    Codec,
    Command,
    Power,
    Request,
)
from display.protocols.onbon_frame import ANY_CARD, BROADCAST, decode_body, next_body
from display.render import Frame, Layout, blank, overlay, place, screens

MAX_ERRORS = 20
HOLD_UNIT_S = 0.5
_REPLACEMENT = "〓"  # what a printer sets for a character it does not have


@dataclass(frozen=True)
class Shown:
    """One area in the card's memory, its screenfuls, and when it was last sent (monotonic seconds)."""

    area: TextArea
    at_s: float
    pages: tuple[Frame, ...]
    is_last_only: bool = False

    def after(self, now_s: float) -> Shown | None:
        """The area as its run mode has it now; None where it is shown no more."""
        area, age_s = self.area, now_s - self.at_s
        once_s = len(self.pages) * area.hold * HOLD_UNIT_S
        dark_after_s = {RUN_LOOP_UNTIL_TIMEOUT: area.timeout, RUN_ONCE: once_s, RUN_TIMES: once_s * area.timeout}
        last_after_s = {RUN_STAY: once_s, RUN_LAST_ON_TIMEOUT: area.timeout}
        if age_s >= dark_after_s.get(area.run_mode, math.inf):
            return None
        return replace(self, is_last_only=age_s >= last_after_s.get(area.run_mode, math.inf))


class EmulatedCard:
    """One card. charset: of its font. ``feed`` and ``passing`` are told monotonic time in seconds."""

    refusals = ("busy", "nak")

    def __init__(
        self, codec: Codec, width_px: int, height_px: int, font: Font, address: int = 1, charset: Charset = "gb2312"
    ) -> None:
        self.width_px = width_px
        self.height_px = height_px
        self.frames_received = 0
        self.errors: tuple[str, ...] = ()
        self.is_on = True
        self.clock: datetime | None = None
        self._codec = codec
        self._font = font
        self._address = address
        self._charset = charset
        self._areas: dict[int, Shown] = {}
        self._pending = b""
        self._refusal = ""

    def feed(self, data: bytes, now_s: float) -> bytes:
        """Take bytes from the line; give the bytes that the card answers."""
        self._pending += data
        answers: list[bytes] = []
        while True:
            body, used = next_body(self._pending)
            self._pending = self._pending[used:]
            if body is None:
                return b"".join(answers)
            self.frames_received += 1
            answers.append(self._hear(body, now_s))

    def passing(self, now_s: float) -> bool:
        """Let time pass; True if an area has run out and its place went dark."""
        later = {id_: shown.after(now_s) for id_, shown in self._areas.items()}
        self._areas = {id_: shown for id_, shown in later.items() if shown is not None}
        return len(self._areas) < len(later)

    def power_cut(self) -> None:
        """Dynamic areas live in RAM: they are lost with the power."""
        self._areas.clear()
        self._pending = b""

    def refuse(self, kind: str) -> None:
        """Do not obey the next command for this card; answer it with this refusal."""
        self._refusal = kind

    @property
    def text(self) -> str:
        """The lit text, one line for each area; empty when dark."""
        if not self.is_on:
            return ""
        return "\n".join(plain_text(shown.area.text, self._charset) for _, shown in sorted(self._areas.items()))

    def dots(self) -> Frame:
        """The lit dots; of moving text, its first screen."""
        if not self.is_on:
            return blank(self.width_px, self.height_px)
        drawn = [shown.pages[-1 if shown.is_last_only else 0] for _, shown in sorted(self._areas.items())]
        return overlay(drawn, self.width_px, self.height_px)

    # --- helpers ---

    def _hear(self, body: bytes, now_s: float) -> bytes:
        try:
            packet = decode_body(body)
        except ProtocolError as err:
            self._complain(f"frame: {err}")
            return self._codec.encode(Answer(accepted=False, error=CHECKSUM_WRONG, source=self._address))
        if packet.to not in (self._address, ANY_CARD, BROADCAST):
            return b""
        try:
            request = self._codec.decode_packet(packet)
        except ProtocolError as err:
            self._complain(f"command: {err}")
            answer = Answer(accepted=False, error=UNKNOWN_COMMAND, source=self._address, to=packet.source)
            return self._codec.encode(answer) if packet.to != BROADCAST else b""
        if not isinstance(request, Request):
            return b""  # another card's answer on a shared line
        refusal, self._refusal = self._refusal, ""
        if refusal:
            error = BUSY if refusal == "busy" else UNKNOWN_COMMAND
        else:
            error = self._obey(request.command, now_s)
        if request.reply == NO_REPLY or packet.to == BROADCAST:
            return b""
        return self._codec.encode(Answer(not error, error, source=self._address, to=request.source))

    def _obey(self, command: Command, now_s: float) -> int:
        """Do it; the maker's error number if it cannot be done."""
        match command:
            case Clear():
                self._areas.clear()
            case Power(value):
                if value not in (POWER_ON, POWER_OFF):
                    self._complain(f"power {value}, expected 1 (on) or 2 (off)")
                    return UNKNOWN_COMMAND
                self.is_on = value == POWER_ON
            case Clock() as clock:
                if clock.time is None:
                    self._complain(f"clock: {clock.bcd.hex(' ')} is no date and time")
                    return TIME_WRONG
                self.clock = clock.time
            case Areas():
                for id_ in command.delete:
                    self._areas.pop(id_, None)
                for area in command.show:
                    self._check(area)
                    self._areas[area.id] = Shown(area, now_s, self._pages(area))
        return 0

    def _check(self, area: TextArea) -> None:
        """Note what a real card would swallow silently."""
        right, bottom = area.x_px + area.width_px, area.y_px + area.height_px
        if right > self.width_px or bottom > self.height_px:
            self._complain(
                f"area {area.id} reaches {right}x{bottom} px, the screen has {self.width_px}x{self.height_px} px"
            )
        if _REPLACEMENT in plain_text(area.text, self._charset):
            self._complain(f"area {area.id}: text holds bytes that are no character of {self._charset}")

    def _complain(self, message: str) -> None:
        self.errors = (*self.errors, message)[-MAX_ERRORS:]

    def _pages(self, area: TextArea) -> tuple[Frame, ...]:
        """The area's screenfuls on the card's whole screen, at least one."""
        rectangle = Area(area.x_px, area.y_px, area.width_px, area.height_px, area.id)
        if not area.width_px or not area.height_px or area.x_px >= self.width_px or area.y_px >= self.height_px:
            return (blank(self.width_px, self.height_px),)
        # A garbled size could ask for more memory than the machine has: a screen cannot show more than itself.
        rectangle = replace(
            rectangle,
            width_px=min(area.width_px, self.width_px - area.x_px),
            height_px=min(area.height_px, self.height_px - area.y_px),
        )
        across = "right" if area.align & ALIGN_RIGHT else "centre" if area.align & ALIGN_CENTRE else "left"
        down = "bottom" if area.align & ALIGN_BOTTOM else "middle" if area.align & ALIGN_MIDDLE else "top"
        layout = Layout(wraps=area.single_line == 2, across=across, down=down)
        text = "".join(self._known(character) for character in plain_text(area.text, self._charset))
        pages = screens(text, rectangle.width_px, rectangle.height_px, layout, self._font)
        return place(pages, rectangle, self.width_px, self.height_px)

    def _known(self, character: str) -> str:
        if character == "\n":
            return character
        try:
            self._font.glyph(character)
        except TextRefused:
            return _REPLACEMENT
        return character


def plain_text(data: bytes, charset: Charset) -> str:
    """What a card makes of these bytes: escapes obeyed or dropped, unknown bytes as 〓."""
    parts = []
    position = 0
    while position < len(data):
        if data[position] == BACKSLASH:
            kind = data[position + 1 : position + 2]
            # \n, \C and a colour, \F and four for language, encoding, font and size
            position += {b"n": 2, b"C": 3, b"F": 6}.get(kind, 1)
            parts.append("\n" if kind == b"n" else "")
            continue
        length = 1 if data[position] < 0x80 else 2
        parts.append(character_of(data[position : position + length], charset) or _REPLACEMENT)
        position += length
    return "".join(parts)


def make(board: Board, font: Font) -> EmulatedCard:
    """The card of this board."""
    codec = Codec(8 if board.model == "onbon-bx5k" else 1)
    return EmulatedCard(codec, board.width_px, board.height_px, font, board.address, board.charset)
