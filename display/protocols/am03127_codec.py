"""What AM03127 signs are told: pages, schedules, graphic blocks, clock, brightness, deletions.

    <Ln><Pp><Fx><Mx><Wx><Fx>text   line n (8 px high each) of page p: lead, mode, wait, lag
    <Gpn> and 64 bytes             graphic block n of graphic page p: 32×8 dots
    <Tn>YYMMDDhhmmYYMMDDhhmmpp…    schedule n: from, to, up to 31 pages; 000000 as both dates: every day
    <RPp>                          the page that runs while no schedule does
    <SC>YYWWMMDDhhmmss             clock; week 01 Monday … 07 Sunday
    <Bx>                           brightness A 100 %, B 75 %, C 50 %, D 25 %
    <DLnPp> <DTn> <D*>             delete a line of a page, a schedule, everything (the sign goes blank)
    <Fsxy> and 8 bytes             character xy (00 … 3F is <U40> … <U7F>) of font s (A, B, C)
    <DU>                           the maker's own characters again
    <BE> <BF>                      a change of several lines begins, ends: not in the maker's document

    lead  A at once  B x-open  C D curtain up, down  E F scroll left, right  G H v-open, v-close  I J scroll up, down
          K hold  L snow  M twinkle  N blocks  P random  Q R S pen writing;   lag  A … K of these
          small letters: each line for itself, top to bottom; capitals of line 1 move all lines as one picture
    mode  A B C D E  fastest: steady, blinking, songs 1-3;   Q … U, a … e, q … u  the same, ever slower
    wait  A 0.5 s, B 1 s, C 2 s … Z 25 s

How many dots a second a speed is, how long a message may be, and whether
pages outlast a power cut, the maker does not say.

Sources: Amplus AM004-03128/03127 version 2.2, chapter 4.2; <BE>, <BF>: micolous/ledsign docs-official/y5207 and
schorschii/sixleds. Unusual letters are kept when frames are read; display.protocols.am03127 sends none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType

from display.errors import ProtocolError
from display.protocols.am03127_dots import bytes_of_block, bytes_of_character, rows_of_block, rows_of_character
from display.protocols.am03127_frame import (
    CHARACTER_BYTES,
    GRAPHIC_BYTES,
    NewId,
    Packet,
    decode_frame,
    encode_frame,
    encode_new_id,
)

MAX_LINES, MAX_PAGES = 8, 26
MAX_PAGES_IN_SCHEDULE = 31
ALWAYS = ("0001010000", "9912312359")  # the maker's note 3: from year 00 to year 99 is "always"
PERCENT = MappingProxyType({"A": 100, "B": 75, "C": 50, "D": 25})


@dataclass(frozen=True)
class Page:
    """One line of a page. message: bytes of text and inline codes, see display.protocols.am03127_text."""

    message: bytes
    line: int = 1
    page: str = "A"
    lead: str = "A"
    mode: str = "A"
    wait: str = "A"
    lag: str = "K"


@dataclass(frozen=True)
class Schedule:
    """Which pages run, and when: ten digits YYMMDDhhmm each."""

    schedule: str
    pages: str
    begin: str = ALWAYS[0]
    end: str = ALWAYS[1]


@dataclass(frozen=True)
class Graphic:
    """32×8 dots: eight rows of the letters of ``DOTS``."""

    page: str
    block: int
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Character:
    """A character of the European table: eight rows of eight dots, "#" lit. code: 0 … 63."""

    font: str
    code: int
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Clock:
    """The sign's clock as its digits say, also where they are no date."""

    year: int
    week: int
    month: int
    day: int
    hour: int
    minute: int
    second: int


@dataclass(frozen=True)
class Brightness:
    level: str


@dataclass(frozen=True)
class DefaultPage:
    page: str


@dataclass(frozen=True)
class DeletePage:
    line: int
    page: str


@dataclass(frozen=True)
class DeleteSchedule:
    schedule: str


@dataclass(frozen=True)
class Bare:
    """A command that is one code: see ``BARE``."""

    code: str


DELETE_ALL, RESET_CHARACTERS, BEGIN_UPDATE, END_UPDATE = (Bare(code) for code in ("D*", "DU", "BE", "BF"))
BARE = frozenset({DELETE_ALL, RESET_CHARACTERS, BEGIN_UPDATE, END_UPDATE})

Command = Page | Schedule | Graphic | Character | Clock | Brightness | DefaultPage | DeletePage | DeleteSchedule | Bare


@dataclass(frozen=True)
class Request:
    """One command for one sign, or for all of them (ID 0)."""

    command: Command
    address: int = 1
    lower_case_id: bool = False


def encode(message: Request | NewId) -> bytes:
    """One frame. Raises ProtocolError if a value does not fit into its field."""
    if isinstance(message, NewId):
        return encode_new_id(message)
    data = _data(message.command)
    if command_of(data) != message.command:
        raise ProtocolError(f"{message.command}: a value does not fit into its field")
    return encode_frame(Packet(data, message.address, message.lower_case_id))


def decode(frame: bytes) -> Request | NewId:
    """What one whole frame says. Raises ProtocolError."""
    packet = decode_frame(frame)
    if isinstance(packet, NewId):
        return packet
    return Request(command_of(packet.data), packet.address, packet.lower_case_id)


_PAGE = re.compile(rb"<L(\d)><P([A-Za-z])><F([A-Za-z])><M([A-Za-z])><W([A-Za-z])><F([A-Za-z])>(.*)", re.DOTALL)
_SCHEDULE = re.compile(rb"<T([A-Z])>(\d{10})(\d{10})([A-Z]{1,%d})" % MAX_PAGES_IN_SCHEDULE)
_GRAPHIC = re.compile(rb"<G([A-Z])(\d)>(.{%d})" % GRAPHIC_BYTES, re.DOTALL)
_CHARACTER = re.compile(rb"<F([A-Z])([0-3][0-9A-F])>(.{%d})" % CHARACTER_BYTES, re.DOTALL)
_CLOCK = re.compile(rb"<SC>(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)")
_SHORT = re.compile(rb"<(?:(B)([A-D])|(RP)([A-Z])|DL(\d)P([A-Z])|(DT)([A-Z])|(D\*|DU|BE|BF))>")


def command_of(data: bytes) -> Command:
    """The command in a frame's data. Raises ProtocolError that says what was found and what is known."""
    if found := _PAGE.fullmatch(data):
        line, page, lead, mode, wait, lag = (found[group].decode() for group in range(1, 7))
        return Page(found[7], int(line), page, lead, mode, wait, lag)
    if found := _GRAPHIC.fullmatch(data):
        return Graphic(found[1].decode(), int(found[2]), rows_of_block(found[3]))
    if found := _SCHEDULE.fullmatch(data):
        schedule, begin, end, pages = (found[group].decode() for group in range(1, 5))
        return Schedule(schedule, pages, begin, end)
    if found := _CLOCK.fullmatch(data):
        return Clock(*(int(digits) for digits in found.groups()))
    if found := _CHARACTER.fullmatch(data):
        return Character(found[1].decode(), int(found[2], 16), rows_of_character(found[3]))
    if found := _SHORT.fullmatch(data):
        return _short(found)
    shown = data[:24].decode("ascii", "backslashreplace")
    raise ProtocolError(
        f"data begins with {shown!r}, expected <Ln><Pp><Fx><Mx><Wx><Fx>text, <Gpn>, <Tn>, <SC>, <Bx>, <RPp>, "
        "<DLnPp>, <DTn>, <D*>, <Fsxy>, <DU>, <BE> or <BF>, each whole and with nothing behind it"
    )


def _short(found: re.Match[bytes]) -> Command:
    brightness, level, run, page, line, line_page, delete, schedule, bare = (
        group.decode() if group is not None else None for group in found.groups()
    )
    if brightness and level:
        return Brightness(level)
    if run and page:
        return DefaultPage(page)
    if line is not None and line_page:
        return DeletePage(int(line), line_page)
    if delete and schedule:
        return DeleteSchedule(schedule)
    assert bare
    return Bare(bare)


def _data(command: Command) -> bytes:
    match command:
        case Page(message, line, page, lead, mode, wait, lag):
            return f"<L{line}><P{page}><F{lead}><M{mode}><W{wait}><F{lag}>".encode() + message
        case Schedule(schedule, pages, begin, end):
            return f"<T{schedule}>{begin}{end}{pages}".encode()
        case Graphic(page, block, rows):
            return f"<G{page}{block}>".encode() + bytes_of_block(rows)
        case Character(font, code, rows):
            return f"<F{font}{code:02X}>".encode() + bytes_of_character(rows)
        case Clock(year, week, month, day, hour, minute, second):
            parts = (year, week, month, day, hour, minute, second)
            return b"<SC>" + "".join(f"{part:02d}" for part in parts).encode()
        case Brightness(level):
            return f"<B{level}>".encode()
        case DefaultPage(page):
            return f"<RP{page}>".encode()
        case DeletePage(line, page):
            return f"<DL{line}P{page}>".encode()
        case DeleteSchedule(schedule):
            return f"<DT{schedule}>".encode()
        case Bare(code):
            return f"<{code}>".encode()
