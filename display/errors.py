"""What can go wrong between a verified line and its LEDs, split by who must act.

    DisplayError
    ├── TransportError   the cable: port missing, unplugged, taken by another program, write timed out
    ├── ProtocolError    the bytes: a frame that does not follow the maker's format
    ├── BoardRefused     the panel: the card answered, and said no
    ├── TextRefused      the author: a character or a length that this board cannot show
    └── FontMissing      the technician: a font file is not installed

Foreign errors are turned into these once, at the seam, with ``raise … from err``.
"""

from __future__ import annotations

from content.store.board_status import Reason, ReasonKind


class DisplayError(Exception):
    """Root of the five; loops catch this one, log it and carry on with the last good face.

    kind, about: the same for those who read no English (content.store.board_status.Reason).
    """

    kind = ReasonKind.OTHER
    about = ""

    @property
    def reason(self) -> Reason:
        return Reason(self.kind, self.about, str(self))


class TransportError(DisplayError):
    """The port cannot be opened, or broke while in use."""

    kind = ReasonKind.CABLE


class ProtocolError(DisplayError):
    """Bytes that do not follow the wire format, or a value that the format cannot carry."""

    kind = ReasonKind.FORMAT


class BoardRefused(DisplayError):
    """The card answered with an error of its own."""

    kind = ReasonKind.CARD_REFUSED


class TextRefused(DisplayError):
    """A text that this board cannot show as it is written. kind, about: as in ReasonKind."""

    def __init__(self, sentence: str, kind: ReasonKind = ReasonKind.OTHER, about: str = "") -> None:
        super().__init__(sentence)
        self.kind = kind
        self.about = about


class FontMissing(DisplayError):
    """A font file that is not installed, or is not the font it should be."""

    kind = ReasonKind.FONT
