"""The wire formats, one row per model that config.settings.BoardSettings knows."""

from __future__ import annotations

from types import MappingProxyType

from display.protocols.onbon import Onbon

MODELS = MappingProxyType(
    {
        "onbon-bx5k": Onbon(x_step_px=8),
        "onbon-bx6k": Onbon(x_step_px=1),
    }
)


def protocol_for(model: str) -> Onbon:
    """The codec of a model. Raises ValueError for a name that is not in MODELS."""
    if model not in MODELS:
        raise ValueError(f"board model {model!r}: expected one of {', '.join(MODELS)}")
    return MODELS[model]
