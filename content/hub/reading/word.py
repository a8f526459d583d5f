"""Word (.docx): every paragraph and table, with headers, footers, notes, comments, deleted text and text boxes.

What was deleted with changes tracked is still in the file, so it is read, too. A picture is named as unread: it may be
a photograph of an identity card. Source: ECMA-376 part 1, WordprocessingML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from xml.etree.ElementTree import Element

from content.hub.reading.archive import Archive
from content.hub.reading.parts import Line, Part, Table, Unread

MAIN_PART = "word/document.xml"
MIN_PICTURE_BYTES = 10_000  # smaller ones are bullets and logos
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # says the same again
_WRITTEN = {_W + "t", _W + "delText"}
_STANDS_FOR = {
    _W + "tab": "\t",
    _W + "br": "\n",
    _W + "cr": "\n",
    _W + "noBreakHyphen": "-",
    _W + "softHyphen": "-",
    _W + "p": "\n",  # of a text box, or of the next paragraph in a cell
    _W + "tc": "\n",  # of a table within a cell
}
_PARTS = re.compile(r"word/(?:header|footer)\d*\.xml|word/(?:footnotes|endnotes|comments)\.xml")


def read_word(archive: Archive) -> Iterator[Part]:
    """The parts of a document, lines numbered through. Raises Unreadable."""
    lines = count(1)
    for name in (MAIN_PART, *filter(_PARTS.fullmatch, archive.names)):
        yield from _blocks(archive.xml(name), lines)
    for name in archive.names:
        if name.startswith(("word/media/", "word/embeddings/")) and len(archive.read(name)) >= MIN_PICTURE_BYTES:
            yield Unread(next(lines), name)


def _blocks(root: Element, lines: Iterator[int]) -> Iterator[Part]:
    """Paragraphs and tables in their order, wherever they are wrapped; what lies within them belongs to them."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if element.tag == _W + "p":
            yield Line(next(lines), _text(element))
        elif element.tag == _W + "tbl":
            rows = tuple(
                tuple(_text(cell).strip("\n") for cell in _own(row, _W + "tc")) for row in _own(element, _W + "tr")
            )
            if rows:
                first, *_ = (next(lines) for _ in rows)
                yield Table(first, rows)
        elif element.tag != _FALLBACK:
            waiting.extend(reversed(element))


def _own(outer: Element, tag: str) -> list[Element]:
    """The rows of a table, the cells of a row; a table within a cell stays in that cell's text."""
    found: list[Element] = []
    waiting = list(reversed(outer))
    while waiting:
        element = waiting.pop()
        if element.tag == tag:
            found.append(element)
        elif element.tag not in (_W + "tbl", _FALLBACK):
            waiting.extend(reversed(element))
    return found


def _text(element: Element) -> str:
    """All that is written in an element, deleted text included."""
    pieces: list[str] = []
    waiting = list(reversed(element))
    while waiting:
        inner = waiting.pop()
        if inner.tag in _WRITTEN:
            pieces.append(inner.text or "")
        elif inner.tag != _FALLBACK:
            pieces.append(_STANDS_FOR.get(inner.tag, ""))
            waiting.extend(reversed(inner))
    return "".join(pieces)
