"""Every screen's geometry, in both orientations and several sizes, on a store full of trouble. No font, no window.

What is asserted: nothing leaves the window, nothing lies on top of something else, everything that is touched is
large enough, no line begins with a closing mark, and a long page shows every line of it exactly once.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import msgspec
import pytest

from content.blocks import Table
from content.county import County
from content.record import UnitCode
from content.store.library import Library
from content.terms import Window
from kiosk import forms, lists, routes
from kiosk.drawing import Frame, Layer, Sheet
from kiosk.finding import Search
from kiosk.language import CHINESE, Language
from kiosk.maintenance_routes import COLOURS, CodePad, ColourTest, Maintenance, TouchTest
from kiosk.marks import Rect, Words
from kiosk.reading_routes import Matter, Picked, TableFind, TablePage, TableRow
from kiosk.screens import draw
from kiosk.taking import TakeAway
from kiosk.theme import Style, Theme
from kiosk.viewmodel import view_of
from kiosk.viewmodel.context import Context, Place
from kiosk.viewmodel.every_screen import View
from kiosk.viewmodel.gone import GoneView, unreadable, waiting
from kiosk.viewmodel.opinion import ThanksView
from kiosk.viewmodel.status import Status
from kiosk.widgets.chrome import FICTIONAL, Around, Offers
from tests.kiosk.metrics import advance
from tests.kiosk.store_factory import StoreFactory

SIZES = [(1080, 1920), (1920, 1080), (768, 1366), (1366, 768)]
TOUCH_DP = 60  # 移动互联网应用适老化通用设计规范: at least 60 × 60 dp; 1 dp = 1 px of the reference screen
BARE = ("Asleep", "ColourTest(", "TouchTest(")  # nothing on them but the test
CLOSING = "、，。；：？！）》」』】〕”’…—"
STATUS = Status(
    "柳溪镇", "清源县", True, "12:00", "11月23日", "星期一", "内容核验于 2026年11月23日 12:00", ("离线", "内容待更新")
)


def every_view(
    library: Library, county: County, place: Place, language: Language = CHINESE
) -> Iterator[tuple[str, View]]:
    context = Context(library, county, place, library.clock(), language=language)
    items = library.rows(limit=200)
    survey = next(row for row in items if row.genre == "调查问卷")
    several = (False, True)
    fixed: list[routes.Route] = [
        routes.Home(),
        lists.Listing(),
        lists.Listing(in_notice=True),
        routes.Units(),
        routes.Units(UnitCode("t01")),
        Search(),
        Search("gs"),
        Search("公示"),
        Search("zzzz"),
        forms.Opinion(),
        forms.Opinion(items[0].id, "satisfied", "请公开明细。" * 40, "db"),
        forms.Opinion(problem="暂时没能保存，请稍后再试。"),
        forms.Opinion(field="phone", phone="090055561011"),
        forms.Opinion(items[0].id, "satisfied", "请公开明细。" * 60, "db", field="text"),
        forms.Wish(),
        forms.Wish("财政", "路灯电费"),
        forms.Wish(text="路灯", letters="df", field="text"),
        routes.SpeakUp(),
        routes.ComfortPanel(),
        TakeAway(items[0].id),
        TakeAway(items[0].id, printing="done"),
        routes.Asleep(),
        lists.Narrowing(lists.Listing()),
        routes.FindAnswer(),
        routes.FindAnswer("381"),
        routes.FindAnswer("3817204950"),
        routes.Listing(genre="答复"),
        *(forms.Survey(survey.id, several, place, ((0,), (1, 2))) for place in (0, 1)),
        forms.Opinion(text="好", phone="0900555610", in_confidence=True, problem=forms.WRONG_PHONE),
    ]
    fixed += [lists.Listing(window=window) for window in Window]
    fixed += [routes.Detail(row.id) for row in items]
    for route in fixed:
        yield repr(route), view_of(route, context)
    for row in items:
        found = library.disclosure(row.id)
        assert found is not None
        closer: list[routes.Route] = [routes.AttachmentPage(row.id, file.sha256) for file in found.attachments]
        closer += [routes.AttachmentPage(row.id, file.sha256, 0, 2, 0, 900) for file in found.attachments]
        closer += [Matter(row.id)] if found.stage else []
        for number, block in enumerate(found.blocks):
            if isinstance(block, Table):
                closer += [TablePage(row.id, number, first, column) for first in (0, 37, 9_999) for column in (0, 4)]
                closer += [
                    TablePage(row.id, number, picked=Picked(2, "王")),
                    TablePage(row.id, number, picked=Picked(0, "无")),
                ]
                closer += [TableRow(row.id, number, 0), TableRow(row.id, number, 5_000)]
                closer += [TableFind(row.id, number), TableFind(row.id, number, 2)]
        for route in closer:
            yield (
                repr(route).replace("AttachmentPage", "附件"),
                view_of(route, context),
            )
    no_key = Context(
        library, msgspec.structs.replace(county, sealing_key=None), place, library.clock(), language=language
    )
    yield "no sealing key", view_of(forms.Opinion(), no_key)
    yield "thanks for a wish", ThanksView("", "")
    yield "thanks", ThanksView("381 720 4956", "https://gk.example.gov.cn/r/3817204956")
    yield (
        "gone",
        GoneView("这条公开内容已经撤回", "发布单位已撤回这条内容。撤回原因：" + "名单有误。" * 12, items[0].id),
    )
    yield "unreadable", unreadable(language)
    yield "safe", waiting(language)
    for technician in (
        CodePad(3, 0, True),
        CodePad(0, 10),
        Maintenance((("终端编号", "t01-hall"), ("数据目录", "/var/lib/mingbai/" + "a" * 60))),
        TouchTest(frozenset({0, 7})),
        *map(ColourTest, range(COLOURS)),
        *map(routes.Attract, range(10)),
    ):
        yield repr(technician), view_of(technician, context)


@pytest.fixture
def frames(filled: StoreFactory, library: Library, qingyuan: County, here: Place) -> list[tuple[str, Theme, Frame]]:
    around = Around(STATUS, offers=Offers(speaks=True))
    return [
        (f"{size} {name}", Theme(*size), draw(view, around, Theme(*size), advance))
        for name, view in every_view(library, qingyuan, here)
        for size in SIZES
    ]


def test_every_screen(frames: list[tuple[str, Theme, Frame]]) -> None:
    assert len(frames) > 200
    for name, theme, frame in frames:
        window = Rect(0, 0, theme.width_px, theme.height_px)
        layers: list[tuple[Layer, Rect]] = [(frame, window)]
        if frame.sheet is not None:
            assert_within(frame.sheet.window, window, name)
            layers.append(
                (frame.sheet, Rect(0, 0, frame.sheet.window.w, max(frame.sheet.height, frame.sheet.window.h)))
            )
        for layer, bounds in layers:
            assert_layer_in_order(layer, bounds, theme, name)
        if not any(bare in name for bare in BARE):
            assert any(mark.text == FICTIONAL for mark in frame.marks if isinstance(mark, Words)), name
        names = [target.name for target in (*frame.targets, *(frame.sheet.targets if frame.sheet else ()))]
        assert len(names) == len(set(names)), name


def overlap(one: Rect, other: Rect) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


def assert_layer_in_order(layer: Layer, bounds: Rect, theme: Theme, name: str) -> None:
    for mark in layer.marks:
        slack = mark.style.size_px // 2 if isinstance(mark, Words) else 2  # the blank half of a mark may hang
        assert_within(
            mark.at, Rect(bounds.x, bounds.y - slack, bounds.w + slack, bounds.h + 2 * slack), f"{name} {mark}"
        )
    words = [mark for mark in layer.marks if isinstance(mark, Words)]
    for word in words:
        # A cell may consist of one dash (nothing to report).
        assert len(word.text) == 1 or word.text[0] not in CLOSING, f"{name}: {word.text}"
    for one, other in neighbours(words):
        across = min(one.at.right, other.at.right) - max(one.at.x, other.at.x)
        down = min(ink(one)[1], ink(other)[1]) - max(ink(one)[0], ink(other)[0])
        hang = min(one.style.size_px, other.style.size_px) // 2 + 1
        assert across <= hang or down <= 1, f"{name}: {one.text!r} on {other.text!r}"
    for target in layer.targets:
        assert target.at.h >= theme.px(TOUCH_DP), f"{name} {target}"
        assert target.at.w >= theme.px(TOUCH_DP), f"{name} {target}"
    for left, right in combinations(layer.targets, 2):
        assert not overlap(left.at, right.at), f"{name}: {left.name} lies on {right.name}"


def neighbours(words: list[Words]) -> Iterator[tuple[Words, Words]]:
    """Pairs that could touch: neither ends above the other's top."""
    words = sorted(words, key=lambda word: word.at.y)
    for place, one in enumerate(words):
        for other in words[place + 1 :]:
            if other.at.y >= one.at.bottom:
                break
            yield one, other


def ink(word: Words) -> tuple[float, float]:
    """Top and bottom of what is really drawn: the ideographs' square, 0.88 em above the baseline to 0.12 em below."""
    baseline = word.at.y + 1.16 * word.style.size_px
    return baseline - 0.88 * word.style.size_px, baseline + 0.12 * word.style.size_px


def assert_within(inner: Rect, outer: Rect, name: str) -> None:
    held = inner.x >= outer.x and inner.y >= outer.y and inner.right <= outer.right and inner.bottom <= outer.bottom
    assert held, f"{name}: {inner} leaves {outer}"


def test_turning_pages_shows_every_line_whole_and_once(frames: list[tuple[str, Theme, Frame]]) -> None:
    turned = 0
    for name, _, frame in frames:
        sheet = frame.sheet
        if sheet is None:
            continue
        starts = sheet.pages()
        turned += len(starts) > 1
        ends = [sheet.seen_until(start) for start in starts]
        assert starts[0] == 0
        assert ends == [*starts[1:], sheet.height], name
        for start, end in zip(starts, ends, strict=True):
            assert end - start <= sheet.room(start), name
            for mark in sheet.marks:
                if isinstance(mark, Words) and "附件" not in name:
                    middle = mark.at.y + mark.at.h // 2
                    whole = mark.at.y + mark.at.h // 4 >= start and mark.at.bottom - mark.at.h // 4 <= end
                    assert whole or not start < middle < end, f"{name}: {mark.text} is cut at {start}…{end}"
    assert turned > 20


def test_a_table_head_stands_above_every_page_of_the_table(
    filled: StoreFactory, library: Library, qingyuan: County, here: Place
) -> None:
    (row,) = [row for row in library.rows(limit=200) if "河东村2026年耕地" in row.title]
    view = view_of(routes.Detail(row.id), Context(library, qingyuan, here, library.clock()))
    sheet = draw(view, Around(STATUS), Theme(1080, 1920), advance).sheet
    assert sheet is not None
    (head,) = sheet.heads
    within = [start for start in sheet.pages() if head.first < start < head.last]
    assert len(within) >= 1
    for start in within:
        assert sheet.head_at(start) is head
        texts = [mark.text for mark in head.marks if isinstance(mark, Words)]
        assert texts[:2] == ["序号", "村民小组"]


def test_no_page_ends_with_a_heading(filled: StoreFactory, library: Library, qingyuan: County, here: Place) -> None:
    (row,) = [row for row in library.rows(limit=200) if "养护管理办法" in row.title]
    view = view_of(routes.Detail(row.id), Context(library, qingyuan, here, library.clock()))
    for size in SIZES:
        sheet = draw(view, Around(STATUS), Theme(*size), advance).sheet
        assert sheet is not None
        headings = [mark.at.y for mark in sheet.marks if isinstance(mark, Words) and mark.text.startswith("第")]
        assert len(headings) == 30
        for end in sheet.pages()[1:]:
            assert not any(end - 2 * Theme(*size).heading.line_px < y < end for y in headings)


def test_a_page_without_breaks_is_cut_at_the_window() -> None:
    sheet = Sheet(window=Rect(0, 0, 100, 300), height=1000)
    assert sheet.pages() == [0, 300, 600, 900]


def test_the_forty_rows_are_all_there(filled: StoreFactory, library: Library, qingyuan: County, here: Place) -> None:
    (row,) = [row for row in library.rows(limit=200) if "河东村2026年耕地" in row.title]
    view = view_of(routes.Detail(row.id), Context(library, qingyuan, here, library.clock()))
    for size in SIZES:
        sheet = draw(view, Around(STATUS), Theme(*size), advance).sheet
        assert sheet is not None
        texts = {mark.text for mark in sheet.marks if isinstance(mark, Words)}
        assert {str(number) for number in range(1, 41)} <= texts
        # 24 + 7n mod 61 tenths of a mu for n = 0 … 39: summed by hand in a spreadsheet
        assert "合计" in texts


def test_without_a_break_a_page_is_parted_between_two_lines() -> None:
    style = Style(40)  # the ideographs' square begins 11 px below the top of the line and is 40 px high
    lines = [Words(Rect(0, y, 80, style.text_px), "公示", style, "#000000") for y in (0, 60, 120, 180, 240)]
    sheet = Sheet(marks=list(lines), window=Rect(0, 0, 100, 280), height=600)
    assert sheet.seen_until(0) == 251  # the line at 240 would be cut at 280
    assert sheet.seen_until(240) == 520
