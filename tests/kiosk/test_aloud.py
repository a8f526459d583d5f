"""Lines of a page put together into what is said."""

from __future__ import annotations

import pytest

from kiosk.aloud import Sentence, sentences_of, spoken_text
from kiosk.marks import Rect, Words
from kiosk.theme import Style

BODY = Style(20, leading=1.5)  # 30 px from line to line
HEADING = Style(40, True)


def advance(character: str, style: Style) -> float:
    return style.size_px


def line(text: str, x: int, y: int, style: Style = BODY, colour: str = "#000000") -> Words:
    return Words(Rect(x, y, len(text) * style.size_px, style.text_px), text, style, colour)


def test_a_sentence_over_two_lines_is_said_at_once_and_marked_on_both() -> None:
    lines = [line("　　各村名单见附", 0, 0), line("件。如有异议，", 0, 30), line("请致电。", 0, 60)]
    height = BODY.text_px
    assert sentences_of(lines, advance) == (
        Sentence("各村名单见附件。", (Rect(0, 0, 160, height), Rect(0, 30, 40, height))),
        Sentence("如有异议，请致电。", (Rect(40, 30, 100, height), Rect(0, 60, 80, height))),
    )


def test_a_heading_a_paragraph_and_the_cells_of_a_table_are_each_their_own() -> None:
    lines = [
        line("发放公示", 0, 0, HEADING),
        line("户数", 0, 80),
        line("金额", 200, 80),
        line("12", 0, 110),  # below 户数, but right of it comes 金额 in between
        line("3,600.00", 200, 110),
    ]
    assert [sentence.text for sentence in sentences_of(lines, advance)] == ["发放公示", "户数", "金额", "12", "3600.00"]


def test_an_indent_begins_a_new_paragraph() -> None:
    lines = [line("　　第一段没有句号", 0, 0), line("　　第二段", 0, 30)]
    assert [sentence.text for sentence in sentences_of(lines, advance)] == ["第一段没有句号", "第二段"]


def test_a_closing_quotation_mark_stays_with_its_sentence() -> None:
    said = [sentence.text for sentence in sentences_of([line("他说：“可以。”后来改了。", 0, 0)], advance)]
    assert said == ["他说：“可以。”", "后来改了。"]


def test_a_sentence_without_end_is_parted_at_a_comma_after_sixty_characters() -> None:
    endless = ("一二三四五六七八九，" * 13)[:-1]
    said = [sentence.text for sentence in sentences_of([line(endless, 0, 0)], advance)]
    assert [len(text) for text in said] == [60, 60, 9]
    assert "".join(said) == endless


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("　　共 1,234,567.80 元", "共 1234567.80 元"),
        ("1,2,3号", "1,2,3号"),
        ("——", ""),
        ("…", ""),
        ("", ""),
    ],
)
def test_numbers_are_said_whole_and_lines_of_dashes_not_at_all(written: str, spoken: str) -> None:
    assert spoken_text(written) == spoken


def test_every_character_of_a_long_text_is_said_once() -> None:
    text = "根据《条例》，现予公开。期限为五天！有无异议？（见附件）"
    lines = [line(text[at : at + 7], 0, 30 * n) for n, at in enumerate(range(0, len(text), 7))]
    assert "".join(sentence.text for sentence in sentences_of(lines, advance)) == text
