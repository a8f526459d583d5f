"""Frames that are wrong on purpose, each found by name; and one that is right."""

from __future__ import annotations

import pytest

from kiosk.comfort import Comfort
from kiosk.drawing import Frame, Layer, Sheet, Target
from kiosk.legibility import Problem, contrast, problems
from kiosk.marks import Box, Mark, Rect, Words
from kiosk.routes import Back
from kiosk.theme import Style, Theme

PORTRAIT = Theme(1080, 1920)
BLACK, WHITE, PAGE = "#000000", "#FFFFFF", "#FAF6EE"
STYLE = Style(40)
CARD = Box(Rect(100, 100, 400, 200), WHITE)


def words(x: int, y: int, w: int, text: str = "公示", colour: str = BLACK) -> Words:
    return Words(Rect(x, y, w, STYLE.text_px), text, STYLE, colour)


def found(*marks: Mark, theme: Theme = PORTRAIT) -> list[tuple[str, str]]:
    return told(problems(Frame(marks=list(marks)), theme, lambda character, bold: True))


def told(those: list[Problem]) -> list[tuple[str, str]]:
    return [(one.element, one.what.split(":")[0].strip()) for one in those]


def touched(*rects: Rect, theme: Theme = PORTRAIT) -> list[tuple[str, str]]:
    frame = Frame(targets=[Target(at, f"t{number}", Back()) for number, at in enumerate(rects)])
    return told(problems(frame, theme, lambda character, bold: True))


def test_a_frame_in_order_has_no_problem() -> None:
    frame = Frame(
        marks=[CARD, words(120, 120, 80), words(120, 180, 80)],
        targets=[Target(CARD.at, "card", Back()), Target(Rect(520, 100, 60, 60), "small", Back())],
        sheet=Sheet(marks=[words(0, 0, 80)], window=Rect(40, 400, 1000, 800), height=60),
    )
    assert problems(frame, PORTRAIT, lambda character, bold: True) == []


WRONG = [  # marks, what is found
    ((words(1020, 100, 80),), "leaves the window"),
    ((words(100, 1880, 80),), "leaves the window"),
    ((CARD, words(440, 150, 80)), "leaves its box"),  # 20 px beyond the right edge
    ((CARD, words(120, 270, 80)), "leaves its box"),  # its lower half below the card
    ((CARD, words(60, 150, 80)), "leaves its box"),
    ((words(120, 120, 80), CARD), "is covered by Box"),
    ((words(120, 120, 80), words(150, 130, 80, "村务")), "is covered by '村务'"),
]


@pytest.mark.parametrize(("marks", "what"), WRONG)
def test_text_out_of_its_place(marks: tuple[Mark, ...], what: str) -> None:
    assert ("公示", what) in found(*marks)


def test_the_blank_half_of_a_closing_mark_may_hang() -> None:
    assert found(CARD, words(400, 150, 120, "公示。")) == []
    assert found(CARD, words(400, 150, 120, "公示中")) == [("公示中", "leaves its box")]


CONTRASTS = [  # text, ground, ratio to two digits: as WebAIM's contrast checker says
    ("#777777", "#FFFFFF", 4.48),
    ("#767676", "#FFFFFF", 4.54),
    ("#000000", "#FFFFFF", 21.0),
    ("#FF0000", "#FFFFFF", 4.00),
    ("#0000FF", "#FFFFFF", 8.59),
    ("#FFFF00", "#FFFFFF", 1.07),
]


@pytest.mark.parametrize(("one", "other", "ratio"), CONTRASTS)
def test_contrast(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


def test_contrast_is_that_with_the_box_under_the_text() -> None:
    assert found(CARD, words(120, 120, 80, colour="#777777")) == [("公示", "contrast 4.5")]
    assert found(CARD, words(120, 120, 80, colour="#767676")) == []
    assert found(words(120, 500, 80, colour="#767676")) == [("公示", "contrast 4.2")]  # the page is not quite white


def test_high_contrast_asks_for_seven() -> None:
    high = Theme(1080, 1920, Comfort(contrast="high"))
    assert found(CARD, words(120, 120, 80, colour="#595959"), theme=high) == []  # 7.00
    assert found(CARD, words(120, 120, 80, colour="#5A5A5A"), theme=high) == [("公示", "contrast 6.9")]


def test_a_character_that_no_face_has() -> None:
    frame = Frame(marks=[words(120, 120, 80, "公𪚥")])
    (problem,) = problems(frame, PORTRAIT, lambda character, bold: character != "𪚥")
    assert problem == Problem("公𪚥", "no face has 𪚥 U+2A6A5")


TOUCHES = [  # rectangles, what is found
    ((Rect(100, 100, 59, 60),), [("t0", "measures 59 × 60 dp, at least 60 × 60 dp")]),
    ((Rect(100, 100, 60, 60),), []),
    ((Rect(1000, 100, 100, 60),), [("t0", "leaves the window")]),
    ((Rect(100, 100, 100, 100), Rect(199, 199, 100, 100)), [("t0", "lies on t1")]),
    ((Rect(100, 100, 100, 100), Rect(200, 100, 100, 100)), []),
]


@pytest.mark.parametrize(("rects", "what"), TOUCHES)
def test_targets(rects: tuple[Rect, ...], what: list[tuple[str, str]]) -> None:
    assert touched(*rects) == what


def test_two_targets_of_one_name() -> None:
    frame = Frame(targets=[Target(Rect(0, 100 * place, 90, 90), "row", Back()) for place in (1, 2)])
    assert told(problems(frame, PORTRAIT, lambda character, bold: True)) == [("row", "is the name of two targets")] * 2


def test_in_low_reach_nothing_is_touched_above_the_line() -> None:
    low = Theme(1080, 1920, Comfort(reach="low"))
    assert low.reach_px == 864
    assert touched(Rect(100, 864, 100, 100), theme=low) == []
    assert touched(Rect(100, 863, 100, 100), theme=low) == [("t0", "begins at y 863, above low reach at 864")]


def test_a_line_cut_by_the_end_of_a_screenful() -> None:
    sheet = Sheet(marks=[words(0, 280, 80)], window=Rect(40, 400, 1000, 300), height=600, breaks=[300])
    assert told(problems(Frame(sheet=sheet), PORTRAIT, lambda character, bold: True)) == [
        ("公示", "is cut by the end of a screenful at 300")
    ]


def test_what_lies_on_a_long_page() -> None:
    sheet = Sheet(window=Rect(40, 400, 1000, 800), height=60)
    frame = Frame(marks=[words(60, 420, 80)], targets=[Target(Rect(40, 350, 90, 90), "back", Back())], sheet=sheet)
    assert told(problems(frame, PORTRAIT, lambda character, bold: True)) == [
        ("back", "lies on the long page"),
        ("公示", "is covered by the long page"),
    ]


def test_a_long_page_that_shows_hardly_a_line() -> None:
    sheet = Sheet(window=Rect(40, 400, 1000, 100), height=60)
    assert told(problems(Frame(sheet=sheet), PORTRAIT, lambda character, bold: True)) == [
        ("the long page", "has 100 px for lines of 58 px")
    ]


def test_what_lies_above_everything_is_looked_at_too() -> None:
    over = Layer(marks=[CARD, words(440, 150, 80)], targets=[Target(Rect(100, 100, 50, 50), "stay", Back())])
    assert told(problems(Frame(over=over), PORTRAIT, lambda character, bold: True)) == [
        ("公示", "leaves its box"),
        ("stay", "measures 50 × 50 dp, at least 60 × 60 dp"),
    ]
