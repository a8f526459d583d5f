"""Two fingers on the glass: moved apart they magnify, moved together they make smaller (pinch).

SDL tells of every finger; Kivy on Linux passes none of them on, only the pointer that the first one moves. A watch on
SDL's events notes them, and ``Pinch`` makes degrees of it. What two fingers do a button does too: no gesture is needed.
"""

from __future__ import annotations

import ctypes
import math
from collections import deque
from typing import Any, Literal, Protocol

from msgspec import Struct

APART = 1.35  # times as far from each other: one degree; the degrees of a page lie 1.5 times from each other
MOST_FINGERS = 10  # more are a sleeve on the glass, or a panel that lost its calibration
MOST_NOTED = 500  # movements between two turns of the loop

_DOWN, _UP, _MOTION = 0x700, 0x701, 0x702  # SDL_events.h: SDL_FINGERDOWN, SDL_FINGERUP, SDL_FINGERMOTION
_KINDS: dict[int, Literal["down", "up", "move"]] = {_DOWN: "down", _UP: "up", _MOTION: "move"}


class Finger(Struct, frozen=True):
    """One finger comes down, moves or is lifted. x, y: 0 to 1 across the window."""

    kind: Literal["down", "up", "move"]
    finger: int
    x: float
    y: float


class Pinch:
    """From fingers to degrees. width_px, height_px: of the window, for a page is not square."""

    def __init__(self, width_px: int, height_px: int) -> None:
        self._size = (width_px, height_px)
        self._down: dict[int, tuple[float, float]] = {}
        self._apart = 0.0

    @property
    def is_running(self) -> bool:
        """Whether two fingers are down: what the pointer does meanwhile is no touch."""
        return len(self._down) == 2

    def moved(self, event: Finger) -> int:
        """1 for a degree larger, -1 for a degree smaller, mostly 0."""
        if event.kind == "up":
            self._down.pop(event.finger, None)
        elif event.finger in self._down or (event.kind == "down" and len(self._down) < MOST_FINGERS):
            self._down[event.finger] = (event.x * self._size[0], event.y * self._size[1])
        if not self.is_running:
            self._apart = 0.0
            return 0
        apart = max(1.0, math.dist(*self._down.values()))
        if event.kind != "move" or not self._apart:
            self._apart = apart
        elif apart >= self._apart * APART or apart <= self._apart / APART:
            larger = apart > self._apart
            self._apart = apart
            return 1 if larger else -1
        return 0


class Pinched(Protocol):
    """What fingers do to the window's face."""

    def pinch(self, by: int) -> None: ...

    def let_go(self) -> None: ...


class Fingers:
    """The fingers of one window. sdl: the library that Kivy runs on, None if it was not found: then there are none."""

    def __init__(self, sdl: Any | None, width_px: int, height_px: int) -> None:
        self._watch = FingerWatch(sdl)
        self._pinch = Pinch(width_px, height_px)

    def follow(self, face: Pinched) -> None:
        """Do what the fingers did since the last time."""
        for event in self._watch.take():
            by = self._pinch.moved(event)
            if self._pinch.is_running:
                face.let_go()
            if by:
                face.pinch(by)

    def close(self) -> None:
        self._watch.close()


class _TouchFingerEvent(ctypes.Structure):
    """SDL_TouchFingerEvent of SDL 2."""

    _fields_ = [
        ("type", ctypes.c_uint32),
        ("timestamp", ctypes.c_uint32),
        ("touch", ctypes.c_int64),
        ("finger", ctypes.c_int64),
        ("x", ctypes.c_float),
        ("y", ctypes.c_float),
        ("dx", ctypes.c_float),
        ("dy", ctypes.c_float),
        ("pressure", ctypes.c_float),
    ]


_Watch = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(_TouchFingerEvent))


class FingerWatch:
    """Notes what SDL tells of fingers, until it is taken."""

    def __init__(self, sdl: Any | None) -> None:
        self._sdl = sdl
        self._noted: deque[Finger] = deque(maxlen=MOST_NOTED)
        self._watch = _Watch(self._note)  # kept: SDL calls it as long as it runs
        if sdl is not None:
            sdl.SDL_AddEventWatch.argtypes = [_Watch, ctypes.c_void_p]
            sdl.SDL_AddEventWatch.restype = None
            sdl.SDL_AddEventWatch(self._watch, None)

    def take(self) -> list[Finger]:
        """What was noted since the last time, in order."""
        taken = list(self._noted)
        self._noted.clear()
        return taken

    def close(self) -> None:
        """SDL calls no more."""
        if self._sdl is not None:
            self._sdl.SDL_DelEventWatch.argtypes = [_Watch, ctypes.c_void_p]
            self._sdl.SDL_DelEventWatch(self._watch, None)
            self._sdl = None

    def _note(self, _: Any, event: Any) -> int:
        found = event.contents
        kind = _KINDS.get(found.type)
        if kind is not None:
            self._noted.append(Finger(kind, int(found.finger), float(found.x), float(found.y)))
        return 0
