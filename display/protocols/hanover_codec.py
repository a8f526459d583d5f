"""Hanover flip-dot signs (翻点屏): one picture of the whole sign in a frame of printable hexadecimal.

    picture      02 │ '1' address length(2) data(2×n) │ 03 checksum(2)
    start test   02 │ '3' address                     │ 03 checksum(2)     address '0': every sign on the line
    stop test    02 │ 'C' address                     │ 03 checksum(2)

    every field between 02 and 03 is upper-case hexadecimal in ASCII: one digit for command and for address, two for
    each byte. data       columns from the left; in a column strips of eight dots from the top; in a strip the
                          lowest bit is the uppermost dot, 1 = the bright side. A height that is no multiple of
                          eight is filled up below.
                length    number of data bytes, of which only the low eight bits are sent: a sign of 128x16 says "00"
                checksum  two's complement of the sum of everything after 02, 03 included

The frame does not say how high the sign is: 192 bytes are 96x16 as well as 192x8. The address on the wire is the
position of the wheel inside the sign plus one. 4800 baud, 8N1. The sign answers nothing. The maker publishes none
of this: it was found out by listening, by several people whose programs agree. What the test sequence shows, and
whether a picture ends it, none of them says. Nothing here was tried on a real sign.

Sources: briggySmalls/pyflipdot pyflipdot/data.py and its tests; hawkz/Hanover_Flipdot hanover_flipdot/display.py
(length of 128x16, 4800 baud); EmbeddedAl/HanoverFlipDot develop/lib_hanover/src/lib_hanover.c and
castaway/flipdot-hanover-display lib/FlipDot/Hanover/Display.pm (wheel plus one).
Golden frames: tests/golden/display/hanover/.
"""

from __future__ import annotations

from dataclasses import dataclass

from display.errors import ProtocolError
from display.render import Frame

START, END = 0x02, 0x03
EVERY_SIGN = 0  # the address of the test commands in pyflipdot
MAX_ADDRESS = 0xF
MAX_DATA_BYTES = 16_384  # ours: 1024x128 dots, far beyond any sign that is known
MAX_FRAME_BYTES = 2 * MAX_DATA_BYTES + 8

_PICTURE, _START_TEST, _STOP_TEST = "1", "3", "C"
_DIGITS = frozenset(b"0123456789ABCDEF")
_SHORTEST = 6  # 02, command, address, 03, two of checksum


@dataclass(frozen=True)
class Picture:
    """'1': the dots of the whole sign, as laid out above."""

    data: bytes
    address: int = 1


@dataclass(frozen=True)
class StartTest:
    """'3': run the sign's own test sequence."""

    address: int = EVERY_SIGN


@dataclass(frozen=True)
class StopTest:
    """'C': end the test sequence."""

    address: int = EVERY_SIGN


@dataclass(frozen=True)
class Other:
    """A command that nobody has explained. digits: what stands between its address and 03."""

    command: str
    digits: str
    address: int


Message = Picture | StartTest | StopTest


def encode(message: Message | Other) -> bytes:
    """One frame. Raises ProtocolError for an address that is no hexadecimal digit, or for too many dots."""
    if not 0 <= message.address <= MAX_ADDRESS:
        raise ProtocolError(f"address {message.address}: a Hanover sign has one of 0 to {MAX_ADDRESS}")
    match message:
        case Picture(data, address):
            if len(data) > MAX_DATA_BYTES:
                raise ProtocolError(f"{len(data)} bytes of dots, at most {MAX_DATA_BYTES} are sent")
            fields = f"{_PICTURE}{address:X}{len(data) & 0xFF:02X}{data.hex().upper()}"
        case StartTest(address):
            fields = f"{_START_TEST}{address:X}"
        case StopTest(address):
            fields = f"{_STOP_TEST}{address:X}"
        case Other(command, digits, address):
            fields = f"{command}{address:X}{digits}"
    body = fields.encode("ascii") + bytes([END])
    return bytes([START]) + body + f"{checksum(body):02X}".encode("ascii")


def decode(frame: bytes) -> Message:
    """The message in exactly one whole frame. Raises ProtocolError that says what is wrong and where."""
    message = decode_any(frame)
    if isinstance(message, Other):
        raise ProtocolError(f"command '{message.command}', known are '1' picture, '3' start test and 'C' stop test")
    return message


def decode_any(frame: bytes) -> Message | Other:
    """As ``decode``, but a command that nobody has explained is no error."""
    if len(frame) < _SHORTEST or frame[0] != START:
        raise ProtocolError(f"begins with {frame[:2].hex(' ') or 'nothing'}, expected 02 and at least five bytes more")
    if frame[-3] != END:
        raise ProtocolError(f"byte {len(frame) - 3}: {frame[-3]:02x}, expected 03 before the two digits of checksum")
    fields, found = frame[1:-3], frame[-2:]
    for position, byte in enumerate(fields + found, 1):
        if byte not in _DIGITS:
            where = position if position <= len(fields) else position + 1
            raise ProtocolError(f"byte {where}: {byte:02x}, expected a digit 0-9 or A-F")
    expected = checksum(frame[1:-2])
    if int(found, 16) != expected:
        raise ProtocolError(f"checksum {found.decode('ascii')}, expected {expected:02X}")
    command, address = chr(fields[0]), int(fields[1:2], 16)
    if command == _PICTURE:
        return Picture(_picture_data(fields[2:]), address)
    if command not in (_START_TEST, _STOP_TEST) or len(fields) > 2:
        return Other(command, fields[2:].decode("ascii"), address)
    return StartTest(address) if command == _START_TEST else StopTest(address)


def next_frame(buffer: bytes) -> tuple[bytes | None, int]:
    """The first frame in a stream, not yet decoded, and how many bytes are dealt with.

    (None, n): no whole frame yet; the first n bytes are noise. An 02 is always a start: no field can hold one.
    """
    begin = buffer.find(START)
    while begin >= 0:
        end = buffer.find(END, begin)
        again = buffer.find(START, begin + 1)
        if again >= 0 and (end < 0 or again < end + 3):
            begin = again
            continue
        if end < 0 or len(buffer) < end + 3:
            return None, len(buffer) if len(buffer) - begin > MAX_FRAME_BYTES else begin
        return buffer[begin : end + 3], end + 3
    return None, len(buffer)


def checksum(body: bytes) -> int:
    """Two's complement of the sum of all bytes after 02, the 03 included."""
    return -sum(body) & 0xFF


def data_of(dots: Frame) -> bytes:
    """The dots of a whole sign as the data of a picture."""
    strips = range(0, dots.height_px, 8)
    return bytes(
        sum(
            dots.is_lit(x, top + bit) << bit  # the lowest bit is the uppermost dot
            for bit in range(min(8, dots.height_px - top))
        )
        for x in range(dots.width_px)
        for top in strips
    )


def dots_of(data: bytes, height_px: int) -> Frame:
    """The data of a picture as dots of a sign so high. Raises ProtocolError if the last column is not whole."""
    strips = -(-height_px // 8)
    if len(data) % strips:
        raise ProtocolError(f"{len(data)} bytes of dots: a sign {height_px} dots high takes {strips} in each column")
    width = len(data) // strips
    rows = []
    for y in range(height_px):
        row = 0
        for x in range(width):
            row = row << 1 | data[x * strips + y // 8] >> y % 8 & 1
        rows.append(row)
    return Frame(width, tuple(rows))


def _picture_data(digits: bytes) -> bytes:
    if len(digits) < 2:
        raise ProtocolError("a picture without its two digits of length")
    if len(digits) % 2:
        raise ProtocolError(f"{len(digits) - 2} digits of dots, expected two for each byte")
    data = bytes.fromhex(digits[2:].decode("ascii"))
    if len(data) > MAX_DATA_BYTES:
        raise ProtocolError(f"{len(data)} bytes of dots, at most {MAX_DATA_BYTES} are read")
    length = int(digits[:2], 16)
    if length != len(data) & 0xFF:
        raise ProtocolError(f"length {length:02X}, expected {len(data) & 0xFF:02X} for {len(data)} bytes of dots")
    return data
