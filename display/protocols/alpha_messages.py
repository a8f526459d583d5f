"""What an Alpha transmission can say: one class for each verb, with the field names of its JSON object.

The tables of the wire stand in alpha_codec (files, reads) and alpha_special (special functions). Text fields hold
the escapes of alpha_text.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

PRIORITY_FILE = "0"
PRIORITY_MAX_BYTES = 125
DOTS_MAX_ROWS, DOTS_MAX_COLUMNS = 31, 255

Byte = Annotated[int, msgspec.Meta(ge=0, le=0xFF)]
Word = Annotated[int, msgspec.Meta(ge=0, le=0xFFFF)]
Label = Annotated[str, msgspec.Meta(pattern=r"^[ -~]\Z")]
Mode = Annotated[str, msgspec.Meta(pattern=r"^(n[!-~]|[ -mo-~])\Z")]
Percent = Literal[100, 86, 72, 58, 44]


class Message(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do"):
    """One packet's meaning, with the field names of its JSON object."""


class Text(Message, frozen=True, kw_only=True, tag="text"):
    """A TEXT file. pos: two hexadecimal digits (or a number, or a name); pos and mode null: no mode is sent."""

    text: str
    charset: Literal["ascii"] = "ascii"
    label: Label = "A"
    pos: str | int | None = "26"
    mode: Mode | None = "b"


class Emergency(Message, frozen=True, kw_only=True, tag="emergency"):
    """The same as a text with the label 0: the priority file, alone on the sign until it is cleared."""

    text: str
    pos: str | int = "26"
    mode: Mode = "b"


class Clear(Message, frozen=True, kw_only=True, tag="clear"):
    """Empty one TEXT file; of the label 0, end the priority text."""

    label: Label = "A"


class String(Message, frozen=True, kw_only=True, tag="string"):
    """A STRING file, at most 125 bytes; a text that calls it does not blink when it changes."""

    text: str
    label: Label = "S"


class Raster(Message, frozen=True, kw_only=True, tag="raster"):
    """A SMALL DOTS picture. lower_hex: its size in small letters; open: without the last row's 0D."""

    rows: tuple[Annotated[str, msgspec.Meta(pattern=r"^[0-8]*\Z", max_length=DOTS_MAX_COLUMNS)], ...]
    label: Label = "D"
    lower_hex: bool = False
    open: bool = False


class Read(Message, frozen=True, kw_only=True, tag="read"):
    """Ask for a file (what: text, string, dots) or a special function, by name or by its character."""

    what: str
    label: str = ""


class Ping(Message, frozen=True, kw_only=True, tag="ping"):
    """F": general information, which every sign that answers at all can give."""


class Status(Message, frozen=True, kw_only=True, tag="status"):
    """F*: the serial error register."""


class Other(Message, frozen=True, kw_only=True, tag="other"):
    """A command that has no verb here (LARGE and RGB DOTS, bulletins, timeout message). text: its data."""

    command: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]\Z")]
    text: str = ""


class Clock(Message, frozen=True, kw_only=True, tag="clock"):
    """time: "HH:MM", or a date and time of which hour and minute are sent (with a zone, the county's)."""

    time: str


class Date(Message, frozen=True, kw_only=True, tag="date"):
    """date: "YYYY-MM-DD", 1997 to 2096."""

    date: str


class Day(Message, frozen=True, kw_only=True, tag="day"):
    """day: 1 Sunday … 7 Saturday."""

    day: Annotated[int, msgspec.Meta(ge=1, le=7)]


class TimeFormat(Message, frozen=True, kw_only=True, tag="time-format"):
    hours: Literal[12, 24] = 24


class Speaker(Message, frozen=True, kw_only=True, tag="speaker"):
    on: bool


class Ack(Message, frozen=True, kw_only=True, tag="ack"):
    """Whether the sign answers each transmission with ACK or NAK."""

    on: bool


class Tone(Message, frozen=True, kw_only=True, tag="tone"):
    """kind: A speaker on, B off, 0 two seconds, 1 three beeps, 2 by programme (FFDR: pitch, duration, repeats)."""

    kind: Label = "1"
    programme: Annotated[str, msgspec.Meta(pattern=r"^[ -~]*\Z")] = ""


class MemoryFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of the sign's memory. size: bytes (text, string); rows, columns, colours: a picture."""

    label: Label
    kind: Literal["text", "string", "dots"]
    locked: bool = False
    size: Word = 0
    rows: Byte = 0
    columns: Byte = 0
    start: Byte | msgspec.UnsetType = msgspec.UNSET
    stop: Byte | msgspec.UnsetType = msgspec.UNSET
    colours: Annotated[str, msgspec.Meta(pattern=r"^[0-9A-F]{4}\Z")] = "1000"


class Memory(Message, frozen=True, kw_only=True, tag="memory"):
    files: Annotated[tuple[MemoryFile, ...], msgspec.Meta(min_length=1)]


class ClearMemory(Message, frozen=True, kw_only=True, tag="clear-memory"):
    """Erase every file. flash: also compact the flash (Alpha 3.0)."""

    flash: bool = False


class Sequence(Message, frozen=True, kw_only=True, tag="sequence"):
    """kind: T by each file's times, S in this order, D as T and delete a file when its time is over."""

    labels: Annotated[str, msgspec.Meta(pattern=r"^[ -~]*\Z", max_length=128)] = "A"
    kind: Literal["T", "S", "D"] = "S"
    locked: bool = False


class Schedule(Message, frozen=True, kw_only=True, tag="schedule"):
    """When a text file runs. start, stop: tens of minutes since midnight, 255 always."""

    label: Label = "A"
    start: Byte = 255
    stop: Byte = 255


class RunDays(Message, frozen=True, kw_only=True, tag="run-days"):
    """Days of a text file. 0 daily, 1 Sunday … 7 Saturday, 8 Monday to Friday, 9 weekends, A always, B never."""

    label: Label = "A"
    start: Annotated[str, msgspec.Meta(pattern=r"^[0-9AB]\Z")] = "0"
    stop: Annotated[str, msgspec.Meta(pattern=r"^[0-9AB]\Z")] = "0"


class Brightness(Message, frozen=True, kw_only=True, tag="brightness"):
    """percent: 100, 86, 72, 58 or 44; level: another value of NN; light: LL."""

    percent: Percent | None = None
    level: Byte | None = None
    light: Byte = 0


class Reset(Message, frozen=True, kw_only=True, tag="reset"):
    """The sign runs its power-up diagnostics and keeps its memory."""


class ClearErrors(Message, frozen=True, kw_only=True, tag="clear-errors"):
    """Set the serial error register back."""


class SetId(Message, frozen=True, kw_only=True, tag="set-id"):
    """The sign's serial address from now on."""

    id: Byte


class Errors(Message, frozen=True, kw_only=True, tag="errors"):
    """An answer. register: 64, and 32 illegal command or label, 16 sum, 8 overflow, 4 time-out, 2 framing, 1 parity."""

    register: Annotated[int, msgspec.Meta(ge=5, le=0x7F)]


class Pool(Message, frozen=True, kw_only=True, tag="pool"):
    """An answer: all and unused bytes of the memory."""

    total: Word
    free: Word


class Information(Message, frozen=True, kw_only=True, tag="information"):
    """An answer. firmware: eight characters; revision: one or none; released: MMYY; clock: HHMM."""

    firmware: Annotated[str, msgspec.Meta(pattern=r"^[ -~]{8}\Z")]
    revision: Annotated[str, msgspec.Meta(pattern=r"^[ -~]?\Z")] = ""
    released: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}\Z")]
    clock: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}\Z")]
    hours: Literal[12, 24]
    speaker: bool
    total: Word
    free: Word


class Special(Message, frozen=True, kw_only=True, tag="special"):
    """A function that has no verb here (counters, timetables …), or whose data are not of its form. text: its data."""

    function: Label
    text: str = ""


SpecialMessage = (
    Clock | Date | Day | TimeFormat | Speaker | Ack | Tone | Memory | ClearMemory | Sequence | Schedule | RunDays
    | Brightness | Reset | ClearErrors | SetId | Errors
    | Pool
    | Information
    | Special
)  # fmt: skip
Command = Text | Emergency | Clear | String | Raster | Read | Ping | Status | Other | SpecialMessage
