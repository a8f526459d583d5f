"""The pictures of what waits for signatures, drawn from the bytes that are signed, one for each board."""

from __future__ import annotations

from content.hub.release.line_text import drawn_on
from content.hub.release.models import EmergencyTemplate, LedLineRequest
from content.hub.terminals.models import Board
from content.hub.terminals.wording import model_label
from content.led_line import decode_led_line
from display.preview import preview_png


def preview_of(line: LedLineRequest, board: Board) -> bytes:
    """PNG bytes, dot for dot what this board shows. Raises DisplayError if it no longer can."""
    signed = decode_led_line(bytes(line.payload))
    return preview_png(signed.text, signed.style, drawn_on(board))


def specimen_of(template: EmergencyTemplate, board: Board) -> bytes:
    """The same of a template, with its longest fillings. Raises DisplayError."""
    signed = template.signed()
    return preview_png(signed.specimen(), signed.style, drawn_on(board))


def board_facts(board: Board, preview: str) -> dict[str, str]:
    """A board as the signing page names it. preview: the address of its picture."""
    about = f"{board.unit}，{model_label(board.model)}，{board.width_px}×{board.height_px} 点"
    return {"id": board.pk, "about": about, "preview": preview}
