"""The Chinese of what boards report: nothing without words, nothing in English. No Django."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from config.settings import BoardSettings
from content.hub.terminals import wording
from content.store.board_status import Reason, ReasonKind
from display.journal import State
from display.sign_terms import Health, Source

LATIN = re.compile(r"[A-Za-z]{4,}")

SENTENCES = [
    (Reason(ReasonKind.CHARACTER, "镕", "character 2, 「镕」 U+9555, is not in …"), "这块屏显示不了「镕」，请改写"),
    (Reason(ReasonKind.STYLE, "scroll-up", "style scroll-up: …"), "这种型号的屏不会「向上滚动」，请换一种显示方式"),
    (Reason(ReasonKind.STYLE, "{0}", ""), "这种型号的屏不会「{0}」，请换一种显示方式"),
    (Reason(ReasonKind.DISCLOSURE_WITHDRAWN, "t01/000001"), "所公告的事项 t01/000001 已撤下"),
    (Reason(ReasonKind.EVENT, "commLoss", "commLoss"), "与平台失去联系之后"),
    (Reason("sun-spots", "", "of a later version"), "其他原因，请联系技术员"),
]


@pytest.mark.parametrize(("reason", "words"), SENTENCES, ids=[case[0].kind for case in SENTENCES])
def test_a_reason_is_told_in_chinese(reason: Reason, words: str) -> None:
    assert wording.reason_label(reason) == words


def test_every_kind_of_reason_has_words_of_its_own() -> None:
    told = {kind: wording.reason_label(Reason(kind, "某")) for kind in ReasonKind}
    assert len(set(told.values())) == len(ReasonKind)
    assert [words for words in told.values() if LATIN.search(words)] == []


def test_states_sources_and_health_bits_have_words() -> None:
    told = [
        *(wording.state_label(state.value) for state in State),
        *(wording.source_label(source.value) for source in Source),
        *(wording.error_label(bit.name.lower()) for bit in Health),
    ]
    assert [words for words in told if LATIN.search(words) or "未知" in words] == []
    assert wording.state_label("unconfirmed") == "已发出，未确认"


def test_every_model_that_can_be_declared_has_a_name() -> None:
    assert set(wording.MODEL_LABELS) == set(get_args(BoardSettings.model_fields["model"].annotation))


def test_a_class_is_told_with_its_meaning() -> None:
    assert {letter: wording.class_label(letter)[:3] for letter in "ABC"} == {"A": "A 类", "B": "B 类", "C": "C 类"}
    assert wording.class_label("") == "未知"
