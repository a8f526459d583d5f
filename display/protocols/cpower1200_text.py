"""Text of C-Power cards: three bytes a character, or a string that ends with a zero; both as readable text.

    character   colour<<4 | size, high, low         high 00: low is ASCII; else both are one code of the card's font
    string      ASCII and two-byte codes, 00        0D begins a new line (as the maker's example of pure text does)

As text, a change of colour or size stands before its character as {colour 2} or {size 3}; a code that the charset
does not know is written in hexadecimal, {8C} or {B0FF}; a brace that is meant is doubled, {{. Two bytes of one code
that lie in several characters with high 00 stay as they are.

V3.3 names only letters and symbols for the two last bytes; that Chinese goes in as its GB2312 code is said by the
later edition of the same document ("high byte of the text encoding") and done by users of such cards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from display.board import Charset
from display.charset import encoded_characters
from display.errors import ProtocolError, TextRefused

TERMINATOR = bytes(3)
_TOKEN = re.compile(r"\{\{|\{colour (\d+)\}|\{size (\d+)\}|\{([0-9A-Fa-f]{2}(?:[0-9A-Fa-f]{2})?)\}|\{|[^{]", re.DOTALL)
_CHARSETS: tuple[Charset, ...] = ("gb2312", "gbk")


@dataclass(frozen=True)
class Style:
    """Colour: bit 0 red, 1 green, 2 blue. Size: 0 is 8 px, 2 is 16, 3 is 24, 4 is 32."""

    colour: int
    size: int

    @property
    def byte(self) -> int:
        return self.colour << 4 | self.size


def characters(codes: Sequence[bytes], style: Style) -> bytes:
    """Codes of one or two bytes as three bytes each, all in one style, without the terminator."""
    head = bytes([style.byte])
    return b"".join(head + code.rjust(2, b"\0") for code in codes)


def encode_characters(text: str, charset: Charset, style: Style) -> bytes:
    """Text with escapes as three bytes a character. Raises TextRefused."""
    out = bytearray()
    for found in _tokens(text, charset):
        if isinstance(found, bytes):
            out += bytes([style.byte]) + found.rjust(2, b"\0")
        else:
            name, value = found
            style = Style(value, style.size) if name == "colour" else Style(style.colour, value)
    return bytes(out)


def decode_characters(data: bytes) -> tuple[str, Charset, Style]:
    """The text of three bytes a character, its charset, and the style that it begins with. Raises ProtocolError."""
    if len(data) % 3:
        raise ProtocolError(f"{len(data)} bytes of characters, expected three for each")
    triples = [(Style(byte >> 4, byte & 15), data[at + 1 : at + 3]) for at, byte in list(enumerate(data))[::3]]
    codes = [code[1:] if code[0] == 0 and code[1] > 0 else code for _, code in triples]
    charset = _charset(codes)
    first = style = triples[0][0] if triples else Style(1, 2)
    out = []
    for (wanted, _), code in zip(triples, codes, strict=True):
        if wanted.colour != style.colour:
            out.append(f"{{colour {wanted.colour}}}")
        if wanted.size != style.size:
            out.append(f"{{size {wanted.size}}}")
        style = wanted
        out.append(_character(code, charset))
    return "".join(out), charset, first


def encode_string(text: str, charset: Charset) -> bytes:
    """Text with escapes as a string without its zero. Raises TextRefused."""
    data = encode_data(text, charset)
    if 0 in data:
        raise TextRefused(f"byte {data.index(0)} of the text is a zero, which would end it")
    return data


def decode_string(data: bytes) -> tuple[str, Charset]:
    """The text of a string without its zero, and its charset. Raises ProtocolError for a zero inside."""
    if 0 in data:
        raise ProtocolError(f"{len(data) - data.index(0)} bytes from the zero on, which ends the text, expected one")
    return decode_data(data)


def encode_data(text: str, charset: Charset) -> bytes:
    """As ``encode_string``, for data of a given length, which may hold zeros."""
    out = bytearray()
    for found in _tokens(text, charset):
        if not isinstance(found, bytes):
            raise TextRefused(f"{{{found[0]} {found[1]}}}: only a text of three bytes a character changes it midway")
        out += found
    return bytes(out)


def decode_data(data: bytes) -> tuple[str, Charset]:
    """As ``decode_string``, for data of a given length."""
    codes = []
    position = 0
    while position < len(data):
        length = 1 if data[position] < 0x80 else 2
        codes.append(data[position : position + length])
        position += length
    charset = _charset(codes)
    return "".join(_character(code, charset) for code in codes), charset


def character_of(code: bytes, charset: Charset) -> str | None:
    """The character of one code, or None. Unlike display.charset it knows the backslash: it means nothing here."""
    if len(code) == 1:
        return chr(code[0]) if 0x20 <= code[0] < 0x7F or code in (b"\r", b"\n") else None
    if charset == "ascii":
        return None
    try:
        character = code.decode("gbk")
        if charset == "gb2312":
            code.decode("gb2312")
    except UnicodeDecodeError:
        return None
    return character if len(character) == 1 and character.encode("gbk") == code else None


def _character(code: bytes, charset: Charset) -> str:
    character = character_of(code, charset)
    return f"{{{code.hex().upper()}}}" if character is None else "{{" if character == "{" else character


def _charset(codes: Sequence[bytes]) -> Charset:
    """The smaller charset that knows all the codes, or as many of them as the larger one."""
    known = [sum(character_of(code, charset) is not None for code in codes) for charset in _CHARSETS]
    return "gbk" if known[1] > known[0] else "gb2312"


def _tokens(text: str, charset: Charset) -> Iterator[bytes | tuple[str, int]]:
    """Codes, and changes of colour and size, in their order. Raises TextRefused."""
    found = list(_TOKEN.finditer(text))
    plain = [token[0][0] for token in found if token[0] == "{{" or not token[0].startswith("{")]
    codes = iter(_codes(plain, charset))
    for token in found:
        colour, size, code = token.groups()
        if token[0] == "{":
            raise TextRefused(f"character {token.start() + 1}: {{ begins {{colour 1}}, {{size 2}}, {{B0A1}} or {{{{")
        if code:
            yield bytes.fromhex(code)
        elif colour or size:
            name, value = ("colour", int(colour)) if colour else ("size", int(size))
            if value > 15:
                raise TextRefused(f"{token[0]}: expected 0 to 15")
            yield name, value
        else:
            yield next(codes)


def _codes(plain: Sequence[str], charset: Charset) -> list[bytes]:
    """The codes of plain characters. What display.charset refuses for other cards' sake is let through."""
    own = [_own_code(character, charset) for character in plain]
    rest = encoded_characters("".join(" " if code else c for c, code in zip(plain, own, strict=True)), charset)
    return [code or other for code, other in zip(own, rest, strict=True)]


def _own_code(character: str, charset: Charset) -> bytes:
    try:
        code = character.encode("gbk")
    except UnicodeEncodeError:
        return b""
    return code if character_of(code, charset) == character else b""
