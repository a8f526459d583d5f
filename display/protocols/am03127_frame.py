"""The envelope of AM03127 / AM03128 / AM004 signs (Amplus; sold as McCrypt, Conrad y5207, Maplin N00GA).

    <ID xx >  data  CS <E>        xx   the sign's ID, two hex digits, 01 … FF; 00 is every sign, none answers
     4  2  1   n    2   3         CS   XOR of the data bytes alone, two hex digits
    <ID><xx><E>                   give the sign that listens the ID xx; no checksum

    the sign answers              ACK    the checksum is right
                                  NACK   the checksum is wrong
                                  xx     the ID that it has now, after <ID><xx><E>
                                  nothing for another ID, for ID 00, or for a format that it does not know

Data is text, but for two commands: <Gpn> is followed by 64 bytes of dots and <Fsxy> by 8 bytes of a character,
any of which may be the bytes of "<E>". Their length is fixed, so the end of such a frame is counted, not sought.

An answer carries neither an address nor a checksum. NACK whose N was lost is ACK, so an answer counts only where
nothing unknown stands before it.

Source: Amplus "AM004-03128/03127 LED Display Board Communication", version 2.2 of 2005-08-13, chapter 4 (in
giomf/AM03127-Controller docs/am03127-h11.pdf). 9600 baud, 8N1. Nothing here was tried on a real sign.
Golden frames: tests/golden/display/am03127/.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from display.errors import ProtocolError

BROADCAST = 0x00
MAX_FRAME_BYTES = 1024  # ours: no source gives the sign's receive buffer; what is longer without an end is noise
GRAPHIC_BYTES = 64
CHARACTER_BYTES = 8

_ID = re.compile(rb"<ID([0-9A-F]{2}|[0-9a-f]{2})>")
_SET_ID = re.compile(rb"<ID><([0-9A-F]{2}|[0-9a-f]{2})><E>")
_TAIL = re.compile(rb"([0-9A-F]{2})<E>")
_BINARY = (
    (re.compile(rb"<G[A-Z][0-9]>"), GRAPHIC_BYTES),
    (re.compile(rb"<F[A-Z][0-9A-Fa-f]{2}>"), CHARACTER_BYTES),
)
_LONGEST_BINARY_HEAD = 6
_HEAD_BYTES = 6
_TAIL_BYTES = 5
_BEGIN, _END = b"<ID", b"<E>"
GARBLED = "garbled"
_NO_LETTER = "lower_case_id: the ID has no letter among its digits"


class ChecksumWrong(ProtocolError):
    """The frame is whole, and its checksum does not fit its data."""


@dataclass(frozen=True)
class Packet:
    """What a frame carries and to which ID. lower_case_id: the ID's hex digits are a … f, as some senders write."""

    data: bytes
    address: int
    lower_case_id: bool = False


@dataclass(frozen=True)
class NewId:
    """<ID><xx><E>: the sign that listens takes this ID (设置屏号)."""

    address: int
    lower_case_id: bool = False


def encode_frame(packet: Packet) -> bytes:
    """The packet as one frame. Raises ProtocolError for an ID or data that no frame can carry."""
    frame = b"<ID%b>%b%02X%b" % (_id_digits(packet.address, packet.lower_case_id), packet.data, xor(packet.data), _END)
    if decode_frame(frame) != packet:
        raise ProtocolError(_NO_LETTER)
    return frame


def encode_damaged(packet: Packet) -> bytes:
    """A frame whose checksum is wrong: the sign answers NACK and does nothing. Raises as ``encode_frame``."""
    frame = encode_frame(packet)
    return frame[:-_TAIL_BYTES] + b"%02X" % (xor(packet.data) ^ 0xFF) + _END


def encode_new_id(message: NewId) -> bytes:
    """The frame that gives an ID. Raises ProtocolError unless it is 1 … 255."""
    frame = b"<ID><%b><E>" % _id_digits(message.address, message.lower_case_id)
    if decode_frame(frame) != message:
        raise ProtocolError(_NO_LETTER)
    return frame


def decode_frame(frame: bytes) -> Packet | NewId:
    """What exactly one whole frame carries. Raises ChecksumWrong, or ProtocolError that says what is wrong, where."""
    new = _SET_ID.fullmatch(frame)
    if new:
        if int(new[1], 16) == BROADCAST:
            raise ProtocolError("ID 00 means every sign; a sign's own ID is 01 to FF")
        return NewId(int(new[1], 16), _is_lower(new[1]))
    head = _ID.match(frame)
    if not head:
        raise ProtocolError(f"begins with {_shown(frame[:_HEAD_BYTES])}, expected <ID and two hex digits and >")
    end = _end_of_data(frame, _HEAD_BYTES)
    if end is None:
        raise ProtocolError(f"{len(frame)} bytes without an end, expected two hex digits and <E> after the data")
    tail = _TAIL.match(frame, end)
    if not tail:
        found = _shown(frame[end : end + _TAIL_BYTES])
        raise ProtocolError(f"byte {end}: {found}, expected the checksum in two hex digits (0-9, A-F) and <E>")
    if tail.end() != len(frame):
        raise ProtocolError(f"byte {tail.end()}: {len(frame) - tail.end()} bytes after <E>, the end of the frame")
    data = frame[_HEAD_BYTES:end]
    if int(tail[1], 16) != xor(data):
        raise ChecksumWrong(f"checksum {tail[1].decode()}, expected {xor(data):02X}")
    return Packet(data, int(head[1], 16), _is_lower(head[1]))


def next_frame(buffer: bytes) -> tuple[bytes | None, int]:
    """The first frame in a stream, whole but perhaps damaged, and how many bytes are dealt with.

    (None, n): no whole frame yet; the first n bytes are noise. A frame that stops and begins anew is dropped.
    """
    begin = buffer.find(_BEGIN)
    while begin >= 0:
        size = _frame_bytes(buffer[begin:])
        if size is None:
            is_noise = len(buffer) - begin > MAX_FRAME_BYTES
            return None, len(buffer) if is_noise else begin
        again = buffer.find(_BEGIN, begin + len(_BEGIN), begin + size)
        if again < 0 or _binary_bytes(buffer, begin + _HEAD_BYTES):
            return buffer[begin : begin + size], begin + size
        begin = again
    return None, max(0, len(buffer) - len(_BEGIN) + 1)


def next_answer(buffer: bytes) -> tuple[str, int]:
    """The first of "ACK", "NACK" or ``GARBLED`` in a stream, or "" while there is none, and the bytes dealt with.

    Frames (an echo of our own on RS-485) are passed over. ``GARBLED``: an ACK behind bytes that are no answer.
    """
    position = 0
    while buffer[position : position + 1] == b"<":
        size = _frame_bytes(buffer[position:])
        if size is None:
            return "", position
        position += size
    rest = buffer[position:]
    for answer in (b"ACK", b"NACK"):
        if rest.startswith(answer):
            return answer.decode(), position + len(answer)
        if answer.startswith(rest):
            return "", position
    at = rest.find(b"ACK")
    if at < 0:
        return "", position  # what stands before an answer decides what it is worth, so nothing is dropped
    return GARBLED, position + at + len(b"ACK")


def xor(data: bytes) -> int:
    """All bytes exclusively or-ed."""
    result = 0
    for byte in data:
        result ^= byte
    return result


# --- helpers ---


def _frame_bytes(buffer: bytes) -> int | None:
    """How long the frame at the beginning is; None if it is not whole yet."""
    if buffer.startswith(b"<ID>"):
        end = buffer.find(_END)
        return end + len(_END) if end >= 0 else None
    if len(buffer) < _HEAD_BYTES:
        return None
    end_of_data = _end_of_data(buffer, _HEAD_BYTES)
    if end_of_data is None or _binary_bytes(buffer, _HEAD_BYTES):
        return None if end_of_data is None else end_of_data + _TAIL_BYTES
    return buffer.index(_END, _HEAD_BYTES) + len(_END)  # the checksum may be missing


def _end_of_data(buffer: bytes, begin: int) -> int | None:
    """Where the checksum stands; None if it has not come yet."""
    if len(buffer) < begin + _LONGEST_BINARY_HEAD and buffer[begin : begin + 2] in (b"", b"<", b"<G", b"<F"):
        return None
    length = _binary_bytes(buffer, begin)
    if length:
        return begin + length if len(buffer) >= begin + length + _TAIL_BYTES else None
    end = buffer.find(_END, begin)
    return max(begin, end - 2) if end >= 0 else None


def _binary_bytes(buffer: bytes, begin: int) -> int:
    """How long the data is if it is of the binary kind, else 0."""
    for pattern, count in _BINARY:
        head = pattern.match(buffer, begin)
        if head:
            return head.end() - begin + count
    return 0


def _id_digits(address: int, lower_case: bool) -> bytes:
    if not 0 <= address <= 0xFF:
        raise ProtocolError(f"ID {address}: a sign's ID is two hex digits, 0 (every sign) to 255")
    return (b"%02x" if lower_case else b"%02X") % address


def _is_lower(digits: bytes) -> bool:
    return digits != digits.upper()


def _shown(found: bytes) -> str:
    return repr(found.decode("ascii", "backslashreplace")) if found else "nothing"
