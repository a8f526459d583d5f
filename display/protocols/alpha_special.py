"""Special functions (command E) of Alpha signs: the sign's clock, memory, run sequence, sound and registers.

    function  data                      verb             function  data              verb
    20 space  HHMM                      clock            2C ,      none              reset (memory is kept)
    21 !      00 on, FF off             speaker          2E .      K P labels        sequence
    24 $      none: erase all · $$$     clear-memory     2F /      LL NN             brightness
    24 $      F T P SIZE QQQQ, each     memory           32 2      label, two days   run-days
    26 &      1 Sunday … 7              day              34 4      none              clear-errors
    27 '      S 12 hours, M 24 hours    time-format      37 7      two hex digits    set-id
    28 (      A B 0 1, 2 FFDR           tone             3B ;      MMDDYY            date
    22 "      answer: 28 or 29 signs    information      23 #      answer: SIZE,SIZE pool
    2A *      answer: the register      errors
    29 )      label, two time codes     schedule         73 s      1 on, 0 off       ack (Alpha 2.0 and 3.0)

A memory entry: label F; type T, A text, B string, D dots; P, U or L (locked against the remote control); SIZE in
bytes, of a picture rows and columns, as hexadecimal digits; QQQQ of a text its start and stop time codes (ten
minutes each, FF always), of a string 0000, of a picture 1000 one colour, 2000 three, 4000 eight.
**memory and clear-memory erase every file of the sign**: they are for setting a sign up, never for an update.
A real BetaBrite showed nothing of a new configuration that no clear-memory came before.

Weak: brightness is for "Solar" signs only, and what LL means (an ambient light, or a mode) the sources do not
agree on; NN 00-04 is 100, 86, 72, 58, 44 %. A BetaBrite knows no century (97-99 are 1997-1999 on Alpha 2.0).

Sources: manual 9708-8061 rev. F, Table 15, as quoted in KR8MER/eas-station, in lancereinsmith/alphasignpy
alphasign/commands/special.py and in the measured notes of the readerboard service.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Literal, cast

import msgspec

from display.errors import ProtocolError
from display.protocols.alpha_messages import (
    Ack,
    Brightness,
    ClearErrors,
    ClearMemory,
    Clock,
    Date,
    Day,
    Errors,
    Information,
    Memory,
    MemoryFile,
    Percent,
    Pool,
    Reset,
    RunDays,
    Schedule,
    Sequence,
    SetId,
    Speaker,
    Special,
    SpecialMessage,
    TimeFormat,
    Tone,
)
from display.protocols.alpha_text import decode_text, encode_text
from display.protocols.objects import county_time

PERCENTS: tuple[Percent, ...] = (100, 86, 72, 58, 44)
_KINDS = {"text": "A", "string": "B", "dots": "D"}
_KIND_OF = {code: kind for kind, code in _KINDS.items()}


def special_data(message: SpecialMessage, *, from_sign: bool = False) -> bytes:
    """The data of an E packet, function first. from_sign: an answer, which may carry anything. Raises ProtocolError."""
    match message:
        case Special():
            data = message.function.encode() + encode_text(message.text)
            if not from_sign and not isinstance(special_from(data, as_it_is=True), Special):
                raise ProtocolError(f"function {message.function!r} has a verb of its own; expected that")
            return data
        case Memory():
            return b"$" + b"".join(_file_bytes(file) for file in message.files)
        case _:
            return _data(message).encode()


def _data(message: SpecialMessage) -> str:
    match message:
        case Clock():
            return f" {_time_of(message.time):%H%M}"
        case Date():
            day = _date_of(message.date)
            return f";{day:%m%d%y}"
        case Day():
            return f"&{message.day}"
        case TimeFormat():
            return "'S" if message.hours == 12 else "'M"
        case Speaker():
            return "!00" if message.on else "!FF"
        case Ack():
            return "s1" if message.on else "s0"
        case Tone():
            return f"({message.kind}{message.programme}"
        case ClearMemory():
            return "$$$$" if message.flash else "$"
        case Sequence():
            return f".{message.kind}{'L' if message.locked else 'U'}{message.labels}"
        case Schedule():
            return f"){message.label}{message.start:02X}{message.stop:02X}"
        case RunDays():
            return f"2{message.label}{message.start}{message.stop}"
        case Brightness():
            if (message.percent is None) == (message.level is None):
                raise ProtocolError("brightness: expected either percent (100, 86, 72, 58, 44) or native level")
            level = message.level if message.percent is None else PERCENTS.index(message.percent)
            return f"/{message.light:02X}{level:02X}"
        case Reset():
            return ","
        case ClearErrors():
            return "4"
        case SetId():
            return f"7{message.id:02X}"
        case Errors():
            return f"*{chr(message.register)}"
        case Pool():
            return f"#{message.total:04X},{message.free:04X}"
        case Information():
            made = f"{message.firmware}{message.revision}{message.released}{message.clock}"
            flags = ("S" if message.hours == 12 else "M") + ("00" if message.speaker else "FF")
            return f'"{made}{flags}{message.total:04X},{message.free:04X}'
    raise TypeError(message)


def special_from(data: bytes, *, as_it_is: bool = False) -> SpecialMessage:
    """What the data of an E packet says.

    Raises ProtocolError for a function whose data is not of its form; as_it_is: that is a Special then.
    """
    if not data or not 0x20 <= data[0] < 0x7F:
        raise ProtocolError(f"special function {data[:1].hex() or 'missing'}, expected a printable character")
    function, rest = chr(data[0]), data[1:]
    reader = _READERS.get(function)
    if reader:
        form, read = reader
        found = re.fullmatch(form, rest.decode("latin-1"))
        try:
            if found:
                return read(found)
            raise ProtocolError(f"special function {function!r}: data {rest.decode('latin-1')!r} is not of its form")
        except ProtocolError:
            if not as_it_is:
                raise
    return Special(function=function, text=decode_text(rest))


# --- helpers ---

_SIZES = r"([0-9A-F]{4}),([0-9A-F]{4})"
_ENTRY = r"([ -~])([ABD])([UL])([0-9A-F]{4})([0-9A-F]{4})"


def _file_bytes(file: MemoryFile) -> bytes:
    if file.kind == "dots":
        if file.size or file.start is not msgspec.UNSET or file.stop is not msgspec.UNSET:
            raise ProtocolError(f"file {file.label!r}: a picture has rows, columns and colours, no size, start or stop")
        tail = f"{file.rows:02X}{file.columns:02X}{file.colours}"
    else:
        if file.rows or file.columns or file.colours != "1000":
            raise ProtocolError(f"file {file.label!r}: rows, columns and colours are for pictures")
        usual = 0xFF if file.kind == "text" else 0
        start, stop = (usual if code is msgspec.UNSET else code for code in (file.start, file.stop))
        tail = f"{file.size:04X}{start:02X}{stop:02X}"
    return f"{file.label}{_KINDS[file.kind]}{'L' if file.locked else 'U'}{tail}".encode()


def _memory_from(found: re.Match[str]) -> Memory | ClearMemory:
    if found[0] in ("", "$$$"):
        return ClearMemory(flash=bool(found[0]))
    return Memory(files=tuple(_file_from(*entry) for entry in re.findall(_ENTRY, found[0])))


def _file_from(label: str, code: str, protection: str, size: str, last: str) -> MemoryFile:
    kind, locked = _KIND_OF[code], protection == "L"
    if kind == "dots":
        rows, columns = bytes.fromhex(size)
        return MemoryFile(label=label, kind="dots", locked=locked, rows=rows, columns=columns, colours=last)
    usual = 0xFF if kind == "text" else 0
    start, stop = (msgspec.UNSET if value == usual else value for value in bytes.fromhex(last))
    return MemoryFile(
        label=label, kind="text" if code == "A" else "string", locked=locked, size=int(size, 16), start=start, stop=stop
    )


def _clock_from(found: re.Match[str]) -> Clock:
    if int(found[1]) > 23 or int(found[2]) > 59:
        raise ProtocolError(f"time {found[0]!r}, expected HHMM up to 2359")
    return Clock(time=f"{found[1]}:{found[2]}")


def _date_from(found: re.Match[str]) -> Date:
    month, day, year = map(int, found.groups())
    century = 1900 if year >= 97 else 2000
    try:
        return Date(date=date(century + year, month, day).isoformat())
    except ValueError as err:
        raise ProtocolError(f"date {found[0]!r}, expected MMDDYY: {err}") from err


def _brightness_from(found: re.Match[str]) -> Brightness:
    light, level = int(found[1], 16), int(found[2], 16)
    if level < len(PERCENTS):
        return Brightness(percent=PERCENTS[level], light=light)
    return Brightness(level=level, light=light)


def _information_from(found: re.Match[str]) -> Information:
    return Information(
        firmware=found[1],
        revision=found[2],
        released=found[3],
        clock=found[4],
        hours=12 if found[5] == "S" else 24,
        speaker=found[6] == "00",
        total=int(found[7], 16),
        free=int(found[8], 16),
    )


def _time_of(text: str) -> datetime:
    try:
        if re.fullmatch(r"\d\d:\d\d", text, re.ASCII):
            return datetime.strptime(text, "%H:%M")  # noqa: DTZ007 (the sign's own time)
        time = datetime.fromisoformat(text)
    except ValueError as err:
        raise ProtocolError(f"time {text!r}, expected HH:MM or such as 2026-11-22T09:05:07: {err}") from err
    return county_time(time)


def _date_of(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as err:
        raise ProtocolError(f"date {text!r}, expected such as 2026-11-22: {err}") from err
    if not 1997 <= day.year <= 2096:
        raise ProtocolError(f"date {text!r}: the sign's two digits mean 1997 to 2096")
    return day


_READERS: dict[str, tuple[str, Callable[[re.Match[str]], SpecialMessage]]] = {
    " ": (r"(\d\d)(\d\d)", _clock_from),
    ";": (r"(\d\d)(\d\d)(\d\d)", _date_from),
    "&": (r"[1-7]", lambda found: Day(day=int(found[0]))),
    "'": (r"[SM]", lambda found: TimeFormat(hours=12 if found[0] == "S" else 24)),
    "!": (r"00|FF", lambda found: Speaker(on=found[0] == "00")),
    "s": (r"[01]", lambda found: Ack(on=found[0] == "1")),
    "(": (r"([ -~])([ -~]*)", lambda found: Tone(kind=found[1], programme=found[2])),
    "$": (rf"|\$\$\$|(?:{_ENTRY})+", _memory_from),
    ".": (
        r"([TSD])([UL])([ -~]{0,128})",
        lambda found: Sequence(kind=cast('Literal["T", "S", "D"]', found[1]), locked=found[2] == "L", labels=found[3]),
    ),
    ")": (
        r"([ -~])([0-9A-F]{2})([0-9A-F]{2})",
        lambda found: Schedule(label=found[1], start=int(found[2], 16), stop=int(found[3], 16)),
    ),
    "2": (r"([ -~])([0-9AB])([0-9AB])", lambda found: RunDays(label=found[1], start=found[2], stop=found[3])),
    "/": (r"([0-9A-F]{2})([0-9A-F]{2})", _brightness_from),
    ",": (r"", lambda found: Reset()),
    "4": (r"", lambda found: ClearErrors()),
    "*": (r"[\x05-\x7F]", lambda found: Errors(register=ord(found[0]))),
    "#": (_SIZES, lambda found: Pool(total=int(found[1], 16), free=int(found[2], 16))),
    '"': (rf"([ -~]{{8}})([ -~]?)([0-9]{{4}})([0-9]{{4}})([SM])(00|FF){_SIZES}", _information_from),
    "7": (r"([0-9A-F]{2})", lambda found: SetId(id=int(found[1], 16))),
}
