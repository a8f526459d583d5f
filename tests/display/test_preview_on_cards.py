"""The preview lights the dots that a card of the model lights after the driver's real bytes."""

from __future__ import annotations

import pytest

from content.led_line import LedStyle
from display.board import Board
from display.compose import check_board, compose
from display.emulator import card_for
from display.emulator.base import Card
from display.errors import ProtocolError
from display.fonts import Font
from display.preview import board_screens
from display.protocols import MODELS, protocol_for
from display.protocols.base import BoardProtocol
from display.render import Frame

TEXTS = ["公示", "Notice 2026", "关于2026年惠农政策的公示"]
CASES = [
    (model, style, height_px)
    for model in MODELS
    for style in LedStyle
    if style in protocol_for(model).capabilities.styles
    for height_px in (16, 24, 32)
]


def prepared(protocol: BoardProtocol, board: Board) -> Card:
    """A card as it hangs on the wall: one whose memory has to be laid out has been set up."""
    card = card_for(board, Font(board.font_px))
    set_up = getattr(protocol, "set_up", None)
    for exchange in set_up(board) if set_up else []:
        card.feed(exchange.data, 0.0)
    return card


def shown(protocol: BoardProtocol, card: Card, face: object, board: Board) -> list[Frame]:
    """What stands on the card after each exchange, while time goes by between them."""
    seen, now_s = [], 10.0
    for exchange in protocol.show(face, board, first=True):  # type: ignore[arg-type]
        card.feed(exchange.data, now_s)
        seen.append(card.dots())
        now_s += exchange.pause_after_s + 0.2
        card.passing(now_s)
    return seen


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(("model", "style", "height_px"), CASES)
def test_the_preview_is_what_the_card_shows(model: str, style: LedStyle, height_px: int, text: str) -> None:
    protocol = protocol_for(model)
    sizes = [size for size in sorted(protocol.capabilities.font_px) if size <= height_px]
    compared = 0
    for font_px in sizes:
        board = Board(id="b", model=model, width_px=96, height_px=height_px, font_px=font_px)
        assert check_board(board, protocol.capabilities) == []
        try:
            face = compose(text, style, board, protocol.capabilities)
            card = prepared(protocol, board)
            seen = shown(protocol, card, face, board)
        except ProtocolError as err:
            # A board that is too high for the model's pictures is refused by name, before anything is sent.
            assert "rows" in str(err)
            continue
        expected = board_screens(face, board, Font(font_px))
        assert list(card.errors) == []
        assert expected[0] in seen
        assert seen[-1] in expected
        compared += 1
    assert compared or height_px == 32
