"""What the approvers look at before they sign, and what `mingbai board preview` saves: the line on its board.

Still text is one picture, or one for each page. Moving text is a sheet of successive screens, so that every
character of it is on the picture whose hash is signed; the animation is for the eye only.
"""

from __future__ import annotations

import io
from typing import Literal

from PIL import Image

from content.led_line import LedStyle
from content.store.board_status import ReasonKind
from display.board import Board
from display.compose import check_board, compose, layout_of
from display.errors import TextRefused
from display.fonts import Font, installed
from display.led_picture import Picture, board_picture, sheet
from display.png import encode_png
from display.protocols import protocol_for
from display.protocols.base import Face
from display.render import Frame, cut, place, screens, strip

_STEP_PX, _STEP_MS = 4, 80  # of the animation: 50 dots a second


def preview_png(text: str, style: LedStyle, board: Board) -> bytes:
    """PNG bytes of the line as this board shows it; the same bytes for the same input on every machine.

    Raises TextRefused if the board cannot show the text, FontMissing if the font is not installed.
    """
    return encode_png(preview_picture(text, style, board))


def preview_picture(text: str, style: LedStyle, board: Board) -> Picture:
    """The same as pixels. Raises as ``preview_png``."""
    font = installed(board.font_px)
    frames = board_screens(_face(text, style, board), board, font)
    if len(frames) == 1:
        return board_picture(frames[0], board.colours)
    word = "屏" if style is LedStyle.SCROLL_LEFT else "页"
    captions = [f"第 {number} {word} / 共 {len(frames)} {word}" for number in range(1, len(frames) + 1)]
    return sheet(frames, captions, board.colours, installed(16))


def preview_animation(text: str, style: LedStyle, board: Board, kind: Literal["gif", "webp"]) -> bytes:
    """Moving text on its way through the board; of still text, its pages. Raises as ``preview_png``."""
    font = installed(board.font_px)
    face = _face(text, style, board)
    if style is LedStyle.SCROLL_LEFT:
        frames, each_ms = _scrolled(face, board, font), _STEP_MS
    else:
        frames, each_ms = list(board_screens(face, board, font)), max(500, round(face.hold_s * 1000))
    images = []
    for frame in frames:
        picture = board_picture(frame, board.colours)
        image = Image.frombytes("P", (picture.width, picture.height), picture.pixels)
        image.putpalette([value for colour in picture.palette for value in colour])
        images.append(image)
    out = io.BytesIO()
    if kind == "webp":
        full = [image.convert("RGB") for image in images]
        full[0].save(out, "WEBP", save_all=True, append_images=full[1:], duration=each_ms, loop=0, lossless=True)
        return out.getvalue()
    images[0].save(out, "GIF", save_all=True, append_images=images[1:], duration=each_ms, loop=0, optimize=False)
    return out.getvalue()


def board_screens(face: Face, board: Board, font: Font) -> tuple[Frame, ...]:
    """Every screenful of a face, as dots of the whole board.

    A strip of dots is cut where the area ends, as the card does that moves it; a text at whole characters.
    """
    area = face.area
    if not face.screens:
        frames = screens(face.text, area.width_px, area.height_px, layout_of(face.style, face.wraps), font)
    elif face.style is LedStyle.SCROLL_LEFT:
        frames = tuple(window for strip in face.screens for window in cut(strip, area.width_px))
    else:
        frames = face.screens
    return place(frames, area, board.width_px, board.height_px)


def _face(text: str, style: LedStyle, board: Board) -> Face:
    capabilities = protocol_for(board.model).capabilities
    mistakes = check_board(board, capabilities)
    if mistakes:
        raise TextRefused("; ".join(mistakes), ReasonKind.SETTINGS)
    return compose(text, style, board, capabilities)


def _scrolled(face: Face, board: Board, font: Font) -> list[Frame]:
    """The text on its way from the right edge to beyond the left one."""
    area = face.area
    line = strip(face.text, font)
    top = (area.height_px - line.height_px) // 2
    rows = [0] * top + list(line.rows) + [0] * (area.height_px - top - line.height_px)
    mask = (1 << area.width_px) - 1
    frames = []
    for gone in range(0, area.width_px + line.width_px, _STEP_PX):
        # The text's left end stands area.width_px - gone dots from the area's left edge.
        shift = gone - line.width_px
        moved = tuple((row << shift if shift >= 0 else row >> -shift) & mask for row in rows)
        frames.append(Frame(area.width_px, moved))
    return list(place(tuple(frames), area, board.width_px, board.height_px))
