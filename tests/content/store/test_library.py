"""What a terminal may show at a given moment, asked of a library that the agent filled."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from content.errors import StoreError
from content.record import DisclosureId, UnitCode
from content.store.filter import Filter
from content.store.library import Library
from content.store.salvage import open_sound_library
from content.terms import SixOpen, Window
from tests.content.sync.county_feed import MORNING, CountyFeed, disclosure, led_line, zulu
from tests.content.sync.terminals import FakeTime, Terminal

VILLAGE = UnitCode("t01-v01")


def filled(folder: Path, *bodies: bytes) -> Terminal:
    feed = CountyFeed("qingyuan", "t01-v01", "t01-v02")
    for body in bodies:
        feed.put(body)
    feed.release()
    terminal = Terminal(folder, feed)
    assert terminal.pull().problems == {}
    return terminal


def ids(library: Library, wanted: Filter) -> list[str]:
    return [row.id for row in library.rows(wanted)]


def test_item_begins_and_ends_to_the_second(tmp_path: Path) -> None:
    begins, ends = MORNING + timedelta(hours=2), MORNING + timedelta(hours=3)
    terminal = filled(tmp_path, disclosure("t01-v01/000001", valid_from=zulu(begins), valid_until=zulu(ends)))
    seen = []
    for moment in (begins - timedelta(seconds=1), begins, ends - timedelta(seconds=1), ends):
        terminal.time.set_wall(moment)
        seen.append((len(terminal.shown()), terminal.revision("t01-v01/000001")))
    assert seen == [(0, None), (1, 1), (1, 1), (0, None)]


def test_list_of_names_ends_when_the_terminal_has_heard_nothing_for_so_many_days(tmp_path: Path) -> None:
    terminal = filled(tmp_path, disclosure("t01-v01/000001", max_offline_days=7), disclosure("t01-v01/000002"))
    terminal.time.pass_(days=6, hours=23, minutes=59)
    assert set(terminal.shown()) == {"t01-v01/000001", "t01-v01/000002"}
    terminal.time.pass_(minutes=1)
    assert set(terminal.shown()) == {"t01-v01/000002"}


def test_notice_counts_until_the_end_of_its_last_day_in_the_county(tmp_path: Path) -> None:
    period = {"first_day": "2026-11-22", "last_day": "2026-11-28", "contact": "0900-5550101"}
    terminal = filled(tmp_path, disclosure("t01-v01/000001", notice=period), disclosure("t01-v01/000002"))
    library = terminal.library()
    last_second = MORNING.replace(day=28, hour=15, minute=59, second=59)  # 23:59:59 in Beijing
    terminal.time.set_wall(last_second)
    assert ids(library, Filter(in_notice=True)) == ["t01-v01/000001"]
    assert library.rows(Filter(in_notice=True))[0].notice_last == last_second
    terminal.time.set_wall(last_second + timedelta(seconds=1))
    assert ids(library, Filter(in_notice=True)) == []
    library.close()


def test_filters_narrow_and_count(tmp_path: Path) -> None:
    terminal = filled(
        tmp_path,
        disclosure("t01-v01/000001", window="party", six_open="party", genre="任前公示", category="党务/干部"),
        disclosure("t01-v01/000002", window="enquiry", published_at=zulu(MORNING + timedelta(minutes=1)), matter="m1"),
        disclosure("t01-v02/000001", window="enquiry", published_at=zulu(MORNING + timedelta(minutes=2))),
    )
    library = terminal.library()
    table: list[tuple[Filter, list[str]]] = [
        (Filter(), ["t01-v02/000001", "t01-v01/000002", "t01-v01/000001"]),
        (Filter(units=[VILLAGE]), ["t01-v01/000002", "t01-v01/000001"]),
        (Filter(window=Window.ENQUIRY), ["t01-v02/000001", "t01-v01/000002"]),
        (Filter(window=Window.ENQUIRY, units=[VILLAGE]), ["t01-v01/000002"]),
        (Filter(six_open=SixOpen.PARTY), ["t01-v01/000001"]),
        (Filter(genre="任前公示"), ["t01-v01/000001"]),
        (Filter(category="党务/干部"), ["t01-v01/000001"]),
        (Filter(matter="m1"), ["t01-v01/000002"]),
        (Filter(genre="没有"), []),
    ]
    assert [(ids(library, wanted), library.count(wanted)) for wanted, _ in table] == [
        (found, len(found)) for _, found in table
    ]
    assert [row.id for row in library.rows(offset=1, limit=1)] == ["t01-v01/000002"]
    library.close()


def test_search_shows_only_what_may_be_shown(tmp_path: Path) -> None:
    terminal = filled(
        tmp_path,
        disclosure("t01-v01/000001"),
        disclosure("t01-v01/000002", valid_until=zulu(MORNING + timedelta(hours=2))),
    )
    library = terminal.library()
    assert {row.id for row in library.search("财务")} == {"t01-v01/000001", "t01-v01/000002"}
    terminal.time.pass_(hours=2)
    assert [row.id for row in library.search("cwgk")] == ["t01-v01/000001"]
    assert library.search("") == []
    library.close()


def test_withdrawal_tells_its_reason(tmp_path: Path) -> None:
    terminal = filled(tmp_path, disclosure("t01-v01/000001"))
    terminal.feed.withdraw("t01-v01/000001", 1, "金额有误")
    terminal.feed.release()
    terminal.pull()
    library = terminal.library()
    found = library.withdrawal(DisclosureId("t01-v01/000001"))
    assert found is not None
    assert (found.rev, found.at, found.reason, found.replaced_by) == (1, MORNING, "金额有误", "")
    assert library.withdrawal(DisclosureId("t01-v01/000002")) is None
    assert library.search("财务") == []
    library.close()


def test_lines_are_no_disclosures_and_come_by_unit(tmp_path: Path) -> None:
    feed = CountyFeed("t01-v01", "t01-v02")
    feed.put(led_line("t01-v01/000001"), kind="led-line")
    feed.put(led_line("t01-v02/000001"), kind="led-line")
    feed.release()
    terminal = Terminal(tmp_path, feed)
    terminal.pull()
    library = terminal.library()
    assert (library.rows(), library.disclosure(DisclosureId("t01-v01/000001"))) == ([], None)
    assert [line_id for line_id, _ in library.led_envelopes([VILLAGE])] == ["t01-v01/000001"]
    assert b"payloadType" in library.led_envelopes([VILLAGE])[0][1]
    library.close()


def test_reader_notices_a_commit_once(tmp_path: Path) -> None:
    terminal = filled(tmp_path, disclosure("t01-v01/000001"))
    library = terminal.library()
    assert not library.changed()
    terminal.feed.put(disclosure("t01-v01/000001", 2))
    terminal.feed.release()
    terminal.pull()
    assert (library.changed(), library.changed()) == (True, False)
    assert library.revision(DisclosureId("t01-v01/000001")) == 2
    library.close()


def test_reader_follows_to_a_rebuilt_file_and_shows_the_old_one_until_then(tmp_path: Path) -> None:
    terminal = filled(tmp_path, *(disclosure(f"t01-v01/{number:06d}") for number in range(1, 200)))
    library = terminal.library()
    terminal.writer.tidy()  # everything is in the file itself, nothing in its log
    terminal.stop()
    damage(tmp_path / "library.sqlite")
    open_sound_library(tmp_path, MORNING).close()
    assert library.changed()
    assert library.count() > 0
    library.close()


def test_reader_takes_the_floor_of_trusted_time_from_the_store(tmp_path: Path) -> None:
    filled(tmp_path, disclosure("t01-v01/000001")).stop()
    time = FakeTime(MORNING.replace(year=1970))
    terminal = Terminal(tmp_path, CountyFeed("t01-v01"), time=time)
    library = terminal.library()
    assert library.freshness().clock_suspect
    assert library.clock() >= MORNING
    library.close()


def test_library_that_is_not_there_is_an_error_with_advice(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="has the agent"):
        Terminal.library(_Nowhere(tmp_path))  # type: ignore[arg-type]


def test_file_that_is_no_database_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite").write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreError, match="not a database"):
        Terminal.library(_Nowhere(tmp_path))  # type: ignore[arg-type]


def test_attachment_is_found_by_its_hash_alone(tmp_path: Path) -> None:
    feed = CountyFeed("t01-v01")
    entry = feed.attach(b"%PDF-1.7")
    feed.put(disclosure("t01-v01/000001", attachments=[entry]))
    feed.release()
    terminal = Terminal(tmp_path, feed)
    terminal.pull()
    library = terminal.library()
    path = library.attachment(entry["sha256"])
    assert path == tmp_path / "attachments" / entry["sha256"][:2] / entry["sha256"]
    assert path.read_bytes() == b"%PDF-1.7"
    assert library.attachment("0" * 64) is None
    assert library.attachment("../../library.sqlite") is None
    library.close()


def test_database_keeps_every_acknowledged_write(tmp_path: Path) -> None:
    """What feed.md asks of the store, read back from SQLite itself."""
    writer = open_sound_library(tmp_path, MORNING)
    with sqlite3.connect(tmp_path / "library.sqlite") as other:
        assert other.execute("pragma journal_mode").fetchone() == ("wal",)
    other.close()
    assert writer._db.execute("pragma synchronous").fetchone() == (2,)  # FULL
    assert writer._db.execute("pragma secure_delete").fetchone() == (1,)
    writer.close()


def damage(path: Path) -> None:
    """Overwrite a page in the middle of the file, as a worn card does."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2 // 4096 * 4096)
        file.write(b"\xa5" * 4096)


class _Nowhere:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Terminal(folder / "elsewhere", CountyFeed("t01")).clock
