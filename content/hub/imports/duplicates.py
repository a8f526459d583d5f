"""Rows that say the same as another one: by address, by body, or, of titles alone, by title and date."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from content.blocks import Facts, block_texts
from content.hub.disclosures.draft import Draft
from content.hub.imports.rows import Row

_SCHEME = re.compile(r"^https?://", re.IGNORECASE)


class Seen:
    """What was accepted so far, as fingerprints, and where."""

    def __init__(self) -> None:
        self._where: dict[bytes, str] = {}
        self._undated: dict[str, str] = {}

    def duplicate_of(self, row: Row, drafts: list[Draft]) -> str | None:
        """The place ("file:row") of the row that this one repeats."""
        for key in self._keys(row, drafts):
            if key in self._where:
                return self._where[key]
        return None

    def same_title(self, row: Row, drafts: list[Draft]) -> str | None:
        """The place of a row with this title, where one of the two lacks a date to tell them apart."""
        if row.body is not None or drafts[0].formed_on is not None:
            return None
        return self._undated.get(_closed_up(drafts[0].title))

    def add(self, row: Row, drafts: list[Draft]) -> None:
        """Remember an accepted row."""
        place = f"{row.file}:{row.number}"
        for key in self._keys(row, drafts):
            self._where.setdefault(key, place)
        if row.body is not None and drafts[0].formed_on:
            self._where.setdefault(_title_key(drafts[0]), place)  # a title alone then adds nothing to the text
        if row.body is None and drafts[0].formed_on is None:
            self._undated.setdefault(_closed_up(drafts[0].title), place)

    @staticmethod
    def _keys(row: Row, drafts: list[Draft]) -> list[bytes]:
        keys = []
        if row.url.strip():
            address = _SCHEME.sub("", row.url.strip()).rstrip("/")
            keys.append(_fingerprint(["url", address]))
        if row.body is not None:
            # Not the card of fields, which names the address: a site shows the same text under several.
            told = (block for draft in drafts for block in draft.blocks if not isinstance(block, Facts))
            texts = (text for block in told for text in block_texts(block))
            keys.append(_fingerprint(["body", *(_closed_up(draft.title) for draft in drafts), *texts]))
        elif drafts[0].formed_on is not None:
            keys.append(_title_key(drafts[0]))
        return keys


def _title_key(draft: Draft) -> bytes:
    return _fingerprint(["title", _closed_up(draft.title), str(draft.formed_on)])


def _closed_up(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _fingerprint(parts: Iterable[str]) -> bytes:
    return hashlib.sha256("\x1f".join(parts).encode()).digest()[:16]
