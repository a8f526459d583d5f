"""An emulated Onbon BX-6 graphic card: dynamic areas of dots in RAM, answers of the real one, no I/O.

It knows only dots, so its text stays unknown: "" always. Only single-colour dots are shown; pages of another depth
are noted and stay dark. Assumed, because the maker does not say: deleting an area that is not there is accepted; no
program is in the flash; a locked screen still takes new areas; of run modes 1 and 4, a page takes its stay time and
its motion none. The answer to "ping" says the size and one colour, the answer to "status" whether the LEDs are on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from display.board import Area, Board
from display.errors import ProtocolError
from display.fonts import Font
from display.protocols.onbon_bx6_answers import payload_of
from display.protocols.onbon_bx6_area import (
    RUN_LOGO_ON_TIMEOUT,
    RUN_LOOP_UNTIL_TIMEOUT,
    RUN_ONCE,
    RUN_STAY,
    STAY_UNIT_S,
    DynamicArea,
    Update,
)
from display.protocols.onbon_bx6_codec import (
    POWER_OFF,
    POWER_ON,
    Answer,
    Brightness,
    Command,
    DeleteAreas,
    Request,
    Reset,
    decode_packet,
    encode,
)
from display.protocols.onbon_bx6_dots import dots_of
from display.protocols.onbon_bx6_frame import decode_body, next_frame_body
from display.protocols.onbon_codec import (
    BUSY,
    CHECKSUM_WRONG,
    NO_REPLY,
    TIME_WRONG,
    UNKNOWN_COMMAND,
    Clock,
    Ping,
    Power,
    Status,
)
from display.protocols.onbon_frame import ANY_CARD, BROADCAST
from display.render import Frame, blank, overlay, place

MAX_ERRORS = 20
PARAMETER_WRONG = 0x19
CONTROLLER_TYPE = 0x0161  # "61-01" of Onbon.xml in the SDK, a card of series 6E


@dataclass(frozen=True)
class Shown:
    """One area in the card's memory, its pages on the whole screen, and when it was last sent (monotonic seconds)."""

    area: DynamicArea
    pages: tuple[Frame, ...]
    at_s: float
    is_last_only: bool = False

    def after(self, now_s: float) -> Shown | None:
        """The area as its run mode has it now; None where it is shown no more."""
        area, age_s = self.area, now_s - self.at_s
        once_s = sum(page.stay * max(1, page.repeat) for page in area.pages) * STAY_UNIT_S
        if area.run_mode == RUN_LOOP_UNTIL_TIMEOUT and age_s >= area.timeout:
            return None
        if area.run_mode == RUN_ONCE and age_s >= once_s:
            return None
        stays = area.run_mode == RUN_STAY and age_s >= once_s
        return replace(self, is_last_only=stays or (area.run_mode == RUN_LOGO_ON_TIMEOUT and age_s >= area.timeout))


class Bx6Card:
    """One card. ``feed`` and ``passing`` are told monotonic time in seconds."""

    text = ""
    refusals = ("busy", "nak")

    def __init__(self, width_px: int, height_px: int, address: int = 1) -> None:
        self.width_px = width_px
        self.height_px = height_px
        self.frames_received = 0
        self.errors: tuple[str, ...] = ()
        self.is_on = True
        self.clock: datetime | None = None
        self.levels = bytes([15]) * 48
        self._address = address
        self._areas: dict[int, Shown] = {}
        self._pending = b""
        self._refusal = ""

    def feed(self, data: bytes, now_s: float) -> bytes:
        """Take bytes from the line; give the bytes that the card answers."""
        self._pending += data
        answers: list[bytes] = []
        while True:
            body, used = next_frame_body(self._pending)
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

    def dots(self) -> Frame:
        """The lit dots; of several pages, the first."""
        shown = self._areas.values() if self.is_on else ()
        pages = [one.pages[-1 if one.is_last_only else 0] for one in shown if one.pages]
        return overlay(pages, self.width_px, self.height_px)

    # --- helpers ---

    def _hear(self, body: bytes, now_s: float) -> bytes:
        try:
            packet = decode_body(body)
        except ProtocolError as err:
            self._complain(f"frame: {err}")
            return encode(Answer(code=1, error=CHECKSUM_WRONG, source=self._address))
        if packet.to not in (self._address, ANY_CARD, BROADCAST):
            return b""
        usual = Answer(header=packet.header, to=packet.source, source=self._address)
        silent = packet.to == BROADCAST
        try:
            message = decode_packet(packet)
        except ProtocolError as err:
            self._complain(f"command: {err}")
            return b"" if silent else encode(replace(usual, code=1, error=UNKNOWN_COMMAND))
        if not isinstance(message, Request):
            return b""  # another card's answer on a shared line
        refusal, self._refusal = self._refusal, ""
        if refusal:
            answer = replace(usual, code=1, error=BUSY if refusal == "busy" else PARAMETER_WRONG)
        else:
            answer = self._obey(message.command, usual, now_s)
        return b"" if silent or message.reply == NO_REPLY else encode(answer)

    def _obey(self, command: Command, yes: Answer, now_s: float) -> Answer:
        """Do it; the card's answer."""
        match command:
            case Ping():
                return replace(yes, group=0xA2, code=0x80, payload=payload_of(0xA2, 0x80, self._size()))
            case Status():
                on: dict[str, int | str] = {"on": int(self.is_on), "brightness": self.levels[0]}
                return replace(yes, group=0xA2, code=0x8F, payload=payload_of(0xA2, 0x8F, on))
            case Power(value):
                if value not in (POWER_ON, POWER_OFF):
                    return self._no(yes, PARAMETER_WRONG, f"power {value}, expected 1 (on) or 0 (off)")
                self.is_on = value == POWER_ON
            case Clock() as clock:
                if clock.time is None:
                    return self._no(yes, TIME_WRONG, f"clock: {clock.bcd.hex(' ')} is no date and time")
                self.clock = clock.time
            case Brightness(_, levels):
                self.levels = levels
            case Reset() | DeleteAreas(None):
                self._areas.clear()
            case DeleteAreas(ids):
                for id_ in ids or ():
                    self._areas.pop(id_, None)
            case Update(areas, data):
                for area in areas:
                    self._areas[area.id] = Shown(area, self._pages(area, data), now_s)
        return yes

    def _pages(self, area: DynamicArea, data: bytes) -> tuple[Frame, ...]:
        right, bottom = area.x_px + area.width_px, area.y_px + area.height_px
        if right > self.width_px or bottom > self.height_px:
            self._complain(
                f"area {area.id} reaches {right}x{bottom} px, the screen has {self.width_px}x{self.height_px} px"
            )
        rectangle = Area(area.x_px, area.y_px, area.width_px, area.height_px, area.id)
        pages = []
        for number, page in enumerate(area.pages, 1):
            dots = dots_of(data[page.offset : page.offset + page.length], area.width_px, area.height_px)
            if dots is None:
                self._complain(f"area {area.id}, page {number}: {page.length} bytes are no dots of one colour")
                dots = blank(area.width_px, 0)
            pages.append(dots)
        return place(tuple(pages), rectangle, self.width_px, self.height_px)

    def _size(self) -> dict[str, int | str]:
        return {
            "controller_type": CONTROLLER_TYPE,
            "screen_parameters": 1,  # set; the SDK talks to no other card
            "address": self._address,
            "screen_width": self.width_px,
            "screen_height": self.height_px,
            "color": 1,
            "brightness": self.levels[0],
            "on": int(self.is_on),
            "firmware_version": "emulated",
        }

    def _no(self, yes: Answer, error: int, reason: str) -> Answer:
        self._complain(reason)
        return replace(yes, code=1, error=error)

    def _complain(self, message: str) -> None:
        self.errors = (*self.errors, message)[-MAX_ERRORS:]


def make(board: Board, font: Font) -> Bx6Card:
    """The card of this board; it draws no characters, so the font is not used."""
    return Bx6Card(board.width_px, board.height_px, board.address)
