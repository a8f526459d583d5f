"""An emulated Alpha sign: its own files, run sequence and priority text, the silence of the real one, no I/O.

It takes 8N1 and 7E1, drops what a second of silence interrupts, ignores a wrong sum without a word, and answers
reads; ACK and NAK only after "ack". As measured on real BetaBrites: a file that the memory does not have is not
written; a call of a missing picture shows the picture's label, one of a missing string nothing; a string longer than
its file is lost; a picture written under a priority text is not there afterwards; a memory configuration plays only
if a bare E$ came before it; a character that the sign lacks is a question mark; of a run sequence without names the
last one stays. Assumed: a text longer than its file is not taken; a picture must be as large as its file; a power
cut is one that outlasts the memory's minutes. Text is drawn with the board's font, not with the sign's 5x7 dots.
"""

from __future__ import annotations

from display.board import Board
from display.emulator.alpha_face import draw
from display.emulator.alpha_files import Files, configured
from display.errors import DisplayError, ProtocolError
from display.fonts import Font
from display.protocols.alpha_codec import message_of, packet_of
from display.protocols.alpha_frame import (
    ACK,
    GAP_S,
    NAK,
    Addressee,
    Packet,
    Transmission,
    decode_transmission,
    encode_transmission,
    next_transmission,
    with_even_parity,
)
from display.protocols.alpha_messages import (
    Ack,
    Clear,
    ClearErrors,
    ClearMemory,
    Clock,
    Command,
    Date,
    Day,
    Errors,
    Information,
    Memory,
    Ping,
    Raster,
    Read,
    Sequence,
    SetId,
    Status,
    String,
    Text,
    TimeFormat,
)
from display.render import Frame, blank

MAX_ERRORS = 20
OWN_TYPES = ("Z", "?", "^")  # all signs, any type, a BetaBrite
NO_ERRORS, ILLEGAL, SUM_WRONG = 0x40, 0x20, 0x10  # bits of the serial error register


class AlphaSign:
    """One sign. Its "no" is a NAK, heard only where "ack" was switched on (E s 1, Alpha 2.0 and 3.0); else silence.

    ``clock``, ``day``, ``date`` and ``hours`` hold what was set last.
    """

    refusals = ("nak",)

    def __init__(self, width_px: int, height_px: int, font: Font, address: int = 0) -> None:
        self.width_px = width_px
        self.height_px = height_px
        self.frames_received = 0
        self.errors: tuple[str, ...] = ()
        self.is_on = True
        self.clock = ""
        self.date = ""
        self.day = 0
        self.hours = 12
        self._font = font
        self._address = address
        self._files = Files()
        self._cleared = False
        self._acknowledges = False
        self._register = NO_ERRORS
        self._pending = b""
        self._heard_s = 0.0
        self._refusal = ""

    def feed(self, data: bytes, now_s: float) -> bytes:
        """Take bytes from the line; give the bytes that the sign answers."""
        self.passing(now_s)
        self._heard_s = now_s
        self._pending += data
        answers: list[bytes] = []
        while True:
            frame, used = next_transmission(self._pending)
            self._pending = self._pending[used:]
            if frame is None:
                return b"".join(answers)
            self.frames_received += 1
            answers.append(self._hear(frame))

    def passing(self, now_s: float) -> bool:
        """A second of silence ends what was begun; nothing on the display changes by itself."""
        if self._pending and now_s - self._heard_s > GAP_S:
            self._complain(f"{len(self._pending)} bytes dropped after {GAP_S:g} s of silence")
            self._pending = b""
        return False

    def refuse(self, kind: str) -> None:
        """Do not obey the next transmission for this sign."""
        self._refusal = kind

    def power_cut(self) -> None:
        """All files, the memory's table and "ack" are lost."""
        self._files = Files()
        self._cleared = self._acknowledges = False
        self._register = NO_ERRORS
        self._pending = b""

    @property
    def text(self) -> str:
        """The texts that the sign goes through, one page a line, "▦" for each picture; empty when dark."""
        files = self._files
        found = (page.readable for text in files.playing() for page in files.pages_of(text))
        return "\n".join(readable for readable in found if readable.strip())

    def dots(self) -> Frame:
        """The first page that shows anything."""
        for text in self._files.playing():
            for page in self._files.pages_of(text):
                frame = draw(page, text, self.width_px, self.height_px, self._font)
                if frame.lit:
                    return frame
        return blank(self.width_px, self.height_px)

    # --- helpers ---

    def _hear(self, frame: bytes) -> bytes:
        try:
            transmission = decode_transmission(frame)
        except ProtocolError as err:
            self._complain(f"frame: {err}")
            self._register |= SUM_WRONG
            return self._short(NAK, even_parity=frame[:1] == b"\x81")
        if transmission.is_answer or not any(self._is_meant(one) for one in transmission.to):
            return b""
        refusal, self._refusal = self._refusal, ""
        if refusal:
            self._complain("refused on request")
            self._register |= ILLEGAL
            return self._short(NAK, even_parity=transmission.even_parity)
        answers, failed, reads = [], False, False
        for packet in transmission.packets:
            try:
                message = message_of(packet.command, packet.data)
                if isinstance(message, Read | Ping | Status):
                    reads = True
                    answers.append(self._answer(message, transmission))
                else:
                    self._obey(message)
            except DisplayError as err:
                self._complain(f"command {packet.command}: {err}")
                self._register |= ILLEGAL
                failed = True
        if not reads:
            answers.append(self._short(NAK if failed else ACK, even_parity=transmission.even_parity))
        return b"".join(answers)

    def _is_meant(self, one: Addressee) -> bool:
        own = f"{self._address:02X}"
        fits = all(digit in ("?", mine) for digit, mine in zip(one.address.upper(), own, strict=True))
        return one.type in OWN_TYPES and (fits or one.address == "00")

    def _obey(self, message: Command) -> None:
        match message:
            case Text() | Clear() | String() | Raster():
                self._files.write(message)
            case Sequence():
                self._files.run(message)
            case ClearMemory():
                self._files, self._cleared = Files(), True
            case Memory(files=files):
                if not self._cleared:
                    self._complain("a memory configuration without a bare E$ before it shows nothing")
                self._files, self._cleared = configured(files, plays=self._cleared), False
            case Ack(on=on):
                self._acknowledges = on
            case SetId(id=address):
                self._address = address
            case ClearErrors():
                self._register = NO_ERRORS
            case Clock(time=time):
                self.clock = time
            case Date(date=date):
                self.date = date
            case Day(day=day):
                self.day = day
            case TimeFormat(hours=hours):
                self.hours = hours
            case _:
                pass

    def _answer(self, read: Read | Ping | Status, asked: Transmission) -> bytes:
        match read:
            case Ping():
                time, (total, free) = self.clock.replace(":", "") or "0000", self._files.pool
                found: Command = Information(
                    firmware="10440000",
                    revision="A",
                    released="0395",
                    clock=time,
                    hours=24 if self.hours == 24 else 12,
                    speaker=True,
                    total=total,
                    free=free,
                )
            case Status():
                found = Errors(register=self._register)
            case Read():
                found = self._files.told(read)
        packet = Packet(*packet_of(found, from_sign=True))
        return encode_transmission(Transmission((packet,), (Addressee("0", "00"),), even_parity=asked.even_parity))

    def _short(self, answer: int, *, even_parity: bool) -> bytes:
        if not self._acknowledges:
            return b""
        data = bytes([answer, self._register])
        return with_even_parity(data) if even_parity else data

    def _complain(self, message: str) -> None:
        self.errors = (*self.errors, message)[-MAX_ERRORS:]


def make(board: Board, font: Font) -> AlphaSign:
    """The sign of this board."""
    return AlphaSign(board.width_px, board.height_px, font, board.address)
