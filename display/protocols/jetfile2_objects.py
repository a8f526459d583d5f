"""The JSON objects of JetFile II, field by field: what `mingbai board frames` takes. See jetfile2_json."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, UnsetType

from display.board import Charset
from display.protocols.jetfile2_commands import TIME_ZONE_CHINA

Byte = Annotated[int, msgspec.Meta(ge=0, le=0xFF)]
Word = Annotated[int, msgspec.Meta(ge=0, le=0xFFFF)]
Long = Annotated[int, msgspec.Meta(ge=0, le=0xFFFF_FFFF)]
Three = Annotated[int, msgspec.Meta(ge=0, le=0xFF_FFFF)]
Speed = Annotated[int, msgspec.Meta(ge=0, le=6)]
Seconds = Annotated[int, msgspec.Meta(ge=0, le=9999)]
Digit = Annotated[int, msgspec.Meta(ge=0, le=9)]


class _Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    pass


class Native(_Record, frozen=True, kw_only=True):
    """The frame around a command. group … flag: format 2; echo, nuls (zero bytes in front): format 1."""

    format: Literal[1, 2] = 2
    unit: Byte | UnsetType = UNSET
    group: Byte | UnsetType = UNSET
    serial: Word | UnsetType = UNSET
    source: Word | UnsetType = UNSET
    flag: Byte | UnsetType = UNSET
    echo: bool | UnsetType = UNSET
    nuls: Byte | UnsetType = UNSET


class TextNative(Native, frozen=True, kw_only=True, rename={"in_": "in"}):
    label: str | UnsetType = UNSET
    typeset: str | UnsetType = UNSET
    in_: Byte | UnsetType = UNSET
    out: Byte | UnsetType = UNSET
    speed: Speed | UnsetType = UNSET
    pause: Seconds | str | UnsetType = UNSET
    font: Digit | str | UnsetType = UNSET
    colour: Digit | str | UnsetType = UNSET
    head: str | UnsetType = UNSET
    end: bool | UnsetType = UNSET


class FileNative(TextNative, frozen=True, kw_only=True):
    """adp: a format 1 text without 06, whose codes are those of ADP (Alpha). folder: of a format 1 path."""

    disk: str | UnsetType = UNSET
    folder: str | UnsetType = UNSET
    adp: bool | UnsetType = UNSET
    buzzer: Byte | UnsetType = UNSET
    packet_size: Word | UnsetType = UNSET
    total: Long | UnsetType = UNSET
    packets: Word | UnsetType = UNSET
    index: Word | UnsetType = UNSET


class EmergencyNative(TextNative, frozen=True, kw_only=True):
    seconds: Word = 60
    sound: Byte = 0
    reserved: Byte = 0


class PowerNative(Native, frozen=True, kw_only=True):
    """notice: of "off": 1 dark, 0 shows USERSHUTDOWNI."""

    notice: Byte | UnsetType = UNSET
    reserved: Three | UnsetType = UNSET


class ClockNative(Native, frozen=True, kw_only=True):
    zone: Byte = TIME_ZONE_CHINA
    week: Byte | UnsetType = UNSET
    second: bool | UnsetType = UNSET
    reserved: Three = 0


class BrightnessNative(Native, frozen=True, kw_only=True):
    r: Byte = 255
    g: Byte = 255
    b: Byte = 255
    reserved: Byte = 0


class PathNative(Native, frozen=True, kw_only=True):
    """reserved: of "play" and "clear". path: of "delete", instead of disk, folder and label."""

    disk: str | UnsetType = UNSET
    folder: str | UnsetType = UNSET
    label: str | UnsetType = UNSET
    path: str | UnsetType = UNSET
    reserved: Three | UnsetType = UNSET


class CommandNative(Native, frozen=True, kw_only=True):
    code: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{4}$")] | UnsetType = UNSET
    arg: Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{2})*$")] | UnsetType = UNSET
    data: Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{2})*$")] | UnsetType = UNSET


class Rectangle(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Pixels. ``id`` belongs to every protocol's areas and does not travel here."""

    id: Literal[0] | UnsetType = UNSET
    x: Word = 0
    y: Word = 0
    w: Word = 0
    h: Word = 0


class _Do(_Record, frozen=True, kw_only=True, tag_field="do"):
    address: Byte | UnsetType = UNSET


class DoText(_Do, frozen=True, kw_only=True, tag="text"):
    text: str
    charset: Charset = "gb2312"
    native: FileNative = FileNative()


class DoString(_Do, frozen=True, kw_only=True, tag="string"):
    text: str
    charset: Charset = "gb2312"
    native: FileNative = FileNative()


class DoEmergency(_Do, frozen=True, kw_only=True, tag="emergency"):
    text: str
    charset: Charset = "gb2312"
    native: EmergencyNative = EmergencyNative()


class DoPing(_Do, frozen=True, kw_only=True, tag="ping"):
    native: Native = Native()


class DoStatus(_Do, frozen=True, kw_only=True, tag="status"):
    native: Native = Native()


class DoReset(_Do, frozen=True, kw_only=True, tag="reset"):
    native: Native = Native()


class DoBlack(_Do, frozen=True, kw_only=True, tag="black"):
    on: bool
    native: Native = Native()


class DoPower(_Do, frozen=True, kw_only=True, tag="power"):
    on: bool
    native: PowerNative = PowerNative()


class DoClock(_Do, frozen=True, kw_only=True, tag="clock"):
    """time: ISO 8601; with a zone it is turned into the county's time, without one it is local already."""

    time: datetime
    native: ClockNative = ClockNative()


class DoBrightness(_Do, frozen=True, kw_only=True, tag="brightness"):
    area: Rectangle = Rectangle()
    native: BrightnessNative = BrightnessNative()


class DoPlay(_Do, frozen=True, kw_only=True, tag="play"):
    native: PathNative = PathNative()


class DoDelete(_Do, frozen=True, kw_only=True, tag="delete"):
    native: PathNative = PathNative()


class DoClear(_Do, frozen=True, kw_only=True, tag="clear"):
    native: PathNative = PathNative()


class DoCommand(_Do, frozen=True, kw_only=True, tag="command"):
    text: str | UnsetType = UNSET
    native: CommandNative = CommandNative()


DoBare = DoPing | DoStatus | DoReset | DoBlack
Do = (
    DoText
    | DoString
    | DoEmergency
    | DoBare
    | DoPower
    | DoClock
    | DoBrightness
    | DoPlay
    | DoDelete
    | DoClear
    | DoCommand
)
