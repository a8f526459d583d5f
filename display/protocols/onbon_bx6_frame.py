"""The envelope of Onbon (仰邦) BX-6 graphic cards (图文卡): start, escapes, the two headers, checksums, end.

    A5×8 │ common header │ body │ 5A           A5×8 │ dynamic header │ body │ crc │ 5A

    common    to source version type device phy 00 sequence buffer encryption random secret length crc 00 xor
              2  2      1       1    2      1   1  2        2      1          1      6      2      2   1  1     28 bytes
    dynamic   to source F0 00 device 00×4 length                                                                16 bytes
              2  2      1  1  2      4    4                                        little-endian throughout

    common    crc is of the body; the last byte makes the XOR of all 28 bytes 0; nothing follows the body
    dynamic   crc is of header and body and follows them
    escapes, CRC-16/ARC    as on the text cards (onbon_frame)

version F0 marks the dynamic header; the maker's SDK writes 07 into the common one. buffer: bytes / 16. encryption:
96 none, 01 the maker's, 02 one's own (EncryptionType in the jar); how encrypted bodies look is not public, and they
are refused. random is a random byte. The SDK ends each frame with 5A 5A: how many there are is kept.

Sources: onbonlab/pub BX_05_06_SDK_20200210 (the maker): bx06.xml and bx06_dyn.xml in bx06.message-0.6.0, and the
bytes that this SDK sends to a listening program. Nothing here was tried on a real card.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from display.errors import ProtocolError
from display.protocols.onbon_frame import END, HOST_ADDRESS, START, crc16_arc, escape, next_body, unescape

DYNAMIC = 0xF0
ANY_DEVICE = 0xFFFE
NOT_ENCRYPTED = 0x96
BUFFER_BYTES = 0x190 * 16  # what the SDK announces for itself
MAX_BODY_BYTES = 0xFFFF
MAX_ENDS = 64  # ours: the SDK sends two

_COMMON = struct.Struct("<HHBBHBBHHBB6sHHBB")
_DYNAMIC = struct.Struct("<HHBBH4sI")


@dataclass(frozen=True)
class CommonHeader:
    """The header of everything but dynamic areas. phy: 0 RS-232, 1 TCP, 2 GPRS."""

    version: int = 7
    type: int = 0
    device: int = ANY_DEVICE
    phy: int = 0
    reserved1: int = 0
    sequence: int = 0
    buffer: int = BUFFER_BYTES // 16
    random: int = 0
    secret: bytes = bytes(6)
    reserved2: int = 0


@dataclass(frozen=True)
class DynamicHeader:
    """The header of commands to dynamic areas."""

    reserved1: int = 0
    device: int = ANY_DEVICE
    reserved2: bytes = bytes(4)


@dataclass(frozen=True)
class Packet:
    """What one frame carries. ends: how many 5A end it."""

    body: bytes
    header: CommonHeader | DynamicHeader = CommonHeader()
    to: int = 1
    source: int = HOST_ADDRESS
    ends: int = 1


def encode_packet(packet: Packet) -> bytes:
    """The packet as one frame. Raises ProtocolError, or struct.error if a value does not fit into its field."""
    header, body = packet.header, packet.body
    if isinstance(header, DynamicHeader):
        head = _DYNAMIC.pack(
            packet.to, packet.source, DYNAMIC, header.reserved1, header.device, header.reserved2, len(body)
        )
        plain = head + body
        plain += struct.pack("<H", crc16_arc(plain))
    else:
        if header.version == DYNAMIC:
            raise ProtocolError("version f0 marks the dynamic header, which has other fields")
        head = _COMMON.pack(
            packet.to,
            packet.source,
            header.version,
            header.type,
            header.device,
            header.phy,
            header.reserved1,
            header.sequence,
            header.buffer,
            NOT_ENCRYPTED,
            header.random,
            header.secret,
            len(body),
            crc16_arc(body),
            header.reserved2,
            0,
        )
        plain = head[:-1] + bytes([_xor(head)]) + body
    return START + escape(plain) + bytes([END]) * packet.ends


def decode_frame(frame: bytes) -> Packet:
    """The packet in exactly one whole frame, with as many 5A at its end as it has. Raises ProtocolError."""
    if not frame.startswith(START):
        raise ProtocolError(f"begins with {frame[:8].hex(' ') or 'nothing'}, expected eight times a5")
    inside = frame[len(START) :].rstrip(bytes([END]))
    ends = len(frame) - len(START) - len(inside)
    if not 1 <= ends <= MAX_ENDS:
        raise ProtocolError(f"ends with {ends} times 5a, expected 1 to {MAX_ENDS}")
    packet = decode_body(inside)
    return Packet(packet.body, packet.header, packet.to, packet.source, ends)


def decode_body(inside: bytes) -> Packet:
    """The packet between start and end, still escaped. Raises ProtocolError."""
    plain = unescape(inside)
    if len(plain) > 4 and plain[4] == DYNAMIC:
        return _dynamic(plain)
    if len(plain) < _COMMON.size:
        raise ProtocolError(f"{len(plain)} bytes between start and end, expected a header of {_COMMON.size}")
    if _xor(plain[: _COMMON.size]):
        raise ProtocolError(f"the header's last byte {plain[27]:02x}, expected {_xor(plain[:27]):02x}")
    (to, source, version, kind, device, phy, gap, sequence, buffer, encryption, random, secret) = _COMMON.unpack_from(
        plain
    )[:12]
    length, checksum, gap2, _ = _COMMON.unpack_from(plain)[12:]
    body = plain[_COMMON.size :]
    if encryption != NOT_ENCRYPTED:
        raise ProtocolError(f"encryption {encryption:02x}, expected 96: how encrypted bodies look is not public")
    if len(body) != length:
        raise ProtocolError(f"a body of {len(body)} bytes, the header says {length}")
    if crc16_arc(body) != checksum:
        raise ProtocolError(f"checksum {checksum:04x}, expected {crc16_arc(body):04x}")
    return Packet(
        body, CommonHeader(version, kind, device, phy, gap, sequence, buffer, random, secret, gap2), to, source
    )


def next_frame_body(buffer: bytes) -> tuple[bytes | None, int]:
    """As onbon_frame.next_body, for a card whose buffer is larger."""
    return next_body(buffer, 4 * BUFFER_BYTES)


# --- helpers ---


def _dynamic(plain: bytes) -> Packet:
    if len(plain) < _DYNAMIC.size + 2:
        raise ProtocolError(f"{len(plain)} bytes between start and end, expected at least {_DYNAMIC.size + 2}")
    to, source, _, gap, device, gap2, length = _DYNAMIC.unpack_from(plain)
    body = plain[_DYNAMIC.size : -2]
    if len(body) != length:
        raise ProtocolError(f"a body of {len(body)} bytes, the header says {length}")
    found, expected = int.from_bytes(plain[-2:], "little"), crc16_arc(plain[:-2])
    if found != expected:
        raise ProtocolError(f"checksum {found:04x}, expected {expected:04x}")
    return Packet(body, DynamicHeader(gap, device, gap2), to, source)


def _xor(data: bytes) -> int:
    found = 0
    for byte in data:
        found ^= byte
    return found
