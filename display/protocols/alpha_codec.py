"""Commands of the Alpha (BetaBrite) protocol as values, and the packets that carry them.

    A label ESC pos mode text   write a TEXT file      verb text       B label   read it     verb read, what text
    A label text                the same, mode unset   text, mode null
    A label                     empty it               clear           F x …     read a special function; F" is ping,
    G label text                write a STRING file    string                    F* (serial errors) is status
    I label HH WW rows          write SMALL DOTS       raster          H, J      read a string, a picture
    E function data             special functions, see alpha_special   K L M N O T and others: other, told as text

    pos    20 middle, 22 top, 26 bottom, 30 fill, 31 left, 32 right (the last two Alpha 3.0); one-line signs ignore it
    mode   a rotate b hold c flash e f g h roll up, down, left, right  i j k l wipe  m scroll  o automatic
           p q roll in, out  r s wipe in, out  t compressed rotate  u explode  v clock (Alpha 3.0)
           n0 twinkle n1 sparkle n2 snow n3 interlock n4 switch n5 slide n6 spray n7 starburst n8 welcome
           n9 slot machine nA news nB trumpet nC cycle colours, nS nU nV nW nX nY nZ little pictures first
    rows   one of 0-8 a dot (off red green amber dim-red dim-green brown orange yellow), 0D after each row;
           at most 31 rows of 255 dots, as two hexadecimal digits each, rows first

File "0" is the priority file: 125 bytes that always exist and stop all others; the bare A0 gives the sign back,
while a priority text that is formatted and empty keeps it dark (measured on a BetaBrite). A picture can only be
written where the memory has a DOTS file of that label and is shown where a text calls it with {dots label}.
Names of positions and of the modes n5 and later differ between libraries; alphasignpy's are shifted, so codes, not
names, stand on this side. Nothing was tried on a real sign here.

Sources: manual 9708-8061 rev. F, pages 17-48 and 89, through msparks/alphasign, lancereinsmith/alphasignpy and
KR8MER/eas-station; the measured behaviour: the notes of the readerboard service and of the Pixel Studio.
"""

from __future__ import annotations

import re

from display.errors import ProtocolError
from display.protocols.alpha_messages import (
    DOTS_MAX_ROWS,
    Clear,
    Command,
    Emergency,
    Other,
    Ping,
    Raster,
    Read,
    Status,
    String,
    Text,
)
from display.protocols.alpha_special import special_data, special_from
from display.protocols.alpha_text import decode_text, encode_text

ESC = b"\x1b"
POSITIONS = {"middle": 0x20, "top": 0x22, "bottom": 0x26, "fill": 0x30, "left": 0x31, "right": 0x32}
_FUNCTIONS = {
    "time": " ",
    "speaker": "!",
    "information": '"',
    "pool": "#",
    "memory": "$",
    "dump": "%",
    "day": "&",
    "time-format": "'",
    "schedule": ")",
    "errors": "*",
    "network": "-",
    "sequence": ".",
    "brightness": "/",
    "run-days": "2",
    "counters": "5",
    "id": "7",
    "date": ";",
}
_NAMES = {code: name for name, code in _FUNCTIONS.items()}
_READS = {"text": "B", "string": "H", "dots": "J"}


def packet_of(message: Command, *, from_sign: bool = False) -> tuple[str, bytes]:
    """Command letter and data. Raises ProtocolError or TextRefused."""
    match message:
        case Text():
            return "A", message.label.encode() + _start(message.pos, message.mode) + encode_text(message.text)
        case Emergency():
            return "A", b"0" + _start(message.pos, message.mode) + encode_text(message.text)
        case Clear():
            return "A", message.label.encode()
        case String():
            return "G", message.label.encode() + encode_text(message.text)
        case Raster():
            return "I", _picture_bytes(message)
        case Ping():
            return "F", b'"'
        case Status():
            return "F", b"*"
        case Read():
            return _read_packet(message)
        case Other():
            if message.command in "ABEFGHIJ":
                raise ProtocolError(f"command {message.command} has a verb of its own; expected that")
            return message.command, encode_text(message.text)
        case _:
            return "E", special_data(message, from_sign=from_sign)


def message_of(command: str, data: bytes, *, as_it_is: bool = False) -> Command:
    """What a packet says. as_it_is: a special function may carry anything, as in answers. Raises ProtocolError."""
    match command:
        case "A":
            return _text_from(_label(command, data), data[1:])
        case "G":
            return String(label=_label(command, data), text=decode_text(data[1:]))
        case "I":
            return _picture_from(_label(command, data), data[1:])
        case "E":
            return special_from(data, as_it_is=as_it_is)
        case "B" | "H" | "J":
            if len(data) != 1:
                raise ProtocolError(f"command {command} with {len(data)} bytes of data, expected one label")
            what = next(name for name, code in _READS.items() if code == command)
            return Read(what=what, label=_label(command, data))
        case "F":
            return _special_read(data)
        case _:
            return Other(command=command, text=decode_text(data))


def dots_header_bytes(message: Command) -> int:
    """After how many bytes of data a picture needs the 100 ms; 0 for any other message."""
    return 5 if isinstance(message, Raster) else 0


# --- helpers ---


def _label(command: str, data: bytes) -> str:
    if not data or not 0x20 <= data[0] < 0x7F:
        raise ProtocolError(f"command {command}: label {data[:1].hex() or 'missing'}, expected a printable character")
    return chr(data[0])


def _start(pos: str | int | None, mode: str | None) -> bytes:
    if (pos is None) != (mode is None):
        raise ProtocolError("pos and mode go together: expected both, or null for both")
    if pos is None or mode is None:
        return b""
    return ESC + bytes([_position(pos)]) + mode.encode()


def _position(pos: str | int) -> int:
    if isinstance(pos, int):
        code = pos
    elif pos in POSITIONS:
        code = POSITIONS[pos]
    elif re.fullmatch("[0-9A-Fa-f]{2}", pos):
        code = int(pos, 16)
    else:
        code = ord(pos) if len(pos) == 1 else 0
    if not 0x20 <= code < 0x7F:
        raise ProtocolError(f"pos {pos!r}: expected two hexadecimal digits 20-7E, or one of {', '.join(POSITIONS)}")
    return code


def _text_from(label: str, rest: bytes) -> Text | Clear:
    if not rest:
        return Clear(label=label)
    start = re.match(rb"\x1b([ -~])(n[!-~]|[ -mo-~])", rest)
    if not start:
        return Text(label=label, pos=None, mode=None, text=decode_text(rest))
    text = decode_text(rest[start.end() :])
    return Text(label=label, pos=f"{start[1][0]:02X}", mode=start[2].decode(), text=text)


def _picture_bytes(picture: Raster) -> bytes:
    widths = {len(row) for row in picture.rows}
    if len(widths) > 1 or len(picture.rows) > DOTS_MAX_ROWS:
        raise ProtocolError(
            f"{len(picture.rows)} rows of {sorted(widths)} dots, expected at most {DOTS_MAX_ROWS} of one width"
        )
    size = f"{len(picture.rows):02X}{max(widths, default=0):02X}"
    rows = "\r".join(picture.rows) + ("" if picture.open or not picture.rows else "\r")
    return (picture.label + (size.lower() if picture.lower_hex else size) + rows).encode()


def _picture_from(label: str, rest: bytes) -> Raster:
    size = rest[:4].decode("latin-1")
    lower = size != size.upper()
    if not re.fullmatch("[0-9A-F]{4}|[0-9a-f]{4}", size):
        raise ProtocolError(f"picture size {size!r}, expected rows and columns as two hexadecimal digits each")
    height, width = bytes.fromhex(size)
    if height > DOTS_MAX_ROWS:
        raise ProtocolError(f"picture of {height} rows, at most {DOTS_MAX_ROWS}")
    body = rest[4:].decode("latin-1")
    is_open = height > 0 and not body.endswith("\r")
    rows = tuple((body if is_open else body[:-1]).split("\r")) if height else ()
    if len(rows) != height or any(len(row) != width for row in rows) or (not height and (body or width)):
        raise ProtocolError(f"picture: its size says {height} rows of {width} dots, the rows are not that")
    if any(not re.fullmatch("[0-8]*", row) for row in rows):
        raise ProtocolError("picture: expected dots of 0-8 only; compressed rows are for LARGE DOTS")
    if is_open and not width:
        raise ProtocolError("picture without columns and without the last 0D")
    return Raster(label=label, rows=rows, lower_hex=lower, open=is_open)


def _read_packet(message: Read) -> tuple[str, bytes]:
    if message.what in _READS:
        if not re.fullmatch("[ -~]", message.label):
            raise ProtocolError(f"label {message.label!r}, expected one printable character")
        return _READS[message.what], message.label.encode()
    function = _FUNCTIONS.get(message.what, message.what)
    if not re.fullmatch("[ -~]", function):
        known = ", ".join([*_READS, *_FUNCTIONS])
        raise ProtocolError(f"what {message.what!r}: expected one character, or one of {known}")
    return "F", function.encode() + encode_text(message.label)


def _special_read(data: bytes) -> Read | Ping | Status:
    if data in (b'"', b"*"):
        return Ping() if data == b'"' else Status()
    function = _label("F", data)
    return Read(what=_NAMES.get(function, function), label=decode_text(data[1:]))
