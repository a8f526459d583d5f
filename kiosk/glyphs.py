"""Text as Kivy draws it: how wide a character is, and where its picture lies in the atlas.

A character that the Chinese face lacks is taken from the next font that has it; one that no font has is drawn as
〓, the mark that Chinese printers set for it, and named in the log. Never a box.
"""

from __future__ import annotations

import logging
from typing import Any

from kivy.core.text import Label, LabelBase
from msgspec import Struct

from kiosk.atlas import Atlas
from kiosk.fonts import Fonts
from kiosk.theme import Style

log = logging.getLogger(__name__)

FAMILY = "Mingbai"
MISSING = "〓"  # 缺字符号, U+3013 GETA MARK
IN_NO_FONT = "\U0010ffff"  # a code point that is no character: every font draws its box for it
FULL_WIDTH = ("㐀", "鿿")  # ideographs, all as wide as each other
HINTING = "light"  # in height only; a third of the time of full hinting, and strokes keep their distances
MOST_PAGES = 5  # of the atlas, before it is begun anew; what visits in the usual size need, and a page for the others


class Drawing(Struct, frozen=True):
    """A character's picture. alpha: height rows of width bytes. top: from the line's top. height 0 = nothing to see."""

    advance: int
    width: int = 0
    height: int = 0
    top: int = 0
    alpha: bytes = b""


class Glyph(Struct, frozen=True):
    """A character in the atlas. x: from the pen to its left edge; top: from the line's top; page -1 = none."""

    advance: int
    page: int = -1
    x: int = 0
    top: int = 0
    width: int = 0
    height: int = 0
    left: float = 0
    up: float = 0
    right: float = 0
    down: float = 0


class Glyphs:
    """Measures characters, and draws each once."""

    def __init__(self, fonts: Fonts) -> None:
        LabelBase.register(FAMILY, str(fonts.regular), fn_bold=str(fonts.bold))
        self._others = [str(path) for path in fonts.others]
        self._advances: dict[tuple[int, bool], dict[str, float]] = {}
        self._faces: dict[tuple[int, bool], Face] = {}
        self._told: set[str] = set()
        self.atlas = Atlas()

    def advance(self, character: str, style: Style) -> float:
        """The width of one character in pixels."""
        known = self._advances.setdefault((style.size_px, style.bold), {})
        width = known.get(character)
        if width is None:
            like = "中" if FULL_WIDTH[0] <= character <= FULL_WIDTH[1] else character
            width = known[character] = float(self.face(style).extents(like)[0])
        return width

    def face(self, style: Style) -> Face:
        """The characters of a style: a mapping that draws what it does not hold yet."""
        key = (style.size_px, style.bold)
        face = self._faces.get(key)
        if face is None:
            face = self._faces[key] = Face(self, *key)
        return face

    def make_room(self) -> bool:
        """Begin the atlas anew if it has grown too large; True if everything drawn from it is to be drawn again."""
        if len(self.atlas.pages) <= MOST_PAGES:
            return False
        self.atlas = Atlas()
        for face in self._faces.values():
            face.clear()
        return True

    def others(self, size_px: int) -> list[_Drawer]:
        """The fonts that are asked for what the Chinese face lacks."""
        return [_Drawer(name, size_px, False) for name in self._others]

    def tell_missing(self, character: str) -> None:
        """Log a character that no font has, once."""
        if character not in self._told:
            self._told.add(character)
            log.warning("character in no font; 〓 stands for it", extra={"character": f"U+{ord(character):04X}"})


class Face(dict[str, Glyph]):
    """Character → Glyph in one size."""

    def __init__(self, glyphs: Glyphs, size_px: int, bold: bool) -> None:
        super().__init__()
        self._glyphs = glyphs
        self._size_px = size_px
        self._drawer = _Drawer(FAMILY, size_px, bold)
        self._others: list[_Drawer] | None = None

    def extents(self, text: str) -> tuple[int, int]:
        """Width and height of a text in pixels."""
        return self._drawer.extents(text)

    def __missing__(self, character: str) -> Glyph:
        drawing = self.drawn(character)
        if drawing is not None:
            glyph = self.placed(drawing)
        elif character == MISSING:
            glyph = Glyph(self.extents(MISSING)[0])
        else:
            self._glyphs.tell_missing(character)
            glyph = self[MISSING]
        self[character] = glyph
        return glyph

    def drawn(self, character: str) -> Drawing | None:
        """The character by the first font that has it, None if none has; there need not be a window yet."""
        alpha, advance = self._drawer.drawn(character)
        if alpha is not None:
            return _trimmed(alpha, advance, advance, 0)
        if self._others is None:
            self._others = self._glyphs.others(self._size_px)
        for other in self._others:
            alpha, width = other.drawn(character)
            if alpha is not None:
                return _trimmed(alpha, width, advance, self._drawer.ascent - other.ascent)
        return None

    def placed(self, drawing: Drawing) -> Glyph:
        """The drawn character in the atlas."""
        advance, width, height = drawing.advance, drawing.width, drawing.height
        if not height:
            return Glyph(advance)
        place = self._glyphs.atlas.put(width, height, drawing.alpha)
        return Glyph(
            advance=advance,
            page=place.page,
            x=(advance - width) // 2,
            top=drawing.top,
            width=width,
            height=height,
            left=place.left,
            up=place.top,
            right=place.right,
            down=place.bottom,
        )


def _trimmed(alpha: bytes, width: int, advance: int, down: int) -> Drawing:
    """Without the empty rows above and below it."""
    ink = alpha.lstrip(b"\0")
    if not ink:
        return Drawing(advance)
    first = (len(alpha) - len(ink)) // width
    last = (len(alpha.rstrip(b"\0")) - 1) // width
    return Drawing(advance, width, last - first + 1, first + down, alpha[first * width : (last + 1) * width])


class _Drawer:
    """Draws single characters with one font in one size."""

    def __init__(self, font: str, size_px: int, bold: bool) -> None:
        self._label: Any = Label(font_size=size_px, font_name=font, bold=bold, color=(1, 1, 1, 1), font_hinting=HINTING)
        self._label.resolve_font_name()
        self._box: bytes | None = None

    @property
    def ascent(self) -> int:
        return int(self._label.get_ascent())

    def extents(self, text: str) -> tuple[int, int]:
        width, height = self._label.get_extents(text)
        return int(width), int(height)

    def drawn(self, character: str) -> tuple[bytes | None, int]:
        """The character's opacity, a byte a pixel, in rows of its width, and that; no opacity if the font lacks it."""
        size = self.extents(character)  # each measuring rasterises the character once more
        alpha = self._alpha(character, size)
        if self._box is None:
            self._box = self._alpha(IN_NO_FONT, self.extents(IN_NO_FONT))
        if alpha == self._box or (not alpha.strip(b"\0") and not character.isspace()):
            return None, size[0]
        return alpha, size[0]

    def _alpha(self, text: str, size: tuple[int, int]) -> bytes:
        label = self._label
        label._size = size
        label._render_begin()
        label._render_text(text, 0, 0)
        pixels: bytes = label._render_end().data
        return pixels[3::4]
