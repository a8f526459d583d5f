"""Fields that both JetFile II formats share: letters, labels and the clock in BCD."""

from __future__ import annotations

from datetime import datetime

from display.errors import ProtocolError
from display.protocols.jetfile2_commands import Clock

MAX_LABEL = 12


def week_of(time: datetime) -> int:
    """1 Sunday … 7 Saturday."""
    return time.isoweekday() % 7 + 1


def clock_bytes(clock: Clock) -> bytes:
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


def clock_of(arg: bytes, *, with_second: bool) -> Clock:
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


def check_ascii(text: str, what: str, most: int, least: int = 1) -> None:
    if not least <= len(text) <= most or not all(" " <= character <= "~" for character in text):
        raise ProtocolError(f"{what} {text!r}: expected {least} to {most} characters from 20 to 7E")


def label_bytes(label: str) -> bytes:
    check_ascii(label, "label", MAX_LABEL)
    return label.encode("ascii")


def ascii_byte(character: str) -> int:
    check_ascii(character, "disk or folder", 1)
    return ord(character)


def label_of(field: bytes) -> str:
    label = field.rstrip(b"\x00")
    if not label:
        raise ProtocolError("an empty label")
    return "".join(ascii_of(byte, "label") for byte in label)


def ascii_of(byte: int, what: str) -> str:
    if not 0x20 <= byte <= 0x7E:
        raise ProtocolError(f"byte {byte:02x} in {what}: expected 20 to 7e")
    return chr(byte)
