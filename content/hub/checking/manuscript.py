"""From a page's fields and the raw form of its body to a Manuscript, and the raw form with a text put right.

The raw form is what Wagtail keeps: a list of {"type": …, "value": …} for the body. Paths go through it.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from content.blocks import Table
from content.hub.checking.finding import BLANK, Manuscript, Passage, Path

# The words of the edit page.
FIELDS = {
    "title": "标题",
    "publisher": "公开主体",
    "document_number": "文号",
    "notice_contact": "意见受理方式",
    "limit_basis": "时限依据",
    "explains": "所解读的文件",
    "led_text": "显示屏短讯（拟）",
}
_KINDS = {
    "heading": "小标题",
    "paragraph": "段落",
    "facts": "要素卡片",
    "table": "表格",
    "steps": "办理流程",
    "picture": "图片",
    "people": "人员卡片",
    "service": "收费和时限",
    "contact": "联系卡片",
    "question": "问卷题目",
}
_NOT_TEXT = frozenset(("id", "type", "image", "photo"))


def manuscript(
    fields: Mapping[str, str],
    body: Sequence[Mapping[str, Any]],
    *,
    filled: frozenset[str] = frozenset(),
    notice: tuple[date, date] | None = None,
) -> Manuscript:
    """fields: texts by the names of FIELDS, and genre. filled: further fields that are not empty."""
    passages = [Passage((name,), FIELDS[name], fields[name]) for name in FIELDS if fields.get(name)]
    tables: list[tuple[int, Table]] = []
    blocks = set()
    labels: set[Path] = set()
    for number, block in enumerate(body):
        where = f"正文第 {number + 1} 块（{_KINDS.get(block['type'], block['type'])}）"
        if _says_something(block):
            blocks.add(block["type"])
        labels |= {("body", number, *path) for path in _idle_labels(block, body[number + 1 :])}
        passages += [Passage(("body", number, *path), where + place, text) for path, place, text in _texts(block)]
        if block["type"] == "table":
            tables.append((number, _table(block["value"])))
        elif block["type"] == "facts":
            rows = tuple((row["value"]["label"], row["value"]["value"]) for row in block["value"]["rows"])
            tables.append((number, Table(("名称", "内容"), rows)))
    has = frozenset(name for name in FIELDS if fields.get(name))
    return Manuscript(
        fields.get("genre", ""), tuple(passages), tuple(tables), filled | has | blocks, notice, labels=frozenset(labels)
    )


def cell_path(body: Sequence[Mapping[str, Any]], block: int, row: int, column: int) -> Path:
    """Of a cell of a table, or of the value of a facts card. row: -1 is the last one."""
    value = body[block]["value"]
    if body[block]["type"] == "facts":
        return ("body", block, "value", "rows", row, "value", "value")
    rows = value["grid"]["rows"]
    return ("body", block, "value", "grid", "rows", row if row >= 0 else len(rows) - 1, "values", column)


def replaced(raw: Mapping[str, Any], path: Path, span: tuple[int, int], instead: str) -> dict[str, Any]:
    """The raw form with other words at one place."""
    changed = copy.deepcopy(dict(raw))
    inner: Any = changed
    for key in path[:-1]:
        inner = inner[key]
    text = inner[path[-1]]
    inner[path[-1]] = text[: span[0]] + instead + text[span[1] :]
    return changed


def text_at(raw: Mapping[str, Any], path: Path) -> str:
    """The text at a path."""
    inner: Any = raw
    for key in path:
        inner = inner[key]
    return str(inner)


def _says_something(block: Mapping[str, Any]) -> bool:
    """Whether anything of a block is written: a heading says nothing by itself, a picture always does."""
    match block["type"]:
        case "heading":
            return False
        case "table":
            return any(_is_written(cell) for row in _own_rows(block["value"]) for cell in row["values"])
        case "facts":
            return any(_is_written(row["value"]["value"]) for row in block["value"]["rows"])
        case "picture" | "people" | "question":
            return True
    return any(_is_written(text) for path, _, text in _texts(block) if path[-1] != "caption")


def _idle_labels(block: Mapping[str, Any], following: Sequence[Mapping[str, Any]]) -> Iterator[Path]:
    """The paths of a block's texts that only name what is not written yet."""
    value = block["value"]
    if block["type"] == "heading":
        below = itertools.takewhile(lambda one: one["type"] != "heading", following)
        if not any(map(_says_something, below)):
            yield ("value",)
        return
    if not isinstance(value, Mapping):
        return
    if not _says_something(block):
        yield from (path for path, _, _ in _texts(block))
    elif block["type"] == "facts":
        for number, row in enumerate(value["rows"]):
            if not _is_written(row["value"]["value"]):
                yield ("value", "rows", number, "value", "label")
    elif block["type"] == "table":
        for at in range(len(value["grid"]["columns"])):
            if not any(_is_written(row["values"][at]) for row in _own_rows(value)):
                yield ("value", "grid", "columns", at, "heading")


def _own_rows(table: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """A table's rows without the sums."""
    rows: Sequence[Mapping[str, Any]] = table["grid"]["rows"]
    return rows[:-1] if table["has_total"] else rows


def _is_written(text: str | None) -> bool:
    return bool(text and text.strip() and not BLANK.search(text))


def _texts(block: Mapping[str, Any]) -> Iterator[tuple[Path, str, str]]:
    """Path within the block, place and text of every text in it."""
    if block["type"] == "table":
        grid = block["value"]["grid"]
        if grid.get("caption"):
            yield ("value", "grid", "caption"), "标题", grid["caption"]
        for at, column in enumerate(grid["columns"]):
            yield ("value", "grid", "columns", at, "heading"), f"表头第 {at + 1} 列", column["heading"] or ""
        for number, row in enumerate(grid["rows"]):
            for at, cell in enumerate(row["values"]):
                if cell:
                    yield ("value", "grid", "rows", number, "values", at), f"第 {number + 1} 行第 {at + 1} 列", cell
        return
    yield from _strings(block["value"], ("value",), "")


def _strings(value: Any, path: Path, place: str) -> Iterator[tuple[Path, str, str]]:
    match value:
        case str() if value:
            yield path, place, value
        case dict():
            for key, inner in value.items():
                if key not in _NOT_TEXT:
                    yield from _strings(inner, (*path, key), place)
        case list():
            for number, inner in enumerate(value):
                yield from _strings(inner, (*path, number), f"第 {number + 1} 项")


def _table(value: Mapping[str, Any]) -> Table:
    grid = value["grid"]
    rows = [tuple(cell or "" for cell in row["values"]) for row in grid["rows"]]
    total: tuple[str, ...] = rows.pop() if value["has_total"] and rows else ()
    return Table(
        tuple(column["heading"] or "" for column in grid["columns"]), tuple(rows), grid["caption"] or "", total
    )
