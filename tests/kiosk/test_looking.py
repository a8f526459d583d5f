"""Looking at a part of a page: degrees, edges, arrows. Expected values by hand."""

from __future__ import annotations

from content.disclosure import Attachment
from content.record import DisclosureId
from kiosk.looking import Looking
from kiosk.marks import Picture, Words
from kiosk.part import Part
from kiosk.routes import AT_HOME, AttachmentPage, Back, Look, Open, TurnTo, next_visit
from kiosk.screens import draw
from kiosk.theme import Theme
from kiosk.viewmodel.detail import AttachmentView
from kiosk.widgets.chrome import Around
from tests.kiosk.metrics import advance
from tests.kiosk.test_screens import STATUS

ITEM = DisclosureId("t01/000012")
FILE = Attachment(sha256="a" * 64, size=9, name="流程图.png", media_type="image/png")
SHAPE = ((FILE.sha256, 0), (9000, 6000))
SQUARE = Looking((1000, 1000), (1000, 500))


def test_the_whole_page_cannot_be_moved_or_made_smaller() -> None:
    assert SQUARE.zoomed(-1) is None
    assert [SQUARE.stepped(right, down) for right, down in ((1, 0), (-1, 0), (0, 1), (0, -1))] == [None] * 4


def test_larger_keeps_the_middle_and_ends_at_the_last_degree() -> None:
    assert SQUARE.zoomed(1) == Look(1, 500, 500)
    assert Looking((1000, 1000), (1000, 500), 4).zoomed(1) is None
    assert Looking((1000, 1000), (1000, 500), 1, 667, 500).zoomed(-1) == Look(0, 500, 500)


def test_nothing_beyond_the_page_comes_into_sight() -> None:
    # At 225 % the page is 2250 × 1125: half of what is seen is 222 and 444 thousandths of it.
    corner = Looking((1000, 1000), (1000, 500), 2, 0, 0)
    assert corner.look() == Look(2, 222, 444)
    assert corner.stepped(-1, 0) is None
    assert corner.stepped(1, 0) == Look(2, 222 + 267, 444)  # 600 of 2250 pixels
    # At 150 % it is 750 high and fits: it can only be moved sideways.
    wide = Looking((1000, 1000), (1000, 500), 1)
    assert (wide.stepped(0, 1), wide.stepped(0, -1)) == (None, None)
    assert wide.stepped(1, 0) == Look(1, 667, 500)


def test_a_finger_pushes_the_page_the_other_way() -> None:
    assert Looking((1000, 1000), (1000, 500), 2).moved(225, 0) == Look(2, 600, 500)


def test_a_visit_comes_back_to_the_same_part() -> None:
    visit = next_visit(AT_HOME, Open(AttachmentPage(ITEM, FILE.sha256)))
    visit = next_visit(visit, Look(2, 300, 700))
    assert visit[-1] == AttachmentPage(ITEM, FILE.sha256, 0, 2, 300, 700)
    assert next_visit(visit, Look(9, 0, 0)) == visit
    assert next_visit(visit, Look(1, 1001, 0)) == visit
    assert next_visit(visit, TurnTo(1))[-1] == AttachmentPage(ITEM, FILE.sha256, 1)
    assert next_visit(visit, Back()) == AT_HOME


def test_the_buttons_and_the_part_that_is_asked_for() -> None:
    around = Around(STATUS, shapes=(SHAPE,))
    view = AttachmentView(ITEM, f"{ITEM}@1", "标题", FILE, True, 0, 2, 500, 500)
    for size in ((1080, 1920), (1920, 1080)):
        frame = draw(view, around, Theme(*size), advance)
        assert frame.sheet is not None
        (picture,) = [mark for mark in frame.sheet.marks if isinstance(mark, Picture)]
        assert picture.part == Part(225, 500, 500)
        assert (picture.at.w, picture.at.h) == (frame.sheet.window.w, frame.sheet.window.h)
        names = {target.name for target in frame.targets}
        assert {"zoom-in", "zoom-out", "look-left", "look-right", "home", "back"} <= names
    whole = draw(AttachmentView(ITEM, f"{ITEM}@1", "标题", FILE, True, 0), around, Theme(1080, 1920), advance)
    assert {target.name for target in whole.targets} >= {"zoom-in", "home", "back"}
    assert not {target.name for target in whole.targets} & {"zoom-out", "look-left", "look-up"}


def test_what_cannot_be_shown_says_why_and_offers_no_buttons() -> None:
    view = AttachmentView(ITEM, f"{ITEM}@1", "标题", FILE, True, 0)
    for why, sentence in (
        ("encrypted", "这个文件加了密码，本机无法显示。"),
        ("broken", "这个文件已经损坏，本机无法显示。"),
        ("too-long", "这个文件太复杂，本机打不开。"),
        ("too-large", "这个文件太大，本机无法显示。"),
        ("not-whole", "这个文件没有完整送达本机，请稍后再看。"),
    ):
        frame = draw(view, Around(STATUS, problems=(((FILE.sha256, 0), why),)), Theme(1080, 1920), advance)
        assert frame.sheet is not None
        assert sentence in "".join(mark.text for mark in frame.sheet.marks if isinstance(mark, Words))
        assert not any(isinstance(mark, Picture) for mark in frame.sheet.marks)
        assert "zoom-in" not in {target.name for target in frame.targets}
        assert "back" in {target.name for target in frame.targets}
