"""Onbon BX-6 frames as JSON objects and back.

    {"do": "raster", "area": {"id": 0, "x": 0, "y": 0, "w": 4, "h": 2}, "rows": ["#..#", ".##."],
     "native": {"mode": 1, "speed": 10, "stay": 400, "repeat": 1, "run_mode": 2, "timeout": 120}}
    {"do": "raster", "areas": [{"area": …, "pages": [{"rows": …, "native": …}, …], "native": …}, …]}
    {"do": "text", "text": "公示", "area": {"w": 64, "h": 16}, "native": {"font": 16, "mode": 4}}
    {"do": "ping" | "status" | "reset" | "clear"}       {"do": "delete", "area": {"id": 0}}  or "delete": [0, 1]
    {"do": "power", "on": true}   {"do": "lock", "on": true}   {"do": "clock", "time": "2026-11-22T09:05:07"}
    {"do": "brightness", "native": {"level": 7}}        {"do": "delete-programs", "files": ["P000"]}
    {"do": "command", "native": {"group": 161, "code": 5, "data": "01"}}     any other, its data in hexadecimal
    {"answer": "ack", "from": 1, "to": 32768}           {"answer": "ping", "told": {"screen_width": 64, …}}

A card of this family knows no characters here: a text is drawn with the project's font, and comes back as "raster".
"clear" takes every dynamic area away. The fields are those of onbon_bx6_objects; unknown ones are refused by name,
and an object from ``decoded`` gives the same bytes again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import UNSET

from display.fonts import Font, installed
from display.protocols.objects import FrameJsonError, json_of
from display.protocols.onbon_bx6_answers import payload_of
from display.protocols.onbon_bx6_area_json import update_from_object, update_from_text
from display.protocols.onbon_bx6_codec import (
    DYNAMIC_GROUP,
    ERRORS,
    HALF_HOURS,
    POWER_OFF,
    POWER_ON,
    Answer,
    Brightness,
    Command,
    DeleteAreas,
    DeleteFiles,
    Lock,
    Request,
    Reset,
    decode_packet,
    encode,
    request,
)
from display.protocols.onbon_bx6_frame import (
    MAX_BODY_BYTES,
    CommonHeader,
    DynamicHeader,
    Packet,
    decode_frame,
    encode_packet,
)
from display.protocols.onbon_bx6_objects import (
    AnswerObject,
    AreaName,
    BrightnessNative,
    Do,
    DoBrightness,
    DoClear,
    DoClock,
    DoCommand,
    DoDelete,
    DoDeletePrograms,
    DoLock,
    DoPing,
    DoPower,
    DoRaster,
    DoReset,
    DoStatus,
    DoText,
    HeaderJson,
)
from display.protocols.onbon_bx6_told import ANSWERS, HEADER_FIELDS, object_of, other_object
from display.protocols.onbon_clock_json import clock_from
from display.protocols.onbon_codec import MUST_REPLY, NO_REPLY, Ping, Power, Status, UnknownCommand
from display.protocols.onbon_frame import HOST_ADDRESS
from display.protocols.onbon_text import text_codes

_ERROR_NUMBERS = {name: number for number, name in ERRORS.items()}


class OnbonBx6Json:
    """font_of: where the project's font of a height comes from, for texts."""

    def __init__(self, font_of: Callable[[int], Font] = installed) -> None:
        self._font_of = font_of

    def frames(self, line: bytes) -> list[bytes]:
        """The frame for one JSON object. Raises FrameJsonError, TextRefused, FontMissing or ProtocolError."""
        wanted = _read(line)
        if isinstance(wanted, AnswerObject):
            return [encode(_answer(wanted))]
        reply = (MUST_REPLY if wanted.reply else NO_REPLY) if isinstance(wanted.reply, bool) else wanted.reply
        if isinstance(wanted, DoCommand):
            return [_other(wanted, reply)]
        usual = request(self._command(wanted), wanted.address)
        header = _header(wanted.header, isinstance(usual.header, DynamicHeader))
        source = HOST_ADDRESS if wanted.header.source is UNSET else wanted.header.source
        return [encode(Request(usual.command, header, wanted.address, reply, source, wanted.header.ends or 1))]

    def decoded(self, frame: bytes) -> dict[str, object]:
        """One whole frame as the object from which ``frames`` makes the same bytes. Raises ProtocolError."""
        packet = decode_frame(frame)
        try:
            wanted = object_of(decode_packet(packet))
        except UnknownCommand:
            wanted = other_object(packet)
        found: dict[str, object] = msgspec.to_builtins(wanted)
        for key in ("native", "header"):
            if not found.get(key, True):
                del found[key]
        if found.get("reply") is True:
            del found["reply"]
        return found

    def _command(self, wanted: Do) -> Command:
        match wanted:
            case DoText():
                return update_from_text(wanted, self._font_of(wanted.native.font))
            case DoRaster():
                return update_from_object(wanted)
            case DoDelete():
                if wanted.delete is not UNSET and wanted.area is not UNSET:
                    raise FrameJsonError("`area` beside `delete`: one of them says what is deleted")
                one = wanted.area.id if isinstance(wanted.area, AreaName) else 0
                return DeleteAreas((one,) if wanted.delete is UNSET else wanted.delete)
            case DoClear():
                return DeleteAreas(None)
            case DoPing():
                return Ping()
            case DoStatus():
                return Status()
            case DoReset():
                return Reset()
            case DoPower():
                return Power(_switch("on", wanted.on, "native.value", wanted.native.value))
            case DoLock():
                locked = _switch("on", wanted.on, "native.locked", wanted.native.locked)
                return Lock(wanted.native.kept, locked)
            case DoBrightness():
                return _brightness(wanted.native)
            case DoClock():
                return clock_from(wanted.time, wanted.native.bcd, wanted.native.weekday)
            case DoDeletePrograms():
                return DeleteFiles(tuple(map(_file_name, wanted.files)))
            case DoCommand():
                raise AssertionError(wanted)  # ``_other`` makes its frame


# --- helpers ---


def _read(line: bytes) -> Do | AnswerObject:
    value = json_of(line)
    try:
        if isinstance(value, dict) and "answer" in value:
            return msgspec.convert(value, AnswerObject)
        wanted: Do = msgspec.convert(value, Do)
    except (msgspec.MsgspecError, RecursionError) as err:
        raise FrameJsonError(str(err)) from err
    return wanted


def _other(wanted: DoCommand, reply: int) -> bytes:
    native = wanted.native
    data = bytes.fromhex(native.data)
    if len(data) > MAX_BODY_BYTES - 5:
        raise FrameJsonError(f"{len(data)} bytes - at `$.native.data`: at most {MAX_BODY_BYTES - 5} fit into a command")
    body = bytes([reply, native.group, native.code, *len(data).to_bytes(2, "little")]) + data
    header = _header(wanted.header, native.group == DYNAMIC_GROUP)
    source = HOST_ADDRESS if wanted.header.source is UNSET else wanted.header.source
    return encode_packet(Packet(body, header, wanted.address, source, wanted.header.ends or 1))


def _header(header: HeaderJson, is_dynamic: bool) -> CommonHeader | DynamicHeader:
    kind = DynamicHeader if (is_dynamic if header.dynamic is UNSET else header.dynamic) else CommonHeader
    given: dict[str, Any] = {
        name: bytes(value) if isinstance(value, tuple) else value
        for name, value in msgspec.structs.asdict(header).items()
        if value is not UNSET and name not in ("dynamic", "source", "ends")
    }
    strange = set(given) - set(HEADER_FIELDS[kind])
    if strange:
        known = ", ".join(HEADER_FIELDS[kind])
        raise FrameJsonError(f"unknown field `{min(strange)}` - at `$.header`: this command's header has {known}")
    if kind is DynamicHeader and "reserved" in given:
        given["reserved2"] = given.pop("reserved")
    return kind(**given)


def _switch(name: str, on: bool | msgspec.UnsetType, other: str, value: int | msgspec.UnsetType) -> int:
    if (on is UNSET) == (value is UNSET):
        raise FrameJsonError(f"Object missing required field `{name}` (or `{other}`); one of them says it")
    return value if isinstance(value, int) else POWER_ON if on else POWER_OFF


def _brightness(native: BrightnessNative) -> Brightness:
    if (native.level is UNSET) == (native.levels is UNSET):
        raise FrameJsonError("Object missing required field `level` (or `levels`) - at `$.native`; one of them says it")
    return Brightness(
        native.mode, bytes([native.level or 0]) * HALF_HOURS if native.levels is UNSET else bytes(native.levels)
    )


def _file_name(name: str) -> bytes:
    data = b"".join(text_codes(name, "gbk"))
    if len(data) != 4:
        raise FrameJsonError(f"file {name!r} - at `$.files`: {len(data)} bytes, a name has four, such as P000")
    return data


def _answer(said: AnswerObject) -> Answer:
    other = re.fullmatch("([0-9a-f]{2}) ([89a-f][0-9a-f])", said.answer)
    numbers = ANSWERS.get(said.answer, (int(other[1], 16), int(other[2], 16)) if other else None)
    if numbers is None:
        raise FrameJsonError(f"answer {said.answer!r}: expected {', '.join(ANSWERS)}, or two numbers such as `a2 84`")
    found = re.fullmatch("error ([0-9a-f]{4})", said.error)
    error = _ERROR_NUMBERS.get(said.error, int(found[1], 16) if found else None)
    if error is None:
        raise FrameJsonError(f"error {said.error!r}: expected `error NNNN` or one of {', '.join(_ERROR_NUMBERS)}")
    if said.told is not UNSET and said.payload is not UNSET:
        raise FrameJsonError("`payload` beside `told`: one of them says it")
    payload = bytes.fromhex(said.payload or "") if said.told is UNSET else payload_of(*numbers, said.told)
    header = _header(said.header, is_dynamic=False)
    native = said.native
    return Answer(
        *numbers,
        error,
        native.status or 0,
        payload,
        header,
        said.to,
        said.source,
        native.reserved or 0,
        said.header.ends or 1,
    )
