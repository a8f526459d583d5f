"""Onbon frames as JSON objects and back: for technicians, for tests with other programs, for `mingbai board`.

    {"do": "text", "address": 1, "text": "关于…", "charset": "gb2312", "area": {"id": 0, "x": 0, "y": 0, "w": 64,
     "h": 16}, "native": {"mode": 3, "speed": 4, "hold": 4, "run_mode": 0, "timeout": 5, "single_line": 1,
     "new_line": 1, "align": 0}}
    {"do": "text", "areas": [{"text": …, "area": …, "native": …}, …], "delete": [2], "native": {"process_mode": 1}}
    {"do": "delete", "area": {"id": 0}}   {"do": "delete", "delete": [0, 1]}   {"do": "clear" | "ping" | "status"}
    {"do": "power", "on": true}           {"do": "clock", "time": "2026-11-22T09:05:07"}
    {"answer": "nak", "from": 1, "to": 32768, "error": "busy"}

Areas are in pixels; ``native`` holds the numbers of the wire (hold in half seconds, timeout in seconds). The
fields are those of onbon_objects, the escapes in texts those of onbon_text. Whatever a frame says beyond our own
habits is told where it differs, so that an object from ``decoded`` gives the same bytes again.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import msgspec
from msgspec import UNSET

from content.disclosure import COUNTY_TIME
from display.errors import DisplayError, ProtocolError
from display.protocols.onbon_area import Areas
from display.protocols.onbon_area_json import area_from_object, object_from_area
from display.protocols.onbon_codec import (
    ERRORS,
    MUST_REPLY,
    NO_REPLY,
    POWER_OFF,
    POWER_ON,
    Answer,
    Clear,
    Clock,
    Codec,
    Command,
    Ping,
    Power,
    Request,
    Status,
)
from display.protocols.onbon_frame import HOST_ADDRESS, MAX_FRAME_BYTES, PLAIN_HEADER, Header, text_parts
from display.protocols.onbon_objects import (
    AckObject,
    AreaName,
    AreaText,
    ClockNative,
    DeleteNative,
    Do,
    DoClear,
    DoClock,
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
from display.protocols.onbon_text import text_codes

MAX_OBJECT_BYTES = 1_000_000
_REFUSED = {
    "brightness": "brightness: the maker's public BX-5K sources do not give its command, so it is not sent",
    "file": "file: it writes the card's flash, and no public source gives all of its fields, so it is not sent",
}
_ERROR_NUMBERS = {name: number for number, name in ERRORS.items()}
_ERROR = re.compile(r"error ([0-9a-f]{2})")


class FrameJsonError(DisplayError):
    """An object that names no frame; the message says which field and what is allowed."""


class OnbonJson:
    """The frames of one family of cards as JSON objects."""

    def __init__(self, codec: Codec) -> None:
        self._codec = codec

    def frames(self, line: bytes) -> list[bytes]:
        """See ``frames_for``."""
        return frames_for(line, self._codec)

    def decoded(self, frame: bytes) -> dict[str, object]:
        """See ``decoded``."""
        return decoded(frame, self._codec)


def frames_for(line: bytes, codec: Codec) -> list[bytes]:
    """The frames that one JSON object asks for: one, or several for a text that outgrows the card's buffer.

    Raises FrameJsonError, TextRefused or ProtocolError.
    """
    if len(line) > MAX_OBJECT_BYTES:
        raise FrameJsonError(f"{len(line)} bytes, at most {MAX_OBJECT_BYTES} are allowed")
    wanted = _read(line)
    if isinstance(wanted, AckObject | NakObject):
        return [codec.encode(_answer(wanted))]
    if isinstance(wanted, DoText):
        return _text_frames(wanted, codec)
    return [codec.encode(_request(wanted, _command(wanted)))]


def decoded(frame: bytes, codec: Codec) -> dict[str, object]:
    """What a frame says, as the object that ``frames_for`` turns into the same bytes. Raises ProtocolError."""
    message = codec.decode(frame)
    wanted = _said(message) if isinstance(message, Answer) else _wanted(message, len(frame))
    found: dict[str, object] = msgspec.to_builtins(wanted)
    for key in ("native", "header", "payload"):
        if not found.get(key, True):
            del found[key]
    if found.get("reply") is True:
        del found["reply"]
    return found


def _read(line: bytes) -> Do | Said:
    try:
        value = msgspec.json.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as err:
        raise FrameJsonError(f"not JSON: {err}") from err
    refused = _REFUSED.get(str(value.get("do"))) if isinstance(value, dict) else None
    if refused:
        raise FrameJsonError(refused)
    try:
        if isinstance(value, dict) and "answer" in value:
            said: Said = msgspec.convert(value, Said)
            return said
        wanted: Do = msgspec.convert(value, Do)
    except (msgspec.MsgspecError, RecursionError) as err:
        raise FrameJsonError(str(err)) from err
    return wanted


# --- from objects to frames ---


def _request(wanted: Do, command: Command) -> Request:
    native = wanted.native
    reply = {True: MUST_REPLY, False: NO_REPLY}[wanted.reply] if isinstance(wanted.reply, bool) else wanted.reply
    r0 = native.r0 or 0 if isinstance(native, Reserved) else 0
    return Request(command, wanted.address, reply, wanted.header.source, r0, native.r1 or 0, _header(wanted.header))


def _header(header: HeaderFields) -> Header:
    return Header(
        bytes(header.reserved),
        header.option,
        header.crc_mode,
        header.display,
        header.device,
        header.version,
        header.checksum or None,
    )


def _text_frames(wanted: DoText, codec: Codec) -> list[bytes]:
    """One frame if the card's buffer holds it; a single text that is longer is split between two characters."""
    native = wanted.native
    delete, mode = wanted.delete or (), native.process_mode or 0
    areas = tuple(area_from_object(area, native) for area in _area_texts(wanted))
    whole = codec.encode(_request(wanted, Areas(areas, delete, mode)))
    if len(whole) <= MAX_FRAME_BYTES or native.one_frame:
        return [whole]
    if len(areas) > 1:
        raise ProtocolError(
            f"a frame of {len(whole)} bytes, the card's buffer holds {MAX_FRAME_BYTES}: send the areas one by one"
        )
    extra_bytes = len(areas[0].extension) + (8 + len(areas[0].sound.text) if areas[0].sound else 0) + len(delete)
    charset = wanted.charset or "gb2312"
    frames: list[bytes] = []
    for part in text_parts(text_codes(str(wanted.text), charset), extra_bytes):
        area = replace(areas[0], text=part)
        frames.append(codec.encode(_request(wanted, Areas((area,), () if frames else delete, mode))))
    return frames


def _area_texts(wanted: DoText) -> tuple[AreaText, ...]:
    if wanted.areas is UNSET:
        if wanted.text is UNSET:
            raise FrameJsonError("Object missing required field `text` (or `areas`)")
        given = {"charset": wanted.charset, "area": wanted.area}
        usual = AreaText(text=wanted.text)
        return (msgspec.structs.replace(usual, **{name: value for name, value in given.items() if value is not UNSET}),)
    for name in ("text", "charset", "area"):
        if getattr(wanted, name) is not UNSET:
            raise FrameJsonError(f"`{name}` beside `areas`: each of the areas has its own")
    return wanted.areas


def _command(wanted: DoDelete | DoClear | DoPing | DoStatus | DoPower | DoClock) -> Command:
    match wanted:
        case DoDelete():
            return _delete(wanted)
        case DoClear():
            return Clear()
        case DoPing():
            return Ping()
        case DoStatus():
            return Status()
        case DoPower():
            value = wanted.native.value
            if (wanted.on is UNSET) == (value is UNSET):
                raise FrameJsonError("Object missing required field `on` (or `native.value`); one of them says it")
            return Power(value) if isinstance(value, int) else Power.of(wanted.on is True)
        case DoClock():
            return _clock(wanted)


def _delete(wanted: DoDelete) -> Areas:
    if wanted.delete is not UNSET and wanted.area is not UNSET:
        raise FrameJsonError("`area` beside `delete`: one of them says what is deleted")
    one = wanted.area.id if isinstance(wanted.area, AreaName) else 0
    ids = (one,) if wanted.delete is UNSET else wanted.delete
    return Areas(delete=ids, process_mode=wanted.native.process_mode or 0)


def _clock(wanted: DoClock) -> Clock:
    native = wanted.native
    weekday = None if native.weekday is UNSET else native.weekday
    if native.bcd is not UNSET:
        if wanted.time is not UNSET:
            raise FrameJsonError("`time` beside `native.bcd`: one of them says it")
        digits = bytes.fromhex(re.sub("[-T:]", "", native.bcd))
        return Clock(bytes([digits[1], digits[0], *digits[2:], weekday or 0]))
    if wanted.time is UNSET:
        raise FrameJsonError("Object missing required field `time`")
    time = wanted.time
    local = time.astimezone(COUNTY_TIME).replace(tzinfo=None) if time.tzinfo else time
    return Clock.of(local.replace(microsecond=0), weekday)


def _answer(said: Said) -> Answer:
    found = _ERROR.fullmatch(said.error)
    number = _ERROR_NUMBERS.get(said.error, int(found[1], 16) if found else None)
    if number is None:
        raise FrameJsonError(
            f"error {said.error!r}: expected `error NN` in hexadecimal or one of {', '.join(_ERROR_NUMBERS)}"
        )
    native = said.native
    return Answer(
        isinstance(said, AckObject),
        number,
        bytes.fromhex(said.payload),
        said.source,
        said.to,
        native.r0 or 0,
        native.r1 or 0,
        _header(said.header),
    )


# --- from frames to objects ---


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
    reply = {MUST_REPLY: True, NO_REPLY: False}.get(request.reply, request.reply)
    source: dict[str, Any] = {} if request.source == HOST_ADDRESS else {"source": request.source}
    header = RequestHeader(**source, **_header_fields(request.header))
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
        year, century, month, day, hour, minute, second = (f"{byte:02x}" for byte in clock.bcd[:7])
        digits = f"{century}{year}-{month}-{day}T{hour}:{minute}:{second}"
        native = msgspec.structs.replace(do.native, bcd=digits, weekday=clock.weekday or UNSET)
        return msgspec.structs.replace(do, native=native)
    same = clock.weekday == time.isoweekday()
    native = msgspec.structs.replace(do.native, weekday=UNSET if same else clock.weekday)
    return msgspec.structs.replace(do, time=time, native=native)


def _header_fields(header: Header) -> dict[str, Any]:
    """What of the header is not as usual."""
    names = ("display", "device", "version", "reserved", "option", "crc_mode", "checksum")
    told = {name: getattr(header, name) for name in names if getattr(header, name) != getattr(PLAIN_HEADER, name)}
    return told | ({"reserved": tuple(header.reserved)} if "reserved" in told else {})
