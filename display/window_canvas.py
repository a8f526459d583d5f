"""How dots get into a window: through the graphics chip, or through memory where the machine has none.

A chip scales and moves for nothing and waits for the display's refresh, so a moving text never tears. Without one,
OpenGL is computed on the processor, every pixel of the window at every refresh; then only the part that moves is
drawn, and only that is handed to the X server, through shared memory. The picture is the same to the pixel.
"""

from __future__ import annotations

import ctypes
from typing import Protocol

from display.errors import TransportError
from display.sdl import check, said, sdl2
from display.window import Placement, Screen, Showing

Colour = tuple[int, int, int]
Rect = tuple[int, int, int, int]

_GL_RENDERER = 0x1F01
_ON_THE_PROCESSOR = ("llvmpipe", "softpipe", "swrast", "software rasterizer")


class Canvas(Protocol):
    """Where one board's dots are drawn."""

    def take(self, showing: Showing) -> None:
        """Make the dots of all screens ready to be drawn."""

    def draw(self, place: Placement | None) -> None:
        """One refresh; None: dark."""

    def close(self) -> None: ...


class Grid:
    """Where a dot of the board stands in the window. times: pixels of a dot, across and down."""

    def __init__(self, times: int, left: int, top: int) -> None:
        self._times, self._left, self._top = times, left, top

    def rect(self, x: int, y: int, width: int, height: int) -> object:
        """A rectangle of dots in pixels."""
        times = self._times
        return sdl2.SDL_Rect(self._left + times * x, self._top + times * y, times * width, times * height)


class ChipCanvas:
    """A renderer and its textures, one for each screen of dots."""

    def __init__(self, renderer: object, grid: Grid, colour: Colour) -> None:
        self._renderer, self._grid, self._colour = renderer, grid, colour
        self._textures: list[tuple[object, Screen]] = []
        self._area: Rect = (0, 0, 0, 0)

    def take(self, showing: Showing) -> None:
        self._drop()
        self._area = showing.area
        self._textures = [(self._texture(screen), screen) for screen in showing.screens]

    def draw(self, place: Placement | None) -> None:
        renderer = self._renderer
        check(sdl2.SDL_RenderSetClipRect(renderer, None))
        check(sdl2.SDL_SetRenderDrawColor(renderer, 0, 0, 0, 255))
        check(sdl2.SDL_RenderClear(renderer))
        if place is not None:
            x, y, width, height = self._area
            texture, screen = self._textures[place.screen]
            check(sdl2.SDL_RenderSetClipRect(renderer, self._grid.rect(x, y, width, height)))
            target = self._grid.rect(x + place.left_px, y, screen.width_px, screen.height_px)
            check(sdl2.SDL_RenderCopy(renderer, texture, None, target))
        sdl2.SDL_RenderPresent(renderer)

    def close(self) -> None:
        self._drop()
        sdl2.SDL_DestroyRenderer(self._renderer)

    def _drop(self) -> None:
        for texture, _ in self._textures:
            sdl2.SDL_DestroyTexture(texture)
        self._textures = []

    def _texture(self, screen: Screen) -> object:
        size = (screen.width_px, screen.height_px)
        kind, access = sdl2.SDL_PIXELFORMAT_RGB24, sdl2.SDL_TEXTUREACCESS_STATIC
        texture = sdl2.SDL_CreateTexture(self._renderer, kind, access, *size)
        if not texture:
            raise TransportError(f"no room for {size[0]}x{size[1]} dots: {said()}")
        check(sdl2.SDL_UpdateTexture(texture, None, _pixels(screen, self._colour), 3 * screen.width_px))
        return texture


class MemoryCanvas:
    """The window's pixels in memory, and a surface for each screen of dots."""

    def __init__(self, window: object, grid: Grid, colour: Colour) -> None:
        self._window, self._grid, self._colour = window, grid, colour
        self._surfaces: list[tuple[object, Screen]] = []
        self._area: Rect = (0, 0, 0, 0)
        self._is_whole_due = True

    def take(self, showing: Showing) -> None:
        self._drop()
        self._area, self._is_whole_due = showing.area, True
        self._surfaces = [(self._surface(screen), screen) for screen in showing.screens]

    def draw(self, place: Placement | None) -> None:
        target = sdl2.SDL_GetWindowSurface(self._window)  # another one after the window was resized
        if not target:
            raise TransportError(f"the window is broken: {said()}")
        changed = self._grid.rect(*self._area)
        if place is None or self._is_whole_due:
            check(sdl2.SDL_FillRect(target, None, 0))
        else:
            check(sdl2.SDL_FillRect(target, changed, 0))
        if place is not None:
            surface, screen = self._surfaces[place.screen]
            x, y, width, height = self._area
            first, last = max(0, -place.left_px), min(screen.width_px, width - place.left_px)
            rows = min(height, screen.height_px)
            if first < last:
                seen = sdl2.SDL_Rect(first, 0, last - first, rows)
                where = self._grid.rect(x + place.left_px + first, y, last - first, rows)
                check(sdl2.SDL_UpperBlitScaled(surface, seen, target, where))
        if place is None or self._is_whole_due:
            check(sdl2.SDL_UpdateWindowSurface(self._window))
            self._is_whole_due = place is None
        else:
            check(sdl2.SDL_UpdateWindowSurfaceRects(self._window, (sdl2.SDL_Rect * 1)(changed), 1))

    def close(self) -> None:
        self._drop()

    def _drop(self) -> None:
        for surface, _ in self._surfaces:
            sdl2.SDL_FreeSurface(surface)
        self._surfaces = []

    def _surface(self, screen: Screen) -> object:
        kind, size = sdl2.SDL_PIXELFORMAT_RGB24, (screen.width_px, screen.height_px)
        pixels = _pixels(screen, self._colour)
        borrowed = sdl2.SDL_CreateRGBSurfaceWithFormatFrom(pixels, *size, 24, 3 * screen.width_px, kind)
        target = sdl2.SDL_GetWindowSurface(self._window)
        # of its own, in the window's kind of pixels, so that nothing has to be turned at every refresh
        surface = sdl2.SDL_ConvertSurface(borrowed, target.contents.format, 0) if borrowed and target else None
        if borrowed:
            sdl2.SDL_FreeSurface(borrowed)
        if not surface:
            raise TransportError(f"no room for {size[0]}x{size[1]} dots: {said()}")
        return surface


def canvas_of(window: object, grid: Grid, colour: Colour) -> Canvas:
    """What suits this machine."""
    renderer = sdl2.SDL_CreateRenderer(window, -1, sdl2.SDL_RENDERER_PRESENTVSYNC)
    if renderer and _is_by_chip(renderer):
        return ChipCanvas(renderer, grid, colour)
    if renderer:
        sdl2.SDL_DestroyRenderer(renderer)
    sdl2.SDL_SetHint(sdl2.SDL_HINT_FRAMEBUFFER_ACCELERATION, b"0")  # else the memory would go through OpenGL again
    if not sdl2.SDL_GetWindowSurface(window):
        raise TransportError(f"no window: {said()}")
    return MemoryCanvas(window, grid, colour)


def _is_by_chip(renderer: object) -> bool:
    """Whether a graphics chip draws; what OpenGL says of itself where it is the processor begins with its name."""
    info = sdl2.SDL_RendererInfo()
    check(sdl2.SDL_GetRendererInfo(renderer, ctypes.byref(info)))
    if info.flags & sdl2.SDL_RENDERER_SOFTWARE:
        return False
    address = sdl2.SDL_GL_GetProcAddress(b"glGetString") if info.name.startswith(b"opengl") else None
    if not address:
        return True
    name = ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.c_uint)(address)(_GL_RENDERER) or b""
    return not name.decode("latin-1").lower().startswith(_ON_THE_PROCESSOR)


def _pixels(screen: Screen, colour: Colour) -> bytes:
    lit, dark = bytes(colour), bytes(3)
    row_bytes = (screen.width_px + 7) // 8
    rows = (screen.dots[start : start + row_bytes] for start in range(0, len(screen.dots), row_bytes))
    return b"".join(lit if row[x >> 3] & 0x80 >> (x & 7) else dark for row in rows for x in range(screen.width_px))
