"""An emulated Alpha sign: its own files, run sequence and priority text, the silence of the real one, no I/O.

It takes 8N1 and 7E1, drops what a second of silence interrupts, ignores a wrong sum without a word, and answers
reads; ACK and NAK only after "ack". As measured on real BetaBrites: a file that the memory does not have is not
written; a call of a missing picture shows the picture's label, one of a missing string nothing; a string longer than
its file is lost; a picture written under a priority text is not there afterwards; a memory configuration plays only
if a bare E$ came before it; a character that the sign lacks is a question mark; of no name in the run sequence the
last text stays. Assumed: a text longer than its file is not taken; a power cut is one that outlasts the memory's
minutes. Text is drawn with the board's font, not with the sign's 5x7 dots.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from display.board import Board
from display.emulator.alpha_face import Page, draw, pages
from display.errors import DisplayError, ProtocolError
from display.fonts import Font
from display.protocols.alpha_codec import (
    PRIORITY_FILE,
    PRIORITY_MAX_BYTES,
    Clear,
    Command,
    Ping,
    Raster,
    Read,
    Status,
    String,
    Text,
    message_of,
    packet_of,
)
from display.protocols.alpha_frame import (
    GAP_S,
    Addressee,
    Packet,
    Transmission,
    decode_transmission,
    encode_transmission,
    next_transmission,
    with_even_parity,
)
from display.protocols.alpha_special import (
    Ack,
    ClearErrors,
    ClearMemory,
    Clock,
    Date,
    Day,
    Memory,
    MemoryFile,
    Sequence,
    SetId,
    Special,
    TimeFormat,
)
from display.protocols.alpha_text import encode_text
from display.render import Frame, blank

MAX_ERRORS = 20
OWN_TYPES = ("Z", "?", "^")  # all signs, any type, a BetaBrite
POOL_BYTES = 0x7800  # 30 KB, what a BetaBrite has
ILLEGAL, SUM_WRONG, NO_ERRORS = 0x20, 0x10, 0x40
ACK, NAK = 0x06, 0x15
_FILE_A = MemoryFile(label="A", kind="text", size=POOL_BYTES - 11)


@dataclass
class _Memory:
    """What goes with a long power cut."""

    table: dict[str, MemoryFile] = field(default_factory=lambda: {"A": _FILE_A})
    texts: dict[str, Text] = field(default_factory=dict)
    strings: dict[str, String] = field(default_factory=dict)
    pictures: dict[str, Raster] = field(default_factory=dict)
    priority: Text | None = None
    sequence: Sequence = Sequence(labels="A", kind="T")
    last_labels: str = "A"
    plays: bool = True


class AlphaSign:
    """One sign. ``settings`` holds what clock, day, date and time-format have set, by verb."""

    def __init__(self, width_px: int, height_px: int, font: Font, address: int = 0) -> None:
        self.width_px = width_px
        self.height_px = height_px
        self.frames_received = 0
        self.errors: tuple[str, ...] = ()
        self.is_on = True
        self.settings: dict[str, Command] = {}
        self._font = font
        self._address = address
        self._memory = _Memory()
        self._cleared = False
        self._acknowledges = False
        self._register = NO_ERRORS
        self._pending = b""
        self._heard_s = 0.0

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

    def power_cut(self) -> None:
        self._memory = _Memory()
        self._cleared = self._acknowledges = False
        self._register = NO_ERRORS
        self._pending = b""

    @property
    def text(self) -> str:
        """The texts that the sign goes through, one a line, "▦" for each picture; empty when dark."""
        found = (page.readable for text in self._playing() for page in self._pages(text))
        return "\n".join(readable for readable in found if readable.strip())

    def dots(self) -> Frame:
        """The first page of the first text that shows anything."""
        for text in self._playing():
            for page in self._pages(text):
                frame = draw(page, text, self.width_px, self.height_px, self._font)
                if frame.lit:
                    return frame
        return blank(self.width_px, self.height_px)

    # --- what plays ---

    def _playing(self) -> list[Text]:
        memory = self._memory
        if memory.priority is not None:
            return [memory.priority]
        if not memory.plays:
            return []
        return [memory.texts[label] for label in memory.last_labels if label in memory.texts]

    def _pages(self, text: Text) -> list[Page]:
        memory = self._memory
        return pages(
            text.text,
            {label: one.text for label, one in memory.strings.items()},
            {label: one.rows for label, one in memory.pictures.items()},
            {label for label, file in memory.table.items() if file.kind == "dots"},
        )

    # --- what comes ---

    def _hear(self, frame: bytes) -> bytes:
        try:
            transmission = decode_transmission(frame)
        except ProtocolError as err:
            self._complain(f"frame: {err}")
            self._register |= SUM_WRONG
            return self._short(NAK, frame[:1] == b"\x81")
        if transmission.is_answer or not any(self._is_meant(one) for one in transmission.to):
            return b""
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
            answers.append(self._short(NAK if failed else ACK, transmission.even_parity))
        return b"".join(answers)

    def _is_meant(self, one: Addressee) -> bool:
        own = f"{self._address:02X}"
        fits = all(digit in ("?", mine) for digit, mine in zip(one.address.upper(), own, strict=True))
        return one.type in OWN_TYPES and (fits or one.address == "00")

    def _obey(self, message: Command) -> None:
        memory = self._memory
        match message:
            case Text(label=label):
                self._write_text(label, message)
            case Clear(label=label):
                if label == PRIORITY_FILE:
                    memory.priority = None
                else:
                    self._file(label, "text")
                    memory.texts.pop(label, None)
            case String(label=label):
                file = self._file(label, "string")
                if len(encode_text(message.text)) > file.size:
                    memory.strings.pop(label, None)
                    raise ProtocolError(f"string {label!r} is longer than its file of {file.size} bytes: both are lost")
                memory.strings[label] = message
            case Raster(label=label, rows=rows):
                self._write_picture(label, rows, message)
            case ClearMemory():
                self._memory = _Memory()
                self._cleared = True
            case Memory(files=files):
                self._configure(files)
            case Sequence(labels=labels):
                memory.sequence = message
                memory.last_labels = labels or memory.last_labels
            case Ack(on=on):
                self._acknowledges = on
            case SetId(id=address):
                self._address = address
            case ClearErrors():
                self._register = NO_ERRORS
            case Clock() | Day() | Date() | TimeFormat():
                self.settings[type(message).__struct_config__.tag] = message  # type: ignore[index]
            case _:
                pass

    def _write_text(self, label: str, text: Text) -> None:
        size = len(encode_text(text.text))
        if label == PRIORITY_FILE:
            if size > PRIORITY_MAX_BYTES:
                raise ProtocolError(f"priority text of {size} bytes, at most {PRIORITY_MAX_BYTES}")
            self._memory.priority = text
            return
        if size > self._file(label, "text").size:
            raise ProtocolError(f"text {label!r} of {size} bytes is longer than its file")
        self._memory.texts[label] = text

    def _write_picture(self, label: str, rows: tuple[str, ...], message: Raster) -> None:
        file = self._file(label, "dots")
        width = len(rows[0]) if rows else 0
        if (len(rows), width) != (file.rows, file.columns):
            raise ProtocolError(
                f"picture {label!r} of {len(rows)} rows of {width} dots, its file has {file.rows} of {file.columns}"
            )
        if self._memory.priority is not None:
            self._memory.pictures.pop(label, None)
            raise ProtocolError(f"picture {label!r} came under a priority text and is lost")
        self._memory.pictures[label] = message

    def _configure(self, files: tuple[MemoryFile, ...]) -> None:
        self._memory = _Memory(table={file.label: file for file in files}, plays=self._cleared)
        self._memory.last_labels = "".join(file.label for file in files if file.kind == "text")
        if not self._cleared:
            self._complain("a memory configuration without a bare E$ before it shows nothing")
        self._cleared = False

    def _file(self, label: str, kind: str) -> MemoryFile:
        file = self._memory.table.get(label)
        if file is None or file.kind != kind:
            raise ProtocolError(f"the memory has no {kind} file {label!r}")
        return file

    # --- what goes back ---

    def _answer(self, read: Command, asked: Transmission) -> bytes:
        memory = self._memory
        found: Command | None = None
        match read:
            case Read(what="text", label=label):
                found = memory.texts.get(label, Clear(label=label))
            case Read(what="string", label=label):
                found = memory.strings.get(label, String(label=label, text=""))
            case Read(what="dots", label=label) if label in memory.pictures:
                found = memory.pictures[label]
            case Read(what="memory"):
                found = Memory(files=tuple(memory.table.values()))
            case Read(what="sequence"):
                found = memory.sequence
            case Read(what="pool"):
                found = Special(function="#", text=f"{POOL_BYTES:04X},{self._free_bytes():04X}")
            case Read(what="time"):
                found = self.settings.get("clock", Clock(time="00:00"))
            case Ping():
                clock = self.settings.get("clock")
                hour_minute = clock.time.replace(":", "") if isinstance(clock, Clock) else "0000"
                told = f"10440000A0395{hour_minute}M00{POOL_BYTES:04X},{self._free_bytes():04X}"
                found = Special(function='"', text=told)
            case Status():
                found = Special(function="*", text=chr(self._register))
            case _:
                raise ProtocolError("this emulated sign does not answer that read")
        if found is None:
            raise ProtocolError("nothing of that label")
        packet = Packet(*packet_of(found, from_sign=True))
        return encode_transmission(Transmission((packet,), (Addressee("0", "00"),), even_parity=asked.even_parity))

    def _free_bytes(self) -> int:
        used = 0
        for file in self._memory.table.values():
            used += 11 + (
                file.size if file.kind != "dots" else -(-file.rows * file.columns * int(file.colours[0]) // 8)
            )
        return max(0, POOL_BYTES - used)

    def _short(self, answer: int, even_parity: bool) -> bytes:
        if not self._acknowledges:
            return b""
        data = bytes([answer, self._register])
        return with_even_parity(data) if even_parity else data

    def _complain(self, message: str) -> None:
        self.errors = (*self.errors, message)[-MAX_ERRORS:]


def make(board: Board, font: Font) -> AlphaSign:
    """The sign of this board."""
    return AlphaSign(board.width_px, board.height_px, font, board.address)
