"""C-Power 1200: variables (自定义变量), global zones that show them, and the stopwatch timers.

    0A set       options n length×n {number data(length)}×n            n bit 7: data may run into the next variable
    0B play      options programme(2) n length×n {number data}×n       as 0A, and one stored programme
    0C zones     options n sync 00 00 zone(16)×n                       n 0 takes all zones away
    0D push      options areas length number data(length)
    0E timer     timers action property value(4)

    zone 1       01 00 x y w h start end stay(2) font align            text of the variables start to end
    zone 2       02 00 x y w h start end stay(2) mode 00               the GIF files that they name
    zone 7       07 00 x y w h font format 00 00 00 00                 a stopwatch
    others       type mode x y w h, then six bytes that V3.3 does not explain

Source: C-Power1200 external calls communication protocol V3.3. In 0A and 0B the text calls the byte n "variable
number"; it is read as the number of variables, since a table of lengths and the variables' own numbers follow it.
options bit 0 writes the flash.
"""

from __future__ import annotations

import struct
from typing import Annotated, ClassVar, Literal, Self

import msgspec

from display.errors import ProtocolError
from display.protocols.cpower1200_codec import Byte, Message, Record, Word, take
from display.protocols.cpower1200_text import decode_data, encode_data

_BOX = ">BBHHHH"
_SPANS = 0x80


class Variable(Record, frozen=True, kw_only=True, omit_defaults=False):
    """number 1 to 100, 32 bytes each. text: GB2312 or GBK, escapes as in display.protocols.cpower1200_text."""

    number: Byte
    text: str


class SetVariables(Message, frozen=True, kw_only=True):
    """options bit 1: clear all variables before. spans: data longer than 32 bytes runs into the next variables."""

    cc: Literal[0x0A] = 0x0A
    options: Byte = 0
    spans: bool = False
    variables: tuple[Variable, ...] = ()

    def pack(self) -> bytes:
        return struct.pack(">BB", self.cc, self.options) + _packed(self.variables, self.spans)

    @classmethod
    def unpack(cls, data: bytes) -> tuple[Self, bytes]:
        (_, options), rest = take(">BB", data)
        variables, spans, rest = _unpacked(rest)
        return cls(options=options, spans=spans, variables=variables), rest


class PlayWithVariables(Message, frozen=True, kw_only=True):
    """options bit 0 saves the programme's number to flash, bit 1 the variables, bit 2 clears these before."""

    cc: Literal[0x0B] = 0x0B
    options: Byte = 0
    programme: Word
    spans: bool = False
    variables: tuple[Variable, ...] = ()

    def pack(self) -> bytes:
        return struct.pack(">BBH", self.cc, self.options, self.programme) + _packed(self.variables, self.spans)

    @classmethod
    def unpack(cls, data: bytes) -> tuple[Self, bytes]:
        (_, options, programme), rest = take(">BBH", data)
        variables, spans, rest = _unpacked(rest)
        return cls(options=options, programme=programme, spans=spans, variables=variables), rest


class _Zone(Record, frozen=True, kw_only=True, tag_field="type"):
    LAST: ClassVar[str]

    x: Word = 0
    y: Word = 0
    w: Word
    h: Word


class TextZone(_Zone, frozen=True, kw_only=True, tag=1):
    """font: bits 0-2 size, 3 inverted, 4 red, 5 green, 6 blue. stay: seconds for each variable."""

    LAST = ">BBHBB"
    start: Byte = 1
    end: Byte = 1
    stay: Word = 2
    font: Byte = 0x12
    align: Byte = 0


class PictureZone(_Zone, frozen=True, kw_only=True, tag=2):
    LAST = ">BBHBx"
    start: Byte = 1
    end: Byte = 1
    stay: Word = 2
    mode: Byte = 0


class TimerZone(_Zone, frozen=True, kw_only=True, tag=7):
    """format 0: minutes and seconds; 1: hundredths as well."""

    LAST = ">BB4x"
    font: Byte = 0x12
    format: Byte = 0


class OtherZone(_Zone, frozen=True, kw_only=True, tag=0):
    """A zone of another kind (6: the hint of another zone), its mode and six bytes as they are."""

    LAST = ">6B"
    kind: Byte = 6
    mode: Byte = 0
    properties: tuple[Byte, Byte, Byte, Byte, Byte, Byte] = (0, 0, 0, 0, 0, 0)


Zone = TextZone | PictureZone | TimerZone | OtherZone
_ZONES: dict[int, type[TextZone | PictureZone | TimerZone]] = {1: TextZone, 2: PictureZone, 7: TimerZone}


class Zones(Message, frozen=True, kw_only=True):
    """Global display zones; none: take them all away. sync bit 0: they change together."""

    cc: Literal[0x0C] = 0x0C
    options: Byte = 0
    sync: Byte = 0
    zones: tuple[Zone, ...] = ()

    def pack(self) -> bytes:
        head = struct.pack(">BBBBxx", self.cc, self.options, len(self.zones), self.sync)
        return head + b"".join(map(_packed_zone, self.zones))

    @classmethod
    def unpack(cls, data: bytes) -> tuple[Self, bytes]:
        (_, options, count, sync, reserved), rest = take(">BBBBH", data)
        if reserved:
            raise ProtocolError(f"reserved bytes {reserved:04x} before the zones, expected 0000")
        zones = []
        for _ in range(count):
            _, after = take("16B", rest)
            zones.append(_zone_from(rest[:16]))
            rest = after
        return cls(options=options, sync=sync, zones=tuple(zones)), rest


class PushVariable(Message, frozen=True, kw_only=True):
    """options bit 1: forward instead of back; bits 4-7: how many variables move on, less one. areas: how many move."""

    cc: Literal[0x0D] = 0x0D
    options: Byte = 0
    areas: Byte = 1
    variable: Variable

    def pack(self) -> bytes:
        data = encode_data(self.variable.text, "gbk")
        return bytes([self.cc, self.options, self.areas, len(data), self.variable.number]) + data

    @classmethod
    def unpack(cls, data: bytes) -> tuple[Self, bytes]:
        (_, options, areas, length, number), rest = take(">5B", data)
        if len(rest) < length:
            raise ProtocolError(f"variable {number}: {len(rest)} bytes of data, its length says {length}")
        variable = Variable(number=number, text=decode_data(rest[:length])[0])
        return cls(options=options, areas=areas, variable=variable), rest[length:]


class Timer(Message, frozen=True, kw_only=True):
    """timers: one bit each. action 1 set up, 2 reset, 3 start, 4 pause, 5 save (flash). value: milliseconds."""

    FORMAT = ">BBBBI"
    cc: Literal[0x0E] = 0x0E
    timers: Byte = 1
    action: Byte = 3
    property: Byte = 0
    value: Annotated[int, msgspec.Meta(ge=0, le=0xFFFFFFFF)] = 0


def _packed(variables: tuple[Variable, ...], spans: bool) -> bytes:
    if len(variables) >= _SPANS:
        raise ProtocolError(f"{len(variables)} variables, at most {_SPANS - 1} have a place")
    data = [encode_data(variable.text, "gbk") for variable in variables]
    values = [bytes([variable.number]) + datum for variable, datum in zip(variables, data, strict=True)]
    return bytes([len(data) | _SPANS * spans, *map(len, data)]) + b"".join(values)


def _unpacked(data: bytes) -> tuple[tuple[Variable, ...], bool, bytes]:
    (count,), rest = take(">B", data)
    lengths, rest = take(f">{count & ~_SPANS}B", rest)
    variables = []
    for length in lengths:
        (number,), rest = take(">B", rest)
        if len(rest) < length:
            raise ProtocolError(f"variable {number}: {len(rest)} bytes of data, its length says {length}")
        variables.append(Variable(number=number, text=decode_data(rest[:length])[0]))
        rest = rest[length:]
    return tuple(variables), bool(count & _SPANS), rest


def _packed_zone(zone: Zone) -> bytes:
    x, y, w, h, *rest = msgspec.structs.astuple(zone)
    if not isinstance(zone, OtherZone):
        kind = next(kind for kind, known in _ZONES.items() if isinstance(zone, known))
        return struct.pack(_BOX, kind, 0, x, y, w, h) + struct.pack(zone.LAST, *rest)
    if zone.kind in _ZONES:
        raise ProtocolError(f"zone of kind {zone.kind}: has fields of its own, with type {zone.kind}")
    return struct.pack(_BOX, zone.kind, zone.mode, x, y, w, h) + struct.pack(zone.LAST, *zone.properties)


def _zone_from(data: bytes) -> Zone:
    kind, mode, x, y, w, h = struct.unpack_from(_BOX, data)
    box = {"x": x, "y": y, "w": w, "h": h}
    last = data[struct.calcsize(_BOX) :]
    if kind not in _ZONES:
        a, b, c, d, e, f = last
        return OtherZone(kind=kind, mode=mode, properties=(a, b, c, d, e, f), **box)
    zone = _ZONES[kind]
    names = zone.__struct_fields__[len(box) :]
    found: Zone = zone(**box, **dict(zip(names, struct.unpack(zone.LAST, last), strict=True)))
    if _packed_zone(found) != data:
        raise ProtocolError(f"zone {data.hex(' ')}: its reserved bytes are not 00")
    return found
