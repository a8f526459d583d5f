"""C-Power cards: the codes beside 7B. Clock, brightness, power, switching hours, version, restart; 00 sets, 01 asks.

    47 clock       00 second minute hour weekday day month year more…   weekday 0 = Sunday; year: two digits
    46 brightness  00 level×24                    one for each hour; 0 to 31, above that a sensor decides
    45 hours       00 on(hour, minute) off(hour, minute) 00 00          an hour above 23: not set
    76 power       00 on 00×7                     1 on, 0 off, at once; the table says 00×8, its printed examples have 7
    2E version     00          2D restart card  00          FE restart firmware  "APP!"

    answers        first byte 01 well, 00 failed; asked: 01 and the values; 76 set: 00 and the state

Source: the maker's basic protocol (arturas88/led-controller-sdk, docs/BasicProtocol.md), a document of the whole
family and later than V3.3, which mentions such codes ("set time") without giving them. Only 47 has been seen on a
C-Power 1200: with eight bytes of time, the last one 0, and an answer of uncertain length (micolous/ledsign, "docs
clock cpower1200.txt"). Whether 45 and 46 write flash is not said.
"""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Final, Literal

import msgspec

from display.errors import ProtocolError
from display.protocols.cpower1200_codec import Byte, Message, Record, take

HOURS: Final = 0x45
BRIGHTNESS: Final = 0x46
CLOCK: Final = 0x47
POWER: Final = 0x76
VERSION: Final = 0x2E
RESTART_CARD: Final = 0x2D
RESTART_FIRMWARE: Final = 0xFE
MAX_LEVEL = 31
_SET, _ASK = 0, 1
_APP = b"APP!"
_SEEN_AFTER_THE_TIME = (0,)
_PRINTED_AFTER_THE_SWITCH = (0,) * 7
HourMinute = tuple[Byte, Byte]


class SetClock(Message, frozen=True, kw_only=True):
    """time: local and naive, 2000 to 2099. weekday: where it is not that of the day. more: bytes after the year."""

    time: datetime
    weekday: Byte | None = None
    more: tuple[Byte, ...] = _SEEN_AFTER_THE_TIME

    def pack(self) -> bytes:
        return bytes([_SET]) + pack_time(self.time, self.weekday) + bytes(self.more)


class SetBrightness(Message, frozen=True, kw_only=True):
    """A level for each hour of the day."""

    levels: Annotated[tuple[Byte, ...], msgspec.Meta(min_length=24, max_length=24)]

    def pack(self) -> bytes:
        return bytes([_SET, *self.levels])


class SetHours(Message, frozen=True, kw_only=True):
    """When the card switches its LEDs on and off by itself."""

    on: HourMinute
    off: HourMinute

    def pack(self) -> bytes:
        return bytes([_SET, *self.on, *self.off, 0, 0])


class SetPower(Message, frozen=True, kw_only=True):
    """more: the bytes that fill the command up."""

    on: bool
    more: tuple[Byte, ...] = _PRINTED_AFTER_THE_SWITCH

    def pack(self) -> bytes:
        return bytes([_SET, self.on, *self.more])


class Ask(Message, frozen=True, kw_only=True):
    """What the card has set. more: bytes after the question, which are allowed to the clock."""

    cc: Literal[0x45, 0x46, 0x47, 0x76] = POWER
    more: tuple[Byte, ...] = ()

    def pack(self) -> bytes:
        return bytes([_ASK, *self.more])


class AskVersion(Message, frozen=True, kw_only=True):
    cc: Literal[0x2E] = VERSION

    def pack(self) -> bytes:
        return b"\0"


class Restart(Message, frozen=True, kw_only=True):
    cc: Literal[0x2D, 0xFE] = RESTART_FIRMWARE

    def pack(self) -> bytes:
        return _APP if self.cc == RESTART_FIRMWARE else b"\0"


CODES: MappingProxyType[type[Message], int] = MappingProxyType(
    {
        SetClock: CLOCK,
        SetBrightness: BRIGHTNESS,
        SetHours: HOURS,
        SetPower: POWER,
        AskVersion: VERSION,
    }
)


def code_of(message: Message) -> int | None:
    """The code of one of these messages, None for a command of 7B."""
    if isinstance(message, Ask | Restart):
        return message.cc
    return CODES.get(type(message))


def decode_basic(code: int, data: bytes) -> Message:
    """The message of a code that is not 7B. Raises ProtocolError."""
    known = f"code {code:02x} with {data.hex(' ') or 'nothing'}: not known here"
    if code in (RESTART_CARD, RESTART_FIRMWARE):
        wanted = Restart(cc=RESTART_CARD if code == RESTART_CARD else RESTART_FIRMWARE)
        if data != wanted.pack():
            raise ProtocolError(known)
        return wanted
    if code == VERSION and data == b"\0":
        return AskVersion()
    if code not in (HOURS, BRIGHTNESS, CLOCK, POWER) or data[:1] not in (b"\0", b"\1"):
        raise ProtocolError(known)
    values = data[1:]
    if data[0] == _ASK:
        if values and code != CLOCK:
            raise ProtocolError(known)
        return Ask(cc=HOURS if code == HOURS else code, more=tuple(values))  # type: ignore[arg-type]
    if code == CLOCK:
        time, weekday, more = unpack_time(values)
        return SetClock(time=time, weekday=weekday, more=more)
    if code == BRIGHTNESS and len(values) == 24:
        return SetBrightness(levels=tuple(values))
    if code == HOURS and len(values) == 6 and not any(values[4:]):
        return SetHours(on=(values[0], values[1]), off=(values[2], values[3]))
    if code == POWER and values[:1] in (b"\0", b"\1"):
        return SetPower(on=bool(values[0]), more=tuple(values[1:]))
    raise ProtocolError(known)


class Answer(Record, frozen=True, kw_only=True):
    """What a card answers to one of these codes: the values it names, else result and the bytes that follow it."""

    code: Byte
    info: Byte = 1
    time: datetime | None = None
    weekday: Byte | None = None
    levels: Annotated[tuple[Byte, ...], msgspec.Meta(min_length=24, max_length=24)] | None = None
    power: Byte | None = None
    result: Byte | None = None
    more: tuple[Byte, ...] = ()

    @property
    def accepted(self) -> bool:
        return self.result is None or self.result == 1 or self.code in (POWER, VERSION)

    def pack(self) -> bytes:
        if self.time is not None:
            head = bytes([_ASK]) + pack_time(self.time, self.weekday)
        elif self.levels is not None:
            head = bytes([_ASK, *self.levels])
        elif self.power is not None:
            head = bytes([_ASK, self.power])
        else:
            head = b"" if self.result is None else bytes([self.result])
        return head + bytes(self.more)


def decode_answer(code: int, info: int, data: bytes) -> Answer:
    """Any answer can be told; those whose values are documented come with names."""
    if data[:1] == bytes([_ASK]):
        if code == CLOCK and len(data) >= 8:
            try:
                time, weekday, more = unpack_time(data[1:])
            except ProtocolError:
                pass
            else:
                return Answer(code=code, info=info, time=time, weekday=weekday, more=more)
        if code == BRIGHTNESS and len(data) >= 25:
            return Answer(code=code, info=info, levels=tuple(data[1:25]), more=tuple(data[25:]))
        if code == POWER and len(data) >= 2:
            return Answer(code=code, info=info, power=data[1], more=tuple(data[2:]))
    return Answer(code=code, info=info, result=data[0] if data else None, more=tuple(data[1:]))


def pack_time(time: datetime, weekday: int | None) -> bytes:
    """Seven bytes. Raises ProtocolError for a year that two digits cannot say."""
    if not 2000 <= time.year <= 2099:
        raise ProtocolError(f"year {time.year}: the card counts from 2000 to 2099")
    day = time.isoweekday() % 7 if weekday is None else weekday
    return bytes([time.second, time.minute, time.hour, day, time.day, time.month, time.year - 2000])


def unpack_time(data: bytes) -> tuple[datetime, int | None, tuple[int, ...]]:
    """The time, the weekday if it is not that of the day, and the bytes after it. Raises ProtocolError."""
    (second, minute, hour, weekday, day, month, year), more = take(">7B", data)
    try:
        if year > 99:
            raise ValueError(f"year {year}, expected 0 to 99")
        time = datetime(2000 + year, month, day, hour, minute, second)  # noqa: DTZ001 (the card's own time)
    except ValueError as err:
        raise ProtocolError(f"clock {data.hex(' ')}: {err}") from err
    return time, None if weekday == time.isoweekday() % 7 else weekday, tuple(more)
