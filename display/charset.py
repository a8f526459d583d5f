"""Text as the bytes of a card's own font: ASCII, GB2312 or GBK, and nothing that the card could take for a command.

Python's gb2312 codec maps two marks that every Chinese text uses to look-alikes: A1A4 to U+30FB instead of
「·」 U+00B7, A1AA to U+2015 instead of 「—」 U+2014. The gbk codec has them right, and GB2312 is the part of it
with both bytes from A1; therefore gbk encodes, and gb2312 only says which codes are assigned.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import cast

from content.store.board_status import ReasonKind
from display.board import Charset
from display.errors import ProtocolError, TextRefused

BACKSLASH = 0x5C  # begins the card's escapes: \n new line, \C colour, \F font
_REMEMBERED = 1 << 15  # characters: more than GBK has


def encode_text(text: str, charset: Charset) -> bytes:
    """The text in the card's charset. Raises TextRefused that names the first character it cannot carry."""
    return b"".join(encoded_characters(text, charset))


def encoded_characters(text: str, charset: Charset) -> list[bytes]:
    """Each character's one or two bytes, for those who must not cut one in half. Raises TextRefused."""
    known = {character: _code(character, charset) for character in set(text)}
    codes = [known[character] for character in text]
    if str not in map(type, known.values()):
        return cast(list[bytes], codes)
    position, why = next((position, code) for position, code in enumerate(codes, 1) if isinstance(code, str))
    character = text[position - 1]
    if _is_invisible(character):
        raise TextRefused(f"character {position}{why}", ReasonKind.INVISIBLE, f"U+{ord(character):04X}")
    raise TextRefused(f"character {position}{why}", ReasonKind.CHARACTER, character)


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
    if not _has_two_bytes(code, charset):
        return None
    if code[1] == BACKSLASH:
        return None
    try:
        character = code.decode("gbk")
    except UnicodeDecodeError:
        return None
    return character if len(character) == 1 else None


def check_visible(text: str) -> None:
    """Raises TextRefused that names the first control or invisible character, spaces excepted."""
    for position, character in enumerate(text, 1):
        if _is_invisible(character):
            number = f"U+{ord(character):04X}"
            raise TextRefused(
                f"character {position}, {number}, is a control or an invisible character", ReasonKind.INVISIBLE, number
            )


@lru_cache(maxsize=_REMEMBERED)
def _is_invisible(character: str) -> bool:
    return character not in (" ", "\u3000") and unicodedata.category(character)[0] in "CZ"


@lru_cache(maxsize=_REMEMBERED)
def _code(character: str, charset: Charset) -> bytes | str:
    """Its code, or why it has none."""
    if character == "\\":
        return ", the backslash, begins the card's own commands and is never sent"
    if _is_invisible(character):
        return f", U+{ord(character):04X}, is a control or an invisible character"
    named = f", 「{character}」 U+{ord(character):04X}"
    try:
        code = character.encode("gbk")
    except UnicodeEncodeError:
        code = b""
    if not code or (len(code) == 2 and not _has_two_bytes(code, charset)):
        return f"{named}, is not in the board's font ({charset})"
    if len(code) == 2 and code[1] == BACKSLASH:
        return f"{named}: its second byte begins the card's commands"
    if character_of(code, charset) != character:
        return f"{named}, has no code of its own"
    return code


def _has_two_bytes(code: bytes, charset: Charset) -> bool:
    return charset == "gbk" or (charset == "gb2312" and _assigned_in_gb2312(code))


def _assigned_in_gb2312(code: bytes) -> bool:
    try:
        code.decode("gb2312")
    except UnicodeDecodeError:
        return False
    return True
