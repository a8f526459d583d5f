"""The ways in which one screen can look: text size, contrast, reach, language, in portrait and in landscape. Pure.

A variant's name is made of words: ``portrait-largest-high-en``; ``plain`` contrast and ``standing`` reach are left
out of it. ``--only`` takes such words, and names of screens beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from msgspec import Struct

from kiosk.comfort import CONTRASTS, REACHES, TEXT_SIZES, Comfort, Contrast, Reach

ORIENTATIONS = ("portrait", "landscape")
CONTRAST_WORDS: dict[Contrast, str] = {"normal": "plain", "high": "high"}
REACH_WORDS: dict[Reach, str] = {"normal": "standing", "low": "low"}


class Only(Struct, frozen=True):
    """What was asked for. words: of variants. screens: beginnings of the names of screens, none = all of them."""

    words: frozenset[str] = frozenset()
    screens: tuple[str, ...] = ()

    def wants(self, words: Iterable[str], dimension: Iterable[str]) -> bool:
        """Whether one of these words was asked for, or no word of its dimension at all."""
        asked = self.words & set(dimension)
        return not asked or bool(asked & set(words))

    def wants_screen(self, name: str) -> bool:
        return not self.screens or name.startswith(self.screens)


def only(text: str, languages: Sequence[str]) -> Only:
    """What ``--only largest,high,en,home`` asks for: words of variants, all others are names of screens."""
    known = {*TEXT_SIZES, *CONTRAST_WORDS.values(), *REACH_WORDS.values(), *ORIENTATIONS, *languages}
    asked = [word.strip() for word in text.split(",") if word.strip()]
    return Only(frozenset(word for word in asked if word in known), tuple(word for word in asked if word not in known))


def comforts(asked: Only, languages: Sequence[str]) -> Iterator[Comfort]:
    """Every comfort that was asked for, one after the other."""
    for text, contrast, reach, language in product(TEXT_SIZES, CONTRASTS, REACHES, languages):
        if (
            asked.wants([text], TEXT_SIZES)
            and asked.wants([CONTRAST_WORDS[contrast]], CONTRAST_WORDS.values())
            and asked.wants([REACH_WORDS[reach]], REACH_WORDS.values())
            and asked.wants([language], languages)
        ):
            yield Comfort(text, contrast, reach, language)


def name_of(comfort: Comfort, *, portrait: bool) -> str:
    """The folder of a variant's pictures."""
    words = [ORIENTATIONS[0] if portrait else ORIENTATIONS[1], comfort.text]
    words += [CONTRAST_WORDS["high"]] if comfort.contrast == "high" else []
    words += [REACH_WORDS["low"]] if comfort.reach == "low" else []
    return "-".join([*words, comfort.language])
