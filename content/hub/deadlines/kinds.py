"""What a pack demands of each kind of disclosure (体裁): its clock, its least notice period, its required parts.

[parts.contact]
label = "受理方式"
fields = ["notice_contact"]      # any of them filled in will do, or a block of that kind in the body
words = ["电话", "信箱"]          # or any of these words in the text
patterns = ['电话[：:]?[0-9]']     # or what fits one of these regular expressions
[kinds."任前公示"]
notice = "5wd-notice"
clock = "20wd"
parts = ["contact"]
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from content.hub.deadlines.rules import Pack, Rule
from content.hub.packs import Level

Shape = TypeVar("Shape", bound=msgspec.Struct)


class RequiredPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One part (要素). advice: what a clerk should write; basis: the article that demands it."""

    label: str
    fields: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    advice: str = ""
    basis: str = ""
    pack: str = ""


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind. notice, clock: keys of rules, empty for none. parts: keys of required parts."""

    notice: str = ""
    clock: str = ""
    parts: tuple[str, ...] = ()
    pack: str = ""


def parts_of(packs: Iterable[Pack]) -> dict[str, RequiredPart]:
    """The parts that hold where all these packs do, lower ones over higher. Raises ValueError."""
    found = merged(packs, "parts", RequiredPart)
    for key, part in found.items():
        for pattern in part.patterns:
            try:
                re.compile(pattern)
            except re.error as err:
                raise ValueError(f"part {key!r} of {part.pack}: {pattern!r} is no regular expression: {err}") from err
    return found


def kinds_of(packs: Iterable[Pack], rules: Mapping[str, Rule], parts: Mapping[str, RequiredPart]) -> dict[str, Kind]:
    """The kinds. Raises ValueError that names pack and kind, also where a rule or part is unknown."""
    kinds = merged(packs, "kinds", Kind)
    for name, kind in kinds.items():
        for key in filter(None, (kind.notice, kind.clock)):
            if key not in rules:
                raise ValueError(f"kind {name!r} of {kind.pack}: no rule {key!r}")
        for key in kind.parts:
            if key not in parts:
                raise ValueError(f"kind {name!r} of {kind.pack}: no part {key!r}")
        if kind.notice and not rules[kind.notice].is_notice:
            raise ValueError(f"kind {name!r} of {kind.pack}: rule {kind.notice!r} is no notice period")
    return kinds


def merged(packs: Iterable[Pack], table: str, shape: type[Shape]) -> dict[str, Shape]:
    """One table of these packs, field by field, lower ones over higher. Raises ValueError that names pack and key."""
    order = list(Level)
    fields: dict[str, dict[str, Any]] = {}
    for pack in sorted(packs, key=lambda pack: order.index(pack.level)):
        for key, given in getattr(pack, table).items():
            fields[key] = {**fields.get(key, {}), **given, "pack": pack.name}
    found = {}
    for key, given in fields.items():
        try:
            found[key] = msgspec.convert(given, shape)
        except msgspec.ValidationError as err:
            raise ValueError(f"{table} {key!r} of {given['pack']}: {err}") from err
    return found
