"""From the window's pointer to the page: the panel's touches arrive as the mouse of X. y comes in from the top."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kiosk.surface import Surface

WHEEL_PX = 120


class Pointer:
    """Binds the window's events for as long as it lives. touched(x, y): somebody is there, whatever they touch."""

    def __init__(self, window: Any, surface: Surface, touched: Callable[[float, float], None]) -> None:
        self._surface = surface
        self._touched = touched
        window.bind(on_mouse_down=self._down, on_mouse_move=self._move, on_mouse_up=self._up)

    def _down(self, window: Any, x: float, y: float, button: str, modifiers: Any) -> None:
        self._touched(x, y)
        if button == "left":
            self._surface.press(x, y)
        elif button in {"scrollup", "scrolldown"}:
            self._surface.wheel(WHEEL_PX if button == "scrollup" else -WHEEL_PX)

    def _move(self, window: Any, x: float, y: float, modifiers: Any) -> None:
        self._surface.move(x, y)

    def _up(self, window: Any, x: float, y: float, button: str, modifiers: Any) -> None:
        if button == "left":
            self._surface.release(x, y)
