"""The JSON objects of Onbon (仰邦) BX-6 graphic cards: their fields, what each may hold, and their usual values.

UNSET stands for "as usual". ``native`` holds the numbers of the wire under the maker's names.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, UnsetType

from display.protocols.onbon_bx6_frame import MAX_ENDS
from display.protocols.onbon_objects import Byte, Digits, Hex, Record, Word

Long = Annotated[int, msgspec.Meta(ge=0, le=0xFFFFFFFF)]
Row = Annotated[str, msgspec.Meta(pattern=r"^[.#]*\Z")]
Four = tuple[Byte, Byte, Byte, Byte]
Nine = Annotated[tuple[Byte, ...], msgspec.Meta(min_length=9, max_length=9)]
Level = Annotated[int, msgspec.Meta(ge=0, le=0xFF)]


class Rectangle(Record, frozen=True, kw_only=True):
    """Pixels from the screen's top left corner; the usual one is a screen of 64 × 16 dots."""

    id: Byte = 0
    x: Word = 0
    y: Word = 0
    w: Word = 64
    h: Word = 16


class HeaderJson(Record, frozen=True, kw_only=True):
    """What of the header is not as usual. dynamic: which of the two headers, where it is not the command's own.

    ends: how many 5A end the frame. reserved: of the dynamic header, its four bytes.
    """

    dynamic: bool | UnsetType = UNSET
    source: Word | UnsetType = UNSET
    ends: Annotated[int, msgspec.Meta(ge=1, le=MAX_ENDS)] | UnsetType = UNSET
    version: Byte | UnsetType = UNSET
    type: Byte | UnsetType = UNSET
    device: Word | UnsetType = UNSET
    phy: Byte | UnsetType = UNSET
    sequence: Word | UnsetType = UNSET
    buffer: Word | UnsetType = UNSET
    random: Byte | UnsetType = UNSET
    secret: Annotated[tuple[Byte, ...], msgspec.Meta(min_length=6, max_length=6)] | UnsetType = UNSET
    reserved1: Byte | UnsetType = UNSET
    reserved2: Byte | UnsetType = UNSET
    reserved: Four | UnsetType = UNSET


class BorderJson(Record, frozen=True, kw_only=True):
    """A moving border as onbon_bx6_area has it. dots: four bytes for each of its ``width``, as hexadecimal."""

    flag: Annotated[int, msgspec.Meta(ge=1, le=0xFF)] = 1
    style: Byte
    speed: Byte
    step: Byte
    length: Byte
    width: Byte
    direct: Byte = 0
    reserved: Annotated[tuple[Byte, ...], msgspec.Meta(min_length=7, max_length=7)] = (0,) * 7
    dots: Hex


class PageNative(Record, frozen=True, kw_only=True):
    """How a page comes and stays. offset, length: only where the update's ``data`` is told as a whole."""

    mode: Byte = 1
    speed: Byte = 10
    stay: Word = 400
    repeat: Byte = 1
    valid: Word | UnsetType = UNSET
    clear: Byte | UnsetType = UNSET
    style: Byte | UnsetType = UNSET
    reserved: Nine | UnsetType = UNSET
    offset: Long | UnsetType = UNSET
    length: Long | UnsetType = UNSET


class PageJson(Record, frozen=True, kw_only=True):
    """rows: "#" lit, "." dark, as wide and high as the area. data: dots of a depth that is not published."""

    rows: tuple[Row, ...] | UnsetType = UNSET
    data: Hex | UnsetType = UNSET
    native: PageNative = PageNative()


class AreaNative(Record, frozen=True, kw_only=True):
    run_mode: Byte = 0
    timeout: Word = 60
    all_programs: Byte | UnsetType = UNSET
    programs: tuple[Word, ...] | UnsetType = UNSET
    immediate: Byte | UnsetType = UNSET
    border: BorderJson | UnsetType = UNSET
    reserved_info: Four | UnsetType = UNSET
    reserved_area: Nine | UnsetType = UNSET


class AreaJson(Record, frozen=True, kw_only=True):
    area: Rectangle = Rectangle()
    pages: tuple[PageJson, ...]
    native: AreaNative = AreaNative()


class _Do(Record, frozen=True, kw_only=True, tag_field="do"):
    """reply: true the card must answer (1), false it must not (2, assumed), or another byte as a number."""

    address: Word = 1
    reply: bool | Byte = True
    header: HeaderJson = HeaderJson()


class ShownNative(Record, frozen=True, kw_only=True):
    """Of a single area, for its one page or for all of them."""

    mode: Byte = 1
    speed: Byte = 10
    stay: Word = 400
    repeat: Byte = 1
    run_mode: Byte = 0
    timeout: Word = 60


class TextNative(ShownNative, frozen=True, kw_only=True):
    """font: height of the characters that are drawn, in dots."""

    font: Literal[12, 14, 16, 24, 32] = 16


class DoRaster(_Do, frozen=True, kw_only=True, tag="raster"):
    """Either ``areas``, or the rows of one page of one area with its ``native``.

    data: the dots of all pages as a whole, where the pages do not follow each other without a gap.
    """

    rows: tuple[Row, ...] | UnsetType = UNSET
    area: Rectangle | UnsetType = UNSET
    native: ShownNative | UnsetType = UNSET
    areas: tuple[AreaJson, ...] | UnsetType = UNSET
    data: Hex | UnsetType = UNSET


class DoText(_Do, frozen=True, kw_only=True, tag="text"):
    """A text drawn with the project's font; it goes out, and is decoded, as "raster"."""

    text: str
    area: Rectangle = Rectangle()
    native: TextNative = TextNative()


class AreaName(Record, frozen=True, kw_only=True, omit_defaults=True):
    """Only the id travels."""

    id: Byte
    x: Word = 0
    y: Word = 0
    w: Word = 0
    h: Word = 0


class DoDelete(_Do, frozen=True, kw_only=True, tag="delete"):
    """One dynamic area, or ``delete``: a list of ids."""

    area: AreaName | UnsetType = UNSET
    delete: Annotated[tuple[Byte, ...], msgspec.Meta(max_length=254)] | UnsetType = UNSET


class DoClear(_Do, frozen=True, kw_only=True, tag="clear"):
    """Every dynamic area; programs in the flash stay."""


class DoPing(_Do, frozen=True, kw_only=True, tag="ping"):
    pass


class DoStatus(_Do, frozen=True, kw_only=True, tag="status"):
    pass


class DoReset(_Do, frozen=True, kw_only=True, tag="reset"):
    pass


class ValueNative(Record, frozen=True, kw_only=True):
    """value: instead of "on", where it is neither 0 nor 1."""

    value: Byte | UnsetType = UNSET


class DoPower(_Do, frozen=True, kw_only=True, tag="power"):
    on: bool | UnsetType = UNSET
    native: ValueNative = ValueNative()


class BrightnessNative(Record, frozen=True, kw_only=True):
    """level: of the whole day, 0 to 15; or levels: one for each half hour from midnight."""

    mode: Byte = 0
    level: Level | UnsetType = UNSET
    levels: Annotated[tuple[Level, ...], msgspec.Meta(min_length=48, max_length=48)] | UnsetType = UNSET


class DoBrightness(_Do, frozen=True, kw_only=True, tag="brightness"):
    native: BrightnessNative


class LockNative(Record, frozen=True, kw_only=True):
    """kept: also without power. locked: instead of "on", where it is neither 0 nor 1."""

    kept: Byte = 0
    locked: Byte | UnsetType = UNSET


class DoLock(_Do, frozen=True, kw_only=True, tag="lock"):
    """锁定屏幕: hold the screen as it is."""

    on: bool | UnsetType = UNSET
    native: LockNative = LockNative()


class ClockNative(Record, frozen=True, kw_only=True):
    """weekday: where it is not the date's own. bcd: instead of "time", digits that are no date, year first."""

    weekday: Byte | UnsetType = UNSET
    bcd: Digits | UnsetType = UNSET


class DoClock(_Do, frozen=True, kw_only=True, tag="clock"):
    time: datetime | UnsetType = UNSET
    native: ClockNative = ClockNative()


class DoDeletePrograms(_Do, frozen=True, kw_only=True, tag="delete-programs"):
    """Files in the flash, a set-up command. files: names of four bytes; none deletes every program."""

    files: tuple[str, ...] = ()


class CommandNative(Record, frozen=True, kw_only=True):
    group: Byte
    code: Annotated[int, msgspec.Meta(ge=0, le=0x7F)]
    data: Hex = ""


class DoCommand(_Do, frozen=True, kw_only=True, tag="command"):
    """A command without a verb here, or not of its published length: its two numbers and its bytes."""

    native: CommandNative


class AnswerNative(Record, frozen=True, kw_only=True):
    status: Word | UnsetType = UNSET
    reserved: Byte | UnsetType = UNSET


class AnswerObject(Record, frozen=True, kw_only=True):
    """answer: "ack", "nak", "ping", "status", or the two numbers of another one. told: its fields, where known."""

    answer: str
    source: Word = msgspec.field(name="from", default=1)
    to: Word = 0x8000
    error: str = "no error"
    told: dict[str, int | str] | UnsetType = UNSET
    payload: Hex | UnsetType = UNSET
    native: AnswerNative = AnswerNative()
    header: HeaderJson = HeaderJson()


Do = (
    DoRaster
    | DoText
    | DoDelete
    | DoClear
    | DoPing
    | DoStatus
    | DoReset
    | DoPower
    | DoBrightness
    | DoLock
    | DoClock
    | DoDeletePrograms
    | DoCommand
)
