"""Onbon (仰邦) BX-5K/5MK and BX-6K text cards: commands and answers. Areas: onbon_area; the envelope: onbon_frame.

    request   group cmd reply r0 r1 payload      reply: 1 the card must answer, 2 it must not
    answer    A0    00  error r0 r1 payload      00 yes, 01 no; r0, r1 are 0 in every published frame

    A2 00 ping · A1 02 status · A3 00 power (1 on, 2 off) · A3 10 clear · A3 06 areas (r0: process mode)
    A2 03 clock: year's low two digits, its high two, month, day, hour, minute, second, weekday (1 Monday … 7), BCD

A dynamic area lives in the card's RAM: no wear, lost with the power. Run mode 2 shows it in a loop until
``timeout`` seconds have passed without a new transmission, then the card goes blank by itself: our dead-man.
Whether a card counts x and w in steps of 8 pixels (BX-5K) or in pixels (BX-6K) is told by nothing on the wire, so
the model must be declared rightly. How fast the steps of ``speed`` are is not published; 4 is the printed value.

Left out (UnknownCommand): brightness (the maker's public BX-5K sources do not give its command) and the file
commands A1 05 and A1 06 (they write the flash, and the maker's public sample stops before the file's length).

Sources: onbonlab/bx.k.java src/BxCmd*.java, BxResp.java; LuckyKoala/BX5KProtocol BX4K.h (error numbers, receive
buffer); onbonlab/BX-K doc/SdkWord/appendix.md. Nothing here was tried on a real card.
Golden frames: tests/golden/display/onbon/.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import datetime

from display.errors import ProtocolError
from display.protocols.onbon_area import Areas, areas_bytes, areas_from
from display.protocols.onbon_frame import HOST_ADDRESS, PLAIN_HEADER, Header, Packet, decode_frame, encode_packet

ERRORS = {
    0x00: "no error",
    0x01: "unknown command group",
    0x02: "unknown command",
    0x03: "busy",
    0x04: "out of memory",
    0x05: "checksum wrong",
    0x06: "file does not exist",
    0x07: "flash failed",
    0x08: "download failed",
    0x09: "file name wrong",
    0x0A: "file type wrong",
    0x0B: "file checksum wrong",
    0x0C: "font missing",
    0x0D: "firmware of another type",
    0x0E: "date or time wrong",
    0x0F: "file exists",
    0x10: "file block number wrong",
}
UNKNOWN_COMMAND, BUSY, CHECKSUM_WRONG, TIME_WRONG = 0x02, 0x03, 0x05, 0x0E

MUST_REPLY, NO_REPLY = 1, 2
POWER_ON, POWER_OFF = 1, 2


class UnknownCommand(ProtocolError):
    """A whole and right frame, whose command is not published, or not with so many bytes."""


_LEFT_OUT = {
    (0xA1, 0x05): "file transfer, start: it writes the flash, and no public source gives all of its fields",
    (0xA1, 0x06): "file transfer, block: it writes the flash, and no public source gives all of its fields",
}


@dataclass(frozen=True)
class Ping:
    """A2 00."""


@dataclass(frozen=True)
class Status:
    """A1 02. The layout of the answer is not in the public sources."""


@dataclass(frozen=True)
class Clear:
    """A3 10: clear the screen (清屏)."""


@dataclass(frozen=True)
class Power:
    """A3 00: the LEDs on (1) or off (2) (开关机); the card itself stays awake. Other values are not published."""

    value: int

    @classmethod
    def of(cls, on: bool) -> Power:
        return cls(POWER_ON if on else POWER_OFF)


@dataclass(frozen=True)
class Clock:
    """A2 03: set the card's clock. bcd: the eight bytes as they stand on the wire."""

    bcd: bytes

    @classmethod
    def of(cls, time: datetime, weekday: int | None = None) -> Clock:
        """time: local and naive, as the card keeps it. weekday: another byte than the date's own."""
        century, year = divmod(time.year, 100)
        values = (year, century, time.month, time.day, time.hour, time.minute, time.second)
        day = bytes([time.isoweekday() if weekday is None else weekday])
        return cls(bytes(value // 10 << 4 | value % 10 for value in values) + day)

    @property
    def time(self) -> datetime | None:
        """The date and time, or None if the digits are none."""
        if any(byte >> 4 > 9 or byte & 15 > 9 for byte in self.bcd[:7]):
            return None
        year, century, month, day, hour, minute, second = ((b >> 4) * 10 + (b & 15) for b in self.bcd[:7])
        try:
            return datetime(century * 100 + year, month, day, hour, minute, second)  # noqa: DTZ001 (the card's time)
        except ValueError:
            return None

    @property
    def weekday(self) -> int:
        return self.bcd[7]


Command = Ping | Status | Clear | Power | Clock | Areas


@dataclass(frozen=True)
class Request:
    """One command on its way to a card. r0: of Areas it is their process_mode, and here 0."""

    command: Command
    to: int = 1
    reply: int = MUST_REPLY
    source: int = HOST_ADDRESS
    r0: int = 0
    r1: int = 0
    header: Header = PLAIN_HEADER


@dataclass(frozen=True)
class Answer:
    """A card's answer to its host."""

    accepted: bool
    error: int = 0
    payload: bytes = b""
    source: int = 1
    to: int = HOST_ADDRESS
    r0: int = 0
    r1: int = 0
    header: Header = PLAIN_HEADER


class Codec:
    """Bytes of one family. x_step_px: 8 for BX-5K, 1 for BX-6K."""

    def __init__(self, x_step_px: int) -> None:
        self.x_step_px = x_step_px

    def encode(self, message: Request | Answer) -> bytes:
        """One frame. Raises ProtocolError if a value does not fit into its field."""
        try:
            data = self._answer(message) if isinstance(message, Answer) else self._request(message)
            return encode_packet(Packet(data, message.to, message.source, message.header))
        except struct.error as err:
            raise ProtocolError(f"a value does not fit into its field: {err}") from err

    def decode(self, frame: bytes) -> Request | Answer:
        """What one whole frame says. Raises ProtocolError."""
        return self.decode_packet(decode_frame(frame))

    def decode_packet(self, packet: Packet) -> Request | Answer:
        """What a packet says. Raises ProtocolError."""
        data = packet.data
        if len(data) < 5:
            raise ProtocolError(f"{len(data)} bytes of data, expected at least 5")
        group, code, third, r0, r1 = data[:5]
        payload = data[5:]
        if group == 0xA0:
            if code not in (0, 1):
                raise ProtocolError(f"answer {group:02x} {code:02x}, expected a0 00 (yes) or a0 01 (no)")
            return Answer(code == 0, third, payload, packet.source, packet.to, r0, r1, packet.header)
        command = self._command(group, code, r0, payload)
        plain_r0 = 0 if isinstance(command, Areas) else r0
        return Request(command, packet.to, third, packet.source, plain_r0, r1, packet.header)

    # --- helpers ---

    def _answer(self, answer: Answer) -> bytes:
        head = struct.pack("BBBBB", 0xA0, 0 if answer.accepted else 1, answer.error, answer.r0, answer.r1)
        return head + answer.payload

    def _request(self, request: Request) -> bytes:
        command = request.command
        group, code, payload = self._parts(command)
        r0 = command.process_mode if isinstance(command, Areas) else request.r0
        return struct.pack("BBBBB", group, code, request.reply, r0, request.r1) + payload

    def _parts(self, command: Command) -> tuple[int, int, bytes]:
        match command:
            case Ping():
                return 0xA2, 0x00, b""
            case Status():
                return 0xA1, 0x02, b""
            case Clear():
                return 0xA3, 0x10, b""
            case Power(value):
                return 0xA3, 0x00, struct.pack("B", value)
            case Clock(bcd):
                return 0xA2, 0x03, bcd
            case Areas():
                return 0xA3, 0x06, areas_bytes(command, self.x_step_px)

    def _command(self, group: int, code: int, r0: int, payload: bytes) -> Command:
        match group, code:
            case 0xA2, 0x00 if not payload:
                return Ping()
            case 0xA1, 0x02 if not payload:
                return Status()
            case 0xA3, 0x10 if not payload:
                return Clear()
            case 0xA3, 0x00 if len(payload) == 1:
                return Power(payload[0])
            case 0xA2, 0x03 if len(payload) == 8:
                return Clock(payload)
            case 0xA3, 0x06:
                return areas_from(payload, r0, self.x_step_px)
        known = _LEFT_OUT.get((group, code), "is not known here")
        raise UnknownCommand(f"command {group:02x} {code:02x} with {len(payload)} bytes: {known}")
