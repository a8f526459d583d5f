"""What a new version of the catalogue changes in the one before: items that came, went, or read otherwise. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from content.hub.catalogue.item import ITEM_LABELS, Item
from content.hub.review.differences import FieldChange, marked

_NO_CHANGE = frozenset(("number",))  # where a row stands is not what it says


@dataclass(frozen=True)
class ChangedItem:
    """An item that stays and reads otherwise; columns: with their words before and after."""

    item: Item
    columns: tuple[FieldChange, ...]


@dataclass(frozen=True)
class CatalogueDifference:
    """Items in the order of their version. same: how many did not change."""

    added: tuple[Item, ...]
    removed: tuple[Item, ...]
    changed: tuple[ChangedItem, ...]
    same: int

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def difference(old: Iterable[Item], new: Iterable[Item]) -> CatalogueDifference:
    """Items are the same by their key: one whose name changed, and which has no code, went and came."""
    before, after = {item.key: item for item in old}, {item.key: item for item in new}
    changed = tuple(
        ChangedItem(item, columns)
        for key, item in after.items()
        if key in before and (columns := tuple(_columns(before[key], item)))
    )
    added = tuple(item for key, item in after.items() if key not in before)
    removed = tuple(item for key, item in before.items() if key not in after)
    return CatalogueDifference(added, removed, changed, len(after) - len(added) - len(changed))


def _columns(old: Item, new: Item) -> Iterable[FieldChange]:
    before, after = old.texts(), new.texts()
    for column, label in ITEM_LABELS.items():
        if column not in _NO_CHANGE and before[column] != after[column]:
            yield FieldChange(label, tuple(marked(before[column], after[column])))
