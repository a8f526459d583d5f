"""What --only asks for."""

from __future__ import annotations

import pytest

from kiosk.comfort import Comfort
from kiosk.variants import Only, comforts, name_of, only

LANGUAGES = ("zh", "en")


def test_without_a_word_everything_is_wanted() -> None:
    found = list(comforts(only("", LANGUAGES), LANGUAGES))
    assert len(found) == len(set(found)) == 3 * 2 * 2 * 2
    assert only("", LANGUAGES).wants_screen("home")


CASES = [  # --only, folders of the pictures in portrait
    ("largest,high,en,low", ["portrait-largest-high-low-en"]),
    ("normal,plain,standing", ["portrait-normal-zh", "portrait-normal-en"]),
    ("large, zh, standing", ["portrait-large-zh", "portrait-large-high-zh"]),
]


@pytest.mark.parametrize(("text", "folders"), CASES)
def test_words_choose_variants(text: str, folders: list[str]) -> None:
    found = comforts(only(text, LANGUAGES), LANGUAGES)
    assert [name_of(comfort, portrait=True) for comfort in found] == folders


def test_other_words_are_beginnings_of_screens() -> None:
    asked = only("largest,detail,home", LANGUAGES)
    assert asked == Only(frozenset({"largest"}), ("detail", "home"))
    assert [name for name in ("home", "detail-table", "units") if asked.wants_screen(name)] == ["home", "detail-table"]


def test_landscape_has_a_name_of_its_own() -> None:
    assert name_of(Comfort(), portrait=False) == "landscape-normal-zh"
