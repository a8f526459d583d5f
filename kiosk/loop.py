"""The main loop: sleep until a touch, a message or the next tick, then let Kivy draw once.

Kivy's own loop sleeps away the rest of a frame before it looks at a touch, and again before it draws the answer:
about 20 ms of every tap. Here SDL's event queue is what is waited for. SDL_WaitEventTimeout only looks at the
queue; Kivy takes the events out as always. Other threads end the sleep with an SDL user event.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kivy.base import EventLoop

from kiosk.work import Mailbox

log = logging.getLogger(__name__)

TICK_S = 0.25
FIRST_PAGE_WITHIN_S = 1.0
POLL_S = 0.02  # without SDL's help
ANSWER_WITHIN_S = 0.1  # what a touch asked for mostly comes sooner; drawing before would only make it later
SDL_USEREVENT = 0x8000
SDL_EVENT_BYTES = 128  # the union has 56; room to spare


class Loop:
    """Runs until ``stop``. tick() is called at least four times a second, flipped() after every drawn frame."""

    def __init__(self, window: Any, mailbox: Mailbox, tick: Callable[[], None], flipped: Callable[[], None]) -> None:
        self._window = window
        self._mailbox = mailbox
        self._tick = tick
        self._flipped = flipped
        self._sdl = self.sdl = _sdl()
        self._running = True
        self._drawn = False
        self._asked = False
        mailbox.wake_with(self._wake)
        window.bind(on_flip=self._on_flip)

    def run(self) -> None:
        """Until ``stop``."""
        EventLoop.start()
        self._mailbox.wait(FIRST_PAGE_WITHIN_S)  # an empty frame first would only make the page come later
        while self._running and not EventLoop.quit:
            self.once()
        EventLoop.close()

    def once(self) -> None:
        """Sleep until something happens, deliver what has come, draw if need be."""
        self._sleep()
        self._window.mainloop()  # takes SDL's events and dispatches them
        if self._asked:
            self._asked = False
            self._mailbox.wait(ANSWER_WITHIN_S)
        self._mailbox.empty_out()
        self._tick()
        EventLoop.idle()
        if self._drawn:
            self._drawn = False
            self._flipped()

    def expect_answer(self) -> None:
        """Something was asked from another thread: what it says is drawn at once, and nothing before it."""
        self._asked = True

    def stop(self) -> None:
        """End the loop. From a signal handler or the main thread."""
        self._running = False

    def _on_flip(self, window: Any) -> None:
        self._drawn = True

    def _sleep(self) -> None:
        if self._window.canvas.needs_redraw or not self._running:
            return
        if self._sdl is None:
            time.sleep(POLL_S)
        else:
            self._sdl.SDL_WaitEventTimeout(None, int(TICK_S * 1000))

    def _wake(self) -> None:
        if self._sdl is not None:
            event = (ctypes.c_uint32 * (SDL_EVENT_BYTES // 4))(SDL_USEREVENT)
            self._sdl.SDL_PushEvent(ctypes.byref(event))


def _sdl() -> Any | None:
    """The SDL that Kivy runs on: the one in its wheel, else the system's."""
    import kivy

    bundled = sorted((Path(kivy.__file__).parent.parent / "Kivy.libs").glob("libSDL2-2-*"))
    name = str(bundled[0]) if bundled else ctypes.util.find_library("SDL2-2.0") or ctypes.util.find_library("SDL2")
    if name is None:
        log.warning("SDL not found for waiting; touches are polled")
        return None
    sdl = ctypes.CDLL(name)
    sdl.SDL_WaitEventTimeout.argtypes = [ctypes.c_void_p, ctypes.c_int]
    sdl.SDL_PushEvent.argtypes = [ctypes.c_void_p]
    return sdl
