"""From the sheets of an Excel file to the items of a catalogue, all of them or none. Pure.

A sheet is a domain (领域), unless it has a column for it. Merged cells stand for each of their rows, so does 同上; a
first-level item that is written once stands for the rows below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from content.hub.catalogue.header import Column, Header, closed_up, header_of, levels_named
from content.hub.catalogue.item import Item, ItemLevel
from content.hub.reading.parts import Grid

MAX_ITEMS = 10_000
MAX_TEXT = {Column.CONTENT: 4_000, Column.BASIS: 4_000, Column.CHANNELS: 1_000}  # characters
MAX_OTHER_TEXT = 200
_YES = frozenset("√ ✓ ✔ ■ ☑ ● ★ 是 有 v V 1".split())
_NO = frozenset("□ ☐ ○ × ✗ x X 否 无 0 - — / 口".split()) | {""}
_SAME = frozenset(("同上", "〃", "″"))
_NOTE = re.compile("[（(]?(?:注|备注|说明|填表说明|备注说明)[:：）)\\d]?")
_TITLE = re.compile(
    r"(?:.*[、.．)）])?(?P<domain>[^、.．)）]{2,24}?)(?:领域)?(?:基层)?政务公开(?:标准)?(?:事项)?(?:标准)?目录.*"
)
_NO_NAME = re.compile(r"(?:Sheet|Table|工作表|目录|标准目录)?\s*\d*", re.IGNORECASE)
_ORDINAL = re.compile(r"^[\d\s.、．()（）一二三四五六七八九十]*[.、．)）\s]\s*|^\d+")
_BOX = re.compile("[■☑√✓✔□☐]|口(?=政府|两微|发布|广播|纸质|公开|政务|行政|便民|入户|社区|精准|其他|12345)")
_TICKED = "■☑√✓✔"


@dataclass(frozen=True)
class CellFault:
    """What is wrong, and where: cell is such as C12, empty for the whole sheet."""

    sheet: str
    cell: str
    says: str

    def __str__(self) -> str:
        place = f"单元格 {self.cell}" if self.cell else "整张表"
        return f"工作表「{self.sheet}」{place}：{self.says}"


class NotACatalogue(ValueError):
    """The file cannot become a catalogue, and nothing of it did."""

    def __init__(self, faults: Sequence[CellFault]) -> None:
        super().__init__("；".join(map(str, faults[:3])))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class ReadCatalogue:
    """items: in the file's order. passed_over: sheets without a catalogue's head, such as a cover."""

    items: tuple[Item, ...]
    passed_over: tuple[str, ...]


def catalogue_of(grids: Iterable[Grid]) -> ReadCatalogue:
    """The items of all sheets. Raises NotACatalogue with every wrong cell."""
    items: list[Item] = []
    faults: list[CellFault] = []
    passed_over: list[str] = []
    seen: dict[str, str] = {}
    for grid in grids:
        rows = _filled(grid)
        header = header_of(rows)
        if header is None:
            passed_over.append(grid.name)
            continue
        if header.missing:
            faults.append(CellFault(grid.name, "", f"表头缺少「{'」「'.join(header.missing)}」"))
            continue
        for line, item in _items(grid, rows, header, faults):
            where = f"「{grid.name}」第 {line} 行"
            if item.key in seen:
                cell = _cell(grid, line - grid.first_row, header.places[Column.FIRST])
                faults.append(CellFault(grid.name, cell, f"与{seen[item.key]}是同一事项：{item.key}"))
            seen.setdefault(item.key, where)
            items.append(item)
    if not items and not faults:
        names = "」「".join(column.value for column in (Column.ITEM, Column.CONTENT, Column.BASIS, Column.LIMIT))
        faults.append(CellFault("、".join(passed_over) or "(空)", "", f"找不到目录的表头（「{names}」等列名）"))
    if len(items) > MAX_ITEMS:
        faults.append(CellFault(grid.name, "", f"共 {len(items)} 项，最多 {MAX_ITEMS} 项"))
    if faults:
        raise NotACatalogue(faults)
    return ReadCatalogue(tuple(items), tuple(passed_over))


def _filled(grid: Grid) -> list[list[str]]:
    """The rows, each merged cell filled with what it shows."""
    rows = [[cell.strip() for cell in row] for row in grid.rows]
    for top, left, bottom, right in grid.merged:
        if top < 0 or left < 0 or top >= len(rows) or left >= len(rows[top]):
            continue
        shown = rows[top][left]
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [shown] * len(row[left : right + 1])
    return rows


def _items(grid: Grid, rows: list[list[str]], header: Header, faults: list[CellFault]) -> Iterator[tuple[int, Item]]:
    """Each row's line in the sheet and its item."""
    domain = _domain_of(grid.name, rows[: header.first_row])
    above: list[str] = [""] * max(map(len, rows))
    head = [closed_up(cell) for cell in rows[header.first_row - 1]]
    for place in range(header.first_row, len(rows)):
        row = rows[place]
        written = {cell for cell in row if cell}
        if not written or [closed_up(cell) for cell in row] == head or header_of([row]) is not None:
            continue
        if len(written) == 1 and _NOTE.match(next(iter(written))):
            continue
        first = header.places[Column.FIRST]
        row[:] = [above[at] if cell in _SAME or (at == first and not cell) else cell for at, cell in enumerate(row)]
        found: list[CellFault] = []
        item = _Row(grid, place, row, header, found).item(domain)
        faults += sorted(found, key=lambda fault: (len(fault.cell), fault.cell))  # from left to right
        above = row
        if not found:
            yield grid.first_row + place, item


def _domain_of(sheet: str, above: Iterable[Sequence[str]]) -> str:
    """The domain that a sheet's name and title say; empty if they say none."""
    name = _ORDINAL.sub("", sheet.strip()).removesuffix("领域").strip()
    titles = [closed_up(cell) for row in above for cell in dict.fromkeys(row) if cell]
    says_nothing = bool(_NO_NAME.fullmatch(sheet.strip()))
    if not says_nothing and any(name in title for title in titles):
        return name
    title = next((match for match in map(_TITLE.fullmatch, titles) if match), None)
    if title is not None:
        return title["domain"]
    return "" if says_nothing else name


@dataclass(frozen=True)
class _Row:
    """One row being read; what is wrong goes to ``faults``."""

    grid: Grid
    place: int
    row: Sequence[str]
    header: Header
    faults: list[CellFault]

    def item(self, domain: str) -> Item:
        domain = self._text(Column.DOMAIN) or domain
        if not domain:
            self._fault(Column.FIRST, "看不出是哪个领域：请把工作表改名为领域名，或加一列「领域」")
        to_all, to_group = self._audience()
        on_own, on_request = self._manner()
        return Item(
            domain=domain,
            first=self._text(Column.FIRST, is_needed=True),
            second=self._text(Column.SECOND),
            number=self._text(Column.NUMBER),
            code=self._text(Column.CODE),
            content=self._text(Column.CONTENT, is_needed=True),
            basis=self._text(Column.BASIS, is_needed=True),
            limit=self._text(Column.LIMIT, is_needed=True),
            publisher=self._text(Column.PUBLISHER, is_needed=True),
            channels=_channels(self._text(Column.CHANNELS, is_needed=True)),
            to_all=to_all,
            to_group=to_group,
            on_own=on_own,
            on_request=on_request,
            levels=self._levels(),
        )

    def _audience(self) -> tuple[bool, str]:
        to_all = self._ticked(Column.TO_ALL)
        group = self._text(Column.TO_GROUP)
        words = self._text(Column.AUDIENCE)
        if words:
            to_all |= "社会" in words or "公众" in words
            group = group or ("" if to_all else words)
        named = "" if group in _NO else "特定群众" if group in _YES else group
        if not to_all and not named:
            self._fault(Column.TO_ALL, "「公开对象」一项也没有勾")
        return to_all, named

    def _manner(self) -> tuple[bool, bool]:
        words = self._text(Column.MANNER)
        on_own = self._ticked(Column.ON_OWN) or "主动" in words
        on_request = self._ticked(Column.ON_REQUEST) or "申请" in words
        if not on_own and not on_request:
            self._fault(Column.ON_OWN, "「公开方式」一项也没有勾")
        return on_own, on_request

    def _levels(self) -> tuple[ItemLevel, ...]:
        found = set(levels_named(self._text(Column.LEVELS)))
        for place, levels in self.header.levels.items():
            if self._is_tick(place):
                found |= set(levels)
        if not found:
            places = self.header.levels or {self.header.places.get(Column.LEVELS, 0): ()}
            self._fault(min(places), "「公开层级」一项也没有勾")
        return tuple(level for level in ItemLevel if level in found)

    def _ticked(self, column: Column) -> bool:
        place = self.header.places.get(column)
        return place is not None and self._is_tick(place)

    def _is_tick(self, place: int) -> bool:
        cell = self._at(place)
        if cell not in _YES | _NO:
            self._fault(place, f"「{cell[:20]}」看不出是勾选还是不勾选；勾选用 √，不勾选留空")
        return cell not in _NO  # what it was meant to be is asked once

    def _text(self, column: Column, *, is_needed: bool = False) -> str:
        place = self.header.places.get(column)
        text = self._at(place) if place is not None else ""
        longest = MAX_TEXT.get(column, MAX_OTHER_TEXT)
        if len(text) > longest:
            self._fault(column, f"「{column.value}」{len(text)} 字，最多 {longest} 字")
        if is_needed and not text:
            self._fault(column, f"「{column.value}」没有填写")
        # Items are named in one line; what they hold keeps its lines.
        return text if column in MAX_TEXT else "".join(text.split("\n"))

    def _at(self, place: int) -> str:
        return self.row[place] if place < len(self.row) else ""

    def _fault(self, at: Column | int, says: str) -> None:
        place = at if isinstance(at, int) else self.header.places.get(at, 0)
        self.faults.append(CellFault(self.grid.name, _cell(self.grid, self.place, place), says))


def _channels(text: str) -> tuple[str, ...]:
    """What is ticked among boxes; without any box, what is listed."""
    if not any(mark in text for mark in _TICKED):
        return tuple(dict.fromkeys(filter(None, (part.strip() for part in re.split("[\n、，,；;]", text)))))
    boxes = list(_BOX.finditer(text))
    ends = [*(box.start() for box in boxes[1:]), len(text)]
    ticked = [
        text[box.end() : end].strip(" \n\t、，；：:　")
        for box, end in zip(boxes, ends, strict=True)
        if box[0] in _TICKED
    ]
    return tuple(dict.fromkeys(filter(None, (closed_up(one) for one in ticked))))


def _cell(grid: Grid, row: int, column: int) -> str:
    """Its name in Excel."""
    number, letters = grid.first_column + column, ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{grid.first_row + row}"
