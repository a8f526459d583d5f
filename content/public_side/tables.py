"""How a table is laid out on a narrow page: which column stays in sight, which columns are figures."""

from __future__ import annotations

import re
from dataclasses import dataclass

from content.blocks import Block, Table

_ORDINAL = re.compile(r"序号|编号|序|号|No\.?")
NAMED_WITHIN = 3
_NAME = re.compile(r"户主|.{0,6}姓名|.{0,6}名称|项目|事项|单位")
_FIGURE = re.compile(r"[+-]?[¥￥]?\d[\d,，]*(?:\.\d+)?%?")


@dataclass(frozen=True)
class TableView:
    """key: the column that names a row and stays in sight; figures: columns set flush right."""

    table: Table
    key: int
    figures: frozenset[int]


def table_view(block: Block) -> TableView | None:
    """The view of a table, None for any other block."""
    if not isinstance(block, Table):
        return None
    key = _key([column.strip() for column in block.columns])
    figures = frozenset(
        column
        for column in range(len(block.columns))
        if column != key and block.rows and all(_is_figure(row[column]) for row in block.rows)
    )
    return TableView(block, key, figures)


def _key(columns: list[str]) -> int:
    """A name among the first columns; otherwise the first one that is not a mere number of the row."""
    named = next((at for at, column in enumerate(columns[:NAMED_WITHIN]) if _NAME.fullmatch(column)), None)
    if named is not None:
        return named
    return 1 if len(columns) > 2 and _ORDINAL.fullmatch(columns[0]) else 0


def _is_figure(cell: str) -> bool:
    text = cell.strip()
    return not text or _FIGURE.fullmatch(text) is not None
