from __future__ import annotations

import pytest

from kiosk.candidates import candidates, typed_letters

TITLES = [
    ("柳溪镇2026年11月城乡低保新增对象公示", "liu xi zhen nian yue cheng xiang di bao xin zeng dui xiang gong shi"),
    ("白杨镇低保公示", "bai yang zhen di bao gong shi"),
    ("市长江大桥还款公告", "shi zhang jiang da qiao hai kuan gong gao | shi chang jiang da qiao huan kuan gong gao"),
    ("坏数据", "hang shu"),  # two syllables for three characters: nothing can be said of it
]

CASES = [  # typed letters, the first words offered
    ("db", ["低保"]),
    ("dibao", ["低保"]),
    ("dib", ["低保"]),
    ("dbao", ["低保"]),
    ("gongs", ["公示"]),
    ("changjiang", ["长江"]),
    ("huankuan", ["还款"]),
    ("haikuan", ["还款"]),
    ("zzz", []),
    ("", []),
]


@pytest.mark.parametrize(("letters", "words"), CASES)
def test_words_for_letters(letters: str, words: list[str]) -> None:
    assert candidates(letters, TITLES)[: max(1, len(words))] == words


def test_the_commonest_word_comes_first() -> None:
    assert candidates("gs", TITLES)[0] == "公示"


def test_a_word_does_not_reach_over_a_number() -> None:
    assert all("2026" not in word for word in candidates("zn", TITLES))


@pytest.mark.parametrize(("typed", "letters"), [("清源db", "db"), ("db2", ""), ("DB", "db"), ("低保", "")])
def test_letters_at_the_end(typed: str, letters: str) -> None:
    assert typed_letters(typed) == letters
