"""Search over thousands of real titles of Chinese governments, compared with plain searching of strings."""

from __future__ import annotations

import csv
import random
import re
import sqlite3
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Struct

from content.disclosure import SearchText, decode_disclosure
from content.store.schema import LIBRARY
from content.store.search import fts_query, search_columns
from tests.content.sync.county_feed import disclosure

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "real" / "titles"
ASKED = 150

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the real titles (../shared/real/titles) are not on this machine"),
]


class Title(Struct, frozen=True):
    text: str  # without marks
    pinyin: SearchText


class Index(Struct, frozen=True):
    titles: dict[int, Title]
    db: sqlite3.Connection

    def found(self, typed: str) -> set[int]:
        return {row[0] for row in self.db.execute("select rowid from search where search match ?", (fts_query(typed),))}

    def holding(self, piece: str) -> set[int]:
        return {number for number, title in self.titles.items() if piece in title.text}


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    pinyin = pytest.importorskip("content.hub.disclosures.pinyin", reason="pinyin comes with the hub's extra")
    db = sqlite3.connect(":memory:")
    db.executescript(LIBRARY)
    titles = {}
    rows = [title for path in sorted(FOLDER.glob("*.tsv")) for title in titles_in(path)]
    for number, title in enumerate(rows, 1):
        text = pinyin.search_text(title)
        shipped = {"syllables": text.syllables, "initials": text.initials}
        columns = search_columns(decode_disclosure(disclosure("t01/000001", title=title, search=shipped, blocks=[])))
        db.execute(
            "insert into search (rowid, title, body, syllables, initials) values (?, ?, '', ?, ?)",
            (number, columns.title, columns.syllables, columns.initials),
        )
        plain = unicodedata.normalize("NFKC", title)
        titles[number] = Title(re.sub("[^〇㐀-䶿一-鿿豈-\ufaff\U00020000-\U0003ffff0-9A-Za-z]", "", plain), text)
    assert len(titles) > 12_000
    yield Index(titles, db)
    db.close()


def titles_in(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row["title"] for row in csv.DictReader(file, delimiter="\t")]


def pieces(index: Index, length: int, seed: int) -> Iterator[tuple[int, str]]:
    """Parts of titles, each of one kind of character: what somebody may type."""
    chance = random.Random(seed)
    for number in chance.sample(sorted(index.titles), ASKED):
        runs = re.findall(f"[^A-Za-z]{{{length},}}", index.titles[number].text)
        if runs:
            run = chance.choice(runs)
            at = chance.randint(0, len(run) - length)
            yield number, run[at : at + length]


@pytest.mark.parametrize("length", [1, 2, 3, 4, 7])
def test_characters_find_exactly_the_titles_that_hold_them(index: Index, length: int) -> None:
    asked = 0
    for _, piece in pieces(index, length, length):
        assert index.found(piece) == index.holding(piece), piece
        asked += 1
    assert asked > ASKED // 2


@pytest.mark.parametrize("length", [2, 3, 5])
def test_initials_find_exactly_the_titles_that_have_them(index: Index, length: int) -> None:
    """Letters without a vowel are read as initials, or as Latin letters of the title."""
    chance = random.Random(length)
    asked = 0
    for number in chance.sample(sorted(index.titles), ASKED):
        initials = index.titles[number].pinyin.initials.split(" | ")[0]
        at = chance.randint(0, max(0, len(initials) - length))
        letters = initials[at : at + length]
        if len(letters) == length and not set(letters) & set("aeiouv"):
            expected = {
                number
                for number, title in index.titles.items()
                if any(letters in reading for reading in title.pinyin.initials.split(" | "))
            }
            latin = {n for n, title in index.titles.items() if letters in re.sub("[^a-z]", " ", title.text.lower())}
            assert expected <= index.found(letters) <= expected | latin, letters
            asked += 1
    assert asked > ASKED // 2


@pytest.mark.parametrize("unfinished", [False, True])
def test_pinyin_of_a_few_syllables_finds_the_title(index: Index, unfinished: bool) -> None:
    chance = random.Random(7)
    for number in chance.sample(sorted(index.titles), ASKED):
        syllables = index.titles[number].pinyin.syllables.split(" | ")[0].split()
        count = min(len(syllables), chance.randint(2, 4))
        at = chance.randint(0, len(syllables) - count)
        typed = "".join(syllables[at : at + count])
        typed = typed[:-1] if unfinished and len(syllables[at + count - 1]) > 1 else typed
        assert number in index.found(typed), typed


def test_characters_and_letters_mixed_find_the_title(index: Index) -> None:
    chance = random.Random(9)
    for number, piece in pieces(index, 2, 9):
        initials = index.titles[number].pinyin.initials.split(" | ")[0]
        at = chance.randint(0, max(0, len(initials) - 3))
        assert number in index.found(piece + initials[at : at + 3]), piece
