"""JetFile II (Chainzone and its many brands) message boards: the bytes of commands and answers, both formats.

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

from display.errors import ProtocolError
from display.protocols.jetfile2_commands import (
    BARE,
    MAX_EMERGENCY_BYTES,
    Answer,
    Bare,
    Brightness,
    Clock,
    Command,
    Delete,
    DeleteAll,
    Emergency,
    File,
    Other,
    Play,
    PowerOff,
    Request,
    Request1,
)
from display.protocols.jetfile2_fields import (
    ascii_byte,
    ascii_of,
    check_ascii,
    clock_bytes,
    clock_of,
    label_bytes,
    label_of,
)
from display.protocols.jetfile2_first import first_command, first_payload
from display.protocols.jetfile2_frame import Line, Packet, decode_line, decode_packet, encode_line, encode_packet

_FOLDERS = {0x0707: "T", 0x0708: "S", 0x0709: "P", 0x070A: "A"}
_DELETE_ALL = {folder: code for code, folder in _FOLDERS.items()}
_WRITE_CODES = {"T": 0x0204, "S": 0x0205}

_FILE = struct.Struct("<BB12sIHHH")
_PLAY = struct.Struct("<BB12sH")
_BRIGHTNESS = struct.Struct("<HHBBBHHB")


def encode(message: Request | Request1) -> bytes:
    """One frame. Raises ProtocolError if a value does not fit into its field."""
    try:
        if isinstance(message, Request1):
            return encode_line(
                Line(payload=first_payload(message.command), unit=message.unit, echo=message.echo, nuls=message.nuls)
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
        return Request1(command=first_command(line.payload), unit=line.unit, echo=line.echo, nuls=line.nuls)
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


def _parts(command: Command) -> tuple[int, bytes, bytes]:
    """Code, argument and data."""
    match command:
        case Bare(code):
            return code, b"", b""
        case File() as file:
            label = label_bytes(file.label)
            sizes = (file.total, file.packet_size, file.packets, file.index)
            return _WRITE_CODES[file.folder], _FILE.pack(ascii_byte(file.disk), file.buzzer, label, *sizes), file.data
        case Emergency(seconds=seconds, data=data, sound=sound, reserved=reserved):
            _check_emergency(data)
            return 0x0209, struct.pack("<HBB", seconds, sound, reserved), data
        case Brightness() as light:
            origin, colours = (light.x, light.y), (light.red, light.green, light.blue)
            return 0x020A, _BRIGHTNESS.pack(*origin, *colours, light.width, light.height, light.reserved), b""
        case PowerOff(notice, reserved):
            return 0x0403, struct.pack("<B", notice) + reserved.to_bytes(3, "little"), b""
        case Clock() as clock:
            return 0x0504 if clock.with_second else 0x0502, clock_bytes(clock), b""
        case Play(disk=disk, folder=folder, label=label, reserved=reserved):
            return (
                0x0606,
                struct.pack("<BB12sH", ascii_byte(disk), ascii_byte(folder), label_bytes(label), reserved),
                b"",
            )
        case Delete(path):
            check_ascii(path, "path", 255 * 4 - 1)
            return 0x0706, path.encode("ascii").ljust((len(path) + 4) // 4 * 4, b"\x00"), b""
        case DeleteAll(folder=folder, disk=disk, reserved=reserved):
            if folder not in _DELETE_ALL:
                raise ProtocolError(f"folder {folder!r}: format 2 deletes {', '.join(_DELETE_ALL)}")
            return _DELETE_ALL[folder], bytes([ascii_byte(disk)]) + reserved.to_bytes(3, "little"), b""
        case Other(code, arg, data):
            return code, arg, data


def _command(packet: Packet) -> Command:
    code, arg, data = packet.code, packet.arg, packet.data
    _check_length(code, arg, data)
    match code:
        case 0x0204 | 0x0205:
            disk, buzzer, label, total, packet_size, packets, index = _FILE.unpack(arg)
            return File(
                folder="T" if code == 0x0204 else "S",
                disk=ascii_of(disk, "disk"),
                buzzer=buzzer,
                label=label_of(label),
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
            return clock_of(arg, with_second=code == 0x0504)
        case 0x0606:
            disk, folder, label, reserved = _PLAY.unpack(arg)
            return Play(
                disk=ascii_of(disk, "disk"),
                folder=ascii_of(folder, "type"),
                label=label_of(label),
                reserved=reserved,
            )
        case 0x0706:
            return _delete(arg)
        case 0x0707 | 0x0708 | 0x0709 | 0x070A:
            return DeleteAll(
                folder=_FOLDERS[code],
                disk=ascii_of(arg[0], "disk"),
                reserved=int.from_bytes(arg[1:], "little"),
            )
        case _:
            return Bare(code) if code in BARE else Other(code, arg, data)


def _delete(arg: bytes) -> Delete:
    path = arg.rstrip(b"\x00")
    if not 1 <= len(arg) - len(path) <= 4:
        raise ProtocolError(f"{len(arg) - len(path)} zero bytes after the path, expected 1 to 4")
    return Delete("".join(ascii_of(byte, "path") for byte in path))


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
