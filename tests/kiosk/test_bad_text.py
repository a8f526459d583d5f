"""Text that somebody broke: what is drawn, and what the reader is told."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.blocks import Paragraph, Unknown
from content.clock import TrustedClock
from content.county import County
from content.store.library import Library
from kiosk import routes
from kiosk.language import CHINESE
from kiosk.marks import Words
from kiosk.reader import Reader
from kiosk.screens import draw
from kiosk.theme import Theme
from kiosk.viewmodel import view_of
from kiosk.viewmodel.context import Context, Place
from kiosk.viewmodel.detail import DetailView
from kiosk.viewmodel.text import clean, one_line, paragraphs
from kiosk.widgets.chrome import Around
from tests.kiosk.metrics import advance
from tests.kiosk.store_factory import StoreFactory
from tests.kiosk.test_screens import STATUS

CLEANED = [
    ("合计\u202e321\u202c元", "合计321元"),  # RIGHT-TO-LEFT OVERRIDE would show 123
    ("\u2066甲\u2069\u200f乙\u200e\u061c", "甲乙"),
    ("零\u200b宽\ufeff字\u00ad", "零宽字"),
    ("响铃\x07退格\x08空\x00删\x7f", "响铃退格空删"),
    ("一\t二\n三\u2028四\u3000五\u00a0六", "一 二 三 四　五 六"),
    ("自造字\ue123", "自造字\ue123"),
    ("未定义\U000e0fff\uffff", "未定义〓〓"),
    ("标签\U000e0041", "标签"),
    ("e" + "\u0301" * 40, "e" + "\u0301" * 3),
    ("[b]粗[/b] <i>斜</i> &amp;", "[b]粗[/b] <i>斜</i> &amp;"),
    ("𠮷䶮\U00030edd", "𠮷䶮\U00030edd"),  # rare, but given out: what glyph there is, the font knows
    ("עברית", "עברית"),
]


@pytest.mark.parametrize(("text", "drawn"), CLEANED)
def test_what_is_drawn(text: str, drawn: str) -> None:
    assert clean(text) == drawn


@given(st.text())
def test_nothing_that_steers_is_ever_drawn(text: str) -> None:
    import unicodedata

    for line in (one_line(text), *paragraphs(text)):
        assert not {unicodedata.category(character) for character in line} & {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}
        assert clean(line) == line


TOLD = [  # title, text, sentence
    ("标题", "自造字\ue123", "文中有标准字库以外的字，本机没有的以“〓”代替，请以原件为准。"),
    ("\u202e公告", "正文", "文中有看不见的控制符号，已经略去，文字和顺序照原文。"),
    ("标题", "响铃\x07", "文中有看不见的控制符号，已经略去，文字和顺序照原文。"),
    ("长" * 500, "正文", "这条内容的标题有500个字，比通常的长，全部显示在上面。"),
]


@pytest.mark.parametrize(("title", "text", "sentence"), TOLD)
def test_the_reader_is_told(
    title: str, text: str, sentence: str, factory: StoreFactory, library: Library, qingyuan: County, here: Place
) -> None:
    about = factory.put(title, (Paragraph(text),)).id
    view = view_of(routes.Detail(about), Context(library, qingyuan, here, library.clock()))
    assert isinstance(view, DetailView)
    assert view.told == (sentence,)
    for size in ((1080, 1920), (1920, 1080)):
        sheet = draw(view, Around(STATUS), Theme(*size), advance).sheet
        assert sheet is not None
        words = "".join(mark.text for mark in sheet.marks if isinstance(mark, Words))
        assert clean(title) in words
        assert sentence in words


def test_ordinary_text_is_not_remarked_on(
    factory: StoreFactory, library: Library, qingyuan: County, here: Place
) -> None:
    about = factory.put("标题\n两行", (Paragraph("一\r\n二\t三　四〓"),)).id
    view = view_of(routes.Detail(about), Context(library, qingyuan, here, library.clock()))
    assert isinstance(view, DetailView)
    assert view.told == ()


@pytest.fixture
def reader(factory: StoreFactory, clock: TrustedClock, here: Place) -> Reader:
    return Reader(factory.folder, clock, here, 600, lambda reading: None, CHINESE)


def test_each_is_logged_once(factory: StoreFactory, reader: Reader, caplog: pytest.LogCaptureFixture) -> None:
    factory.put("标题", (Paragraph("自造字\ue123"), Unknown("hologram")))
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            reader.look(routes.Detail(factory.put("好").id))
            reader.look(routes.Detail(routes.DisclosureId("t01/000001")))
    (record,) = [record for record in caplog.records if "as written" in record.message]
    assert (record.item, record.unknown_blocks) == ("t01/000001@1", ["hologram"])  # type: ignore[attr-defined]
