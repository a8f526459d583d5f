"""The search as citizens use it: visits as steps, what is offered while one types or writes, and every size of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest

from content.county import County
from content.store.library import Library
from kiosk.comfort import REACHES, TEXT_SIZES, Comfort
from kiosk.finding import MAX_TYPED, MOST_STROKES, ByHand, ClearInk, Drawn, InkStroke, Search, UndoStroke
from kiosk.keyboard import ROWS, Choose, Press
from kiosk.legibility import problems
from kiosk.popular import MIN_VISITS, Popular
from kiosk.routes import AT_HOME, Open, Route, Step, Visit, next_visit
from kiosk.screens import draw
from kiosk.theme import Theme
from kiosk.viewmodel import view_of
from kiosk.viewmodel.context import NO_AIDS, Aids, Context, Place
from kiosk.viewmodel.search import SearchView
from kiosk.widgets.chrome import Around
from tests.kiosk.metrics import advance
from tests.kiosk.store_factory import StoreFactory
from tests.kiosk.test_popular import visited
from tests.kiosk.test_screens import SIZES, STATUS

KEYS = {key.name: key for row in ROWS for key in row}
ACROSS: InkStroke = ((100, 500), (900, 500))
DOWN: InkStroke = ((500, 100), (500, 900))

VISITS: dict[str, list[tuple[Step, Route]]] = {
    "write two characters by hand": [
        (Open(Search()), Search()),
        (Drawn(ACROSS), Search()),  # there is no square to write in yet
        (ByHand(True), Search(by_hand=True)),
        (Drawn(ACROSS), Search(by_hand=True, ink=(ACROSS,))),
        (Drawn(DOWN), Search(by_hand=True, ink=(ACROSS, DOWN))),
        (UndoStroke(), Search(by_hand=True, ink=(ACROSS,))),
        (Choose("一"), Search("一", by_hand=True)),
        (Drawn(DOWN), Search("一", by_hand=True, ink=(DOWN,))),
        (ClearInk(), Search("一", by_hand=True)),
        (ClearInk(), Search("一", by_hand=True)),
        (Press(KEYS["delete"]), Search(by_hand=True)),
        (ByHand(False), Search()),
    ],
    "what was written stays when one goes on by keys": [
        (Open(Search("低", by_hand=True, ink=(ACROSS,))), Search("低", by_hand=True, ink=(ACROSS,))),
        (ByHand(False), Search("低")),
        (Press(KEYS["b"]), Search("低b")),
    ],
}


@pytest.mark.parametrize("name", VISITS)
def test_visit(name: str) -> None:
    visit: Visit = AT_HOME
    for step, route in VISITS[name]:
        visit = next_visit(visit, step)
        assert visit[-1] == route, step


def test_ink_and_text_are_bounded() -> None:
    visit = next_visit(AT_HOME, Open(Search(by_hand=True)))
    for _ in range(100):
        visit = next_visit(next_visit(visit, Drawn(ACROSS)), Drawn(DOWN))
    here = visit[-1]
    assert isinstance(here, Search)
    assert len(here.ink) == MOST_STROKES
    for _ in range(30):
        visit = next_visit(visit, Choose("公示"))
    here = visit[-1]
    assert isinstance(here, Search)
    assert here.typed == "公示" * (MAX_TYPED // 2)


class Oracle:
    """A recogniser that has made up its mind."""

    def __init__(self, *characters: str) -> None:
        self._characters = characters
        self.asked: list[Sequence[InkStroke]] = []

    def characters(self, strokes: Sequence[InkStroke], most: int) -> list[str]:
        self.asked.append(strokes)
        return list(self._characters[:most])


class Desk:
    """Asks for views of one store."""

    def __init__(self, library: Library, county: County, place: Place) -> None:
        self.library, self.county, self.place = library, county, place

    def see(self, route: Search, aids: Aids = NO_AIDS) -> SearchView:
        context = Context(self.library, self.county, self.place, self.library.clock(), aids=aids)
        view = view_of(route, context)
        assert isinstance(view, SearchView)
        return view


@pytest.fixture
def desk(factory: StoreFactory, library: Library, qingyuan: County, here: Place) -> Desk:
    for title in (
        "柳溪镇低保对象公示",
        "白杨镇低保对象公示",
        "青石镇低保标准",
        "河东村耕地补贴发放公示",
        "党费收缴情况",
    ):
        factory.put(title)
    return Desk(library, qingyuan, here)


def test_after_a_word_the_next_one_is_offered(desk: Desk) -> None:
    view = desk.see(Search("低保"))
    assert (view.words, view.letters) == (("对象", "标准"), 0)
    assert desk.see(Search("低保对象")).words == ("公示",)
    assert desk.see(Search("低保标准")).words == ()
    assert desk.see(Search("低保2026")).words == ()


def test_letters_are_offered_as_words_and_as_units(desk: Desk) -> None:
    view = desk.see(Search("hdc"))
    assert (view.words, view.letters) == (("河东村",), 3)
    assert [(one.code, one.name, one.has_children) for one in view.units[:1]] == [("t01-v01", "河东村", False)]
    assert [one.name for one in desk.see(Search("白杨")).units] == ["白杨镇"]
    assert desk.see(Search("白")).units == ()


def test_where_nothing_matches_near_titles_are_shown_as_such(desk: Desk) -> None:
    view = desk.see(Search("耕地补助"))
    assert (view.is_near, [row.title for row in view.rows]) == (True, ["河东村耕地补贴发放公示"])
    assert not desk.see(Search("耕地补贴")).is_near
    nothing = desk.see(Search("鑫"))
    assert (nothing.is_near, nothing.rows) == (False, ())


def test_written_characters_that_find_something_come_first(desk: Desk) -> None:
    oracle = Oracle("氏", "低", "保", "抵")
    view = desk.see(Search("低", by_hand=True, ink=(ACROSS,)), Aids(oracle))
    assert view.words == ("保", "氏", "低", "抵")
    assert (view.letters, view.offers_hand) == (0, True)
    assert oracle.asked == [(ACROSS,)]
    assert desk.see(Search("低db", by_hand=True, ink=(ACROSS,)), Aids(oracle)).letters == 0


def test_without_a_recogniser_no_button_leads_to_handwriting(desk: Desk) -> None:
    for aids, offered in ((NO_AIDS, False), (Aids(Oracle()), True)):
        frame = draw(desk.see(Search(), aids), Around(STATUS), Theme(1080, 1920), advance)
        assert ("by-hand" in [target.name for target in frame.targets]) is offered


def test_what_others_looked_for_is_shown_if_many_titles_have_it(desk: Desk) -> None:
    popular = Popular()
    for word in ("低保", "党费", "公示"):
        visited(popular, word, MIN_VISITS)
    view = desk.see(Search(), Aids(popular=popular))
    assert (view.words, view.popular) == (("低保", "公示"), True)  # 党费 stands in one title alone
    assert not desk.see(Search("低保"), Aids(popular=popular)).popular
    assert desk.see(Search()).words == ()


COMFORTS = [Comfort(text=text, reach=reach) for text, reach in product(TEXT_SIZES, REACHES)]
SHOWN = [
    Search(),
    Search("hdc"),
    Search("公示"),
    Search("耕地补助" * 4),
    Search("鑫"),
    Search("白杨"),
    Search("低保", by_hand=True),
    Search("低保", by_hand=True, ink=(ACROSS, DOWN)),
]


@pytest.mark.parametrize("size", SIZES)
def test_the_search_can_be_read_in_every_size(size: tuple[int, int], desk: Desk) -> None:
    popular = Popular()
    visited(popular, "低保", MIN_VISITS)
    wrong = []
    for route, comfort in product(SHOWN, COMFORTS):
        theme = Theme(*size, comfort)
        view = desk.see(route, Aids(Oracle(*"对象公示标准补贴发放"), popular))
        frame = draw(view, Around(STATUS), theme, advance)
        for problem in problems(frame, theme, lambda character, bold: True):
            wrong.append(f"{comfort.text} {comfort.reach} {route}: {problem.element}: {problem.what}")
        if frame.ink is not None:
            assert frame.ink.at.w == frame.ink.at.h
            assert frame.ink.at.w >= theme.px(300)
    assert wrong == []
