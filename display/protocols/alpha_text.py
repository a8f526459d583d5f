"""Text of Alpha signs: bytes of a TEXT or STRING file as characters with readable escapes, and back.

    {red} {green} {amber} {dim-red} {dim-green} {brown} {orange} {yellow} {rainbow-1} {rainbow-2} {mix} {auto}  1C 1-C
    {rgb RRGGBB} 1C Z · {colour c} 1C c · {font c} 1A c · {speed 1}…{speed 5} 15-19 · {no-hold} 09
    {wide on|off} 12, 11 · {flash on|off} 07 · {double-high on|off} 05 · {descenders on|off} 06
    {spacing fixed|proportional} 1E · {attribute c on|off} 1D c · {page} 0C · a line feed 0D
    {time} 13 · {date c} 0B c · {string c} 10 c · {dots c} 14 c · {extended c} 08 c · {mode pp m} 1B pos mode
    {{ and }} the brackets themselves · {byte hh} any other byte, and a code whose argument is missing

c is one printable character; pp two hexadecimal digits; m the mode, two characters after n. A byte from 80 to A8 is
the character of code page 437 and A9 the degree sign, which are what a BetaBrite draws for them; ~ (7E) is drawn
as half a space. The colour RGB and rainbow codes are not known to every sign; a sign draws what it does not know
as a question mark or not at all. Chinese has no code here and is refused: it travels as pictures.

Sources: manual 9708-8061 rev. F, pages 80-88, as quoted in KR8MER/eas-station and msparks/alphasign; what a real
BetaBrite draws: the measured notes of the readerboard service ("Alpha protocol notes").
"""

from __future__ import annotations

import re

from display.errors import ProtocolError, TextRefused

_COLOUR_NAMES = "red green amber dim-red dim-green brown orange yellow rainbow-1 rainbow-2 mix auto"
_COLOURS = dict(zip("123456789ABC", _COLOUR_NAMES.split(), strict=True))
_BARE = {0x09: "no-hold", 0x0C: "page", 0x11: "wide off", 0x12: "wide on", 0x13: "time"} | {
    0x14 + step: f"speed {step}" for step in range(1, 6)
}
_SWITCHES = {0x05: "double-high", 0x06: "descenders", 0x07: "flash"}
_WITH_ONE = {0x08: "extended", 0x0B: "date", 0x10: "string", 0x14: "dots", 0x1A: "font", 0x1C: "colour"}
_HIGH = {byte: bytes([byte]).decode("cp437") for byte in range(0x80, 0xA9)} | {0xA9: "°"}

_FIXED = (
    {name: bytes([code]) for code, name in _BARE.items()}
    | {name: b"\x1c" + code.encode() for code, name in _COLOURS.items()}
    | {
        f"{name} {word}": bytes([code]) + digit
        for code, name in _SWITCHES.items()
        for word, digit in (("on", b"1"), ("off", b"0"))
    }
    | {"spacing fixed": b"\x1e1", "spacing proportional": b"\x1e0"}
)
_WORDS = {code: name for name, code in _FIXED.items()}
_FROM_HIGH = {character: byte for byte, character in _HIGH.items()}
_ONE_CODE = {name: code for code, name in _WITH_ONE.items()}
_TOKEN = re.compile(r"\{\{|\}\}|\{[^{}]*\}|.", re.DOTALL)
_MODE = re.compile(r"mode ([2-7][0-9A-F]) (n[!-~]|[ -mo-~])")


def decode_text(data: bytes) -> str:
    """The characters and escapes of these bytes; every byte is told, so ``encode_text`` gives them back."""
    parts = []
    position = 0
    while position < len(data):
        token, length = _token_at(data, position)
        parts.append(token)
        position += length
    return "".join(parts)


def encode_text(text: str) -> bytes:
    """The bytes of this text. Raises TextRefused for a character, ProtocolError for an escape that is unknown."""
    return b"".join(_bytes_of(found.group(), found.start() + 1) for found in _TOKEN.finditer(text))


def is_plain(text: str) -> bool:
    """Whether a sign draws every one of these characters as it is written; a line feed begins a new line."""
    return all(" " <= character < "~" or character == "\n" for character in text)


def tokens(text: str) -> list[str]:
    """The text's characters and escapes one by one, each as it is written."""
    return _TOKEN.findall(text)


def plain_text(text: str) -> str:
    """What a passer-by could read of a text with escapes: colours and effects left out, "▦" for each picture."""
    parts = []
    for token in tokens(text):
        if token in ("{{", "}}"):
            parts.append(token[0])
        elif token.startswith("{") and len(token) > 1:
            parts.append("▦" if token.startswith("{dots ") else "\n" if token == "{page}" else "")
        else:
            parts.append(token)
    return "".join(parts)


# --- helpers ---


def _token_at(data: bytes, position: int) -> tuple[str, int]:
    code = data[position]
    if code == 0x0D:
        return "\n", 1
    if 0x20 <= code < 0x7F:
        character = chr(code)
        return (character * 2 if character in "{}" else character), 1
    if code in _HIGH:
        return _HIGH[code], 1
    if code in _BARE:
        return "{" + _BARE[code] + "}", 1
    word = _WORDS.get(data[position : position + 2])
    if word:
        return "{" + word + "}", 2
    following = data[position + 1 : position + 8].decode("latin-1")
    if code == 0x1C and re.match(r"Z[0-9A-F]{6}", following):
        return "{rgb " + following[1:7] + "}", 8
    if code == 0x1D and re.match(r"[ -~][01]", following) and following[0] not in "{}":
        return f"{{attribute {following[0]} {'on' if following[1] == '1' else 'off'}}}", 3
    mode = re.match(r"([ -~])(n[!-~]|[ -mo-~])", following) if code == 0x1B else None
    if mode and not set("{}") & set(mode.group(2)):
        return f"{{mode {ord(mode.group(1)):02X} {mode.group(2)}}}", 1 + len(mode.group())
    if code in _WITH_ONE and re.match("[ -~]", following) and following[0] not in "{}":
        return f"{{{_WITH_ONE[code]} {following[0]}}}", 2
    return f"{{byte {code:02X}}}", 1


def _bytes_of(token: str, place: int) -> bytes:
    if token in ("{{", "}}"):
        return token[0].encode()
    if len(token) > 1:
        return _escape_bytes(token[1:-1], place)
    if token == "\n":
        return b"\r"
    if token in "{}":
        raise ProtocolError(f"character {place}: a single {token}, expected {token * 2} or an escape such as {{red}}")
    if " " <= token <= "~":
        return token.encode()
    if token in _FROM_HIGH:
        return bytes([_FROM_HIGH[token]])
    raise TextRefused(
        f"character {place}, 「{token}」 U+{ord(token):04X}, has no code in this protocol; Chinese travels as pictures"
    )


def _escape_bytes(name: str, place: int) -> bytes:
    if name in _FIXED:
        return _FIXED[name]
    word, _, argument = name.partition(" ")
    if word in _ONE_CODE and re.fullmatch("[ -~]", argument):
        return bytes([_ONE_CODE[word]]) + argument.encode()
    if word == "byte" and re.fullmatch("[0-9A-F]{2}", argument):
        return bytes.fromhex(argument)
    if word == "rgb" and re.fullmatch("[0-9A-F]{6}", argument):
        return b"\x1cZ" + argument.encode()
    attribute = re.fullmatch("attribute ([ -~]) (on|off)", name)
    if attribute:
        return b"\x1d" + attribute[1].encode() + (b"1" if attribute[2] == "on" else b"0")
    mode = _MODE.fullmatch(name)
    if mode:
        return b"\x1b" + bytes.fromhex(mode[1]) + mode[2].encode()
    raise ProtocolError(f"character {place}: {{{name}}} is no escape; known are {{red}}, {{font 3}}, {{dots a}} …")
