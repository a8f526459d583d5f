"""What a frame of an Onbon text card says, as the object that gives the same bytes again; see onbon_json."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET

from display.protocols.onbon_area import Areas
from display.protocols.onbon_area_json import object_from_area
from display.protocols.onbon_clock_json import digits_of
from display.protocols.onbon_codec import (
    ERRORS,
    MUST_REPLY,
    NO_REPLY,
    POWER_OFF,
    POWER_ON,
    Answer,
    Clear,
    Clock,
    Ping,
    Power,
    Request,
    Status,
)
from display.protocols.onbon_frame import HOST_ADDRESS, MAX_FRAME_BYTES, PLAIN_HEADER, Header, Packet
from display.protocols.onbon_objects import (
    AckObject,
    AreaName,
    ClockNative,
    CommandNative,
    DeleteNative,
    Do,
    DoClear,
    DoClock,
    DoCommand,
    DoDelete,
    DoPing,
    DoPower,
    DoStatus,
    DoText,
    HeaderFields,
    NakObject,
    PowerNative,
    RequestHeader,
    Reserved,
    Said,
    TextNative,
)


def other_object(packet: Packet) -> DoCommand:
    """The object of a command that the codec does not know."""
    group, code, reply, r0, r1 = packet.data[:5]
    native = CommandNative(r0=r0 or UNSET, r1=r1 or UNSET, group=group, code=code, data=packet.data[5:].hex())
    header = _request_header(packet.source, packet.header)
    return DoCommand(address=packet.to, reply=_reply(reply), header=header, native=native)


def object_of(message: Request | Answer, frame_bytes: int) -> Do | Said:
    """frame_bytes: how long the frame is; what outgrows a card's buffer says that it is one frame all the same."""
    return _said(message) if isinstance(message, Answer) else _wanted(message, frame_bytes)


# --- helpers ---


def _said(answer: Answer) -> Said:
    kind = AckObject if answer.accepted else NakObject
    return kind(
        source=answer.source,
        to=answer.to,
        error=ERRORS.get(answer.error, f"error {answer.error:02x}"),
        payload=answer.payload.hex(),
        native=Reserved(r0=answer.r0 or UNSET, r1=answer.r1 or UNSET),
        header=HeaderFields(**_header_fields(answer.header)),
    )


def _wanted(request: Request, frame_bytes: int) -> Do:
    reply, header = _reply(request.reply), _request_header(request.source, request.header)
    to, r0, r1 = request.to, request.r0 or UNSET, request.r1 or UNSET
    match request.command:
        case Ping():
            return DoPing(address=to, reply=reply, header=header, native=Reserved(r0=r0, r1=r1))
        case Status():
            return DoStatus(address=to, reply=reply, header=header, native=Reserved(r0=r0, r1=r1))
        case Clear():
            return DoClear(address=to, reply=reply, header=header, native=Reserved(r0=r0, r1=r1))
        case Power(value):
            known = value in (POWER_ON, POWER_OFF)
            power = PowerNative(r0=r0, r1=r1, value=UNSET if known else value)
            return DoPower(
                address=to, reply=reply, header=header, on=value == POWER_ON if known else UNSET, native=power
            )
        case Clock() as clock:
            return _do_clock(clock, DoClock(address=to, reply=reply, header=header, native=ClockNative(r0=r0, r1=r1)))
        case Areas(show=(), delete=delete, process_mode=mode):
            native = DeleteNative(process_mode=mode or UNSET, r1=r1)
            if len(delete) == 1:
                return DoDelete(address=to, reply=reply, header=header, area=AreaName(id=delete[0]), native=native)
            return DoDelete(address=to, reply=reply, header=header, delete=delete, native=native)
        case Areas() as areas:
            whole = TextNative(
                process_mode=areas.process_mode or UNSET, r1=r1, one_frame=frame_bytes > MAX_FRAME_BYTES or UNSET
            )
            text = DoText(address=to, reply=reply, header=header, native=whole, delete=areas.delete or UNSET)
            return _do_text(areas, text)


def _reply(byte: int) -> bool | int:
    return {MUST_REPLY: True, NO_REPLY: False}.get(byte, byte)


def _request_header(source: int, header: Header) -> RequestHeader:
    told: dict[str, Any] = {} if source == HOST_ADDRESS else {"source": source}
    return RequestHeader(**told, **_header_fields(header))


def _do_text(areas: Areas, text: DoText) -> DoText:
    """The object with its areas: one stands in the object itself, several stand in a list."""
    shown = tuple(object_from_area(area) for area in areas.show)
    if len(shown) > 1:
        return msgspec.structs.replace(text, areas=shown)
    (one,) = shown
    whole = msgspec.structs.asdict(text.native) | {
        name: value for name, value in msgspec.structs.asdict(one.native).items() if value is not UNSET
    }
    return msgspec.structs.replace(text, text=one.text, charset=one.charset, area=one.area, native=TextNative(**whole))


def _do_clock(clock: Clock, do: DoClock) -> DoClock:
    time = clock.time
    if time is None:
        native = msgspec.structs.replace(do.native, bcd=digits_of(clock), weekday=clock.weekday or UNSET)
        return msgspec.structs.replace(do, native=native)
    same = clock.weekday == time.isoweekday()
    native = msgspec.structs.replace(do.native, weekday=UNSET if same else clock.weekday)
    return msgspec.structs.replace(do, time=time, native=native)


def _header_fields(header: Header) -> dict[str, Any]:
    """What of the header is not as usual."""
    names = ("display", "device", "version", "reserved", "option", "crc_mode", "checksum")
    told = {name: getattr(header, name) for name in names if getattr(header, name) != getattr(PLAIN_HEADER, name)}
    return told | ({"reserved": tuple(header.reserved)} if "reserved" in told else {})
