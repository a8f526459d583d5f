"""C-Power 1200: what follows the head of a picture command (03): a GIF file, a stored file's name, or dots.

    format 1     the GIF file
    format 2     name of a stored GIF file, 00            "test.gif"
    format 3     package file and picture number, 00      "images.rpk 1"
    format 4     "I1" width height property 00 planes     width and height low byte first; planes red, green, blue

    property     bit 0 red, 1 green, 2 blue: whether that plane is there; bits 4-7: 0 one bit a dot, 7 eight bits
    plane        rows from the top, each filled up to whole bytes with zeros

V3.3 names the four formats and lays out none; the layout of format 4 is in the later edition of the same document
(arturas88/led-controller-sdk, docs/ExternalCallsCommunicationProtocol.md). That the leftmost dot is the highest bit
is not said, but an arrow that a user of such cards draws points the right way only so. Whether a name ends with a
zero is not said either; the examples that users quote have one. Which kinds of GIF a card takes is left open.
"""

from __future__ import annotations

import base64
import binascii
import struct

import msgspec

from display.errors import ProtocolError
from display.protocols.cpower1200_codec import GIF, SIMPLE_PICTURE, Byte, Picture, Record, Word
from display.protocols.cpower1200_text import decode_string, encode_string

_HEAD = struct.Struct("<2sHHBB")
_PLANES = ("red", "green", "blue")
ONE_BIT, EIGHT_BITS = 0, 7
_LIT = {"#": 1, ".": 0}


class Dots(Record, frozen=True, kw_only=True):
    """A simple picture. Rows from the top: # and . for one bit a dot, two hexadecimal digits a dot for eight bits."""

    w: Word
    h: Word
    levels: Byte = ONE_BIT
    red: tuple[str, ...] | None = None
    green: tuple[str, ...] | None = None
    blue: tuple[str, ...] | None = None


class PictureData(Record, frozen=True, kw_only=True):
    """One of: gif, the file in base64; name, a stored file, end false where no zero ends it; dots."""

    gif: str | msgspec.UnsetType = msgspec.UNSET
    name: str | msgspec.UnsetType = msgspec.UNSET
    end: bool = True
    dots: Dots | msgspec.UnsetType = msgspec.UNSET


def encode_picture(head: Picture, data: PictureData) -> bytes:
    """The tail of a picture command. Raises ProtocolError if the data are not what the head's format says."""
    if head.format == GIF and isinstance(data.gif, str) and data == PictureData(gif=data.gif):
        try:
            return _gif(base64.b64decode(data.gif, validate=True))
        except (binascii.Error, ValueError) as err:
            raise ProtocolError(f"gif: not base64: {err}") from err
    if head.format == SIMPLE_PICTURE and isinstance(data.dots, Dots) and data == PictureData(dots=data.dots):
        return _encode_dots(data.dots)
    named = head.format not in (GIF, SIMPLE_PICTURE) and isinstance(data.name, str)
    if named and data == PictureData(name=data.name, end=data.end):
        return encode_string(str(data.name), "gbk") + bytes(int(data.end))
    wanted = {GIF: "gif", SIMPLE_PICTURE: "dots"}.get(head.format, "name (and end)")
    raise ProtocolError(f"a picture of format {head.format} takes {wanted}, and nothing else")


def decode_picture(head: Picture, tail: bytes) -> PictureData:
    """What the tail of a picture command says. Raises ProtocolError."""
    if head.format == GIF:
        return PictureData(gif=base64.b64encode(_gif(tail)).decode())
    if head.format == SIMPLE_PICTURE:
        return PictureData(dots=_decode_dots(tail))
    end = tail.endswith(b"\0")
    return PictureData(name=decode_string(tail[:-1] if end else tail)[0], end=end)


def _gif(data: bytes) -> bytes:
    if data[:6] not in (b"GIF87a", b"GIF89a"):
        raise ProtocolError(f"begins with {data[:6].hex(' ') or 'nothing'}, expected GIF87a or GIF89a")
    return data


def _encode_dots(dots: Dots) -> bytes:
    planes = [getattr(dots, name) for name in _PLANES]
    if dots.levels not in (ONE_BIT, EIGHT_BITS):
        raise ProtocolError(f"levels {dots.levels}, expected 0 (one bit a dot) or 7 (eight bits)")
    mark = sum(1 << place for place, plane in enumerate(planes) if plane is not None)
    out = _HEAD.pack(b"I1", dots.w, dots.h, mark | dots.levels << 4, 0)
    for name, plane in zip(_PLANES, planes, strict=True):
        if plane is None:
            continue
        if len(plane) != dots.h:
            raise ProtocolError(f"{name}: {len(plane)} rows, h says {dots.h}")
        out += b"".join(_encode_row(row, dots, f"{name} row {y}") for y, row in enumerate(plane))
    return out


def _encode_row(row: str, dots: Dots, place: str) -> bytes:
    if dots.levels == EIGHT_BITS:
        try:
            levels = bytes.fromhex(row)
        except ValueError as err:
            raise ProtocolError(f"{place}: {err}") from err
        if len(levels) != dots.w:
            raise ProtocolError(f"{place}: {len(levels)} dots, w says {dots.w}")
        return levels
    if len(row) != dots.w or set(row) - set(_LIT):
        raise ProtocolError(f"{place}: expected {dots.w} dots, each # or .")
    bits = 0
    for dot in row:
        bits = bits << 1 | _LIT[dot]
    return (bits << -dots.w % 8).to_bytes((dots.w + 7) // 8, "big")


def _decode_dots(data: bytes) -> Dots:
    if len(data) < _HEAD.size:
        raise ProtocolError(f"a simple picture of {len(data)} bytes, its head alone takes {_HEAD.size}")
    mark, w, h, property_, reserved = _HEAD.unpack_from(data)
    levels = property_ >> 4
    if mark != b"I1" or property_ & 8 or reserved or levels not in (ONE_BIT, EIGHT_BITS):
        raise ProtocolError(f"simple picture {data[:8].hex(' ')}, expected 49 31, four bytes, 00 to 07 or 70 to 77, 00")
    row_bytes = w if levels else (w + 7) // 8
    planes = [name for place, name in enumerate(_PLANES) if property_ >> place & 1]
    rest = data[_HEAD.size :]
    if len(rest) != row_bytes * h * len(planes):
        raise ProtocolError(
            f"{len(rest)} bytes of dots, {len(planes)} planes of {w}x{h} take {row_bytes * h * len(planes)}"
        )
    rows = [_decode_row(rest[y * row_bytes : (y + 1) * row_bytes], w, levels) for y in range(h * len(planes))]
    return Dots(w=w, h=h, levels=levels, **{name: tuple(rows[i * h : (i + 1) * h]) for i, name in enumerate(planes)})


def _decode_row(row: bytes, w: int, levels: int) -> str:
    if levels:
        return row.hex()
    bits = int.from_bytes(row, "big")
    if bits & ((1 << -w % 8) - 1):
        raise ProtocolError(f"row {row.hex()}: the bits beyond {w} dots are not 0")
    return "".join("#" if bits >> (len(row) * 8 - 1 - x) & 1 else "." for x in range(w))
