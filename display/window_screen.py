"""The window of a video wall. One full-screen window on an X display, painted by a thread of its own.

SDL wants all its calls from one thread. The player's thread hands over a picture and waits until it has been painted;
the painter moves it at the display's refresh rate, and darkens the window by itself when it hears nothing.
When the X server ends, the process ends with it, and the service manager starts it anew.
"""

from __future__ import annotations

import ctypes
import logging
import os
import threading
from collections.abc import Callable

from display.errors import DisplayError, TransportError
from display.sdl import check, said, sdl2
from display.window import Placement, Showing, placement, scale, showing_from
from display.window_board import PAINTED
from display.window_canvas import Grid, canvas_of

SCHEME = "window://"
USUAL_REFRESH_HZ = 60.0  # where the display does not tell
RED, GREEN = (255, 0, 0), (0, 255, 0)  # of an LED screen, one kind of diode alone
IDLE_S = 0.25

log = logging.getLogger(__name__)


class WindowTransport:
    """A transport that ends in a window. url: window:// and an X display, such as window://:0.

    monotonic: seconds that only go forward. Raises TransportError where there is no such display or no room on it.
    """

    def __init__(self, url: str, board_px: tuple[int, int], colours: str, monotonic: Callable[[], float]) -> None:
        self._url = url
        self._board_px = board_px
        self._colour = GREEN if colours == "green" else RED
        self._monotonic = monotonic
        self._news = threading.Condition()
        self._wanted: Showing | None = None
        self._heard_s = 0.0
        self._painted: Showing | None = None
        self._failure = ""
        self._painter: threading.Thread | None = None
        self._closing = False

    def exchange(self, data: bytes, reply_within_s: float | None) -> bytes:
        """As in Transport; the answer is PAINTED."""
        if not data:
            return b""
        showing = showing_from(data)
        with self._news:
            if self._painter is None or not self._painter.is_alive():
                self._failure, self._painted = "", None
                self._painter = threading.Thread(target=self._paint, name="window", daemon=True)
                self._painter.start()
            self._wanted, self._heard_s = showing, self._monotonic()
            self._news.notify_all()
            done = self._news.wait_for(lambda: self._painted == showing or self._failure, reply_within_s or 0.0)
            if self._failure:
                raise TransportError(f"{self._url}: {self._failure}")
            return PAINTED if done else b""

    def close(self) -> None:
        """Take the window away; the next exchange opens it again."""
        painter = self._painter
        if painter is not None:
            with self._news:
                self._closing = True
                self._news.notify_all()
            painter.join()
            self._painter, self._closing = None, False

    # --- in the painter's thread ---

    def _paint(self) -> None:
        try:
            screen = _Screen(self._url.removeprefix(SCHEME), self._board_px, self._colour)
        except DisplayError as err:
            self._fail(str(err))
            return
        try:
            self._follow(screen)
        except DisplayError as err:
            self._fail(str(err))
        finally:
            screen.close()

    def _fail(self, reason: str) -> None:
        with self._news:
            self._failure = reason
            self._news.notify_all()

    def _follow(self, screen: _Screen) -> None:
        current: Showing | None = None
        stands: Placement | None = None
        began_s = 0.0
        while True:
            with self._news:
                if self._closing:
                    return
                wanted, heard_s = self._wanted, self._heard_s
            now_s = self._monotonic()
            is_new = wanted != current
            if wanted is not None and is_new:
                current, began_s = wanted, now_s
                screen.canvas.take(current)
            is_silent = current is not None and now_s - heard_s >= current.dark_after_s
            place = placement(current, now_s - began_s, screen.refresh_hz) if current and not is_silent else None
            if screen.was_disturbed() or is_new or place != stands:
                screen.canvas.draw(place)
                stands = place
            with self._news:
                if current is not None and self._painted != current:
                    self._painted = current
                    self._news.notify_all()
                moves = current is not None and current.moves and not is_silent
                pause_s = _to_next_refresh(self._monotonic() - began_s, screen.refresh_hz) if moves else IDLE_S
                if self._wanted == current and not self._closing:
                    self._news.wait(pause_s)


class _Screen:
    """The window and the canvas in it. All of it in one thread."""

    def __init__(self, display: str, board_px: tuple[int, int], colour: tuple[int, int, int]) -> None:
        self._board_px, self._colour = board_px, colour
        os.environ["DISPLAY"] = display  # the only place where Xlib looks
        sdl2.SDL_SetHint(sdl2.SDL_HINT_NO_SIGNAL_HANDLERS, b"1")  # a signal ends the player in order, not the window
        sdl2.SDL_SetHint(sdl2.SDL_HINT_RENDER_SCALE_QUALITY, b"0")  # a dot is a square
        sdl2.SDL_SetHint(sdl2.SDL_HINT_VIDEODRIVER, b"x11")
        if sdl2.SDL_InitSubSystem(sdl2.SDL_INIT_VIDEO) < 0:
            raise TransportError(f"no window: {said()}")
        try:
            self._open()
        except DisplayError:
            sdl2.SDL_QuitSubSystem(sdl2.SDL_INIT_VIDEO)
            raise

    def _open(self) -> None:
        mode = sdl2.SDL_DisplayMode()
        check(sdl2.SDL_GetDesktopDisplayMode(0, ctypes.byref(mode)))
        self.refresh_hz = float(mode.refresh_rate or USUAL_REFRESH_HZ)
        times, left, top = scale(self._board_px, (mode.w, mode.h))
        flags = sdl2.SDL_WINDOW_BORDERLESS | sdl2.SDL_WINDOW_ALWAYS_ON_TOP | sdl2.SDL_WINDOW_SHOWN
        # Without a window manager nobody answers a request for full screen: borderless and as large as the screen.
        self._window = sdl2.SDL_CreateWindow("明白".encode(), 0, 0, mode.w, mode.h, flags)
        if not self._window:
            raise TransportError(f"no window: {said()}")
        try:
            self.canvas = canvas_of(self._window, Grid(times, left, top), self._colour)
        except DisplayError:
            sdl2.SDL_DestroyWindow(self._window)
            raise
        sdl2.SDL_ShowCursor(sdl2.SDL_DISABLE)
        how = type(self.canvas).__name__
        log.info("window opened", extra={"px": [mode.w, mode.h], "scale": times, "hz": self.refresh_hz, "how": how})

    def was_disturbed(self) -> bool:
        """Whether something happened to the window that may have damaged its picture."""
        event, disturbed = sdl2.SDL_Event(), False
        while sdl2.SDL_PollEvent(ctypes.byref(event)):
            disturbed |= event.type == sdl2.SDL_WINDOWEVENT
        return disturbed

    def close(self) -> None:
        """Take the window away."""
        self.canvas.close()
        sdl2.SDL_DestroyWindow(self._window)
        sdl2.SDL_QuitSubSystem(sdl2.SDL_INIT_VIDEO)


def _to_next_refresh(elapsed_s: float, refresh_hz: float) -> float:
    """Pause until the clock says that the next refresh is near; waiting for it exactly is the display's."""
    return (1 - elapsed_s * refresh_hz % 1) / refresh_hz
