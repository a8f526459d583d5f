"""C-Power 1200: the commands of code 7B, and the few other codes that a notice board needs.

    01 windows   n {x y w h}×n                                          the n windows replace those before
    02 text      window effect align speed stay(2) characters           three bytes each, then 00 00 00
    03 picture   window mode speed stay(2) format x y data              1 GIF, 2 and 3 names, 4 simple picture
    04 static    window 01 align x y w h font r g b string 00
    05 clock     window stay(2) calendar format content font r g b string 00
    06 exit      back to the stored programmes
    07 save      00 save | 01 clear the flash, 00 00                    the only one that always writes flash
    08, 09 play  options n(1 | 2) programme(1 | 2)×n                    options bit 0 saves to flash
    0A … 0E      variables, zones and timers: display.protocols.cpower1200_variables
    12 pure      window effect align speed stay(2) font r g b string 00
    other codes  2D restart · 2E version · 45 hours · 46 brightness · 47 clock · 76 power: 00 sets, 01 asks

Numbers of 7B are big-endian, x y w h two bytes each. Colours of 02: bit 0 red, 1 green, 2 blue. What 01 to 0E
mean is the maker's V3.3. 12 and the other codes are in the maker's later documents for the family only; of them
the clock (47) has been seen on a C-Power 1200 (micolous/ledsign, "docs clock cpower1200.txt": eight bytes, the last
0). The terminator of 02 is in no edition of the document, but in what the cards' users send. How fast a speed is in
dots a second, what the card does with a text longer than its window, what stay means where it scrolls, and whether
a text ends after its stay are not said anywhere. Nothing here was tried on a real card.

A message is a msgspec structure: its fields stand on the wire in their order and in JSON under the same names.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, Self

import msgspec

from display.errors import ProtocolError

Byte = Annotated[int, msgspec.Meta(ge=0, le=0xFF)]
Word = Annotated[int, msgspec.Meta(ge=0, le=0xFFFF)]
RED, GREEN = 1, 2
DRAW, SCROLL_UP, SCROLL_LEFT = 0x00, 0x0A, 0x0B
SIZES_PX = {0: 8, 2: 16, 3: 24, 4: 32}  # of the characters of 02; the other commands also know 1 as 12 px
GIF, GIF_NAME, PACKAGE_NAME, SIMPLE_PICTURE = 1, 2, 3, 4
ANSWERS = {0: "no error", 1: "checksum wrong", 2: "packet out of order"}


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Values of the wire that are JSON as well."""


class Message(Record, frozen=True, kw_only=True):
    """One command. Its fields are packed as FORMAT says; what follows them is the tail (a text, a GIF file)."""

    FORMAT: ClassVar[str]

    def pack(self) -> bytes:
        return struct.pack(self.FORMAT, *msgspec.structs.astuple(self))

    @classmethod
    def unpack(cls, data: bytes) -> tuple[Self, bytes]:
        """The message and its tail. Raises ProtocolError."""
        values, tail = take(cls.FORMAT, data)
        return cls(**dict(zip(cls.__struct_fields__, values, strict=True))), tail


@dataclass(frozen=True)
class Command:
    """A message with its tail."""

    message: Message
    tail: bytes = b""

    def pack(self) -> bytes:
        """The data of the command, before it is cut into packets. Raises ProtocolError."""
        try:
            return self.message.pack() + self.tail
        except (struct.error, ValueError) as err:
            raise ProtocolError(f"a value does not fit into its field: {err}") from err


class Rectangle(Record, frozen=True, kw_only=True, omit_defaults=False):
    """Pixels from the screen's top left corner."""

    x: Word = 0
    y: Word = 0
    w: Word
    h: Word


class Windows(Message, frozen=True, kw_only=True):
    cc: Literal[0x01] = 0x01
    windows: tuple[Rectangle, ...]

    def pack(self) -> bytes:
        packed = [struct.pack(">HHHH", *msgspec.structs.astuple(window)) for window in self.windows]
        return bytes([self.cc, len(packed)]) + b"".join(packed)

    @classmethod
    def unpack(cls, data: bytes) -> tuple[Self, bytes]:
        (_, count), rest = take(">BB", data)
        windows = []
        for _ in range(count):
            (x, y, w, h), rest = take(">HHHH", rest)
            windows.append(Rectangle(x=x, y=y, w=w, h=h))
        return cls(windows=tuple(windows)), rest


class Text(Message, frozen=True, kw_only=True):
    """speed 1 (fastest) to 100; stay in seconds; align 0 left, 1 centre, 2 right."""

    FORMAT = ">BBBBBH"
    cc: Literal[0x02] = 0x02
    window: Byte = 0
    effect: Byte = DRAW
    align: Byte = 0
    speed: Byte = 30
    stay: Word = 2


class Picture(Message, frozen=True, kw_only=True):
    FORMAT = ">BBBBHBHH"
    cc: Literal[0x03] = 0x03
    window: Byte = 0
    mode: Byte = 0
    speed: Byte = 1
    stay: Word = 2
    format: Annotated[int, msgspec.Meta(ge=GIF, le=SIMPLE_PICTURE)] = SIMPLE_PICTURE
    x: Word = 0
    y: Word = 0


class StaticText(Message, frozen=True, kw_only=True):
    FORMAT = ">BBBBHHHHBBBB"
    cc: Literal[0x04] = 0x04
    window: Byte = 0
    type: Byte = 1
    align: Byte = 0
    x: Word = 0
    y: Word = 0
    w: Word = 64
    h: Word = 16
    font: Byte = 2
    r: Byte = 255
    g: Byte = 0
    b: Byte = 0


class ClockWindow(Message, frozen=True, kw_only=True):
    """format: bit 0 24 hours, 1 two digits of the year, 2 several lines. content: year, month … pointer from bit 0."""

    FORMAT = ">BBHBBBBBBB"
    cc: Literal[0x05] = 0x05
    window: Byte = 0
    stay: Word = 2
    calendar: Byte = 0
    format: Byte = 1
    content: Byte = 0b0011_1111
    font: Byte = 2
    r: Byte = 255
    g: Byte = 0
    b: Byte = 0


class Exit(Message, frozen=True, kw_only=True):
    FORMAT = ">B"
    cc: Literal[0x06] = 0x06


class Save(Message, frozen=True, kw_only=True):
    """action 0: what the windows show goes into the flash; 1: the flash is cleared."""

    FORMAT = ">BBH"
    cc: Literal[0x07] = 0x07
    action: Byte = 0
    reserved: Word = 0


class _Play(Message, frozen=True, kw_only=True):
    COUNT: ClassVar[str]
    ITEM: ClassVar[str]

    def pack(self) -> bytes:
        cc, options, programmes = msgspec.structs.astuple(self)
        head = struct.pack(f">BB{self.COUNT}", cc, options, len(programmes))
        return head + struct.pack(f">{len(programmes)}{self.ITEM}", *programmes)

    @classmethod
    def unpack(cls, data: bytes) -> tuple[Self, bytes]:
        (_, options, count), rest = take(f">BB{cls.COUNT}", data)
        programmes, rest = take(f">{count}{cls.ITEM}", rest)
        values: dict[str, Any] = {"options": options, "programmes": programmes}
        return cls(**values), rest


class PlaySmall(_Play, frozen=True, kw_only=True):
    """Stored programmes by one-byte numbers; none: stop playing a selection."""

    COUNT, ITEM = "B", "B"
    cc: Literal[0x08] = 0x08
    options: Byte = 0
    programmes: tuple[Byte, ...] = ()


class PlayLarge(_Play, frozen=True, kw_only=True):
    """Stored programmes by two-byte numbers."""

    COUNT, ITEM = "H", "H"
    cc: Literal[0x09] = 0x09
    options: Byte = 0
    programmes: tuple[Word, ...] = ()


class PureText(Message, frozen=True, kw_only=True):
    """As Text, with one font and colour for the whole string; align bits 2-3: 0 top, 1 middle, 2 bottom."""

    FORMAT = ">BBBBBHBBBB"
    cc: Literal[0x12] = 0x12
    window: Byte = 0
    effect: Byte = DRAW
    align: Byte = 0
    speed: Byte = 30
    stay: Word = 2
    font: Byte = 2
    r: Byte = 255
    g: Byte = 0
    b: Byte = 0


def told(record: Record) -> dict[str, object]:
    """A record as JSON values, without those that are as usual."""
    usual = {field.name: field.default for field in msgspec.structs.fields(record)}
    values: dict[str, object] = msgspec.json.decode(msgspec.json.encode(record))
    return {name: value for name, value in values.items() if getattr(record, name) != usual[name]}


def take(form: str, data: bytes) -> tuple[tuple[int, ...], bytes]:
    """The values of a struct format at the beginning of data, and the rest. Raises ProtocolError."""
    size = struct.calcsize(form)
    if len(data) < size:
        raise ProtocolError(f"{len(data)} bytes of a command, expected at least {size} more")
    return struct.unpack_from(form, data), data[size:]
