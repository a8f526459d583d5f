"""SDL 2, for those who open a window with it: what it says went wrong becomes our error. Optional: mingbai[window]."""

from __future__ import annotations

import warnings

from display.errors import TransportError

with warnings.catch_warnings():
    # PySDL2 warns that it found the libraries it was installed with.
    warnings.filterwarnings("ignore", message="Using SDL2 binaries from pysdl2-dll", category=UserWarning)
    import sdl2 as sdl2


def check(status: int) -> None:
    """Raises TransportError for a negative status."""
    if status < 0:
        raise TransportError(f"the window is broken: {said()}")


def said() -> str:
    """SDL's own words for its last error."""
    return str(sdl2.SDL_GetError().decode("utf-8", "replace"))
