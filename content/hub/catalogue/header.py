"""The head of a catalogue's sheet: which column is what, found by the columns' names, wherever they stand. Pure.

Counties write the standard columns in their own way: one row of names or two, 特定群众 or 特定群体, 依申请 or
依申请公开, 乡级 or 镇街级 or 乡、村级, columns of their own in between. What is not known is left aside.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from content.hub.catalogue.item import ItemLevel

MAX_ROWS_ABOVE = 20
_FEWEST_NAMES = 4  # of the top row's, to be the head of a catalogue


class Column(enum.Enum):
    """What a column holds; the value is its name in the standard catalogue."""

    NUMBER = "序号"
    CODE = "编码"
    DOMAIN = "领域"
    ITEM = "公开事项"
    FIRST = "一级事项"
    SECOND = "二级事项"
    CONTENT = "公开内容(要素)"
    BASIS = "公开依据"
    LIMIT = "公开时限"
    PUBLISHER = "公开主体"
    CHANNELS = "公开渠道和载体"
    AUDIENCE = "公开对象"
    TO_ALL = "全社会"
    TO_GROUP = "特定群众"
    MANNER = "公开方式"
    ON_OWN = "主动"
    ON_REQUEST = "依申请"
    LEVELS = "公开层级"


_NAMES = {
    Column.NUMBER: "序号|编号",
    Column.CODE: "(?:领域|事项|目录|一级事项|二级事项)?(?:编码|代码)",
    Column.DOMAIN: "(?:所属|所在|对应|相应|公开)*领域(?:名称)?",
    Column.ITEM: "公开事项(?:名称)?",
    Column.FIRST: "一级(?:公开)?(?:事项|目录)",
    Column.SECOND: "二级(?:公开)?(?:事项|目录)",
    Column.CONTENT: "公开(?:内容|要素).*",
    Column.BASIS: "公开依据",
    Column.LIMIT: "公开(?:时限|时间)",
    Column.PUBLISHER: "(?:公开|责任)(?:责任)?(?:主体|单位)",
    Column.CHANNELS: "公开(?:渠道|载体).*",
    Column.AUDIENCE: "公开对象",
    Column.TO_ALL: "(?:全)?社会(?:公众)?",
    Column.TO_GROUP: "特定(?:群众|群体|人群|对象).*",
    Column.MANNER: "公开方式",
    Column.ON_OWN: "主动(?:公开)?",
    Column.ON_REQUEST: "依申请(?:公开)?",
    Column.LEVELS: "公开层级",
}
_PATTERNS = {column: re.compile(pattern) for column, pattern in _NAMES.items()}
_TOP = frozenset((Column.ITEM, Column.FIRST, Column.CONTENT, Column.BASIS, Column.LIMIT, Column.PUBLISHER,
                  Column.CHANNELS))  # fmt: skip
_UNDER = frozenset((Column.FIRST, Column.SECOND, Column.TO_ALL, Column.TO_GROUP, Column.ON_OWN, Column.ON_REQUEST))
_LEVEL_WORDS = {ItemLevel.COUNTY: "县市区旗", ItemLevel.TOWNSHIP: "乡镇街", ItemLevel.VILLAGE: "村社"}


@dataclass(frozen=True)
class Header:
    """places: the column's number from 0. levels: columns under 公开层级, each with the levels that a tick means.

    first_row: of the rows below the head. missing: names of columns that a catalogue must have.
    """

    places: dict[Column, int]
    levels: dict[int, tuple[ItemLevel, ...]]
    first_row: int
    missing: tuple[str, ...]


def header_of(rows: Sequence[Sequence[str]]) -> Header | None:
    """The head of a sheet, its merged cells filled; None if it has none."""
    for place, row in enumerate(rows[:MAX_ROWS_ABOVE]):
        named = [_column(name) for name in row]
        if len(_TOP & set(named)) >= _FEWEST_NAMES:
            below = rows[place + 1] if place + 1 < len(rows) else ()
            has_two = any(_column(name) in _UNDER for name in below) and not _is_item(row, below)
            return _header(row, below if has_two else row, place + 1 + has_two)
    return None


def closed_up(text: str) -> str:
    """A name without blanks and breaks, brackets in one form."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def levels_named(text: str) -> tuple[ItemLevel, ...]:
    """The levels that words such as 县级, 乡、村级 or 镇街 name."""
    return tuple(level for level, words in _LEVEL_WORDS.items() if any(word in text for word in words))


def _is_item(top: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a row holds something where the head would hold names: 全社会 may stand in both."""
    return any(
        _column(name) in _TOP - _UNDER - {Column.ITEM} and cell and _column(cell) is not _column(name)
        for name, cell in zip(top, below, strict=False)
    )


def _column(name: str) -> Column | None:
    plain = closed_up(name)
    return next((column for column, pattern in _PATTERNS.items() if plain and pattern.fullmatch(plain)), None)


def _header(top: Sequence[str], under: Sequence[str], first_row: int) -> Header:
    places: dict[Column, int] = {}
    levels: dict[int, tuple[ItemLevel, ...]] = {}
    for place, name in enumerate(top):
        group = _column(name)
        below = under[place] if place < len(under) else ""
        own = _column(below)
        if group is Column.LEVELS and own is not Column.LEVELS and levels_named(closed_up(below)):
            levels[place] = levels_named(closed_up(below))
            continue
        column = own or group
        if column is Column.ITEM:  # no names below it: the first is 一级, the second 二级
            column = Column.SECOND if Column.FIRST in places else Column.FIRST
        if column is not None:
            places.setdefault(column, place)
    return Header(places, levels, first_row, tuple(_missing(places, bool(levels))))


def _missing(places: dict[Column, int], has_levels: bool) -> list[str]:
    needed = (Column.FIRST, Column.CONTENT, Column.BASIS, Column.LIMIT, Column.PUBLISHER, Column.CHANNELS)
    missing = [column.value for column in needed if column not in places]
    if not {Column.AUDIENCE, Column.TO_ALL, Column.TO_GROUP} & set(places):
        missing.append(Column.AUDIENCE.value)
    if not {Column.MANNER, Column.ON_OWN, Column.ON_REQUEST} & set(places):
        missing.append(Column.MANNER.value)
    if not has_levels and Column.LEVELS not in places:
        missing.append(Column.LEVELS.value)
    return missing
