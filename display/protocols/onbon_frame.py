"""The envelope of Onbon (仰邦) BX-5K, BX-5MK and BX-6K text cards: start, escapes, header, checksum, end.

    A5×8 │ to src 00×3 option crcmode display device version length data crc │ 5A
           2   2   3     1       1       1      1       1      2     n    2          bytes, little-endian
           └──────────────────── escaped, checksum included ─────────────┘
    escapes      A5 → A6 02   A6 → A6 01   5A → 5B 02   5B → 5B 01
    checksum     CRC-16/ARC over the unescaped bytes from the destination to the last data byte

The reserved bytes, option and crcmode are 0 in every published frame; what another sender puts there is kept.
A checksum FFFF means "do not check" to a card, says an analyser in C# (weak: one source that is not the maker's).
Such a frame is decoded with the checksum it came with; the driver never believes an answer of that kind.

Sources: onbonlab/bx.k.java src/BxDataPack.java (the maker); LuckyKoala/BX5KProtocol BX4K.h, BX4K.c.
Golden frames: tests/golden/display/onbon/.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from display.errors import ProtocolError

START = b"\xa5" * 8
END = 0x5A
HOST_ADDRESS = 0x8000
ANY_CARD = 0xFFFE  # every card obeys and answers
BROADCAST = 0xFFFF  # every card obeys, none answers
ANY_DEVICE = 0xFE
VERSION = 2
UNCHECKED = 0xFFFF
MAX_FRAME_BYTES = 1024  # MAX_CONTROLLER_RECEIVE_BUFFER of BX4K.h
MAX_PENDING_BYTES = 4096  # a "frame" that is longer without an end is noise

_HEADER = struct.Struct("<HH3sBBBBBH")
# In this order no replacement touches what another one has put there, and the other way round in reverse.
_ESCAPE = ((b"\xa6", b"\xa6\x01"), (b"\x5b", b"\x5b\x01"), (b"\xa5", b"\xa6\x02"), (b"\x5a", b"\x5b\x02"))
_NO_ESCAPE = re.compile(rb"[\xa6\x5b](?![\x01\x02])|[\xa5\x5a]")

# Everything in a text frame but its text, at its longest: each of 14 + 5 + 2 + 2 + 27 + 2 bytes escaped, start, end.
_OVERHEAD_BYTES = 2 * 52 + 9


@dataclass(frozen=True)
class Header:
    """The header's rarer fields. display: 0 normal, 1 dynamic. device: FE any, 51 BX-5K1, 58 5K2, 54 5MK1, 53 5MK2.

    checksum: None is the right one; a number is sent as it stands (only FFFF is legal then).
    """

    reserved: bytes = bytes(3)
    option: int = 0
    crc_mode: int = 0
    display: int = 0
    device: int = ANY_DEVICE
    version: int = VERSION
    checksum: int | None = None


PLAIN_HEADER = Header()


@dataclass(frozen=True)
class Packet:
    """What one frame carries, with its addresses."""

    data: bytes
    to: int = 1
    source: int = HOST_ADDRESS
    header: Header = PLAIN_HEADER


def encode_packet(packet: Packet) -> bytes:
    """The packet as one frame, ready for the wire. Raises struct.error if a value does not fit into its field."""
    rest = packet.header
    body = _HEADER.pack(
        packet.to,
        packet.source,
        rest.reserved,
        rest.option,
        rest.crc_mode,
        rest.display,
        rest.device,
        rest.version,
        len(packet.data),
    )
    body += packet.data
    body += struct.pack("<H", crc16_arc(body) if rest.checksum is None else rest.checksum)
    return START + escape(body) + bytes([END])


def decode_frame(frame: bytes) -> Packet:
    """The packet in exactly one whole frame. Raises ProtocolError that says what is wrong and where."""
    if not frame.startswith(START):
        raise ProtocolError(f"begins with {frame[:8].hex(' ') or 'nothing'}, expected eight times a5")
    if len(frame) < len(START) + 1 or frame[-1] != END:
        raise ProtocolError("does not end with 5a")
    return decode_body(frame[len(START) : -1])


def decode_body(body: bytes) -> Packet:
    """The packet between start and end, still escaped. Raises ProtocolError."""
    plain = unescape(body)
    if len(plain) < _HEADER.size + 2:
        raise ProtocolError(f"{len(plain)} bytes between start and end, expected at least {_HEADER.size + 2}")
    to, source, reserved, option, crc_mode, display, device, version, length = _HEADER.unpack_from(plain)
    data = plain[_HEADER.size : -2]
    if len(data) != length:
        raise ProtocolError(f"{len(data)} bytes of data, the header says {length}")
    (found,) = struct.unpack("<H", plain[-2:])
    expected = crc16_arc(plain[:-2])
    if found not in (expected, UNCHECKED):
        raise ProtocolError(f"checksum {found:04x}, expected {expected:04x}")
    checksum = None if found == expected else found
    return Packet(data, to, source, Header(reserved, option, crc_mode, display, device, version, checksum))


def next_body(buffer: bytes, max_bytes: int = MAX_PENDING_BYTES) -> tuple[bytes | None, int]:
    """The first frame's body in a stream of bytes, and how many bytes are dealt with.

    (None, n): no whole frame yet; the first n bytes are noise. One A5 is start enough, since the first bytes of
    a transmission are the ones that a line loses; an A5 inside a frame is always the start of the next; a 5A
    without a start is ignored (the maker's own library sends one too many).
    """
    position = 0
    while True:
        begin = buffer.find(START[0], position)
        if begin < 0:
            return None, len(buffer)
        first = begin
        while first < len(buffer) and buffer[first] == START[0]:
            first += 1
        end = buffer.find(END, first)
        again = buffer.find(START[0], first)
        if again >= 0 and (end < 0 or again < end):
            position = again
            continue
        if end < 0:
            too_long = len(buffer) - first > max_bytes
            return None, len(buffer) if too_long else begin
        if end > first:
            return buffer[first:end], end + 1
        position = end + 1


def escape(plain: bytes) -> bytes:
    """Replace the four reserved bytes."""
    for byte, escaped in _ESCAPE:
        plain = plain.replace(byte, escaped)
    return plain


def unescape(escaped: bytes) -> bytes:
    """Undo ``escape``. Raises ProtocolError at a start, an end or an escape that cannot stand there."""
    wrong = _NO_ESCAPE.search(escaped)
    if wrong:
        at, found = wrong.start(), wrong.group()
        if found[0] in (START[0], END):
            raise ProtocolError(f"byte {at}: {found.hex()} cannot stand inside a frame")
        raise ProtocolError(f"byte {at}: {escaped[at : at + 2].hex(' ')} is no escape")
    for byte, pair in reversed(_ESCAPE):
        escaped = escaped.replace(pair, byte)
    return escaped


def crc16_arc(data: bytes) -> int:
    """CRC-16/ARC: polynomial 8005 reflected (A001), start 0, nothing added at the end; "123456789" gives BB3D."""
    crc = 0
    for byte in data:
        crc = crc >> 8 ^ _CRC[(crc ^ byte) & 0xFF]
    return crc


def _crc_of_byte(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ 0xA001 if byte & 1 else byte >> 1
    return byte


_CRC = tuple(_crc_of_byte(byte) for byte in range(256))


def text_parts(codes: Sequence[bytes], extra_bytes: int = 0) -> list[bytes]:
    """The characters joined into parts whose frames stay below the card's receive buffer; at least one part.

    extra_bytes: of the area beyond its plain form (speech, extension). Raises ProtocolError if they leave no room.
    """
    overhead = _OVERHEAD_BYTES + 2 * extra_bytes
    if overhead + 2 * max(map(len, codes), default=0) > MAX_FRAME_BYTES:
        raise ProtocolError(f"{extra_bytes} bytes beside the text leave no room in a frame of {MAX_FRAME_BYTES} bytes")
    whole = b"".join(codes)
    if overhead + len(escape(whole)) <= MAX_FRAME_BYTES:
        return [whole]
    parts, wire_bytes = [bytearray()], overhead
    for code in codes:
        added = len(escape(code))
        if wire_bytes + added > MAX_FRAME_BYTES:
            parts.append(bytearray())
            wire_bytes = overhead
        parts[-1] += code
        wire_bytes += added
    return [bytes(part) for part in parts]
