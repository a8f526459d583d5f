"""Draws again only where a finger has changed something: with a software renderer a whole frame costs ten times that.

What was drawn before must still stand in the back buffer. llvmpipe copies it to the X server instead of swapping it
for another, so there it does; a graphics card may swap, and draws whole frames fast enough.
"""

from __future__ import annotations

import os
from typing import Any

from kivy.graphics.opengl import (
    GL_RENDERER,
    GL_SCISSOR_TEST,
    glDisable,
    glEnable,
    glGetString,
    glScissor,
)
from kivy.graphics.scissor_instructions import ScissorPop, ScissorPush

from kiosk.marks import Rect


def keeps_frames() -> bool:
    """Whether a drawn frame stays in the back buffer after it was shown."""
    return bool(glGetString(GL_RENDERER).startswith(b"llvmpipe")) and "SDL_VIDEODRIVER" not in os.environ


class Damage:
    """What of the window is to be drawn again. ``begin`` and ``end`` stand around everything that is drawn."""

    def __init__(self, window: Any, keeps: bool) -> None:
        self._window = window
        self._keeps = keeps
        self._at: Rect | None = None
        self._whole = True
        self._is_drawn = False  # at least once, so that there is something to keep
        self.begin = ScissorPush(x=0, y=0, width=0, height=0)
        self.end = ScissorPop()
        self._limit(self._all())
        window.bind(on_draw=self._before, on_flip=self._after)

    def touch(self, at: Rect) -> None:
        """This rectangle has changed; y upwards, as OpenGL counts."""
        self._at = at if self._at is None else _around(self._at, at)
        if self._is_limited():
            self._limit(self._at)

    def everything(self) -> None:
        """All of the window has changed."""
        self._whole = True
        self._limit(self._all())

    def _is_limited(self) -> bool:
        return self._keeps and self._is_drawn and not self._whole and self._at is not None

    def _before(self, window: Any) -> None:
        if self._is_limited() and self._at is not None:
            glEnable(GL_SCISSOR_TEST)  # or the window would be cleared where nothing is drawn
            glScissor(self._at.x, self._at.y, self._at.w, self._at.h)
        else:
            self._limit(self._all())  # drawn for another reason: the window was uncovered

    def _after(self, window: Any) -> None:
        glDisable(GL_SCISSOR_TEST)
        self._at, self._whole, self._is_drawn = None, False, True

    def _all(self) -> Rect:
        width, height = self._window.size
        return Rect(0, 0, int(width), int(height))

    def _limit(self, at: Rect) -> None:
        begin = self.begin
        if (begin.x, begin.y, begin.width, begin.height) != (at.x, at.y, at.w, at.h):
            begin.x, begin.y, begin.width, begin.height = at.x, at.y, at.w, at.h


def _around(one: Rect, other: Rect) -> Rect:
    x, y = min(one.x, other.x), min(one.y, other.y)
    return Rect(x, y, max(one.right, other.right) - x, max(one.bottom, other.bottom) - y)
