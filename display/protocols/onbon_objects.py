"""The JSON objects of Onbon (仰邦) text cards: their fields, what each may hold, and what it is when left out.

``native`` holds the numbers of the wire under the maker's names; a value that our own driver would never send is
allowed here. UNSET stands for "as usual"; an object from ``decoded`` tells the eight common ones always and the
others where they differ.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, UnsetType

from display.board import Charset

Nibble = Annotated[int, msgspec.Meta(ge=0, le=0xF)]
Byte = Annotated[int, msgspec.Meta(ge=0, le=0xFF)]
Word = Annotated[int, msgspec.Meta(ge=0, le=0xFFFF)]
Across = Annotated[int, msgspec.Meta(ge=0, le=0x7FFF * 8)]
Unchecked = Annotated[int, msgspec.Meta(ge=0xFFFF, le=0xFFFF)]
Hex = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{2})*\Z")]
Digits = Annotated[
    str, msgspec.Meta(pattern=r"^[0-9a-f]{4}-[0-9a-f]{2}-[0-9a-f]{2}T[0-9a-f]{2}:[0-9a-f]{2}:[0-9a-f]{2}\Z")
]


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Rectangle(Record, frozen=True, kw_only=True):
    """Pixels from the screen's top left corner; the usual one is a screen of 64 × 16 dots."""

    id: Byte = 0
    x: Across = 0
    y: Word = 0
    w: Across = 64
    h: Word = 16


class AreaName(Record, frozen=True, kw_only=True, omit_defaults=True):
    """The area that "delete" takes away: only the id travels, the rest may be given and is not sent."""

    id: Byte
    x: Across = 0
    y: Word = 0
    w: Across = 0
    h: Word = 0


class Speech(Record, frozen=True, kw_only=True):
    """Mode 1 speaks the area's text, mode 2 this text; other modes carry nothing but their number."""

    mode: Annotated[int, msgspec.Meta(ge=1, le=0xFF)]
    person: Nibble | UnsetType = UNSET
    repeat: Nibble | UnsetType = UNSET
    volume: Byte | UnsetType = UNSET
    speed: Byte | UnsetType = UNSET
    text: str | UnsetType = UNSET


class AreaNative(Record, frozen=True, kw_only=True):
    """The numbers of one area. x_pixels, w_pixels: the bit 8000 of x and w. extension: the extension's bytes."""

    mode: Byte | UnsetType = UNSET
    speed: Byte | UnsetType = UNSET
    hold: Byte | UnsetType = UNSET
    run_mode: Byte | UnsetType = UNSET
    timeout: Word | UnsetType = UNSET
    single_line: Byte | UnsetType = UNSET
    new_line: Byte | UnsetType = UNSET
    align: Byte | UnsetType = UNSET
    line_space: Byte | UnsetType = UNSET
    exit_mode: Byte | UnsetType = UNSET
    x_pixels: bool | UnsetType = UNSET
    w_pixels: bool | UnsetType = UNSET
    sound: Speech | UnsetType = UNSET
    extension: Annotated[tuple[Byte, ...], msgspec.Meta(max_length=255)] | UnsetType = UNSET


class TextNative(AreaNative, frozen=True, kw_only=True):
    """Of a whole frame. one_frame: even where it outgrows the card's buffer (otherwise a long text is split)."""

    process_mode: Byte | UnsetType = UNSET
    r1: Byte | UnsetType = UNSET
    one_frame: bool | UnsetType = UNSET


class DeleteNative(Record, frozen=True, kw_only=True):
    process_mode: Byte | UnsetType = UNSET
    r1: Byte | UnsetType = UNSET


class Reserved(Record, frozen=True, kw_only=True):
    """The two reserved bytes of a command or an answer."""

    r0: Byte | UnsetType = UNSET
    r1: Byte | UnsetType = UNSET


class PowerNative(Reserved, frozen=True, kw_only=True):
    """value: instead of "on", where it is neither 1 nor 2."""

    value: Byte | UnsetType = UNSET


class ClockNative(Reserved, frozen=True, kw_only=True):
    """weekday: where it is not the date's own. bcd: instead of "time", digits that are no date, year first."""

    weekday: Byte | UnsetType = UNSET
    bcd: Digits | UnsetType = UNSET


class HeaderFields(Record, frozen=True, kw_only=True, omit_defaults=True):
    """The frame's header where another sender fills it otherwise. checksum: FFFF, which a card does not check."""

    display: Byte = 0
    device: Byte = 0xFE
    version: Byte = 2
    reserved: tuple[Byte, Byte, Byte] = (0, 0, 0)
    option: Byte = 0
    crc_mode: Byte = 0
    checksum: Unchecked | UnsetType = UNSET


class RequestHeader(HeaderFields, frozen=True, kw_only=True, omit_defaults=True):
    source: Word = 0x8000


class _Do(Record, frozen=True, kw_only=True, tag_field="do"):
    """reply: true the card must answer (1), false it must not (2), or another byte as a number."""

    address: Word = 1
    reply: bool | Byte = True
    header: RequestHeader = RequestHeader()


class AreaText(Record, frozen=True, kw_only=True):
    """One of several areas in one frame."""

    text: str
    charset: Charset = "gb2312"
    area: Rectangle = Rectangle()
    native: AreaNative = AreaNative()


class DoText(_Do, frozen=True, kw_only=True, tag="text"):
    """Either one text in one area, or ``areas``: then ``native`` holds for those that do not say otherwise."""

    text: str | UnsetType = UNSET
    charset: Charset | UnsetType = UNSET
    area: Rectangle | UnsetType = UNSET
    native: TextNative = TextNative()
    areas: Annotated[tuple[AreaText, ...], msgspec.Meta(min_length=1, max_length=255)] | UnsetType = UNSET
    delete: Annotated[tuple[Byte, ...], msgspec.Meta(max_length=255)] | UnsetType = UNSET


class DoDelete(_Do, frozen=True, kw_only=True, tag="delete"):
    """Either one area, or ``delete``: a list of ids."""

    area: AreaName | UnsetType = UNSET
    delete: Annotated[tuple[Byte, ...], msgspec.Meta(max_length=255)] | UnsetType = UNSET
    native: DeleteNative = DeleteNative()


class DoClear(_Do, frozen=True, kw_only=True, tag="clear"):
    native: Reserved = Reserved()


class DoPing(_Do, frozen=True, kw_only=True, tag="ping"):
    native: Reserved = Reserved()


class DoStatus(_Do, frozen=True, kw_only=True, tag="status"):
    native: Reserved = Reserved()


class DoPower(_Do, frozen=True, kw_only=True, tag="power"):
    on: bool | UnsetType = UNSET
    native: PowerNative = PowerNative()


class DoClock(_Do, frozen=True, kw_only=True, tag="clock"):
    """time: ISO 8601; with a zone it is turned into the county's time, without one it is that already."""

    time: datetime | UnsetType = UNSET
    native: ClockNative = ClockNative()


class CommandNative(Reserved, frozen=True, kw_only=True):
    group: Byte
    code: Byte
    data: Hex = ""


class DoCommand(_Do, frozen=True, kw_only=True, tag="command"):
    """A command without a verb here, or not of its published length: its two numbers and its bytes."""

    native: CommandNative


class _Answered(Record, frozen=True, kw_only=True, tag_field="answer"):
    """A card's answer. error: the maker's sentence, or "error NN". payload: its layout is not published."""

    source: Word = msgspec.field(name="from", default=1)
    to: Word = 0x8000
    error: str
    payload: Hex = ""
    native: Reserved = Reserved()
    header: HeaderFields = HeaderFields()


class AckObject(_Answered, frozen=True, kw_only=True, tag="ack"):
    error: str = "no error"


class NakObject(_Answered, frozen=True, kw_only=True, tag="nak"):
    pass


Do = DoText | DoDelete | DoClear | DoPing | DoStatus | DoPower | DoClock | DoCommand
Said = AckObject | NakObject
