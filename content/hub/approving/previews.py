"""The pictures of a waiting line, drawn from the bytes that are signed, one for each of its boards."""

from __future__ import annotations

from content.hub.release.models import LedLineRequest
from content.hub.terminals.models import Board
from content.led_line import decode_led_line
from display.board import Board as LedBoard
from display.preview import preview_png


def drawn_on(board: Board) -> LedBoard:
    """The hub's board as the drawing takes it."""
    return LedBoard(
        id=board.pk,
        model=board.model,
        width_px=board.width_px,
        height_px=board.height_px,
        font_px=board.font_px,
        colours=board.colours,
    )


def preview_of(line: LedLineRequest, board: Board) -> bytes:
    """PNG bytes, dot for dot what this board shows. Raises DisplayError if it no longer can."""
    signed = decode_led_line(bytes(line.payload))
    return preview_png(signed.text, signed.style, drawn_on(board))
