"""Onbon frames as JSON objects and back: for technicians, for tests with other programs, for `mingbai board`.

    {"do": "text", "address": 1, "text": "关于…", "charset": "gb2312",
     "area": {"id": 0, "x": 0, "y": 0, "w": 64, "h": 16},
     "native": {"mode": 3, "speed": 4, "hold": 4, "run_mode": 0, "timeout": 5, "single_line": 1, "new_line": 1,
                "align": 0}}
    {"do": "clear" | "ping" | "status", "address": 1}      {"do": "power", "address": 1, "on": true}
    {"do": "clock", "address": 1, "time": "2026-11-22T09:05:07"}
    {"do": "delete", "address": 1, "area": {"id": 0}}

Areas are in pixels; ``native`` holds the numbers of the wire (hold in half seconds, timeout in seconds). What a
frame says beyond our own habits (line_space, exit_mode, process_mode, reply false, header) is told when it differs,
so that an object from ``decoded`` gives the same bytes again. Unknown fields are refused by name.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from content.disclosure import COUNTY_TIME
from display.board import Charset
from display.charset import decode_text, encoded_characters
from display.errors import DisplayError, ProtocolError
from display.protocols.onbon_codec import (
    ERRORS,
    MODE_DOWN,
    MODE_LEFT,
    MODE_STILL,
    SLOWEST,
    SPEED,
    Answer,
    Areas,
    Clear,
    Clock,
    Codec,
    Command,
    Ping,
    Power,
    Request,
    Status,
    TextArea,
)
from display.protocols.onbon_frame import text_parts

Byte = Annotated[int, msgspec.Meta(ge=0, le=0xFF)]
Word = Annotated[int, msgspec.Meta(ge=0, le=0xFFFF)]
Address = Annotated[int, msgspec.Meta(ge=1, le=0xFFFF)]
MAX_OBJECT_BYTES = 1_000_000


class _Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Rectangle(_Record, frozen=True, kw_only=True):
    """Pixels from the screen's top left corner."""

    id: Byte = 0
    x: Word
    y: Word
    w: Annotated[int, msgspec.Meta(ge=1, le=0xFFFF)]
    h: Annotated[int, msgspec.Meta(ge=1, le=0xFFFF)]


class AreaName(_Record, frozen=True, kw_only=True, omit_defaults=True):
    """The area that "delete" takes away: only the id travels, the rest may be given and is not sent."""

    id: Byte
    x: Word = 0
    y: Word = 0
    w: Word = 0
    h: Word = 0


class Native(_Record, frozen=True, kw_only=True):
    """The numbers of display.protocols.onbon_codec.TextArea as they stand on the wire."""

    mode: Annotated[int, msgspec.Meta(ge=MODE_STILL, le=MODE_DOWN)] = MODE_LEFT
    speed: Annotated[int, msgspec.Meta(ge=0, le=SLOWEST)] = SPEED
    hold: Byte = 4
    run_mode: Annotated[int, msgspec.Meta(ge=0, le=5)] = 0
    timeout: Word = 5
    single_line: Annotated[int, msgspec.Meta(ge=1, le=2)] = 1
    new_line: Annotated[int, msgspec.Meta(ge=1, le=2)] = 1
    align: Annotated[int, msgspec.Meta(ge=0, le=10)] = 0
    line_space: Byte | msgspec.UnsetType = msgspec.UNSET
    exit_mode: Byte | msgspec.UnsetType = msgspec.UNSET
    process_mode: Byte | msgspec.UnsetType = msgspec.UNSET


class Header(_Record, frozen=True, kw_only=True):
    """The frame's header where another sender fills it otherwise."""

    source: Word = 0x8000
    display: Byte = 0
    device: Byte = 0xFE
    version: Byte = 2


class _Do(_Record, frozen=True, kw_only=True, tag_field="do"):
    address: Address = 1
    reply: bool | msgspec.UnsetType = msgspec.UNSET
    header: Header | msgspec.UnsetType = msgspec.UNSET


class DoText(_Do, frozen=True, kw_only=True, tag="text"):
    text: str
    area: Rectangle
    charset: Charset = "gb2312"
    native: Native = Native()


class DoDelete(_Do, frozen=True, kw_only=True, tag="delete"):
    area: AreaName


class DoClear(_Do, frozen=True, kw_only=True, tag="clear"):
    pass


class DoPing(_Do, frozen=True, kw_only=True, tag="ping"):
    pass


class DoStatus(_Do, frozen=True, kw_only=True, tag="status"):
    pass


class DoPower(_Do, frozen=True, kw_only=True, tag="power"):
    on: bool


class DoClock(_Do, frozen=True, kw_only=True, tag="clock"):
    """time: ISO 8601; with a zone it is turned into the county's time, without one it is that already."""

    time: datetime


Do = DoText | DoDelete | DoClear | DoPing | DoStatus | DoPower | DoClock


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
    header = wanted.header if isinstance(wanted.header, Header) else Header()
    return [
        codec.encode(
            Request(
                command,
                wanted.address,
                wanted.reply is not False,
                header.source,
                header.display,
                header.device,
                header.version,
            )
        )
        for command in _commands(wanted)
    ]


def decoded(frame: bytes, codec: Codec) -> dict[str, object]:
    """What a frame says, as the object that ``frames_for`` turns into the same bytes; of a card's answer, its sense.

    Raises ProtocolError, also for what a frame may say but the objects here cannot.
    """
    message = codec.decode(frame)
    if isinstance(message, Answer):
        answer: dict[str, object] = {
            "answer": "ack" if message.accepted else "nak",
            "from": message.source,
            "to": message.to,
            "error": ERRORS.get(message.error, f"error {message.error:02x}"),
        }
        return answer | ({"payload": message.payload.hex()} if message.payload else {})
    wanted = _wanted(message)
    found: dict[str, object] = msgspec.to_builtins(wanted)
    try:
        again = frames_for(msgspec.json.encode(found), codec)
    except DisplayError as err:
        raise ProtocolError(str(err)) from err
    if again != [frame]:
        raise ProtocolError("the frame says something that these objects cannot say again")
    return found


def _read(line: bytes) -> Do:
    try:
        value = msgspec.json.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as err:
        raise FrameJsonError(f"not JSON: {err}") from err
    if isinstance(value, dict) and value.get("do") == "brightness":
        raise FrameJsonError("brightness: the maker's public BX-5K sources do not give its command, so it is not sent")
    try:
        wanted: Do = msgspec.convert(value, Do)
    except (msgspec.MsgspecError, RecursionError) as err:
        raise FrameJsonError(str(err)) from err
    return wanted


def _commands(wanted: Do) -> list[Command]:
    match wanted:
        case DoText():
            return [_areas(wanted, part) for part in text_parts(encoded_characters(wanted.text, wanted.charset))]
        case DoDelete():
            return [Areas(delete=(wanted.area.id,))]
        case DoClear():
            return [Clear()]
        case DoPing():
            return [Ping()]
        case DoStatus():
            return [Status()]
        case DoPower():
            return [Power(wanted.on)]
        case DoClock():
            time = wanted.time
            local = time.astimezone(COUNTY_TIME).replace(tzinfo=None) if time.tzinfo else time
            return [Clock(local.replace(microsecond=0))]


def _areas(wanted: DoText, text: bytes) -> Areas:
    area, native = wanted.area, wanted.native
    if native.align & 3 == 3:
        raise FrameJsonError(f"align {native.align} - at `$.native.align`: bits 0-1 are 0 left, 1 right or 2 centre")
    return Areas(
        show=(
            TextArea(
                id=area.id,
                x_px=area.x,
                y_px=area.y,
                width_px=area.w,
                height_px=area.h,
                text=text,
                run_mode=native.run_mode,
                timeout=native.timeout,
                align=native.align,
                single_line=native.single_line,
                new_line=native.new_line,
                mode=native.mode,
                speed=native.speed,
                hold=native.hold,
                line_space=native.line_space or 0,
                exit_mode=native.exit_mode or 0,
            ),
        ),
        process_mode=native.process_mode or 0,
    )


def _wanted(request: Request) -> Do:
    habits = Header(source=request.source, display=request.display, device=request.device, version=request.version)
    header = msgspec.UNSET if habits == Header() else habits
    reply = msgspec.UNSET if request.wants_reply else False
    to = request.to
    match request.command:
        case Ping():
            return DoPing(address=to, reply=reply, header=header)
        case Status():
            return DoStatus(address=to, reply=reply, header=header)
        case Clear():
            return DoClear(address=to, reply=reply, header=header)
        case Power(on):
            return DoPower(address=to, reply=reply, header=header, on=on)
        case Clock(time):
            return DoClock(address=to, reply=reply, header=header, time=time)
        case Areas(show=(area,), delete=(), process_mode=mode):
            charset, text = _text(area.text)
            return DoText(
                address=to,
                reply=reply,
                header=header,
                text=text,
                charset=charset,
                area=Rectangle(id=area.id, x=area.x_px, y=area.y_px, w=area.width_px, h=area.height_px),
                native=Native(
                    mode=area.mode,
                    speed=area.speed,
                    hold=area.hold,
                    run_mode=area.run_mode,
                    timeout=area.timeout,
                    single_line=area.single_line,
                    new_line=area.new_line,
                    align=area.align,
                    line_space=area.line_space or msgspec.UNSET,
                    exit_mode=area.exit_mode or msgspec.UNSET,
                    process_mode=mode or msgspec.UNSET,
                ),
            )
        case Areas(show=(), delete=(id_,), process_mode=0):
            return DoDelete(address=to, reply=reply, header=header, area=AreaName(id=id_))
        case Areas(show=show, delete=delete):
            raise ProtocolError(f"{len(show)} areas shown and {len(delete)} deleted in one frame, expected one in all")


def _text(data: bytes) -> tuple[Charset, str]:
    """The text, and the smaller charset that holds it."""
    try:
        return "gb2312", decode_text(data, "gb2312")
    except ProtocolError:
        return "gbk", decode_text(data, "gbk")
