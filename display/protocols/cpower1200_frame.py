"""The envelope of Lumen (流明) C-Power 1200 cards: start, escapes, sum, end; and the same inside network packets.

    serial    A5 │ packet sum │ AE       the bytes between are escaped: A5 → AA 05   AE → AA 0E   AA → AA 0A
    network   id(4, big-endian) length(2) 00 00 │ packet sum         nothing is escaped, no start, no end

    packet    type 32 card code info │ length(2) po tp data          code 7B: windows, text, pictures
              type 32 card code info │ data                          other codes: clock, power, brightness …
    sum(2)    of every byte from the type to the last of the data, 16 bits

    type      68 to the card, E8 from it (from firmware 3.2 or older also 68)
    info      to the card: bit 0 asks for an answer; from it, with code 7B: the result (0 well, 1 sum, 2 sequence)
    po, tp    number of this packet and of the last one, from 0: a long command comes in several packets

Lengths and sums are little-endian. Card FF: every card obeys.

Sources: C-Power1200 external calls communication protocol V3.3, sections 1 to 2.2 (micolous/ledsign,
docs-official/cpower1200); the shape of the other codes: the maker's basic protocol of the later C-Power cards
(arturas88/led-controller-sdk, docs/BasicProtocol.md). Golden frames: tests/golden/display/cpower1200/.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from display.errors import ProtocolError

START, END = 0xA5, 0xAE
TO_CARD, FROM_CARD = 0x68, 0xE8
CARD_TYPE = 0x32
EXTERNAL_CALLS = 0x7B
ALL_CARDS = 0xFF
MAX_PART_BYTES = 512  # of data in one packet: the limit that the maker's basic protocol sets for a block of a file
MAX_PENDING_BYTES = 2 * 0xFFFF  # a serial "frame" that is longer without an end is noise

_HEAD = struct.Struct("<BBBBB")
_PARTS = struct.Struct("<HBB")
_NETWORK = struct.Struct(">I2s2s")
_MIN_BYTES = _HEAD.size + 2
_ESCAPE = {0xA5: b"\xaa\x05", 0xAE: b"\xaa\x0e", 0xAA: b"\xaa\x0a"}
_PLAIN = {0x05: 0xA5, 0x0E: 0xAE, 0x0A: 0xAA}


@dataclass(frozen=True)
class Packet:
    """What one frame carries. network: the card's 32-bit id code where it travels over a network, else None.

    number and last count from 0; codes other than 7B have neither, nor a length.
    """

    data: bytes
    card: int = 1
    code: int = EXTERNAL_CALLS
    info: int = 1
    number: int = 0
    last: int = 0
    kind: int = TO_CARD
    network: int | None = None


def encode_frame(packet: Packet) -> bytes:
    """The packet as one frame, ready for the wire. Raises ProtocolError for a value that does not fit its field."""
    if packet.number > packet.last:
        raise ProtocolError(f"packet {packet.number}, the last one is {packet.last}")
    try:
        head = _HEAD.pack(packet.kind, CARD_TYPE, packet.card, packet.code, packet.info)
        if packet.code == EXTERNAL_CALLS:
            head += _PARTS.pack(len(packet.data), packet.number, packet.last)
        body = head + packet.data
        body += struct.pack("<H", sum(body) & 0xFFFF)
        if packet.network is None:
            return bytes([START]) + escape(body) + bytes([END])
        return _NETWORK.pack(packet.network, struct.pack("<H", len(body)), bytes(2)) + body
    except struct.error as err:
        raise ProtocolError(f"a value does not fit into its field: {err}") from err


def decode_frame(frame: bytes) -> Packet:
    """The packet in exactly one whole frame, serial or network. Raises ProtocolError: what is wrong and where."""
    if frame and network_bytes(frame) == len(frame):
        return _packet(frame[_NETWORK.size :], int.from_bytes(frame[:4], "big"))
    if not frame or frame[0] != START:
        found = frame[:10].hex(" ") or "nothing"
        raise ProtocolError(f"begins with {found}, expected a5, or a network header: id, length, 00 00, 68 or e8, 32")
    if len(frame) < 2 or frame[-1] != END:
        raise ProtocolError("does not end with ae")
    return _packet(unescape(frame[1:-1]), None)


def parts(data: bytes) -> list[tuple[int, int, bytes]]:
    """Long data cut into packets: number, number of the last, bytes. Raises ProtocolError above 256 packets."""
    pieces = [data[at : at + MAX_PART_BYTES] for at in range(0, len(data), MAX_PART_BYTES)] or [b""]
    if len(pieces) > 256:
        raise ProtocolError(f"{len(data)} bytes of data, at most {256 * MAX_PART_BYTES} fit into 256 packets")
    return [(number, len(pieces) - 1, piece) for number, piece in enumerate(pieces)]


def next_frame(buffer: bytes) -> tuple[bytes | None, int]:
    """The first frame in a stream of bytes, not checked yet, and how many bytes are dealt with.

    (None, n): no whole frame yet; the first n bytes are noise. An A5 inside a serial frame is always the start of
    the next one. A network header is known by its zeros, packet type and card type.
    """
    position = 0
    while position < len(buffer):
        rest = buffer[position:]
        whole = network_bytes(rest)
        if whole:
            return (rest[:whole], position + whole) if len(rest) >= whole else (None, position)
        if rest[0] != START:
            if len(rest) < _NETWORK.size + 2 and START not in rest:
                return None, position  # perhaps the first bytes of a network header
            position += 1
            continue
        end, again = rest.find(END), rest.find(START, 1)
        if again > 0 and (end < 0 or again < end):
            position += again
        elif end < 0:
            return None, len(buffer) if len(rest) > MAX_PENDING_BYTES else position
        else:
            return rest[: end + 1], position + end + 1
    return None, position


def network_bytes(buffer: bytes) -> int:
    """How long the network frame is that begins here, its header included; 0 if none does."""
    if len(buffer) < _NETWORK.size + 2:
        return 0
    _, length, reserved = _NETWORK.unpack_from(buffer)
    body = int.from_bytes(length, "little")
    if reserved != bytes(2) or buffer[8] not in (TO_CARD, FROM_CARD) or buffer[9] != CARD_TYPE or body < _MIN_BYTES:
        return 0
    return _NETWORK.size + body


def escape(plain: bytes) -> bytes:
    """Replace the three reserved bytes."""
    return b"".join(_ESCAPE.get(byte) or bytes([byte]) for byte in plain)


def unescape(escaped: bytes) -> bytes:
    """Undo ``escape``. Raises ProtocolError at a start, an end or an escape that cannot stand there."""
    plain = bytearray()
    position = 0
    while position < len(escaped):
        byte = escaped[position]
        if byte in (START, END):
            raise ProtocolError(f"byte {position + 1}: {byte:02x} cannot stand inside a frame")
        if byte == 0xAA:
            position += 1
            follower = escaped[position] if position < len(escaped) else -1
            if follower not in _PLAIN:
                found = escaped[position - 1 : position + 1].hex(" ")
                raise ProtocolError(f"byte {position}: {found} is no escape, expected aa 05, aa 0e or aa 0a")
            byte = _PLAIN[follower]
        plain.append(byte)
        position += 1
    return bytes(plain)


def _packet(body: bytes, network: int | None) -> Packet:
    if len(body) < _MIN_BYTES:
        raise ProtocolError(f"a packet of {len(body)} bytes, expected at least {_MIN_BYTES}")
    found, expected = int.from_bytes(body[-2:], "little"), sum(body[:-2]) & 0xFFFF
    if found != expected:
        raise ProtocolError(f"sum {found:04x}, expected {expected:04x}")
    kind, card_type, card, code, info = _HEAD.unpack_from(body)
    if kind not in (TO_CARD, FROM_CARD) or card_type != CARD_TYPE:
        raise ProtocolError(f"packet type {kind:02x}, card type {card_type:02x}, expected 68 or e8, and 32")
    data = body[_HEAD.size : -2]
    if code != EXTERNAL_CALLS:
        return Packet(data, card, code, info, kind=kind, network=network)
    if len(data) < _PARTS.size:
        raise ProtocolError(f"{len(data)} bytes after the head, the length and packet numbers alone take 4")
    length, number, last = _PARTS.unpack_from(data)
    data = data[_PARTS.size :]
    if len(data) != length:
        raise ProtocolError(f"{len(data)} bytes of data, the length says {length}")
    if number > last:
        raise ProtocolError(f"packet {number}, the last one is {last}")
    return Packet(data, card, code, info, number, last, kind, network)
