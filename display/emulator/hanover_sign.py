"""An emulated Hanover flip-dot sign: dots that stay as they were turned, also without power, and not a word.

It knows only dots, so its text stays unknown: "" always. Assumed, because no public source says: a picture with too
few or too many dots for the sign is ignored as a whole; pictures are taken also during the test sequence, whose
own look is not known and not shown.
"""

from __future__ import annotations

from display.board import Board
from display.errors import ProtocolError
from display.fonts import Font
from display.protocols.hanover_codec import EVERY_SIGN, Picture, StartTest, StopTest, decode, dots_of, next_frame
from display.render import Frame, blank

MAX_ERRORS = 20


class HanoverSign:
    """One sign. address: its wheel plus one, as on the wire."""

    text = ""
    is_on = True

    def __init__(self, width_px: int, height_px: int, address: int = 1) -> None:
        self.width_px = width_px
        self.height_px = height_px
        self.frames_received = 0
        self.errors: tuple[str, ...] = ()
        self.is_testing = False
        self._address = address
        self._dots = blank(width_px, height_px)
        self._pending = b""

    def feed(self, data: bytes, now_s: float) -> bytes:
        """Take bytes from the line. The sign never answers."""
        self._pending += data
        while True:
            frame, used = next_frame(self._pending)
            self._pending = self._pending[used:]
            if frame is None:
                return b""
            self.frames_received += 1
            try:
                self._obey(frame)
            except ProtocolError as err:
                self.errors = (*self.errors, f"frame: {err}")[-MAX_ERRORS:]

    def passing(self, now_s: float) -> bool:
        """Nothing expires."""
        return False

    def power_cut(self) -> None:
        """The dots stay; what was half received is gone, and so is the test sequence."""
        self._pending = b""
        self.is_testing = False

    def dots(self) -> Frame:
        """The dots that show their bright side."""
        return self._dots

    def _obey(self, frame: bytes) -> None:
        message = decode(frame)
        if message.address != self._address and (message.address != EVERY_SIGN or isinstance(message, Picture)):
            return
        match message:
            case Picture(data):
                dots = dots_of(data, self.height_px)
                if dots.width_px != self.width_px:
                    raise ProtocolError(f"a picture {dots.width_px} dots wide, the sign has {self.width_px}")
                self._dots = dots
            case StartTest():
                self.is_testing = True
            case StopTest():
                self.is_testing = False


def make(board: Board, font: Font) -> HanoverSign:
    """The sign of this board; it draws no characters, so the font is not used."""
    return HanoverSign(board.width_px, board.height_px, board.address)
