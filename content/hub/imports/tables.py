"""Reading rows of tables: TSV with CSV quotes, whose cells may hold newlines, and JSON lines."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from content.hub.imports.files import Unreadable
from content.hub.imports.reasons import Refusal
from content.hub.imports.rows import Broken, Form, Row

# What each field may be called, lower case.
COLUMNS = {
    "title": ("title", "标题", "名称", "信息名称"),
    "url": ("url", "link", "链接", "网址"),
    "issued": ("iss", "date", "成文日期", "发文日期", "生成日期"),
    "published": ("pub", "publishing date", "发布日期", "公开日期"),
    "body": ("body", "正文", "内容"),
    "publisher": ("main_issuer", "publisher", "发布机构", "公开主体"),
    "document_number": ("文号", "document_number"),
    "index_number": ("索引号", "index_number"),
}
_MAX_LINES_PER_RECORD = 50
_MAX_JSON_LINE = 8_000_000  # characters


def read_tsv(text: str, file: str) -> Iterator[Row | Broken]:
    """Rows of a tab-separated table with a header. Raises Unreadable if it has no title column."""
    records = _records(text)
    header: list[str] = []
    for _, record in records:
        if isinstance(record, list):
            header = record
        break
    fields = fields_of(header)
    if "title" not in fields.values():
        raise Unreadable(Refusal.NOTHING_TO_IMPORT, f"首行没有标题列({'、'.join(COLUMNS['title'])})")
    for line, record in records:
        if isinstance(record, Refusal):
            yield Broken(file, line, record, "从此行起 50 行内找不到收尾的引号")
        elif len(record) != len(header):
            yield Broken(file, line, Refusal.WRONG_COLUMNS, f"表头 {len(header)} 列，此行 {len(record)} 列")
        else:
            values = dict(zip(header, record, strict=True))
            yield row_of(values, fields, file, line)


def read_jsonl(text: str, file: str) -> Iterator[Row | Broken]:
    """One JSON object a line."""
    for line, written in enumerate(text.split("\n"), start=1):
        if not written.strip():
            continue
        if len(written) > _MAX_JSON_LINE:
            yield Broken(file, line, Refusal.BODY_TOO_LONG, f"一行超过 {_MAX_JSON_LINE:,} 字")
            continue
        try:
            values = msgspec.json.decode(written, type=dict[str, Any])
        except (msgspec.DecodeError, RecursionError, UnicodeEncodeError) as err:
            yield Broken(file, line, Refusal.NOT_JSON, str(err)[:200])
            continue
        texts = {key: value if isinstance(value, str) else _text(value) for key, value in values.items()}
        yield row_of(texts, fields_of(list(texts)), file, line)


def _records(text: str) -> Iterator[tuple[int, list[str] | Refusal]]:
    """Records with the line they begin on. A quote that is never closed costs one line, not the file."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    at = 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        end = at + 1
        while _is_open(lines[at:end]) and end < min(len(lines), at + _MAX_LINES_PER_RECORD):
            end += 1
        record = None if _is_open(lines[at:end]) else _parse(lines[at:end])
        if record is None and end > at + 1:
            end = at + 1
        yield at + 1, Refusal.OPEN_QUOTE if record is None else record
        at = end


def _is_open(lines: list[str]) -> bool:
    return sum(line.count('"') for line in lines) % 2 == 1


def _parse(lines: list[str]) -> list[str] | None:
    """The cells of one record; None if a quote ran from one row into another: no cell holds a tab."""
    try:
        (record,) = csv.reader([line + "\n" for line in lines], delimiter="\t", strict=True)
    except (csv.Error, ValueError):
        return None
    return None if len(lines) > 1 and any("\t" in cell for cell in record) else record


def fields_of(header: Sequence[str]) -> dict[str, str]:
    """The field that each known column is."""
    fields: dict[str, str] = {}
    for name in header:
        for field, names in COLUMNS.items():
            if name.strip().lower() in names and field not in fields.values():
                fields[name] = field
    return fields


def row_of(values: Mapping[str, str], fields: Mapping[str, str], file: str, number: int) -> Row:
    """A row of which the known columns have become fields."""
    known = {field: values[name] for name, field in fields.items()}
    body = known.get("body")
    return Row(
        file,
        number,
        Form.TITLE if body is None else Form.DOCUMENT,
        known.get("title", ""),
        body,
        url=known.get("url", ""),
        issued=known.get("issued", ""),
        published=known.get("published", ""),
        publisher=known.get("publisher", ""),
        document_number=known.get("document_number", ""),
        index_number=known.get("index_number", ""),
        cells=tuple(values.values()),
    )


def _text(value: object) -> str:
    return "" if value is None else msgspec.json.encode(value).decode()
