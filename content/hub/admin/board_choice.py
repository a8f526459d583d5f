"""Choosing boards for a line: each with its model, its class and what happens to a text there, and its own styles."""

from __future__ import annotations

from typing import Any

from django import forms

from content.hub.terminals.abilities import class_of, styles_of
from content.hub.terminals.models import Board
from content.hub.terminals.wording import WARNING_OF_C, class_label, model_label


class BoardCheckboxes(forms.CheckboxSelectMultiple):
    """data-styles of each box: what led_line.js leaves to choose from."""

    option_template_name = "hub/board_option.html"

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        board: Board = value.instance
        safety_class = class_of(board)
        option["attrs"]["data-styles"] = " ".join(style.value for style in styles_of(board))
        option["board"] = board
        option["model"] = model_label(board.model)
        option["safety_class"] = class_label(safety_class)
        option["warning"] = WARNING_OF_C if safety_class == "C" else ""
        return option


class BoardChoice(forms.ModelMultipleChoiceField):
    """Any boards of the county."""

    def __init__(self) -> None:
        super().__init__(label="显示屏", queryset=Board.objects.select_related("unit"), widget=BoardCheckboxes)
