"""A title as citizens type it on a key grid: full pinyin and first letters, with other readings of polyphones.

    市长江大桥  →  shi zhang jiang da qiao | shi chang jiang da qiao      szjdq | scjdq

The first reading is that of the longest phrases of pypinyin's dictionary, from the left. Where a character
could be read otherwise, because another phrase overlaps (市长|长江), because it stands in no phrase, or because
the dictionary itself errs (还款 hai kuan), that stretch of the title follows in the other reading: enough of it
for what anybody types, far less than the whole title once for every polyphone.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from content.disclosure import SearchText

MAX_OTHER_READINGS = 6
AROUND = 6  # syllables on either side of a character that is read otherwise
_LONGEST_PHRASE = 6  # characters; the longer ones are proverbs
_HANZI = re.compile(r"[㐀-䶿一-鿿豈-﫿〇\U00020000-\U0003ffff]")
_LETTER = re.compile(r"[A-Za-z]")
# Grammatical words: their other readings occur only inside phrases, such as 目的.
_FIXED = frozenset("的地得了着")
_MIN_SHARE = 0.05  # of the phrases in which a character is read so: rarer readings are archaic
_MIN_PHRASES = 2


@dataclass(frozen=True)
class Dictionary:
    """Readings without tones: of phrases, of single characters (the usual one first)."""

    phrases: Mapping[str, tuple[str, ...]]
    characters: Mapping[str, tuple[str, ...]]


def search_text(title: str) -> SearchText:
    """Syllables and initials of a title. Digits and marks are left out; Latin letters are initials only."""
    text = unicodedata.normalize("NFKC", title)
    dictionary = _dictionary()
    places = [at for at, character in enumerate(text) if _HANZI.match(character) and character in dictionary.characters]
    if not places:
        return SearchText(initials="".join(_LETTER.findall(text)).lower())
    first, covered = _first_reading(text, dictionary)
    others = sorted(_other_readings(text, places, first, covered, dictionary))[:MAX_OTHER_READINGS]

    syllables = [" ".join(first[at] for at in places)]
    letters = {at: first[at][0] for at in places}
    letters |= {match.start(): match.group().lower() for match in _LETTER.finditer(text)}
    spelt = sorted(letters)
    initials = ["".join(letters[at] for at in spelt)]
    index = {at: number for number, at in enumerate(places)}
    for _, at, reading in others:
        stretch = places[max(0, index[at] - AROUND) : index[at] + AROUND + 1]
        syllables.append(" ".join(reading if here == at else first[here] for here in stretch))
        if reading[0] != first[at][0]:
            near = [here for here in spelt if stretch[0] <= here <= stretch[-1]]
            initials.append("".join(reading[0] if here == at else letters[here] for here in near))
    return SearchText(syllables=" | ".join(dict.fromkeys(syllables)), initials=" | ".join(dict.fromkeys(initials)))


def _first_reading(text: str, dictionary: Dictionary) -> tuple[dict[int, str], dict[int, int]]:
    """The reading of every character by longest phrases, and how long the phrase around it is (1: none)."""
    reading: dict[int, str] = {}
    covered: dict[int, int] = {}
    at = 0
    while at < len(text):
        for length in range(min(_LONGEST_PHRASE, len(text) - at), 1, -1):
            phrase = dictionary.phrases.get(text[at : at + length])
            if phrase is not None:
                break
        else:
            length = 1
            phrase = dictionary.characters.get(text[at], ("",))[:1]
        for place, syllable in enumerate(phrase, at):
            reading[place] = syllable
            covered[place] = length
        at += length
    return reading, covered


def _other_readings(
    text: str, places: list[int], first: Mapping[int, str], covered: Mapping[int, int], dictionary: Dictionary
) -> Iterator[tuple[int, int, str]]:
    """Other readings as (how doubtful, 0 the most; place; syllable)."""
    for at in places:
        character = text[at]
        if first[at] in ("lue", "nue"):
            yield 1, at, first[at].replace("u", "v")  # 略: both spellings are typed
        readings = dictionary.characters[character]
        if len(readings) == 1 or character in _FIXED:
            continue
        overlapping = set()
        for start in range(max(0, at - 3), at + 1):
            for end in range(at + 1, min(len(text), start + 4) + 1):
                phrase = dictionary.phrases.get(text[start:end])
                if phrase is not None and phrase[at - start] != first[at]:
                    overlapping.add(phrase[at - start])
                    yield 0, at, phrase[at - start]
        if covered[at] <= 2:
            for syllable in readings:
                if syllable != first[at] and syllable not in overlapping:
                    yield covered[at], at, syllable


@cache
def _dictionary() -> Dictionary:
    """pypinyin's dictionaries without tones; read once, 0.5 s, when the first title comes."""
    from pypinyin.contrib.tone_convert import to_normal
    from pypinyin.phrases_dict import phrases_dict
    from pypinyin.pinyin_dict import pinyin_dict

    @cache
    def plain(syllable: str) -> str:
        return str(to_normal(syllable, v_to_u=False)).replace("lve", "lue").replace("nve", "nue")

    phrases = {}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for phrase, readings in phrases_dict.items():
        if len(readings) != len(phrase):
            continue
        syllables = tuple(plain(alternatives[0]) for alternatives in readings)
        for character, syllable in zip(phrase, syllables, strict=True):
            counts[character][syllable] += 1
        if len(phrase) <= _LONGEST_PHRASE:
            phrases[phrase] = syllables
    characters = {}
    for code, commonest_first in pinyin_dict.items():
        character = chr(code)
        usual = plain(commonest_first.split(",")[0])
        total = counts[character].total()
        borne_out = [
            syllable
            for syllable, count in counts[character].most_common()
            if count >= _MIN_PHRASES and count >= _MIN_SHARE * total
        ]
        characters[character] = tuple(dict.fromkeys([usual, *borne_out]))
    return Dictionary(phrases, characters)
