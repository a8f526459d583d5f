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


class DisplayError(Exception):
    """Root of the five; loops catch this one, log it and carry on with the last good face."""


class TransportError(DisplayError):
    """The port cannot be opened, or broke while in use."""


class ProtocolError(DisplayError):
    """Bytes that do not follow the wire format, or a value that the format cannot carry."""


class BoardRefused(DisplayError):
    """The card answered with an error of its own."""


class TextRefused(DisplayError):
    """A text that this board cannot show as it is written."""


class FontMissing(DisplayError):
    """A font file that is not installed, or is not the font it should be."""
