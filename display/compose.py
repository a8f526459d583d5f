"""From a line's text to the Face that one board shows, or a refusal that names the character or the limit.

The text is checked here against the board's own charset and font, whatever the hub has checked before: control
bytes and the card's own escapes can never reach a frame.
"""

from __future__ import annotations

from content.disclosure import LedStyle
from display.board import Board, Capabilities
from display.charset import encoded_characters
from display.errors import TextRefused
from display.protocols.base import Face


def compose(text: str, style: LedStyle, board: Board, capabilities: Capabilities) -> Face:
    """The face for this text. Raises TextRefused; ``check_board`` has found the board usable before."""
    if not text.strip():
        raise TextRefused("the text is empty")
    if style not in capabilities.styles:
        raise TextRefused(f"style {style.value}: this model has {', '.join(s.value for s in capabilities.styles)}")
    codes = tuple(encoded_characters(text, board.charset))
    area = board.area
    wraps = style is LedStyle.SCROLL_UP or (style is LedStyle.STILL and cells_px(text, board.font_px) > area.width_px)
    characters_on_screen = max(1, area.width_px // board.font_px * (area.height_px // board.font_px))
    return Face(
        text=text,
        codes=codes,
        area=area,
        style=style,
        wraps=wraps,
        hold_s=0.0 if style is LedStyle.SCROLL_LEFT else characters_on_screen / board.characters_per_s,
    )


def check_board(board: Board, capabilities: Capabilities) -> list[str]:
    """What in a board's settings its model cannot do: one sentence for each thing to mend."""
    area = board.area
    mistakes = []
    if board.font_px not in capabilities.font_px:
        known = ", ".join(map(str, sorted(capabilities.font_px)))
        mistakes.append(f"font_px {board.font_px}: {board.model} can show {known} px")
    if board.charset not in capabilities.charsets:
        mistakes.append(f"charset {board.charset}: {board.model} knows {', '.join(capabilities.charsets)}")
    for name, value in (("x_px", area.x_px), ("width_px", area.width_px)):
        if value % capabilities.x_step_px:
            mistakes.append(f"area {name} {value}: {board.model} counts in steps of {capabilities.x_step_px} px")
    if area.height_px < board.font_px:
        mistakes.append(f"area height_px {area.height_px}: too low for characters of {board.font_px} px")
    if area.width_px < board.font_px:
        mistakes.append(f"area width_px {area.width_px}: too narrow for characters of {board.font_px} px")
    return [f"board {board.id}: {mistake}" for mistake in mistakes]


def cells_px(text: str, font_px: int) -> int:
    """How wide the card draws the text: Chinese in square cells, ASCII in half cells."""
    return sum(font_px // 2 if character.isascii() else font_px for character in text)
