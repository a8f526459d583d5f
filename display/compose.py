"""From a line's text to the Face that one board shows, or a refusal that names the character or the limit.

The text is checked here against the board's own charset and font, whatever the hub has checked before: control
bytes and the card's own escapes can never reach a frame. Where the model takes pixels, the text is drawn here: always,
or only where the card's charset lacks one of its characters.
"""

from __future__ import annotations

from collections.abc import Callable

from content.led_line import LedStyle
from content.store.board_status import ReasonKind
from display.board import Area, Board, Capabilities, Charset
from display.breaking import filled
from display.charset import check_visible, encoded_characters
from display.errors import TextRefused
from display.fonts import Font, installed
from display.protocols.base import Face
from display.render import Frame, Layout, screens, strip


def compose(
    text: str,
    style: LedStyle,
    board: Board,
    capabilities: Capabilities,
    font_of: Callable[[int], Font] = installed,
) -> Face:
    """The face for this text; ``check_board`` has found the board usable before.

    Raises TextRefused, and FontMissing where dots are needed and their font is not installed.
    """
    if not text.strip():
        raise TextRefused("the text is empty", ReasonKind.EMPTY)
    if style not in capabilities.styles:
        known = ", ".join(sorted(one.value for one in capabilities.styles))
        raise TextRefused(f"style {style.value}: this model has {known}", ReasonKind.STYLE, style.value)
    area = board.area
    if _takes_dots(text, board, capabilities):
        check_visible(text)
        font = font_of(board.font_px)
        text, wraps = _laid_out(text, style, area.width_px, lambda character: font.glyph(character).width_px)
        codes: tuple[bytes, ...] = ()
        dots = _dots(text, style, wraps, area, font)
    else:
        text, wraps = _laid_out(text, style, area.width_px, lambda character: _cell_px(character, board.font_px))
        codes = tuple(encoded_characters(text, charset_of(board, capabilities)))
        dots = ()
    characters_on_screen = max(1, area.width_px // board.font_px * (area.height_px // board.font_px))
    return Face(
        text=text,
        codes=codes,
        area=area,
        style=style,
        wraps=wraps,
        hold_s=0.0 if style is LedStyle.SCROLL_LEFT else characters_on_screen / board.characters_per_s,
        screens=dots,
    )


def layout_of(style: LedStyle, wraps: bool) -> Layout:
    """How a text of this style lies in its area, on the cards and on what is drawn here."""
    return Layout(wraps, "left" if style is LedStyle.SCROLL_LEFT else "centre")


def charset_of(board: Board, capabilities: Capabilities) -> Charset:
    """The charset in which text travels to this board: its own, or what the model has where it takes pixels too."""
    if board.charset in capabilities.charsets or capabilities.raster == "never":
        return board.charset
    return capabilities.charsets[0] if capabilities.charsets else "ascii"


def check_board(board: Board, capabilities: Capabilities) -> list[str]:
    """What in a board's settings its model cannot do: one sentence for each thing to mend."""
    area = board.area
    mistakes = []
    if board.font_px not in capabilities.font_px:
        known = ", ".join(map(str, sorted(capabilities.font_px)))
        mistakes.append(f"font_px {board.font_px}: {board.model} can show {known} px")
    if capabilities.raster == "never" and board.charset not in capabilities.charsets:
        mistakes.append(f"charset {board.charset}: {board.model} knows {', '.join(capabilities.charsets)}")
    for name, value in (("x_px", area.x_px), ("width_px", area.width_px)):
        if value % capabilities.x_step_px:
            mistakes.append(f"area {name} {value}: {board.model} counts in steps of {capabilities.x_step_px} px")
    if area.height_px < board.font_px:
        mistakes.append(f"area height_px {area.height_px}: too low for characters of {board.font_px} px")
    if area.width_px < board.font_px:
        mistakes.append(f"area width_px {area.width_px}: too narrow for characters of {board.font_px} px")
    return [f"board {board.id}: {mistake}" for mistake in mistakes]


# --- helpers ---


def _cell_px(character: str, font_px: int) -> int:
    """How wide the card draws it: Chinese in square cells, ASCII in half cells."""
    return font_px // 2 if character.isascii() else font_px


def _takes_dots(text: str, board: Board, capabilities: Capabilities) -> bool:
    if capabilities.raster == "needed":
        try:
            encoded_characters(text, charset_of(board, capabilities))
        except TextRefused:
            return True
    return capabilities.raster == "always"


def _laid_out(text: str, style: LedStyle, width_px: int, advance: Callable[[str], int]) -> tuple[str, bool]:
    """The text with its numbers kept whole, and whether it is broken into lines."""
    if style is LedStyle.SCROLL_LEFT:
        return text, False
    widths = {character: advance(character) for character in {" ", *text}}
    if style is LedStyle.STILL and sum(map(widths.__getitem__, text)) <= width_px:
        return text, False
    return filled(text, width_px, widths), True


def _dots(text: str, style: LedStyle, wraps: bool, area: Area, font: Font) -> tuple[Frame, ...]:
    if style is not LedStyle.SCROLL_LEFT:
        return screens(text, area.width_px, area.height_px, layout_of(style, wraps), font)
    # One strip as wide as the text: the model moves it through the area by itself.
    return screens(text, strip(text, font).width_px, area.height_px, layout_of(style, wraps), font)
