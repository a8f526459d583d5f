"""The wire formats, one row per model that config.settings.BoardSettings knows.

A row names a module and its ``Model``; it is imported when a board of that model is met. Adding a protocol is one
module here, one emulated card in display/emulator, one row in each table, one folder of golden frames.
"""

from __future__ import annotations

import importlib
from types import MappingProxyType

from display.protocols.base import BoardProtocol, Model

MODELS = MappingProxyType(
    {
        "onbon-bx5k": "display.protocols.onbon:BX5K",
        "onbon-bx6k": "display.protocols.onbon:BX6K",
        "onbon-bx6": "display.protocols.onbon_bx6:MODEL",
        "jetfile2": "display.protocols.jetfile2:MODEL",
        "alpha": "display.protocols.alpha:MODEL",
        "am03127": "display.protocols.am03127:MODEL",
        "cpower1200": "display.protocols.cpower1200:MODEL",
        "hanover": "display.protocols.hanover:MODEL",
        "modbus-text": "display.protocols.modbus_text:MODEL",
    }
)


def model_of(name: str) -> Model:
    """The protocol of a model. Raises ValueError for a name that is not in MODELS."""
    if name not in MODELS:
        raise ValueError(f"board model {name!r}: expected one of {', '.join(MODELS)}")
    module, _, attribute = MODELS[name].partition(":")
    model: Model = getattr(importlib.import_module(module), attribute)
    return model


def protocol_for(name: str) -> BoardProtocol:
    """What the driver of a model speaks. A window speaks no wire format, so it is not in MODELS.

    Raises ValueError for any other name that is not there.
    """
    if name == "window":
        window: BoardProtocol = importlib.import_module("display.window_board").WINDOW
        return window
    return model_of(name).protocol
