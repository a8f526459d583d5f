"""抹除 at a terminal: after the next pull no file of it holds the leaked number, in whatever form it was kept."""

from __future__ import annotations

import re
import shutil
import sqlite3
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from content.errors import FetchError
from content.store.search import spaced
from tests.content.sync.county_feed import CountyFeed, disclosure
from tests.content.sync.terminals import Terminal

LEAK = "110105194912310021"
PDF = b"%PDF-1.7 " + LEAK.encode()
LEAKED = "t01-v01/000001"


def impatient(*arguments: Any, **named: Any) -> sqlite3.Connection:
    """A connection that does not wait for other ones."""
    return sqlite3.connect(*arguments, **{**named, "timeout": 0})


def holding(folder: Path) -> set[str]:
    """Every file that holds the number: as text, as the search index spaces it, in UTF-16, or packed."""
    needles = [LEAK.encode(), spaced(LEAK).encode(), LEAK.encode("utf-16-le"), *_pairs()]
    found = set()
    for path in folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        texts = [data, *(_unpacked(data[one.start() :]) for one in re.finditer(rb"\x1f\x8b\x08", data))]
        if any(needle in text for needle in needles for text in texts):
            found.add(path.name)
    return found


def _unpacked(data: bytes) -> bytes:
    """What a gzip stream at the beginning of this holds, as far as it goes."""
    try:
        return zlib.decompressobj(31).decompress(data)
    except zlib.error:
        return b""


def _pairs() -> list[bytes]:
    """A title's neighbours as the index stores them: 11 11 10 01 …"""
    return [" ".join(one + other for one, other in zip(LEAK, LEAK[1:], strict=False)).encode()]


def county(*, other: bool = True) -> CountyFeed:
    feed = CountyFeed("t01-v01")
    entry = feed.attach(PDF)
    text = [{"type": "paragraph", "text": f"张三,{LEAK}。"}]
    feed.put(disclosure(LEAKED, title=f"名单 {LEAK}", blocks=text, attachments=[entry]))
    if other:
        feed.put(disclosure("t01-v01/000002"))
    feed.release()
    return feed


def _requests(folder: Path) -> list[str]:
    """What an undisturbed first pull of the county asks for, in order."""
    terminal = Terminal(folder, county(other=False))
    terminal.pull()
    terminal.stop()
    shutil.rmtree(folder)
    return terminal.memory.requests


def erase(feed: CountyFeed, rev: int = 1) -> None:
    feed.withdraw(LEAKED, rev, "发布单位已删除此内容")
    feed.units["t01-v01"].withdrawn[-1]["erased"] = True
    feed.release()


def test_a_terminal_that_was_off_line_erases_at_its_next_pull(tmp_path: Path) -> None:
    feed = county()
    terminal = Terminal(tmp_path, feed)
    terminal.pull()
    kept = holding(tmp_path)
    assert "library.sqlite" in kept or "library.sqlite-wal" in kept
    assert len(kept) >= 2, "the library and the attachment"
    terminal.stop()  # off-line for a while, even switched off

    erase(feed)
    terminal.start()
    outcome = terminal.pull()

    assert (dict(outcome.problems), terminal.shown()) == ({}, {"t01-v01/000002": 1})
    assert holding(tmp_path) == set()
    terminal.stop()
    assert holding(tmp_path) == set()


def test_what_was_withdrawn_long_before_leaves_no_trace_either(tmp_path: Path) -> None:
    feed = county()
    terminal = Terminal(tmp_path, feed)
    terminal.pull()
    feed.withdraw(LEAKED, 1)
    feed.release()
    terminal.pull()
    erase(feed)
    terminal.pull()
    assert holding(tmp_path) == set()


def test_while_a_reader_holds_the_log_the_pull_goes_on_and_the_hub_hears_of_it(tmp_path: Path) -> None:
    feed = county()
    terminal = Terminal(tmp_path, feed, connect=impatient)
    terminal.pull()
    reader = sqlite3.connect(tmp_path / "library.sqlite", isolation_level=None)
    reader.execute("begin")
    reader.execute("select count(*) from item").fetchone()

    erase(feed)
    outcome = terminal.pull()
    assert "erasure" in outcome.problems and terminal.shown() == {"t01-v01/000002": 1}
    terminal.restart()
    assert "erasure" in terminal.pull().problems, "a restart does not forget it"

    reader.close()
    assert "erasure" in terminal.pull().problems, "the whole database is not written at every poll"
    terminal.time.pass_(minutes=10)
    assert dict(terminal.pull().problems) == {}
    assert holding(tmp_path) == set()
    assert terminal.pull().checked_only


def test_databases_set_aside_and_packs_of_an_interrupted_pull_go_too(tmp_path: Path) -> None:
    feed = county(other=False)
    terminal = Terminal(tmp_path, feed)
    pack = next(number for number, path in enumerate(_requests(tmp_path / "probe")) if path.startswith("packs/"))
    terminal.memory.cut_after = pack + 1  # the line breaks right after the pack has come
    with pytest.raises(FetchError):
        terminal.pull()
    terminal.memory.cut_after = None
    (tmp_path / "library.sqlite.corrupt.1795300000").write_bytes(LEAK.encode())
    (tmp_path / "library.sqlite.corrupt.1795300000-wal").write_bytes(LEAK.encode())
    assert len(holding(tmp_path)) == 3, "two that were set aside, and the pack in the log"

    erase(feed)
    terminal.pull()
    assert holding(tmp_path) == set()


def test_an_erasure_is_carried_out_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    feed = county()
    terminal = Terminal(tmp_path, feed)
    terminal.pull()
    erase(feed)
    terminal.pull()
    assert terminal.writer.fact("erasing") == ""
    written: list[str] = []
    terminal.writer._db.set_trace_callback(written.append)
    feed.put(disclosure("t01-v01/000003"))
    feed.release()
    terminal.pull()
    assert [line for line in written if "vacuum" in line] == []
    assert terminal.shown() == {"t01-v01/000002": 1, "t01-v01/000003": 1}


def test_a_later_revision_without_the_leak_may_stay(tmp_path: Path) -> None:
    """Erased up to revision 1; a terminal that holds revision 2 keeps it."""
    feed = county()
    terminal = Terminal(tmp_path, feed)
    terminal.pull()
    feed.put(disclosure(LEAKED, 2))
    feed.units["t01-v01"].withdrawn.append(
        {"id": LEAKED, "rev": 1, "at": "2026-11-22T01:00:00Z", "reason": "已删除", "erased": True}
    )
    feed.release()
    terminal.pull()
    assert terminal.shown() == {LEAKED: 2, "t01-v01/000002": 1}
    assert holding(tmp_path) == set()


def test_a_fetch_that_fails_afterwards_does_not_stop_the_erasure(tmp_path: Path) -> None:
    feed = county()
    terminal = Terminal(tmp_path, feed)
    terminal.pull()
    name = feed.put(disclosure("t01-v01/000003"))
    erase(feed)
    for path in [path for path in feed.files if name in path or path.startswith("p")]:
        del feed.files[path]
    with suppress(FetchError):
        terminal.pull()
    assert holding(tmp_path) == set()
