"""A Word file (.docx) as a clerk hands it in: its title, headings, paragraphs and tables; and what was left behind.

mammoth reads it, in a process of its own (content.hub.reading.apart): a file may be made to break its reader.
Comments, deleted text and headers are not taken over, so that nothing comes in unseen; pictures are drawn anew
(content.hub.imports.pictures), and somebody answers for each.
Numbers that Word reckons itself come over as text (content.hub.imports.numbering).

    python -m content.hub.imports.word  < the file   > a Manuscript as JSON
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from xml.etree.ElementTree import Element, tostring

import msgspec

from content.blocks import Block, Paragraph, Picture, Table
from content.hub.disclosures.draft import DraftFile
from content.hub.imports.body import blocks_of_lines
from content.hub.imports.grid import with_total
from content.hub.imports.markup import Image, blocks_and_images_of_html
from content.hub.imports.numbering import write_numbers
from content.hub.imports.pictures import Gallery, mark
from content.hub.reading.apart import CANNOT_READ, ask_apart, confine
from content.hub.reading.archive import Archive
from content.hub.reading.parts import Unreadable
from content.hub.reading.word import MAIN_PART

MAX_WORD_BYTES = 20_000_000
MAX_TITLE = 60  # characters of a first paragraph that is taken for the title
MAX_CELL = 500  # characters, as the hub's table block allows
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADING_TAG = re.compile(r"<h[1-6]\b[^>]*>")
_CHARTS = ("/chart}chart", "/diagram}relIds")  # the names of their elements end so, in each of their namespaces
_SENTENCE_END = "。；！？，;!?,"


class Manuscript(msgspec.Struct, frozen=True):
    """What became of a file. left_out: what was not taken over, a sentence each, for the clerk. files: its pictures."""

    title: str
    blocks: tuple[Block, ...]
    left_out: tuple[str, ...] = ()
    files: tuple[DraftFile, ...] = ()


def read_word_file(data: bytes) -> Manuscript:
    """One .docx. Raises Unreadable."""
    if len(data) > MAX_WORD_BYTES:
        raise Unreadable(f"文件 {len(data) // 1_000_000} MB，最多 {MAX_WORD_BYTES // 1_000_000} MB")
    if data.startswith(_OLE):
        raise Unreadable("这是旧的 .doc 格式，或加了密码。请用 Word 或 WPS 打开，另存为 .docx 后再导入")
    if not data.startswith(b"PK"):
        raise Unreadable("这不是 Word 文件(.docx)")
    return msgspec.json.decode(ask_apart(__name__, data), type=Manuscript)


def main() -> int:
    """The process apart."""
    confine()
    try:
        made = _read(sys.stdin.buffer.read())
    except Unreadable as err:
        print(err, file=sys.stderr)
        return CANNOT_READ
    sys.stdout.buffer.write(msgspec.json.encode(made))
    return 0


def _read(data: bytes) -> Manuscript:
    """In the process apart. Raises Unreadable."""
    import mammoth

    archive = Archive(data)  # counted while it is unpacked: a bomb ends here
    if MAIN_PART not in archive.names:
        raise Unreadable("压缩包里没有 Word 正文，这不是 .docx 文件")
    for name in archive.names:
        if name.endswith((".xml", ".rels")):
            archive.xml(name)  # refuses entities, which mammoth's parser would expand
    document = archive.xml(MAIN_PART)
    instead, unknown_forms = write_numbers(document, archive)
    gallery = Gallery(mark(document))
    html = mammoth.convert_to_html(
        _packed(archive, {MAIN_PART: document, **instead}), convert_image=mammoth.images.img_element(gallery.take)
    ).value
    left_out = list(gallery.refused)
    if charts := sum(element.tag.endswith(_CHARTS) for element in document.iter()):
        left_out.append(f"图表 {charts} 个没有导入，需要的请截图后另加「图片」，或写成表格。")
    if unknown_forms:
        left_out.append(f"自动编号有不认识的样式（{'、'.join(unknown_forms)}），序号写成了阿拉伯数字，请对照原件改正。")
    if "<ol" in html:
        left_out.append("自动编号没有导入，请对照原件补上序号。")
    title, parts = _title(blocks_and_images_of_html(_HEADING_TAG.sub("<p># ", html)))
    files = {file.data: file for file in gallery.files if file is not None}  # one that stands twice is one file
    return Manuscript(title, tuple(_blocks(parts, gallery)), tuple(left_out), tuple(files.values()))


def _packed(archive: Archive, instead: Mapping[str, Element]) -> io.BytesIO:
    """The file with other parts in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:  # it is read at once and thrown away: not worth compressing
        for name in dict.fromkeys(archive.names):
            made.writestr(name, tostring(instead[name], "utf-8") if name in instead else archive.read(name))
    return out


def _title(parts: list[str | Table | Image]) -> tuple[str, list[str | Table | Image]]:
    """The first line, if it reads as a title, and the rest."""
    first = parts[0] if parts else None
    if not isinstance(first, str):
        return "", parts
    text = first.removeprefix("# ").strip()
    if not text or len(text) > MAX_TITLE or text[-1] in _SENTENCE_END:
        return "", parts
    return text, parts[1:]


def _blocks(parts: Iterable[str | Table | Image], gallery: Gallery) -> Iterator[Block]:
    for part in parts:
        if isinstance(part, str):
            yield from blocks_of_lines([part])
        elif isinstance(part, Image):
            file = gallery.files[int(part.source) - 1]
            if file is not None:
                yield Picture(sha256(file.data).hexdigest(), gallery.alt(int(part.source)))
        elif all(len(cell) <= MAX_CELL for row in (part.columns, *part.rows) for cell in row):
            yield with_total(part)
        else:  # no table but a layout
            yield from (Paragraph(" ".join(row).strip()) for row in (part.columns, *part.rows))


if __name__ == "__main__":
    sys.exit(main())
