"""Finding and opening what is to be imported: by folder or file, within limits, in a certain order."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from content.hub.imports.reasons import Refusal

# What a folder may hold, richest first: a title whose full text was read before is then the duplicate.
PATTERNS = ("*.jsonl", "laws/*.md", "seeds/*.txt", "*.xml", "titles/*.tsv")
LIMITS = {  # bytes: many times the largest honest file, small enough to be held in memory
    ".jsonl": 256_000_000,
    ".tsv": 64_000_000,
    ".xlsx": 50_000_000,
    ".xls": 50_000_000,
    ".xml": 8_000_000,
    ".rss": 8_000_000,
    ".atom": 8_000_000,
    ".md": 4_000_000,
    ".txt": 4_000_000,
}
_RANK = {
    suffix: rank
    for rank, suffix in enumerate((".jsonl", ".md", ".txt", ".xlsx", ".xls", ".xml", ".rss", ".atom", ".tsv"))
}
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class Unreadable(Exception):
    """A file that cannot be imported at all."""

    def __init__(self, refusal: Refusal, detail: str) -> None:
        super().__init__(detail)
        self.refusal = refusal
        self.detail = detail


@dataclass(frozen=True)
class Source:
    """One file. name: how the report calls it, with its folder's name."""

    path: Path
    name: str


def sources(paths: Sequence[Path]) -> Iterator[Source]:
    """The files to read, each once. A folder that holds nothing of PATTERNS is given as itself."""
    found: dict[Path, Source] = {}
    for path in paths:
        if path.is_dir():
            inside = [file for pattern in PATTERNS for file in sorted(path.glob(pattern)) if not file.is_dir()]
            for file in inside:
                found.setdefault(file.resolve(), Source(file, str(file.relative_to(path))))
            if not inside:
                found.setdefault(path.resolve(), Source(path, path.name or str(path)))
        else:
            found.setdefault(path.resolve(), Source(path, path.name))
    yield from sorted(found.values(), key=lambda source: _RANK.get(source.path.suffix.lower(), len(_RANK)))


def read_bytes(source: Source) -> bytes:
    """The whole file. Raises Unreadable."""
    limit = LIMITS.get(source.path.suffix.lower())
    if source.path.is_dir():
        raise Unreadable(Refusal.NOTHING_TO_IMPORT, f"文件夹里没有 {' '.join(PATTERNS)}")
    if limit is None:
        raise Unreadable(Refusal.UNKNOWN_TYPE, f"{source.path.suffix or '无扩展名'}；可用：{' '.join(LIMITS)}")
    try:
        if not source.path.is_file():
            raise Unreadable(Refusal.UNREADABLE_FILE, "没有这个文件，或不是普通文件")
        with source.path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as err:
        raise Unreadable(Refusal.UNREADABLE_FILE, err.strerror or str(err)) from err
    if len(data) > limit:
        raise Unreadable(Refusal.FILE_TOO_LARGE, f"超过 {limit:,} 字节")
    return data


def decode(data: bytes) -> tuple[str, bool]:
    """The text, and whether it was in another encoding than UTF-8. Raises Unreadable."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _BINARY.search(text):
            break
        return text, encoding != "utf-8-sig"
    raise Unreadable(Refusal.UNREADABLE_FILE, "不是 UTF-8、GB 18030 或 UTF-16 文本")
