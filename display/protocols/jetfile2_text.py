"""What stands in a JetFile II text: characters, and control codes as readable escapes; both ways, byte for byte.

    {page} 0C   new line 0D   {half} 82   {red} 1C 31 (black, red, green, yellow: 30-33)   {{ an opening brace
    {typeset=a} 1B 30 61: a no line breaks, moves on and on; b breaks and sets by itself; stands before all others
    {in=49} 0A 'I' 31   {out=49} 0A 'O' 31       47 random, 48 jump, 49/50 move left/right, 51/52 scroll left/right,
                                                 53/54 move up/down, 56/57 scroll up/down, 67 rain … 96 growing up
    {speed=0} 0F 30 (0 fastest … 6)   {pause=3} 0E '0' "03" (seconds; 50ms; four digits from 100, or written 0003)
    {font=5} 1A 35 (5, 7, 9: Chinese 16, 24, 32 px; 1: 7×6)   {colour=4} 1C 34   {colour=#ff0000} 1C 2F BB GG RR
    {ground=red} 1D 31   {line-ground=#rrggbb} 15 2D   {screen-ground=#rrggbb} 15 2B   {flash=on} 07 31
    {spacing=2} 08 32    {align=left} 1E 31 (centre, left, right)    {valign=top} 1F 31 (middle, top, bottom)
    {show=47} 0B 2F (clock, date, temperature)   {show=52,104,128} 0B 34 68 80   {ascii=200} 17 C8
    {string=D:A} 13 44 41   {string=E:S:AB} 13 0F 45 53 41 42   {picture=D:A} 14 44 41
    {b9} any other byte: half a character at a packet's edge, or a code without a name here (18, 19, reserved ones)

Wide characters are two bytes from A1 to FF, so neither half can be a control code. No other escapes exist: the
backslash is a character.  Source: schinken/jetfile-signage docs/JetFileII_v2.5.4.pdf table 4.1.2 (p. 121-129).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from types import MappingProxyType

from display.board import Charset
from display.charset import character_of, encoded_characters
from display.errors import TextRefused

LEADING = ("typeset", "in", "out", "speed", "pause", "font", "colour")  # the order in which a text may begin with them

_COLOURS = ("black", "red", "green", "yellow")
_ACROSS, _DOWN = ("centre", "left", "right"), ("middle", "top", "bottom")
_PLAIN = MappingProxyType(
    {"page": b"\x0c", "line": b"\x0d", "half": b"\x82"}
    | {name: bytes([0x1C, 0x30 + place]) for place, name in enumerate(_COLOURS)}
)
_NAMES = MappingProxyType({code: name for name, code in _PLAIN.items() if name != "line"})
_SHORT = MappingProxyType(
    {
        0x07: "flash",
        0x08: "spacing",
        0x0F: "speed",
        0x17: "ascii",
        0x1A: "font",
        0x1B: "typeset",
        0x1E: "align",
        0x1F: "valign",
    }
)
# A control code, two bytes that may be a wide character, or one byte; a code that is cut off is one byte too.
_TOKEN = re.compile(
    rb"\x0a..|\x14..|\x1b..|\x15.{4}|[\x07\x08\x0f\x17\x1a\x1e\x1f].|\x0b(?:4..|[^4])|\x0e(?:[23].{4}|[^23]..)"
    rb"|\x13(?:\x0f.{4}|[^\x0f].)|[\x1c\x1d](?:/...|[^/])|[\x81-\xff].|.",
    re.DOTALL,
)
_PIECE = re.compile(r"\{\{|\{[^}]*\}|.", re.DOTALL)
_REMEMBERED = 1 << 14  # codes and characters that were looked up once
_PAUSE = re.compile(r"(\d{1,4})(s|ms)?", re.ASCII)
_BGR = re.compile(r"#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})")
_HEX = re.compile(r"[0-9a-f]{2}")


# --- bytes to text ---


def decoded_text(data: bytes, *, continued: bool = False) -> tuple[Charset, str]:
    """The text with its escapes, and the charset that shows most of it: gb2312 unless only gbk knows every byte.

    continued: the bytes follow those of another packet and may begin with the second half of a character.
    """
    text = escaped(data, "gb2312", continued=continued)
    if re.search(r"\{[89a-f][0-9a-f]\}", text):
        wider = escaped(data, "gbk", continued=continued)
        if not re.search(r"\{[89a-f][0-9a-f]\}", wider):
            return "gbk", wider
    return "gb2312", text


def escaped(data: bytes, charset: Charset, *, continued: bool = False) -> str:
    """The text of these bytes, as ``unescaped`` turns it back."""
    parts = []
    if continued and _starts_amid(data):
        parts.append(f"{{{data[0]:02x}}}")
        data = data[1:]
    return "".join(parts + [_shown(token, charset) for token in _tokens(data, charset)])


def bare_text(data: bytes) -> str:
    """The text of bytes whose control codes are not those of this protocol: each code a {xx}."""
    return "".join(_shown(token, "gb2312") for token in _characters(data))


def leading(data: bytes) -> tuple[dict[str, str], bytes]:
    """The control codes that the text begins with, as {name: value}, while they stand in the order LEADING."""
    found: dict[str, str] = {}
    allowed = list(LEADING)
    for token in _tokens(data, "gb2312"):
        name, _, value = _named(token).partition("=")
        if name in _COLOURS:
            name, value = "colour", name
        if name not in allowed:
            break
        found[name] = value
        allowed = allowed[allowed.index(name) + 1 :]
        data = data[len(token) :]
    return found, data


def tokens(data: bytes, charset: Charset = "gb2312") -> list[bytes]:
    """The bytes cut into whole control codes, characters and single other bytes."""
    return list(_tokens(data, charset))


def _tokens(data: bytes, charset: Charset) -> Iterator[bytes]:
    position = 0
    while match := _TOKEN.match(data, position):
        token = match.group()
        if token[0] > 0x80 and not _is_wide(token, charset):
            token = token[:1]
        yield token
        position += len(token)


def _characters(data: bytes) -> Iterator[bytes]:
    position = 0
    while position < len(data):
        length = 2 if data[position] > 0x80 and _is_wide(data[position : position + 2], "gb2312") else 1
        yield data[position : position + length]
        position += length


@lru_cache(maxsize=_REMEMBERED)
def _is_wide(code: bytes, charset: Charset) -> bool:
    return len(code) == 2 and character_of(code, charset) is not None


@lru_cache(maxsize=_REMEMBERED)
def _shown(token: bytes, charset: Charset) -> str:
    if token == b"\r":
        return "\n"
    if token == b"{":
        return "{{"
    if len(token) == 1 and 0x20 <= token[0] < 0x7F:
        return token.decode("ascii")
    if token[0] > 0x82 or (len(token) == 2 and token[0] > 0x7F):
        character = character_of(token, charset) if len(token) == 2 else None
        if character:
            return character
    name = _named(token)
    return f"{{{name}}}" if name else "".join(f"{{{byte:02x}}}" for byte in token)


def _named(token: bytes) -> str:
    """The escape of a control code without its braces, or "" if it would not give the same bytes again."""
    name = _NAMES.get(token) or _described(token)
    if not name or not re.fullmatch(r"[!-|~]+", name) or "{" in name:
        return ""
    try:
        return name if _control(name) == token else ""
    except TextRefused:
        return ""


def _described(token: bytes) -> str:
    if len(token) == 1:
        return ""
    code, rest = token[0], token[1:]
    ascii_ = rest.decode("latin-1")
    if code in (0x1C, 0x1D, 0x15):
        name = {0x1C: "colour", 0x1D: "ground", 0x15: "line-ground" if rest[:1] == b"-" else "screen-ground"}[code]
        if len(rest) == 4:
            return f"{name}=#{rest[3]:02x}{rest[2]:02x}{rest[1]:02x}"
        return f"{name}={_word(rest[0] - 0x30, _COLOURS) or ascii_}"
    if code == 0x0A:
        return f"{'in' if rest[:1] == b'I' else 'out'}={rest[1]}"
    if code == 0x0B:
        return f"show={','.join(map(str, rest))}"
    if code == 0x0E:
        number, unit = ascii_[1:], "ms" if ascii_[0] in "13" else ""
        short = number.lstrip("0") or "0"
        return f"pause={(short if len(number) == 2 or len(short) > 2 else number) + unit}"
    if code == 0x13 and len(rest) == 5:
        return f"string={ascii_[1]}:{ascii_[2]}:{ascii_[3:]}"
    if code in (0x13, 0x14):
        return f"{'string' if code == 0x13 else 'picture'}={ascii_[0]}:{ascii_[1]}"
    words = {0x07: ("off", "on"), 0x1E: _ACROSS, 0x1F: _DOWN}.get(code)
    value = (_word(rest[0] - 0x30, words) if words else "") or ascii_[-1]
    if code == 0x17:
        value = str(rest[0])
    return f"{_SHORT[code]}={value}" if code in _SHORT else ""


def _word(place: int, words: tuple[str, ...]) -> str:
    return words[place] if 0 <= place < len(words) else ""


def _starts_amid(data: bytes) -> bool:
    """Whether the first byte is half a character: an odd number of wide bytes that ends within the packet."""
    wide = 0
    while wide < len(data) and data[wide] >= 0xA1:
        wide += 1
    return wide % 2 == 1 and wide < len(data)


# --- text to bytes ---


def unescaped(text: str, charset: Charset) -> bytes:
    """The bytes of a text with escapes. Raises TextRefused that names the escape or the character."""
    parts = bytearray()
    for found in _PIECE.finditer(text):
        piece = found.group()
        if piece == "{":
            raise TextRefused(f"character {found.start() + 1}: an escape begins and does not end; {{{{ is a brace")
        if piece == "{{":
            parts += b"{"
        elif piece[0] == "{":
            parts += _control(piece[1:-1])
        else:
            try:
                parts += _character(piece, charset)
            except TextRefused as err:
                raise TextRefused(str(err).replace("character 1", f"character {found.start() + 1}", 1)) from err
    return bytes(parts)


def control(name: str, value: str | int) -> bytes:
    """The control code of one escape, say ("speed", 3). Raises TextRefused."""
    return _control(f"{name}={value}")


@lru_cache(maxsize=_REMEMBERED)
def _character(character: str, charset: Charset) -> bytes:
    if character == "\n":
        return b"\r"
    if " " <= character <= "~":
        return character.encode("ascii")
    return encoded_characters(character, charset)[0]


@lru_cache(maxsize=_REMEMBERED)
def _control(name: str) -> bytes:
    if name in _PLAIN:
        return _PLAIN[name]
    if _HEX.fullmatch(name):
        return bytes.fromhex(name)
    key, equals, value = name.partition("=")
    if not equals or key not in _MAKERS:
        known = ", ".join([*_PLAIN, *(f"{key}=…" for key in _MAKERS)])
        raise TextRefused(f"{{{name}}}: no such escape; there are {known} and two hex digits for a byte")
    try:
        return _MAKERS[key](value)
    except ValueError as err:
        raise TextRefused(f"{{{name}}}: {err}") from err


def _byte(value: str, least: int = 0, most: int = 255) -> int:
    number = int(value) if value.isascii() and value.isdecimal() and len(value) < 5 else -1
    if not least <= number <= most:
        raise ValueError(f"expected {least} to {most}")
    return number


def _mark(value: str) -> bytes:
    if not re.fullmatch(r"[!-~]", value):
        raise ValueError("expected one ASCII character")
    return value.encode("ascii")


def _one_of(words: tuple[str, ...]) -> Callable[[str], bytes]:
    def chosen(value: str) -> bytes:
        if value not in words:
            raise ValueError(f"expected {', '.join(words)}")
        return bytes([0x30 + words.index(value)])

    return chosen


def _colour(value: str) -> bytes:
    if value in _COLOURS:
        return bytes([0x30 + _COLOURS.index(value)])
    return b"/" + _bgr(value) if value.startswith("#") and len(value) > 1 else _mark(value)


def _bgr(value: str) -> bytes:
    match = _BGR.fullmatch(value)
    if not match:
        raise ValueError("expected #rrggbb in lower case")
    return bytes(int(part, 16) for part in reversed(match.groups()))


def _pause(value: str) -> bytes:
    match = _PAUSE.fullmatch(value)
    if not match:
        raise ValueError("expected seconds or milliseconds such as 3, 108, 50ms")
    digits, milliseconds = match[1], match[2] == "ms"
    if len(digits) > 2:
        return (b"3" if milliseconds else b"2") + digits.zfill(4).encode()
    return (b"1" if milliseconds else b"0") + digits.zfill(2).encode()


def _show(value: str) -> bytes:
    kind, *rest = value.split(",")
    if len(rest) != (2 if kind == "52" else 0):
        raise ValueError("expected one number, or 52 (own time) with zone and switches: 52,104,128")
    return bytes(_byte(part) for part in (kind, *rest))


def _path(value: str) -> bytes:
    short = re.fullmatch(r"([ -~]):([ -~])", value)
    if short:
        return (short[1] + short[2]).encode()
    long = re.fullmatch(r"([ -~]):([ -~]):([ -~]{2})", value)
    if not long:
        raise ValueError("expected a disk and a file such as D:A or E:S:AB")
    return b"\x0f" + "".join(long.groups()).encode()


_MAKERS: MappingProxyType[str, Callable[[str], bytes]] = MappingProxyType(
    {
        "typeset": lambda value: b"\x1b0" + _mark(value),
        "in": lambda value: b"\x0aI" + bytes([_byte(value)]),
        "out": lambda value: b"\x0aO" + bytes([_byte(value)]),
        "speed": lambda value: b"\x0f" + bytes([0x30 + _byte(value, 0, 6)]),
        "pause": lambda value: b"\x0e" + _pause(value),
        "font": lambda value: b"\x1a" + _mark(value),
        "colour": lambda value: b"\x1c" + _colour(value),
        "ground": lambda value: b"\x1d" + _colour(value),
        "line-ground": lambda value: b"\x15-" + _bgr(value),
        "screen-ground": lambda value: b"\x15+" + _bgr(value),
        "flash": lambda value: b"\x07" + _one_of(("off", "on"))(value),
        "spacing": lambda value: b"\x08" + bytes([0x30 + _byte(value, 0, 9)]),
        "align": lambda value: b"\x1e" + _one_of(_ACROSS)(value),
        "valign": lambda value: b"\x1f" + _one_of(_DOWN)(value),
        "show": lambda value: b"\x0b" + _show(value),
        "ascii": lambda value: b"\x17" + bytes([_byte(value)]),
        "string": lambda value: b"\x13" + _path(value),
        "picture": lambda value: b"\x14" + _path(value),
    }
)
