"""Text as the bytes of a card's own font: GB2312 or GBK, and nothing that the card could take for a command.

Python's gb2312 codec maps two marks that every Chinese text uses to look-alikes: A1A4 to U+30FB instead of
「·」 U+00B7, A1AA to U+2015 instead of 「—」 U+2014. The gbk codec has them right, and GB2312 is the part of it
with both bytes from A1; therefore gbk encodes, and gb2312 only says which codes are assigned.
"""

from __future__ import annotations

import unicodedata

from display.board import Charset
from display.errors import ProtocolError, TextRefused

BACKSLASH = 0x5C  # begins the card's escapes: \n new line, \C colour, \F font


def encode_text(text: str, charset: Charset) -> bytes:
    """The text in the card's charset. Raises TextRefused that names the first character it cannot carry."""
    return b"".join(encoded_characters(text, charset))


def encoded_characters(text: str, charset: Charset) -> list[bytes]:
    """Each character's one or two bytes, for those who must not cut one in half. Raises TextRefused."""
    return [_encoded(character, position, charset) for position, character in enumerate(text, 1)]


def decode_text(data: bytes, charset: Charset) -> str:
    """The text of these bytes. Raises ProtocolError at a byte that is no character of the charset."""
    parts: list[str] = []
    position = 0
    while position < len(data):
        length = 1 if data[position] < 0x80 else 2
        code = data[position : position + length]
        character = character_of(code, charset)
        if character is None:
            raise ProtocolError(f"text byte {position}: {code.hex()} is no character of {charset}")
        parts.append(character)
        position += length
    return "".join(parts)


def character_of(code: bytes, charset: Charset) -> str | None:
    """The character of one code, or None: control bytes, the escape character and unassigned codes have none."""
    if len(code) == 1:
        return chr(code[0]) if 0x20 <= code[0] < 0x7F and code[0] != BACKSLASH else None
    if charset == "gb2312" and not _assigned_in_gb2312(code):
        return None
    if code[1] == BACKSLASH:
        return None
    try:
        character = code.decode("gbk")
    except UnicodeDecodeError:
        return None
    return character if len(character) == 1 else None


def _encoded(character: str, position: int, charset: Charset) -> bytes:
    if character == "\\":
        raise TextRefused(f"character {position}, the backslash, begins the card's own commands and is never sent")
    if character != " " and unicodedata.category(character)[0] in "CZ" and character != "\u3000":
        raise TextRefused(f"character {position}, U+{ord(character):04X}, is a control or an invisible character")
    try:
        code = character.encode("gbk")
    except UnicodeEncodeError:
        code = b""
    if not code or (charset == "gb2312" and len(code) == 2 and not _assigned_in_gb2312(code)):
        raise TextRefused(
            f"character {position}, 「{character}」 U+{ord(character):04X}, is not in the board's font ({charset})"
        )
    if len(code) == 2 and code[1] == BACKSLASH:
        raise TextRefused(
            f"character {position}, 「{character}」 U+{ord(character):04X}: its second byte begins the card's commands"
        )
    if character_of(code, charset) != character:
        raise TextRefused(f"character {position}, 「{character}」 U+{ord(character):04X}, has no code of its own")
    return code


def _assigned_in_gb2312(code: bytes) -> bool:
    try:
        code.decode("gb2312")
    except UnicodeDecodeError:
        return False
    return True
