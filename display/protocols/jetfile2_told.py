"""JetFile II commands told as the JSON objects of jetfile2_objects: what `mingbai board decode` prints."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

from msgspec import UNSET

from display.board import Charset
from display.protocols.jetfile2_commands import (
    BLACK,
    PACKET_BYTES,
    RAM_DISK,
    Bare,
    Brightness,
    Clock,
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
)
from display.protocols.jetfile2_fields import week_of
from display.protocols.jetfile2_files import text_head, usual_ends
from display.protocols.jetfile2_objects import (
    BrightnessNative,
    ClockNative,
    CommandNative,
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
    DoReset,
    DoStatus,
    DoString,
    DoText,
    EmergencyNative,
    FileNative,
    Native,
    PathNative,
    PowerNative,
    Rectangle,
)
from display.protocols.jetfile2_text import bare_text, decoded_text, escaped, leading

N = TypeVar("N", bound=Native)

_HEAD = re.compile(rb"\x01Z[0-9]{2}\x02[AG][ -~]", re.DOTALL)
_PATH = re.compile(r"([!-~]):\\([!-~])\\([!-\[\]-~]{1,12})")


def told(message: Request | Request1) -> Do:
    """The object of a request; what is as usual is left out."""
    if isinstance(message, Request1):
        usual_echo = isinstance(message.command, Bare)
        around: dict[str, object] = {"format": 1}
        if message.echo != usual_echo:
            around["echo"] = message.echo
        if message.nuls:
            around["nuls"] = message.nuls
        return _told_first(message, around)
    around = {name: value for name in ("group", "serial", "source", "flag") if (value := getattr(message, name))}
    command, address = message.command, message.unit
    match command:
        case Bare(code):
            return _told_bare(code, address, _native(Native, around))
        case File():
            return _told_file(command, address, around)
        case Emergency(seconds=seconds, sound=sound, reserved=reserved, data=data):
            label = data[6:7].decode("latin-1") if _HEAD.match(data) else "A"
            charset, shown, fields = _told_data(data, text_head(label), usual_end=True)
            fields |= {"label": _unless(label, "A"), "seconds": seconds, "sound": sound, "reserved": reserved}
            native = _native(EmergencyNative, around, fields)
            return DoEmergency(address=address, text=shown, charset=charset, native=native)
        case Brightness() as light:
            colours = {"r": light.red, "g": light.green, "b": light.blue, "reserved": light.reserved}
            area = Rectangle(x=light.x, y=light.y, w=light.width, h=light.height)
            return DoBrightness(address=address, area=area, native=_native(BrightnessNative, around, colours))
        case PowerOff(notice, reserved):
            off = {"notice": UNSET if notice == 1 else notice, "reserved": reserved or UNSET}
            return DoPower(address=address, on=False, native=_native(PowerNative, around, off))
        case Clock():
            return _told_clock(command, address, around)
        case Play(disk=disk, folder=folder, label=label, reserved=reserved):
            place = {"disk": _unless(disk, RAM_DISK), "label": _unless(label, "A")}
            place["folder"] = _unless(folder, "T")
            played = _native(PathNative, around, place | {"reserved": _unless(reserved, 0)})
            return DoPlay(address=address, native=played)
        case Delete(path):
            return DoDelete(address=address, native=_native(PathNative, around, _told_path(path)))
        case DeleteAll(folder=folder, disk=disk, reserved=reserved):
            place = {"disk": _unless(disk, RAM_DISK), "folder": _unless(folder, "T")}
            cleared = _native(PathNative, around, place | {"reserved": _unless(reserved, 0)})
            return DoClear(address=address, native=cleared)
        case Other(code, arg, data):
            other = {"code": f"{code:04x}", "arg": arg.hex() or UNSET, "data": data.hex() or UNSET}
            return DoCommand(address=address, native=_native(CommandNative, around, other))


def _told_first(message: Request1, around: dict[str, object]) -> Do:
    address, command = message.unit, message.command
    match command:
        case File1() as file:
            if file.jetfile:
                fields, rest = _told_style(file.text)
                charset, text = decoded_text(rest)
            else:
                charset, text, fields = "gb2312", bare_text(file.text), {"adp": True}
            if file.disk:
                fields |= {"disk": file.disk, "folder": _unless(file.path_folder, file.folder)}
            fields["label"] = _unless(file.label, "A")
            native = _native(FileNative, around, fields)
            make = DoText if file.folder == "T" else DoString
            return make(address=address, text=text, charset=charset, native=native)
        case DeleteAll(folder=folder):
            kinds = _native(PathNative, around, {"folder": _unless(folder, "T")})
            return DoClear(address=address, native=kinds)
        case Clock():
            return _told_clock(command, address, around)
        case Bare(code):
            return _told_bare(code, address, _native(Native, around))
        case Other1(payload):
            text = bare_text(payload)
            return DoCommand(address=address, text=text, native=_native(CommandNative, around))


def _told_bare(code: int, address: int, native: Native) -> Do:
    match code:
        case 0x0301:
            return DoPing(address=address, native=native)
        case 0x0405:
            return DoStatus(address=address, native=native)
        case 0x0401 | 0x0402:
            return DoBlack(address=address, on=code == BLACK, native=native)
        case 0x0404:
            around = {name: getattr(native, name) for name in ("group", "serial", "source", "flag")}
            return DoPower(address=address, on=True, native=_native(PowerNative, around))
        case _:
            return DoReset(address=address, native=native)


def _told_file(file: File, address: int, around: Mapping[str, object]) -> Do:
    whole = file.packets == file.index == 1 and file.total == len(file.data) <= file.packet_size
    head, end = usual_ends(file.folder, file.label, file.index, file.packets)
    charset, text, fields = _told_data(file.data, head, usual_end=end, continued=file.index > 1)
    fields |= {
        "label": _unless(file.label, "A"),
        "disk": _unless(file.disk, RAM_DISK),
        "buzzer": file.buzzer or UNSET,
        "packet_size": _unless(file.packet_size, PACKET_BYTES),
    }
    if not whole:
        fields |= {"total": file.total, "packets": file.packets, "index": file.index}
    native = _native(FileNative, around, fields)
    make = DoText if file.folder == "T" else DoString
    return make(address=address, text=text, charset=charset, native=native)


def _told_data(
    data: bytes, usual_head: bytes, *, usual_end: bool, continued: bool = False
) -> tuple[Charset, str, dict[str, object]]:
    """Charset, text and native fields of a file's bytes."""
    fields: dict[str, object] = {}
    if data.startswith(usual_head):
        data = data[len(usual_head) :]
    else:
        match = _HEAD.match(data)
        head = match[0] if match else b""
        fields["head"] = escaped(head, "gb2312")
        data = data[len(head) :]
    ends = usual_end and data.endswith(b"\x04")
    if not usual_end and not usual_head and data.endswith(b"\x04") and fields.get("head"):
        ends = True
    if ends:
        data = data[:-1]
    if ends != usual_end:
        fields["end"] = ends
    style, data = ({}, data) if continued else _told_style(data)
    charset, text = decoded_text(data, continued=continued)
    return charset, text, fields | style


def _told_style(data: bytes) -> tuple[dict[str, object], bytes]:
    found, rest = leading(data)
    fields: dict[str, object] = {}
    for name, value in found.items():
        number = name in ("in", "out", "speed") or (name == "pause" and str(_number(value)) == value)
        fields["in_" if name == "in" else name] = int(value) if number else value
    return fields, rest


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else -1


def _told_clock(clock: Clock, address: int, around: Mapping[str, object]) -> Do:
    first = around.get("format") == 1
    usual = bool(clock.time.second) and not first
    fields = {
        "zone": clock.zone,
        "week": _unless(clock.week, week_of(clock.time)),
        "second": _unless(clock.with_second, usual),
        "reserved": clock.reserved,
    }
    return DoClock(address=address, time=clock.time, native=_native(ClockNative, around, fields))


def _told_path(path: str) -> dict[str, object]:
    match = _PATH.fullmatch(path)
    if not match:
        return {"path": path}
    return {"disk": _unless(match[1], RAM_DISK), "folder": _unless(match[2], "T"), "label": _unless(match[3], "A")}


def _native(kind: type[N], around: Mapping[str, object], fields: Mapping[str, object] = MappingProxyType({})) -> N:
    return kind(**around, **fields)  # type: ignore[arg-type]


def _unless(value: object, usual: object) -> object:
    return UNSET if value == usual else value
