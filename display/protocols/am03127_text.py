"""The message of a page: text and the sign's inline codes, as bytes and as text that people can read.

    <Ax>  font     A 5×7  B bold 6×7  C narrow 4×7  D large 7×13 (signs of 16 rows and more)  E long 5×8
    <Bx>  bell     A 0.5 s … Z 13 s
    <Cx>  colour   A dim red  B red  C bright red  D dim green  E green  F bright green  G H I orange  J yellow
                   K lime  L M N inversed red, green, orange  P Q two colours  R red-yellow-green  S rainbow
    <Gpn> graphic block n of graphic page p      <KD> <KT>  date DD/MM/YY, time hh:mm
    <Nxx> column, two hex digits                 <Uxx>      European character, two hex digits 00 … 7F

In text a code stands in braces: {font:D} {bell:B} {colour:E} {graphic:A1} {date} {time} {column:1F} {european:0B};
a brace itself is {{ or }}. European characters whose place in the maker's table is certain stand as themselves.
"<" and ">" begin and end codes, so they are refused as text; where a foreign message holds one that is no code, it
is read as {lt} or {gt}. Bytes outside 20 … 7E, which the maker does not define, are read as {byte:E4}.

Source: Amplus AM004-03128/03127 version 2.2, chapter 4.2.2.7 and its table of characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from types import MappingProxyType

from display.errors import TextRefused

_CODES = re.compile(
    rb"<(?:A(?P<font>[A-Za-z])|B(?P<bell>[A-Z])|C(?P<colour>[A-Za-z])|G(?P<graphic>[A-Z][0-9])|K(?P<clock>[DT])"
    rb"|N(?P<column>[0-9A-Fa-f]{2})|U(?P<european>[0-7][0-9A-Fa-f]))>"
)
_FIELDS = re.compile(
    r"font:(?P<font>[A-Za-z])|bell:(?P<bell>[A-Z])|colour:(?P<colour>[A-Za-z])|graphic:(?P<graphic>[A-Z][0-9])"
    r"|(?P<clock>date|time)|column:(?P<column>[0-9A-Fa-f]{2})|european:(?P<european>[0-7][0-9A-Fa-f])"
    r"|(?P<bracket>lt|gt)|byte:(?P<byte>[0-9A-F]{2})"
)
KNOWN_FIELDS = (
    "{font:A}, {bell:A}, {colour:A}, {graphic:A1}, {date}, {time}, {column:1F}, {european:0B}, {lt}, {gt}, "
    "{byte:E4}, {{ and }}"
)
_LETTER = MappingProxyType(
    {"font": "A", "bell": "B", "colour": "C", "graphic": "G", "column": "N", "european": "U"},
)
_SIGNS = {0x00: "€", 0x01: "↑", 0x02: "↓", 0x22: "¢", 0x23: "£", 0x25: "¥", 0x26: "→", 0x27: "←", 0x29: "©"}
_SIGNS |= {0x2E: "®", 0x31: "±", 0x32: "²", 0x33: "³", 0x36: "¶", 0x3C: "¼", 0x3D: "½"}
# U40 … U7F are the upper half of Latin-1, but for its two signs of arithmetic.
EUROPEAN = MappingProxyType(
    _SIGNS | {0x40 + place: chr(0xC0 + place) for place in range(0x40)} | {0x57: "Ž", 0x77: "…"},
)
_PLACE_OF = {character: place for place, character in EUROPEAN.items()}


def needs_dots(text: str) -> bool:
    """Whether the text has characters that the sign's font lacks, such as Chinese."""
    return any(character > "~" and character not in _PLACE_OF for character in text)


def is_plain(text: str) -> bool:
    """Whether the sign's own font has every character of the text, without any code."""
    return all(" " <= character <= "~" and character not in "<>" for character in text)


def shown_blocks(labels: Iterable[str]) -> str:
    """The readable text that shows these graphic blocks side by side."""
    return "".join(f"{{graphic:{label}}}" for label in labels)


def message_from(text: str) -> bytes:
    """The bytes of a readable text. Raises TextRefused that names the first thing the sign does not have."""
    parts: list[bytes] = []
    position = 0
    while position < len(text):
        character = text[position]
        if character in "{}":
            length, code = _braced(text, position)
            parts.append(code)
            position += length
            continue
        parts.append(_encoded(character, position + 1))
        position += 1
    return b"".join(parts)


def text_from(message: bytes) -> str:
    """The readable text of any bytes, from which ``message_from`` makes the same bytes."""
    return "".join(_readable(ord(value)) if kind == "byte" else _field(kind, value) for kind, value in pieces(message))


def pieces(message: bytes) -> Iterator[tuple[str, str]]:
    """A message in its order: ("byte", one Latin-1 character), or the kind of a code and its letters."""
    position = 0
    while position < len(message):
        code = _CODES.match(message, position)
        if code:
            kind = str(code.lastgroup)
            yield kind, code[kind].decode()
            position = code.end()
        else:
            yield "byte", chr(message[position])
            position += 1


# --- helpers ---


def _braced(text: str, position: int) -> tuple[int, bytes]:
    """How many characters a field in braces takes, and its bytes."""
    if text[position : position + 2] in ("{{", "}}"):
        return 2, text[position].encode()
    end = text.find("}", position)
    field = _FIELDS.fullmatch(text, position + 1, end) if text[position] == "{" and end > 0 else None
    if not field:
        raise TextRefused(
            f"character {position + 1}, 「{text[position : position + 12]}」: in braces stands {KNOWN_FIELDS}"
        )
    kind = str(field.lastgroup)
    value = field[kind]
    match kind:
        case "clock":
            code = b"<KD>" if value == "date" else b"<KT>"
        case "bracket":
            code = b"<" if value == "lt" else b">"
        case "byte":
            code = bytes.fromhex(value)
        case _:
            code = f"<{_LETTER[kind]}{value}>".encode()
    return end + 1 - position, code


def _encoded(character: str, place: int) -> bytes:
    if character in "<>":
        raise TextRefused(
            f"character {place}, 「{character}」, begins or ends the sign's own codes; it is not sent as text"
        )
    if " " <= character <= "~":
        return character.encode()
    code = _PLACE_OF.get(character)
    if code is None:
        raise TextRefused(f"character {place}, 「{character}」 U+{ord(character):04X}, is not in the sign's font")
    return b"<U%02X>" % code


def _field(kind: str, value: str) -> str:
    if kind == "clock":
        return "{date}" if value == "D" else "{time}"
    if kind == "european" and value == value.upper() and int(value, 16) in EUROPEAN:
        return EUROPEAN[int(value, 16)]
    return f"{{{kind}:{value}}}"


def _readable(byte: int) -> str:
    match byte:
        case 0x3C:
            return "{lt}"
        case 0x3E:
            return "{gt}"
        case 0x7B | 0x7D:
            return chr(byte) * 2
        case _ if 0x20 <= byte < 0x7F:
            return chr(byte)
        case _:
            return f"{{byte:{byte:02X}}}"
