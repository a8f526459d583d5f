"""Lists as citizens narrow and turn them: visits as steps, what the screens say, and that every screen can be read."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from content.county import County
from content.disclosure import NoticePeriod
from content.record import DisclosureId, UnitCode
from content.store.filter import After
from content.store.library import Library
from content.terms import FiveOpen, SixOpen, Timing, Window
from kiosk import routes
from kiosk.comfort import REACHES, TEXT_SIZES, Comfort
from kiosk.drawing import Frame
from kiosk.legibility import problems
from kiosk.lists import Listing, Narrow, Narrowing, NextRows, Start
from kiosk.marks import Words
from kiosk.routes import AT_HOME, Back, Detail, Home, Open, Route, Step, Units, Visit, next_visit
from kiosk.screens import draw
from kiosk.theme import Theme
from kiosk.viewmodel import view_of
from kiosk.viewmodel.context import Context, Place
from kiosk.viewmodel.every_screen import View
from kiosk.viewmodel.home import HomeView
from kiosk.viewmodel.listing import ListView
from kiosk.viewmodel.narrowing import NarrowingView
from kiosk.widgets.chrome import Around
from tests.kiosk.conftest import NOON
from tests.kiosk.metrics import advance
from tests.kiosk.store_factory import StoreFactory
from tests.kiosk.test_screens import SIZES, STATUS

VILLAGE = UnitCode("t01-v01")
PARTY = Listing(window=Window.PARTY)
DECIDED = Listing(window=Window.PARTY, five_open=FiveOpen.DECISION)
ITEM = DisclosureId("t01/000012")

VISITS: dict[str, list[tuple[Step, Route]]] = {
    "narrow a list by a chip, and back leads to where one came from": [
        (Open(PARTY), PARTY),
        (Narrow(DECIDED), DECIDED),
        (
            NextRows(8, After(5, 8)),
            Listing(Window.PARTY, five_open=FiveOpen.DECISION, starts=(Start(), Start(8, After(5, 8)))),
        ),
        (Narrow(PARTY), PARTY),
        (Back(), Home()),
    ],
    "narrow a list on the screen for it": [
        (Open(PARTY), PARTY),
        (Open(Narrowing(PARTY)), Narrowing(PARTY)),
        (Narrow(DECIDED), DECIDED),
        (Open(Detail(ITEM)), Detail(ITEM)),
        (Back(), DECIDED),
        (Back(), Home()),
    ],
    "leave the screen for narrowing as it was": [
        (Open(PARTY), PARTY),
        (Open(Narrowing(PARTY)), Narrowing(PARTY)),
        (Back(), PARTY),
    ],
}


@pytest.mark.parametrize("name", VISITS)
def test_visit(name: str) -> None:
    visit: Visit = AT_HOME
    for step, route in VISITS[name]:
        visit = next_visit(visit, step)
        assert visit[-1] == route, step


def see(route: Route, library: Library, county: County, place: Place) -> View:
    return view_of(route, Context(library, county, place, library.clock()))


@pytest.fixture
def sorted_store(factory: StoreFactory) -> StoreFactory:
    """NOON is the 23rd of November 2026, so that 24 days ago was October and 400 days ago last year."""
    factory.put("低保公示", unit="t01-v01", domain="社会救助", six_open=SixOpen.VILLAGE, five_open=FiveOpen.RESULT)
    factory.put("耕地补贴公示", unit="t01-v01", domain="涉农补贴", six_open=SixOpen.VILLAGE, five_open=FiveOpen.RESULT)
    factory.put("农机补贴公示", unit="t01-v01", domain="涉农补贴", hours_ago=24 * 24, six_open=SixOpen.VILLAGE)
    factory.put("旧账", unit="t01-v01", domain="村务", hours_ago=400 * 24, six_open=SixOpen.VILLAGE)
    factory.put("议事规则", unit="t01", timing=Timing.LONG_TERM, window=Window.PARTY, six_open=SixOpen.PARTY)
    return factory


def labels(view: View) -> dict[str, list[tuple[str, int]]]:
    assert isinstance(view, NarrowingView)
    return {heading: [(one.label, one.count) for one in choices] for heading, choices in view.groups}


def test_choices_say_how_much_they_would_leave(
    sorted_store: StoreFactory, library: Library, qingyuan: County, here: Place
) -> None:
    assert labels(see(Narrowing(Listing()), library, qingyuan, here)) == {
        "领域": [("涉农补贴", 2), ("村务", 1), ("社会救助", 1)],
        "时间": [("本月", 3), ("2026年", 4), ("2025年", 1)],
        "公开类别": [("党务", 1), ("村务", 4)],
        "窗口": [("党务公开", 1), ("网上查询", 4)],
        "公开时限": [("长期", 1), ("及时", 4)],
    }


def test_a_choice_already_made_keeps_the_others_of_its_kind_in_sight(
    sorted_store: StoreFactory, library: Library, qingyuan: County, here: Place
) -> None:
    chosen = Listing(domain="涉农补贴", year=2026)
    view = see(Narrowing(chosen), library, qingyuan, here)
    assert labels(view)["领域"] == [("涉农补贴", 2), ("社会救助", 1)]
    assert isinstance(view, NarrowingView)
    (subsidies, relief) = dict(view.groups)["领域"]
    assert (subsidies.chosen, subsidies.listing) == (True, Listing(year=2026))
    assert (relief.chosen, relief.listing) == (False, Listing(domain="社会救助", year=2026))
    assert view.count == 2


def test_a_list_shows_what_it_is_narrowed_by(
    sorted_store: StoreFactory, library: Library, qingyuan: County, here: Place
) -> None:
    narrowed = Listing(unit=VILLAGE, six_open=SixOpen.VILLAGE, domain="涉农补贴", this_month=True)
    view = see(narrowed, library, qingyuan, here)
    assert isinstance(view, ListView)
    assert (view.title, [row.title for row in view.rows], view.total) == ("河东村", ["耕地补贴公示"], 1)
    assert [(one.label, one.listing) for one in view.made] == [
        ("村务", Listing(unit=VILLAGE, domain="涉农补贴", this_month=True)),
        ("涉农补贴", Listing(unit=VILLAGE, six_open=SixOpen.VILLAGE, this_month=True)),
        ("本月", Listing(unit=VILLAGE, six_open=SixOpen.VILLAGE, domain="涉农补贴")),
    ]


def test_the_home_screen_opens_the_own_village(sorted_store: StoreFactory, library: Library, qingyuan: County) -> None:
    view = see(Home(), library, qingyuan, Place(VILLAGE, "v01"))
    assert isinstance(view, HomeView)
    assert view.own is not None
    assert (view.own.name, view.own.label, view.own.count, view.own.below) == ("河东村", "本村公开", 4, 0)
    assert view.long_term == 1
    town = see(Home(), library, qingyuan, Place(UnitCode("t01"), "t01"))
    assert isinstance(town, HomeView)
    assert town.own is not None
    assert (town.own.label, town.own.count, town.own.below) == ("本乡镇公开", 1, 17)
    nowhere = see(Home(), library, qingyuan, Place(UnitCode("x"), "x"))
    assert isinstance(nowhere, HomeView)
    assert nowhere.own is None


def touch(frame: Frame, name: str) -> Step:
    """The step of the one target of this name."""
    targets = [*frame.targets, *(frame.sheet.targets if frame.sheet else ())]
    (found,) = [target.step for target in targets if target.name == name]
    return found


def named(frame: Frame, words: str) -> str:
    """The target under the line of text that begins with these words."""
    for layer in (frame, *([frame.sheet] if frame.sheet else [])):
        for mark in layer.marks:
            if isinstance(mark, Words) and mark.text.startswith(words):
                x, y = mark.at.x + mark.at.w // 2, mark.at.y + mark.at.h // 2
                for target in layer.targets:
                    if target.at.holds(x, y):
                        return target.name
    raise AssertionError(f"nothing to touch under {words}")


THREE_TOUCHES = [  # where the terminal stands, what is touched
    ("t01-v01", ["河东村 · 本村公开", "涉农补贴", "柳溪镇河东村2026年耕地地力保护补贴"]),
    ("t01", ["柳溪镇 · 本乡镇公开", "河东村", "柳溪镇河东村2026年耕地地力保护补贴"]),
]


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)])
@pytest.mark.parametrize(("unit", "words"), THREE_TOUCHES)
def test_a_villager_finds_the_subsidy_list_in_three_touches(
    unit: str, words: list[str], size: tuple[int, int], factory: StoreFactory, library: Library, qingyuan: County
) -> None:
    """Among 40 matters of the village, the list two months old."""
    for number in range(20):
        factory.put(f"第{number + 1}次村务公开", unit="t01-v01", domain="村务", hours_ago=2000 + number)
        factory.put(f"第{number + 1}期低保对象公示", unit="t01-v01", domain="社会救助", hours_ago=2000 + number)
    title = "柳溪镇河东村2026年耕地地力保护补贴发放公示"
    wanted = factory.put(title, unit="t01-v01", domain="涉农补贴", hours_ago=60 * 24)
    theme = Theme(*size)
    place = Place(UnitCode(unit), "x")
    visit: Visit = AT_HOME
    for word in words:
        frame = draw(see(visit[-1], library, qingyuan, place), Around(STATUS), theme, advance)
        visit = next_visit(visit, touch(frame, named(frame, word)))
    assert visit[-1] == Detail(wanted.id)


def reached(library: Library, county: County, place: Place, theme: Theme, touches: int) -> dict[Route, int]:
    """Every screen that so many touches from home lead to, with the fewest touches; turning pages counts for none."""
    found: dict[Route, int] = {Home(): 0}
    waiting: list[tuple[Visit, int]] = [(AT_HOME, 0)]
    while waiting:
        visit, depth = waiting.pop(0)
        if depth == touches:
            continue
        frame = draw(see(visit[-1], library, county, place), Around(STATUS), theme, advance)
        for target in (*frame.targets, *(frame.sheet.targets if frame.sheet else ())):
            after = next_visit(visit, target.step)
            cost = 0 if isinstance(target.step, NextRows) else 1
            if after[-1] not in found and isinstance(after[-1], Home | Units | Listing | Narrowing | Detail):
                found[after[-1]] = depth + cost
                waiting.append((after, depth + cost))
    return found


def test_nothing_is_deeper_than_four_touches(
    filled: StoreFactory, library: Library, qingyuan: County, here: Place
) -> None:
    found = reached(library, qingyuan, here, Theme(1080, 1920), 4)
    assert {row.id for row in library.rows(limit=500)} == {
        route.disclosure for route in found if isinstance(route, Detail)
    }
    assert {unit.code for unit in qingyuan.units} == {
        route.unit for route in found if isinstance(route, Listing) and route.unit and route == Listing(unit=route.unit)
    }
    for facet, values in (("six_open", SixOpen), ("five_open", FiveOpen), ("window", Window)):
        for value in values:
            if library.facets(facet).get(value.value):  # type: ignore[arg-type]
                assert Listing(**{facet: value}) in found  # type: ignore[arg-type]


COMFORTS = [Comfort(text=text, reach=reach) for text, reach in product(TEXT_SIZES, REACHES)]


def test_every_list_and_the_home_screen_can_be_read_in_every_size(
    filled: StoreFactory, library: Library, qingyuan: County, here: Place
) -> None:
    today = NOON.date()
    for number in range(6):
        filled.put(
            f"第{number + 1}批拟任职干部任前公示，公示期内欢迎监督",
            domain="人事",
            five_open=FiveOpen.DECISION,
            notice=NoticePeriod(today, today + timedelta(days=number)),
        )
    shown: list[Route] = [
        Home(),
        Listing(),
        Listing(unit=VILLAGE),
        Listing(domain="人事", six_open=SixOpen.GOVERNMENT, five_open=FiveOpen.DECISION, this_month=True),
        Listing(in_notice=True),
        Narrowing(Listing()),
        Narrowing(Listing(domain="没有的", year=1999)),
        Units(),
        Units(UnitCode("t01")),
        routes.Units(UnitCode("d01")),
    ]
    wrong = []
    for route, size, comfort, turn in product(shown, SIZES, COMFORTS, (0, 1)):
        if turn and route != Home():
            continue
        theme = Theme(*size, comfort)
        frame = draw(see(route, library, qingyuan, here), Around(STATUS, turn=turn), theme, advance)
        for problem in problems(frame, theme, lambda character, bold: True):
            wrong.append(f"{size} {comfort.text} {comfort.reach} {route}: {problem.element}: {problem.what}")
    assert wrong == []
