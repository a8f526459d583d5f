"""The lit dots of an emulated card in a window of the desktop, drawn as LEDs, as the PNG of it would be.

The window has the size of that picture; where the screen is smaller, it is drawn smaller. It may be resized, and
closing it ends the emulator.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable

from display.board import Colours
from display.emulator.base import Card
from display.errors import TransportError
from display.led_picture import Picture, board_picture
from display.render import Frame
from display.sdl import check, said, sdl2

MAX_ACROSS_PX = 16_384  # of a picture: what a texture may measure on the graphics chips of today


class WindowView:
    """A view in a window. All calls from one thread. when_closed: the person closed it."""

    def __init__(self, title: str, colours: Colours, when_closed: Callable[[], None]) -> None:
        self._title = title
        self._colours = colours
        self._when_closed = when_closed
        self._dots: Frame | None = None
        self._window: object = None
        self._renderer: object = None
        self._texture: object = None

    def show(self, card: Card) -> None:
        """Draw the card if its dots have changed. Raises TransportError where there is no screen, or no room on it."""
        dots, is_new = card.dots(), False
        if dots != self._dots:
            picture = board_picture(dots, self._colours)
            if self._window is None:
                self._open(picture)
            self._dots, is_new = dots, True
            self._take(picture)
        if self._was_disturbed() or is_new:
            check(sdl2.SDL_RenderClear(self._renderer))
            check(sdl2.SDL_RenderCopy(self._renderer, self._texture, None, None))
            sdl2.SDL_RenderPresent(self._renderer)

    def close(self) -> None:
        """Take the window away."""
        if self._window is not None:
            self._drop_texture()
            sdl2.SDL_DestroyRenderer(self._renderer)
            sdl2.SDL_DestroyWindow(self._window)
            sdl2.SDL_QuitSubSystem(sdl2.SDL_INIT_VIDEO)
            self._window = self._dots = None

    # --- helpers ---

    def _open(self, picture: Picture) -> None:
        if max(picture.width, picture.height) > MAX_ACROSS_PX:
            raise TransportError(
                f"a picture of {picture.width}x{picture.height} pixels; a window shows at most {MAX_ACROSS_PX} across"
            )
        sdl2.SDL_SetHint(sdl2.SDL_HINT_NO_SIGNAL_HANDLERS, b"1")  # a signal ends the emulator in order, not the window
        sdl2.SDL_SetHint(sdl2.SDL_HINT_RENDER_SCALE_QUALITY, b"1")  # where it is drawn smaller, the dots blend
        if sdl2.SDL_InitSubSystem(sdl2.SDL_INIT_VIDEO) < 0:
            raise TransportError(f"no window: {said()}")
        room = sdl2.SDL_Rect()
        check(sdl2.SDL_GetDisplayUsableBounds(0, ctypes.byref(room)))
        part = min(1.0, room.w / picture.width, room.h / picture.height)
        size = (max(1, int(picture.width * part)), max(1, int(picture.height * part)))
        anywhere = sdl2.SDL_WINDOWPOS_CENTERED
        window = sdl2.SDL_CreateWindow(self._title.encode(), anywhere, anywhere, *size, sdl2.SDL_WINDOW_RESIZABLE)
        renderer = sdl2.SDL_CreateRenderer(window, -1, 0) if window else None
        if not renderer:
            why = said()
            if window:
                sdl2.SDL_DestroyWindow(window)
            sdl2.SDL_QuitSubSystem(sdl2.SDL_INIT_VIDEO)
            raise TransportError(f"no window: {why}")
        self._window, self._renderer = window, renderer
        check(sdl2.SDL_RenderSetLogicalSize(renderer, picture.width, picture.height))  # a resized one keeps its shape

    def _take(self, picture: Picture) -> None:
        self._drop_texture()
        kind, width = sdl2.SDL_PIXELFORMAT_INDEX8, picture.width
        surface = sdl2.SDL_CreateRGBSurfaceWithFormatFrom(picture.pixels, width, picture.height, 8, width, kind)
        if not surface:
            raise TransportError(f"no room for {width}x{picture.height} pixels: {said()}")
        try:
            inks = (sdl2.SDL_Color * len(picture.palette))(*(sdl2.SDL_Color(*ink, 255) for ink in picture.palette))
            check(sdl2.SDL_SetPaletteColors(surface.contents.format.contents.palette, inks, 0, len(inks)))
            self._texture = sdl2.SDL_CreateTextureFromSurface(self._renderer, surface)
        finally:
            sdl2.SDL_FreeSurface(surface)
        if not self._texture:
            raise TransportError(f"no room for {width}x{picture.height} pixels: {said()}")

    def _drop_texture(self) -> None:
        if self._texture is not None:
            sdl2.SDL_DestroyTexture(self._texture)
            self._texture = None

    def _was_disturbed(self) -> bool:
        """Whether something happened to the window that may have damaged its picture."""
        event, disturbed = sdl2.SDL_Event(), False
        while sdl2.SDL_PollEvent(ctypes.byref(event)):
            disturbed |= event.type == sdl2.SDL_WINDOWEVENT
            if event.type == sdl2.SDL_QUIT:
                self._when_closed()
        return disturbed
