"""The texts of pages that can be found, read from the database many pages at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from wagtail.documents import get_document_model
from wagtail.models import Revision

from content.hub.disclosures.body import strings_of
from content.hub.disclosures.models import DisclosurePage
from content.hub.units.models import UnitPage

NUMBER, INDEX_NUMBER, FILE = "文号：", "索引号：", "附件："
_FIELDS = ("title", "document_number", "index_number", "body", "files")


@dataclass(frozen=True)
class PageTexts:
    """titles: what the page is called now, and in its newest draft. others: 文号, 索引号, text, names of files."""

    key: int
    titles: tuple[str, ...]
    others: tuple[str, ...]


def texts_of_pages(keys: Sequence[int]) -> Iterator[PageTexts]:
    """Of those keys that are of units or disclosures, in no order."""
    for key, name, code in UnitPage.objects.filter(pk__in=keys).values_list("pk", "title", "unit_id"):
        yield PageTexts(key, (name,), (code,))
    disclosures = DisclosurePage.objects.filter(pk__in=keys)
    rows = list(disclosures.values("pk", "latest_revision_id", "live_revision_id", *_FIELDS))
    newest = {row["latest_revision_id"] for row in rows if row["latest_revision_id"] != row["live_revision_id"]}
    drafts = dict(Revision.objects.filter(pk__in=newest).values_list("pk", "content"))
    versions = {row["pk"]: [_of_row(row), *_of_draft(drafts.get(row["latest_revision_id"]))] for row in rows}
    named = {key for pair in versions.values() for one in pair for key in one.files}
    names = dict(get_document_model().objects.filter(pk__in=named).values_list("pk", "title"))
    for key, found in versions.items():
        others = [text for one in found for text in one.texts]
        others += [FILE + names[file] for one in found for file in one.files if file in names]
        yield PageTexts(key, tuple(dict.fromkeys(one.title for one in found)), tuple(dict.fromkeys(others)))


@dataclass(frozen=True)
class _Version:
    title: str
    texts: list[str]
    files: list[int]


def _of_row(row: dict[str, Any]) -> _Version:
    return _version({**row, "body": row["body"].get_prep_value(), "files": row["files"].get_prep_value()})


def _of_draft(content: dict[str, Any] | None) -> list[_Version]:
    """As Wagtail keeps a revision: the streams are JSON within JSON."""
    if content is None:
        return []
    streams = {name: json.loads(content.get(name) or "[]") for name in ("body", "files")}
    return [_version({**{name: content.get(name) or "" for name in _FIELDS}, **streams})]


def _version(fields: dict[str, Any]) -> _Version:
    numbers = ((NUMBER, fields["document_number"]), (INDEX_NUMBER, fields["index_number"]))
    return _Version(
        title=fields["title"],
        texts=[label + number for label, number in numbers if number] + [*strings_of(fields["body"])],
        files=[block["value"] for block in fields["files"] if isinstance(block.get("value"), int)],
    )
