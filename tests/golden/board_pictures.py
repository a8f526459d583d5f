"""docs/images/boards/: what every emulated card shows after the real bytes of one line.

    python -m tests.golden.board_pictures docs/images/boards

Each card is switched on, set up once where its maker asks for it, and sent one notice by its own driver. The picture
is the card's memory, not the preview.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from content.led_line import LedStyle
from display.board import Board
from display.compose import compose
from display.emulator import card_for
from display.fonts import Font
from display.led_picture import board_picture
from display.png import encode_png
from display.protocols import MODELS, protocol_for
from display.protocols.base import Exchange

LINE = "关于2026年惠农政策的公示"
WIDTH_PX, HEIGHT_PX = 208, 16  # the line is 12 × 16 dots long


def shown(model: str) -> bytes:
    """The picture of one model's card as PNG. Raises AssertionError if the card said no."""
    protocol = protocol_for(model)
    can = protocol.capabilities
    style = LedStyle.STILL if LedStyle.STILL in can.styles else LedStyle.SCROLL_LEFT
    font_px = 16 if 16 in can.font_px else min(can.font_px)
    board = Board(id=model, model=model, width_px=WIDTH_PX, height_px=HEIGHT_PX, font_px=font_px)
    card = card_for(board, Font(font_px))
    if hasattr(protocol, "set_up"):
        _send(protocol.set_up(board), card)
    face = compose(LINE, style, board, can)
    _send(protocol.show(face, board, first=True), card)
    assert card.dots().lit, f"{model}: nothing is lit; {card.errors}"
    assert not card.errors, f"{model}: {card.errors}"
    return encode_png(board_picture(card.dots(), board.colours))


def _send(exchanges: Iterable[Exchange], card: object) -> None:
    now_s = 0.0
    for exchange in exchanges:
        card.feed(exchange.data, now_s)  # type: ignore[attr-defined]
        now_s += exchange.pause_after_s


def main(arguments: list[str]) -> int:
    """Write one PNG for each model."""
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    for model in MODELS:
        (folder / f"{model}.png").write_bytes(shown(model))
        print(folder / f"{model}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
