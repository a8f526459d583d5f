"""The gate for personal data (个人信息) before a disclosure with its files: asked at import, submission, release and
by the signer, each time anew, for none of them believes the one before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from content.disclosure import Disclosure, texts_of
from content.hub.reading.apart import findings_in_file
from content.hub.reading.parts import Unreadable
from content.personal_data import KIND_LABELS, Finding, certain_in

PDF = "application/pdf"


def certain_findings(texts: Iterable[str], files: Iterable[tuple[str, str, bytes]] = ()) -> list[str]:
    """What must not be published, each as its kind and masked form; in a file with the file's name and the line.

    files: name, media type and bytes; of them PDFs have words. A scanned page holds nothing that is certain.
    Raises ValueError if a PDF cannot be read at all: then nobody knows what is in it.
    """
    found = [_named(one) for one in certain_in(texts)]
    for name, media_type, data in files:
        if media_type != PDF:
            continue
        try:
            inside = findings_in_file(data, name)
        except Unreadable as err:
            raise ValueError(f"附件《{name}》不能识读:{err}") from err
        found += [
            f"{KIND_LABELS[one.kind]} {one.masked}(附件《{name}》第 {one.line} 行)" for one in inside if one.certain
        ]
    return found


def every_text(disclosure: Disclosure) -> Iterator[str]:
    """All texts of a disclosure, those that no citizen reads included."""
    yield from texts_of(disclosure)
    yield from (disclosure.genre, disclosure.category, disclosure.domain, disclosure.index_number, disclosure.matter)
    yield from (disclosure.explains, disclosure.search.syllables, disclosure.search.initials)


def _named(finding: Finding) -> str:
    return f"{KIND_LABELS[finding.kind]} {finding.masked}"
