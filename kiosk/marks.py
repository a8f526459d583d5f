"""What can stand on a screen: boxes, lines of text, pictures. Values only; ``drawing`` lays them out.

Coordinates are pixels from the top left, y downwards.
"""

from __future__ import annotations

from msgspec import Struct

from kiosk.part import WHOLE, Part
from kiosk.punctuation import HALVED_AT_END
from kiosk.theme import Style


class Rect(Struct, frozen=True):
    x: int
    y: int
    w: int
    h: int

    @property
    def right(self) -> int:
        return self.x + self.w

    @property
    def bottom(self) -> int:
        return self.y + self.h

    def inset(self, by: int) -> Rect:
        return Rect(self.x + by, self.y + by, self.w - 2 * by, self.h - 2 * by)

    def overlaps(self, top: int, bottom: int) -> bool:
        """Whether it reaches into the rows from top to bottom."""
        return self.bottom > top and self.y < bottom

    def holds(self, x: float, y: float) -> bool:
        return self.x <= x < self.right and self.y <= y < self.bottom


class Box(Struct, frozen=True, tag=True):
    """A filled rectangle. edge: colour of its outline, "" for none."""

    at: Rect
    fill: str
    radius: int = 0
    edge: str = ""
    edge_px: int = 0


class Words(Struct, frozen=True, tag=True):
    """One line of text; at.x, at.y is its top left corner."""

    at: Rect
    text: str
    style: Style
    colour: str

    @property
    def ink(self) -> Rect:
        """What is really drawn: the ideographs' square, 0.88 em above the baseline to 0.12 em below it.

        The ascent is 1.16 em. The blank half of a full-width mark at the end of a line is no ink.
        """
        at, size = self.at, self.style.size_px
        hang = size // 2 + 1 if self.text[-1:] in HALVED_AT_END else 0
        return Rect(at.x, at.y + round(0.28 * size), max(1, at.w - hang), size)


class QrCode(Struct, frozen=True):
    """A QR code of this text, quiet zone included. public: a disclosure's own, so that it may outlast the visit."""

    at: Rect
    text: str
    public: bool = False


class Picture(Struct, frozen=True):
    """A picture or a page of a PDF, or a part of it, fitted into ``at`` without distortion.

    style, colour: of the words that stand there while it is being made (opening), or if it cannot be (unopened).
    """

    at: Rect
    sha256: str
    media_type: str
    page: int
    style: Style
    colour: str
    opening: str
    unopened: str
    part: Part = WHOLE


Mark = Box | Words | QrCode | Picture
