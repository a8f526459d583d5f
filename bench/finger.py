"""A finger on an X display: XTEST events, as xdotool sends them, from this process and with the moment of each."""

from __future__ import annotations

import ctypes
import time
from types import TracebackType

HOLD_S = 0.05  # a tap of a finger
MOVES = 12  # steps of a drag
BETWEEN_MOVES_S = 0.008
NOW = ctypes.c_ulong(0)


class Finger:
    """A context manager; ``display`` is :N."""

    def __init__(self, display: str) -> None:
        self._x11 = ctypes.CDLL("libX11.so.6")
        self._xtest = ctypes.CDLL("libXtst.so.6")
        self._x11.XOpenDisplay.restype = ctypes.c_void_p
        self._x11.XStringToKeysym.restype = ctypes.c_ulong
        self._x11.XKeysymToKeycode.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
        opened = self._x11.XOpenDisplay(display.encode())
        if not opened:
            raise OSError(f"no X server on {display}")
        self._display = ctypes.c_void_p(opened)

    def __enter__(self) -> Finger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._x11.XCloseDisplay(self._display)

    def tap(self, x: int, y: int, hold_s: float = HOLD_S, button: int = 1) -> float:
        """Press, hold, release. Returns the moment of the release (time.perf_counter)."""
        self._move(x, y)
        self._button(button, True)
        time.sleep(hold_s)
        released = time.perf_counter()
        self._button(button, False)
        return released

    def drag(self, x: int, y: int, to_x: int, to_y: int) -> float:
        """Press, move in a straight line, release. Returns the moment of the release."""
        self._move(x, y)
        self._button(1, True)
        for step in range(1, MOVES + 1):
            self._move(x + (to_x - x) * step // MOVES, y + (to_y - y) * step // MOVES)
            time.sleep(BETWEEN_MOVES_S)
        released = time.perf_counter()
        self._button(1, False)
        return released

    def keys(self, *names: str) -> None:
        """Press these keys together, such as "Alt_L", "F4"; X's names. A key that no keyboard has is left out."""
        codes = [self._x11.XKeysymToKeycode(self._display, self._x11.XStringToKeysym(name.encode())) for name in names]
        held = [code for code in codes if code]
        for code in held:
            self._xtest.XTestFakeKeyEvent(self._display, code, 1, NOW)
        for code in reversed(held):
            self._xtest.XTestFakeKeyEvent(self._display, code, 0, NOW)
        self._x11.XSync(self._display, 0)

    def _move(self, x: int, y: int) -> None:
        self._xtest.XTestFakeMotionEvent(self._display, -1, x, y, NOW)
        self._x11.XSync(self._display, 0)

    def _button(self, button: int, down: bool) -> None:
        self._xtest.XTestFakeButtonEvent(self._display, button, int(down), NOW)
        self._x11.XSync(self._display, 0)
