"""The envelope of the Alpha (BetaBrite) protocol: wake-up, addressees, packets, checksum, and 7E1 on an 8N1 port.

    00×5 │ SOH type addr addr {, type addr addr} │ { STX command data [ETX sum sum sum sum] }… │ EOT
      5     1    1    2                             1     1      n     1        4                 1    bytes

    SOH 01 · STX 02 · ETX 03 · EOT 04
    type       Z all signs · 0 an answer · ^ BetaBrite · 1 one line, 2 two lines … · ? any
    address    two hexadecimal digits, 00 all; ? stands for any digit
    sum        the 16-bit sum of STX … ETX, both included, as four digits, the highest first; "AAHELLO" gives 01FB
    nesting    several packets in one transmission; the sign needs 100 ms after each STX

A sign drops a packet without a word when the sum is wrong, and begins anew after one second of silence. Some
senders put ETX between nested packets and no sum behind it; that is kept. The older signs take 7E1 only: the same
bytes with the highest bit as even parity, which a port set to 8N1 can send (SOH is then 81), so both forms are
told apart by their first byte that is not 00. The printable forms of the protocol, for pagers, are not known here.

Sources: Adaptive Micro Systems, Alpha Sign Communications Protocol, 9708-8061 rev. F, pages 9-11 and 60, as quoted
in KR8MER/eas-station (conformance audit) and in lancereinsmith/alphasignpy docs/protocol-reference.md; the gap of
one second: wls.wwco.com/ledsigns/alpha/protocol.html. Golden frames: tests/golden/display/alpha/.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from display.errors import ProtocolError

NUL, SOH, STX, ETX, EOT = b"\x00\x01\x02\x03\x04"
ACK, NAK = 0x06, 0x15  # a sign's short answers, each followed by its serial error register
WAKE_UP_BYTES = 5
ANSWER_TYPE = "0"  # the type code with which a sign answers its host
PAUSE_AFTER_STX_S = 0.1  # manual, nested packets; the same after the width of a picture
GAP_S = 1.0  # silence after which a sign drops what it has
MAX_TRANSMISSION_BYTES = 1_000_000

Sum = Literal["upper", "lower", "none", "etx only"]
_HEADER = re.compile(rb"[\x21-\x2B\x2D-\x7E][0-9A-Fa-f?]{2}")
# In eight bits 81 is a letter, so what began with 01 may hold it: each form is sought for itself.
_WHOLE = (re.compile(rb"\x01[^\x01\x04]*\x04"), re.compile(rb"\x81[^\x81\x84]*\x84"))
_BEGUN = (re.compile(rb"\x01[^\x01\x04]*\Z"), re.compile(rb"\x81[^\x81\x84]*\Z"))
_NOT_IN_DATA = (NUL, SOH, STX, ETX, EOT)


@dataclass(frozen=True)
class Addressee:
    """type: one printable character, not a comma. address: two hexadecimal digits or question marks."""

    type: str = "Z"
    address: str = "00"


@dataclass(frozen=True)
class Packet:
    """One command. sum: how the packet ends: four digits, none and no ETX, or an ETX alone."""

    command: str
    data: bytes
    sum: Sum = "upper"


@dataclass(frozen=True)
class Transmission:
    """Everything from the wake-up to EOT. even_parity: 7E1, each byte's highest bit its parity."""

    packets: tuple[Packet, ...]
    to: tuple[Addressee, ...] = (Addressee(),)
    wake_up_bytes: int = WAKE_UP_BYTES
    even_parity: bool = False

    @property
    def is_answer(self) -> bool:
        return self.to[0].type == ANSWER_TYPE


def encode_transmission(transmission: Transmission) -> bytes:
    """The bytes for the wire. Raises ProtocolError for a value that the format cannot carry."""
    return b"".join(pieces(transmission))


def pieces(transmission: Transmission, breaks: Sequence[int] = ()) -> list[bytes]:
    """The same bytes, cut where the sign needs 100 ms.

    A transmission of several packets is cut after each STX; breaks: for packet n, cut also after so many bytes of
    its data (0: not at all).
    """
    header = ",".join(one.type + one.address for one in transmission.to).encode("latin-1", "replace")
    for one in transmission.to:
        if not _HEADER.fullmatch((one.type + one.address).encode("latin-1", "replace")):
            raise ProtocolError(
                f"type {one.type!r}, address {one.address!r}: expected one printable character and two of 0-9 A-F ?"
            )
    if not transmission.packets or not transmission.to:
        raise ProtocolError("a transmission has at least one packet and one addressee")
    parts = [bytes(transmission.wake_up_bytes) + bytes([SOH]) + header]
    for number, packet in enumerate(transmission.packets):
        body = _packet_bytes(packet)
        cuts = [1] if len(transmission.packets) > 1 else []
        if number < len(breaks) and breaks[number]:
            cuts.append(2 + breaks[number])
        for begin, end in zip([0, *cuts], [*cuts, len(body)], strict=True):
            if begin == 0:
                parts[-1] += body[:end]
            else:
                parts.append(body[begin:end])
    parts[-1] += bytes([EOT])
    return [with_even_parity(part) for part in parts] if transmission.even_parity else parts


def decode_transmission(frame: bytes) -> Transmission:
    """What one whole transmission says. Raises ProtocolError with the place of what is wrong."""
    if len(frame) > MAX_TRANSMISSION_BYTES:
        raise ProtocolError(f"{len(frame)} bytes, at most {MAX_TRANSMISSION_BYTES} are read")
    wake_up = len(frame) - len(frame.lstrip(b"\x00"))
    even_parity = frame[wake_up : wake_up + 1] == b"\x81"
    if even_parity:
        frame = without_parity(frame)
    if frame[wake_up : wake_up + 1] != bytes([SOH]):
        found = frame[wake_up : wake_up + 1].hex() or "nothing"
        raise ProtocolError(f"byte {wake_up}: {found}, expected SOH 01 after the wake-up of 00 bytes")
    begin = frame.find(STX, wake_up)
    if begin < 0:
        raise ProtocolError("no STX 02 after the addressees")
    to = _addressees(frame[wake_up + 1 : begin], wake_up + 1)
    packets = []
    while True:
        packet, begin = _packet_at(frame, begin)
        packets.append(packet)
        if frame[begin] == EOT:
            break
    if begin != len(frame) - 1:
        raise ProtocolError(f"{len(frame) - 1 - begin} bytes after EOT")
    return Transmission(tuple(packets), to, wake_up, even_parity)


def checksum(packet: bytes) -> int:
    """The 16-bit sum of these bytes, STX and ETX among them."""
    return sum(packet) & 0xFFFF


def with_even_parity(data: bytes) -> bytes:
    """Seven-bit bytes as a 7E1 line carries them. Raises ProtocolError at a byte above 7F."""
    for position, byte in enumerate(data):
        if byte > 0x7F:
            raise ProtocolError(f"byte {position}: {byte:02x} has eight bits, a 7E1 line carries seven")
    return bytes(byte | (byte.bit_count() & 1) << 7 for byte in data)


def without_parity(data: bytes) -> bytes:
    """Undo ``with_even_parity``. Raises ProtocolError at a byte whose parity is odd."""
    for position, byte in enumerate(data):
        if byte.bit_count() & 1:
            raise ProtocolError(f"byte {position}: {byte:02x} has odd parity on a 7E1 line")
    return bytes(byte & 0x7F for byte in data)


def next_transmission(buffer: bytes) -> tuple[bytes | None, int]:
    """The first whole transmission in a stream of bytes, and how many bytes are dealt with.

    (None, n): none is whole yet; the first n bytes are noise. A new SOH ends a transmission that had no EOT.
    """
    whole = [found for form in _WHOLE if (found := form.search(buffer))]
    if whole:
        first = min(whole, key=re.Match.end)
        return first.group(), first.end()
    begin = min((found.start() for form in _BEGUN if (found := form.search(buffer))), default=len(buffer))
    return None, len(buffer) if len(buffer) - begin > MAX_TRANSMISSION_BYTES else begin


# --- helpers ---


def _packet_bytes(packet: Packet) -> bytes:
    if len(packet.command) != 1 or not "A" <= packet.command <= "Z":
        raise ProtocolError(f"command {packet.command!r}, expected one letter A-Z")
    for position, byte in enumerate(packet.data):
        if byte in _NOT_IN_DATA:
            raise ProtocolError(f"data byte {position}: {byte:02x} belongs to the frame and cannot stand in a packet")
    plain = bytes([STX]) + packet.command.encode() + packet.data
    if packet.sum == "none":
        return plain
    plain += bytes([ETX])
    if packet.sum == "etx only":
        return plain
    digits = f"{checksum(plain):04X}"
    return plain + (digits if packet.sum == "upper" else digits.lower()).encode()


def _packet_at(frame: bytes, begin: int) -> tuple[Packet, int]:
    """The packet whose STX stands at ``begin``, and the place of what follows it: STX or EOT."""
    end = begin + 1
    while end < len(frame) and frame[end] not in _NOT_IN_DATA:
        end += 1
    if end == len(frame):
        raise ProtocolError(f"{end} bytes without EOT 04 at the end")
    body = frame[begin + 1 : end]
    if not body or not 0x41 <= body[0] <= 0x5A:
        raise ProtocolError(f"byte {begin + 1}: {body[:1].hex() or 'no'} command, expected a letter A-Z")
    command, data = chr(body[0]), body[1:]
    if frame[end] in (STX, EOT):
        return Packet(command, data, "none"), end
    if frame[end] != ETX:
        raise ProtocolError(f"byte {end}: {frame[end]:02x} cannot stand inside a packet")
    if frame[end + 1 : end + 2] in (bytes([STX]), bytes([EOT])):
        return Packet(command, data, "etx only"), end + 1
    digits = frame[end + 1 : end + 5]
    expected = f"{checksum(frame[begin : end + 1]):04X}".encode()
    if digits not in (expected, expected.lower()):
        raise ProtocolError(f"checksum {digits.decode('latin-1')!r}, expected {expected.decode()!r}")
    after = end + 5
    if frame[after : after + 1] not in (bytes([STX]), bytes([EOT])):
        raise ProtocolError(f"byte {after}: expected STX 02 or EOT 04 after the checksum")
    return Packet(command, data, "upper" if digits == expected else "lower"), after


def _addressees(header: bytes, place: int) -> tuple[Addressee, ...]:
    found = []
    for one in header.split(b","):
        if not _HEADER.fullmatch(one):
            raise ProtocolError(
                f"byte {place}: addressee {one.decode('latin-1')!r}, expected a type and two of 0-9 A-F ?, as in Z00"
            )
        found.append(Addressee(chr(one[0]), one[1:].decode()))
        place += len(one) + 1
    return tuple(found)
