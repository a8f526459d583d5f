"""Marks as canvas instructions: a few meshes for a whole page instead of an instruction for every line of text.

A page is painted in levels. Within a level first all boxes are filled, then pictures stand on them, then text on
both; a mark that must cover something of its own level opens the next one. Nearly every page has one or two.

    level ── solid   one mesh: every box, in its own colour, without a texture; blended only if one is translucent
          ├─ plain   pictures and QR codes
          └─ text    one mesh for each page of the atlas and each colour
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from kivy.graphics import Callback, Color, InstructionGroup, Mesh, Rectangle, RenderContext
from kivy.graphics.opengl import GL_BLEND, glDisable, glEnable
from msgspec import Struct

from kiosk.glyphs import Glyphs
from kiosk.marks import Box, Mark, Picture, QrCode, Rect, Words
from kiosk.shapes import FLOATS, rgba, shape_of

if TYPE_CHECKING:
    from kiosk.images import Images

SOLID_VERTEX = """$HEADER$
attribute vec4 vColor;
void main(void) {
    frag_color = vColor;
    gl_Position = projection_mat * modelview_mat * vec4(vPosition.xy, 0.0, 1.0);
}
"""
SOLID_FRAGMENT = """$HEADER$
void main(void) { gl_FragColor = frag_color; }
"""
TEXT_FRAGMENT = """$HEADER$
void main(void) {
    gl_FragColor = vec4(frag_color.rgb, frag_color.a * texture2D(texture0, tex_coord0).r);
}
"""
SOLID_FORMAT = [(b"vPosition", 2, "float"), (b"vColor", 4, "float")]
TEXT_FLOATS = 4  # a vertex
MOST_VERTICES = 60_000  # of a mesh before its last box; its indices have 16 bits


class Part(Struct):
    """Marks that are moved together."""

    marks: Iterable[Mark]
    dx: int = 0
    dy: int = 0


class Painting:
    """Everything in one region of the window; ``canvas`` is what is to be drawn. images: None = without pictures."""

    def __init__(self, glyphs: Glyphs, images: Images | None) -> None:
        self._glyphs = glyphs
        self._images = images
        self._levels: list[_Level] = []
        self.canvas = InstructionGroup()

    def show(self, parts: Iterable[Part], height_px: int) -> None:
        """Paint these marks instead of what is shown. height_px: of the window, whose y runs upwards."""
        number = 0
        level = self._level(number)
        for part in parts:
            for mark in part.marks:
                at = mark.at
                at = Rect(at.x + part.dx, at.y + part.dy, at.w, at.h)
                if level.is_covered_by(mark, at):
                    number += 1
                    level = self._level(number)
                level.add(mark, at, height_px)
        for used in self._levels[: number + 1]:
            used.finish(self._glyphs)
        for unused in self._levels[number + 1 :]:
            unused.empty()

    def _level(self, number: int) -> _Level:
        if number == len(self._levels):
            level = _Level(self._glyphs, self._images)
            self._levels.append(level)
            for instruction in (level.solid, level.plain, level.text):
                self.canvas.add(instruction)
        level = self._levels[number]
        level.begin()
        return level


class _Level:
    def __init__(self, glyphs: Glyphs, images: Images | None) -> None:
        self._glyphs = glyphs
        self._images = images
        self.solid = _context(fs=SOLID_FRAGMENT, vs=SOLID_VERTEX)
        self.plain = InstructionGroup()
        self.text = _context(fs=TEXT_FRAGMENT)
        self.begin()

    def begin(self) -> None:
        """Forget what was added; what is shown stays until ``finish``."""
        self._vertices = array("f")
        self._indices = array("H")
        self._texts: dict[tuple[int, str], array[float]] = {}
        self._pictures: list[Any] = []
        self._words_at: list[Rect] = []
        self._pictures_at: list[Rect] = []
        self._lowest = 0  # bottom of what boxes must not cover
        self._translucent = False

    def is_covered_by(self, mark: Mark, at: Rect) -> bool:
        """Whether this mark would stand under something that was added before it."""
        if isinstance(mark, Words):
            return False
        if len(self._vertices) > MOST_VERTICES * FLOATS:
            return True
        if at.y >= self._lowest:
            return False
        above = self._words_at if isinstance(mark, Picture | QrCode) else (*self._words_at, *self._pictures_at)
        return any(_meet(at, one) for one in above)

    def add(self, mark: Mark, at: Rect, height_px: int) -> None:
        match mark:
            case Words():
                self._words(mark, at, height_px)
            case Box():
                self._box(mark, at.x, height_px - at.bottom)
            case QrCode() | Picture() if self._images is not None:
                self._seen(mark, at, height_px, self._images)

    def finish(self, glyphs: Glyphs) -> None:
        """Show what was added."""
        self.solid.clear()
        if self._indices:
            mesh = Mesh(vertices=self._vertices, indices=self._indices, fmt=SOLID_FORMAT, mode="triangles")
            # A software renderer fills twice as fast what it need not blend.
            around = (None, None) if self._translucent else (Callback(_blend_off), Callback(_blend_on))
            for instruction in (around[0], mesh, around[1]):
                if instruction is not None:
                    self.solid.add(instruction)
        self.plain.clear()
        if self._pictures:
            self.plain.add(Color(1, 1, 1, 1))
            for picture in self._pictures:
                self.plain.add(picture)
        self.text.clear()
        for (page, colour), vertices in self._texts.items():
            self.text.add(Color(*rgba(colour)))
            indices = _quads(len(vertices) // (4 * TEXT_FLOATS))
            texture = glyphs.atlas.pages[page]
            self.text.add(Mesh(vertices=vertices, indices=indices, texture=texture, mode="triangles"))
        self.begin()

    def empty(self) -> None:
        for instruction in (self.solid, self.plain, self.text):
            instruction.clear()

    def _words(self, mark: Words, at: Rect, height_px: int) -> None:
        face = self._glyphs.face(mark.style)
        x, top = at.x, height_px - at.y
        texts, colour, page = self._texts, mark.colour, -1
        vertices = array("f")
        for character in mark.text:
            glyph = face[character]
            if glyph.page >= 0:
                if glyph.page != page:
                    page = glyph.page
                    vertices = texts.setdefault((page, colour), array("f"))
                left, high = x + glyph.x, top - glyph.top
                right, low = left + glyph.width, high - glyph.height
                u, v, to_u, to_v = glyph.left, glyph.up, glyph.right, glyph.down
                vertices.extend((left, low, u, to_v, right, low, to_u, to_v, right, high, to_u, v, left, high, u, v))
            x += glyph.advance
        self._words_at.append(at)
        self._lowest = max(self._lowest, at.bottom)

    def _box(self, mark: Box, x: int, y: int) -> None:
        shape = shape_of(mark, x, y)
        first = len(self._vertices) // FLOATS
        self._vertices.extend(shape.vertices)
        self._indices.extend([first + index for index in shape.indices])
        self._translucent |= shape.translucent

    def _seen(self, mark: QrCode | Picture, at: Rect, height_px: int, images: Images) -> None:
        y = height_px - at.bottom
        if isinstance(mark, QrCode):
            texture = images.qr_code(mark)
            side = min(at.w, at.h) // texture.width * texture.width or min(at.w, at.h)
            self._picture(at, texture, side, side, y)
            return
        texture = images.picture(mark)
        preview = images.preview(mark) if texture is None else None
        if texture is not None:
            self._picture(at, texture, texture.width, texture.height, y)
        elif preview is not None:
            self._picture(at, *preview, y)
        else:
            self._instead_of(mark, mark.unopened if images.failed(mark) else mark.opening, at, height_px)

    def _picture(self, at: Rect, texture: Any, w: int, h: int, y: int) -> None:
        place = (at.x + (at.w - w) // 2, y + (at.h - h) - (at.h - h) // 2)
        self._pictures.append(Rectangle(pos=place, size=(w, h), texture=texture))
        self._pictures_at.append(at)
        self._lowest = max(self._lowest, at.bottom)

    def _instead_of(self, mark: Picture, said: str, at: Rect, height_px: int) -> None:
        """The words that stand where a picture will be, or cannot be."""
        width = int(sum(self._glyphs.advance(character, mark.style) for character in said))
        h = mark.style.text_px
        place = Rect(at.x + (at.w - width) // 2, at.y + (at.h - h) // 2, width, h)
        self._words(Words(place, said, mark.style, mark.colour), place, height_px)


def _blend_off(instruction: Any) -> None:
    glDisable(GL_BLEND)


def _blend_on(instruction: Any) -> None:
    glEnable(GL_BLEND)


def _context(**shaders: str) -> Any:
    return RenderContext(use_parent_projection=True, use_parent_modelview=True, **shaders)


@lru_cache(maxsize=64)
def _quads(count: int) -> array[int]:
    """As many rectangles of four corners each."""
    return array("H", (4 * quad + corner for quad in range(count) for corner in (0, 1, 2, 2, 3, 0)))


def _meet(one: Rect, other: Rect) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom
