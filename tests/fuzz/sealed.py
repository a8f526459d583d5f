"""Envelopes with right lengths and sums around any bytes, and the bytes of such envelopes.

Guessing a checksum is beyond a fuzzer, so without them it would hardly see what stands behind one. The packers share
nothing with the encoders: they are the makers' tables once more.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from functools import reduce
from types import MappingProxyType

_ONBON = {0xA5: b"\xa6\x02", 0xA6: b"\xa6\x01", 0x5A: b"\x5b\x02", 0x5B: b"\x5b\x01"}
_CPOWER = {0xA5: b"\xaa\x05", 0xAE: b"\xaa\x0e", 0xAA: b"\xaa\x0a"}


def crc(data: bytes, start: int) -> bytes:
    """CRC-16 with the polynomial A001: ARC from 0, Modbus from FFFF."""
    found = start
    for byte in data:
        found = found >> 8 ^ _CRC[(found ^ byte) & 0xFF]
    return struct.pack("<H", found)


def _crc_of(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ 0xA001 if byte & 1 else byte >> 1
    return byte


_CRC = [_crc_of(byte) for byte in range(256)]


def escaped(plain: bytes, pairs: Mapping[int, bytes]) -> bytes:
    return b"".join(pairs.get(byte, bytes([byte])) for byte in plain)


def unescaped(wire: bytes, pairs: Mapping[int, bytes]) -> bytes:
    plain, position = bytearray(), 0
    back = {pair: byte for byte, pair in pairs.items()}
    while position < len(wire):
        pair = wire[position : position + 2]
        plain.append(back.get(pair, wire[position]))
        position += 2 if pair in back else 1
    return bytes(plain)


# --- onbon text cards: twelve bytes of header before the length, the data ---


def seal_onbon(inside: bytes) -> bytes:
    head, data = inside[:12].ljust(12, b"\0"), inside[12:]
    plain = head + struct.pack("<H", len(data)) + data
    return b"\xa5" * 8 + escaped(plain + crc(plain, 0), _ONBON) + b"\x5a"


def open_onbon(frame: bytes) -> bytes:
    plain = unescaped(frame[8:-1], _ONBON)
    return plain[:12] + plain[14:-2]


# --- onbon graphic cards: the header without its sums and length, the body ---


def seal_bx6(inside: bytes) -> bytes:
    if inside[4:5] == b"\xf0":
        head, body = inside[:12].ljust(12, b"\0"), inside[12:]
        plain = head + struct.pack("<I", len(body)) + body
        return b"\xa5" * 8 + escaped(plain + crc(plain, 0), _ONBON) + b"\x5a"
    head, body = bytearray(inside[:23].ljust(23, b"\0")), inside[23:]
    head[14] = 0x96  # not encrypted
    whole = bytes(head[:22]) + struct.pack("<H", len(body)) + crc(body, 0) + bytes(head[22:])
    return b"\xa5" * 8 + escaped(whole + bytes([reduce(int.__xor__, whole)]) + body, _ONBON) + b"\x5a"


def open_bx6(frame: bytes) -> bytes:
    plain = unescaped(frame[8:].rstrip(b"\x5a"), _ONBON)
    if plain[4] == 0xF0:
        return plain[:12] + plain[16:-2]
    return plain[:22] + plain[26:27] + plain[28:]


# --- JetFile II: format 2 as direction, eight bytes of header, flag, number of arguments, the rest; format 1 as it is ---


def seal_jetfile2(inside: bytes) -> bytes:
    if inside[:1] not in (b"\xa7", b"\xa8") or len(inside) < 11:
        return inside
    head, flag, count, rest = inside[1:9], inside[9:10], inside[10], inside[11:]
    args = min(count, len(rest) // 4)
    body = struct.pack("<H", len(rest) - 4 * args) + head + bytes([args]) + flag + rest
    return b"\x55" + inside[:1] + struct.pack("<H", sum(body) & 0xFFFF) + body


def open_jetfile2(frame: bytes) -> bytes:
    if frame[:1] != b"\x55":
        return frame
    return frame[1:2] + frame[6:14] + frame[15:16] + frame[14:15] + frame[16:]


# --- Alpha: the type, packets parted by 02 ---


def seal_alpha(inside: bytes) -> bytes:
    packets = [b"\x02" + packet + b"\x03" for packet in inside[1:].split(b"\x02")]
    return (
        bytes(5) + b"\x01" + inside[:1] + b"00" + b"".join(p + b"%04X" % (sum(p) & 0xFFFF) for p in packets) + b"\x04"
    )


def open_alpha(frame: bytes) -> bytes:
    whole = frame.lstrip(b"\0")
    return whole[1:2] + b"\x02".join(packet.split(b"\x03")[0] for packet in whole[4:-1].split(b"\x02")[1:])


# --- AM03127: the data ---


def seal_am03127(inside: bytes) -> bytes:
    return b"<ID01>" + inside + b"%02X<E>" % reduce(int.__xor__, inside, 0)


def open_am03127(frame: bytes) -> bytes:
    return frame[6:-5]


# --- C-Power 1200: five bytes of head, po and tp where the code is 7B, the data ---


def seal_cpower1200(inside: bytes) -> bytes:
    head, rest = inside[:5].ljust(5, b"\0"), inside[5:]
    if head[3] == 0x7B:
        parts = rest[:2].ljust(2, b"\0")
        head, rest = head + struct.pack("<H", max(0, len(rest) - 2)) + parts, rest[2:]
    body = head + rest
    return b"\xa5" + escaped(body + struct.pack("<H", sum(body) & 0xFFFF), _CPOWER) + b"\xae"


def open_cpower1200(frame: bytes) -> bytes:
    if frame[:1] != b"\xa5":
        return frame
    plain = unescaped(frame[1:-1], _CPOWER)[:-2]
    return plain[:5] + (plain[7:] if plain[3:4] == b"\x7b" else plain[5:])


# --- Hanover: command and address, the data of a picture or further digits ---


def seal_hanover(inside: bytes) -> bytes:
    head, rest = inside[:2], inside[2:]
    digits = b"%02X" % (len(rest) & 0xFF) + rest.hex().upper().encode() if head[:1] == b"1" else rest
    body = head + digits + b"\x03"
    return b"\x02" + body + b"%02X" % (-sum(body) & 0xFF)


def open_hanover(frame: bytes) -> bytes:
    fields = frame[1:-3]
    return fields[:2] + bytes.fromhex(fields[4:].decode()) if fields[:1] == b"1" else fields


# --- Modbus RTU: address, function, data ---


def seal_modbus(inside: bytes) -> bytes:
    return inside + crc(inside, 0xFFFF)


def open_modbus(frame: bytes) -> bytes:
    return frame[:-2]


Turn = Callable[[bytes], bytes]

SEALS: MappingProxyType[str, tuple[Turn, Turn]] = MappingProxyType(
    {
        "onbon-bx5k": (seal_onbon, open_onbon),
        "onbon-bx6k": (seal_onbon, open_onbon),
        "onbon-bx6": (seal_bx6, open_bx6),
        "jetfile2": (seal_jetfile2, open_jetfile2),
        "alpha": (seal_alpha, open_alpha),
        "am03127": (seal_am03127, open_am03127),
        "cpower1200": (seal_cpower1200, open_cpower1200),
        "hanover": (seal_hanover, open_hanover),
        "modbus-text": (seal_modbus, open_modbus),
    }
)
