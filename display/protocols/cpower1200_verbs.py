"""The verbs of C-Power objects: which message each one is, which fields it takes, and its commands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Any, TypeVar, get_args

import msgspec

from display.board import Charset
from display.errors import ProtocolError
from display.protocols import cpower1200_basic as basic
from display.protocols import cpower1200_codec as codec
from display.protocols import cpower1200_variables as variables
from display.protocols.cpower1200_codec import Byte, Command, Message, Record
from display.protocols.cpower1200_picture import PictureData, encode_picture
from display.protocols.cpower1200_text import TERMINATOR, Style, encode_characters, encode_string
from display.protocols.objects import FrameJsonError, county_time

VERBS: MappingProxyType[str, type[Message]] = MappingProxyType(
    {
        "window": codec.Windows,
        "text": codec.Text,
        "clear": codec.Text,
        "raster": codec.Picture,
        "static": codec.StaticText,
        "clock-window": codec.ClockWindow,
        "exit": codec.Exit,
        "save": codec.Save,
        "delete": codec.Save,
        "play": codec.PlaySmall,
        "play-large": codec.PlayLarge,
        "variables": variables.SetVariables,
        "play-variables": variables.PlayWithVariables,
        "zones": variables.Zones,
        "push": variables.PushVariable,
        "timer": variables.Timer,
        "pure": codec.PureText,
        "clock": basic.SetClock,
        "ping": basic.Ask,
        "status": basic.Ask,
        "brightness": basic.SetBrightness,
        "schedule": basic.SetHours,
        "power": basic.SetPower,
        "reset": basic.Restart,
    }
)
_BY_CC: MappingProxyType[int, type[Message]] = MappingProxyType(
    {msgspec.structs.fields(kind)[0].default: kind for kind in VERBS.values() if kind.__module__ != basic.__name__}
)
_TAKES: MappingProxyType[str, set[str]] = MappingProxyType(
    {
        "text": {"text", "charset", "area"},
        "power": {"on"},
        "clock": {"time"},
        "static": {"text", "charset"},
        "clock-window": {"text", "charset"},
        "pure": {"text", "charset"},
    }
)


class Area(Record, frozen=True, kw_only=True):
    """The window that a text sets up for itself; only window 0, since setting up one takes the others away."""

    id: Annotated[int, msgspec.Meta(ge=0, le=0)] = 0
    x: codec.Word = 0
    y: codec.Word = 0
    w: codec.Word
    h: codec.Word


class Wanted(Record, frozen=True, kw_only=True):
    do: str
    address: Byte = 1
    reply: bool | None = None
    text: str | None = None
    charset: Charset | None = None
    area: Area | None = None
    on: bool | None = None
    time: datetime | None = None
    native: dict[str, Any] = {}


class Carrier(Record, frozen=True, kw_only=True):
    """What any native may hold. flag: the whole byte that asks for an answer. one_packet: however long it is."""

    network: Annotated[int, msgspec.Meta(ge=0, le=0xFFFFFFFF)] | None = None
    flag: Byte | None = None
    one_packet: bool = False


class Look(Record, frozen=True, kw_only=True):
    colour: Annotated[int, msgspec.Meta(ge=0, le=15)] = codec.RED
    size: Annotated[int, msgspec.Meta(ge=0, le=15)] = 2
    end: bool = True


class End(Record, frozen=True, kw_only=True):
    end: bool = True


class _Level(Record, frozen=True, kw_only=True):
    level: Byte | None = None


class _Nothing(Record, frozen=True, kw_only=True):
    pass


_EXTRAS: MappingProxyType[str, type[Record]] = MappingProxyType(
    {
        "text": Look,
        "clear": Look,
        "static": End,
        "clock-window": End,
        "pure": End,
        "raster": PictureData,
        "brightness": _Level,
    }
)


class UnknownCommand(ProtocolError):
    """A whole and right packet, whose command is not published, or not with so many bytes."""


_Kind = TypeVar("_Kind")
_RecordKind = TypeVar("_RecordKind", bound=Record)


def convert(value: object, kind: type[_Kind], where: str) -> _Kind:
    """The value as this kind of structure. Raises FrameJsonError that begins with ``where``."""
    try:
        return msgspec.convert(value, kind)
    except (msgspec.MsgspecError, RecursionError) as err:
        raise FrameJsonError(f"{where}: {err}" if where else str(err)) from err


def check_known(value: dict[str, Any], known: Iterable[str], where: str) -> None:
    """Raises FrameJsonError that names the first field that nobody knows, and those that are known."""
    names = sorted(set(known))
    for name in value:
        if name not in names:
            raise FrameJsonError(f"{where}: unknown field `{name}`, it takes {', '.join(names)}")


def split(native: dict[str, Any], kind: type[_RecordKind]) -> tuple[_RecordKind, dict[str, Any]]:
    """The fields of one structure, and the rest."""
    own = {name: value for name, value in native.items() if name in kind.__struct_fields__}
    rest = {name: value for name, value in native.items() if name not in own}
    return convert(own, kind, "native"), rest


def check_fields(wanted: Wanted) -> None:
    """Raises FrameJsonError for a field that the verb does not take, or needs."""
    takes = _TAKES.get(wanted.do, set())
    for name in ("text", "charset", "area", "on", "time"):
        if getattr(wanted, name) is not None and name not in takes:
            also = ", ".join(["address", "reply", "native", *sorted(takes)])
            raise FrameJsonError(f"unknown field `{name}` for {wanted.do}, which takes {also}")
    for name in takes - {"charset", "area"}:
        if getattr(wanted, name) is None:
            raise FrameJsonError(f"missing required field `{name}` for {wanted.do}")


def commands_for(wanted: Wanted, native: dict[str, Any]) -> list[Command]:
    """The commands that an object asks for: one, or a window and its text. Raises DisplayError.

    native: what is left of the object's native without the fields of Carrier; it is used up.
    """
    if wanted.do not in VERBS:
        raise FrameJsonError(f"do {wanted.do!r}: expected one of {', '.join(VERBS)}, packet, command")
    check_fields(wanted)
    extra_kind = _EXTRAS.get(wanted.do, _Nothing)
    if "win" in native and "window" in VERBS[wanted.do].__struct_fields__:  # as the maker's tables shorten it
        if "window" in native:
            raise FrameJsonError("native win and window: both name the window, give one")
        native = {name: value for name, value in native.items() if name != "win"} | {"window": native["win"]}
    fields = {*VERBS[wanted.do].__struct_fields__, *extra_kind.__struct_fields__, "cc"}
    check_known(native, fields - _TAKES.get(wanted.do, set()), f"native of {wanted.do}")
    extra, native = split(native, extra_kind)
    charset: Charset = wanted.charset or "gb2312"
    text = " " if wanted.do == "clear" else wanted.text or ""
    match wanted.do:
        case "clock":
            time = wanted.time
            assert time is not None
            native["time"] = county_time(time)
        case "power":
            native["on"] = wanted.on
        case "ping":
            native.setdefault("cc", basic.CLOCK)
        case "save" | "delete":
            native.setdefault("action", int(wanted.do == "delete"))
        case "brightness" if isinstance(extra, _Level) and extra.level is not None:
            if "levels" in native:
                raise FrameJsonError("native of brightness: level or levels, not both")
            native["levels"] = [extra.level] * 24
    kind = VERBS[wanted.do]
    _check_number(wanted.do, kind, native)
    if wanted.do == "status" and native.get("cc") == basic.VERSION:
        kind = basic.AskVersion
    message = convert(native, kind, "native")
    _check_action(wanted.do, message)
    match extra:
        case Look():
            style = Style(extra.colour, extra.size)
            tail = encode_characters(text, charset, style) + TERMINATOR * extra.end
        case End():
            tail = encode_string(text, charset) + bytes(int(extra.end))
        case PictureData():
            assert isinstance(message, codec.Picture)
            tail = encode_picture(message, extra)
        case _:
            tail = b""
    commands = [Command(message, tail)]
    if wanted.area:
        if isinstance(message, codec.Text) and message.window:
            raise FrameJsonError(f"native window {message.window}: a text with an area goes to window 0")
        area = wanted.area
        rectangle = codec.Rectangle(x=area.x, y=area.y, w=area.w, h=area.h)
        commands.insert(0, Command(codec.Windows(windows=(rectangle,))))
    return commands


def _check_number(do: str, kind: type[Message], native: dict[str, Any]) -> None:
    """The command's number or the code may be told, and must then be the verb's; most messages imply it."""
    if kind in basic.CODES:
        allowed: tuple[int, ...] = (basic.CODES[kind],)
    else:
        allowed = get_args(msgspec.structs.fields(kind)[0].type)
    if do == "ping":
        allowed = (basic.CLOCK,)
    if do == "status":
        allowed = (*(code for code in allowed if code != basic.CLOCK), basic.VERSION)
    if "cc" in native and native["cc"] not in allowed:
        raise FrameJsonError(f"native cc {native['cc']}: {do} has {' or '.join(map(str, allowed))}")
    if kind in basic.CODES:
        native.pop("cc", None)


def _check_action(do: str, message: Message) -> None:
    if isinstance(message, codec.Save) and message.action != int(do == "delete"):
        raise FrameJsonError(f"native action {message.action}: {do} has {int(do == 'delete')}")


def decode_command(data: bytes) -> Command:
    """The command in the whole data of code 7B. Raises ProtocolError."""
    if not data or data[0] not in _BY_CC:
        raise UnknownCommand(f"command {data[:1].hex() or 'of no bytes'}: expected 01 to 0e, or 12")
    message, tail = _BY_CC[data[0]].unpack(data)
    if tail and not isinstance(message, _WITH_TAIL):
        raise UnknownCommand(f"{len(tail)} bytes after the command {data[0]:02x}")
    return Command(message, tail)


_WITH_TAIL = (codec.Text, codec.Picture, codec.StaticText, codec.ClockWindow, codec.PureText)
