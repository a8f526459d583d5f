"""JetFile II commands, answers and statuses as frozen values, in the maker's own units. Layout: jetfile2_codec."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

OK = 0x9000
STATUSES = {
    OK: "ok",
    0x4B4F: "ok",
    0x9002: "sum wrong",
    0x9003: "address wrong",
    0x9004: "unknown main command",
    0x9005: "unknown sub command",
    0x9006: "length wrong",
    0x9008: "file not found",
    0x9009: "read past the end of the file",
    0x9010: "file cannot be opened",
    0x9011: "command not supported by this sign",
    0x9012: "write failed, the disk may be full",
    0x9013: "packet above 1500 bytes or above its declared size",
    0x9014: "packets not in order",
    0x9015: "file is open",
    0x9030: "log in first",
    0x9031: "password wrong",
    0x9032: "user name wrong",
    0x9033: "old password wrong",
    0x9035: "logged in elsewhere",
    0x2000: "out of memory",
    0x2101: "file above 320 K",
    0x2102: "disk full",
    0x2103: "disk C full",
    0x2104: "disk D full",
    0x2105: "disk E full",
    0x2106: "disk F full",
    0x2901: "emergency message above 1024 bytes",
    0x5201: "time not set",
    0x6701: "no file to play",
    0x6702: "file to play cannot be opened",
    0x7601: "file not deleted",
}
HEARD_BADLY = frozenset({0x9002, 0x9006})

PING, STATUS, RESET, BLACK, END_BLACK, POWER_ON = 0x0301, 0x0405, 0x0400, 0x0401, 0x0402, 0x0404
BARE = frozenset({PING, STATUS, RESET, BLACK, END_BLACK, POWER_ON})
RAM_DISK = "E"
TIME_ZONE_CHINA = 0x14  # UTC+8
PACKET_BYTES = 512  # as in the document's example
MAX_EMERGENCY_BYTES = 1024


@dataclass(frozen=True)
class Bare:
    """A command without argument: one of BARE."""

    code: int


@dataclass(frozen=True, kw_only=True)
class File:
    """0204 (folder T) or 0205 (S): one packet of a file. index counts from 1. buzzer: how often it rings, 0-9."""

    folder: str = "T"
    disk: str = RAM_DISK
    buzzer: int = 0
    label: str = "A"
    total: int
    packet_size: int = PACKET_BYTES
    packets: int = 1
    index: int = 1
    data: bytes


@dataclass(frozen=True, kw_only=True)
class Emergency:
    """0209: a text file shown before all others for so many seconds, 0 for ever."""

    seconds: int
    data: bytes
    sound: int = 0
    reserved: int = 0


@dataclass(frozen=True, kw_only=True)
class Brightness:
    """020A: levels of a rectangle's colours; their scale is not published."""

    x: int
    y: int
    red: int
    green: int
    blue: int
    width: int
    height: int
    reserved: int = 0


@dataclass(frozen=True)
class PowerOff:
    """0403: semi-off. notice: 1 the screen stays dark, 0 it shows USERSHUTDOWNI."""

    notice: int = 1
    reserved: int = 0


@dataclass(frozen=True, kw_only=True)
class Clock:
    """0502, or 0504 with its second. ``time`` is local to ``zone``, naive."""

    time: datetime
    week: int
    zone: int = TIME_ZONE_CHINA
    with_second: bool = False
    reserved: int = 0


@dataclass(frozen=True, kw_only=True)
class Play:
    """0606: play this file at once; the sign's own list goes on after it."""

    disk: str = RAM_DISK
    folder: str = "T"
    label: str = "A"
    reserved: int = 0


@dataclass(frozen=True)
class Delete:
    """0706: delete the file of this path."""

    path: str


@dataclass(frozen=True, kw_only=True)
class DeleteAll:
    """0707-070A: delete every file of a folder. Format 1 has no disk: "ES" alone deletes all kinds (folder "")."""

    folder: str = "T"
    disk: str = RAM_DISK
    reserved: int = 0


@dataclass(frozen=True, kw_only=True)
class File1:
    """Format 1, A (folder T) or G (S). disk "": the default disk, one character of label; else a path and two.

    jetfile: the text begins with 06, so that its codes are those of JetFile and not of ADP.
    """

    folder: str = "T"
    disk: str = ""
    path_folder: str = "T"
    label: str = "A"
    jetfile: bool = True
    text: bytes


@dataclass(frozen=True)
class Other:
    """A command without a value here, format 2: its argument and data as they are."""

    code: int
    arg: bytes
    data: bytes


@dataclass(frozen=True)
class Other1:
    """A command without a value here, format 1: from its letter on."""

    payload: bytes


Command = Bare | File | Emergency | Brightness | PowerOff | Clock | Play | Delete | DeleteAll | Other
Command1 = File1 | DeleteAll | Clock | Bare | Other1


@dataclass(frozen=True, kw_only=True)
class Request:
    """Format 2. flag: 0 the sign answers, 1 it does not."""

    command: Command
    group: int = 0
    unit: int = 0
    serial: int = 0
    source: int = 0
    flag: int = 0


@dataclass(frozen=True, kw_only=True)
class Request1:
    """Format 1. echo: the sign answers OK or a status."""

    command: Command1
    unit: int = 0
    echo: bool = False
    nuls: int = 0


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the sign says. status None: it sent data instead."""

    code: int
    serial: int
    status: int | None
    arg: bytes = b""
    data: bytes = b""
    source: int = 0
    group: int = 0
    unit: int = 0

    @property
    def accepted(self) -> bool:
        return self.status is None or STATUSES.get(self.status) == "ok"
