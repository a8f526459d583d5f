"""The gate for personal data (个人信息) before a disclosure with its files: asked at import, submission, release and
by the signer, each time anew, for none of them believes the one before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from content.disclosure import Disclosure, texts_of
from content.hub.reading.apart import contents_of_file
from content.hub.reading.parts import Unreadable
from content.hub.reading.scan import FileFinding, Wanted, WordFinding
from content.personal_data import KIND_LABELS, Finding, Kind, certain_in

PDF = "application/pdf"


PICTURE = "图片"  # the one part of a picture


@dataclass(frozen=True)
class FileReport:
    """What was found in one attachment. sha256: of its bytes."""

    name: str
    sha256: str
    findings: tuple[FileFinding, ...]
    words: tuple[WordFinding, ...] = ()

    @property
    def forbidden(self) -> list[str]:
        """What the negative list is certain about, in a clerk's words."""
        return [f"附件《{self.name}》第 {one.line} 行：属于负面清单{one.label}" for one in self.words]

    @property
    def certain(self) -> list[str]:
        """What must not be published, in a clerk's words."""
        return [
            f"{KIND_LABELS[one.kind]} {one.masked}（附件《{self.name}》第 {one.line} 行）"
            for one in self.findings
            if one.certain
        ]

    @property
    def unread(self) -> list[str]:
        """The pages and pictures in which nothing could be read: a person has to look at them."""
        return [one.masked for one in self.findings if one.kind is Kind.UNREADABLE]


def read_file(
    name: str, media_type: str, data: bytes, office_numbers: Collection[str] = (), wanted: Sequence[Wanted] = ()
) -> FileReport:
    """One attachment. wanted: words of the negative list.

    Raises ValueError if a PDF cannot be read at all: then nobody knows what is in it. And for anything that is neither
    PDF nor picture by its bytes, whatever its name says: no terminal would show it.
    """
    if not media_type:
        raise ValueError(f"附件《{name}》不是 PDF、PNG 或 JPEG 文件")
    digest = sha256(data).hexdigest()
    if media_type != PDF:
        return FileReport(name, digest, (FileFinding(1, 0, Kind.UNREADABLE, PICTURE, certain=False),))
    try:
        found = contents_of_file(data, name, office_numbers, wanted)
        return FileReport(name, digest, tuple(found.findings), tuple(found.words))
    except Unreadable as err:
        raise ValueError(f"附件《{name}》不能识读：{err}") from err


def certain_findings(texts: Iterable[str], files: Iterable[tuple[str, str, bytes]] = ()) -> list[str]:
    """What must not be published, each as its kind and masked form; in a file with the file's name and the line.

    files: name, media type and bytes; of them PDFs have words. A scanned page holds nothing that is certain.
    Raises ValueError if a PDF cannot be read at all.
    """
    found = [_named(one) for one in certain_in(texts)]
    for name, media_type, data in files:
        if media_type == PDF:
            found += read_file(name, media_type, data).certain
    return found


def every_text(disclosure: Disclosure) -> Iterator[str]:
    """All texts of a disclosure, those that no citizen reads included."""
    yield from texts_of(disclosure)
    yield from (disclosure.genre, disclosure.category, disclosure.domain, disclosure.index_number, disclosure.matter)
    yield from (disclosure.explains, disclosure.search.syllables, disclosure.search.initials)


def _named(finding: Finding) -> str:
    return f"{KIND_LABELS[finding.kind]} {finding.masked}"
