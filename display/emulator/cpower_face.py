"""What an emulated C-Power card makes of a command in a window: the text that can be read, and its dots."""

from __future__ import annotations

from display.board import Charset
from display.errors import TextRefused
from display.fonts import Font
from display.protocols import cpower1200_codec as codec
from display.protocols.cpower1200_codec import Command
from display.protocols.cpower1200_picture import Dots, decode_picture
from display.protocols.cpower1200_text import TERMINATOR, character_of
from display.render import Frame, Layout, blank, screens

REPLACEMENT = "〓"  # what a printer sets for a character it does not have
_MOVES_LEFT = (codec.SCROLL_LEFT, 0x06)
_ACROSS = ("left", "centre", "right")
_FONT_PX = {0: 8, 1: 12, 2: 16, 3: 24, 4: 32}


def drawn(command: Command, width_px: int, height_px: int, font: Font, charset: Charset) -> Frame:
    """The lit dots of a window of this size; of a moving text, its first screen."""
    message = command.message
    if isinstance(message, codec.Picture):
        dots = decode_picture(message, command.tail).dots
        if not isinstance(dots, Dots):
            return blank(width_px, height_px)
        return _picture(dots, message, width_px, height_px)
    moves = getattr(message, "effect", codec.DRAW) in _MOVES_LEFT
    layout = Layout(wraps=not moves, across=_ACROSS[min(getattr(message, "align", 0) & 3, 2)])
    text = "".join(_known(character, font) for character in plain_text(command, charset))
    return screens(text, width_px, height_px, layout, font)[0]


def plain_text(command: Command, charset: Charset) -> str:
    """What a passer-by reads of a command: unknown codes as 〓, nothing of a picture."""
    tail = command.tail
    match command.message:
        case codec.Text():
            tail = tail.removesuffix(TERMINATOR) if not len(tail) % 3 else tail
            codes = [tail[at + 1 : at + 3].lstrip(b"\0") for at in range(0, len(tail), 3)]
        case codec.StaticText() | codec.PureText():
            codes, rest = [], tail.partition(b"\0")[0].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            while rest:
                length = 1 if rest[0] < 0x80 else 2
                codes.append(rest[:length])
                rest = rest[length:]
        case _:
            return ""
    return "".join(character_of(code, charset) or REPLACEMENT for code in codes)


def sizes_px(command: Command) -> set[int]:
    """The heights of the characters that a text asks for; 0 for one that has no name."""
    match command.message:
        case codec.Text():
            sizes = {byte & 15 for byte in command.tail.removesuffix(TERMINATOR)[::3]}
        case codec.StaticText(font=font) | codec.PureText(font=font):
            sizes = {font & 15}
        case _:
            return set()
    return {_FONT_PX.get(size, 0) for size in sizes}


def _known(character: str, font: Font) -> str:
    if character == "\n":
        return character
    try:
        font.glyph(character)
    except TextRefused:
        return REPLACEMENT
    return character


def _picture(dots: Dots, head: codec.Picture, width_px: int, height_px: int) -> Frame:
    """Every dot that is lit in one of the colours, as the picture lies in the window."""
    rows = [0] * height_px
    for plane in (dots.red, dots.green, dots.blue):
        for y, row in enumerate(plane or ()):
            if head.y + y < height_px:
                rows[head.y + y] |= _bits(row, dots.levels, head.x, width_px)
    return Frame(width_px, tuple(rows))


def _bits(row: str, levels: int, x_px: int, width_px: int) -> int:
    lit = [digits != "00" for digits in map("".join, zip(row[::2], row[1::2], strict=True))] if levels else None
    bits = 0
    for x, on in enumerate(lit if lit is not None else [dot == "#" for dot in row]):
        if on and x_px + x < width_px:
            bits |= 1 << (width_px - 1 - x_px - x)
    return bits
