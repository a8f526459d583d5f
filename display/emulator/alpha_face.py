"""What an emulated Alpha sign shows of one text: strings put in, pictures in their places, dots of a page."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from display.errors import TextRefused
from display.fonts import Font
from display.protocols.alpha_messages import Text
from display.protocols.alpha_text import plain_text, tokens
from display.render import Frame, Layout, screens, strip

_UNKNOWN = "?"  # what the sign draws for a character that it does not have
_MOVING = ("a", "t", "m")  # rotate, compressed rotate, scroll
_DOWN = {"22": "top", "26": "bottom"}


@dataclass(frozen=True)
class Page:
    """Pieces from left to right: characters, or the rows of a picture."""

    pieces: tuple[str | tuple[str, ...], ...]

    @property
    def readable(self) -> str:
        """What a passer-by could read, "▦" for a picture with a bright dot."""
        return "".join(piece if isinstance(piece, str) else "▦" * _is_bright(piece) for piece in self.pieces)


def pages(
    text: str, strings: Mapping[str, str], pictures: Mapping[str, tuple[str, ...]], slots: AbstractSet[str]
) -> list[Page]:
    """The pages of a text. slots: the labels of the memory's picture files; any other label is drawn as it is."""
    found: list[list[str | tuple[str, ...]]] = [[]]
    for token in tokens(text):
        if token == "{page}":
            found.append([])
        elif token.startswith("{dots ") and token[6] in pictures:
            found[-1].append(pictures[token[6]])
        elif token.startswith("{dots "):
            found[-1].append("" if token[6] in slots else token[6])
        elif token.startswith("{string "):
            found[-1].append(plain_text(strings.get(token[8], "")))
        else:
            found[-1].append(plain_text(token))
    return [Page(tuple(page)) for page in found]


def draw(page: Page, text: Text, width_px: int, height_px: int, font: Font) -> Frame:
    """The dots of a page at rest; of a moving one, its first window."""
    down = _DOWN.get(str(text.pos), "middle")
    moves = text.mode in _MOVING
    if all(isinstance(piece, str) for piece in page.pieces):
        layout = Layout(wraps=not moves, across="left" if moves else "centre", down=down)
        known = "".join(_known(character, font) for character in page.readable)
        return screens(known, width_px, height_px, layout, font)[0]
    width, rows = 0, [0] * height_px
    for piece in page.pieces:
        added = _strip(piece, font)
        top = {"top": 0, "middle": max(0, (height_px - added.height_px) // 2), "bottom": height_px - added.height_px}
        lines = ([0] * top[down] + list(added.rows) + [0] * height_px)[:height_px]
        rows = [row << added.width_px | line for row, line in zip(rows, lines, strict=True)]
        width += added.width_px
    shift = width_px - width if moves or width > width_px else (width_px - width) // 2
    return Frame(width_px, tuple(row << shift if shift >= 0 else row >> -shift for row in rows))


# --- helpers ---


def _is_bright(rows: tuple[str, ...]) -> bool:
    return any(row.strip("0") for row in rows)


def _strip(piece: str | tuple[str, ...], font: Font) -> Frame:
    if isinstance(piece, str):
        return strip("".join(_known(character, font) for character in piece if character != "\n"), font)
    rows = tuple(int("".join("0" if dot == "0" else "1" for dot in row) or "0", 2) for row in piece)
    return Frame(len(piece[0]) if piece else 0, rows)


def _known(character: str, font: Font) -> str:
    try:
        if character != "\n":
            font.glyph(character)
    except TextRefused:
        return _UNKNOWN
    return character
