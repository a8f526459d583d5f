"""Lists that are turned page by page, and how many disclosures of each sort there are, through every change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from content.record import UnitCode
from content.store.counting import Facet
from content.store.filter import Filter
from content.store.library import After, Library
from content.terms import FiveOpen, SixOpen, Timing, Window
from tests.content.store.test_library import filled
from tests.content.sync.county_feed import MORNING, disclosure, zulu
from tests.content.sync.terminals import Terminal

LAST_YEAR = datetime(2025, 12, 31, 15, 59, 59, tzinfo=UTC)  # 23:59:59 in Beijing
THIS_YEAR = datetime(2025, 12, 31, 16, 0, 0, tzinfo=UTC)  # a second later


def sorted_county(folder: Path) -> Terminal:
    return filled(
        folder,
        disclosure("t01-v01/000001", domain="村务", five_open="result", published_at=zulu(LAST_YEAR)),
        disclosure("t01-v01/000002", domain="涉农补贴", five_open="result", published_at=zulu(THIS_YEAR)),
        disclosure("t01-v01/000003", domain="涉农补贴", valid_until=zulu(MORNING + timedelta(hours=3))),
        disclosure("t01-v01/000004", domain="涉农补贴", valid_from=zulu(MORNING + timedelta(hours=3))),
        disclosure("t01-v02/000001", domain="涉农补贴", max_offline_days=7, window="enquiry"),
        disclosure("t01-v02/000002", timing="long-term", six_open="party", window="services"),
    )


def counted(library: Library, facet: Facet, **wanted: object) -> dict[str, int]:
    return library.facets(facet, Filter(**wanted))  # type: ignore[arg-type]


def test_facets_count_what_may_be_shown(tmp_path: Path) -> None:
    terminal = sorted_county(tmp_path)
    library = terminal.library()
    table: list[tuple[dict[str, int], dict[str, int]]] = [
        (counted(library, "domain"), {"涉农补贴": 3, "": 1, "村务": 1}),
        (counted(library, "domain", units=("t01-v01",)), {"涉农补贴": 2, "村务": 1}),
        (counted(library, "unit", domain="涉农补贴"), {"t01-v01": 2, "t01-v02": 1}),
        (counted(library, "year"), {"2026": 4, "2025": 1}),
        (counted(library, "window"), {"party": 3, "enquiry": 1, "services": 1}),
        (counted(library, "six_open"), {"village": 4, "party": 1}),
        (counted(library, "five_open", year=2025), {"result": 1}),
        (counted(library, "timing", window=Window.SERVICES), {"long-term": 1}),
        (counted(library, "domain", six_open=SixOpen.JUDICIAL), {}),
    ]
    for found, expected in table:
        assert (list(found.items()), found) == (list(expected.items()), expected)
    library.close()


def test_counts_change_with_the_hour_without_a_write(tmp_path: Path) -> None:
    """03:00 after the morning one begins and one ends; after seven days off-line a third may not be shown."""
    terminal = sorted_county(tmp_path)
    library = terminal.library()
    subsidies = Filter(domain="涉农补贴")
    seen = []
    for at in (timedelta(hours=2, minutes=59), timedelta(hours=3), timedelta(days=8)):
        terminal.time.set_wall(MORNING + at)
        seen.append((library.count(subsidies), len(library.rows(subsidies)), library.facets("unit", subsidies)))
    assert seen == [
        (3, 3, {"t01-v01": 2, "t01-v02": 1}),
        (3, 3, {"t01-v01": 2, "t01-v02": 1}),
        (2, 2, {"t01-v01": 2}),
    ]
    library.close()


def test_counts_follow_revisions_withdrawals_and_a_rebuilt_store(tmp_path: Path) -> None:
    terminal = filled(
        tmp_path, *(disclosure(f"t01-v01/{number:06d}", domain="村务", five_open="result") for number in range(1, 5))
    )
    terminal.feed.put(disclosure("t01-v01/000001", 2, domain="涉农补贴", five_open="service"))
    terminal.feed.put(disclosure("t01-v01/000002", 2, domain="村务", valid_until=zulu(MORNING + timedelta(hours=4))))
    terminal.feed.withdraw("t01-v01/000003", 1, "有误")
    terminal.feed.release()
    assert terminal.pull().problems == {}
    for _ in range(2):
        library = terminal.library()
        assert library.facets("domain") == {"村务": 2, "涉农补贴": 1}
        assert library.facets("five_open") == {"result": 1, "service": 1, "": 1}
        assert library.count() == 3
        library.close()
        terminal.stop()
        (tmp_path / "library.sqlite").write_bytes((tmp_path / "library.sqlite").read_bytes()[:-100])  # torn
        terminal.start()


def test_a_unit_that_is_no_longer_served_leaves_the_counts(tmp_path: Path) -> None:
    sorted_county(tmp_path).stop()
    feed = Terminal(tmp_path / "other", filled(tmp_path / "feed", disclosure("t01-v02/000001")).feed).feed
    terminal = Terminal(tmp_path, feed, units=("t01-v02",))
    terminal.writer.apply([], subscribed=[UnitCode("t01-v02")], problems={}, facts={}, now=terminal.time.wall())
    library = terminal.library()
    assert library.facets("unit") == {"t01-v02": 2}
    library.close()


def test_filters_by_kind_and_time(tmp_path: Path) -> None:
    terminal = sorted_county(tmp_path)
    library = terminal.library()
    table: list[tuple[Filter, set[str]]] = [
        (Filter(year=2025), {"t01-v01/000001"}),
        (Filter(year=2024), set()),
        (Filter(five_open=FiveOpen.RESULT), {"t01-v01/000001", "t01-v01/000002"}),
        (Filter(timing=Timing.LONG_TERM), {"t01-v02/000002"}),
        (Filter(domain="涉农补贴", year=2026, units=(UnitCode("t01-v02"),)), {"t01-v02/000001"}),
        (Filter(since=MORNING), {"t01-v01/000003", "t01-v02/000001", "t01-v02/000002"}),
    ]
    for wanted, expected in table:
        assert {row.id for row in library.rows(wanted)} == expected
        assert library.count(wanted) == len(expected)
    assert library.facets("domain", Filter(since=MORNING)) == {"涉农补贴": 2, "": 1}
    library.close()


def test_pages_follow_one_another_without_gap_or_repetition(tmp_path: Path) -> None:
    """Also where many were published at the same second, and while something new arrives above."""
    moments = [MORNING + timedelta(minutes=number // 10) for number in range(40)]
    bodies = [disclosure(f"t01-v01/{n:06d}", published_at=zulu(at)) for n, at in enumerate(moments, 1)]
    terminal = filled(tmp_path, *bodies)
    library = terminal.library()
    everything = [row.id for row in library.rows()]
    assert len(everything) == 40
    assert everything[:11] == [f"t01-v01/{n:06d}" for n in range(40, 29, -1)]
    turned: list[str] = []
    after: After | None = None
    while page := library.rows(after=after, limit=7):
        turned += [row.id for row in page]
        after = page[-1].place
        if len(turned) == 14:
            terminal.feed.put(disclosure("t01-v02/000009", published_at=zulu(MORNING + timedelta(days=1))))
            terminal.feed.release()
            terminal.pull()
    assert turned == everything
    library.close()


def test_a_page_far_down_is_read_without_reading_those_above(tmp_path: Path) -> None:
    """SQLite's own account of what it does: a search in an index, no scan and no sorting."""
    terminal = sorted_county(tmp_path)
    library = terminal.library()
    plans: list[str] = []
    asked = library._all
    library._all = lambda sql, values: (  # type: ignore[method-assign]
        plans.extend(str(step[3]) for step in asked(f"explain query plan {sql}", values)) or asked(sql, values)
    )
    for wanted in (Filter(), Filter(window=Window.PARTY), Filter(units=(UnitCode("t01-v01"),)), Filter(year=2026)):
        plans.clear()
        library.rows(wanted, after=After(int(MORNING.timestamp()), 3))
        (how,) = [plan for plan in plans if "item USING" in plan]
        assert how.startswith("SEARCH item USING")
        assert "published_at" in how
        assert not any("TEMP B-TREE" in plan for plan in plans), plans
    library.close()


def test_what_is_in_its_notice_period_is_found_among_many(tmp_path: Path) -> None:
    period = {"first_day": "2026-11-22", "last_day": "2026-11-28"}
    over = {"first_day": "2026-11-01", "last_day": "2026-11-08"}
    terminal = filled(
        tmp_path,
        disclosure("t01-v01/000001", notice=period),
        disclosure("t01-v02/000002", notice=period, published_at=zulu(MORNING + timedelta(minutes=1))),
        disclosure("t01-v02/000003", notice=over),
        disclosure("t01-v02/000004"),
    )
    library = terminal.library()
    assert [row.id for row in library.rows(Filter(in_notice=True))] == ["t01-v02/000002", "t01-v01/000001"]
    assert library.count(Filter(in_notice=True, units=(UnitCode("t01-v01"),))) == 1
    library.close()
