r"""Text of Onbon (仰邦) text cards as it is written in JSON, and back: nothing on the wire is lost.

    bytes on the wire      in the object's text
    5C 6E  \n              a line feed (\n as two characters is understood too)
    5C 43 c  \C1           \C1 red, \C2 green, \C3 yellow; any one visible character may follow
    5C 46 ffff  \FO000     \F and four visible characters: language O E K, encoding, typeface, size
    a character            the character, of GB2312 or GBK
    any other byte         \xNN, two lower-case hexadecimal digits; so a lone backslash is \x5c

The meaning of the four characters after \F differs between the maker's sources (weak); they are kept as they are.
Only `mingbai board frames` takes the escapes: a text that is sent to a board has none (display.charset).

Sources: onbonlab/BX-K doc/SdkWord/appendix.md; LuckyKoala/BX5KProtocol BX4K.h.
"""

from __future__ import annotations

import contextlib
import re
from functools import lru_cache

from display.board import Charset
from display.charset import BACKSLASH, encoded_characters
from display.errors import TextRefused

_VISIBLE = r"[!-\[\]-~]"  # ASCII without space and backslash
_ESCAPE = re.compile(rf"\\(?:n|C{_VISIBLE}|F{_VISIBLE}{{4}}|x[0-9a-f]{{2}})")
_ON_THE_WIRE = re.compile(rf"\\(?:n|C{_VISIBLE}|F{_VISIBLE}{{4}})".encode())


def text_codes(text: str, charset: Charset) -> list[bytes]:
    """Each character's or escape's bytes. Raises TextRefused that names the first one the card cannot carry."""
    codes: list[bytes] = []
    position = 0
    while position < len(text):
        character = text[position]
        found = _ESCAPE.match(text, position)
        if character == "\n":
            codes.append(rb"\n")
        elif found:
            escape = found.group()
            codes.append(bytes.fromhex(escape[2:]) if escape[1] == "x" else escape.encode("ascii"))
            position = found.end()
            continue
        elif character == "\\":
            raise TextRefused(
                f"character {position + 1}, the backslash: \\n, \\C and a colour, \\F and four, or \\xNN are allowed"
            )
        else:
            codes.append(_code(character, position, charset))
        position += 1
    return codes


def read_text(data: bytes) -> tuple[str, Charset]:
    """The text that gives these bytes again, and the smaller charset that holds it."""
    parts: list[str] = []
    charset: Charset = "gb2312"
    position = 0
    while position < len(data):
        escape = _ON_THE_WIRE.match(data, position)
        if escape:
            parts.append("\n" if escape.group() == rb"\n" else escape.group().decode("ascii"))
            position = escape.end()
            continue
        code = data[position : position + (1 if data[position] < 0x80 else 2)]
        character, fits = _character(code)
        if character is None:
            parts.append(f"\\x{data[position]:02x}")
            position += 1
            continue
        if not fits:
            charset = "gbk"
        parts.append(character)
        position += len(code)
    return "".join(parts), charset


# --- helpers ---


def _code(character: str, position: int, charset: Charset) -> bytes:
    """As display.charset has it, but a GBK character whose second byte is 5C may stand in an object."""
    if charset == "gbk" and not character.isascii():
        code = character.encode("gbk", "ignore")
        if len(code) == 2 and code[1] == BACKSLASH:
            return code
    try:
        return encoded_characters(character, charset)[0]
    except TextRefused as err:
        raise TextRefused(str(err).replace("character 1,", f"character {position + 1},", 1)) from err


@lru_cache(maxsize=0x8000)
def _character(code: bytes) -> tuple[str | None, bool]:
    """The character that stands for exactly this code, and whether GB2312 has it."""
    character = code.decode("gbk", "replace")
    if len(character) != 1:
        return None, False
    charset: Charset
    for charset in ("gb2312", "gbk"):
        with contextlib.suppress(TextRefused):
            if _code(character, 0, charset) == code:
                return character, charset == "gb2312"
    return None, False
