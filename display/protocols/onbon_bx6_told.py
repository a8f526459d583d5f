"""What a frame of a BX-6 card says, as the object that gives the same bytes again; see onbon_bx6_json."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from msgspec import UNSET

from display.protocols.onbon_bx6_answers import told
from display.protocols.onbon_bx6_area import Update
from display.protocols.onbon_bx6_area_json import areas_object
from display.protocols.onbon_bx6_codec import (
    DYNAMIC_GROUP,
    ERRORS,
    POWER_OFF,
    POWER_ON,
    Answer,
    Brightness,
    DeleteAreas,
    DeleteFiles,
    Lock,
    Request,
    Reset,
)
from display.protocols.onbon_bx6_frame import CommonHeader, DynamicHeader, Packet
from display.protocols.onbon_bx6_objects import (
    AnswerNative,
    AnswerObject,
    AreaName,
    BrightnessNative,
    ClockNative,
    CommandNative,
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
    HeaderJson,
    LockNative,
    ValueNative,
)
from display.protocols.onbon_clock_json import digits_of
from display.protocols.onbon_codec import MUST_REPLY, NO_REPLY, Clock, Ping, Power, Status
from display.protocols.onbon_frame import HOST_ADDRESS
from display.protocols.onbon_text import read_text

ANSWERS = MappingProxyType({"ack": (0xA0, 0x00), "nak": (0xA0, 0x01), "ping": (0xA2, 0x80), "status": (0xA2, 0x8F)})
_ANSWER_NAMES = {numbers: name for name, numbers in ANSWERS.items()}
HEADER_FIELDS = MappingProxyType(
    {
        CommonHeader: (
            "version",
            "type",
            "device",
            "phy",
            "reserved1",
            "sequence",
            "buffer",
            "random",
            "secret",
            "reserved2",
        ),
        DynamicHeader: ("reserved1", "device", "reserved"),
    }
)


def object_of(message: Request | Answer) -> Do | AnswerObject:
    """The object."""
    return _said(message) if isinstance(message, Answer) else _wanted(message)


def other_object(packet: Packet) -> DoCommand:
    """The object of a command that the codec does not know; its length is already checked."""
    first, group, code = packet.body[:3]
    header = _header_object(packet, is_dynamic=group == DYNAMIC_GROUP)
    native = CommandNative(group=group, code=code, data=packet.body[5:].hex())
    return DoCommand(address=packet.to, reply=_reply(first), header=header, native=native)


# --- helpers ---


def _reply(byte: int) -> bool | int:
    return {MUST_REPLY: True, NO_REPLY: False}.get(byte, byte)


def _header_object(message: Request | Answer | Packet, is_dynamic: bool) -> HeaderJson:
    header = message.header
    told_dynamic = isinstance(header, DynamicHeader)
    usual = type(header)()
    fields: dict[str, Any] = {}
    for name in HEADER_FIELDS[type(header)]:
        own = "reserved2" if name == "reserved" else name
        value = getattr(header, own)
        if value != getattr(usual, own):
            fields[name] = tuple(value) if isinstance(value, bytes) else value
    if told_dynamic != is_dynamic:
        fields["dynamic"] = told_dynamic
    if message.ends != 1:
        fields["ends"] = message.ends
    if not isinstance(message, Answer) and message.source != HOST_ADDRESS:
        fields["source"] = message.source
    return HeaderJson(**fields)


def _said(answer: Answer) -> AnswerObject:
    fields = told(answer.group, answer.code, answer.payload)
    return AnswerObject(
        answer=_ANSWER_NAMES.get((answer.group, answer.code), f"{answer.group:02x} {answer.code:02x}"),
        source=answer.source,
        to=answer.to,
        error=ERRORS.get(answer.error, f"error {answer.error:04x}"),
        told=UNSET if fields is None else fields,
        payload=answer.payload.hex() if fields is None and answer.payload else UNSET,
        native=AnswerNative(status=answer.status or UNSET, reserved=answer.reserved or UNSET),
        header=_header_object(answer, is_dynamic=False),
    )


def _wanted(message: Request) -> Do:
    command = message.command
    header = _header_object(message, isinstance(command, Update | DeleteAreas))
    common: dict[str, Any] = {"address": message.to, "reply": _reply(message.reply), "header": header}
    match command:
        case Ping():
            return DoPing(**common)
        case Status():
            return DoStatus(**common)
        case Reset():
            return DoReset(**common)
        case Power(value):
            known = value in (POWER_ON, POWER_OFF)
            native = ValueNative(value=UNSET if known else value)
            return DoPower(**common, on=value == POWER_ON if known else UNSET, native=native)
        case Lock(kept, locked):
            known = locked in (0, 1)
            lock = LockNative(kept=kept, locked=UNSET if known else locked)
            return DoLock(**common, on=bool(locked) if known else UNSET, native=lock)
        case Brightness(mode, levels):
            if len(set(levels)) == 1:
                return DoBrightness(**common, native=BrightnessNative(mode=mode, level=levels[0]))
            return DoBrightness(**common, native=BrightnessNative(mode=mode, levels=tuple(levels)))
        case Clock() as clock:
            return _clock_object(clock, common)
        case DeleteFiles(names):
            return DoDeletePrograms(**common, files=tuple(read_text(name)[0] for name in names))
        case DeleteAreas(None):
            return DoClear(**common)
        case DeleteAreas(ids):
            if ids is not None and len(ids) == 1:
                return DoDelete(**common, area=AreaName(id=ids[0]))
            return DoDelete(**common, delete=ids or ())
        case Update() as update:
            areas, data = areas_object(update)
            return DoRaster(**common, areas=areas, data=UNSET if data is None else data)


def _clock_object(clock: Clock, common: dict[str, Any]) -> DoClock:
    if clock.time is None:
        return DoClock(**common, native=ClockNative(bcd=digits_of(clock), weekday=clock.weekday or UNSET))
    same = clock.weekday == clock.time.isoweekday()
    return DoClock(**common, time=clock.time, native=ClockNative(weekday=UNSET if same else clock.weekday))
