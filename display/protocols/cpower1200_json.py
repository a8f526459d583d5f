"""C-Power frames as JSON objects and back, for technicians and for other programs (``mingbai board``).

    {"do": "text", "address": 1, "text": "关于…", "charset": "gb2312",
     "native": {"cc": 2, "window": 0, "effect": 11, "align": 0, "speed": 30, "stay": 2, "colour": 1, "size": 2}}
    {"do": "window", "native": {"windows": [{"x": 0, "y": 0, "w": 64, "h": 16}]}}
    {"do": "static" | "pure", "text": …, "native": {…, "font": 2, "r": 255, "g": 0, "b": 0}}
    {"do": "raster", "native": {"format": 4, "dots": {"w": 3, "h": 1, "red": ["#.#"]}}}   or gif, or name
    {"do": "clock-window" | "play" | "play-large" | "variables" | "play-variables" | "zones" | "push" | "timer" |
           "exit" | "save" | "delete" | "clear" | "ping" | "status" | "reset" | "schedule" | "packet", …}
    {"do": "power", "on": true}   {"do": "clock", "time": "2026-11-22T09:05:07"}
    {"do": "brightness", "native": {"level": 20}}            or levels, one for each hour

``native`` holds the fields of display.protocols.cpower1200_codec, _variables and _basic under their names; "cc" may
be told and must then be the right one. "network": an id code there makes a network frame instead of a serial one.
In every text a brace begins an escape ({colour 2}, {size 3}, {B0FF}) and is doubled where it is meant.

A "text" with an "area" sets up window 0 first. "save" is the only verb that always writes the card's flash; "delete"
clears it. "clear" is a text of one blank, since the protocol has no command for it. One packet of several is a
"packet" with its bytes in hexadecimal: its meaning is in all of them together. A command that no document explains
is {"do": "command", "native": {"cc": 15, "data": "01"}}, or "code" in place of "cc" where it is not 7B. An answer of a
card is {"answer": "ack" | "nak", …}. ``frames`` takes whatever ``decoded`` gives and makes the same bytes of it; what
is left out has its usual value ("reply": no for address 255, else yes). Unknown fields are refused by name.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import msgspec

from display.errors import DisplayError, ProtocolError
from display.protocols import cpower1200_basic as basic
from display.protocols import cpower1200_codec as codec
from display.protocols.cpower1200_answer import answer_object, answer_packet, is_answer
from display.protocols.cpower1200_codec import Byte, Message, Record
from display.protocols.cpower1200_frame import (
    ALL_CARDS,
    EXTERNAL_CALLS,
    Packet,
    decode_frame,
    encode_frame,
    parts,
)
from display.protocols.cpower1200_picture import decode_picture
from display.protocols.cpower1200_text import TERMINATOR, decode_characters, decode_string
from display.protocols.cpower1200_verbs import (
    VERBS,
    Carrier,
    End,
    Look,
    UnknownCommand,
    Wanted,
    check_fields,
    check_known,
    commands_for,
    convert,
    decode_command,
    split,
)
from display.protocols.objects import FrameJsonError, json_of


class _Part(Record, frozen=True, kw_only=True):
    """One packet of several; data in hexadecimal."""

    po: Byte
    tp: Annotated[int, msgspec.Meta(ge=1, le=0xFF)]
    data: str


class _Other(Record, frozen=True, kw_only=True):
    """A command that is not known: of code 7B the number cc and its data, else the code and its data."""

    cc: Byte | None = None
    code: Byte | None = None
    data: str = ""


class CPowerJson:
    """C-Power frames as JSON objects."""

    def frames(self, line: bytes) -> list[bytes]:
        """The frames that one object asks for, more than one for long data. Raises DisplayError."""
        value = json_of(line)
        if isinstance(value, dict) and "answer" in value:
            return [encode_frame(answer_packet(value))]
        if isinstance(value, dict):
            check_known(value, Wanted.__struct_fields__, "object")
        wanted = convert(value, Wanted, "")
        carrier, native = split(wanted.native, Carrier)
        packet = Packet(b"", wanted.address, info=_flag(wanted, carrier), network=carrier.network)
        if wanted.do == "packet":
            check_fields(wanted)
            part = convert(native, _Part, "native")
            return [encode_frame(replace(packet, data=_bytes(part.data), number=part.po, last=part.tp))]
        if wanted.do == "command":
            check_fields(wanted)
            return [encode_frame(_other(convert(native, _Other, "native"), packet))]
        frames = []
        for command in commands_for(wanted, native):
            code = basic.code_of(command.message)
            data = command.pack()
            if code is not None:
                frames.append(encode_frame(replace(packet, code=code, data=data)))
                continue
            for number, last, piece in [(0, 0, data)] if carrier.one_packet else parts(data):
                frames.append(encode_frame(replace(packet, data=piece, number=number, last=last)))
        return frames

    def decoded(self, frame: bytes) -> dict[str, object]:
        """One whole frame as the object from which ``frames`` makes the same bytes. Raises ProtocolError."""
        packet = decode_frame(frame)
        found = answer_object(packet) if is_answer(packet) else _request(packet)
        try:
            again = self.frames(msgspec.json.encode(found))
        except DisplayError as err:
            raise ProtocolError(str(err)) from err
        if again != [frame]:
            raise ProtocolError("the frame says something that these objects cannot say again")
        return found


def _flag(wanted: Wanted, carrier: Carrier) -> int:
    if carrier.flag is not None:
        if wanted.reply is not None and wanted.reply != bool(carrier.flag & 1):
            raise FrameJsonError(f"reply {wanted.reply} contradicts bit 0 of native flag {carrier.flag}")
        return carrier.flag
    return int(wanted.address != ALL_CARDS if wanted.reply is None else wanted.reply)


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError as err:
        raise FrameJsonError(f"native data: {err}") from err


def _other(wanted: _Other, packet: Packet) -> Packet:
    data = _bytes(wanted.data)
    if wanted.cc is not None and wanted.code is None:
        return replace(packet, data=bytes([wanted.cc]) + data)
    if wanted.cc is not None or wanted.code in (None, EXTERNAL_CALLS):
        raise FrameJsonError("native of command: expected either cc, of the code 7B, or another code")
    return replace(packet, data=data, code=wanted.code)


def _request(packet: Packet) -> dict[str, object]:
    usual = int(packet.card != ALL_CARDS)
    found: dict[str, object] = {"do": "packet", "address": packet.card}
    if packet.info in (0, 1) and packet.info != usual:
        found["reply"] = bool(packet.info)
    native: dict[str, object] = {}
    if packet.code != EXTERNAL_CALLS:
        try:
            _tell_basic(basic.decode_basic(packet.code, packet.data), found, native)
        except ProtocolError:
            found["do"] = "command"
            native |= {"code": packet.code, "data": packet.data.hex()}
    elif packet.last:
        native |= {"po": packet.number, "tp": packet.last, "data": packet.data.hex()}
    else:
        try:
            _tell_command(packet.data, found, native)
        except UnknownCommand:
            if not packet.data:
                raise
            found["do"] = "command"
            native |= {"cc": packet.data[0], "data": packet.data[1:].hex()}
        if len(parts(packet.data)) > 1:
            native["one_packet"] = True
    if packet.info > 1:
        native["flag"] = packet.info
    if packet.network is not None:
        native["network"] = packet.network
    return found | ({"native": native} if native else {})


def _tell_command(data: bytes, found: dict[str, object], native: dict[str, object]) -> None:
    command = decode_command(data)
    message, tail = command.message, command.tail
    if isinstance(message, codec.Save) and message.action > 1:
        raise UnknownCommand(f"save or clear {message.action:02x}, expected 00 or 01")
    found["do"] = next(do for do, kind in VERBS.items() if kind is type(message))
    native |= codec.told(message)
    match message:
        case codec.Text():
            end = tail.endswith(TERMINATOR) and not len(tail) % 3
            text, charset, style = decode_characters(tail[:-3] if end else tail)
            found |= {"text": text, "charset": charset}
            native |= codec.told(Look(colour=style.colour, size=style.size, end=end))
        case codec.StaticText() | codec.ClockWindow() | codec.PureText():
            end = tail.endswith(b"\0")
            text, charset = decode_string(tail[:-1] if end else tail)
            found |= {"text": text, "charset": charset}
            native |= codec.told(End(end=end))
        case codec.Picture():
            native |= codec.told(decode_picture(message, tail))
        case codec.Save():
            found["do"] = "delete" if native.pop("action", 0) else "save"


def _tell_basic(message: Message, found: dict[str, object], native: dict[str, object]) -> None:
    native |= codec.told(message)
    match message:
        case basic.SetClock():
            found |= {"do": "clock", "time": native.pop("time")}
        case basic.SetPower():
            found |= {"do": "power", "on": native.pop("on")}
        case basic.SetBrightness(levels=levels):
            found["do"] = "brightness"
            if len(set(levels)) == 1:
                del native["levels"]
                native["level"] = levels[0]
        case basic.SetHours():
            found["do"] = "schedule"
        case basic.Restart():
            found["do"] = "reset"
        case basic.Ask(cc=basic.CLOCK):
            del native["cc"]
            found["do"] = "ping"
        case basic.AskVersion():
            native["cc"] = message.cc
            found["do"] = "status"
        case _:
            found["do"] = "status"
