"""The pictures of a waiting line, drawn from the bytes that are signed, one for each of its boards."""

from __future__ import annotations

from content.hub.release.line_text import drawn_on
from content.hub.release.models import LedLineRequest
from content.hub.terminals.models import Board
from content.led_line import decode_led_line
from display.preview import preview_png


def preview_of(line: LedLineRequest, board: Board) -> bytes:
    """PNG bytes, dot for dot what this board shows. Raises DisplayError if it no longer can."""
    signed = decode_led_line(bytes(line.payload))
    return preview_png(signed.text, signed.style, drawn_on(board))
