"""What the hub has already, for the question whether a row of an import is new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from content.hub.disclosures.blocks import stream_of
from content.hub.disclosures.body import strings_of
from content.hub.disclosures.draft import Draft
from content.hub.disclosures.models import DisclosurePage

MOST_ALIKE = 50  # pages of one title that are looked into


def known_in_hub() -> set[tuple[str, str]]:
    """Source and title of every page; the source is empty for what was written here."""
    return set(DisclosurePage.objects.values_list("source", "title"))


def hub_has_text(draft: Draft) -> bool:
    """Whether a page has this title and these very words: a site may have moved it, or published it anew."""
    mine = _words(stream_of(draft.blocks, {}))
    pages = DisclosurePage.objects.filter(title=draft.title).order_by("-pk")[:MOST_ALIKE]
    return any(_words(page.body.get_prep_value()) == mine for page in pages)


def _words(body: Iterable[Mapping[str, Any]]) -> list[str]:
    """The words of a body but for the card of fields, which names the address it came from."""
    told = (block["value"] for block in body if block["type"] != "facts")
    return sorted("".join(text.split()) for value in told for text in strings_of(value) if text.strip())
