"""Alpha and BetaBrite signs as boards: ASCII as text, Chinese as SMALL DOTS pictures that a text calls.

Every update writes TEXT file A, lets the run sequence name nothing but A, and gives the sign back from a priority
text, so that foreign files in its memory are not shown. While a new text is written A is empty, so nobody sees half
of each; pictures are written while no priority text runs, because a BetaBrite lost those written under one. Darkness
is an empty A and a formatted, empty priority text. The memory is never configured by an update: E$ erases the sign,
and is sent by ``set_up`` alone. A text with pictures therefore asks first what the memory holds, and is refused by
name where the pictures are missing, since the sign would show their labels instead; a sign that cannot answer gets
everything, unconfirmed.

Class B: the memory outlives minutes without power, no command of every generation expires a text, and only a relay
darkens the sign when the host dies. The sign acknowledges nothing unless "ack" was switched on (Alpha 2.0 and 3.0).
Brightness stays as it is: its command is for Solar signs, and the sources do not agree on its first byte. Not known:
whether neighbouring pictures touch without a gap, whether a picture may be smaller than its file (ours are of one
size), how fast the modes move, and whether the memory wears. Nothing was tried on a real sign here.

The pauses are those of the manual (100 ms) and of a measured BetaBrite (writes 0.1 s apart fail, 0.25 s apart land).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from content.led_line import LedStyle
from display.board import Board, Capabilities, DeadMan
from display.errors import ProtocolError
from display.protocols.alpha_codec import dots_header_bytes, message_of, packet_of
from display.protocols.alpha_frame import (
    ACK,
    NAK,
    PAUSE_AFTER_STX_S,
    Addressee,
    Packet,
    Transmission,
    decode_transmission,
    next_transmission,
    pieces,
)
from display.protocols.alpha_json import AlphaJson
from display.protocols.alpha_messages import (
    PRIORITY_FILE,
    Clear,
    ClearMemory,
    Clock,
    Command,
    Date,
    Day,
    Memory,
    MemoryFile,
    Ping,
    Read,
    Text,
    TimeFormat,
)
from display.protocols.alpha_messages import Sequence as RunSequence
from display.protocols.alpha_pictures import picture_files, pictures
from display.protocols.alpha_text import is_plain
from display.protocols.base import Exchange, Face, Model, Reply

TEXT_FILE = "A"
TEXT_FILE_BYTES = 0x0400  # 64 characters, or 26 calls and 26 pages, with room to spare
PAUSE_S = 0.6  # between transmissions, where other boards of the line may speak; 0.25 s was seen to work
CLEARING_S = 2.0  # a bare E$ resets the sign; what follows a second later was kept
_FILL = "30"
_MODES = {LedStyle.SCROLL_LEFT: "a", LedStyle.SCROLL_UP: "e", LedStyle.STILL: "b"}
ReadAnswer = Callable[[bytes], tuple[Reply | None, int]]
_CHECKSUM_WRONG, _TIMED_OUT, _FRAMING, _PARITY = 0x10, 0x04, 0x02, 0x01


class Alpha:
    """even_parity: 7E1 for signs older than Alpha 2.0, on a port that stays 8N1."""

    def __init__(self, *, even_parity: bool = False) -> None:
        self._even_parity = even_parity
        self.capabilities = Capabilities(
            charsets=("ascii",),
            font_px=frozenset({12, 14, 16, 24}),
            styles=frozenset(LedStyle),
            x_step_px=1,
            acknowledges=False,
            volatile=True,
            deadman=DeadMan.RELAY,
            max_frame_bytes=8192,  # the largest picture and its frame; the sign's own limit is not public
            raster="needed",
        )

    def show(self, face: Face, board: Board, *, first: bool) -> list[Exchange]:
        """Text where all of it is ASCII, else pictures. Raises ProtocolError for dots that no picture can hold."""
        files: list[Command] = []
        if is_plain(face.text):
            text = ("{green}" if board.colours == "green" else "") + face.text.replace("{", "{{").replace("}", "}}")
        else:
            drawn, text = pictures(face, board)
            files.extend(drawn)
        if len(text) > TEXT_FILE_BYTES:
            raise ProtocolError(f"a text of {len(text)} characters, its file has {TEXT_FILE_BYTES} bytes")
        written = Text(label=TEXT_FILE, pos=_FILL, mode=_MODES[face.style], text=text)
        blank: list[Command] = [_EMPTY] if first else []
        commands: list[Command] = [*blank, _ALONE, Clear(label=PRIORITY_FILE), *files, written]
        asked = self._asked(Read(what="memory"), board, partial(_memory_read, board)) if files else []
        return [*asked, *(exchange for one in commands for exchange in self._sent([one], board))]

    def darken(self, board: Board) -> list[Exchange]:
        """File A empty and alone, and an empty priority text over it."""
        over = Text(label=PRIORITY_FILE, pos=_FILL, mode="b", text="")
        return [exchange for one in (_EMPTY, _ALONE, over) for exchange in self._sent([one], board)]

    def ping(self, board: Board) -> list[Exchange]:
        """Ask for general information; a sign on a one-way cable stays silent."""
        return self._asked(Ping(), board)

    def set_clock(self, now: datetime, board: Board) -> list[Exchange]:
        """Time, day of the week, date and 24 hours, nested in one transmission."""
        weekday = now.isoweekday() % 7 + 1
        return self._sent(
            [Clock(time=f"{now:%H:%M}"), Day(day=weekday), Date(date=f"{now:%Y-%m-%d}"), TimeFormat(hours=24)], board
        )

    def set_brightness(self, percent: int, board: Board) -> list[Exchange]:
        """Nothing: see the module's docstring; `mingbai board frames` can write the command for a Solar sign."""
        return []

    def set_power(self, on: bool, board: Board) -> list[Exchange]:
        """Nothing: the protocol has no such command."""
        return []

    def set_up(self, board: Board) -> list[Exchange]:
        """**Erases the sign**, then allots file A and the pictures that this board needs: once, by a technician."""
        text = MemoryFile(label=TEXT_FILE, kind="text", locked=True, size=TEXT_FILE_BYTES)
        clear = self._sent([ClearMemory()], board, pause_after_s=CLEARING_S)
        return [*clear, *self._sent([Memory(files=(text, *picture_files(board)))], board)]

    def read(self, buffer: bytes) -> tuple[Reply | None, int]:
        """The first ACK, NAK or answer; our own echo and noise are passed over."""
        return _read(buffer, _accepted)

    # --- helpers ---

    def _sent(self, messages: Sequence[Command], board: Board, pause_after_s: float = PAUSE_S) -> list[Exchange]:
        """One transmission in the pieces that the sign needs; nothing answers it."""
        breaks = [dots_header_bytes(message) for message in messages]
        parts = pieces(self._transmission(messages, board), breaks)
        pauses = [PAUSE_AFTER_STX_S] * (len(parts) - 1) + [pause_after_s]
        return [Exchange(part, None, pause_after_s=pause) for part, pause in zip(parts, pauses, strict=True)]

    def _asked(self, message: Command, board: Board, read: ReadAnswer | None = None) -> list[Exchange]:
        (part,) = pieces(self._transmission([message], board))
        return [Exchange(part, board.reply_within_s, pause_after_s=PAUSE_S, read=read)]

    def _transmission(self, messages: Sequence[Command], board: Board) -> Transmission:
        if not 0 <= board.address <= 0xFF:
            raise ProtocolError(f"address {board.address}: a sign of this protocol has one of 0 to 255")
        packets = tuple(Packet(*packet_of(message)) for message in messages)
        return Transmission(packets, (Addressee("Z", f"{board.address:02X}"),), even_parity=self._even_parity)


_EMPTY = Text(label=TEXT_FILE, pos=_FILL, mode="b", text="")
_ALONE = RunSequence(kind="S", locked=True, labels=TEXT_FILE)


def _read(buffer: bytes, sense: Callable[[Command], Reply | None]) -> tuple[Reply | None, int]:
    """The first ACK, NAK or answer that ``sense`` knows, and how many bytes are dealt with."""
    position = 0
    while position < len(buffer):
        byte = buffer[position]
        if byte in (ACK, NAK, NAK | 0x80):
            if position + 1 == len(buffer):
                return None, position
            return _short_reply(byte, buffer[position + 1] & 0x7F), position + 2
        if byte not in (0x01, 0x81):
            position += 1
            continue
        frame, used = next_transmission(buffer[position:])
        position += used
        if frame is None:
            return None, position
        reply = _sense_of(frame, sense)
        if reply is not None:
            return reply, position
    return None, position


def _short_reply(byte: int, status: int) -> Reply:
    if byte == ACK:
        return Reply(accepted=True)
    again = bool(status & (_CHECKSUM_WRONG | _TIMED_OUT | _FRAMING | _PARITY))
    return Reply(accepted=False, error=f"NAK, serial error register {status:02X}", again=again)


def _sense_of(frame: bytes, sense: Callable[[Command], Reply | None]) -> Reply | None:
    """None for what is no sign's answer (our own echo), and for one that is damaged."""
    try:
        transmission = decode_transmission(frame)
        if not transmission.is_answer:
            return None
        packet = transmission.packets[0]
        return sense(message_of(packet.command, packet.data, as_it_is=True))
    except ProtocolError:
        return None


def _accepted(_: Command) -> Reply:
    return Reply(accepted=True)


def _memory_read(board: Board, buffer: bytes) -> tuple[Reply | None, int]:
    """As ``read``, of the answer that tells the memory: whether it holds the pictures of this board."""
    needed = {(file.label, file.rows, file.columns) for file in picture_files(board)}

    def sense(message: Command) -> Reply | None:
        if not isinstance(message, Memory | ClearMemory):
            return None
        files = message.files if isinstance(message, Memory) else ()
        missing = needed - {(file.label, file.rows, file.columns) for file in files if file.kind == "dots"}
        if not missing:
            return Reply(accepted=True)
        label, rows, columns = min(missing)
        return Reply(
            accepted=False,
            error=f"the sign's memory has no picture {label!r} of {rows}x{columns} dots; it must be set up first",
        )

    return _read(buffer, sense)


MODEL = Model(Alpha(), AlphaJson())
SEVEN_EVEN = Model(Alpha(even_parity=True), AlphaJson())
