"""What the screens say, from a store on disk."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from content.blocks import Paragraph
from content.clock import TrustedClock
from content.county import County
from content.disclosure import Disclosure, NoticePeriod
from content.record import DisclosureId, UnitCode
from content.store.filter import After, Filter
from content.store.library import Library
from content.terms import Audience, Window
from kiosk import lists, routes
from kiosk.finding import Search
from kiosk.language import CHINESE
from kiosk.lists import Start
from kiosk.viewmodel import items_on, view_of
from kiosk.viewmodel.attract import AttractView
from kiosk.viewmodel.context import Context, Place
from kiosk.viewmodel.detail import DetailView
from kiosk.viewmodel.every_screen import View
from kiosk.viewmodel.gone import GoneView
from kiosk.viewmodel.home import HomeView
from kiosk.viewmodel.listing import ListView
from kiosk.viewmodel.search import SearchView
from kiosk.viewmodel.status import status_of
from kiosk.viewmodel.text import paragraphs
from kiosk.viewmodel.units import UnitsView
from tests.kiosk.conftest import NOON, Hands
from tests.kiosk.store_factory import StoreFactory


def see(route: routes.Route, library: Library, county: County, place: Place, last: Disclosure | None = None) -> View:
    return view_of(route, Context(library, county, place, library.clock(), last))


def test_home_counts_windows_and_shows_notices(
    factory: StoreFactory, library: Library, qingyuan: County, here: Place
) -> None:
    factory.put("党费收缴", window=Window.PARTY)
    factory.put(
        "任前公示", window=Window.PARTY, hours_ago=2, notice=NoticePeriod(date(2026, 11, 23), date(2026, 11, 27))
    )
    factory.put("指南", window=Window.SERVICES, hours_ago=1)
    view = see(routes.Home(), library, qingyuan, here)
    assert isinstance(view, HomeView)
    assert dict(view.counts) == {
        Window.PARTY: 2,
        Window.SERVICES: 1,
        Window.ENQUIRY: 0,
        Window.INTERACTION: 0,
        Window.PERFORMANCE: 0,
    }
    assert [(row.title, row.notice) for row in view.notices] == [("任前公示", "还剩4天")]
    assert [row.title for row in view.newest] == ["指南", "任前公示", "党费收缴"]
    assert view.newest[0].meta == ("柳溪镇", "2026年11月23日")


def test_list_of_a_unit_turns_its_pages(factory: StoreFactory, library: Library, qingyuan: County, here: Place) -> None:
    for number in range(20):
        factory.put(f"村务公开{number}", unit="t01-v01", hours_ago=100 - number)
    factory.put("别村的", unit="t01-v02")
    twelfth = library.rows(Filter(units=(UnitCode("t01-v01"),)))[11]
    view = see(
        lists.Listing(unit=UnitCode("t01-v01"), starts=(Start(), Start(12, twelfth.place))), library, qingyuan, here
    )
    assert isinstance(view, ListView)
    assert (view.title, view.total, view.offset, view.may_go_back) == ("河东村", 20, 12, True)
    assert [row.title for row in view.rows] == [f"村务公开{number}" for number in range(7, -1, -1)]


def test_tree_goes_from_county_to_village(library: Library, qingyuan: County, here: Place) -> None:
    top = see(routes.Units(), library, qingyuan, here)
    assert isinstance(top, UnitsView)
    assert [(label, len(members)) for label, members in top.groups] == [("乡镇", 12), ("部门", 22)]
    town = see(routes.Units(UnitCode("t02")), library, qingyuan, here)
    assert isinstance(town, UnitsView)
    assert town.path == ("清源县", "白杨镇")
    assert [(label, len(members)) for label, members in town.groups] == [("村", 17)]
    assert not town.groups[0][1][0].has_children


def test_detail_tells_what_is_known_of_the_document(
    factory: StoreFactory, library: Library, qingyuan: County, here: Place
) -> None:
    made = factory.put(
        "征地补偿安置方案公告",
        document_number="清政征〔2026〕7号",
        formed_on=date(2026, 11, 20),
        notice=NoticePeriod(date(2026, 11, 1), date(2026, 11, 30), "县自然资源局 0900-5556103"),
    )
    view = see(routes.Detail(made.id), library, qingyuan, here)
    assert isinstance(view, DetailView)
    assert view.notice == "公示期 2026年11月1日至11月30日（还剩7天）"
    assert view.facts == (("所属单位", "柳溪镇"), ("文号", "清政征〔2026〕7号"), ("成文日期", "2026年11月20日"))
    assert (view.qr, view.qr_is_address) == ("https://gk.example.gov.cn/t01/000001", True)


def test_without_a_public_address_the_code_carries_the_reference(
    factory: StoreFactory, library: Library, qingyuan: County
) -> None:
    made = factory.put("低保公示", document_number="清民〔2026〕3号")
    view = see(routes.Detail(made.id), library, qingyuan, Place(UnitCode("t01"), "t01-hall"))
    assert isinstance(view, DetailView)
    assert view.qr == "低保公示\n柳溪镇人民政府 2026年11月22日\n文号 清民〔2026〕3号\n编号 t01/000001"


SEARCHES = [  # typed, titles found
    ("低保", ["柳溪镇低保公示"]),
    ("dibao", ["柳溪镇低保公示"]),
    ("db", ["柳溪镇低保公示"]),
    ("liuxi", ["柳溪镇低保公示", "柳溪镇道路硬化"]),
    ("dlyh", ["柳溪镇道路硬化"]),
    ("没有的", []),
    ("", []),
]


@pytest.mark.parametrize(("typed", "titles"), SEARCHES)
def test_search(
    typed: str, titles: list[str], factory: StoreFactory, library: Library, qingyuan: County, here: Place
) -> None:
    factory.put("柳溪镇道路硬化", hours_ago=9)
    factory.put("柳溪镇低保公示", hours_ago=8)
    view = see(Search(typed), library, qingyuan, here)
    assert isinstance(view, SearchView)
    assert [row.title for row in view.rows] == titles


def test_search_offers_words_of_our_own_titles(
    factory: StoreFactory, library: Library, qingyuan: County, here: Place
) -> None:
    factory.put("柳溪镇低保公示")
    view = see(Search("柳溪db"), library, qingyuan, here)
    assert isinstance(view, SearchView)
    assert (view.words, view.letters) == (("低保",), 2)


def test_withdrawn_says_when_why_and_what_came_instead(
    factory: StoreFactory, library: Library, qingyuan: County, here: Place
) -> None:
    made = factory.put("名单公示")
    factory.withdraw(made.id, "名单有误，更正后重新公示。", "t01/000099")
    factory.db.execute("update withdrawn set at = ?", (int(NOON.timestamp()),))
    view = see(routes.Detail(made.id), library, qingyuan, here, made)
    assert view == GoneView(
        "这条公开内容已经撤回",
        "发布单位已于2026年11月23日 12:00撤回这条内容。撤回原因：名单有误，更正后重新公示。",
        DisclosureId("t01/000099"),
    )


def test_expired_says_until_when_it_was_shown(
    factory: StoreFactory, library: Library, qingyuan: County, here: Place, hands: Hands
) -> None:
    made = factory.put("限期公示", valid_until=NOON + timedelta(minutes=5))
    assert isinstance(see(routes.Detail(made.id), library, qingyuan, here), DetailView)
    hands.now = NOON + timedelta(minutes=5)
    view = see(routes.Detail(made.id), library, qingyuan, here, made)
    assert isinstance(view, GoneView)
    assert view.sentence == "按照规定，这条内容展示到2026年11月23日 12:05为止，现已从屏幕上撤下。"


def test_too_long_off_line_says_so(
    factory: StoreFactory, library: Library, qingyuan: County, here: Place, hands: Hands
) -> None:
    made = factory.put("低保名单", max_offline_days=7)
    hands.now = NOON + timedelta(days=7, seconds=1)
    view = see(routes.Detail(made.id), library, qingyuan, here, made)
    assert isinstance(view, GoneView)
    assert "已超过7天没有联网核验" in view.sentence


AUDIENCES = [  # unit of the disclosure, audience, unit of the terminal, shown
    ("t01-v01", Audience.PUBLIC, "t02", True),
    ("t01-v01", Audience.VILLAGERS, "t01-v01", True),
    ("t01-v01", Audience.VILLAGERS, "t01", True),  # the township hall serves its villagers
    ("t01-v01", Audience.VILLAGERS, "t01-v02", False),
    ("t01", Audience.VILLAGERS, "t02", False),
    ("t01", Audience.PARTY_MEMBERS, "t01", False),
    ("t01", Audience.INTERNAL, "t01", False),
]


@pytest.mark.parametrize(("unit", "audience", "terminal", "shown"), AUDIENCES)
def test_audience(
    unit: str,
    audience: Audience,
    terminal: str,
    shown: bool,
    factory: StoreFactory,
    library: Library,
    qingyuan: County,
) -> None:
    made = factory.put("名单", unit=unit, audience=audience)
    view = see(routes.Detail(made.id), library, qingyuan, Place(UnitCode(terminal), "x"))
    assert isinstance(view, DetailView if shown else GoneView)


def test_items_name_the_revision(factory: StoreFactory, library: Library, qingyuan: County, here: Place) -> None:
    made = factory.put("一")
    factory.store(msgspec.structs.replace(made, rev=3))
    assert items_on(see(lists.Listing(), library, qingyuan, here)) == ("t01/000001@3",)


def test_the_attract_loop_takes_turns_and_news_out_of_its_turn(
    factory: StoreFactory, library: Library, qingyuan: County, here: Place
) -> None:
    factory.put("旧", hours_ago=30)
    factory.put("公示", hours_ago=20, notice=NoticePeriod(date(2026, 11, 23), date(2026, 11, 27)))
    factory.put("新", hours_ago=1)

    def title(route: routes.Attract) -> str:
        view = see(route, library, qingyuan, here)
        assert isinstance(view, AttractView)
        assert view.latest == After(int((NOON - timedelta(hours=1)).timestamp()), 3)
        return view.row.title if view.row else ""

    assert [title(routes.Attract(turn)) for turn in range(4)] == ["公示", "新", "旧", "公示"]
    assert [title(routes.Attract(turn, news=True)) for turn in range(3)] == ["新"] * 3


def test_status_fresh_offline_stale(
    factory: StoreFactory, library: Library, qingyuan: County, here: Place, hands: Hands
) -> None:
    fresh = status_of(library, qingyuan, here, 300, CHINESE)
    assert (fresh.unit_name, fresh.fictional, fresh.clock, fresh.weekday) == ("柳溪镇", True, "12:00", "星期一")
    assert (fresh.verified, fresh.badges) == ("内容核验于 11月23日 12:00", ())
    hands.now = NOON + timedelta(minutes=6)
    assert status_of(library, qingyuan, here, 300, CHINESE).badges == ("离线",)
    hands.now = NOON + timedelta(days=8)
    assert status_of(library, qingyuan, here, 300, CHINESE).badges == ("离线", "内容待更新")


def test_status_of_a_clock_that_fell_back_to_1970(factory: StoreFactory, qingyuan: County, here: Place) -> None:
    wrong = NOON.replace(year=1970)
    library = Library(factory.folder, TrustedClock(lambda: wrong, lambda: 0.0))
    status = status_of(library, qingyuan, here, 300, CHINESE)
    library.close()
    assert status.badges == ("时钟待校准",)
    assert status.clock == "12:00"  # the last moment that is known to have passed


def test_titles_from_outside_are_cleaned_for_one_line(
    factory: StoreFactory, library: Library, qingyuan: County, here: Place
) -> None:
    factory.put("关于\n公布\t名单\u200b的\u00a0通知")
    view = see(lists.Listing(), library, qingyuan, here)
    assert isinstance(view, ListView)
    assert view.rows[0].title == "关于 公布 名单的 通知"


def test_paragraphs_are_cut_at_every_kind_of_newline() -> None:
    assert paragraphs("一\r\n二\r三\n\n 四\u0007") == ["一", "二", "三", " 四"]
    assert paragraphs("") == []


def test_detail_blocks_are_the_disclosures_own(
    factory: StoreFactory, library: Library, qingyuan: County, here: Place
) -> None:
    blocks = (Paragraph("正文"),)
    view = see(routes.Detail(factory.put("一", blocks).id), library, qingyuan, here)
    assert isinstance(view, DetailView)
    assert view.blocks == blocks
