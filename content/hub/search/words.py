"""What of a text can be found, what was asked for, and where it stands. Pure.

A word is any run of characters, as a clerk types it: 保, 低保, 清政办发[2026]18号. Texts are compared closed up:
without marks and spaces, full-width as half-width, small letters. For the index a text is the set of its characters
and of its pairs of neighbours: one look-up finds one character or two, and more of them are all their pairs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

MOST_WORDS = 8  # the rest of a pasted paragraph narrows nothing
MAX_WORD = 64  # characters
BREAK = "\n"  # between two texts: no word goes across
AROUND = 28  # characters before and behind what was found; two lines of a list

_NOTHING_TO_FIND = re.compile(r"[\W_]+")


def closed(text: str) -> str:
    """A text as it is compared.

    >>> closed("清政办发〔2026〕 １８号")
    '清政办发202618号'
    """
    return _NOTHING_TO_FIND.sub("", unicodedata.normalize("NFKC", text)).lower()


def closed_texts(texts: Iterable[str]) -> str:
    """Several of them, each once."""
    return BREAK.join(dict.fromkeys(filter(None, map(closed, texts))))


def words_of(typed: str) -> list[str]:
    """What was asked for: every word must be found."""
    found = (closed(word)[:MAX_WORD] for word in typed.split()[:MOST_WORDS])
    return list(dict.fromkeys(filter(None, found)))


def tokens_of(closed_text: str) -> set[str]:
    """Every character and every pair of neighbours in closed texts.

    >>> sorted(tokens_of("低保"))
    ['低', '低保', '保']
    """
    found: set[str] = set()
    for run in closed_text.split(BREAK):
        found.update(run)
        found.update(map("".join, pairwise(run)))
    return found


def tokens_asked(words: Sequence[str]) -> list[str]:
    """The fewest tokens that whatever has all the words has."""
    pairs = (list(map("".join, pairwise(word))) or [word] for word in words)
    return list(dict.fromkeys(token for of_word in pairs for token in of_word))


def excerpt(texts: Iterable[str], words: Sequence[str]) -> list[tuple[str, bool]]:
    """The first text that has one of the words, around the first place: pieces, and whether each was asked for.

    Nothing if no text has any.
    """
    wanted = _any_of(words)
    for text in texts if words else ():
        # As it is written, for citizens read it so; in normal form only if what was asked for hides in the other.
        for shown in (text, unicodedata.normalize("NFKC", text)):
            if found := wanted.search(shown):
                return _around(shown, found, wanted)
    return []


def _around(text: str, found: re.Match[str], wanted: re.Pattern[str]) -> list[tuple[str, bool]]:
    begin = max(0, found.start() - AROUND)
    end = min(len(text), found.end() + AROUND)
    pieces: list[tuple[str, bool]] = [("…", False)] if begin else []
    at = begin
    for match in wanted.finditer(text, begin, end):
        pieces += [(text[at : match.start()], False), (match[0], True)]
        at = match.end()
    pieces.append((text[at:end] + ("…" if end < len(text) else ""), False))
    return [piece for piece in pieces if piece[0]]


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    """Any of the words, whatever marks and spaces stand between its characters; the longest first."""
    runs = (r"[\W_]*".join(map(re.escape, word)) for word in sorted(words, key=len, reverse=True))
    return re.compile("|".join(runs), re.IGNORECASE)
