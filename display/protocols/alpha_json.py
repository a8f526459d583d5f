"""Alpha transmissions as JSON objects and back: for technicians, for other programs, for `mingbai board`.

    {"do": "text", "address": 0, "text": "Notice 2026", "native": {"label": "A", "pos": "26", "mode": "b"}}
    {"do": "raster", "native": {"label": "D", "rows": ["0110", "1001"]}}         {"do": "clock", "time": "09:05"}
    {"do": "sequence", "native": {"labels": "A", "kind": "S"}}      {"do": "memory", "native": {"files": [{…}, …]}}
    {"do": "nested", "packets": [{"do": "clock", "time": "09:05"}, {"do": "day", "native": {"day": 1}}]}

The verbs are the classes of alpha_messages; text, charset, on, time, date and percent stand in the
object, all else in ``native``. There too: type ("Z"), nuls (5), line ("8N1", or "7E1": highest bits are the parity),
checksum (true; false: none; "etx": an ETX alone; "lower": small letters), also (more addressees). address: a number
0-255, or two characters with ? for any digit. Answers of a sign (type 0) have "answer" in place of "do"; an ACK is
{"answer": "ack", "status": 64}. Unknown fields are refused by name.
"""

from __future__ import annotations

import re
from typing import Any, cast

import msgspec

from display.protocols.alpha_codec import message_of, packet_of
from display.protocols.alpha_frame import (
    ACK,
    ANSWER_TYPE,
    MAX_TRANSMISSION_BYTES,
    NAK,
    WAKE_UP_BYTES,
    Addressee,
    Packet,
    Sum,
    Transmission,
    decode_transmission,
    encode_transmission,
    with_even_parity,
    without_parity,
)
from display.protocols.alpha_messages import Clear, Command, Raster, String, Text
from display.protocols.objects import FrameJsonError, json_of

MAX_OBJECT_BYTES = 20 * MAX_TRANSMISSION_BYTES  # a byte can take as many characters as "{double-high off}"
_IN_OBJECT = frozenset({"text", "charset", "on", "time", "date", "percent"})
_HEADER = ("type", "nuls", "line", "also")
_SUMS: dict[object, Sum] = {True: "upper", False: "none", "etx": "etx only", "lower": "lower"}
_SUM_NAMES = {value: key for key, value in _SUMS.items()}
_REFUSED = {
    "power": "power: the protocol has no command that switches the LEDs off",
    "delete": "delete: a file goes only with the whole memory; clear empties one",
}
_ALWAYS_TOLD = ("label", "pos", "mode")


class _Addressee(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    type: str = "Z"
    address: int | str = 0


class _Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    answer: str
    status: int
    line: str = "8N1"


class AlphaJson:
    """Implements display.protocols.base.FrameJson."""

    def frames(self, line: bytes) -> list[bytes]:
        """The one transmission that an object asks for. Raises FrameJsonError, TextRefused or ProtocolError."""
        wanted = _read(line)
        # A packet that tells whether the sign answers is called ack, too; a short answer goes to nobody in particular.
        if wanted.get("answer") in ("ack", "nak") and not wanted.keys() & {"address", "native", "on"}:
            return [_short_answer(wanted)]
        from_sign = "answer" in wanted
        if from_sign:
            if "do" in wanted:
                raise FrameJsonError("do and answer: expected one of them")
            wanted = {"do": wanted.pop("answer")} | wanted
        native = _object(wanted.pop("native", {}), "native")
        header = {name: native.pop(name) for name in _HEADER if name in native}
        first = Addressee(_text(header, "type", ANSWER_TYPE if from_sign else "Z"), _digits(wanted.pop("address", 0)))
        if from_sign != (first.type == ANSWER_TYPE):
            raise FrameJsonError(f"type {first.type!r}: a sign's answer has type {ANSWER_TYPE}, and nothing else has")
        also = _converted(header.get("also", []), tuple[_Addressee, ...])
        nuls = _converted(header.get("nuls", WAKE_UP_BYTES), int)
        if not 0 <= nuls <= MAX_TRANSMISSION_BYTES:
            raise FrameJsonError(f"nuls {nuls} - at `$.native.nuls`: expected 0 to {MAX_TRANSMISSION_BYTES}")
        transmission = Transmission(
            _packets(wanted, native, from_sign=from_sign),
            (first, *(Addressee(one.type, _digits(one.address)) for one in also)),
            nuls,
            _is_seven_even(header.get("line", "8N1")),
        )
        return [encode_transmission(transmission)]

    def decoded(self, frame: bytes) -> dict[str, object]:
        """The object from which ``frames`` makes the same bytes. Raises ProtocolError."""
        short = _short_answer_from(frame)
        if short is not None:
            return short
        transmission = decode_transmission(frame)
        native: dict[str, object] = {}
        first, *more = transmission.to
        if first.type != ("0" if transmission.is_answer else "Z"):
            native["type"] = first.type
        if transmission.wake_up_bytes != WAKE_UP_BYTES:
            native["nuls"] = transmission.wake_up_bytes
        if transmission.even_parity:
            native["line"] = "7E1"
        if more:
            native["also"] = [{"type": one.type, "address": _address(one.address)} for one in more]
        verb = "answer" if transmission.is_answer else "do"
        packets = [_told(packet) for packet in transmission.packets]
        found = packets[0] if len(packets) == 1 else {"do": "nested", "packets": packets}
        native = native | cast("dict[str, object]", found.pop("native", {}))
        head: dict[str, object] = {verb: found.pop("do"), "address": _address(first.address)}
        return head | found | ({"native": native} if native else {})


# --- an object's parts ---


def _packets(wanted: dict[str, Any], native: dict[str, Any], *, from_sign: bool) -> tuple[Packet, ...]:
    if wanted.get("do") != "nested":
        return (_packet(wanted, native, from_sign=from_sign),)
    inner = wanted.pop("packets", None)
    if not isinstance(inner, list) or not inner:
        raise FrameJsonError("packets: expected a list of at least one object")
    if set(wanted) - {"do"} or native:
        raise FrameJsonError(f"unknown field `{min([*(set(wanted) - {'do'}), *native])}` of a nested object")
    packets = []
    for one in inner:
        fields = dict(_object(one, "packets"))
        packets.append(_packet(fields, _object(fields.pop("native", {}), "packets.native"), from_sign=from_sign))
    return tuple(packets)


def _packet(fields: dict[str, Any], native: dict[str, Any], *, from_sign: bool) -> Packet:
    verb = fields.get("do")
    if isinstance(verb, str) and verb in _REFUSED:
        raise FrameJsonError(_REFUSED[verb])
    native = dict(native)
    total = native.pop("checksum", True)
    if not isinstance(total, bool | str) or total not in _SUMS:
        raise FrameJsonError(f"checksum {total!r} - at `$.native.checksum`: expected true, false, etx or lower")
    for name in fields:
        if name != "do" and name not in _IN_OBJECT:
            raise FrameJsonError(f"Object contains unknown field `{name}`")
    for name in native:
        if name in _IN_OBJECT or name == "do":
            raise FrameJsonError(f"Object contains unknown field `{name}` - at `$.native`")
    command, data = packet_of(_converted(fields | native, Command), from_sign=from_sign)
    return Packet(command, data, _SUMS[total])


def _told(packet: Packet) -> dict[str, object]:
    message = message_of(packet.command, packet.data, as_it_is=True)
    tag = type(message).__struct_config__.tag
    always = _ALWAYS_TOLD if isinstance(message, Text | Clear | String | Raster) else ()
    fields: dict[str, object] = {"do": tag} | _fields(message, always)
    told = {name: value for name, value in fields.items() if name == "do" or name in _IN_OBJECT}
    native = {name: value for name, value in fields.items() if name not in told}
    if packet.sum != "upper":
        native["checksum"] = _SUM_NAMES[packet.sum]
    return told | ({"native": native} if native else {})


def _fields(value: msgspec.Struct, always: tuple[str, ...] = ()) -> dict[str, object]:
    """The fields that are not what they are by default; msgspec's own omit_defaults asks for the same object."""
    found: dict[str, object] = {}
    for field in msgspec.structs.fields(value):
        one = getattr(value, field.name)
        if field.name not in always and not field.required and one == field.default:
            continue
        if isinstance(one, tuple):
            one = [_fields(item) if isinstance(item, msgspec.Struct) else item for item in one]
        found[field.name] = one
    return found


def _read(line: bytes) -> dict[str, Any]:
    value = json_of(line, MAX_OBJECT_BYTES)
    return dict(_object(value, "line"))


def _object(value: object, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise FrameJsonError(f'{place}: expected an object such as {{"do": "ping"}}')
    return value


def _converted(value: object, type_: Any) -> Any:
    try:
        return msgspec.convert(value, type_)
    except (msgspec.MsgspecError, RecursionError) as err:
        raise FrameJsonError(str(err)) from err


def _text(header: dict[str, Any], name: str, default: str) -> str:
    found: str = _converted(header.get(name, default), str)
    return found


def _digits(address: object) -> str:
    """Two hexadecimal digits. Raises FrameJsonError."""
    if isinstance(address, int) and not isinstance(address, bool) and 0 <= address <= 0xFF:
        return f"{address:02X}"
    if isinstance(address, str) and re.fullmatch("[0-9A-Fa-f?]{2}", address):
        return address
    raise FrameJsonError(f"address {address!r}: expected 0 to 255, or two of 0-9 A-F ?")


def _address(digits: str) -> int | str:
    return int(digits, 16) if re.fullmatch("[0-9A-F]{2}", digits) else digits


def _is_seven_even(line: object) -> bool:
    if line not in ("8N1", "7E1"):
        raise FrameJsonError(f"line {line!r} - at `$.native.line`: expected 8N1 or 7E1")
    return line == "7E1"


def _short_answer(wanted: dict[str, Any]) -> bytes:
    answer: _Answer = _converted(wanted, _Answer)
    if not 0 <= answer.status <= 0x7F:
        raise FrameJsonError(f"status {answer.status}: expected 0 to 127")
    data = bytes([ACK if answer.answer == "ack" else NAK, answer.status])
    return with_even_parity(data) if _is_seven_even(answer.line) else data


def _short_answer_from(frame: bytes) -> dict[str, object] | None:
    """ACK or NAK and the error register, which is below 80 and so shows a parity bit as such."""
    if len(frame) != 2 or frame[0] not in (ACK, NAK, NAK | 0x80):
        return None
    seven_even = frame[0] == NAK | 0x80 or frame[1] > 0x7F
    plain = without_parity(frame) if seven_even else frame
    found: dict[str, object] = {"answer": "ack" if plain[0] == ACK else "nak", "status": plain[1]}
    return found | ({"line": "7E1"} if seven_even else {})
