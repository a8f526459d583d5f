"""Hanover frames as JSON objects and back.

    {"do": "raster", "address": 1, "rows": ["#.", "..", ".#"]}       "#" the bright side of a dot, "." the dark one
    {"do": "text", "address": 1, "text": "公示", "area": {"w": 96, "h": 16}, "native": {"font": 16}}
    {"do": "clear", "address": 1, "area": {"w": 96, "h": 16}}
    {"do": "start-test", "address": 0}     {"do": "stop-test", "address": 0}
    {"do": "command", "native": {"command": "9", "digits": "03AB"}}     any other, as it stands before 03

A picture always is the whole sign, so ``area`` is the sign's size and stands at 0, 0. The sign knows no characters:
a text is drawn with the project's font and goes out as one picture for each screenful. A frame does not tell the
sign's height; ``decoded`` shows an even number of bytes as 16 rows, an odd one as 8. Of a 7- or 24-row sign that
picture is folded wrongly, the bytes stay the same. Only dots travel, so a text comes back as "raster", and darkness
as "clear". Unknown fields are refused by name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Literal

import msgspec

from display.errors import ProtocolError
from display.fonts import Font, installed
from display.protocols.hanover_codec import (
    EVERY_SIGN,
    MAX_ADDRESS,
    MAX_DATA_BYTES,
    Message,
    Other,
    Picture,
    StartTest,
    StopTest,
    data_of,
    decode_any,
    dots_of,
    encode,
)
from display.protocols.objects import FrameJsonError, read_object
from display.render import Frame, Layout, blank, screens

LIT, DARK = "#", "."

Address = Annotated[int, msgspec.Meta(ge=0, le=MAX_ADDRESS)]
Nothing = Annotated[int, msgspec.Meta(ge=0, le=0)]

_VERBS = ("raster", "text", "clear", "start-test", "stop-test", "command")
_NOT_THERE = {
    "power": "a flip-dot sign keeps its picture without power; there is no command for it",
    "brightness": "no public source gives a command for the sign's lamps",
    "clock": "the sign has no clock",
    "ping": "the sign answers nothing",
    "status": "the sign answers nothing",
    "delete": "the sign holds one picture; clear darkens it",
}


class _Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Sign(_Record, frozen=True, kw_only=True, omit_defaults=True):
    """The sign's size in dots."""

    id: Nothing = 0
    x: Nothing = 0
    y: Nothing = 0
    w: Annotated[int, msgspec.Meta(ge=0, le=16_384)]
    h: Annotated[int, msgspec.Meta(ge=1, le=128)]


USUAL = Sign(w=96, h=16)  # the size in the examples of pyflipdot and of the protocol's descriptions


class Native(_Record, frozen=True, kw_only=True):
    """font: height of the characters that are drawn, in dots."""

    font: Literal[12, 14, 16, 24, 32] = 16


class _Do(_Record, frozen=True, kw_only=True, tag_field="do"):
    address: Address = 1


class DoRaster(_Do, frozen=True, kw_only=True, tag="raster"):
    rows: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=128)]


class DoText(_Do, frozen=True, kw_only=True, tag="text"):
    text: str
    area: Sign = USUAL
    native: Native = Native()


class DoClear(_Do, frozen=True, kw_only=True, tag="clear"):
    area: Sign = USUAL


class DoStartTest(_Do, frozen=True, kw_only=True, tag="start-test"):
    address: Address = EVERY_SIGN


class DoStopTest(_Do, frozen=True, kw_only=True, tag="stop-test"):
    address: Address = EVERY_SIGN


class CommandNative(_Record, frozen=True, kw_only=True):
    command: Annotated[str, msgspec.Meta(pattern=r"^[0-9A-F]\Z")]
    digits: Annotated[str, msgspec.Meta(pattern=r"^[0-9A-F]*\Z", max_length=2 * MAX_DATA_BYTES)] = ""


class DoCommand(_Do, frozen=True, kw_only=True, tag="command"):
    native: CommandNative


Do = DoRaster | DoText | DoClear | DoStartTest | DoStopTest | DoCommand


class HanoverJson:
    """font_of: makes the font of a height, for objects that hold text."""

    def __init__(self, font_of: Callable[[int], Font] = installed) -> None:
        self._font_of = font_of

    def frames(self, line: bytes) -> list[bytes]:
        """One frame for an object, of a long text one for each screenful.

        Raises FrameJsonError, TextRefused, FontMissing or ProtocolError.
        """
        return [encode(message) for message in self._messages(_read(line))]

    def decoded(self, frame: bytes) -> dict[str, object]:
        """See display.protocols.base.FrameJson. Raises ProtocolError."""
        found: dict[str, object] = msgspec.json.decode(msgspec.json.encode(_wanted(decode_any(frame))))
        return found

    def _messages(self, wanted: Do) -> Sequence[Message | Other]:
        match wanted:
            case DoRaster(rows=rows):
                return [Picture(data_of(_dots(rows)), wanted.address)]
            case DoText(text=text, area=area):
                if not text.strip():
                    raise FrameJsonError('text: is empty; "clear" makes the sign dark')
                font = self._font_of(wanted.native.font)
                if area.h < font.height_px or area.w < font.height_px:
                    raise FrameJsonError(f"area {area.w}x{area.h}: too small for characters of {font.height_px} dots")
                pages = screens(text, area.w, area.h, Layout(wraps=True, across="centre"), font)
                return [Picture(data_of(page), wanted.address) for page in pages]
            case DoClear(area=area):
                return [Picture(data_of(blank(area.w, area.h)), wanted.address)]
            case DoStartTest():
                return [StartTest(wanted.address)]
            case DoStopTest():
                return [StopTest(wanted.address)]
            case DoCommand(native=native):
                return [Other(native.command, native.digits, wanted.address)]


def _read(line: bytes) -> Do:
    wanted: Do = read_object(line, Do, _VERBS, _NOT_THERE)
    return wanted


def _dots(rows: tuple[str, ...]) -> Frame:
    width = len(rows[0])
    for number, row in enumerate(rows):
        if len(row) != width or set(row) - {LIT, DARK}:
            raise FrameJsonError(
                f'row of {len(row)} - at `$.rows[{number}]`: expected {width} dots, each "{LIT}" or "{DARK}"'
            )
    return Frame(width, tuple(int("0" + row.replace(LIT, "1").replace(DARK, "0"), 2) for row in rows))


def _wanted(message: Message | Other) -> Do:
    match message:
        case StartTest(address):
            return DoStartTest(address=address)
        case StopTest(address):
            return DoStopTest(address=address)
        case Other(command, digits, address):
            return DoCommand(address=address, native=CommandNative(command=command, digits=digits))
        case Picture(data, address):
            dots = dots_of(data, 8 if len(data) % 2 else 16)
            if not dots.lit:
                return DoClear(address=address, area=Sign(w=dots.width_px, h=dots.height_px))
            rows = (format(row, f"0{dots.width_px}b") for row in dots.rows)
            pictures = tuple(row.replace("1", LIT).replace("0", DARK) for row in rows)
            return DoRaster(address=address, rows=pictures)
    raise ProtocolError(f"{message!r} is none of the sign's messages")
