"""单位表: a county's units as a technician writes them down: a table with tabs or commas, or county.json.

代码      名称      层级    上级
qingyuan  清源县    县
t01       柳溪镇    乡镇    qingyuan
t01-v01   河东村    村      t01
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from content.county import County, Unit, decode_county
from content.hub.imports.files import Unreadable, decode
from content.record import UNIT_CODE, UnitCode
from content.terms import LEVEL_LABELS, Level

MAX_BYTES = 2_000_000
HEADINGS = ("代码", "名称", "层级", "上级")
_LEVELS = {label: level for level, label in LEVEL_LABELS.items()} | {level.value: level for level in Level}


def read_units(path: Path) -> County:
    """The county of a file; its first unit is the county itself. Raises ValueError that names file, line and fault."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as err:
        raise ValueError(f"{path}：{err.strerror or err}") from err
    if len(data) > MAX_BYTES:
        raise ValueError(f"{path}：超过 {MAX_BYTES:,} 字节")
    if data.lstrip().startswith(b"{"):
        return decode_county(data)
    try:
        text, _ = decode(data)
    except Unreadable as err:
        raise ValueError(f"{path}：{err.detail}") from err
    units = tuple(_units(path, text))
    if not units:
        raise ValueError(f"{path}：没有单位；表头为 {'、'.join(HEADINGS)}")
    return County(code=units[0].code, name=units[0].name, units=units)


def _units(path: Path, text: str) -> Iterator[Unit]:
    lines = text.splitlines()
    delimiter = "\t" if lines and "\t" in lines[0] else ","
    known: set[str] = set()
    for number, row in enumerate(csv.reader(lines, delimiter=delimiter), start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and cells[0] == HEADINGS[0]):
            continue
        code, name, label, parent = [*cells, "", "", ""][:4]
        level = _LEVELS.get(label)
        if level is None:
            raise ValueError(f"{path} 第 {number} 行：层级为「{label}」，只能是 {'、'.join(LEVEL_LABELS.values())}")
        if not name or not UNIT_CODE.fullmatch(code):
            raise ValueError(f"{path} 第 {number} 行：代码「{code}」、名称「{name}」；代码用小写字母、数字、连字符")
        if code in known:
            raise ValueError(f"{path} 第 {number} 行：代码「{code}」重复")
        if (parent not in known) if known else (parent != "" or level is not Level.COUNTY):
            raise ValueError(f"{path} 第 {number} 行：第一行是县本身；其余各行的上级须在它前面，「{parent}」不在")
        known.add(code)
        yield Unit(code=UnitCode(code), name=name, level=level, parent=UnitCode(parent))
