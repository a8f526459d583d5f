"""Modbus RTU frames of text boards as JSON objects and back.

    {"do": "text", "address": 1, "text": "公示", "charset": "gb18030",
     "native": {"first": 0, "count": 8, "function": 16, "byte_order": "high", "padding": "zero"}}
    {"do": "clear", "address": 1, "native": {"first": 0, "count": 123, "function": 16, "padding": "zero"}}
    {"do": "write", "address": 1, "native": {"first": 200, "values": [1, 50], "function": 16}}
    {"do": "power", "address": 1, "on": true, "native": {"coil": 0}}
    {"do": "status", "address": 1, "native": {"first": 0, "count": 1}}     "ping" is the same with nothing told
    {"do": "command", "address": 1, "native": {"function": 4, "data": "00000001"}}     any other, in hexadecimal

``first`` counts from 0; without ``count`` a text takes the registers that it needs. More than 123 registers go out in
several frames; function 6 takes a frame for each register. The bytes do not tell which map a sign has: ``decoded``
reads registers as GB18030, high byte first, and what is no text so as "write" with its numbers; one register under
function 6 always is a number. Answers: {"answer": "ack", "from", "first", "count"}, {"answer": "values", "from",
"values"}, {"answer": "nak", "from", "function", "error"}; ``frames`` takes them too. Unknown fields are refused by
name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec

from display.protocols.modbus_text_codec import (
    MAX_READ,
    MAX_WRITTEN,
    Answer,
    Other,
    ReadRegisters,
    Refusal,
    Request,
    Values,
    WriteCoil,
    WriteRegister,
    WriteRegisters,
    Written,
    code_of,
    decode_any,
    encode,
    name_of,
)
from display.protocols.modbus_text_frame import MAX_ADDRESS
from display.protocols.modbus_text_registers import (
    ByteOrder,
    Padding,
    RegisterCharset,
    codes_of,
    registers_of,
    text_of,
    writes,
)
from display.protocols.objects import FrameJsonError, read_answer, read_object

REGISTERS = 0x10000

Word = Annotated[int, msgspec.Meta(ge=0, le=0xFFFF)]
Count = Annotated[int, msgspec.Meta(ge=1, le=REGISTERS)]
Address = Annotated[int, msgspec.Meta(ge=0, le=MAX_ADDRESS)]
Function = Literal[6, 16]

_VERBS = ("text", "clear", "write", "power", "status", "ping", "command")
_NOT_THERE = {
    "brightness": 'its register is in the sign\'s manual; write it with {"do": "write"}',
    "clock": 'its registers are in the sign\'s manual; write them with {"do": "write"}',
    "delete": "registers cannot be deleted; clear fills them with zeros or spaces",
}


class _Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class TextNative(_Record, frozen=True, kw_only=True):
    """Where and how a text is laid out; see config.settings.RegisterSettings."""

    first: Word = 0
    count: Count | msgspec.UnsetType = msgspec.UNSET
    function: Function = 16
    byte_order: ByteOrder = "high"
    padding: Padding = "zero"


class ClearNative(_Record, frozen=True, kw_only=True):
    first: Word = 0
    count: Count = MAX_WRITTEN
    function: Function = 16
    padding: Padding = "zero"


class WriteNative(_Record, frozen=True, kw_only=True):
    first: Word
    values: Annotated[list[Word], msgspec.Meta(min_length=1, max_length=REGISTERS)]
    function: Function = 16


class PowerNative(_Record, frozen=True, kw_only=True):
    coil: Word


class ReadNative(_Record, frozen=True, kw_only=True):
    first: Word = 0
    count: Annotated[int, msgspec.Meta(ge=1, le=MAX_READ)] = 1


class _Do(_Record, frozen=True, kw_only=True, tag_field="do"):
    address: Address = 1


class DoText(_Do, frozen=True, kw_only=True, tag="text"):
    text: Annotated[str, msgspec.Meta(min_length=1)]
    charset: RegisterCharset = "gb18030"
    native: TextNative = TextNative()


class DoClear(_Do, frozen=True, kw_only=True, tag="clear"):
    native: ClearNative = ClearNative()


class DoWrite(_Do, frozen=True, kw_only=True, tag="write"):
    native: WriteNative


class DoPower(_Do, frozen=True, kw_only=True, tag="power"):
    on: bool
    native: PowerNative


class DoStatus(_Do, frozen=True, kw_only=True, tag="status"):
    native: ReadNative = ReadNative()


class DoPing(_Do, frozen=True, kw_only=True, tag="ping"):
    pass


class CommandNative(_Record, frozen=True, kw_only=True):
    function: Annotated[int, msgspec.Meta(ge=1, le=0x7F)]
    data: Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{2})*\Z")] = ""


class DoCommand(_Do, frozen=True, kw_only=True, tag="command"):
    native: CommandNative


Do = DoText | DoClear | DoWrite | DoPower | DoStatus | DoPing | DoCommand


class _Said(_Record, frozen=True, kw_only=True, tag_field="answer"):
    source: Address = msgspec.field(name="from", default=1)


class SaidWritten(_Said, frozen=True, kw_only=True, tag="ack"):
    first: Word
    count: Annotated[int, msgspec.Meta(ge=1, le=MAX_WRITTEN)]


class SaidValues(_Said, frozen=True, kw_only=True, tag="values"):
    values: Annotated[list[Word], msgspec.Meta(min_length=1, max_length=MAX_READ)]


class SaidNo(_Said, frozen=True, kw_only=True, tag="nak"):
    """error: the specification's name of the exception, or "exception NN" in hexadecimal."""

    function: Annotated[int, msgspec.Meta(ge=1, le=0x7F)]
    error: str


Said = SaidWritten | SaidValues | SaidNo


class ModbusTextJson:
    """See display.protocols.base.FrameJson."""

    def frames(self, line: bytes) -> list[bytes]:
        """One frame for an object, or several for more registers than a frame holds.

        Raises FrameJsonError, TextRefused or ProtocolError.
        """
        if said := read_answer(line, Said):
            return [encode(_answer(said), said.source)]
        wanted = _read(line)
        return [encode(request, wanted.address) for request in _requests(wanted)]

    def decoded(self, frame: bytes) -> dict[str, object]:
        """What a frame says; of a refusal, its name. Raises ProtocolError."""
        message, address = decode_any(frame)
        told = _said(message, address) if isinstance(message, Answer) else _wanted(message, address)
        found: dict[str, object] = msgspec.to_builtins(told)
        return found


def _read(line: bytes) -> Do:
    wanted: Do = read_object(line, Do, _VERBS, _NOT_THERE)
    return wanted


def _requests(wanted: Do) -> Sequence[Request | Other]:
    match wanted:
        case DoText(text=text, charset=charset, native=native):
            codes = codes_of(text, charset)
            count = native.count if isinstance(native.count, int) else None
            values = registers_of(codes, count, native.byte_order, native.padding)
            return [*writes(_checked(native.first, len(values)), values, native.function, codes)]
        case DoClear(native=native):
            values = registers_of((), native.count, padding=native.padding)
            return [*writes(_checked(native.first, len(values)), values, native.function)]
        case DoWrite(native=native):
            return [*writes(_checked(native.first, len(native.values)), native.values, native.function)]
        case DoPower(on=on, native=native):
            return [WriteCoil(native.coil, on)]
        case DoStatus(native=native):
            return [ReadRegisters(native.first, native.count)]
        case DoPing():
            return [ReadRegisters(0, 1)]
        case DoCommand(native=native):
            return [Other(native.function, bytes.fromhex(native.data))]


def _checked(first: int, count: int) -> int:
    """Only what must be cut into several frames can name a register that does not exist."""
    if count > MAX_WRITTEN and first + count > REGISTERS:
        raise FrameJsonError(f"first {first} with {count} registers - at `$.native`: the last register is 65535")
    return first


def _wanted(message: Request | Other, address: int) -> Do:
    match message:
        case Other(function, data):
            return DoCommand(address=address, native=CommandNative(function=function, data=data.hex()))
        case ReadRegisters(first, count):
            return DoStatus(address=address, native=ReadNative(first=first, count=count))
        case WriteCoil(coil, on):
            return DoPower(address=address, on=on, native=PowerNative(coil=coil))
        case WriteRegister(register, value):
            return DoWrite(address=address, native=WriteNative(first=register, values=[value], function=6))
        case WriteRegisters(first, values):
            text = text_of(values)
            if text is None:
                return DoWrite(address=address, native=WriteNative(first=first, values=list(values)))
            if not text:
                return DoClear(address=address, native=ClearNative(first=first, count=len(values)))
            needed = -(-len(text.encode("gb18030")) // 2)
            native = TextNative(first=first, count=len(values) if len(values) > needed else msgspec.UNSET)
            return DoText(address=address, text=text, native=native)


def _said(answer: Answer, address: int) -> Said:
    match answer:
        case Written(first, count):
            return SaidWritten(source=address, first=first, count=count)
        case Values(values):
            return SaidValues(source=address, values=list(values))
        case Refusal(function, code):
            return SaidNo(source=address, function=function, error=name_of(code))


def _answer(said: Said) -> Answer:
    match said:
        case SaidWritten(first=first, count=count):
            return Written(first, count)
        case SaidValues(values=values):
            return Values(tuple(values))
        case SaidNo(function=function, error=error):
            return Refusal(function, code_of(error))
