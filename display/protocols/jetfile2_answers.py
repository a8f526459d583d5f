"""What a JetFile II sign answers, as JSON objects and back: a status, or data under the names of the document.

    {"answer": "ack", "status": "9000", "command": "0209", "serial": 1, "group": 0, "unit": 1}
    {"answer": "nak", "status": "2105", "error": "disk E full", …}
    {"answer": "data", "command": "0301", …, "program", "fpga", "ip", "sign_group", "sign_unit"}
    {"answer": "data", "command": "0405", …, "control": "off, dark", "driver": "off"}
    {"answer": "data", "command": "0501", …, "time", "week", "zone"}            week: 0 Sunday … 6
    {"answer": "ack" | "nak", "status": …, "format": 1}                         two bytes, the low one first
    {"answer": "data", "format": 1, "time", "week", "zone"}                     55 A6, size 8
    {"answer": "data", "format": 1, "cpu", "tcp_ip", "file_system", "fpga", "length", "width", "type", "reserved"}

What else a frame holds is told where it is not as usual: "flag", "arg" and "data" in hexadecimal; "more" are the bytes
behind the named ones, where they are not the zeros of the document. Layout and source: jetfile2_codec.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, UnsetType

from display.errors import ProtocolError
from display.protocols.jetfile2_commands import STATUSES, Clock
from display.protocols.jetfile2_fields import clock_bytes, clock_of
from display.protocols.jetfile2_frame import Packet, encode_packet
from display.protocols.jetfile2_objects import Byte, Word

FIRST = b"\x55\xa6"  # begins a format 1 answer that is more than a status

_INFORMATION = ("cpu", "tcp_ip", "file_system", "fpga", "length", "width", "type", "reserved")
_CONTROL = ("on", "off, USERSHUTDOWNI is shown", "off, dark")
_DRIVER = ("on", "off")
_WORDS = MappingProxyType({"control": _CONTROL, "driver": _DRIVER})
_USUAL_BYTES = MappingProxyType({0x0301: 12, 0x0405: 16, 0x0501: 8})
_IP = re.compile(r"(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})", re.ASCII)

Code = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{4}\Z")]
Hex = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{2})*\Z")]


class Said(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One answer; see the module."""

    answer: Literal["ack", "nak", "data"]
    format: Literal[1, 2] = 2
    status: Code | UnsetType = UNSET
    error: str | UnsetType = UNSET
    command: Code | UnsetType = UNSET
    serial: Word | UnsetType = UNSET
    group: Byte | UnsetType = UNSET
    unit: Byte | UnsetType = UNSET
    source: Word | UnsetType = UNSET
    flag: Byte | UnsetType = UNSET
    program: Word | UnsetType = UNSET
    fpga: Word | UnsetType = UNSET
    ip: str | UnsetType = UNSET
    sign_group: Byte | UnsetType = UNSET
    sign_unit: Byte | UnsetType = UNSET
    control: str | UnsetType = UNSET
    driver: str | UnsetType = UNSET
    time: datetime | UnsetType = UNSET
    week: Byte | UnsetType = UNSET
    zone: Byte | UnsetType = UNSET
    cpu: Word | UnsetType = UNSET
    tcp_ip: Word | UnsetType = UNSET
    file_system: Word | UnsetType = UNSET
    length: Word | UnsetType = UNSET
    width: Word | UnsetType = UNSET
    type: Word | UnsetType = UNSET
    reserved: Word | UnsetType = UNSET
    more: Hex | UnsetType = UNSET
    arg: Hex | UnsetType = UNSET
    data: Hex | UnsetType = UNSET


@dataclass(frozen=True)
class _Body:
    """What an answer of format 2 carries."""

    arg: bytes
    data: bytes
    flag: int


# --- bytes to objects ---


def told_answer(packet: Packet) -> dict[str, object]:
    """What a sign says, field by field where the document gives them; ``answer_frame`` makes the same bytes of it."""
    around: dict[str, object] = {
        "command": f"{packet.code:04x}",
        "serial": packet.serial,
        "group": packet.group,
        "unit": packet.unit,
    }
    if packet.source:
        around["source"] = packet.source
    body = _Body(packet.arg, packet.data, packet.flag)
    for found in (_named(packet), {"answer": "data"}):
        if found is not None:
            whole = found | around
            usual = _body(packet.code, _said(whole))
            whole |= {
                name: value.hex() if isinstance(value, bytes) else value
                for name in ("flag", "arg", "data")
                if (value := getattr(body, name)) != getattr(usual, name)
            }
            if _body(packet.code, _said(whole)) == body:
                return whole
    raise ProtocolError("the answer says something that these objects cannot say again")


def told_first_answer(frame: bytes) -> dict[str, object]:
    """What a sign says to a question of format 1 (p. 23, 25). Raises ProtocolError."""
    if len(frame) == 2 and frame != FIRST:
        return _told_status(int.from_bytes(frame, "little")) | {"format": 1}
    size, data = int.from_bytes(frame[2:4], "little"), frame[4:]
    if len(frame) < 4 or size != len(data):
        raise ProtocolError(f"{len(frame)} bytes of an answer that begins with 55 a6; its size {size} makes {size + 4}")
    found: dict[str, object] = {"answer": "data", "format": 1}
    if size == 8 and (time := _told_time(data)):
        return found | time
    if size == 16:
        return found | dict(zip(_INFORMATION, struct.unpack("<8H", data), strict=True))
    return found | {"data": data.hex()}


def _named(packet: Packet) -> dict[str, object] | None:
    """The answer under the document's names, or None if it has none."""
    if packet.flag == 1:
        place = packet.arg or packet.data
        return _told_status(int.from_bytes(place[:2], "little")) if len(place) >= 2 else None
    where = packet.data if packet.code == 0x0405 else packet.arg
    found: dict[str, object] = {"answer": "data"}
    match packet.code:
        case 0x0301 if len(where) >= 10:
            found |= {
                "program": int.from_bytes(where[:2], "little"),
                "fpga": int.from_bytes(where[2:4], "little"),
                "ip": ".".join(str(byte) for byte in where[7:3:-1]),
                "sign_group": where[8],
                "sign_unit": where[9],
            }
            rest = where[10:]
        case 0x0405 if len(where) >= 2:
            found |= {name: _word(byte, _WORDS[name]) for name, byte in zip(_WORDS, where[:2], strict=True)}
            rest = where[2:]
        case 0x0501 if len(where) >= 8 and (time := _told_time(where[:8])):
            found |= time
            rest = where[8:]
        case _:
            return None
    usual = bytes(_USUAL_BYTES[packet.code] - (len(where) - len(rest)))
    return found if rest == usual else found | {"more": rest.hex()}


def _told_status(status: int) -> dict[str, object]:
    sense = STATUSES.get(status, f"status {status:04x}")
    if sense == "ok":
        return {"answer": "ack", "status": f"{status:04x}"}
    return {"answer": "nak", "status": f"{status:04x}", "error": sense}


def _told_time(data: bytes) -> dict[str, object]:
    """Empty if the digits are no date and time."""
    try:
        clock = clock_of(data, with_second=False)
    except ProtocolError:
        return {}
    return {"time": clock.time.isoformat(), "week": clock.week, "zone": clock.zone}


def _word(byte: int, words: tuple[str, ...]) -> str:
    return words[byte] if byte < len(words) else f"state {byte}"


# --- objects to bytes ---


def answer_frame(value: Mapping[str, Any]) -> bytes:
    """The frame of an answer's object. Raises ProtocolError that names the field and what is allowed."""
    said = _said(value)
    _check_sense(said)
    if said.format == 1:
        return _first_frame(said)
    if said.command is UNSET:
        raise ProtocolError("Object missing required field `command`")
    code = int(said.command, 16)
    body = _body(code, said)
    return encode_packet(
        Packet(
            code=code,
            arg=body.arg,
            data=body.data,
            source=said.source or 0,
            group=said.group or 0,
            unit=said.unit or 0,
            serial=said.serial or 0,
            flag=body.flag,
            answer=True,
        )
    )


def _said(value: Mapping[str, Any]) -> Said:
    try:
        return msgspec.convert(value, Said)
    except (msgspec.MsgspecError, RecursionError) as err:
        raise ProtocolError(str(err)) from err


def _check_sense(said: Said) -> None:
    if said.status is UNSET:
        if said.answer != "data":
            raise ProtocolError(f"answer {said.answer}: expected its status, 9000 or another of the maker's numbers")
        return
    usual = _told_status(int(said.status, 16))
    error = said.error or ""
    if (said.answer, error or usual.get("error", "")) != (usual["answer"], usual.get("error", "")):
        raise ProtocolError(f"answer {said.answer} {error!r}: status {said.status} means {usual.get('error', 'ok')!r}")


def _first_frame(said: Said) -> bytes:
    if said.status is not UNSET:
        return int(said.status, 16).to_bytes(2, "little")
    if said.time is not UNSET:
        data = _clock_bytes(said)
    elif said.data is not UNSET:
        data = bytes.fromhex(said.data)
    else:
        data = struct.pack("<8H", *(getattr(said, name) or 0 for name in _INFORMATION))
    return FIRST + len(data).to_bytes(2, "little") + data


def _body(code: int, said: Said) -> _Body:
    arg, data, flag = b"", b"", 0
    more = None if said.more is UNSET else bytes.fromhex(said.more)
    if said.status is not UNSET:
        arg, flag = int(said.status, 16).to_bytes(4, "little"), 1
    elif said.ip is not UNSET:
        numbers = struct.pack("<HH", said.program or 0, said.fpga or 0)
        arg = _filled(numbers + _ip(said.ip) + bytes([said.sign_group or 0, said.sign_unit or 0]), 0x0301, more)
    elif said.control is not UNSET or said.driver is not UNSET:
        states = bytes(_state(name, getattr(said, name) or words[0], words) for name, words in _WORDS.items())
        data = _filled(states, 0x0405, more)
    elif said.time is not UNSET:
        arg = _filled(_clock_bytes(said), 0x0501, more)
    arg = arg if said.arg is UNSET else bytes.fromhex(said.arg)
    data = data if said.data is UNSET else bytes.fromhex(said.data)
    return _Body(arg, data, flag if said.flag is UNSET else said.flag)


def _filled(named: bytes, code: int, more: bytes | None) -> bytes:
    return named.ljust(_USUAL_BYTES[code], b"\x00") if more is None else named + more


def _clock_bytes(said: Said) -> bytes:
    assert said.time is not UNSET
    if said.time.tzinfo:
        raise ProtocolError(f"time {said.time.isoformat()}: expected the sign's own, without a zone")
    return clock_bytes(Clock(time=said.time, week=said.week or 0, zone=said.zone or 0))


def _ip(text: str) -> bytes:
    found = _IP.fullmatch(text)
    numbers = [int(part) for part in reversed(found.groups())] if found else [256]
    if max(numbers) > 255:
        raise ProtocolError(f"ip {text!r}: expected four numbers of 0 to 255 such as 169.254.10.49")
    return bytes(numbers)


def _state(name: str, text: str, words: tuple[str, ...]) -> int:
    found = re.fullmatch(r"state (\d{1,3})", text, re.ASCII)
    number = words.index(text) if text in words else int(found[1]) if found else 256
    if number > 255:
        raise ProtocolError(f"{name} {text!r}: expected {', '.join(words)} or a number such as `state 7`")
    return number
