"""Damaged databases: nothing sound is lost, the damaged file is kept, nobody has to come."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

import pytest

from content.errors import StoreError, TrustError
from content.record import DisclosureId, UnitCode
from content.store.outbox import Opinion, Outbox
from content.store.schema import Damaged, open_writable
from tests.content.store.test_library import damage
from tests.content.sync.county_feed import MORNING, CountyFeed, disclosure
from tests.content.sync.terminals import Terminal

VILLAGE = UnitCode("t01-v01")


def opinion(text: str) -> Opinion:
    return Opinion(terminal="t01-hall", unit="t01", at=MORNING, text=text)


def outbox(folder: Path) -> Outbox:
    return Outbox(folder, lambda: MORNING)


# --- the library --------------------------------------------------------------------------------------


def pulled(folder: Path) -> Terminal:
    """A terminal with 300 items, one of them withdrawn; everything in the file itself, none of it in its log."""
    feed = CountyFeed("t01-v01")
    for number in range(1, 301):
        feed.put(disclosure(f"t01-v01/{number:06d}"))
    feed.release()
    terminal = Terminal(folder, feed)
    terminal.pull()
    feed.withdraw("t01-v01/000007", 1)
    feed.release()
    terminal.pull()
    terminal.writer.tidy()
    terminal.stop()
    return terminal


def test_library_with_a_damaged_page_keeps_what_is_sound_and_pulls_the_rest(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    terminal = pulled(tmp_path)
    damage(tmp_path / "library.sqlite")
    with caplog.at_level(logging.ERROR):
        terminal.start()
    assert [record.message for record in caplog.records] == ["library damaged and rebuilt"]
    held = terminal.writer.held(VILLAGE)  # no page survives a rebuild: all items are told
    assert 200 < len(held.items) <= 299
    assert held.withdrawn == {"t01-v01/000007": 1}
    terminal.memory.requests.clear()
    terminal.pull()
    assert len(terminal.shown()) == 299
    assert len(terminal.memory.asked("blobs/")) == 299 - len(held.items)
    assert len(list(tmp_path.glob("library.sqlite.corrupt.*"))) >= 1


def test_rebuilt_library_still_refuses_what_it_had_refused(tmp_path: Path) -> None:
    terminal = pulled(tmp_path)
    damage(tmp_path / "library.sqlite")
    for file in (tmp_path / "metadata").glob("*.json"):
        file.unlink()
    terminal.start()
    body = disclosure("t01-v01/000007")
    terminal.feed.units["t01-v01"].withdrawn.clear()
    terminal.feed.put(body)
    terminal.feed.release()
    assert "shown again" in terminal.pull().problems[VILLAGE]
    terminal.feed.versions["timestamp"] = 0
    terminal.feed.sign_timestamp()
    for file in (tmp_path / "metadata").glob("*.json"):
        file.unlink()
    with pytest.raises(TrustError, match="rollback"):
        terminal.pull(force=True)


def test_body_with_a_flipped_bit_is_not_salvaged(tmp_path: Path) -> None:
    terminal = pulled(tmp_path)
    path = tmp_path / "library.sqlite"
    raw = path.read_bytes()
    at = raw.index("收入合计三千元".encode())
    path.write_bytes(raw[:at] + "收入合计七千元".encode() + raw[at + 21 :])
    damage(path)
    terminal.start()
    library = terminal.library()
    texts = {
        block.text
        for item_id in terminal.writer.held(VILLAGE).items
        if (found := library.disclosure(DisclosureId(item_id)))
        for block in found.blocks
        if hasattr(block, "text")
    }
    library.close()
    assert texts == {"收入合计三千元。"}


def test_file_that_is_no_database_any_more_is_pulled_anew(tmp_path: Path) -> None:
    terminal = pulled(tmp_path)
    (tmp_path / "library.sqlite").write_bytes(b"\xa5" * 100_000)
    terminal.start()
    terminal.pull()
    assert len(terminal.shown()) == 299
    assert (next(tmp_path.glob("library.sqlite.corrupt.*"))).stat().st_size == 100_000


def test_library_of_another_edition_is_rebuilt_with_everything_in_it(tmp_path: Path) -> None:
    terminal = pulled(tmp_path)
    with sqlite3.connect(tmp_path / "library.sqlite") as other:
        other.execute("pragma user_version = 99")
    other.close()
    terminal.start()
    assert len(terminal.shown()) == 299


def test_two_damages_at_the_same_second_keep_both_files(tmp_path: Path) -> None:
    terminal = pulled(tmp_path)
    for _ in range(2):
        terminal.stop()
        (tmp_path / "library.sqlite").write_bytes(b"\xa5" * 100_000)
        terminal.start()
    assert len(list(tmp_path.glob("library.sqlite.corrupt.*"))) == 2


# --- the outbox ---------------------------------------------------------------------------------------


def test_message_waits_until_it_is_delivered(tmp_path: Path) -> None:
    box = outbox(tmp_path)
    first, second = box.put("opinion", opinion("第一条")), box.put("opinion", opinion("第二条"))
    proof = box.put("display-proof", opinion("播放记录"))
    assert [message.key for message in box.waiting()] == [first, second, proof]
    assert [message.key for message in box.waiting(kind="opinion")] == [first, second]
    assert box.waiting()[0].body == (
        '{"terminal":"t01-hall","unit":"t01","at":"2026-11-22T01:00:00Z","text":"第一条"}'.encode()
    )
    box.delivered(first)
    box.close()
    again = outbox(tmp_path)
    assert [message.key for message in again.waiting()] == [second, proof]
    again.close()


def test_refused_message_no_longer_waits_and_is_not_lost(tmp_path: Path) -> None:
    box = outbox(tmp_path)
    key = box.put("opinion", opinion("第一条"))
    box.refused(key, "text too long")
    assert box.waiting() == []
    (kept,) = box.set_aside()
    assert (kept.message.key, kept.reason) == (key, "text too long")
    box.close()


def test_damaged_outbox_loses_no_message_that_can_be_read(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    box = outbox(tmp_path)
    keys = [box.put("opinion", opinion("意见" * 200 + str(number))) for number in range(100)]
    refused = keys.pop(0)
    box.refused(refused, "no")
    box._db.execute("pragma wal_checkpoint(truncate)")
    box.close()
    damage(tmp_path / "outbox.sqlite")
    with caplog.at_level(logging.ERROR):
        again = outbox(tmp_path)
    found = [message.key for message in again.waiting(1_000)]
    assert "outbox damaged, its messages moved to a fresh one" in caplog.text
    assert len(found) >= 90  # a page of 4,096 bytes holds three of them
    assert set(found) <= set(keys)
    assert found == [key for key in keys if key in set(found)]  # in order
    assert list(tmp_path.glob("outbox.sqlite.corrupt.*"))
    again.close()


def test_kiosk_that_writes_while_the_outbox_is_set_aside_writes_into_the_new_one(tmp_path: Path) -> None:
    kiosk = outbox(tmp_path)
    before = kiosk.put("opinion", opinion("之前"))
    path = tmp_path / "outbox.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("pragma user_version = 99")
    other.close()
    agent = outbox(tmp_path)
    after = kiosk.put("opinion", opinion("之后"))
    assert [message.key for message in agent.waiting()] == [before, after]
    assert [message.key for message in kiosk.waiting()] == [before, after]
    kiosk.close()
    agent.close()


def test_outbox_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    box = outbox(tmp_path)
    box._db.execute("pragma max_page_count = 1")
    box._db.execute("pragma query_only = on")
    with pytest.raises(StoreError, match="readonly"):
        box.put("opinion", opinion("不会丢"))
    box.close()


def test_database_made_by_a_later_edition_is_not_written(tmp_path: Path) -> None:
    open_writable(tmp_path / "x.sqlite", "create table a (b);", 2).close()
    with pytest.raises(Damaged, match="edition 2, this program writes edition 1"):
        open_writable(tmp_path / "x.sqlite", "create table a (b);", 1)
