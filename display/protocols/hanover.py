"""Hanover flip-dot signs (翻点屏) as boards: screenfuls as pictures, and nobody who answers.

A flip dot stays where it was turned, also without power: there is no dead-man, and cutting the power does not darken
the sign. So it is class C, for texts that may stand for ever, unless the host lives to darken it. What stands
still is all that it can: a scroll would be a new picture for each step, 0.8 s of wire for 96x16 dots at 4800 baud.
A text of several screenfuls turns its pages once and stays on the last one until it is sent again.
"""

from __future__ import annotations

from datetime import datetime

from content.led_line import LedStyle
from display.board import Board, Capabilities, DeadMan
from display.errors import ProtocolError
from display.protocols.base import Exchange, Face, Model, Reply
from display.protocols.hanover_codec import EVERY_SIGN, MAX_ADDRESS, MAX_FRAME_BYTES, Picture, data_of, encode
from display.protocols.hanover_json import HanoverJson
from display.render import Frame, blank, place


class Hanover:
    """Every size of sign: the size is in the board's settings alone."""

    capabilities = Capabilities(
        charsets=("gb2312", "gbk"),
        font_px=frozenset({12, 14, 16, 24, 32}),
        styles=frozenset({LedStyle.STILL}),
        x_step_px=1,
        acknowledges=False,
        volatile=False,
        deadman=DeadMan.NOBODY,
        max_frame_bytes=MAX_FRAME_BYTES,  # the format's, as it is read here; what a sign takes is not public
        raster="always",
    )

    def show(self, face: Face, board: Board, *, first: bool) -> list[Exchange]:
        """One picture of the whole sign for each screenful, each left to be read for ``hold_s``."""
        if not face.screens:
            raise ProtocolError("this model takes dots, and the face has none")
        area = face.area
        for dots in face.screens:
            if dots.width_px > area.width_px or dots.height_px > area.height_px:
                raise ProtocolError(
                    f"a screenful of {dots.width_px}x{dots.height_px} dots, "
                    f"the area has {area.width_px}x{area.height_px}; this sign cannot scroll"
                )
        pages = place(face.screens, area, board.width_px, board.height_px)
        return [_picture(page, board, pause_after_s=face.hold_s) for page in pages]

    def darken(self, board: Board) -> list[Exchange]:
        """A picture without a bright dot: the sign has no command of its own for it."""
        return [_picture(blank(board.width_px, board.height_px), board)]

    def ping(self, board: Board) -> list[Exchange]:
        """Nothing: the sign does not answer."""
        return []

    def set_clock(self, now: datetime, board: Board) -> list[Exchange]:
        """Nothing: the sign has no clock."""
        return []

    def set_brightness(self, percent: int, board: Board) -> list[Exchange]:
        """Nothing: no public source tells of a command for the lamps."""
        return []

    def set_power(self, on: bool, board: Board) -> list[Exchange]:
        """Nothing: no public source tells of such a command."""
        return []

    def read(self, buffer: bytes) -> tuple[Reply | None, int]:
        """Never an answer: whatever comes is an echo of our own or noise."""
        return None, len(buffer)


def _picture(dots: Frame, board: Board, pause_after_s: float = 0.0) -> Exchange:
    if not EVERY_SIGN < board.address <= MAX_ADDRESS:
        raise ProtocolError(
            f"address {board.address}: a Hanover sign has one of 1 to {MAX_ADDRESS}, its wheel plus one"
        )
    return Exchange(encode(Picture(data_of(dots), board.address)), None, pause_after_s)


MODEL = Model(Hanover(), HanoverJson())
