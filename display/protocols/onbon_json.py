"""Onbon frames as JSON objects and back: for technicians, for tests with other programs, for `mingbai board`.

    {"do": "text", "address": 1, "text": "关于…", "charset": "gb2312", "area": {"id": 0, "x": 0, "y": 0, "w": 64,
     "h": 16}, "native": {"mode": 3, "speed": 4, "hold": 4, "run_mode": 0, "timeout": 5, "single_line": 1,
     "new_line": 1, "align": 0}}
    {"do": "text", "areas": [{"text": …, "area": …, "native": …}, …], "delete": [2], "native": {"process_mode": 1}}
    {"do": "delete", "area": {"id": 0}}   {"do": "delete", "delete": [0, 1]}   {"do": "clear" | "ping" | "status"}
    {"do": "power", "on": true}           {"do": "clock", "time": "2026-11-22T09:05:07"}
    {"do": "command", "native": {"group": 161, "code": 5, "data": "01"}}     any other, its data in hexadecimal
    {"answer": "nak", "from": 1, "to": 32768, "error": "busy"}

Areas are in pixels; ``native`` holds the numbers of the wire (hold in half seconds, timeout in seconds). The
fields are those of onbon_objects, the escapes in texts those of onbon_text. Whatever a frame says beyond our own
habits is told where it differs, so that an object from ``decoded`` gives the same bytes again.
"""

from __future__ import annotations

import re
from dataclasses import replace

import msgspec
from msgspec import UNSET

from display.errors import ProtocolError
from display.protocols.objects import FrameJsonError, json_of
from display.protocols.onbon_area import Areas
from display.protocols.onbon_area_json import area_from_object
from display.protocols.onbon_clock_json import clock_from
from display.protocols.onbon_codec import (
    ERRORS,
    MUST_REPLY,
    NO_REPLY,
    Answer,
    Clear,
    Codec,
    Command,
    Ping,
    Power,
    Request,
    Status,
    UnknownCommand,
)
from display.protocols.onbon_frame import (
    MAX_FRAME_BYTES,
    Header,
    Packet,
    decode_frame,
    encode_packet,
    text_parts,
)
from display.protocols.onbon_objects import (
    AckObject,
    AreaName,
    AreaText,
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
    Reserved,
    Said,
)
from display.protocols.onbon_text import text_codes
from display.protocols.onbon_told import object_of, other_object

_REFUSED = {
    "brightness": "brightness: the maker's public BX-5K sources do not give its command, so it is not sent",
    "file": "file: it writes the card's flash, and no public source gives all of its fields, so it is not sent",
}
_ERROR_NUMBERS = {name: number for number, name in ERRORS.items()}
_ERROR = re.compile(r"error ([0-9a-f]{2})")


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
    wanted = _read(line)
    if isinstance(wanted, AckObject | NakObject):
        return [codec.encode(_answer(wanted))]
    if isinstance(wanted, DoText):
        return _text_frames(wanted, codec)
    if isinstance(wanted, DoCommand):
        return [encode_packet(_other(wanted))]
    return [codec.encode(_request(wanted, _command(wanted)))]


def decoded(frame: bytes, codec: Codec) -> dict[str, object]:
    """What a frame says, as the object that ``frames_for`` turns into the same bytes. Raises ProtocolError."""
    packet = decode_frame(frame)
    try:
        wanted = object_of(codec.decode_packet(packet), len(frame))
    except UnknownCommand:
        wanted = other_object(packet)
    found: dict[str, object] = msgspec.to_builtins(wanted)
    for key in ("native", "header", "payload"):
        if not found.get(key, True):
            del found[key]
    if found.get("reply") is True:
        del found["reply"]
    return found


def _read(line: bytes) -> Do | Said:
    value = json_of(line)
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


# --- helpers ---


def _request(wanted: Do, command: Command) -> Request:
    native, reply = wanted.native, _reply(wanted.reply)
    r0 = native.r0 or 0 if isinstance(native, Reserved) else 0
    return Request(command, wanted.address, reply, wanted.header.source, r0, native.r1 or 0, _header(wanted.header))


def _other(wanted: DoCommand) -> Packet:
    native = wanted.native
    head = bytes([native.group, native.code, _reply(wanted.reply), native.r0 or 0, native.r1 or 0])
    return Packet(head + bytes.fromhex(native.data), wanted.address, wanted.header.source, _header(wanted.header))


def _reply(wanted: bool | int) -> int:
    return {True: MUST_REPLY, False: NO_REPLY}[wanted] if isinstance(wanted, bool) else wanted


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
            return clock_from(wanted.time, wanted.native.bcd, wanted.native.weekday)


def _delete(wanted: DoDelete) -> Areas:
    if wanted.delete is not UNSET and wanted.area is not UNSET:
        raise FrameJsonError("`area` beside `delete`: one of them says what is deleted")
    one = wanted.area.id if isinstance(wanted.area, AreaName) else 0
    ids = (one,) if wanted.delete is UNSET else wanted.delete
    return Areas(delete=ids, process_mode=wanted.native.process_mode or 0)


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
