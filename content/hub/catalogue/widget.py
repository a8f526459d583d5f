"""公开目录事项 on the edit page: a field that proposes the items of the page's unit, worked with keys, too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from content.hub.catalogue.item import Item


class ItemInput(forms.TextInput):
    """A text field with a list of proposals; what is typed is a key. proposals: set by the form that knows the unit."""

    template_name = "hub/catalogue/item_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.proposals: tuple[tuple[str, str], ...] = ()

    def propose(self, items: Iterable[Item]) -> None:
        """Offer these items."""
        self.proposals = tuple((item.key, item.path if item.code else item.limit) for item in items)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        list_id = f"{(attrs or {}).get('id') or name}-items"
        context: dict[str, Any] = super().get_context(name, value, {**(attrs or {}), "list": list_id})
        context["widget"] |= {"proposals": self.proposals, "list_id": list_id}
        return context
