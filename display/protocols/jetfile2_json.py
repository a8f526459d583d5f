"""JetFile II frames as JSON objects and back, for `mingbai board frames|decode --protocol jetfile2`.

    {"do": "text", "text": "关于…", "address": 1, "charset": "gb2312",
     "native": {"label": "A", "disk": "E", "in": 49, "out": 49, "speed": 3, "pause": 3, "font": "5", "colour": "red"}}
    {"do": "emergency", "text": "…", "native": {"seconds": 60}}        {"do": "string", …} as text
    {"do": "power" | "black", "on": true}     {"do": "ping" | "status" | "reset"}
    {"do": "clock", "time": "2026-11-22T09:05:07", "native": {"zone": 20}}     20 = 0x14 is UTC+8
    {"do": "brightness", "area": {"x": 0, "y": 0, "w": 64, "h": 16}, "native": {"r": 8, "g": 8, "b": 8}}
    {"do": "play" | "delete", "native": {"disk": "E", "folder": "T", "label": "A"}}     {"do": "clear"} deletes all
    {"do": "command", "native": {"code": "0601", "arg": "", "data": ""}}     any other, hex; format 1: "text": "E."

``native`` has "format": 1 for the first format (text, string, clear, clock, status, command), whose "echo" asks for
an answer, and group, unit (the address), serial, source, flag of the second. Fields: jetfile2_codec; escapes in
texts: jetfile2_text. The codes a text begins with become native fields while they stand in the order typeset, in,
out, speed, pause, font, colour. A text file is cut into packets of packet_size, a frame each, their serials
counting on; total, packets, index tell a single packet that is not the whole file. head and end: how a file begins
and whether 04 ends it, where that is not usual. A clock whose time has seconds, or native second, is sent as 0504.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from content.disclosure import COUNTY_TIME
from display.errors import DisplayError, ProtocolError
from display.protocols.jetfile2_codec import (
    BLACK,
    END_BLACK,
    PACKET_BYTES,
    PING,
    POWER_ON,
    RAM_DISK,
    RESET,
    STATUS,
    STATUSES,
    Answer,
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
    Request,
    Request1,
    decode,
    encode,
    file_packets,
    text_head,
    usual_ends,
    week_of,
)
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
from display.protocols.jetfile2_told import told, told_answer, told_status

MAX_OBJECT_BYTES = 1_000_000

T = TypeVar("T")

_FORMAT_1 = (DoText, DoString, DoClear, DoClock, DoStatus, DoCommand)
_ONLY_1 = ("echo", "nuls", "adp")
_ONLY_2 = ("group", "serial", "source", "flag", "buzzer", "packet_size", "total", "packets", "index", "head", "end")
_PACKET = ("total", "packets", "index")


class JetfileJson:
    """Frames of both formats as JSON objects."""

    def frames(self, line: bytes) -> list[bytes]:
        """The frames for one JSON object: one, or several for a file of several packets.

        Raises ProtocolError or TextRefused that names the field and what is allowed.
        """
        wanted = _read(line)
        native = wanted.native
        unit = _unit(wanted)
        if native.format == 1:
            _check_first(wanted)
            echo = _or(native.echo, isinstance(wanted, DoStatus))
            nuls = _or(native.nuls, 0)
            return [encode(Request1(command=_first(wanted), unit=unit, echo=echo, nuls=nuls))]
        _refuse(native, _ONLY_1, "only format 1 has it")
        serial = _or(native.serial, 0)
        return [
            encode(
                Request(
                    command=command,
                    unit=unit,
                    group=_or(native.group, 0),
                    serial=serial + place & 0xFFFF,
                    source=_or(native.source, 0),
                    flag=_or(native.flag, 0),
                )
            )
            for place, command in enumerate(_commands(wanted))
        ]

    def decoded(self, frame: bytes) -> dict[str, object]:
        """What a frame says, as the object that ``frames`` turns into the same bytes; of an answer, its sense.

        Raises ProtocolError.
        """
        if len(frame) == 2 and int.from_bytes(frame, "little") in STATUSES:
            return told_status(int.from_bytes(frame, "little")) | {"format": 1}
        message = decode(frame)
        if isinstance(message, Answer):
            return told_answer(message)
        found: dict[str, object] = msgspec.to_builtins(told(message))
        if not found["native"]:
            del found["native"]
        try:
            again = self.frames(msgspec.json.encode(found))
        except DisplayError as err:
            raise ProtocolError(str(err)) from err
        if again != [frame]:
            raise ProtocolError("the frame says something that these objects cannot say again")
        return found


# --- objects to commands ---


def _read(line: bytes) -> Do:
    if len(line) > MAX_OBJECT_BYTES:
        raise ProtocolError(f"{len(line)} bytes, at most {MAX_OBJECT_BYTES} are allowed")
    try:
        value = msgspec.json.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as err:
        raise ProtocolError(f"not JSON: {err}") from err
    try:
        wanted: Do = msgspec.convert(value, Do)
    except (msgspec.MsgspecError, RecursionError) as err:
        raise ProtocolError(str(err)) from err
    return wanted


def _unit(wanted: Do) -> int:
    address, unit = wanted.address, wanted.native.unit
    if address is not UNSET and unit is not UNSET and address != unit:
        raise ProtocolError(f"native unit {unit} and address {address}: both name the sign, give one")
    return _or(unit, _or(address, 0))


def _commands(wanted: Do) -> Sequence[Command]:
    """Of format 2."""
    match wanted:
        case DoText() | DoString():
            return _files(wanted)
        case DoEmergency(native=native):
            data = _file_data(wanted, text_head(_label(native)), end=True)
            return [
                Emergency(seconds=native.seconds, sound=native.sound, reserved=native.reserved, data=data),
            ]
        case DoPower(on=True, native=native):
            _refuse(native, ("notice", "reserved"), "only off has it")
            return [Bare(POWER_ON)]
        case DoPower(native=native):
            return [PowerOff(_or(native.notice, 1), _or(native.reserved, 0))]
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
            _refuse(native, ("path",), "play takes disk, folder and label")
            disk, label = _or(native.disk, RAM_DISK), _or(native.label, "A")
            return [Play(disk=disk, folder=_or(native.folder, "T"), label=label, reserved=native.reserved)]
        case DoDelete():
            return [Delete(_path(wanted.native))]
        case DoClear(native=native):
            _refuse(native, ("label", "path"), "clear takes every file; delete takes one")
            return [
                DeleteAll(folder=_or(native.folder, "T"), disk=_or(native.disk, RAM_DISK), reserved=native.reserved)
            ]
        case DoCommand(text=text, native=native):
            if text is not UNSET or native.code is UNSET:
                raise ProtocolError("command: format 2 takes native code, arg and data; text is of format 1")
            arg, data = (bytes.fromhex(_or(value, "")) for value in (native.arg, native.data))
            return [Other(int(native.code, 16), arg, data)]
        case _:
            return [Bare(_bare_code(wanted))]


def _first(wanted: Do) -> Command1:
    """The command of format 1."""
    match wanted:
        case DoText(native=native) | DoString(native=native):
            folder = "T" if isinstance(wanted, DoText) else "S"
            if native.disk is UNSET:
                _refuse(native, ("folder",), "without a disk there is no path")
            jetfile = not _or(native.adp, False)
            if not jetfile:
                _refuse(native, ("typeset", "in_", "out", "speed", "pause", "font", "colour"), "not a code of ADP")
            return File1(
                folder=folder,
                disk=_or(native.disk, ""),
                path_folder=_or(native.folder, folder),
                label=_label(native),
                jetfile=jetfile,
                text=_style(native) + unescaped(wanted.text, wanted.charset),
            )
        case DoClear(native=native):
            _refuse(native, ("disk", "label", "path"), "format 1 deletes on all disks")
            return DeleteAll(folder=_or(native.folder, "T"))
        case DoClock():
            return _clock(wanted)
        case DoCommand(text=text, native=native):
            _refuse(native, ("code", "arg", "data"), "format 1 takes text")
            return Other1(unescaped(_or(text, ""), "gb2312"))
        case _:
            return Bare(_bare_code(wanted))


def _files(wanted: DoText | DoString) -> list[File]:
    native = wanted.native
    _refuse(native, ("folder",), "format 2 takes it from the command")
    folder = "T" if isinstance(wanted, DoText) else "S"
    index, packets = _or(native.index, 1), _or(native.packets, 1)
    usual_head, usual_end = usual_ends(folder, _label(native), index, packets)
    data = _file_data(wanted, usual_head, end=usual_end)
    size = _or(native.packet_size, PACKET_BYTES)
    disk, buzzer = _or(native.disk, RAM_DISK), _or(native.buzzer, 0)
    if all(getattr(native, name) is UNSET for name in _PACKET):
        return list(file_packets(data, label=_label(native), folder=folder, disk=disk, buzzer=buzzer, packet_size=size))
    return [
        File(
            folder=folder,
            disk=disk,
            buzzer=buzzer,
            label=_label(native),
            total=_or(native.total, len(data)),
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
    return start + text + b"\x04" * _or(native.end, end)


def _style(native: TextNative) -> bytes:
    values = [(name, getattr(native, "in_" if name == "in" else name)) for name in LEADING]
    return b"".join(control(name, value) for name, value in values if value is not UNSET)


def _clock(wanted: DoClock) -> Clock:
    time, native = wanted.time, wanted.native
    local = time.astimezone(COUNTY_TIME).replace(tzinfo=None) if time.tzinfo else time
    local = local.replace(microsecond=0)
    with_second = _or(native.second, bool(local.second) and native.format == 2)
    if with_second and native.format == 1:
        raise ProtocolError("native second: the clock of format 1 has none")
    if native.reserved and not with_second:
        raise ProtocolError("native reserved: only the clock with seconds has it")
    return Clock(
        time=local,
        week=_or(native.week, week_of(local)),
        zone=native.zone,
        with_second=with_second,
        reserved=native.reserved,
    )


def _path(native: PathNative) -> str:
    if native.path is UNSET:
        return "\\".join((_or(native.disk, RAM_DISK) + ":", _or(native.folder, "T"), _or(native.label, "A")))
    _refuse(native, ("disk", "folder", "label"), "path says it already")
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


def _check_first(wanted: Do) -> None:
    if not isinstance(wanted, _FORMAT_1):
        do = type(wanted).__struct_config__.tag
        raise ProtocolError(f"{do}: format 1 has text, string, clear, clock, status and command")
    _refuse(wanted.native, _ONLY_2, "only format 2 has it")


def _refuse(native: Native, names: tuple[str, ...], why: str) -> None:
    for name in names:
        if getattr(native, name, UNSET) is not UNSET:
            raise ProtocolError(f"native {name.rstrip('_')}: {why}")


def _label(native: TextNative) -> str:
    label = _or(native.label, "A")
    if not label.isascii() or not label:
        raise ProtocolError(f"native label {label!r}: expected 1 to 12 characters from 20 to 7E")
    return label


def _or(value: T | UnsetType, otherwise: T) -> T:
    return otherwise if isinstance(value, UnsetType) else value
