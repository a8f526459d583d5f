"""HTML as feeds and scraped pages bring it, read into lines and tables. Nothing in it is ever interpreted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from content.blocks import Table
from content.hub.imports.grid import Cell, table_of

# Known tags only: <国务院一九九二年立法工作计划> is a title in wrong brackets, not markup.
_TAGS = (
    "a abbr article b big blockquote body br center code col colgroup dd del div dl dt em embed figure font footer form"
    " frame h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins label li link main meta nav o:p object ol"
    " option p pre s script section select small span strong style sub sup svg table tbody td textarea tfoot th thead"
    " title tr u ul video"
).split()
TAG = re.compile(rf"</?(?:{'|'.join(map(re.escape, _TAGS))})(?:[\s/][^<>]*)?>", re.IGNORECASE)
_BREAKING = frozenset("p div br li tr h1 h2 h3 h4 h5 h6 table ul ol dl dd dt section article blockquote hr pre".split())
_HIDDEN = frozenset({"script", "style"})


def has_markup(text: str) -> bool:
    """Whether any known HTML tag is in the text."""
    return TAG.search(text) is not None


def without_markup(text: str) -> str:
    """The readable text, one line a paragraph; the cells of a table row stand on one line."""
    lines = []
    for part in blocks_of_html(text):
        lines.extend([part] if isinstance(part, str) else [" ".join(row) for row in (part.columns, *part.rows)])
    return "\n".join(lines)


@dataclass(frozen=True)
class Image:
    """Where a picture stands. source: as the tag names it; nothing fetches it."""

    source: str


def blocks_of_html(text: str) -> list[str | Table]:
    """Lines of text and tables, in order. A table is as wide as its widest row; its first row names the columns.

    Merged cells: see content.hub.imports.grid.
    """
    return [part for part in _parts(text, with_images=False) if not isinstance(part, Image)]


def blocks_and_images_of_html(text: str) -> list[str | Table | Image]:
    """The same with the places of pictures; one within a table stands after it, one within a line parts it."""
    return _parts(text, with_images=True)


def _parts(text: str, *, with_images: bool) -> list[str | Table | Image]:
    reader = _Reader(with_images)
    reader.feed(text)
    reader.close()
    reader.end_line()
    return reader.parts


class _Reader(HTMLParser):
    def __init__(self, with_images: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str | Table | Image] = []
        self._with_images = with_images
        self._images: list[Image] = []  # of the table that is being read
        self._line: list[str] = []
        self._hidden = 0
        self._rows: list[list[Cell]] | None = None
        self._cell: list[str] | None = None
        self._reach = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag == "img":
            self._place_image(dict(attrs).get("src") or "")
        elif tag == "table" and self._rows is None:
            self.end_line()
            self._rows = []
        elif self._rows is not None:
            if tag == "tr":
                self._end_cell()
                self._rows.append([])
            elif tag in ("td", "th"):
                self._end_cell()
                self._cell = []
                self._reach = _reach(dict(attrs))
            elif tag in _BREAKING and self._cell:
                self._cell.append(" ")
        elif tag in _BREAKING:
            self.end_line()

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif self._rows is not None:
            if tag in ("td", "th", "tr"):
                self._end_cell()
            elif tag == "table":
                self._end_table()
        elif tag in _BREAKING:
            self.end_line()

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        if self._rows is None:
            for number, piece in enumerate(data.split("\n")):
                if number:
                    self.end_line()
                self._line.append(piece)
        elif self._cell is not None:
            self._cell.append(data)
        elif data.strip():
            self._line.append(data)  # between the cells: kept, after the table

    def close(self) -> None:
        super().close()
        if self._rows is not None:
            self._end_table()

    def end_line(self) -> None:
        line = "".join(self._line).strip()
        self._line = []
        if line:
            self.parts.append(line)

    def _end_cell(self) -> None:
        if self._cell is not None and self._rows is not None:
            if not self._rows:
                self._rows.append([])
            self._rows[-1].append(Cell(" ".join("".join(self._cell).split()), *self._reach))
        self._cell = None

    def _end_table(self) -> None:
        self._end_cell()
        table = table_of(self._rows or [])
        self._rows = None
        self.parts.extend([table] if isinstance(table, Table) else table)
        self.end_line()
        self.parts.extend(self._images)
        self._images = []

    def _place_image(self, source: str) -> None:
        if not self._with_images:
            return
        if self._rows is None:
            self.end_line()
            self.parts.append(Image(source))
        else:
            self._images.append(Image(source))


def _reach(attrs: dict[str, str | None]) -> tuple[int, int]:
    """Over how many columns and rows a cell says it reaches; 1 for what is no number of up to four digits."""
    said = (attrs.get("colspan") or "", attrs.get("rowspan") or "")
    columns, rows = (int(text) if re.fullmatch(r"[1-9][0-9]{0,3}", text) else 1 for text in said)
    return columns, rows
