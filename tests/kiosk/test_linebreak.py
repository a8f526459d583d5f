"""Line breaking against a table written by hand from GB/T 15834-2011 §5.1 and CLREQ, at one em for each ideograph."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.linebreak import clusters, wrap


def em(character: str) -> float:
    """Ideographs and full-width marks one em, Latin half an em."""
    return 0.5 if character.isascii() or character in "·" else 1.0


TRUTH = [  # width in em, text, lines, the rule that decides
    (4, "公开是原则不公开是例外", ["公开是原", "则不公开", "是例外"], "plain text breaks anywhere"),
    (
        4,
        "决策执行，管理",
        ["决策执", "行，管理"],
        "5.1.1 a comma does not begin a line, here it pulls its character down",
    ),
    (
        4.5,
        "决策执行，管理",
        ["决策执行，", "管理"],
        "5.1.10 at the end of a line a full-width mark may take half its width",
    ),
    (3, "是否公开？是", ["是否公", "开？是"], "5.1.2 a question mark does not begin a line"),
    (3, "依照《预算法》办", ["依照", "《预算", "法》办"], "5.1.3 an opening mark does not end a line"),
    (3, "“三公”经费", ["“三", "公”经", "费"], "5.1.3 quotation marks stay with what they quote"),
    (5, "（国务院令（修订））施行", ["（国务院令", "（修订））", "施行"], "5.1.3 nested brackets"),
    (4, "事前——决策——结果", ["事前——", "决策——", "结果"], "5.1.4 a dash is not split, and does not begin a line"),
    (3, "公示——完", ["公", "示——", "完"], "5.1.4 a dash that does not fit takes its character along"),
    (4, "党务政务……等等", ["党务政", "务……等", "等"], "5.1.5 an ellipsis is not split"),
    (2, "阿卜·买买提", ["阿", "卜·", "买买", "提"], "5.1.7 an interpunct does not begin a line"),
    (4, "面积为350亩整", ["面积为", "350亩整"], "CLREQ a number stays with its unit"),
    (6, "发放金额1,286.50元。", ["发放金额", "1,286.50元。"], "a number is not cut at its comma or point"),
    (6, "比上年增长12.5%了", ["比上年增长", "12.5%了"], "a percent sign stays with its number"),
    (5, "于2026年11月22日", ["于2026年", "11月22日"], "year, month and day each stay whole"),
    (6, "清政办发〔2026〕18号文", ["清政办发", "〔2026〕18号", "文"], "a document number stays whole"),
    (5, "根据第711号令", ["根据", "第711号令"], "an ordinal stays whole"),
    (5, "请访问Mingbai站", ["请访问", "Mingbai站"], "a Latin word is not cut"),
    (6, "电话0900-5551238", ["电话", "0900-5551238"], "a telephone number is not cut while it fits"),
    (4, "见abcdefghijklmn。", ["见", "abcdefgh", "ijklmn。"], "what is wider than the line is cut where it must be"),
    (4, "'三公'经费", ["'三公'经", "费"], "straight quotes open and close in turn"),
    (2.5, "他说'好'吗", ["他说", "'好'", "吗"], "an opening straight quote does not end a line"),
    (4, "一二三四", ["一二三四"], "a line that fits exactly is not broken"),
    (4, "", [""], "an empty text is one empty line"),
    (4, "　　公开目录", ["　　公开", "目录"], "an indent stays with the first character"),
    (3, "公开《 目录", ["公开", "《 目", "录"], "an opening mark before a space does not end a line"),
    (3, "𠮷祥村䶮某", ["𠮷祥村", "䶮某"], "characters beyond the basic plane are one character"),
]


@pytest.mark.parametrize(("width", "text", "lines", "rule"), TRUTH, ids=[row[3] for row in TRUTH])
def test_truth_table(width: float, text: str, lines: list[str], rule: str) -> None:
    assert wrap(text, width, em) == lines


def test_a_newline_is_two_paragraphs() -> None:
    with pytest.raises(ValueError, match="one paragraph"):
        wrap("一\n二", 10, em)


NEVER_FIRST = "、，。；：？！）》」』】〕”’…—％℃"
NEVER_LAST = "（《「『【〔“‘"
MIXED = st.text(
    st.sampled_from(list("公开党务政村民县" + NEVER_FIRST + NEVER_LAST + "2026.5,%abcXYZ -/()元亩号第　𠮷·'\"")),
    max_size=80,
)


@given(MIXED | st.text(st.characters(exclude_characters="\n"), max_size=60), st.integers(2, 40))
def test_every_character_is_kept(text: str, width: int) -> None:
    assert "".join(wrap(text, width, em)) == text


@given(MIXED, st.integers(6, 40))
def test_lines_fit(text: str, width: int) -> None:
    for line in wrap(text, width, em):
        ink = sum(map(em, line.rstrip(" ")))
        assert ink <= width + 0.5  # at most half a full-width mark hangs over (5.1.10)


@given(MIXED, st.integers(8, 40))
def test_no_line_begins_or_ends_with_the_wrong_mark(text: str, width: int) -> None:
    lines = wrap(text, width, em)
    # Only a run of marks wider than the whole line is exempt: there is no right place to break it.
    if all(sum(map(em, cluster)) <= width for cluster in clusters(text)):
        for before, after in pairwise(lines):
            assert after[0] not in NEVER_FIRST
            assert before.rstrip(" ")[-1:] not in set(NEVER_LAST)
