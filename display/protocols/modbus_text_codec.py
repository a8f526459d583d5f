"""Modbus messages that a text board needs: writing registers, a coil, reading registers, and the answers.

    03 read registers     first(2) count(2)                        answer  bytes(1) value(2)×n
    05 write coil         coil(2) FF00 on | 0000 off               answer  the same again
    06 write register     register(2) value(2)                     answer  the same again
    10 write registers    first(2) count(2) bytes(1) value(2)×n    answer  first(2) count(2)
    80 + function         refusal: code(1)
    all numbers high byte first; registers count from 0; 1-123 registers to a write, 1-125 to a read

The answers to 05 and 06 are their requests again: from the bytes alone nobody can tell them apart, so they decode as
the request. Every other answer differs from its request by its length.

Source: MODBUS Application Protocol Specification V1.1b3, 6.3, 6.5, 6.6, 6.12, 7 (modbus.org).
Golden frames: tests/golden/display/modbus_text/.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from display.errors import ProtocolError
from display.protocols.modbus_text_frame import decode_frame, encode_frame

READ_REGISTERS, WRITE_COIL, WRITE_REGISTER, WRITE_REGISTERS = 0x03, 0x05, 0x06, 0x10
MAX_WRITTEN, MAX_READ = 123, 125
REFUSED = 0x80
ACKNOWLEDGED, BUSY = 5, 6
CODES = {
    1: "illegal function",
    2: "illegal data address",
    3: "illegal data value",
    4: "server device failure",
    ACKNOWLEDGED: "acknowledge",
    BUSY: "server device busy",
    8: "memory parity error",
    10: "gateway path unavailable",
    11: "gateway target device failed to respond",
}

_ON, _OFF = 0xFF00, 0x0000
_FIXED = 8  # bytes of a frame with two numbers


@dataclass(frozen=True)
class ReadRegisters:
    """03."""

    first: int
    count: int


@dataclass(frozen=True)
class WriteCoil:
    """05, and its answer."""

    coil: int
    on: bool


@dataclass(frozen=True)
class WriteRegister:
    """06, and its answer."""

    register: int
    value: int


@dataclass(frozen=True)
class WriteRegisters:
    """10 (hexadecimal)."""

    first: int
    values: tuple[int, ...]


@dataclass(frozen=True)
class Other:
    """Another function, question or answer, with its data as they are."""

    function: int
    data: bytes


@dataclass(frozen=True)
class Values:
    """The answer to 03."""

    values: tuple[int, ...]


@dataclass(frozen=True)
class Written:
    """The answer to 10."""

    first: int
    count: int


@dataclass(frozen=True)
class Refusal:
    """The exception answer to a function."""

    function: int
    code: int


Request = ReadRegisters | WriteCoil | WriteRegister | WriteRegisters
Answer = Values | Written | Refusal


def name_of(code: int) -> str:
    """The specification's name of an exception code."""
    return CODES.get(code, f"exception {code:02x}")


def code_of(name: str) -> int:
    """The exception code that ``name_of`` names so. Raises ProtocolError."""
    found = re.fullmatch(r"exception ([0-9a-f]{2})", name)
    code = next((code for code, known in CODES.items() if known == name), int(found[1], 16) if found else 0)
    if not code:
        raise ProtocolError(
            f"error {name!r}: expected `exception NN` in hexadecimal or one of {', '.join(CODES.values())}"
        )
    return code


def encode(message: Request | Answer | Other, address: int) -> bytes:
    """One frame. Raises ProtocolError if a value does not fit into its field."""
    try:
        return encode_frame(_pdu(message), address)
    except struct.error as err:
        raise ProtocolError(f"a value does not fit into its field: {err}") from err


def decode(frame: bytes) -> tuple[Request | Answer, int]:
    """The message in exactly one whole frame, and its address. Raises ProtocolError that says what is wrong."""
    message, address = decode_any(frame)
    if isinstance(message, Other):
        raise ProtocolError(f"function {message.function:02x}, a text board is spoken to with 03, 05, 06 and 10")
    return message, address


def decode_any(frame: bytes) -> tuple[Request | Answer | Other, int]:
    """As ``decode``, but a function that text boards do not have is no error."""
    address, pdu = decode_frame(frame)
    return _message(pdu), address


def request_bytes(begin: bytes) -> int | None:
    """How long a request is that begins so; see display.protocols.modbus_text_frame.SizeOf."""
    if len(begin) < 2:
        return None
    if begin[1] == WRITE_REGISTERS:
        return None if len(begin) < 7 else 9 + begin[6]
    return _FIXED if begin[1] in (READ_REGISTERS, WRITE_COIL, WRITE_REGISTER) else 0


def answer_bytes(begin: bytes) -> int | None:
    """How long an answer is that begins so."""
    if len(begin) < 2:
        return None
    if begin[1] == READ_REGISTERS:
        return None if len(begin) < 3 else 5 + begin[2]
    if begin[1] & REFUSED:
        return 5
    return _FIXED if begin[1] in (WRITE_COIL, WRITE_REGISTER, WRITE_REGISTERS) else 0


# --- helpers ---


def _pdu(message: Request | Answer | Other) -> bytes:
    match message:
        case ReadRegisters(first, count):
            _within(count, MAX_READ, "read")
            return struct.pack(">BHH", READ_REGISTERS, first, count)
        case WriteCoil(coil, on):
            return struct.pack(">BHH", WRITE_COIL, coil, _ON if on else _OFF)
        case WriteRegister(register, value):
            return struct.pack(">BHH", WRITE_REGISTER, register, value)
        case WriteRegisters(first, values):
            _within(len(values), MAX_WRITTEN, "written")
            return struct.pack(f">BHHB{len(values)}H", WRITE_REGISTERS, first, len(values), 2 * len(values), *values)
        case Values(values):
            _within(len(values), MAX_READ, "read")
            return struct.pack(f">BB{len(values)}H", READ_REGISTERS, 2 * len(values), *values)
        case Written(first, count):
            _within(count, MAX_WRITTEN, "written")
            return struct.pack(">BHH", WRITE_REGISTERS, first, count)
        case Refusal(function, code):
            return struct.pack(">BB", function | REFUSED, code)
        case Other(function, data):
            return bytes([function]) + data


def _message(pdu: bytes) -> Request | Answer | Other:
    function, data = pdu[0], pdu[1:]
    if function & REFUSED:
        if len(data) != 1 or function == REFUSED or not data[0]:
            raise ProtocolError(f"refusal {pdu.hex(' ')}, expected 81 to ff and one code from 01")
        return Refusal(function & ~REFUSED, data[0])
    if not function:
        raise ProtocolError("function 00, which Modbus does not have")
    if function == WRITE_REGISTERS:
        return _written(data)
    if function == READ_REGISTERS and len(data) != 4:
        return Values(_values(data, MAX_READ, "read"))
    if function not in (READ_REGISTERS, WRITE_COIL, WRITE_REGISTER):
        return Other(function, data)
    if len(data) != 4:
        raise ProtocolError(f"{len(data)} bytes of data, function {function:02x} has 4")
    where, number = struct.unpack(">HH", data)
    if function == READ_REGISTERS:
        _within(number, MAX_READ, "read")
        return ReadRegisters(where, number)
    if function == WRITE_REGISTER:
        return WriteRegister(where, number)
    if number not in (_ON, _OFF):
        raise ProtocolError(f"coil value {number:04x}, expected ff00 (on) or 0000 (off)")
    return WriteCoil(where, number == _ON)


def _written(data: bytes) -> WriteRegisters | Written:
    if len(data) < 4:
        raise ProtocolError(f"{len(data)} bytes of data, function 10 has at least 4")
    first, count = struct.unpack_from(">HH", data)
    _within(count, MAX_WRITTEN, "written")
    if len(data) == 4:
        return Written(first, count)
    values = _values(data[4:], MAX_WRITTEN, "written")
    if len(values) != count:
        raise ProtocolError(f"{len(values)} values, the frame says {count}")
    return WriteRegisters(first, values)


def _values(data: bytes, most: int, what: str) -> tuple[int, ...]:
    """A byte count and so many bytes of registers."""
    if not data or len(data) != 1 + data[0] or data[0] % 2:
        said = data[0] if data else "none"
        raise ProtocolError(f"{max(0, len(data) - 1)} bytes of registers, the byte count says {said}")
    _within(data[0] // 2, most, what)
    return struct.unpack(f">{data[0] // 2}H", data[1:])


def _within(count: int, most: int, what: str) -> None:
    if not 1 <= count <= most:
        raise ProtocolError(f"{count} registers, 1 to {most} are {what} in one frame")
