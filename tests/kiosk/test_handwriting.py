"""Handwriting: what zinnia makes of strokes, and a machine on which it is missing or broken.

The strokes were written down by hand after the stroke order of 现代汉语通用字笔顺规范.
"""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from kiosk.finding import InkStroke
from kiosk.handwriting import LIBRARIES, MODELS, MOST_POINTS, Zinnia, find
from kiosk.viewmodel.search import MOST_CHARACTERS

needs_zinnia = pytest.mark.skipif(
    find() is None, reason="zinnia or its simplified-Chinese model is not installed; run `make setup`"
)

STROKES: dict[str, tuple[InkStroke, ...]] = {
    "一": (((100, 500), (900, 500)),),
    "木": (
        ((100, 300), (900, 300)),
        ((500, 50), (500, 950)),
        ((480, 320), (300, 600), (100, 800)),
        ((520, 320), (700, 600), (900, 800)),
    ),
    "日": (
        ((300, 100), (300, 900)),
        ((300, 100), (700, 100), (700, 900)),
        ((300, 500), (700, 500)),
        ((300, 880), (700, 880)),
    ),
    "中": (
        ((200, 300), (220, 620)),
        ((200, 300), (800, 300), (780, 600)),
        ((220, 600), (780, 600)),
        ((500, 80), (500, 940)),
    ),
    "大": (
        ((120, 380), (880, 370)),
        ((500, 100), (480, 420), (350, 700), (120, 900)),
        ((510, 420), (650, 680), (890, 890)),
    ),
    "公": (
        ((420, 120), (330, 320), (130, 520)),
        ((580, 120), (700, 330), (890, 500)),
        ((470, 480), (350, 700), (260, 860), (680, 820)),
        ((610, 660), (700, 780), (760, 900)),
    ),
}


@needs_zinnia
@pytest.mark.parametrize("character", STROKES)
def test_a_character_is_among_those_that_are_offered(character: str) -> None:
    recogniser = find()
    assert recogniser is not None
    assert character in recogniser.characters(STROKES[character], MOST_CHARACTERS)


@needs_zinnia
def test_strokes_that_are_no_character_do_no_harm() -> None:
    recogniser = find()
    assert recogniser is not None
    assert recogniser.characters((), 10) == []
    assert len(recogniser.characters((((500, 500),),), 10)) <= 10
    assert recogniser.characters((((-5, 99_999), (2_000, -3)),), 3) is not None
    assert recogniser.characters((((1, 1),) * (MOST_POINTS + 1),), 3) == []


def test_where_it_is_not_installed_nothing_is_offered(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.write_bytes(b"")
    assert find([str(tmp_path / "none*")], [str(there)]) is None
    assert find([str(there)], [str(tmp_path / "none*")]) is None


@needs_zinnia
@pytest.mark.parametrize("broken", ["library", "model"])
def test_what_cannot_be_loaded_recognises_nothing_and_is_told_once(
    broken: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    rubbish = tmp_path / "rubbish"
    rubbish.write_bytes(b"\x7fELF no library, no model" * 9)
    real = next(path for path in Path("/").glob(LIBRARIES[0].lstrip("/")))
    recogniser = Zinnia(rubbish, Path(MODELS[0])) if broken == "library" else Zinnia(real, rubbish)
    with caplog.at_level(logging.ERROR):
        assert recogniser.characters(STROKES["一"], 3) == []
        assert recogniser.characters(STROKES["一"], 3) == []
    assert [record.message for record in caplog.records] == ["handwriting cannot be read"]
