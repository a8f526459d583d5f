"""Onbon (仰邦) BX-5K/5MK and BX-6K text cards: commands, dynamic areas and answers.

    request   group cmd reply r0 r1 payload      reply: 1 the card must answer, 2 it must not
    answer    A0    00  error 00 00 payload      00 yes, 01 no

    A2 00 ping · A1 02 status · A3 00 power (1 on, 2 off) · A3 10 clear · A2 03 clock (BCD) · A3 06 areas
    A3 06     r0 = 1: clear and prepare the areas first;  payload: n ids[n] m { length(2) area }×m
    area      00 x y w h id gap run timeout sound 00 align single wrap mode exit speed hold length(4) text
              1  2 2 2 2 1  1   1   2       1     1  1     1      1    1    1    1     1    4        bytes

A dynamic area lives in the card's RAM: no wear, lost with the power. Run mode 2 shows it in a loop until
``timeout`` seconds have passed without a new transmission, then the card goes blank by itself: our dead-man.
A BX-5K counts x and w in steps of 8 pixels, a BX-6K in pixels; nothing on the wire tells which, so the model
must be declared rightly. Brightness is left out: the maker's public BX-5K sources do not give its command.
How fast the sixteenths of ``speed`` are in pixels per second is not published either; 4 is the printed value.

Sources: onbonlab/bx.k.java src/BxAreaDynamic.java, BxCmd*.java, BxResp.java; LuckyKoala/BX5KProtocol BX4K.h
(error numbers, receive buffer); onbonlab/BX-K doc/SdkWord/appendix.md. Nothing here was tried on a real card.
Golden frames: tests/golden/display/onbon/.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import datetime

from display.errors import ProtocolError
from display.protocols.onbon_frame import Packet, decode_frame, encode_packet

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
BUSY, CHECKSUM_WRONG = 0x03, 0x05

RUN_LOOP, RUN_LOOP_UNTIL_TIMEOUT = 0, 2
MODE_STILL, MODE_QUICK, MODE_LEFT, MODE_RIGHT, MODE_UP, MODE_DOWN = 1, 2, 3, 4, 5, 6
ALIGN_RIGHT, ALIGN_CENTRE, ALIGN_BOTTOM, ALIGN_MIDDLE = 0x01, 0x02, 0x04, 0x08
SPEED = 4  # of 0 (fastest) … 0x18, as in the example that BX4K.c prints
SLOWEST = 0x18

_AREA = struct.Struct("<BHHHHBBBHBBBBBBBBBI")
_PIXEL_UNITS = 0x8000  # BX4K.c: "the highest bit says that pixels are meant"; neither sent nor accepted here


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
    """A3 00: the LEDs on or off (开关机); the card itself stays awake."""

    on: bool


@dataclass(frozen=True)
class Clock:
    """A2 03: set the card's clock. ``time`` is local and naive, as the card keeps it."""

    time: datetime


@dataclass(frozen=True, kw_only=True)
class TextArea:
    """One dynamic area with its text. Pixels; timeout in seconds; hold in half seconds; the rest as on the wire."""

    id: int
    x_px: int
    y_px: int
    width_px: int
    height_px: int
    text: bytes
    run_mode: int = RUN_LOOP
    timeout: int = 5
    align: int = 0
    single_line: int = 1
    new_line: int = 1
    mode: int = MODE_LEFT
    speed: int = SPEED
    hold: int = 4
    line_space: int = 0
    exit_mode: int = 0


@dataclass(frozen=True)
class Areas:
    """A3 06: delete dynamic areas by id, then show some."""

    show: tuple[TextArea, ...] = ()
    delete: tuple[int, ...] = ()
    process_mode: int = 0


Command = Ping | Status | Clear | Power | Clock | Areas


@dataclass(frozen=True)
class Request:
    """One command on its way to a card; the header's fields hold what other senders might put there."""

    command: Command
    to: int = 1
    wants_reply: bool = True
    source: int = 0x8000
    display: int = 0
    device: int = 0xFE
    version: int = 2


@dataclass(frozen=True)
class Answer:
    """A card's answer to its host."""

    accepted: bool
    error: int = 0
    payload: bytes = b""
    source: int = 1
    to: int = 0x8000


class Codec:
    """Bytes of one family. x_step_px: 8 for BX-5K, 1 for BX-6K."""

    def __init__(self, x_step_px: int) -> None:
        self.x_step_px = x_step_px

    def encode(self, message: Request | Answer) -> bytes:
        """One frame. Raises ProtocolError if a value does not fit into its field."""
        try:
            return encode_packet(self._packet(message))
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
            if code not in (0, 1) or r0 or r1:
                raise ProtocolError(f"answer {data[:5].hex(' ')}, expected a0 00 or a0 01, error, 00 00")
            if packet.display or packet.device != 0xFE or packet.version != 2:
                raise ProtocolError("answer with an unknown display mode, device or version")
            return Answer(code == 0, third, payload, packet.source, packet.to)
        if third not in (1, 2):
            raise ProtocolError(f"reply byte {third:02x}, expected 01 or 02")
        if r1 or (r0 and (group, code) != (0xA3, 0x06)):
            raise ProtocolError(f"reserved bytes {r0:02x} {r1:02x}, expected 00 00")
        command = self._command(group, code, r0, payload)
        return Request(command, packet.to, third == 1, packet.source, packet.display, packet.device, packet.version)

    def _packet(self, message: Request | Answer) -> Packet:
        if isinstance(message, Answer):
            head = bytes([0xA0, 0 if message.accepted else 1]) + struct.pack("<BBB", message.error, 0, 0)
            return Packet(head + message.payload, message.to, message.source)
        group, code, r0, payload = self._payload(message.command)
        head = struct.pack("<BBBBB", group, code, 1 if message.wants_reply else 2, r0, 0)
        return Packet(head + payload, message.to, message.source, message.display, message.device, message.version)

    def _payload(self, command: Command) -> tuple[int, int, int, bytes]:
        match command:
            case Ping():
                return 0xA2, 0x00, 0, b""
            case Status():
                return 0xA1, 0x02, 0, b""
            case Clear():
                return 0xA3, 0x10, 0, b""
            case Power(on):
                return 0xA3, 0x00, 0, b"\x01" if on else b"\x02"
            case Clock(time):
                return 0xA2, 0x03, 0, _clock_bytes(time)
            case Areas():
                areas = [self._area_bytes(area) for area in command.show]
                lengths = [struct.pack("<H", len(area)) for area in areas]
                payload = bytes([len(command.delete), *command.delete, len(areas)])
                payload += b"".join(length + area for length, area in zip(lengths, areas, strict=True))
                return 0xA3, 0x06, command.process_mode, payload

    def _command(self, group: int, code: int, r0: int, payload: bytes) -> Command:
        match group, code:
            case 0xA2, 0x00 if not payload:
                return Ping()
            case 0xA1, 0x02 if not payload:
                return Status()
            case 0xA3, 0x10 if not payload:
                return Clear()
            case 0xA3, 0x00 if payload in (b"\x01", b"\x02"):
                return Power(payload == b"\x01")
            case 0xA2, 0x03:
                return Clock(_clock_from(payload))
            case 0xA3, 0x06:
                return self._areas_from(payload, r0)
            case _:
                raise ProtocolError(f"command {group:02x} {code:02x} with {len(payload)} bytes is not known here")

    def _area_bytes(self, area: TextArea) -> bytes:
        for name, value in (("x", area.x_px), ("width", area.width_px)):
            if value % self.x_step_px:
                raise ProtocolError(f"area {name} {value} px: this model counts in steps of {self.x_step_px} px")
            if not 0 <= value // self.x_step_px < _PIXEL_UNITS:
                raise ProtocolError(f"area {name} {value} px does not fit into its field")
        return (
            _AREA.pack(
                0,
                area.x_px // self.x_step_px,
                area.y_px,
                area.width_px // self.x_step_px,
                area.height_px,
                area.id,
                area.line_space,
                area.run_mode,
                area.timeout,
                0,
                0,
                area.align,
                area.single_line,
                area.new_line,
                area.mode,
                area.exit_mode,
                area.speed,
                area.hold,
                len(area.text),
            )
            + area.text
        )

    def _areas_from(self, payload: bytes, process_mode: int) -> Areas:
        deleted = payload[0] if payload else 0
        if len(payload) < deleted + 2:
            raise ProtocolError(f"{len(payload)} bytes of areas, the list of deleted ids alone takes {deleted + 2}")
        delete = tuple(payload[1 : 1 + deleted])
        count, rest = payload[1 + deleted], payload[2 + deleted :]
        areas = []
        for _ in range(count):
            length = int.from_bytes(rest[:2], "little")
            if len(rest) < 2 + length:
                raise ProtocolError(f"{len(rest)} bytes are left for an area of {length}")
            areas.append(self._area_from(rest[2 : 2 + length]))
            rest = rest[2 + length :]
        if rest:
            raise ProtocolError(f"{len(rest)} bytes after the last area")
        return Areas(tuple(areas), delete, process_mode)

    def _area_from(self, data: bytes) -> TextArea:
        if len(data) < _AREA.size:
            raise ProtocolError(f"area of {len(data)} bytes, expected at least {_AREA.size}")
        (kind, x, y, width, height, id_, gap, run, timeout, sound, extended, align, single, wrap, mode, leave) = (
            _AREA.unpack_from(data)[:16]
        )
        speed, hold, length = _AREA.unpack_from(data)[16:]
        if kind or sound or extended:
            raise ProtocolError(f"area of kind {kind} with speech {sound}, only plain text (0, 0) is known here")
        if x >= _PIXEL_UNITS or width >= _PIXEL_UNITS:
            raise ProtocolError(f"area x {x:04x}, width {width:04x}: the bit for pixel units is not used here")
        text = data[_AREA.size :]
        if len(text) != length:
            raise ProtocolError(f"area with {len(text)} bytes of text, its length says {length}")
        return TextArea(
            id=id_,
            x_px=x * self.x_step_px,
            y_px=y,
            width_px=width * self.x_step_px,
            height_px=height,
            text=text,
            run_mode=run,
            timeout=timeout,
            align=align,
            single_line=single,
            new_line=wrap,
            mode=mode,
            speed=speed,
            hold=hold,
            line_space=gap,
            exit_mode=leave,
        )


def _clock_bytes(time: datetime) -> bytes:
    century, year = divmod(time.year, 100)
    return bytes(
        _bcd(value)
        for value in (year, century, time.month, time.day, time.hour, time.minute, time.second, time.isoweekday())
    )


def _clock_from(payload: bytes) -> datetime:
    if len(payload) != 8 or any(byte >> 4 > 9 or byte & 15 > 9 for byte in payload):
        raise ProtocolError(f"clock {payload.hex(' ')}, expected eight bytes of two decimal digits each")
    year, century, month, day, hour, minute, second, weekday = ((b >> 4) * 10 + (b & 15) for b in payload)
    try:
        time = datetime(century * 100 + year, month, day, hour, minute, second)  # noqa: DTZ001 (the card's own time)
    except ValueError as err:
        raise ProtocolError(f"clock {payload.hex(' ')}: {err}") from err
    if time.isoweekday() != weekday:
        raise ProtocolError(f"clock says weekday {weekday}, {time.date()} is {time.isoweekday()}")
    return time


def _bcd(value: int) -> int:
    return value // 10 << 4 | value % 10
