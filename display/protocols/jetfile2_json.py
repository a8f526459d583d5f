"""JetFile II frames as JSON objects and back, for `mingbai board frames|decode --protocol jetfile2`.

    {"do": "text", "text": "关于…", "address": 1, "charset": "gb2312",
     "native": {"label": "A", "disk": "E", "in": 49, "out": 49, "speed": 3, "pause": 3, "font": "5", "colour": "red"}}
    {"do": "emergency", "text": "…", "native": {"seconds": 60}}        {"do": "string", …} as text
    {"do": "power" | "black", "on": true}     {"do": "ping" | "status" | "reset"}
    {"do": "clock", "time": "2026-11-22T09:05:07", "native": {"zone": 20}}     20 = 0x14 is UTC+8
    {"do": "brightness", "area": {"x": 0, "y": 0, "w": 64, "h": 16}, "native": {"r": 8, "g": 8, "b": 8}}
    {"do": "play" | "delete", "native": {"disk": "E", "folder": "T", "label": "A"}}     {"do": "clear"} deletes all
    {"do": "command", "native": {"code": "0601", "arg": "", "data": ""}}     any other, hex; format 1: "text": "E."

``native`` has "format": 1 for the first format (text, string, clear, clock, status, command), whose "echo" asks for
an answer, and group, unit (the address), serial, source, flag of the second. Fields: jetfile2_codec; escapes in
texts: jetfile2_text. The codes a text begins with become native fields while they stand in the order typeset, in,
out, speed, pause, font, colour. A text file is cut into packets of packet_size, a frame each, their serials
counting on; total, packets, index tell a single packet that is not the whole file. head and end: how a file begins
and whether 04 ends it, where that is not usual. A clock whose time has seconds, or native second, is sent as 0504.
Answers: jetfile2_answers. What no verb says byte for byte is told as "command".
"""

from __future__ import annotations

import msgspec
from msgspec import UNSET

from display.errors import DisplayError, ProtocolError
from display.protocols.jetfile2_answers import FIRST, answer_frame, told_answer, told_first_answer
from display.protocols.jetfile2_asked import commands_of, first_command_of, given, refuse
from display.protocols.jetfile2_codec import decode, encode
from display.protocols.jetfile2_commands import STATUSES, Answer, Other, Other1, Request, Request1
from display.protocols.jetfile2_frame import Line, Packet, decode_line, decode_packet
from display.protocols.jetfile2_objects import Do, DoStatus
from display.protocols.jetfile2_told import told
from display.protocols.objects import json_of

_ONLY_1 = ("echo", "nuls", "adp")


class JetfileJson:
    """Frames of both formats as JSON objects."""

    def frames(self, line: bytes) -> list[bytes]:
        """The frames for one JSON object: one, or several for a file of several packets.

        Raises ProtocolError or TextRefused that names the field and what is allowed.
        """
        value = json_of(line)
        if isinstance(value, dict) and "answer" in value:
            return [answer_frame(value)]
        wanted = _wanted(value)
        native = wanted.native
        unit = _unit(wanted)
        if native.format == 1:
            echo = given(native.echo, isinstance(wanted, DoStatus))
            nuls = given(native.nuls, 0)
            return [encode(Request1(command=first_command_of(wanted), unit=unit, echo=echo, nuls=nuls))]
        refuse(native, _ONLY_1, "only format 1 has it")
        serial = given(native.serial, 0)
        return [
            encode(
                Request(
                    command=command,
                    unit=unit,
                    group=given(native.group, 0),
                    serial=serial + place & 0xFFFF,
                    source=given(native.source, 0),
                    flag=given(native.flag, 0),
                )
            )
            for place, command in enumerate(commands_of(wanted))
        ]

    def decoded(self, frame: bytes) -> dict[str, object]:
        """What a frame says, as the object that ``frames`` turns into the same bytes; of an answer, its sense.

        Raises ProtocolError.
        """
        if frame[:2] == FIRST or (len(frame) == 2 and int.from_bytes(frame, "little") in STATUSES):
            return told_first_answer(frame)
        envelope = decode_packet(frame) if frame[:1] == b"\x55" else decode_line(frame)
        if isinstance(envelope, Packet) and envelope.answer:
            return told_answer(envelope)
        return self._as_its_verb(frame) or _object(_bare(envelope))

    def _as_its_verb(self, frame: bytes) -> dict[str, object] | None:
        """None for a command that no verb says byte for byte."""
        try:
            message = decode(frame)
            assert not isinstance(message, Answer)
            found = _object(message)
            return found if self.frames(msgspec.json.encode(found)) == [frame] else None
        except DisplayError:
            return None


def _object(message: Request | Request1) -> dict[str, object]:
    found: dict[str, object] = msgspec.to_builtins(told(message))
    if not found["native"]:
        del found["native"]
    return found


def _bare(envelope: Packet | Line) -> Request | Request1:
    """The command with its bytes as they are."""
    if isinstance(envelope, Line):
        command = Other1(envelope.payload)
        return Request1(command=command, unit=envelope.unit, echo=envelope.echo, nuls=envelope.nuls)
    return Request(
        command=Other(envelope.code, envelope.arg, envelope.data),
        group=envelope.group,
        unit=envelope.unit,
        serial=envelope.serial,
        source=envelope.source,
        flag=envelope.flag,
    )


def _wanted(value: object) -> Do:
    try:
        wanted: Do = msgspec.convert(value, Do)
    except (msgspec.MsgspecError, RecursionError) as err:
        raise ProtocolError(str(err)) from err
    return wanted


def _unit(wanted: Do) -> int:
    address, unit = wanted.address, wanted.native.unit
    if address is not UNSET and unit is not UNSET and address != unit:
        raise ProtocolError(f"native unit {unit} and address {address}: both name the sign, give one")
    return given(unit, given(address, 0))
