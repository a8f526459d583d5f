"""JetFile II frames, both formats: framing, the sum, and finding frames in a dirty stream.

    format 2  55 A7|A8  sum  length source group unit serial main sub args flag  arg         data
              2         2    2      2      1     1    2      1    1   1    1     4 × args    length     little-endian
    format 1  01 'Z' unit(2 ASCII digits) 02 payload 03|04       03 asks for an answer, 04 does not; no checksum

A7 goes to the sign and A8 comes back with the same serial and command. The sum is that of all bytes from offset 4,
cut to 16 bits. Flag of a request: 0 answer, 1 do not; of an answer: 1 the argument is a status, 0 it is data.

Source: schinken/jetfile-signage docs/JetFileII_v2.5.4.pdf p. 11-14, 151 (sum), its Go code, and johnoneil/LEDSign,
whose frames begin with NUL bytes (``nuls``). Errata: the document's own format 2 example (p. 13) gives the length
0x37 for 25 bytes of data and a sum that does not fit either; such a frame is refused here.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from display.errors import ProtocolError

SYNC = 0x55
REQUEST, ANSWER = 0xA7, 0xA8
STX, ANSWER_WANTED, NO_ANSWER = 0x02, 0x03, 0x04
MAX_TEXT1_BYTES = 1024  # of a text, string or picture in format 1
MAX_PENDING_BYTES = 4096  # a longer frame in a stream is noise: the sign refuses packets above 1,500 bytes

_LINE = re.compile(rb"\x01Z[0-9]{2}\x02")
_HEADER = struct.Struct("<BBHHHBBHBBBB")


@dataclass(frozen=True, kw_only=True)
class Packet:
    """Format 2. code: main command in the high byte, sub command in the low one. arg: a multiple of 4 bytes."""

    code: int
    arg: bytes = b""
    data: bytes = b""
    source: int = 0
    group: int = 0
    unit: int = 0
    serial: int = 0
    flag: int = 0
    answer: bool = False


@dataclass(frozen=True, kw_only=True)
class Line:
    """Format 1. payload: from the command letter on. nuls: zero bytes before the start."""

    payload: bytes
    unit: int = 0
    echo: bool = False
    nuls: int = 0


def encode_packet(packet: Packet) -> bytes:
    """One format 2 frame. Raises ProtocolError if a value does not fit into its field."""
    args, rest = divmod(len(packet.arg), 4)
    if rest:
        raise ProtocolError(f"{len(packet.arg)} bytes of argument: expected a multiple of 4")
    sync = ANSWER if packet.answer else REQUEST
    try:
        header = _HEADER.pack(
            SYNC,
            sync,
            0,
            len(packet.data),
            packet.source,
            packet.group,
            packet.unit,
            packet.serial,
            packet.code >> 8,
            packet.code & 0xFF,
            args,
            packet.flag,
        )
    except struct.error as err:
        raise ProtocolError(f"a value does not fit into its field: {err}") from err
    frame = header + packet.arg + packet.data
    return frame[:2] + struct.pack("<H", sum16(frame[4:])) + frame[4:]


def decode_packet(frame: bytes) -> Packet:
    """Exactly one format 2 frame. Raises ProtocolError that says what was found, expected and where."""
    if len(frame) < _HEADER.size:
        raise ProtocolError(f"{len(frame)} bytes, expected at least {_HEADER.size}")
    sync, direction, total, length, source, group, unit, serial, main, sub, args, flag = _HEADER.unpack_from(frame)
    if sync != SYNC or direction not in (REQUEST, ANSWER):
        raise ProtocolError(f"begins with {frame[:2].hex(' ')}, expected 55 a7 or 55 a8")
    expected = _HEADER.size + 4 * args + length
    if len(frame) != expected:
        raise ProtocolError(f"{len(frame)} bytes; the lengths at offsets 4 and 14 make {expected}")
    found = sum16(frame[4:])
    if total != found:
        raise ProtocolError(f"sum {total:04x} at offset 2, expected {found:04x}")
    arg, data = frame[_HEADER.size : expected - length], frame[expected - length :]
    return Packet(
        code=main << 8 | sub,
        arg=arg,
        data=data,
        source=source,
        group=group,
        unit=unit,
        serial=serial,
        flag=flag,
        answer=direction == ANSWER,
    )


def encode_line(line: Line) -> bytes:
    """One format 1 frame. Raises ProtocolError for an address that has no two digits, or for no command."""
    if not 0 <= line.unit <= 99:
        raise ProtocolError(f"unit {line.unit}: format 1 knows 0 to 99")
    if not line.payload:
        raise ProtocolError("a command of no bytes: format 1 has at least its letter")
    end = ANSWER_WANTED if line.echo else NO_ANSWER
    return bytes(line.nuls) + b"\x01Z%02d\x02" % line.unit + line.payload + bytes([end])


def decode_line(frame: bytes) -> Line:
    """Exactly one format 1 frame. Raises ProtocolError."""
    whole = frame.lstrip(b"\x00")
    if whole[:2] != b"\x01Z":
        raise ProtocolError(f"begins with {whole[:2].hex(' ') or 'nothing'}, expected 55 a7, 55 a8 or 01 5a")
    unit = whole[2:4]
    if len(unit) != 2 or not unit.isdigit():
        raise ProtocolError(f"address {unit.hex(' ')}, expected two ASCII digits")
    if len(whole) < 7 or whole[4] != STX:
        raise ProtocolError(f"{len(whole)} bytes: expected 02, a command and 03 or 04 after the address")
    if whole[-1] not in (ANSWER_WANTED, NO_ANSWER):
        raise ProtocolError(f"ends with {whole[-1]:02x}, expected 03 or 04")
    echo = whole[-1] == ANSWER_WANTED
    return Line(payload=whole[5:-1], unit=int(unit), echo=echo, nuls=len(frame) - len(whole))


def next_packet(buffer: bytes) -> tuple[bytes | None, int]:
    """The first whole format 2 frame in a stream, its sum not yet checked, and how many bytes are dealt with.

    (None, n): no whole frame yet; the first n bytes are noise.
    """
    position = 0
    while True:
        position = buffer.find(SYNC, position)
        if position < 0:
            return None, len(buffer)
        rest = len(buffer) - position
        if rest > 1 and buffer[position + 1] not in (REQUEST, ANSWER):
            position += 1
            continue
        if rest < _HEADER.size:
            return None, position
        length = (
            _HEADER.size + 4 * buffer[position + 14] + int.from_bytes(buffer[position + 4 : position + 6], "little")
        )
        if length > MAX_PENDING_BYTES:
            position += 1
            continue
        if rest < length:
            return None, position
        return buffer[position : position + length], position + length


def next_frame(buffer: bytes) -> tuple[bytes | None, int]:
    """As ``next_packet``, of both formats, for the sign's end of the line.

    A format 1 frame ends at the first 03 or 04 after its 02; its clock, which may hold these bytes, after 8 more.
    """
    packet, used = next_packet(buffer)
    start = used - len(packet) if packet is not None else used
    line = _LINE.search(buffer)
    if line is None:
        partial = buffer.rfind(b"\x01", max(0, len(buffer) - 4))
        if packet is None and 0 <= partial < start and b"\x01Z00\x02".startswith(buffer[partial : partial + 2]):
            return None, partial
        return packet, used
    if line.start() >= start:
        return packet, used
    position = line.end()
    if buffer[position : position + 2] == b"EB":
        position += 10
    while position < len(buffer) and buffer[position] not in (ANSWER_WANTED, NO_ANSWER):
        position += 1
    if position < len(buffer):
        return buffer[line.start() : position + 1], position + 1
    too_long = len(buffer) - line.start() > MAX_PENDING_BYTES
    return None, line.end() if too_long else line.start()


def sum16(data: bytes) -> int:
    """The sum of the bytes, cut to 16 bits."""
    return sum(data) & 0xFFFF
