"""The power goes at every commit and at every step on the disk, one after the other: nothing is lost, no hand is needed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from content.errors import FetchError, StoreError
from tests.content.sync.county_feed import CountyFeed, disclosure
from tests.content.sync.terminals import Terminal
from tests.fakes.power import FragileDisk, PowerCut

VILLAGE, OTHER = "t01-v01", "t01-v02"
BEFORE = {f"{VILLAGE}/{number:06d}": 1 for number in range(1, 31)} | {f"{OTHER}/000001": 1}
WITHDRAWN = f"{VILLAGE}/000002"
AFTER = BEFORE | {f"{VILLAGE}/000001": 2, f"{OTHER}/000001": 3, f"{OTHER}/000002": 1}
del AFTER[WITHDRAWN]


class Commits:
    """Makes connections whose n-th commit (counted over all of them) is cut, just before or just after it."""

    def __init__(self, cut_at: int | None = None, *, after: bool = False) -> None:
        self.count = 0
        commits = self

        class Connection(sqlite3.Connection):
            def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:
                if sql != "commit":
                    return super().execute(sql, *args)
                is_cut = commits.count == cut_at
                commits.count += 1
                if is_cut and not after:
                    raise PowerCut(f"before commit {cut_at}")
                done = super().execute(sql, *args)
                if is_cut:
                    raise PowerCut(f"after commit {cut_at}")
                return done

        self._connection = Connection

    def connect(self, *args: Any, **options: Any) -> sqlite3.Connection:
        return sqlite3.connect(*args, factory=self._connection, **options)


def feed_before() -> CountyFeed:
    feed = CountyFeed(VILLAGE, OTHER, rows_per_page=8)
    entry = feed.attach(b"first plan")
    for number in range(1, 31):
        feed.put(disclosure(f"{VILLAGE}/{number:06d}"))
    feed.put(disclosure(f"{OTHER}/000001", attachments=[entry]))
    feed.release()
    return feed


def change(feed: CountyFeed) -> None:
    """A revision, a withdrawal, a first publication, and a new attachment in place of an old one."""
    feed.put(disclosure(f"{VILLAGE}/000001", 2))
    feed.withdraw(WITHDRAWN, 1)
    feed.put(disclosure(f"{OTHER}/000001", 3, attachments=[feed.attach(b"second plan")]))
    feed.put(disclosure(f"{OTHER}/000002"))
    feed.release()


def attachments(folder: Path) -> set[bytes]:
    return {path.read_bytes() for path in (folder / "attachments").glob("*/*") if path.suffix != ".tmp"}


def recovered(folder: Path, feed: CountyFeed) -> None:
    """Start again with a whole disk: at once something whole is shown, and one pull later the truth."""
    terminal = Terminal(folder, feed)
    shown = terminal.shown()
    without = {item_id: rev for item_id, rev in BEFORE.items() if item_id != WITHDRAWN}
    assert shown in ({}, BEFORE, without, AFTER)
    terminal.pull()
    assert terminal.shown() == AFTER
    library = terminal.library()
    assert library.search("财务")
    library.close()
    terminal.writer.tidy()
    assert attachments(folder) == {b"second plan"}
    assert terminal.pull().checked_only
    terminal.stop()


def cut_everywhere(tmp_path: Path, feed: CountyFeed, run: Callable[[Path, int], bool]) -> int:
    """Run with a cut at step 0, 1, 2 … until a run ends without one; returns how many steps there were."""
    for step in range(100):
        folder = tmp_path / str(step)
        folder.mkdir()
        was_cut = run(folder, step)
        recovered(folder, feed)
        if not was_cut:
            return step
    raise AssertionError("the pull never came to its end")


@pytest.mark.parametrize("after", [False, True])
def test_power_cut_at_any_commit_of_a_first_pull(tmp_path: Path, after: bool) -> None:
    feed = feed_before()
    change(feed)

    def run(folder: Path, step: int) -> bool:
        terminal = Terminal(folder, feed, connect=Commits(step, after=after).connect)
        try:
            terminal.pull()
        except PowerCut:
            return True
        finally:
            terminal.stop()
        return False

    assert cut_everywhere(tmp_path, feed, run) >= 2


@pytest.mark.parametrize("after", [False, True])
def test_power_cut_at_any_commit_of_an_update(tmp_path: Path, after: bool) -> None:
    feed, old = feed_before(), CountyFeed(VILLAGE, OTHER)
    old.files, old.root = dict(feed.files), feed.root
    change(feed)

    def run(folder: Path, step: int) -> bool:
        first = Terminal(folder, old)
        first.pull()
        first.stop()
        terminal = Terminal(folder, feed, connect=Commits(step, after=after).connect)
        try:
            terminal.pull()
        except PowerCut:
            return True
        finally:
            terminal.stop()
        return False

    assert cut_everywhere(tmp_path, feed, run) >= 2


def test_power_cut_at_any_step_on_the_disk(tmp_path: Path) -> None:
    feed = feed_before()
    change(feed)

    def run(folder: Path, step: int) -> bool:
        disk = FragileDisk(cut_at=step)
        terminal = Terminal(folder, feed, disk=disk)
        try:
            terminal.pull()
        except PowerCut:
            return True
        finally:
            disk.forget()
            terminal.stop()
        return False

    assert cut_everywhere(tmp_path, feed, run) >= 3


def test_line_cut_at_any_request_resumes_from_what_is_staged(tmp_path: Path) -> None:
    feed = feed_before()
    change(feed)
    feed.files = {path: data for path, data in feed.files.items() if not path.startswith("packs/")}
    whole = Terminal(tmp_path / "whole", feed)
    whole.pull()
    needed = len(whole.memory.asked(""))
    for cut in range(needed):
        terminal = Terminal(tmp_path / str(cut), feed)
        terminal.memory.cut_after = cut
        with pytest.raises(FetchError, match="the line was cut"):
            terminal.pull()
        assert terminal.shown() == {}
        terminal.restart()
        terminal.memory.cut_after = None
        fetched = {path for path in terminal.memory.requests[:cut] if path.startswith(("blobs/", "pages/"))}
        terminal.memory.requests.clear()
        terminal.pull()
        assert terminal.shown() == AFTER
        assert not fetched & set(terminal.memory.requests)  # nothing is fetched twice
        terminal.stop()


def test_full_disk_keeps_the_last_good_content_and_recovers_without_a_restart(tmp_path: Path) -> None:
    feed = feed_before()
    terminal = Terminal(tmp_path, feed)
    terminal.pull()
    change(feed)
    for number in range(100, 200):
        feed.put(disclosure(f"{OTHER}/{number:06d}", blocks=[{"type": "paragraph", "text": "公开" * 5_000}]))
    feed.release()
    pages = terminal.writer._db.execute("pragma page_count").fetchone()[0]
    terminal.writer._db.execute(f"pragma max_page_count = {pages + 4}")
    with pytest.raises(StoreError, match="full"):
        terminal.pull()
    assert terminal.shown() == {item_id: rev for item_id, rev in BEFORE.items() if item_id != WITHDRAWN}
    terminal.writer._db.execute("pragma max_page_count = 1000000")
    terminal.pull()
    assert len(terminal.shown()) == len(AFTER) + 100


def test_attachment_goes_with_the_last_item_that_needs_it(tmp_path: Path) -> None:
    feed = CountyFeed(VILLAGE)
    entry = feed.attach(b"shared by two")
    feed.put(disclosure(f"{VILLAGE}/000001", attachments=[entry]))
    feed.put(disclosure(f"{VILLAGE}/000002", attachments=[entry]))
    feed.release()
    terminal = Terminal(tmp_path, feed)
    terminal.pull()
    feed.withdraw(f"{VILLAGE}/000001", 1)
    feed.release()
    terminal.pull()
    assert attachments(tmp_path) == {b"shared by two"}
    feed.remove(f"{VILLAGE}/000002")
    feed.release()
    terminal.pull()
    assert attachments(tmp_path) == set()


def test_item_waits_for_its_attachment(tmp_path: Path) -> None:
    feed = CountyFeed(VILLAGE)
    entry = feed.attach(b"plan")
    content = feed.files.pop(f"blobs/{entry['sha256'][:2]}/{entry['sha256']}")
    feed.put(disclosure(f"{VILLAGE}/000001", attachments=[entry]))
    feed.release()
    terminal = Terminal(tmp_path, feed)
    assert VILLAGE in terminal.pull().problems
    assert terminal.shown() == {}
    feed.files[f"blobs/{entry['sha256'][:2]}/{entry['sha256']}"] = content
    terminal.time.pass_(minutes=1)
    assert terminal.pull().problems == {}
    assert (terminal.shown(), attachments(tmp_path)) == ({f"{VILLAGE}/000001": 1}, {b"plan"})
