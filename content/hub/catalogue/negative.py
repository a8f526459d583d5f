"""负面清单: what is not disclosed, as entries of rule packs with the article that says so. Pure.

[negative.secret-mark]
label = "国家秘密标志"
question = "state-secret"                    # of the 保密审查单 that it belongs to: content.hub.review.secrecy
patterns = ['(?:绝密|机密|秘密)\\s*★']         # regular expressions over each text of a disclosure
words = ["不得外传"]                          # plain words, likewise
unless = ["保密法宣传"]                       # words in the same text that take it back
items = ["社会救助/举报线索"]                  # or disclosures of these catalogue items and of all below them
is_certain = true                            # never public; otherwise 保密审查 decides, with a reason
basis = "保守国家秘密法第二十二条"              # left out: the article of the question

A province's or a county's pack changes single fields of an entry, or adds entries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from content.hub.deadlines.kinds import merged
from content.hub.deadlines.rules import read_pack
from content.hub.reading.scan import Wanted
from content.hub.review.secrecy import QUESTIONS

NATIONAL_PACK = Path(__file__).parent / "packs" / "negative.toml"
_QUESTIONS = {question.key: question for question in QUESTIONS}


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One entry; see above. pack: the name of the pack that had the last word."""

    label: str
    question: str
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    is_certain: bool = False
    basis: str = ""
    pack: str = ""

    @property
    def article(self) -> str:
        """The article that it follows, as it is quoted."""
        return self.basis or _QUESTIONS[self.question].basis


@dataclass(frozen=True)
class Match:
    """One entry met in one text. span: [start, end)."""

    entry: Entry
    span: tuple[int, int]


def negative_list(packs: Sequence[Path] = ()) -> dict[str, Entry]:
    """The national entries under those of the packs. Raises ValueError that names pack and entry."""
    entries = merged([read_pack(file) for file in (NATIONAL_PACK, *packs)], "negative", Entry)
    for key, entry in entries.items():
        where = f"negative {key!r} of {entry.pack}"
        question = _QUESTIONS.get(entry.question)
        if question is None:
            raise ValueError(f"{where}: no question {entry.question!r}; there are {', '.join(_QUESTIONS)}")
        if entry.is_certain and question.may_be_public:
            raise ValueError(f"{where}: what {question.basis} lets be public is never certain")
        try:
            _pattern(entry.words, entry.patterns)
        except re.error as err:
            raise ValueError(f"{where}: {err}") from err
    return entries


def matches_in(text: str, entries: Mapping[str, Entry]) -> Iterator[Match]:
    """Every entry that a text meets, at its first place."""
    for entry in entries.values():
        pattern = _pattern(entry.words, entry.patterns)
        found = pattern.search(text) if pattern is not None else None
        if found is not None and not any(word in text for word in entry.unless):
            yield Match(entry, found.span())


def entries_of_item(names: Sequence[str], entries: Mapping[str, Entry]) -> Iterator[Entry]:
    """The entries that a catalogue item is of. names: its key and its path."""
    for entry in entries.values():
        if any(name == given or name.startswith(given + "/") for given in entry.items for name in names):
            yield entry


def wanted_of(entries: Mapping[str, Entry]) -> tuple[Wanted, ...]:
    """What is certain, as it is looked for in attachments."""
    found = ((entry, _pattern(entry.words, entry.patterns)) for entry in entries.values() if entry.is_certain)
    return tuple(
        Wanted(f"「{entry.label}」（{entry.article}）", pattern.pattern, entry.unless)
        for entry, pattern in found
        if pattern is not None
    )


@cache
def _pattern(words: tuple[str, ...], patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    either = [*map(re.escape, words), *(f"(?:{pattern})" for pattern in patterns)]
    return re.compile("|".join(either)) if either else None
