"""Emulated cards: they decode real bytes into a screen memory of their own and answer as the maker's card does.

A row names the module and the function that makes the card of a model.
"""

from __future__ import annotations

import importlib
from types import MappingProxyType

from display.board import Board
from display.emulator.base import Card, MakeCard
from display.errors import ProtocolError
from display.fonts import Font

CARDS = MappingProxyType(
    {
        "onbon-bx5k": "display.emulator.card:make",
        "onbon-bx6k": "display.emulator.card:make",
        "onbon-bx6": "display.emulator.bx6_card:make",
        "jetfile2": "display.emulator.jetfile2_sign:make",
        "alpha": "display.emulator.alpha_sign:make",
        "am03127": "display.emulator.am03127_sign:make",
        "cpower1200": "display.emulator.cpower_card:make",
        "hanover": "display.emulator.hanover_sign:make",
        "modbus-text": "display.emulator.modbus_sign:make",
    }
)


def card_for(board: Board, font: Font) -> Card:
    """An emulated card of the board's model. Raises ProtocolError for a window, ValueError for an unknown model."""
    if board.model == "window":
        raise ProtocolError("a window has no card; `mingbai board preview` draws its dots")
    if board.model not in CARDS:
        raise ValueError(f"board model {board.model!r}: expected one of {', '.join(CARDS)}")
    module, _, name = CARDS[board.model].partition(":")
    make: MakeCard = getattr(importlib.import_module(module), name)
    return make(board, font)
