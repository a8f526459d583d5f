"""JetFile II (Chainzone and its many brands) message boards: commands and answers of both formats, as values.

    format 2   0204/0205 text/string file   disk buzzer label(12) total(4) packet-size(2) packets(2) index(2); data
               0209 emergency message       seconds(2, 0 for ever) sound reserved; data = a text file, at most 1,024
               020A brightness              x(2) y(2) red green blue width(2) height(2) reserved
               0301 connection test · 0405 power status · 0400 reset · 0401/0402 black screen begins/ends · 0404 on
               0403 off                     notice (0 shows USERSHUTDOWNI) reserved(3)
               0502 clock                   year(2) month day hour minute, BCD; week (1 Sunday … 7) time zone
               0504 clock                   the same with a second before the week, reserved(3) after the zone
               0606 play at once            disk folder label(12) reserved(2)
               0706 delete                  path such as E:\\T\\A, ended by 00, filled to a multiple of 4
               0707-070A delete all         disk reserved(3); text, string, picture, array picture files
    format 1   A/G text/string file         label, or 0F disk folder name(2); 06 for the codes of this protocol; text
               ES T delete all · EB clock (the 8 bytes of 0502) · F0 basic information
    text file  01 "Z00" 02 'A' label … 04   label 1-12 characters from 20 to 7E, filled with 00

Disk E is RAM and lost with the power, D is flash. A status of 9000 is yes. Numbers are little-endian; that the
year of format 1 is so too, the maker does not say. The scale of the brightness bytes is not published.

Source: schinken/jetfile-signage docs/JetFileII_v2.5.4.pdf (Chainzone's document) and its Go code. Nothing here was
tried on a real sign. Golden frames: tests/golden/display/jetfile2/.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from display.errors import ProtocolError
from display.protocols.jetfile2_frame import (
    MAX_TEXT1_BYTES,
    Line,
    Packet,
    decode_line,
    decode_packet,
    encode_line,
    encode_packet,
)

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
MAX_LABEL = 12
_FOLDERS = {0x0707: "T", 0x0708: "S", 0x0709: "P", 0x070A: "A"}
_DELETE_ALL = {folder: code for code, folder in _FOLDERS.items()}
_WRITE_CODES = {"T": 0x0204, "S": 0x0205}
_LETTERS = {"T": b"A", "S": b"G"}

_FILE = struct.Struct("<BB12sIHHH")
_BRIGHTNESS = struct.Struct("<HHBBBHHB")


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


def encode(message: Request | Request1) -> bytes:
    """One frame. Raises ProtocolError if a value does not fit into its field."""
    try:
        if isinstance(message, Request1):
            return encode_line(
                Line(payload=_payload(message.command), unit=message.unit, echo=message.echo, nuls=message.nuls)
            )
        code, arg, data = _parts(message.command)
        return encode_packet(
            Packet(
                code=code,
                arg=arg,
                data=data,
                source=message.source,
                group=message.group,
                unit=message.unit,
                serial=message.serial,
                flag=message.flag,
            )
        )
    except (struct.error, OverflowError) as err:
        raise ProtocolError(f"a value does not fit into its field: {err}") from err


def encode_answer(answer: Answer) -> bytes:
    """The frame of an answer, as the sign sends it."""
    arg = answer.arg if answer.status is None else answer.status.to_bytes(4, "little")
    return encode_packet(
        Packet(
            code=answer.code,
            arg=arg,
            data=answer.data,
            source=answer.source,
            group=answer.group,
            unit=answer.unit,
            serial=answer.serial,
            flag=int(answer.status is not None),
            answer=True,
        )
    )


def decode(frame: bytes) -> Request | Request1 | Answer:
    """Exactly one frame of either format. Raises ProtocolError."""
    if frame[:1] != b"\x55":
        line = decode_line(frame)
        return Request1(command=_command1(line.payload), unit=line.unit, echo=line.echo, nuls=line.nuls)
    packet = decode_packet(frame)
    if packet.answer:
        return _answer(packet)
    return Request(
        command=_command(packet),
        group=packet.group,
        unit=packet.unit,
        serial=packet.serial,
        source=packet.source,
        flag=packet.flag,
    )


def text_head(label: str) -> bytes:
    """What a text file begins with."""
    return b"\x01Z00\x02A" + label[:1].encode("ascii")


def usual_ends(folder: str, label: str, index: int, packets: int) -> tuple[bytes, bool]:
    """How this packet of a file begins, and whether 04 ends it: string files have neither (p. 130)."""
    if folder == "S":
        return b"", False
    return text_head(label) if index == 1 else b"", index == packets


def file_packets(data: bytes, *, label: str, folder: str, disk: str, buzzer: int, packet_size: int) -> Sequence[File]:
    """The file cut into packets of one size, in the order in which they must be sent; at least one."""
    if not 1 <= packet_size <= 0xFFFF:
        raise ProtocolError(f"packet size {packet_size}: expected 1 to 65535")
    parts = [data[start : start + packet_size] for start in range(0, len(data), packet_size)] or [b""]
    return [
        File(
            folder=folder,
            disk=disk,
            buzzer=buzzer,
            label=label,
            total=len(data),
            packet_size=packet_size,
            packets=len(parts),
            index=index,
            data=part,
        )
        for index, part in enumerate(parts, 1)
    ]


def week_of(time: datetime) -> int:
    """1 Sunday … 7 Saturday."""
    return time.isoweekday() % 7 + 1


# --- commands to bytes ---


def _parts(command: Command) -> tuple[int, bytes, bytes]:
    """Code, argument and data."""
    match command:
        case Bare(code):
            return code, b"", b""
        case File() as file:
            label = _label_bytes(file.label)
            sizes = (file.total, file.packet_size, file.packets, file.index)
            return _WRITE_CODES[file.folder], _FILE.pack(_letter(file.disk), file.buzzer, label, *sizes), file.data
        case Emergency(seconds=seconds, data=data, sound=sound, reserved=reserved):
            _check_emergency(data)
            return 0x0209, struct.pack("<HBB", seconds, sound, reserved), data
        case Brightness() as light:
            place, colours = (light.x, light.y), (light.red, light.green, light.blue)
            return 0x020A, _BRIGHTNESS.pack(*place, *colours, light.width, light.height, light.reserved), b""
        case PowerOff(notice, reserved):
            return 0x0403, struct.pack("<B", notice) + reserved.to_bytes(3, "little"), b""
        case Clock() as clock:
            return 0x0504 if clock.with_second else 0x0502, _clock_bytes(clock), b""
        case Play(disk=disk, folder=folder, label=label, reserved=reserved):
            return 0x0606, struct.pack("<BB12sH", _letter(disk), _letter(folder), _label_bytes(label), reserved), b""
        case Delete(path):
            _check_ascii(path, "path", 255 * 4 - 1)
            return 0x0706, path.encode("ascii").ljust((len(path) + 4) // 4 * 4, b"\x00"), b""
        case DeleteAll(folder=folder, disk=disk, reserved=reserved):
            if folder not in _DELETE_ALL:
                raise ProtocolError(f"folder {folder!r}: format 2 deletes {', '.join(_DELETE_ALL)}")
            return _DELETE_ALL[folder], bytes([_letter(disk)]) + reserved.to_bytes(3, "little"), b""
        case Other(code, arg, data):
            return code, arg, data


def _payload(command: Command1) -> bytes:
    match command:
        case File1() as file:
            name = file.label
            if file.disk:
                name = file.disk + file.path_folder + file.label
                _check_ascii(name, "disk, folder and label", 4, 4)
            else:
                _check_ascii(name, "label of format 1 without disk", 1, 1)
            start = b"\x0f" if file.disk else b""
            if len(file.text) > MAX_TEXT1_BYTES:
                raise ProtocolError(f"{len(file.text)} bytes of text: format 1 carries at most {MAX_TEXT1_BYTES}")
            return _LETTERS[file.folder] + start + name.encode("ascii") + b"\x06" * file.jetfile + file.text
        case DeleteAll(folder=folder):
            if folder not in ("", "T", "S", "P", "Q", "R", "A"):
                raise ProtocolError(f"folder {folder!r}: format 1 deletes T, S, P, Q, R, A or all")
            return b"ES" + folder.encode("ascii")
        case Clock() as clock:
            return b"EB" + _clock_bytes(clock)
        case Bare(code):
            if code != STATUS:
                raise ProtocolError(f"command {code:04x}: format 1 does not have it")
            return b"F0"
        case Other1(payload):
            return payload


def _clock_bytes(clock: Clock) -> bytes:
    time = clock.time
    year = bytes.fromhex(f"{time.year:04d}")[::-1]
    day = bytes.fromhex(f"{time:%m%d%H%M}")
    if not clock.with_second:
        return year + day + bytes([clock.week, clock.zone])
    return (
        year
        + day
        + bytes.fromhex(f"{time:%S}")
        + bytes([clock.week, clock.zone])
        + clock.reserved.to_bytes(3, "little")
    )


# --- bytes to commands ---


def _command(packet: Packet) -> Command:
    code, arg, data = packet.code, packet.arg, packet.data
    _check_length(code, arg, data)
    match code:
        case 0x0204 | 0x0205:
            disk, buzzer, label, total, packet_size, packets, index = _FILE.unpack(arg)
            return File(
                folder="T" if code == 0x0204 else "S",
                disk=_character(disk, "disk"),
                buzzer=buzzer,
                label=_label(label),
                total=total,
                packet_size=packet_size,
                packets=packets,
                index=index,
                data=data,
            )
        case 0x0209:
            _check_emergency(data)
            seconds, sound, reserved = struct.unpack("<HBB", arg)
            return Emergency(seconds=seconds, sound=sound, reserved=reserved, data=data)
        case 0x020A:
            x, y, red, green, blue, width, height, reserved = _BRIGHTNESS.unpack(arg)
            return Brightness(x=x, y=y, red=red, green=green, blue=blue, width=width, height=height, reserved=reserved)
        case 0x0403:
            return PowerOff(arg[0], int.from_bytes(arg[1:], "little"))
        case 0x0502 | 0x0504:
            return _clock(arg, with_second=code == 0x0504)
        case 0x0606:
            disk, folder, label, reserved = struct.unpack("<BB12sH", arg)
            return Play(
                disk=_character(disk, "disk"), folder=_character(folder, "type"), label=_label(label), reserved=reserved
            )
        case 0x0706:
            return _delete(arg)
        case 0x0707 | 0x0708 | 0x0709 | 0x070A:
            return DeleteAll(
                folder=_FOLDERS[code], disk=_character(arg[0], "disk"), reserved=int.from_bytes(arg[1:], "little")
            )
        case _:
            return Bare(code) if code in BARE else Other(code, arg, data)


def _delete(arg: bytes) -> Delete:
    path = arg.rstrip(b"\x00")
    if not 1 <= len(arg) - len(path) <= 4:
        raise ProtocolError(f"{len(arg) - len(path)} zero bytes after the path, expected 1 to 4")
    return Delete("".join(_character(byte, "path") for byte in path))


def _command1(payload: bytes) -> Command1:
    letter, rest = payload[:1], payload[1:]
    if letter in (b"A", b"G") and rest:
        long = rest[0] == 0x0F
        name = rest[1:5] if long else rest[:1]
        if len(name) != (4 if long else 1):
            raise ProtocolError(f"{len(name)} bytes of path after 0f, expected disk, folder and two of a name")
        text = rest[5:] if long else rest[1:]
        jetfile = text[:1] == b"\x06"
        text = text[1:] if jetfile else text
        if len(text) > MAX_TEXT1_BYTES:
            raise ProtocolError(f"{len(text)} bytes of text: format 1 carries at most {MAX_TEXT1_BYTES}")
        characters = "".join(_character(byte, "label") for byte in name)
        disk, path_folder, label = (characters[0], characters[1], characters[2:]) if long else ("", "T", characters)
        return File1(
            folder="T" if letter == b"A" else "S",
            disk=disk,
            path_folder=path_folder,
            label=label,
            jetfile=jetfile,
            text=text,
        )
    if payload == b"F0":
        return Bare(STATUS)
    if payload[:2] == b"EB":
        if len(payload) != 10:
            raise ProtocolError(f"{len(payload) - 2} bytes of time, expected 8")
        return _clock(payload[2:], with_second=False)
    if payload[:2] == b"ES" and payload[2:] in (b"", b"T", b"S", b"P", b"Q", b"R", b"A"):
        return DeleteAll(folder=payload[2:].decode("ascii"))
    return Other1(payload)


def _clock(arg: bytes, *, with_second: bool) -> Clock:
    year, day = arg[1::-1].hex(), arg[2 : 7 if with_second else 6].hex(" ").split()
    date, hours = "-".join((year, *day[:2])), ":".join(day[2:])
    week, zone = arg[7:9] if with_second else arg[6:8]
    try:
        time = datetime.fromisoformat(f"{date}T{hours}")
    except ValueError as err:
        raise ProtocolError(f"{date} {hours} is no date and time in BCD") from err
    return Clock(
        time=time,
        week=week,
        zone=zone,
        with_second=with_second,
        reserved=int.from_bytes(arg[9:], "little") if with_second else 0,
    )


def _answer(packet: Packet) -> Answer:
    status = None
    if packet.flag == 1:
        place = packet.arg or packet.data
        if len(place) < 2:
            raise ProtocolError("an answer with flag 1 and no status")
        status = int.from_bytes(place[:2], "little")
    return Answer(
        code=packet.code,
        serial=packet.serial,
        status=status,
        arg=packet.arg,
        data=packet.data,
        source=packet.source,
        group=packet.group,
        unit=packet.unit,
    )


_LENGTHS = {0x0204: 24, 0x0205: 24, 0x0209: 4, 0x020A: 12, 0x0403: 4, 0x0502: 8, 0x0504: 12, 0x0606: 16}
_WITH_DATA = frozenset({0x0204, 0x0205, 0x0209})


def _check_length(code: int, arg: bytes, data: bytes) -> None:
    expected = 0 if code in BARE else 4 if code in _FOLDERS else _LENGTHS.get(code)
    if expected is not None and len(arg) != expected:
        raise ProtocolError(f"command {code:04x}: {len(arg)} bytes of argument, expected {expected}")
    known = expected is not None or code == 0x0706
    if known and data and code not in _WITH_DATA:
        raise ProtocolError(f"command {code:04x}: {len(data)} bytes of data, expected none")


def _check_emergency(data: bytes) -> None:
    if len(data) > MAX_EMERGENCY_BYTES:
        raise ProtocolError(f"{len(data)} bytes of emergency message, at most {MAX_EMERGENCY_BYTES} are allowed")


def _check_ascii(text: str, what: str, most: int, least: int = 1) -> None:
    if not least <= len(text) <= most or not all(" " <= character <= "~" for character in text):
        raise ProtocolError(f"{what} {text!r}: expected {least} to {most} characters from 20 to 7E")


def _label_bytes(label: str) -> bytes:
    _check_ascii(label, "label", MAX_LABEL)
    return label.encode("ascii")


def _letter(character: str) -> int:
    _check_ascii(character, "disk or folder", 1)
    return ord(character)


def _label(field: bytes) -> str:
    label = field.rstrip(b"\x00")
    if not label:
        raise ProtocolError("an empty label")
    return "".join(_character(byte, "label") for byte in label)


def _character(byte: int, what: str) -> str:
    if not 0x20 <= byte <= 0x7E:
        raise ProtocolError(f"byte {byte:02x} in {what}: expected 20 to 7e")
    return chr(byte)
