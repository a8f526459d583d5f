"""Onbon (仰邦) BX-6 graphic cards: commands and answers. Areas: onbon_bx6_area; the envelope: onbon_bx6_frame.

    request   reply group cmd length(2) payload                      reply: 1 the card must answer
    answer    00 group cmd status(2) error(2) length(2) payload      A0 00 yes, A0 01 no; else its command | 80

    A2 00 ping · A2 01 reset · A2 0F status · A2 05 power (1 on, 0 off) · A2 02 clock, as on the text cards
    A2 07 brightness: mode (0 by hand, as the SDK sends it), 48 half hours of 0 … 15
    A2 0D screen lock (锁定屏幕): kept without power, locked
    A1 01 delete files: n(2), names of four characters; n = 0 deletes every program (the SDK's deletePrograms)
    A7 00 update areas · A7 01 delete areas: n, ids; n = FF deletes them all        (dynamic header)

A dynamic area lives in the card's RAM [the notes on the maker's README]. Nothing here was tried on a real card; how
a card is told not to answer is not published for this family, 2 as on the text cards is assumed.

Sources: as onbon_bx6_frame; error numbers from ErrorType in bx06.message-0.6.0.
Golden frames: tests/golden/display/onbon_bx6/.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from display.errors import ProtocolError
from display.protocols.onbon_bx6_area import Update, update_bytes, update_from
from display.protocols.onbon_bx6_frame import (
    MAX_BODY_BYTES,
    CommonHeader,
    DynamicHeader,
    Packet,
    decode_frame,
    encode_packet,
)
from display.protocols.onbon_codec import ERRORS as TEXT_CARD_ERRORS
from display.protocols.onbon_codec import MUST_REPLY, Clock, Ping, Power, Status, UnknownCommand
from display.protocols.onbon_frame import HOST_ADDRESS

ERRORS = TEXT_CARD_ERRORS | {
    0x11: "controller of another type",
    0x12: "screen parameter out of range",
    0x13: "controller id wrong",
    0x14: "password wrong",
    0x15: "old password wrong",
    0x16: "the card has no password",
    0x17: "the card has a password",
    0x18: "clock chip failed",
    0x19: "command parameter wrong",
    0x1A: "cascade line failed",
    0x1B: "no battle time area",
    0x1C: "no stop watch area",
    0x1D: "receiving module does not answer",
}
POWER_ON, POWER_OFF = 1, 0
HALF_HOURS = 48
MAX_LEVEL = 15
ALL_AREAS = 0xFF
DYNAMIC_GROUP = 0xA7


@dataclass(frozen=True)
class Reset:
    """A2 01: start the card anew (系统复位)."""


@dataclass(frozen=True)
class Brightness:
    """A2 07. levels: 48 bytes, one for each half hour from midnight."""

    mode: int
    levels: bytes


@dataclass(frozen=True)
class Lock:
    """A2 0D: hold the screen as it is (锁定屏幕). kept: also after the power was gone."""

    kept: int
    locked: int


@dataclass(frozen=True)
class DeleteFiles:
    """A1 01. names: of four bytes each; none deletes every program."""

    names: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class DeleteAreas:
    """A7 01. ids: None deletes them all."""

    ids: tuple[int, ...] | None


Command = Ping | Reset | Status | Power | Clock | Brightness | Lock | DeleteFiles | Update | DeleteAreas


@dataclass(frozen=True)
class Request:
    """One command on its way to a card."""

    command: Command
    header: CommonHeader | DynamicHeader
    to: int = 1
    reply: int = MUST_REPLY
    source: int = HOST_ADDRESS
    ends: int = 1


@dataclass(frozen=True)
class Answer:
    """A card's answer. group, code: A0 00 yes, A0 01 no, or the answered command's with the code's bit 80 set."""

    group: int = 0xA0
    code: int = 0
    error: int = 0
    status: int = 0
    payload: bytes = b""
    header: CommonHeader | DynamicHeader = CommonHeader()
    to: int = HOST_ADDRESS
    source: int = 1
    reserved: int = 0
    ends: int = 1

    @property
    def accepted(self) -> bool:
        return (self.group, self.code) != (0xA0, 0x01) and not self.error


def request(command: Command, to: int = 1) -> Request:
    """The command under the header that the SDK gives it."""
    return Request(command, DynamicHeader() if isinstance(command, Update | DeleteAreas) else CommonHeader(), to)


def encode(message: Request | Answer) -> bytes:
    """One frame. Raises ProtocolError if a value does not fit into its field."""
    try:
        body = _answer(message) if isinstance(message, Answer) else _request(message)
        return encode_packet(Packet(body, message.header, message.to, message.source, message.ends))
    except struct.error as err:
        raise ProtocolError(f"a value does not fit into its field: {err}") from err


def decode(frame: bytes) -> Request | Answer:
    """What one whole frame says. Raises ProtocolError."""
    return decode_packet(decode_frame(frame))


def decode_packet(packet: Packet) -> Request | Answer:
    """What a packet says. Raises ProtocolError."""
    body = packet.body
    if len(body) < 5:
        raise ProtocolError(f"a body of {len(body)} bytes, expected at least 5")
    first, group, code = body[:3]
    if group == 0xA0 or code & 0x80:
        return _answer_from(packet)
    (length,) = struct.unpack_from("<H", body, 3)
    payload = body[5:]
    if len(payload) != length:
        raise ProtocolError(f"{len(payload)} bytes of data, the command says {length}")
    return Request(_command(group, code, payload), packet.header, packet.to, first, packet.source, packet.ends)


# --- helpers ---


def _answer(answer: Answer) -> bytes:
    head = struct.pack(
        "<BBBHHH", answer.reserved, answer.group, answer.code, answer.status, answer.error, len(answer.payload)
    )
    return head + answer.payload


def _answer_from(packet: Packet) -> Answer:
    if len(packet.body) < 9:
        raise ProtocolError(f"an answer of {len(packet.body)} bytes, expected at least 9")
    reserved, group, code, status, error, length = struct.unpack_from("<BBBHHH", packet.body)
    payload = packet.body[9:]
    if group == 0xA0 and code not in (0, 1):
        raise ProtocolError(f"answer {group:02x} {code:02x}, expected a0 00 (yes) or a0 01 (no)")
    if len(payload) != length:
        raise ProtocolError(f"{len(payload)} bytes of data, the answer says {length}")
    return Answer(group, code, error, status, payload, packet.header, packet.to, packet.source, reserved, packet.ends)


def _request(message: Request) -> bytes:
    group, code, payload = _parts(message.command)
    if len(payload) > MAX_BODY_BYTES - 5:
        raise ProtocolError(f"{len(payload)} bytes of data, at most {MAX_BODY_BYTES - 5} fit into a command")
    return struct.pack("<BBBH", message.reply, group, code, len(payload)) + payload


def _parts(command: Command) -> tuple[int, int, bytes]:
    match command:
        case Ping():
            return 0xA2, 0x00, b""
        case Reset():
            return 0xA2, 0x01, b""
        case Status():
            return 0xA2, 0x0F, b""
        case Clock(bcd):
            return 0xA2, 0x02, bcd
        case Power(value):
            return 0xA2, 0x05, struct.pack("B", value)
        case Brightness(mode, levels):
            return 0xA2, 0x07, struct.pack("B", mode) + levels
        case Lock(kept, locked):
            return 0xA2, 0x0D, struct.pack("BB", kept, locked)
        case DeleteFiles(names):
            return 0xA1, 0x01, struct.pack("<H", len(names)) + b"".join(names)
        case DeleteAreas(ids):
            count = ALL_AREAS if ids is None else len(ids)
            return DYNAMIC_GROUP, 0x01, struct.pack("B", count) + b"".join(struct.pack("B", id_) for id_ in ids or ())
        case Update():
            return DYNAMIC_GROUP, 0x00, update_bytes(command)


def _command(group: int, code: int, payload: bytes) -> Command:
    match group, code:
        case 0xA2, 0x00 if not payload:
            return Ping()
        case 0xA2, 0x01 if not payload:
            return Reset()
        case 0xA2, 0x0F if not payload:
            return Status()
        case 0xA2, 0x02 if len(payload) == 8:
            return Clock(payload)
        case 0xA2, 0x05 if len(payload) == 1:
            return Power(payload[0])
        case 0xA2, 0x07 if len(payload) == 1 + HALF_HOURS:
            return Brightness(payload[0], payload[1:])
        case 0xA2, 0x0D if len(payload) == 2:
            return Lock(payload[0], payload[1])
        case 0xA1, 0x01 if len(payload) == 2 + 4 * int.from_bytes(payload[:2], "little"):
            return DeleteFiles(tuple(payload[at : at + 4] for at in range(2, len(payload), 4)))
        case 0xA7, 0x01 if payload == b"\xff":
            return DeleteAreas(None)
        case 0xA7, 0x01 if payload and payload[0] == len(payload) - 1 and payload[0] != ALL_AREAS:
            return DeleteAreas(tuple(payload[1:]))
        case 0xA7, 0x00:
            return update_from(payload)
    raise UnknownCommand(f"command {group:02x} {code:02x} with {len(payload)} bytes is not known here")
