"""Required parts (要素) and least periods of a kind of disclosure, as the rule packs say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from content.hub.checking.finding import Manuscript
from content.hub.deadlines.kinds import Kind, RequiredPart
from content.hub.deadlines.reckon import days_short, period
from content.hub.deadlines.rules import Rule
from content.hub.deadlines.workdays import WorkCalendar


@dataclass(frozen=True)
class ShortNotice:
    """label: the rule. planned: the last day as it is filled in. last_day: the first that is late enough."""

    label: str
    planned: date
    last_day: date


def missing_parts(
    manuscript: Manuscript, kinds: Mapping[str, Kind], parts: Mapping[str, RequiredPart]
) -> Iterator[RequiredPart]:
    """What the kind requires and the manuscript has neither as a field nor in words."""
    kind = kinds.get(manuscript.genre)
    if kind is None:
        return
    text = manuscript.written
    for key in kind.parts:
        part = parts[key]
        is_filled = bool(manuscript.filled & set(part.fields))
        if not is_filled and not any(word in text for word in part.words) and not _fits(part, text):
            yield part


def _fits(part: RequiredPart, text: str) -> bool:
    return any(re.search(pattern, text) for pattern in part.patterns)


def short_notice(
    manuscript: Manuscript, kinds: Mapping[str, Kind], rules: Mapping[str, Rule], work: WorkCalendar
) -> ShortNotice | None:
    """The notice period, if it is filled in and shorter than the kind's least one."""
    kind = kinds.get(manuscript.genre)
    if kind is None or not kind.notice or manuscript.notice is None:
        return None
    first, last = manuscript.notice
    rule = rules[kind.notice]
    if days_short(rule, first, last, work) == 0:
        return None
    return ShortNotice(rule.label, last, period(rule, first, work).last_day)
