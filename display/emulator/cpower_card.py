"""An emulated C-Power 1200: its windows in RAM, its flash, the answers of the real one, no I/O.

It hears serial and network frames and answers in the same kind, puts long commands together from their packets, and
draws texts, simple pictures and nothing else. Answers repeat the number of the command, as users saw. Assumed,
because the maker does not say: setting up windows empties them; a text for a window that was not set up is answered
well and not seen; a text longer than its window is broken into lines where it stands still; an unknown command is
answered with result 3. Text of another size than the board's font is drawn with that font all the same, and noted.
Of the flash it keeps what "save" put there, and shows it again after a power cut. It has no stored programmes, so
"exit" leaves it dark. GIF files are not drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from display.board import Area, Board, Charset
from display.emulator.cpower_face import REPLACEMENT, drawn, plain_text, sizes_px
from display.errors import ProtocolError
from display.fonts import Font
from display.protocols import cpower1200_basic as basic
from display.protocols import cpower1200_codec as codec
from display.protocols.cpower1200_answer import is_answer
from display.protocols.cpower1200_codec import Command, Rectangle
from display.protocols.cpower1200_frame import (
    ALL_CARDS,
    EXTERNAL_CALLS,
    FROM_CARD,
    Packet,
    decode_frame,
    encode_frame,
    network_bytes,
    next_frame,
)
from display.protocols.cpower1200_picture import decode_picture
from display.protocols.cpower1200_verbs import decode_command
from display.render import Frame, blank, overlay, place

MAX_ERRORS = 20
CHECKSUM, SEQUENCE, UNKNOWN = 1, 2, 3
FAILED = b"\0"
NEVER = (24, 0)  # an hour that no clock shows: not set


@dataclass(frozen=True)
class Window:
    """One window and what was last sent to it."""

    place: Rectangle
    content: Command | None = None


class CPowerCard:
    """One card. Times are not needed: nothing that it shows expires."""

    refusals = ("nak",)

    def __init__(
        self, width_px: int, height_px: int, font: Font, address: int = 1, charset: Charset = "gb2312"
    ) -> None:
        self.width_px = width_px
        self.height_px = height_px
        self.frames_received = 0
        self.errors: tuple[str, ...] = ()
        self.is_on = True
        self.clock = datetime(2000, 1, 1)  # noqa: DTZ001 (the card's own time)
        self.levels: tuple[int, ...] = (basic.MAX_LEVEL,) * 24
        self.flash_writes = 0
        self._font = font
        self._address = address
        self._charset = charset
        self._windows: tuple[Window, ...] = ()
        self._flash: tuple[Window, ...] = ()
        self._pending = b""
        self._parts = b""
        self._next_part = 0
        self._refusal = ""

    def feed(self, data: bytes, now_s: float) -> bytes:
        """Take bytes from the line; give the bytes that the card answers."""
        self._pending += data
        answers: list[bytes] = []
        while True:
            frame, used = next_frame(self._pending)
            self._pending = self._pending[used:]
            if frame is None:
                return b"".join(answers)
            self.frames_received += 1
            answers.append(self._hear(frame))

    def passing(self, now_s: float) -> bool:
        """Time changes nothing."""
        return False

    def power_cut(self) -> None:
        """The windows are lost; what was saved comes back."""
        self._windows = self._flash
        self._pending = self._parts = b""
        self._next_part = 0
        self.is_on = True

    def refuse(self, kind: str) -> None:
        """Do not obey the next command for this card; answer it with this refusal."""
        self._refusal = kind

    @property
    def text(self) -> str:
        """The lit text, one line for each window; empty when dark."""
        if not self.is_on:
            return ""
        texts = [plain_text(window.content, self._charset) for window in self._windows if window.content]
        return "\n".join(text for text in texts if text.strip())

    def dots(self) -> Frame:
        """The lit dots; of a moving text, its first screen."""
        if not self.is_on:
            return blank(self.width_px, self.height_px)
        return overlay([self._drawn(window) for window in self._windows], self.width_px, self.height_px)

    # --- helpers ---

    def _hear(self, frame: bytes) -> bytes:
        try:
            packet = decode_frame(frame)
        except ProtocolError as err:
            self._complain(f"frame: {err}")
            card = frame[10:11] if network_bytes(frame) else frame[3:4]
            if card != bytes([self._address]):
                return b""
            network = int.from_bytes(frame[:4], "big") if network_bytes(frame) else None
            return encode_frame(Packet(b"", self._address, info=CHECKSUM, kind=FROM_CARD, network=network))
        if packet.card not in (self._address, ALL_CARDS) or is_answer(packet):
            return b""
        refusal, self._refusal = self._refusal, ""
        if refusal and packet.code == EXTERNAL_CALLS:
            return self._answered(replace(packet, number=0, last=0), UNKNOWN, packet.data[:1])
        if refusal:
            return self._answered(packet, packet.info, FAILED)
        if packet.code != EXTERNAL_CALLS:
            return self._answered(packet, packet.info, self._basic(packet))
        result, command_number = self._call(packet)
        return self._answered(replace(packet, number=0, last=0), result, command_number)

    def _answered(self, packet: Packet, info: int, data: bytes) -> bytes:
        if not packet.info & 1:
            return b""
        return encode_frame(replace(packet, data=data, card=self._address, info=info, kind=FROM_CARD))

    def _call(self, packet: Packet) -> tuple[int, bytes]:
        """The result, and the number of the command that it belongs to."""
        if packet.number == 0:
            self._parts, self._next_part = b"", 0
        if packet.number != self._next_part:
            self._complain(f"packet {packet.number}, expected {self._next_part}")
            return SEQUENCE, b""
        self._parts += packet.data
        number = self._parts[:1]
        if packet.number < packet.last:
            self._next_part += 1
            return 0, number
        data, self._parts, self._next_part = self._parts, b"", 0
        try:
            self._obey(decode_command(data))
        except ProtocolError as err:
            self._complain(f"command: {err}")
            return UNKNOWN, number
        return 0, number

    def _obey(self, command: Command) -> None:
        message = command.message
        match message:
            case codec.Windows():
                self._windows = tuple(Window(where) for where in message.windows)
                for number, where in enumerate(message.windows):
                    if where.x + where.w > self.width_px or where.y + where.h > self.height_px:
                        reach = f"{where.x + where.w}x{where.y + where.h} px"
                        self._complain(
                            f"window {number} reaches {reach}, the screen has {self.width_px}x{self.height_px} px"
                        )
            case codec.Text() | codec.StaticText() | codec.PureText() | codec.Picture() | codec.ClockWindow():
                self._put(message.window, command)
            case codec.Exit():
                self._windows = ()
            case codec.Save():
                self._flash = () if message.action else self._windows
                self.flash_writes += 1
            case _:
                pass

    def _put(self, number: int, command: Command) -> None:
        if isinstance(command.message, codec.Picture):
            decode_picture(command.message, command.tail)  # raises if it is none
        if number >= len(self._windows):
            self._complain(f"window {number} was not set up, there are {len(self._windows)}")
            return
        for px in sorted(sizes_px(command) - {self._font.height_px}):
            self._complain(f"window {number}: text of {px} px, drawn with {self._font.height_px} px")
        if REPLACEMENT in plain_text(command, self._charset):
            self._complain(f"window {number}: text holds bytes that are no character of {self._charset}")
        windows = list(self._windows)
        windows[number] = replace(windows[number], content=command)
        self._windows = tuple(windows)

    def _basic(self, packet: Packet) -> bytes:
        """The data of the answer to a code other than 7B."""
        try:
            message = basic.decode_basic(packet.code, packet.data)
        except ProtocolError as err:
            self._complain(f"command: {err}")
            return FAILED
        match message:
            case basic.SetClock():
                self.clock = message.time
            case basic.SetBrightness():
                self.levels = message.levels
            case basic.SetPower():
                self.is_on = message.on
                return bytes([0, self.is_on])
            case basic.Ask(cc=basic.CLOCK):
                return basic.Answer(code=basic.CLOCK, time=self.clock).pack()
            case basic.Ask(cc=basic.BRIGHTNESS):
                return basic.Answer(code=basic.BRIGHTNESS, levels=self.levels).pack()
            case basic.Ask(cc=basic.POWER):
                return basic.Answer(code=basic.POWER, power=int(self.is_on), more=(*NEVER, *NEVER, 0, 0, 0, 0)).pack()
            case basic.Ask():
                return bytes([1, *NEVER, *NEVER, 0, 0])
            case basic.AskVersion():
                return bytes(8)
            case basic.Restart():
                self.power_cut()
            case _:
                pass
        return b"\1"

    def _complain(self, message: str) -> None:
        self.errors = (*self.errors, message)[-MAX_ERRORS:]

    def _drawn(self, window: Window) -> Frame:
        where, command = window.place, window.content
        # A garbled size could ask for more memory than the machine has: a screen cannot show more than itself.
        width, height = min(where.w, self.width_px - where.x), min(where.h, self.height_px - where.y)
        if command is None or width <= 0 or height <= 0:
            return blank(self.width_px, self.height_px)
        frame = drawn(command, width, height, self._font, self._charset)
        return place((frame,), Area(where.x, where.y, width, height), self.width_px, self.height_px)[0]


def make(board: Board, font: Font) -> CPowerCard:
    """The card of this board."""
    return CPowerCard(board.width_px, board.height_px, font, board.address, board.charset)
