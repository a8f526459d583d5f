"""Chinese words for typed pinyin, taken from our own titles: what can be typed is what can be found. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import takewhile

_TRAILING = re.compile(r"[a-z]+$")
LONGEST_WORD = 6  # characters


@cache  # compiled when first needed: so large a set takes milliseconds
def _hanzi() -> re.Pattern[str]:
    return re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]")


def typed_letters(typed: str) -> str:
    """The pinyin at the end of what was typed: 清源db → db."""
    found = _TRAILING.search(typed.lower())
    return found[0] if found else ""


def candidates(letters: str, titles: Iterable[tuple[str, str]], most: int = 8) -> list[str]:
    """Words that the letters may stand for, the commonest first.

    letters: full pinyin, initials, or both mixed (the last syllable may be unfinished).
    titles: (title, its syllables as in SearchText.syllables). A title whose syllables do not match its
    characters one to one is passed over.
    """
    if not letters:
        return []
    counted: Counter[str] = Counter()
    for title, readings in titles:
        for reading in readings.split("|"):
            counted.update(_words(letters, title, reading))
    ranked = sorted(counted, key=lambda word: (-counted[word], len(word), word))
    return ranked[:most]


def _words(letters: str, title: str, reading: str) -> set[str]:
    """Every run of characters in one title that can be read as the letters."""
    syllables = [syllable for syllable in reading.lower().split() if syllable.isalpha()]
    places = [found.start() for found in _hanzi().finditer(title)]
    if len(syllables) != len(places):
        return set()
    found = set()
    for first, syllable in enumerate(syllables):
        if syllable[0] != letters[0]:
            continue
        last = _reach(letters, syllables, first)
        if last is not None and places[last] - places[first] == last - first:  # nothing else in between
            found.add(title[places[first] : places[last] + 1])
    return found


def _reach(letters: str, syllables: list[str], first: int) -> int | None:
    """The last syllable used when ``letters`` is spelt from ``first`` on, or None if it cannot be."""
    rest = [(letters, first)]
    while rest:
        left, position = rest.pop()
        if position >= len(syllables) or position - first >= LONGEST_WORD:
            continue
        syllable = syllables[position]
        if syllable.startswith(left):
            return position
        for taken in (syllable[:1], syllable):
            if left.startswith(taken):
                rest.append((left[len(taken) :], position + 1))
    return None


def continuations(typed: str, titles: Iterable[str], most: int = 8) -> list[str]:
    """What follows the last characters of ``typed`` in our own titles, the commonest first: 低保 → 对象, 公示.

    Two characters at a time, for most words have two; fewer where a mark, a digit or the title's end follows.
    """
    if not typed or not _hanzi().fullmatch(typed[-1]):
        return []
    counted: Counter[str] = Counter()
    for title in titles:
        at = title.find(typed)
        if at >= 0:
            following = title[at + len(typed) :][:2]
            word = "".join(takewhile(lambda character: bool(_hanzi().match(character)), following))
            counted[word] += 1
    del counted[""]
    return sorted(counted, key=lambda word: (-counted[word], -len(word), word))[:most]
