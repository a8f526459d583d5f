"""One file's parts, by what its first bytes say; its name is asked only where they say nothing.

Runs in a process of its own: see content.hub.reading.apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import PurePath

from content.hub.reading import sheet, word
from content.hub.reading.archive import Archive
from content.hub.reading.parts import MAX_FILE_BYTES, Grid, Part, Unread, Unreadable, limited
from content.hub.reading.pdf import read_pdf
from content.hub.reading.plain import read_plain

_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_plain(data: bytes) -> bool:
    """Whether it is read as text, which cannot do any harm."""
    return not data.startswith((b"PK", _OLE, *_PICTURES)) and b"%PDF-" not in data[:1024]


def read(data: bytes, name: str) -> Iterator[Part]:
    """Its lines, tables and unread pages. Raises Unreadable."""
    if len(data) > MAX_FILE_BYTES:
        raise Unreadable(f"{len(data):,} 字节，最多 {MAX_FILE_BYTES:,} 字节")
    return limited(_parts(data, name))


def grids(data: bytes) -> Iterator[Grid]:
    """The sheets of an Excel file. Raises Unreadable, for any other file, too."""
    if data.startswith(b"PK"):
        if sheet.MAIN_PART not in Archive(data).names:  # opened once, so that its size is measured
            raise Unreadable("不是 Excel 文件")
    elif not data.startswith(_OLE):
        raise Unreadable("不是 Excel 文件（.xlsx 或 .xls）")
    return sheet.read_grids(data)


def _parts(data: bytes, name: str) -> Iterator[Part]:
    if data.startswith(b"PK"):
        archive = Archive(data)
        if word.MAIN_PART in archive.names:
            return word.read_word(archive)
        if sheet.MAIN_PART in archive.names:
            return chain(sheet.read_sheets(data), sheet.read_long_numbers(archive), sheet.read_notes(archive))
        raise Unreadable("压缩包既不是 Word 也不是 Excel 文件")
    if b"%PDF-" in data[:1024]:
        return read_pdf(data)
    if data.startswith(_PICTURES):
        return iter([Unread(1, "图片")])
    if data.startswith(_OLE):
        return sheet.read_sheets(data)
    return read_plain(data, PurePath(name).suffix.lower())
