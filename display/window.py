"""What a full-screen window shows, and which of its dots stand where at a moment. Pure: told the time, no window.

A board of model ``window`` (视频墙, or an LED screen behind a sending card) has no wire. Its player hands over whole
pictures, as MessagePack, which the window's side checks like any other input:

    Showing: area (x, y, width, height), screens [(width, height, dots)], moves, dots_per_s, hold_s, dark_after_s

The dots of a screen are its rows from the top, each filled up to whole bytes, the leftmost dot in the highest bit.
A moving text goes by whole dots at whole refreshes: anything between would blur or jerk. Where it stands
follows from the time that has passed alone, so a late refresh leaves something out and the text never slows down.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import msgspec

from display.board import Area
from display.errors import ProtocolError
from display.render import Frame

MAX_SHOWING_BYTES = 4 * 1024 * 1024
MAX_DOTS_ACROSS = 8192  # what a texture may measure on every graphics chip that we know of


class Screen(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    """One picture of dots."""

    width_px: int
    height_px: int
    dots: bytes


class Showing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in the window from now on. screens: none, and the window is dark.

    moves: the first screen goes from the right edge of the area to beyond its left one, again and again. hold_s: how
    long each screen stands where nothing moves. dark_after_s: dark if nothing is heard for so long.
    """

    area: tuple[int, int, int, int]
    screens: tuple[Screen, ...]
    moves: bool = False
    dots_per_s: float = 0.0
    hold_s: float = 0.0
    dark_after_s: float = 120.0


@dataclass(frozen=True)
class Placement:
    """Which screen stands where: its left edge, in dots from the left edge of the area; beyond the area it is cut."""

    screen: int
    left_px: int


@dataclass(frozen=True)
class Pace:
    """So many whole dots at every so-manieth refresh."""

    dots: int
    refreshes: int


def showing_of(
    frames: tuple[Frame, ...], area: Area, *, dots_per_s: float, hold_s: float, dark_after_s: float
) -> bytes:
    """The bytes of a Showing. dots_per_s 0: nothing moves. Raises ProtocolError for a picture that is too large."""
    for frame in frames:
        if frame.width_px > MAX_DOTS_ACROSS:
            raise ProtocolError(f"a picture {frame.width_px} dots wide; a window takes at most {MAX_DOTS_ACROSS}")
    showing = Showing(
        area=(area.x_px, area.y_px, area.width_px, area.height_px),
        screens=tuple(_screen(frame) for frame in frames),
        moves=dots_per_s > 0,
        dots_per_s=dots_per_s,
        hold_s=hold_s,
        dark_after_s=dark_after_s,
    )
    return msgspec.msgpack.encode(showing)


def showing_from(data: bytes) -> Showing:
    """A Showing from its bytes. Raises ProtocolError that says what is wrong with it."""
    if len(data) > MAX_SHOWING_BYTES:
        raise ProtocolError(f"{len(data)} bytes for a window; at most {MAX_SHOWING_BYTES}")
    try:
        showing = msgspec.msgpack.decode(data, type=Showing)
    except (msgspec.MsgspecError, UnicodeDecodeError) as err:
        raise ProtocolError(f"no picture for a window: {err}") from err
    for screen in showing.screens:
        expected = (screen.width_px + 7) // 8 * screen.height_px
        if not (0 < screen.width_px <= MAX_DOTS_ACROSS and screen.height_px > 0 and len(screen.dots) == expected):
            raise ProtocolError(
                f"a picture of {screen.width_px}x{screen.height_px} dots in {len(screen.dots)} bytes, not {expected}"
            )
    return showing


def pace(dots_per_s: float, refresh_hz: float) -> Pace:
    """The fastest even pace that is not faster than asked for, at this display's refresh rate."""
    per_refresh = dots_per_s / refresh_hz
    if per_refresh >= 1:
        return Pace(math.floor(per_refresh), 1)
    return Pace(1, math.ceil(1 / per_refresh))


def placement(showing: Showing, elapsed_s: float, refresh_hz: float) -> Placement | None:
    """What stands where so long after the beginning; None: nothing at all."""
    if not showing.screens:
        return None
    if showing.moves:
        step = pace(showing.dots_per_s, refresh_hz)
        # A refresh comes a little early or late; the nearest one is meant.
        gone = math.floor(elapsed_s * refresh_hz + 0.5) // step.refreshes * step.dots
        area_px = showing.area[2]
        return Placement(0, area_px - gone % (area_px + showing.screens[0].width_px))
    if len(showing.screens) == 1 or showing.hold_s <= 0:
        return Placement(0, 0)
    return Placement(int(elapsed_s // showing.hold_s) % len(showing.screens), 0)


def scale(board_px: tuple[int, int], screen_px: tuple[int, int]) -> tuple[int, int, int]:
    """How many pixels a dot is high and wide, and the left and top edge of the board in the middle of the screen.

    Raises ProtocolError if the board has more dots than the screen has pixels.
    """
    times = min(screen_px[0] // board_px[0], screen_px[1] // board_px[1])
    if not times:
        raise ProtocolError(
            f"a board of {board_px[0]}x{board_px[1]} dots on a screen of {screen_px[0]}x{screen_px[1]} pixels"
        )
    return times, (screen_px[0] - times * board_px[0]) // 2, (screen_px[1] - times * board_px[1]) // 2


def _screen(frame: Frame) -> Screen:
    row_bytes = (frame.width_px + 7) // 8
    unused = 8 * row_bytes - frame.width_px
    dots = b"".join((row << unused).to_bytes(row_bytes, "big") for row in frame.rows)
    return Screen(frame.width_px, frame.height_px, dots)
