"""From the lines of a document to blocks, and from a body that is too large to several that are not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from content.blocks import Block, Heading, Paragraph, Table
from content.disclosure import MAX_BODY_BYTES

# What is left for blocks when title, fields, pinyin and attachments have had their share.
MAX_BLOCKS_BYTES = MAX_BODY_BYTES - 6_000
_MAX_HEADING = 40  # characters; longer ones are the first sentence of a paragraph

_NUMERALS = "一二三四五六七八九十百零〇"
_CHAPTER = re.compile(rf"(?:#+ ?)?第[{_NUMERALS}\d]+[编章节](?: .{{1,30}}|[^，。；：,;:]{{0,30}})")
_MARKDOWN = re.compile(r"#{1,6} ?(?P<text>.+)")
# 一、… may end with a full stop and still be a heading; (一)… may not: so end the items of a law.
_ITEM = re.compile(rf"[{_NUMERALS}]{{1,3}}、[^。；，：、,;:]+[。：:]?|[(（][{_NUMERALS}]{{1,3}}[)）][^。；，：、,;:]+")
_ARTICLE = re.compile(rf"第[{_NUMERALS}\d]{{1,5}}条")
_MEMBER = re.compile(rf"(?:第[{_NUMERALS}]{{1,3}}篇|篇\d{{1,2}})[:：](?P<title>.+)")
_SENTENCE = re.compile(r"[^。！？；.!?;]*[。！？；.!?;]+|[^。！？；.!?;]+$")


def blocks_of_lines(lines: Sequence[str]) -> list[Block]:
    """Headings and paragraphs, one a line."""
    return [_block(line) for line in lines]


def members_of(lines: Sequence[str]) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """The lines before the first article of a collection (第一篇: … 第二篇: …), and its articles as title and lines.

    No articles if it is no collection.
    """
    starts = [at for at, line in enumerate(lines) if _MEMBER.fullmatch(line)]
    if len(starts) < 2:
        return list(lines), []
    members = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        match = _MEMBER.fullmatch(lines[start])
        assert match is not None
        members.append((match["title"].strip(), list(lines[start + 1 : end])))
    return list(lines[: starts[0]]), members


def parts_of(blocks: Sequence[Block], limit: int = MAX_BLOCKS_BYTES) -> list[list[Block]]:
    """Blocks in as few, even parts as fit the limit (bytes of JSON each), cut before a heading where one is near.

    Raises ValueError if one row of a table alone is larger than that.
    """
    pieces = [piece for block in blocks for piece in _small(block, limit // 4)]
    sizes = [_size(piece) for piece in pieces]
    if max(sizes, default=0) > limit // 2:
        raise ValueError(f"one row of {max(sizes)} bytes, at most {limit // 2} can be placed")
    count = -(-sum(sizes) // limit)
    if count <= 1:
        return [pieces]
    while True:
        parts = _cut(pieces, sizes, count)
        if all(sum(map(_size, part)) <= limit for part in parts):
            return parts
        count += 1


def _block(line: str) -> Block:
    markdown = _MARKDOWN.fullmatch(line)
    if markdown:
        return Heading(markdown["text"].strip()[:200])
    is_short = len(line) <= _MAX_HEADING and not _ARTICLE.match(line)
    if is_short and (_CHAPTER.fullmatch(line) or _ITEM.fullmatch(line)):
        return Heading(line)
    return Paragraph(line)


def _size(block: Block) -> int:
    return len(msgspec.json.encode(block)) + 1


def _small(block: Block, limit: int) -> list[Block]:
    """A block as pieces below the limit; what cannot be divided stays whole."""
    if _size(block) <= limit:
        return [block]
    match block:
        case Paragraph():
            return [Paragraph(text) for text in _bundled(_SENTENCE.findall(block.text), limit)]
        case Table():
            half = len(block.rows) // 2
            if half == 0:
                return [block]
            first = Table(block.columns, block.rows[:half], block.caption)
            rest = Table(block.columns, block.rows[half:], block.caption, block.total)
            return [*_small(first, limit), *_small(rest, limit)]
        case _:
            return [block]


def _bundled(sentences: Sequence[str], limit: int) -> list[str]:
    """Sentences joined up to the limit; one that is longer itself is cut hard."""
    bundles = [""]
    for sentence in sentences:
        step = limit // 8  # characters: JSON takes at most 6 bytes for one
        for start in range(0, len(sentence), step):
            piece = sentence[start : start + step]
            if len((bundles[-1] + piece).encode()) > limit - 64:
                bundles.append("")
            bundles[-1] += piece
    return [bundle for bundle in bundles if bundle]


def _cut(pieces: Sequence[Block], sizes: Sequence[int], count: int) -> list[list[Block]]:
    """At most ``count`` parts of about the same size; the last takes what is left."""
    share = sum(sizes) / count
    parts: list[list[Block]] = [[]]
    filled = 0
    for piece, size in zip(pieces, sizes, strict=True):
        over = filled + size / 2 > share
        early = isinstance(piece, Heading) and filled >= share * 0.9
        if parts[-1] and (over or early) and len(parts) < count:
            parts.append([])
            filled = 0
        parts[-1].append(piece)
        filled += size
    # A heading never ends a part.
    for part, following in pairwise(parts):
        while len(part) > 1 and isinstance(part[-1], Heading):
            following.insert(0, part.pop())
    return parts
