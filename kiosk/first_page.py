"""The forerunner's page on the glass, before anything that could draw another one is imported."""

from __future__ import annotations

from typing import Any

from kivy.graphics import InstructionGroup
from kivy.graphics.scissor_instructions import ScissorPop, ScissorPush

from kiosk.forerunner import FirstPage
from kiosk.glyphs import Glyphs
from kiosk.painting import Painting, Part
from kiosk.shapes import rgba


def show(page: FirstPage | None, window: Any, glyphs: Glyphs) -> Any | None:
    """Draw the page and put it on the glass. Returns the instruction on the window's canvas that it is."""
    if page is None:
        return None
    for drawn in page.characters:
        face = glyphs.face(drawn.style)
        face[drawn.character] = face.placed(drawn.drawing)
    fixed, below = Painting(glyphs, images=None), Painting(glyphs, images=None)
    fixed.show([Part(page.marks)], page.height_px)
    seen = page.seen
    below.show([Part(page.sheet, seen.x, seen.y)], page.height_px)
    group = InstructionGroup()
    through = ScissorPush(x=seen.x, y=page.height_px - seen.bottom, width=seen.w, height=seen.h)
    for instruction in (fixed.canvas, through, below.canvas, ScissorPop()):
        group.add(instruction)
    window.clearcolor = rgba(page.page)
    window.canvas.add(group)
    window.dispatch("on_draw")
    window.dispatch("on_flip")
    return group
