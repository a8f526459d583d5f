"""An indexed picture as PNG bytes that depend on nothing but its pixels.

zlib, zlib-ng and their versions pack the same pixels into different bytes; a hash that two approvers sign must
not depend on that. So the picture is packed here, with deflate's fixed codes (RFC 1951, 3.2.6) and matches at
three distances only: the pixel before, the dot before, the row before.
"""

from __future__ import annotations

import struct
import zlib

from display.led_picture import PITCH_PX, Picture

_LONGEST = 258
# RFC 1951, 3.2.5: base lengths of codes 257 … 284 and their extra bits; 258 has code 285 of its own.
_LENGTH_BASES = (
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    11,
    13,
    15,
    17,
    19,
    23,
    27,
    31,
    35,
    43,
    51,
    59,
    67,
    83,
    99,
    115,
    131,
    163,
    195,
    227,
)
_LENGTH_EXTRA = (0,) * 8 + (1,) * 4 + (2,) * 4 + (3,) * 4 + (4,) * 4 + (5,) * 4


def encode_png(picture: Picture) -> bytes:
    """PNG (colour type 3, 8 bits). The same picture gives the same bytes everywhere."""
    raw = b"".join(
        b"\x00" + picture.pixels[row * picture.width : (row + 1) * picture.width] for row in range(picture.height)
    )
    palette = b"".join(bytes(colour) for colour in picture.palette)
    stream = b"\x78\x01" + _deflate(raw, (1, PITCH_PX, picture.width + 1)) + struct.pack(">I", zlib.adler32(raw))
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", picture.width, picture.height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", palette),
            _chunk(b"IDAT", stream),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _deflate(data: bytes, distances: tuple[int, ...]) -> bytes:
    """One final block with fixed codes; greedy, the longest of the matches at these distances."""
    usable = [distance for distance in distances if distance <= 32_768]
    bits = [_code(1, 1), _code(1, 2)]  # last block; fixed codes
    position = 0
    while position < len(data):
        best, back = 0, 0
        for distance in usable:
            length = _match(data, position, distance)
            if length > best:
                best, back = length, distance
        if best >= 3:
            bits.append(_LENGTHS[best])
            bits.append(_distance(back))
            position += best
        else:
            bits.append(_LITERALS[data[position]])
            position += 1
    bits.append(_symbol(256))
    text = "".join(bits)
    text += "0" * (-len(text) % 8)
    return int(text[::-1], 2).to_bytes(len(text) // 8, "little")


def _match(data: bytes, position: int, distance: int) -> int:
    """How many bytes from ``position`` repeat what stands ``distance`` before; at most 258."""
    start = position - distance
    if start < 0 or data[start] != data[position]:
        return 0
    low, high = 1, min(_LONGEST, len(data) - position)
    while low < high:
        middle = (low + high + 1) // 2
        if data[position : position + middle] == data[start : start + middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _code(value: int, width: int) -> str:
    """A number as deflate writes it, lowest bit first: a string of "0" and "1" in the order of the stream."""
    return format(value, f"0{width}b")[::-1] if width else ""


def _symbol(symbol: int) -> str:
    """The fixed code of a literal, a length or the end; codes themselves go highest bit first."""
    if symbol < 144:
        return format(0x30 + symbol, "08b")
    if symbol < 256:
        return format(0x190 + symbol - 144, "09b")
    if symbol < 280:
        return format(symbol - 256, "07b")
    return format(0xC0 + symbol - 280, "08b")


def _length(length: int) -> str:
    if length == _LONGEST:
        return _symbol(285)
    index = max(i for i, base in enumerate(_LENGTH_BASES) if base <= length)
    return _symbol(257 + index) + _code(length - _LENGTH_BASES[index], _LENGTH_EXTRA[index])


def _distance(distance: int) -> str:
    """RFC 1951, 3.2.5: five bits of code, then the extra bits."""
    if distance <= 4:
        return format(distance - 1, "05b")
    extra = (distance - 1).bit_length() - 2
    code = 2 * extra + 2 + ((distance - 1) >> extra & 1)
    return format(code, "05b") + _code((distance - 1) & ((1 << extra) - 1), extra)


_LITERALS = tuple(_symbol(value) for value in range(256))
_LENGTHS = {length: _length(length) for length in range(3, _LONGEST + 1)}
