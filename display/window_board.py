"""A full-screen window (视频墙、发送卡大屏) as a board: faces out as pictures, painted ones confirmed.

Not class A, though the window goes dark when its player falls silent, and is gone when the process ends: a machine
that hangs as a whole goes on putting out its last picture, and what a sending card shows without a signal is a
setting of that card. A relay in the screen's supply makes it class B.
"""

from __future__ import annotations

from datetime import datetime

from content.led_line import LedStyle
from display.board import Board, Capabilities, DeadMan
from display.errors import ProtocolError
from display.protocols.base import Exchange, Face, Reply
from display.window import MAX_SHOWING_BYTES, showing_of

PAINTED = b"\x06"
PAINT_WITHIN_S = 5.0  # the first one opens the window


class Window:
    """Every size of screen: the window fills it, in whole multiples of the board's dots."""

    capabilities = Capabilities(
        charsets=("gb2312", "gbk"),
        font_px=frozenset({12, 14, 16, 24, 32}),
        styles=frozenset({LedStyle.STILL, LedStyle.SCROLL_LEFT}),
        x_step_px=1,
        acknowledges=True,
        volatile=True,
        deadman=DeadMan.RELAY,
        max_frame_bytes=MAX_SHOWING_BYTES,
        raster="always",
    )

    def show(self, face: Face, board: Board, *, first: bool) -> list[Exchange]:
        """One picture, or all of them at once: the window turns the pages. The same one again changes nothing."""
        if not face.screens:
            raise ProtocolError("this model takes dots, and the face has none")
        moves = face.style is LedStyle.SCROLL_LEFT
        data = showing_of(
            face.screens,
            face.area,
            dots_per_s=board.characters_per_s * board.font_px if moves else 0.0,
            hold_s=face.hold_s,
            dark_after_s=board.deadman_s,
        )
        return [Exchange(data, PAINT_WITHIN_S)]

    def darken(self, board: Board) -> list[Exchange]:
        """No picture: black."""
        data = showing_of((), board.area, dots_per_s=0.0, hold_s=0.0, dark_after_s=board.deadman_s)
        return [Exchange(data, PAINT_WITHIN_S)]

    def ping(self, board: Board) -> list[Exchange]:
        """Nothing: each picture is answered."""
        return []

    def set_clock(self, now: datetime, board: Board) -> list[Exchange]:
        """Nothing: the window has no clock of its own."""
        return []

    def set_brightness(self, percent: int, board: Board) -> list[Exchange]:
        """Nothing: that is the sending card's."""
        return []

    def set_power(self, on: bool, board: Board) -> list[Exchange]:
        """Nothing: that is the sending card's."""
        return []

    def read(self, buffer: bytes) -> tuple[Reply | None, int]:
        """One byte, once the picture has been painted."""
        return (Reply(accepted=True), 1) if buffer[:1] == PAINTED else (None, len(buffer))


WINDOW = Window()
