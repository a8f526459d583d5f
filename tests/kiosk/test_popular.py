"""What others looked for: counted by visits, and never anything that one household alone would look for."""

from __future__ import annotations

import pytest

from content.record import DisclosureId
from kiosk.comfort import Leave
from kiosk.finding import Search
from kiosk.popular import MIN_VISITS, MOST_KEPT, Popular
from kiosk.routes import AT_HOME, Attract, Back, Detail, GoHome, Home, Open, Units

RESULT = Open(Detail(DisclosureId("t01/000001")))


def visited(popular: Popular, typed: str, times: int) -> None:
    for _ in range(times):
        popular.after((Home(), Search(typed)), RESULT)
        popular.after(AT_HOME, Open(Attract()))


def test_a_word_comes_up_once_enough_visitors_opened_a_result() -> None:
    popular = Popular()
    visited(popular, "低保", MIN_VISITS - 1)
    assert popular.words() == []
    visited(popular, "低保", 1)
    visited(popular, "补贴", MIN_VISITS + 1)
    assert popular.words() == ["补贴", "低保"]


def test_one_visitor_counts_once_however_often_he_looks() -> None:
    popular = Popular()
    for _ in range(3 * MIN_VISITS):
        popular.after((Home(), Search("低保")), RESULT)
        popular.after((Home(), Search("低保")), GoHome())  # home is not the end of a visit
    assert popular.words() == []


def test_only_what_was_opened_counts() -> None:
    popular = Popular()
    for _ in range(MIN_VISITS):
        popular.after((Home(), Search("低保")), Back())
        popular.after((Home(), Search("低保")), Open(Units()))
        popular.after((Home(),), RESULT)
        popular.after((Home(),), Leave())
    assert popular.words() == []


@pytest.mark.parametrize(
    "typed", ["", "保", "db", "低保db", "13800000000", "低保2026", "张三 李四", "很长很长很长的一句话"]
)
def test_letters_numbers_single_characters_and_sentences_are_never_kept(typed: str) -> None:
    popular = Popular()
    visited(popular, typed, MIN_VISITS)
    assert popular.words() == []


def test_it_forgets_what_has_not_been_looked_for_longest() -> None:
    popular = Popular()
    visited(popular, "低保", MIN_VISITS)
    for number in range(MOST_KEPT):
        visited(popular, "村" + chr(0x4E00 + number), 1)
    visited(popular, "低保", 1)
    assert popular.words() == []
