"""栏目时效灯: of each column of each unit, whether it was renewed in time. Pure.

[columns.village-finance]
label = "村务财务"
levels = ["village"]             # which units must keep it
genres = ["村务财务季度公开"]      # what belongs to it: any of these genres, windows or 六公开; of those named, all
clock = "monthly"                # counted from the last disclosure
warn_days = 10                   # so many natural days before the last one the light turns amber

A province's or a county's pack may change any field, or add a column.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import msgspec

from content.hub.deadlines.kinds import merged
from content.hub.deadlines.reckon import period
from content.hub.deadlines.rules import Pack, Rule
from content.hub.deadlines.workdays import WorkCalendar
from content.terms import Level, SixOpen, Window


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One column (栏目). clock: key of a rule, which is no notice period."""

    label: str
    clock: str
    levels: tuple[Level, ...]
    windows: tuple[Window, ...] = ()
    six_open: tuple[SixOpen, ...] = ()
    genres: tuple[str, ...] = ()
    warn_days: Annotated[int, msgspec.Meta(ge=0, le=365)] = 7
    pack: str = ""


class Light(enum.Enum):
    """How a column stands; in the order in which somebody should look at it."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"


LIGHT_LABELS = {Light.RED: "已超期", Light.AMBER: "将到期", Light.GREEN: "按时"}
LIGHT_SHAPES = {Light.RED: "■", Light.AMBER: "▲", Light.GREEN: "●"}  # no colour is the only sign


@dataclass(frozen=True)
class Standing:
    """One column of one unit. due, days_left: None where nothing was ever disclosed.

    days_left: natural days to the due day, 0 on it, below 0 after it. is_estimated: an unpublished calendar decided.
    """

    light: Light
    last_on: date | None
    due: date | None
    days_left: int | None
    is_estimated: bool = False

    @property
    def in_words(self) -> str:
        """将到期，还有 3 天."""
        if self.days_left is None:
            return "从未公开"
        if self.days_left < 0:
            return f"{LIGHT_LABELS[self.light]} {-self.days_left} 天"
        left = f"还有 {self.days_left} 天" if self.days_left else "今天到期"
        return f"{LIGHT_LABELS[self.light]}，{left}"

    @property
    def shape(self) -> str:
        return LIGHT_SHAPES[self.light]


def columns_of(packs: Iterable[Pack], rules: Mapping[str, Rule]) -> dict[str, Column]:
    """The columns that hold where all these packs do. Raises ValueError that names column and pack."""
    found = merged(packs, "columns", Column)
    for key, column in found.items():
        if column.clock not in rules:
            raise ValueError(f"column {key!r} of {column.pack}: no rule {column.clock!r}")
        if rules[column.clock].is_notice:
            raise ValueError(f"column {key!r} of {column.pack}: rule {column.clock!r} is a notice period")
        if not (column.windows or column.six_open or column.genres):
            raise ValueError(
                f"column {key!r} of {column.pack}: nothing belongs to it; name windows, six_open or genres"
            )
    return found


def light_of(last_on: date | None, rule: Rule, today: date, work: WorkCalendar, warn_days: int) -> Standing:
    """How a column stands whose last disclosure was public on ``last_on``, None for never."""
    if last_on is None:
        return Standing(Light.RED, None, None, None)
    found = period(rule, last_on, work)
    left = found.days_left(today)
    light = Light.RED if left < 0 else Light.AMBER if left <= warn_days else Light.GREEN
    return Standing(light, last_on, found.last_day, left, found.is_estimated)
