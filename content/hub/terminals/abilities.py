"""What the boards of this hub can do, by their model: styles, and the safety class. Chinese where clerks read it."""

from __future__ import annotations

from collections.abc import Iterable

from content.hub.terminals.models import Board
from content.hub.terminals.wording import model_label
from content.led_line import LED_STYLE_LABELS, LedStyle
from display.board import DeadMan
from display.care import safety_class
from display.protocols import protocol_for


def styles_of(board: Board) -> list[LedStyle]:
    """In the order of the enumeration; none of a model that this version does not know."""
    try:
        can_do = protocol_for(board.model).capabilities.styles
    except ValueError:
        return []
    return [style for style in LedStyle if style in can_do]


def class_of(board: Board) -> str:
    """A, B or C as the settings make it: no promise of a model that this version does not know."""
    try:
        capabilities = protocol_for(board.model).capabilities
    except ValueError:
        return DeadMan.NOBODY.value
    return safety_class(capabilities, has_heartbeat=board.has_heartbeat).value


def style_objections(style: LedStyle, boards: Iterable[Board]) -> list[str]:
    """One sentence for each board that cannot show a text in this style."""
    return [
        f"{board.pk}（{model_label(board.model)}）不会「{LED_STYLE_LABELS[style]}」，{_instead(styles_of(board))}"
        for board in boards
        if style not in styles_of(board)
    ]


def _instead(styles: list[LedStyle]) -> str:
    if not styles:
        return "本平台不认识这种型号，请联系技术员。"
    named = "或".join(f"「{LED_STYLE_LABELS[style]}」" for style in styles)
    return f"只能{named}；请换一种显示方式，或不选这块屏。"
