"""The reader, one look at a time: what it delivers when the store changes, breaks, comes back, or time passes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from content.clock import TrustedClock
from content.disclosure import NoticePeriod
from content.record import DisclosureId
from content.store.schema import LIBRARY_FILE
from kiosk import lists, routes
from kiosk.language import CHINESE, Language, load
from kiosk.reader import RENEW_EVERY_S, Reader, Reading
from kiosk.viewmodel.context import Place
from kiosk.viewmodel.detail import DetailView
from kiosk.viewmodel.gone import GoneView, unreadable, waiting
from kiosk.viewmodel.home import HomeView
from kiosk.viewmodel.listing import ListView
from tests.kiosk.conftest import NOON, Hands
from tests.kiosk.store_factory import StoreFactory


class Desk:
    """A reader whose deliveries are collected, and a monotonic clock moved by hand."""

    def __init__(self, folder: Path, clock: TrustedClock, place: Place) -> None:
        self.delivered: list[Reading] = []
        self.now_s = 0.0
        self.reader = Reader(folder, clock, place, 300, self.delivered.append, CHINESE, lambda: self.now_s)

    def look(self, wanted: routes.Route | None = None, language: Language | None = None) -> list[Reading]:
        """What one look delivers."""
        self.delivered.clear()
        self.reader.look(wanted, language)
        return list(self.delivered)


@pytest.fixture
def desk(tmp_path: Path, clock: TrustedClock, here: Place) -> Desk:
    return Desk(tmp_path, clock, here)


def test_nothing_is_delivered_while_nothing_changes(desk: Desk, factory: StoreFactory) -> None:
    factory.put("一")
    assert len(desk.look(routes.Home())) == 1
    assert desk.look() == []
    assert desk.look() == []


def test_a_commit_is_shown_at_the_next_look(desk: Desk, factory: StoreFactory) -> None:
    (before,) = desk.look(lists.Listing())
    factory.put("新的公开")
    (after,) = desk.look()
    assert isinstance(after.view, ListView)
    assert [row.title for row in after.view.rows] == ["新的公开"]
    assert after.version == before.version + 1


def test_withdrawn_while_it_is_read(desk: Desk, factory: StoreFactory) -> None:
    made = factory.put("名单公示")
    (reading,) = desk.look(routes.Detail(made.id))
    assert isinstance(reading.view, DetailView)
    factory.withdraw(made.id, "名单有误")
    (reading,) = desk.look()
    assert isinstance(reading.view, GoneView)
    assert "撤回原因：名单有误。" in reading.view.sentence


def test_expired_while_it_is_read_without_any_commit(desk: Desk, factory: StoreFactory, hands: Hands) -> None:
    made = factory.put("限期公示", valid_until=NOON + timedelta(seconds=90))
    desk.look(routes.Detail(made.id))
    hands.now = NOON + timedelta(seconds=89)
    assert not any(isinstance(reading.view, GoneView) for reading in desk.look())
    hands.now = NOON + timedelta(seconds=90)
    (reading,) = desk.look()
    assert isinstance(reading.view, GoneView)
    assert reading.view.headline == "这条公开内容展示期已满"


def test_expired_leaves_the_list_too(desk: Desk, factory: StoreFactory, hands: Hands) -> None:
    factory.put("长期", hours_ago=5)
    factory.put("限期", valid_until=NOON + timedelta(seconds=10))
    desk.look(routes.Home())
    hands.now = NOON + timedelta(seconds=10)
    (reading,) = desk.look()
    assert isinstance(reading.view, HomeView)
    assert [row.title for row in reading.view.newest] == ["长期"]


def test_a_new_revision_takes_the_place_of_the_old_one_while_it_is_read(desk: Desk, factory: StoreFactory) -> None:
    made = factory.put("旧标题")
    desk.look(routes.Detail(made.id))
    factory.store(msgspec.structs.replace(made, rev=2, title="新标题"))
    (reading,) = desk.look()
    assert isinstance(reading.view, DetailView)
    assert (reading.view.title, reading.view.item) == ("新标题", f"{made.id}@2")


def test_an_item_whose_time_comes_appears_by_itself(desk: Desk, factory: StoreFactory, hands: Hands) -> None:
    made = factory.put("将要公开")
    factory.store(msgspec.structs.replace(made, valid_from=NOON + timedelta(seconds=5)))
    (reading,) = desk.look(lists.Listing())
    assert isinstance(reading.view, ListView)
    assert reading.view.rows == ()
    hands.now, desk.now_s = NOON + timedelta(seconds=30), RENEW_EVERY_S
    (reading,) = desk.look()
    assert isinstance(reading.view, ListView)
    assert len(reading.view.rows) == 1


def test_home_seen_again_is_as_true_as_at_first(desk: Desk, factory: StoreFactory, hands: Hands) -> None:
    made = factory.put("限期", valid_until=NOON + timedelta(seconds=10))
    (first,) = desk.look(routes.Home())
    desk.look(routes.Units())
    (again,) = desk.look(routes.Home())
    assert again.view == first.view
    desk.look(routes.Units())
    hands.now = NOON + timedelta(seconds=10)
    (later,) = desk.look(routes.Home())
    assert isinstance(later.view, HomeView)
    assert later.view.newest == ()
    factory.store(msgspec.structs.replace(made, valid_until=None))
    desk.look(routes.Units())
    (changed,) = desk.look(routes.Home())
    assert isinstance(changed.view, HomeView)
    assert [row.title for row in changed.view.newest] == ["限期"]


def test_the_clock_moves_on_without_the_page(desk: Desk, factory: StoreFactory, hands: Hands) -> None:
    (before,) = desk.look(routes.Home())
    hands.now = NOON + timedelta(minutes=1)
    (after,) = desk.look()
    assert after.view == before.view
    assert (before.status.clock, after.status.clock) == ("12:00", "12:01")


def test_no_store_yet_then_it_comes(desk: Desk, clock: TrustedClock, tmp_path: Path) -> None:
    (reading,) = desk.look(routes.Home())
    assert reading.view == waiting(CHINESE)
    assert desk.look() == []
    factory = StoreFactory(tmp_path, NOON)
    factory.put("一")
    (reading,) = desk.look()
    assert isinstance(reading.view, HomeView)
    factory.close()


def test_a_store_without_a_unit_tree_waits(desk: Desk, factory: StoreFactory) -> None:
    factory.db.execute("delete from fact where key = 'county'")
    (reading,) = desk.look(routes.Home())
    assert reading.view == waiting(CHINESE)
    assert desk.look() == []


DAMAGE: dict[str, Callable[[Path], object]] = {
    "overwritten": lambda path: path.write_bytes(b"no database" * 1000),
    "emptied": lambda path: path.write_bytes(b""),
    "gone": lambda path: path.unlink(),
}


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_store_gives_the_safe_screen_and_a_new_one_is_found(
    how: str, desk: Desk, factory: StoreFactory, tmp_path: Path
) -> None:
    factory.put("一")
    desk.look(routes.Home())
    factory.close()
    path = tmp_path / LIBRARY_FILE
    for rest in ("-wal", "-shm"):
        path.with_name(path.name + rest).unlink(missing_ok=True)
    path.rename(path.with_suffix(".old"))
    path.write_bytes(b"")
    DAMAGE[how](path)
    (reading,) = desk.look()
    assert reading.view == waiting(CHINESE)
    assert reading.status.unit_name == "柳溪镇"  # what is known of the terminal itself stays
    path.unlink(missing_ok=True)
    fresh = StoreFactory(tmp_path, NOON)
    fresh.put("重新送达")
    (reading,) = desk.look()
    fresh.close()
    assert isinstance(reading.view, HomeView)
    assert [row.title for row in reading.view.newest] == ["重新送达"]


def test_one_body_that_cannot_be_decoded_takes_only_its_own_page(desk: Desk, factory: StoreFactory) -> None:
    made = factory.put("坏的")
    factory.db.execute("update item set body = ?", (b'{"v":1',))
    (reading,) = desk.look(routes.Detail(made.id))
    assert reading.view == unreadable(CHINESE)
    (reading,) = desk.look(routes.Home())
    assert isinstance(reading.view, HomeView)


def test_an_id_that_never_was(desk: Desk, factory: StoreFactory) -> None:
    (reading,) = desk.look(routes.Detail(DisclosureId("t09/000777")))
    assert isinstance(reading.view, GoneView)


def test_attachments_that_have_arrived_are_named_with_their_place(desk: Desk, factory: StoreFactory) -> None:
    file = factory.attach("表.pdf", "application/pdf", b"%PDF")
    missing = msgspec.structs.replace(file, sha256="0" * 64)
    made = factory.put("一", attachments=(file, missing))
    (reading,) = desk.look(routes.Detail(made.id))
    assert [sha256 for sha256, _ in reading.files] == [file.sha256]
    assert reading.files[0][1].read_bytes() == b"%PDF"


def test_another_language_is_answered_in_that_language(desk: Desk, factory: StoreFactory) -> None:
    (_, english) = load(["zh", "en"])
    factory.put("名单公示", notice=NoticePeriod(date(2026, 11, 23), date(2026, 11, 27)))
    (before,) = desk.look(lists.Listing())
    (after,) = desk.look(lists.Listing(), english)
    assert (before.language, after.language) == (CHINESE, english)
    assert isinstance(before.view, ListView)
    assert isinstance(after.view, ListView)
    assert [view.rows[0].notice for view in (before.view, after.view)] == ["还剩4天", "4 days left"]
    assert [reading.status.weekday for reading in (before, after)] == ["星期一", "Mon"]
    assert desk.look() == []  # and in no other until it is asked for


def test_what_stands_above_low_reach_leaves_when_it_is_withdrawn(desk: Desk, factory: StoreFactory) -> None:
    made = factory.put("名单公示", notice=NoticePeriod(date(2026, 11, 23), date(2026, 11, 27)))
    desk.reader.look(routes.Units(), CHINESE, True)
    assert [row.item for row in desk.delivered[-1].status.notices] == [f"{made.id}@1"]
    factory.withdraw(made.id, "名单有误")
    (after,) = desk.look()
    assert after.status.notices == ()
    desk.reader.look(routes.Units(), CHINESE, False)
    assert desk.delivered[-1].status.notices == ()
