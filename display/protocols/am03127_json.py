"""AM03127 frames as JSON objects and back: for technicians, for tests with other programs, for `mingbai board`.

    {"do": "text", "address": 1, "text": "Notice 2026",
     "native": {"line": 1, "page": "A", "lead": "A", "mode": "A", "wait": "A", "lag": "K"}}
    {"do": "raster", "native": {"graphic": "A1", "pixels": ["RGY.…", … eight rows of 32 dots]}}
    {"do": "schedule", "native": {"schedule": "A", "from": "0001010000", "to": "9912312359", "pages": "ABC"}}
    {"do": "default-page", "native": {"page": "A"}}
    {"do": "clock", "time": "2026-11-22T09:05:07"}         {"do": "brightness", "percent": 75}
    {"do": "delete", "native": {"line": 1, "page": "A"}}   or {"schedule": "A"}, or {"all": true}
    {"do": "clear"}: everything is deleted                 {"do": "set-id", "address": 5}: 5 is the new ID
    {"do": "character", "native": {"font": "A", "code": "00", "rows": ["#.......", … eight]}}
    {"do": "reset-characters"}   {"do": "begin-update"}   {"do": "end-update"}
    {"do": "command", "text": "{lt}DT*{gt}"}               any other data, {lt} and {gt} for the brackets

A text with Chinese in it goes out as several frames: it is drawn 16 dots high in red, as graphic blocks from A1 on,
which ``line`` and the line below then show; it can hold no inline codes, and decodes as raster and {graphic:A1}.

Address 0 is every sign. Inline codes in a text and their braces: display.protocols.am03127_text. ``from`` and ``to``
are YYMMDDhhmm. Of a clock, ``native`` may give the week day that goes out (1 Monday … 7 Sunday) where it is not
the date's own. "lower_case_id": the ID's digits are a … f. A sign's answer is {"answer": "ack" | "nak"} or
{"answer": "id", "address": 5}. Unknown fields are refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import msgspec

from display.charset import check_visible
from display.errors import ProtocolError
from display.fonts import Font, installed
from display.protocols.am03127_codec import (
    BEGIN_UPDATE,
    DELETE_ALL,
    END_UPDATE,
    MAX_LINES,
    PERCENT,
    RESET_CHARACTERS,
    Brightness,
    Character,
    Clock,
    Command,
    DefaultPage,
    DeletePage,
    DeleteSchedule,
    Graphic,
    Page,
    Request,
    Schedule,
    command_of,
    encode,
)
from display.protocols.am03127_dots import labelled
from display.protocols.am03127_frame import NewId, Packet, decode_frame, encode_frame
from display.protocols.am03127_objects import (
    Answer,
    ClockNative,
    DeleteNative,
    Do,
    DoBeginUpdate,
    DoBrightness,
    DoCharacter,
    DoClear,
    DoClock,
    DoCommand,
    DoDefaultPage,
    DoDelete,
    DoEndUpdate,
    DoRaster,
    DoResetCharacters,
    DoSchedule,
    DoSetId,
    DoText,
    IdNative,
    object_of,
    other_object,
)
from display.protocols.am03127_text import message_from, needs_dots, shown_blocks
from display.protocols.objects import FrameJsonError, county_time, json_of
from display.render import strip

_DRAWN_PX = 16

_TIME = re.compile(r"20(\d\d)-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)", re.ASCII)
_ANSWERS = {b"ACK": "ack", b"NACK": "nak"}
_NOT_HERE = {
    "ping": "the maker's document has no question that a sign answers without a change",
    "status": "the maker's document has no question that a sign answers without a change",
    "power": "the maker's document has no command for it; clear makes the sign dark",
}


class Am03127Json:
    """Frames of AM03127 signs as JSON objects. font_of: makes the font of a height, for Chinese text."""

    def __init__(self, font_of: Callable[[int], Font] = installed) -> None:
        self._font_of = font_of

    def frames(self, line: bytes) -> list[bytes]:
        """The frame of a JSON object, or the frames of a Chinese text.

        Raises FrameJsonError, TextRefused, FontMissing or ProtocolError.
        """
        wanted = _read(line)
        if isinstance(wanted, Answer):
            return [_answer_bytes(wanted)]
        if isinstance(wanted, DoText) and needs_dots(wanted.text):
            lower = wanted.lower_case_id is True
            return [encode(Request(command, wanted.address, lower)) for command in _drawn(wanted, self._font_of)]
        if isinstance(wanted, DoCommand):
            lower = wanted.lower_case_id is True
            return [encode_frame(Packet(message_from(wanted.text), wanted.address, lower))]
        return [encode(_message(wanted))]

    def decoded(self, frame: bytes) -> dict[str, object]:
        """One frame, or one answer, as the object from which ``frames`` makes the same bytes. Raises ProtocolError."""
        found: dict[str, object]
        if frame in _ANSWERS:
            return {"answer": _ANSWERS[frame]}
        if re.fullmatch(rb"[0-9A-F]{2}", frame):
            return {"answer": "id", "address": int(frame, 16)}
        found = msgspec.json.decode(msgspec.json.encode(_object(frame)))
        return found


# --- helpers ---


def _read(line: bytes) -> Do | Answer:
    value = json_of(line)
    verb = value.get("do") if isinstance(value, dict) else None
    if isinstance(verb, str) and verb in _NOT_HERE:
        raise FrameJsonError(f"{verb}: {_NOT_HERE[verb]}")
    try:
        if isinstance(value, dict) and "answer" in value:
            return msgspec.convert(value, Answer)
        wanted: Do = msgspec.convert(value, Do)
    except (msgspec.MsgspecError, RecursionError) as err:
        raise FrameJsonError(str(err)) from err
    return wanted


def _object(frame: bytes) -> Do:
    packet = decode_frame(frame)
    if isinstance(packet, NewId):
        return object_of(packet)
    try:
        return object_of(Request(command_of(packet.data), packet.address, packet.lower_case_id))
    except ProtocolError:
        if not packet.data:
            raise
    return other_object(packet)


def _answer_bytes(wanted: Answer) -> bytes:
    if (wanted.answer == "id") != isinstance(wanted.address, int):
        raise FrameJsonError('only {"answer": "id"} has an address, and it needs one')
    if isinstance(wanted.address, int):
        return b"%02X" % wanted.address
    return b"ACK" if wanted.answer == "ack" else b"NACK"


def _drawn(wanted: DoText, font_of: Callable[[int], Font]) -> list[Command]:
    """Blocks, then the lines that show them, the upper one last: its effects move both."""
    native = wanted.native
    if "{" in wanted.text or "}" in wanted.text:
        raise FrameJsonError("text: one that has to be drawn can hold no inline codes, nor { and }")
    check_visible(wanted.text)
    blocks, labels = labelled([strip(wanted.text, font_of(_DRAWN_PX))], "R")
    lines = list(enumerate(labels[0], native.line))
    if lines[-1][0] > MAX_LINES:
        raise FrameJsonError(f"line {native.line}: a text that has to be drawn takes {len(lines)} of {MAX_LINES} lines")
    pages: list[Command] = [
        Page(message_from(shown_blocks(places)), line, native.page, native.lead, native.mode, native.wait, native.lag)
        for line, places in reversed(lines)
    ]
    return [*(Graphic(label[0], int(label[1]), rows) for label, rows in blocks.items()), *pages]


def _message(wanted: Do) -> Request | NewId:
    lower = wanted.lower_case_id is True
    if isinstance(wanted, DoSetId):
        return NewId(wanted.native.id if isinstance(wanted.native, IdNative) else wanted.address, lower)
    return Request(_command(wanted), wanted.address, lower)


def _command(wanted: Do) -> Command:
    match wanted:
        case DoText(text=text, native=native):
            return Page(message_from(text), native.line, native.page, native.lead, native.mode, native.wait, native.lag)
        case DoRaster(native=native):
            return Graphic(native.graphic[0], int(native.graphic[1]), native.pixels)
        case DoSchedule(native=native):
            return Schedule(native.schedule, native.pages, native.begin, native.end)
        case DoDefaultPage(native=native):
            return DefaultPage(native.page)
        case DoClock(time=time, native=native):
            return _clock(time, native.week if isinstance(native, ClockNative) else None)
        case DoBrightness(percent=percent):
            return Brightness(next(level for level, known in PERCENT.items() if known == percent))
        case DoDelete(native=native):
            return _deletion(native)
        case DoCharacter(native=native):
            return Character(native.font, int(native.code, 16), native.rows)
        case DoClear():
            return DELETE_ALL
        case DoResetCharacters():
            return RESET_CHARACTERS
        case DoBeginUpdate():
            return BEGIN_UPDATE
        case DoEndUpdate():
            return END_UPDATE
        case _:
            raise AssertionError(wanted)


def _deletion(native: DeleteNative) -> Command:
    wants_page = isinstance(native.line, int) or isinstance(native.page, str)
    wants_schedule = isinstance(native.schedule, str)
    if wants_page + wants_schedule + (native.all is True) > 1:
        raise FrameJsonError("native: line and page, or schedule, or all; one frame deletes one of them")
    if native.all is True:
        return DELETE_ALL
    if isinstance(native.schedule, str):
        return DeleteSchedule(native.schedule)
    return DeletePage(
        native.line if isinstance(native.line, int) else 1, native.page if isinstance(native.page, str) else "A"
    )


def _clock(text: str, week: int | None) -> Clock:
    """With a zone the time is turned into the county's; without one it is that already."""
    try:
        local = county_time(datetime.fromisoformat(text))
    except ValueError:
        pass  # the maker allows days that no month has
    else:
        text, week = f"{local:%Y-%m-%dT%H:%M:%S}", local.isoweekday() if week is None else week
    parts = _TIME.fullmatch(text)
    if not parts:
        raise FrameJsonError(f"time {text!r}: expected 2026-11-22T09:05:07, of the years 2000 to 2099")
    if week is None:
        raise FrameJsonError(f"time {text!r} is no date; to send it all the same, native needs its week")
    year, month, day, hour, minute, second = (int(part) for part in parts.groups())
    return Clock(year, week, month, day, hour, minute, second)
