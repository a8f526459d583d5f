"""JSON objects of jetfile2_objects as JetFile II commands: what `mingbai board frames` is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from msgspec import UNSET, UnsetType

from display.errors import ProtocolError
from display.protocols.jetfile2_commands import (
    BLACK,
    END_BLACK,
    PACKET_BYTES,
    PING,
    POWER_ON,
    RAM_DISK,
    RESET,
    STATUS,
    Bare,
    Brightness,
    Clock,
    Command,
    Command1,
    Delete,
    DeleteAll,
    Emergency,
    File,
    File1,
    Other,
    Other1,
    Play,
    PowerOff,
)
from display.protocols.jetfile2_fields import check_ascii, week_of
from display.protocols.jetfile2_files import file_packets, text_head, usual_ends
from display.protocols.jetfile2_objects import (
    Do,
    DoBlack,
    DoBrightness,
    DoClear,
    DoClock,
    DoCommand,
    DoDelete,
    DoEmergency,
    DoPing,
    DoPlay,
    DoPower,
    DoStatus,
    DoString,
    DoText,
    Native,
    PathNative,
    TextNative,
)
from display.protocols.jetfile2_text import LEADING, control, unescaped
from display.protocols.objects import county_time

T = TypeVar("T")

_FORMAT_1 = (DoText, DoString, DoClear, DoClock, DoStatus, DoCommand)
_ONLY_2 = ("group", "serial", "source", "flag", "buzzer", "packet_size", "total", "packets", "index", "head", "end")
_PACKET = ("total", "packets", "index")


def commands_of(wanted: Do) -> Sequence[Command]:
    """The commands of format 2, one for each frame. Raises ProtocolError or TextRefused."""
    match wanted:
        case DoText() | DoString():
            return _files(wanted)
        case DoEmergency(native=native):
            data = _file_data(wanted, text_head(_label(native)), end=True)
            return [
                Emergency(seconds=native.seconds, sound=native.sound, reserved=native.reserved, data=data),
            ]
        case DoPower(on=True, native=native):
            refuse(native, ("notice", "reserved"), "only off has it")
            return [Bare(POWER_ON)]
        case DoPower(native=native):
            return [PowerOff(given(native.notice, 1), given(native.reserved, 0))]
        case DoClock():
            return [_clock(wanted)]
        case DoBrightness(area=area, native=native):
            return [
                Brightness(
                    x=area.x,
                    y=area.y,
                    width=area.w,
                    height=area.h,
                    red=native.r,
                    green=native.g,
                    blue=native.b,
                    reserved=native.reserved,
                )
            ]
        case DoPlay(native=native):
            refuse(native, ("path",), "play takes disk, folder and label")
            disk, label = given(native.disk, RAM_DISK), given(native.label, "A")
            return [Play(disk=disk, folder=given(native.folder, "T"), label=label, reserved=given(native.reserved, 0))]
        case DoDelete():
            return [Delete(_path(wanted.native))]
        case DoClear(native=native):
            refuse(native, ("label", "path"), "clear takes every file; delete takes one")
            folder, disk = given(native.folder, "T"), given(native.disk, RAM_DISK)
            return [DeleteAll(folder=folder, disk=disk, reserved=given(native.reserved, 0))]
        case DoCommand(text=text, native=native):
            if text is not UNSET or native.code is UNSET:
                raise ProtocolError("command: format 2 takes native code, arg and data; text is of format 1")
            arg, data = (bytes.fromhex(given(value, "")) for value in (native.arg, native.data))
            return [Other(int(native.code, 16), arg, data)]
        case _:
            return [Bare(_bare_code(wanted))]


def first_command_of(wanted: Do) -> Command1:
    """The command of format 1. Raises ProtocolError or TextRefused."""
    if not isinstance(wanted, _FORMAT_1):
        do = type(wanted).__struct_config__.tag
        raise ProtocolError(f"{do}: format 1 has text, string, clear, clock, status and command")
    refuse(wanted.native, _ONLY_2, "only format 2 has it")
    match wanted:
        case DoText(native=native) | DoString(native=native):
            folder = "T" if isinstance(wanted, DoText) else "S"
            if native.disk is UNSET:
                refuse(native, ("folder",), "without a disk there is no path")
            jetfile = not given(native.adp, False)
            if not jetfile:
                refuse(native, ("typeset", "in_", "out", "speed", "pause", "font", "colour"), "not a code of ADP")
            return File1(
                folder=folder,
                disk=given(native.disk, ""),
                path_folder=given(native.folder, folder),
                label=_label(native),
                jetfile=jetfile,
                text=_style(native) + unescaped(wanted.text, wanted.charset),
            )
        case DoClear(native=native):
            refuse(native, ("disk", "label", "path", "reserved"), "format 1 deletes on all disks")
            return DeleteAll(folder=given(native.folder, "T"))
        case DoClock():
            return _clock(wanted)
        case DoCommand(text=text, native=native):
            refuse(native, ("code", "arg", "data"), "format 1 takes text")
            return Other1(unescaped(given(text, ""), "gb2312"))
        case _:
            return Bare(_bare_code(wanted))


def _files(wanted: DoText | DoString) -> list[File]:
    native = wanted.native
    refuse(native, ("folder",), "format 2 takes it from the command")
    folder = "T" if isinstance(wanted, DoText) else "S"
    index, packets = given(native.index, 1), given(native.packets, 1)
    usual_head, usual_end = usual_ends(folder, _label(native), index, packets)
    data = _file_data(wanted, usual_head, end=usual_end)
    size = given(native.packet_size, PACKET_BYTES)
    disk, buzzer = given(native.disk, RAM_DISK), given(native.buzzer, 0)
    if all(getattr(native, name) is UNSET for name in _PACKET):
        return list(file_packets(data, label=_label(native), folder=folder, disk=disk, buzzer=buzzer, packet_size=size))
    return [
        File(
            folder=folder,
            disk=disk,
            buzzer=buzzer,
            label=_label(native),
            total=given(native.total, len(data)),
            packet_size=size,
            packets=packets,
            index=index,
            data=data,
        )
    ]


def _file_data(wanted: DoText | DoString | DoEmergency, head: bytes, *, end: bool) -> bytes:
    native = wanted.native
    start = head if native.head is UNSET else unescaped(native.head, "gb2312")
    text = _style(native) + unescaped(wanted.text, wanted.charset)
    return start + text + b"\x04" * given(native.end, end)


def _style(native: TextNative) -> bytes:
    values = [(name, getattr(native, "in_" if name == "in" else name)) for name in LEADING]
    return b"".join(control(name, value) for name, value in values if value is not UNSET)


def _clock(wanted: DoClock) -> Clock:
    time, native = wanted.time, wanted.native
    local = county_time(time).replace(microsecond=0)
    with_second = given(native.second, bool(local.second) and native.format == 2)
    if with_second and native.format == 1:
        raise ProtocolError("native second: the clock of format 1 has none")
    if native.reserved and not with_second:
        raise ProtocolError("native reserved: only the clock with seconds has it")
    return Clock(
        time=local,
        week=given(native.week, week_of(local)),
        zone=native.zone,
        with_second=with_second,
        reserved=native.reserved,
    )


def _path(native: PathNative) -> str:
    refuse(native, ("reserved",), "delete has none")
    if native.path is UNSET:
        disk = given(native.disk, RAM_DISK)
        check_ascii(disk, "native disk", 1)
        return "\\".join((disk + ":", given(native.folder, "T"), given(native.label, "A")))
    refuse(native, ("disk", "folder", "label"), "path says it already")
    return native.path


def _bare_code(wanted: Do) -> int:
    match wanted:
        case DoPing():
            return PING
        case DoStatus():
            return STATUS
        case DoBlack(on=on):
            return BLACK if on else END_BLACK
        case _:
            return RESET


def refuse(native: Native, names: tuple[str, ...], why: str) -> None:
    """Raise ProtocolError if one of these fields is given."""
    for name in names:
        if getattr(native, name, UNSET) is not UNSET:
            raise ProtocolError(f"native {name.rstrip('_')}: {why}")


def _label(native: TextNative) -> str:
    label = given(native.label, "A")
    if not label.isascii() or not label:
        raise ProtocolError(f"native label {label!r}: expected 1 to 12 characters from 20 to 7E")
    return label


def given(value: T | UnsetType, otherwise: T) -> T:
    """What the object says, or what it means by saying nothing."""
    return otherwise if isinstance(value, UnsetType) else value
