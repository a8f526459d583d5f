"""What is read aloud: the lines of a drawn page put together again into sentences, each with where it stands. Pure.

A page is drawn as single lines of text. Lines that follow one another in one style and at one left edge are a
paragraph; a paragraph is read sentence by sentence, and the one that is being read is marked on the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from msgspec import Struct

from kiosk.marks import Rect, Words
from kiosk.theme import Style

ENDS = "。！？；!?;"
CLOSING = "”’』」）》】)"
LONGEST = 60  # characters: a sentence that never ends is parted at a comma, so that the eye can follow
PAUSES = "，、：,:"
SLACK_PX = 2  # rounding of leading

_THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")
_SOUNDING = re.compile(r"\w")


class Sentence(Struct, frozen=True):
    """What is said at once. at: the pieces of lines on which it stands, in the page's own coordinates."""

    text: str
    at: tuple[Rect, ...]


class _Place(Struct, frozen=True):
    """One character and the line it stands on."""

    character: str
    line: int


def sentences_of(lines: Iterable[Words], advance: Callable[[str, Style], float]) -> tuple[Sentence, ...]:
    """The lines in the order in which they were drawn, which is the order in which they are read."""
    found: list[Sentence] = []
    for paragraph in _paragraphs(lines):
        places = [_Place(character, line) for line, words in enumerate(paragraph) for character in words.text]
        begin = 0
        for end in _ends(places):
            spoken = spoken_text("".join(place.character for place in places[begin:end]))
            if spoken:
                found.append(Sentence(spoken, _rects(paragraph, places, begin, end, advance)))
            begin = end
    return tuple(found)


def spoken_text(text: str) -> str:
    """As a voice should have it: no indent, no commas inside numbers; empty if nothing in it sounds."""
    text = _THOUSANDS.sub("", text.replace("　", " ")).strip()
    return text if _SOUNDING.search(text) else ""


def _paragraphs(lines: Iterable[Words]) -> list[list[Words]]:
    paragraphs: list[list[Words]] = []
    for words in lines:
        last = paragraphs[-1][-1] if paragraphs else None
        if last is not None and _goes_on(last, words):
            paragraphs[-1].append(words)
        else:
            paragraphs.append([words])
    return paragraphs


def _goes_on(last: Words, words: Words) -> bool:
    below = words.at.y - last.at.y - last.style.line_px
    is_indented = words.text.startswith("　")
    same = (words.style, words.colour, words.at.x) == (last.style, last.colour, last.at.x)
    return same and abs(below) <= SLACK_PX and not is_indented


def _ends(places: list[_Place]) -> list[int]:
    """Behind which character each sentence ends."""
    ends: list[int] = []
    begin = 0
    for number, place in enumerate(places, start=1):
        following = places[number].character if number < len(places) else ""
        is_end = place.character in ENDS or (place.character in CLOSING and places[number - 2].character in ENDS)
        is_long = number - begin >= LONGEST and place.character in PAUSES
        if ((is_end or is_long) and following not in CLOSING) or number == len(places):
            ends.append(number)
            begin = number
    return ends


def _rects(
    paragraph: list[Words], places: list[_Place], begin: int, end: int, advance: Callable[[str, Style], float]
) -> tuple[Rect, ...]:
    rects = []
    for line in range(places[begin].line, places[end - 1].line + 1):
        words = paragraph[line]
        first = next(number for number, place in enumerate(places) if place.line == line)
        left = sum(advance(place.character, words.style) for place in places[first:begin])
        within = [place for place in places[max(first, begin) : end] if place.line == line]
        width = sum(advance(place.character, words.style) for place in within)
        rects.append(Rect(words.at.x + round(left), words.at.y, round(width), words.at.h))
    return tuple(rects)
