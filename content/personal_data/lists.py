"""Lists of people (名单): what the head of a table makes of its cells.

A column of names beside one of illness or disability, the names in a list of children who are helped, a column of
dwellings that says more than the township; and the same list masked, ready to be hung out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from content.personal_data.addresses import HEADER, is_below_township
from content.personal_data.kinds import Kind
from content.personal_data.masking import masked_address, masked_name

MAX_HEAD_ROWS = 4  # a list's head stands in one of its first rows, under its title
_NAME_COLUMN = re.compile(
    r"(?:[\u4e00-\u9fff]{0,6}姓名|户主|申请人|被补助人|受益人|享受人|[\u4e00-\u9fff]{0,4}对象)(?:姓名)?"
)
_NO_NAME_COLUMN = re.compile(r"监护人|负责人|联系人|经办人|审核人|法定代表人|调查人|责任人|干部")
_HEALTH_COLUMN = re.compile(r"病种|病情|疾病|患病|残疾|伤残|致贫原因|致困原因|健康状况|身体状况|诊断")
_HEALTHY = frozenset(("", "无", "否", "健康", "良好", "/", "-", "—", "一般", "正常"))
_CHILDREN = re.compile(
    r"孤儿|事实无人抚养|困境儿童|留守儿童|资助学生|学生资助|助学金|寄宿生|营养改善|义务教育|幼儿资助|受助学生|困难学生|未成年|儿童"
)
_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003134f]{2,4}|[\u3400-\u9fff]{1,8}(?:·[\u3400-\u9fff]{1,8}){1,3}")


@dataclass(frozen=True)
class ListFinding:
    """One cell. row, column: its place in the table, from 0; masked: what may stand there."""

    kind: Kind
    row: int
    column: int
    masked: str


@dataclass(frozen=True)
class _Head:
    row: int
    names: tuple[int, ...]
    health: tuple[int, ...]
    addresses: tuple[int, ...]


def list_findings(rows: Sequence[Sequence[str]], title: str = "") -> Iterator[ListFinding]:
    """What stands in a list that nobody may read. rows: head and all; title: whatever stands above."""
    head = _head(rows)
    if head is None:
        return
    heading = " ".join((title, *(cell for row in rows[: head.row + 1] for cell in row)))
    is_of_children = _CHILDREN.search(heading) is not None
    for number, row in enumerate(rows[head.row + 1 :], start=head.row + 1):
        cells = [cell.strip() for cell in row]
        is_ill = any(_cell(cells, column) not in _HEALTHY for column in head.health)
        for column in head.names:
            name = _cell(cells, column)
            if not _NAME.fullmatch(name):
                continue
            if is_ill:
                yield ListFinding(Kind.HEALTH, number, column, masked_name(name))
            elif is_of_children:
                yield ListFinding(Kind.MINOR, number, column, masked_name(name))
        for column in head.addresses:
            if is_below_township(_cell(cells, column)):
                yield ListFinding(Kind.ADDRESS, number, column, masked_address(_cell(cells, column)))


def names_in(rows: Sequence[Sequence[str]]) -> set[str]:
    """The people of a list: whole names in its columns of names. Empty if it is a table of other things."""
    head = _head(rows)
    if head is None:
        return set()
    cells = {_cell(row, column) for row in rows[head.row + 1 :] for column in head.names}
    return {cell for cell in cells if _NAME.fullmatch(cell)}


def masked_list(rows: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """The list as it may be hung out: names masked, dwellings cut at the township. What is no list stays as it is."""
    head = _head(rows)
    if head is None:
        return [tuple(row) for row in rows]
    masked = []
    for number, row in enumerate(rows):
        cells = list(row)
        if number > head.row:
            for column in head.names:
                if _NAME.fullmatch(_cell(cells, column)):
                    cells[column] = masked_name(cells[column])
            for column in head.addresses:
                if is_below_township(_cell(cells, column)):
                    cells[column] = masked_address(cells[column].strip())
        masked.append(tuple(cells))
    return masked


def _head(rows: Sequence[Sequence[str]]) -> _Head | None:
    for number, row in enumerate(rows[:MAX_HEAD_ROWS]):
        words = ["".join(cell.split()) for cell in row]
        names = [
            at for at, word in enumerate(words) if _NAME_COLUMN.fullmatch(word) and not _NO_NAME_COLUMN.search(word)
        ]
        addresses = [at for at, word in enumerate(words) if HEADER.fullmatch(word)]
        if names:
            health = [at for at, word in enumerate(words) if len(word) <= 12 and _HEALTH_COLUMN.search(word)]
            return _Head(number, tuple(names), tuple(health), tuple(addresses))
    return None


def _cell(row: Sequence[str], column: int) -> str:
    return row[column].strip() if column < len(row) else ""
