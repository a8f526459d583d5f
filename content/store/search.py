"""How a title is indexed and how what a citizen typed becomes a question to the index.

FTS5's tokenizer knows no Chinese words, so every character, digit run and letter is stored as a token of its
own and a word becomes a phrase: 低保 → "低 保". Pinyin arrives with the item, computed at the hub.
"""

from __future__ import annotations

import re
import unicodedata

_HANZI = r"㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"[{_HANZI}]|[0-9]|[A-Za-z]")
_RUN = re.compile(rf"(?P<hanzi>[{_HANZI}0-9]+)|(?P<letters>[A-Za-z]+)")


def spaced(text: str) -> str:
    """Text as the index stores it: one token a character, everything else dropped."""
    return " ".join(_TOKEN.findall(unicodedata.normalize("NFKC", text))).lower()


def fts_query(typed: str) -> str:
    """The FTS5 expression for what was typed, or "" if nothing in it can be searched.

    Every run must match: characters and digits as a phrase in title or body, letters as pinyin
    (syllables, the last one perhaps unfinished) or as initials.
    """
    parts = []
    for run in _RUN.finditer(unicodedata.normalize("NFKC", typed)[:64]):
        if run["hanzi"]:
            parts.append(f'{{title body}} : "{spaced(run["hanzi"])}"')
        else:
            letters = run["letters"].lower()
            wanted = [f'title : "{spaced(letters)}"', f'initials : "{" ".join(letters)}"']
            for syllables in readings(letters):
                wanted.append(f'syllables : "{" ".join(syllables)}" *')
            parts.append("(" + " OR ".join(wanted) + ")")
    return " AND ".join(parts)


_INITIALS = "zh ch sh b p m f d t n l g k h j q x r z c s y w".split()
_FINALS = (
    "iang iong uang ang eng ing ong ian iao uai uan ai an ao ei en er ia ie in iu ou ua ue ui un uo ve "
    "a e i o u v"
).split()
_SYLLABLE = re.compile(rf"(?:{'|'.join(_INITIALS)})?(?:{'|'.join(_FINALS)})")


def readings(letters: str) -> list[list[str]]:
    """Ways to cut letters into pinyin syllables, longest first; the last one may be unfinished.

    >>> readings("cunwu")
    [['cun', 'wu']]
    >>> readings("xian")
    [['xian'], ['xi', 'an']]
    """
    found: list[list[str]] = []

    def cut(rest: str, done: list[str]) -> None:
        if len(found) >= 4:
            return
        if not rest:
            found.append(done)
            return
        for length in range(min(6, len(rest)), 0, -1):
            head, tail = rest[:length], rest[length:]
            if _SYLLABLE.fullmatch(head) or (not tail and any(_begins(head))):
                cut(tail, [*done, head])

    def _begins(head: str) -> list[bool]:
        return [bool(re.fullmatch(rf"(?:{'|'.join(_INITIALS)})", head))]

    cut(letters, [])
    return found
