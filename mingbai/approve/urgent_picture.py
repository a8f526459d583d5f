"""The frame around an approver's picture of an urgent line: nobody shall sign an emergency for a notice.

The picture inside stays as it is, pixel for pixel; its hash, which the line names, is of the picture without a frame.
"""

from __future__ import annotations

import io

from PIL import Image

from content.led_line import LedUrgency
from display.fonts import Font, installed
from display.render import strip

FRAME_PX = 16
TIMES = 3  # the words are drawn with dots of 3 × 3 pixels
PADDING_PX = 12
COLOURS = {LedUrgency.EMERGENCY: (200, 0, 0), LedUrgency.DRILL: (0, 80, 170)}  # red, and blue for what is no danger
WORD_COLOUR = (255, 255, 255)


def framed(png: bytes, words: str, urgency: LedUrgency, font: Font | None = None) -> bytes:
    """PNG bytes: the picture with a broad frame in the colour of its urgency, the words on top.

    Raises FontMissing if the font is not installed, KeyError for a line that is not urgent.
    """
    drawn = strip(words, font or installed(16))
    top_px = drawn.height_px * TIMES + 2 * PADDING_PX
    with Image.open(io.BytesIO(png)) as inside:
        width = max(inside.width, drawn.width_px * TIMES) + 2 * FRAME_PX
        whole = Image.new("RGB", (width, top_px + inside.height + FRAME_PX), COLOURS[urgency])
        whole.paste(inside.convert("RGB"), (FRAME_PX, top_px))
    left_px = (width - drawn.width_px * TIMES) // 2
    for y in range(drawn.height_px):
        for x in range(drawn.width_px):
            if drawn.is_lit(x, y):
                place = (left_px + x * TIMES, PADDING_PX + y * TIMES)
                whole.paste(WORD_COLOUR, (*place, place[0] + TIMES, place[1] + TIMES))
    out = io.BytesIO()
    whole.save(out, "PNG")
    return out.getvalue()
