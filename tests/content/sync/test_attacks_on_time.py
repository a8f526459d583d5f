"""Clocks, expiry, rotated keys and whatever answers in the feed's place: nobody's old or wrong word is shown as new."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from content.errors import FetchError, TrustError
from tests.content.sync.county_feed import MORNING, CountyFeed, disclosure, led_line, sha256
from tests.content.sync.terminals import FakeTime, Terminal
from tests.content.sync.under_attack import HELD, ONE, OTHER, VILLAGE, feed, terminal

__all__ = ["feed", "terminal"]  # fixtures


def test_expired_feed_keeps_showing_and_is_marked_stale(feed: CountyFeed, terminal: Terminal) -> None:
    terminal.time.pass_(days=8)
    with pytest.raises(TrustError, match=r"timestamp\.json is expired"):
        terminal.pull(force=True)
    assert terminal.shown() == HELD
    assert terminal.library().freshness().stale
    feed.now = MORNING + timedelta(days=8)
    feed.release()
    terminal.pull()
    assert not terminal.library().freshness().stale


def test_unchanged_timestamp_does_not_hide_its_expiry_from_the_daily_check(terminal: Terminal) -> None:
    terminal.time.pass_(days=8)
    assert terminal.pull().checked_only  # the ETag alone says: nothing new
    with pytest.raises(TrustError):
        terminal.pull(force=True)


@pytest.mark.parametrize("year", [1970, 2040])
def test_terminal_whose_clock_is_wrong_keeps_pulling_and_showing(
    feed: CountyFeed, terminal: Terminal, year: int
) -> None:
    terminal.time.set_wall(datetime(year, 1, 1, tzinfo=UTC))
    terminal.restart()
    feed.put(disclosure(ONE, 2))
    feed.release()
    terminal.pull()
    assert terminal.shown() == HELD | {ONE: 2}
    assert terminal.library().freshness().clock_suspect


def test_clock_at_1970_does_not_revive_an_expired_feed(feed: CountyFeed, terminal: Terminal) -> None:
    feed.now = MORNING + timedelta(days=20)
    feed.put(disclosure(ONE, 2))
    feed.release()
    terminal.time.pass_(days=20)
    terminal.pull()
    terminal.time.set_wall(datetime(1970, 1, 1, tzinfo=UTC))
    # As a process that starts anew has it: whoever holds this clock keeps it.
    terminal.clock.__init__(terminal.time.wall, terminal.time.monotonic)  # type: ignore[misc]  # once more, on purpose
    terminal.restart()
    assert terminal.clock.read().now >= MORNING + timedelta(days=20)


def test_new_terminal_whose_clock_says_2040_shows_nothing_and_recovers_without_a_restart(
    tmp_path: Path, feed: CountyFeed
) -> None:
    time = FakeTime(datetime(2040, 1, 1, tzinfo=UTC))
    terminal = Terminal(tmp_path, feed, time=time)
    with pytest.raises(TrustError, match="expired"):
        terminal.pull()
    assert terminal.shown() == {}
    time.set_wall(MORNING + timedelta(hours=1))
    terminal.pull()
    assert terminal.shown() == HELD


def test_line_ends_seven_days_after_the_last_complete_pull(tmp_path: Path, feed: CountyFeed) -> None:
    feed.put(led_line(f"{VILLAGE}/000007"), kind="led-line")
    feed.release()
    terminal = Terminal(tmp_path, feed)
    terminal.pull()
    terminal.time.pass_(days=6, hours=23)
    assert terminal.lines() == [f"{VILLAGE}/000007"]
    terminal.time.pass_(hours=2)
    assert terminal.lines() == []


def test_a_bad_unit_takes_no_other_units_line_down(tmp_path: Path, feed: CountyFeed) -> None:
    feed.put(led_line(f"{VILLAGE}/000007"), kind="led-line")
    feed.put(led_line(f"{OTHER}/000007"), kind="led-line")
    feed.release()
    terminal = Terminal(tmp_path, feed)
    terminal.pull()
    terminal.time.pass_(days=4)
    feed.now += timedelta(days=4)
    feed.units[OTHER].index = {"county": "baihe"}
    feed.put(disclosure(f"{OTHER}/000002"))
    feed.release()
    assert list(terminal.pull().problems) == [OTHER]
    assert terminal.lines() == [f"{VILLAGE}/000007", f"{OTHER}/000007"]
    terminal.time.pass_(days=4)
    assert terminal.lines() == [f"{VILLAGE}/000007"]


# --- keys ---------------------------------------------------------------------------------------------


def test_thief_who_ran_the_versions_ahead_is_locked_out_by_a_root_rotation(
    feed: CountyFeed, terminal: Terminal
) -> None:
    feed.versions |= {"timestamp": 2**31, "snapshot": 2**31}
    feed.put(disclosure(ONE, 2))
    feed.release()
    terminal.pull()
    feed.versions |= {"timestamp": 10, "snapshot": 10}
    feed.put(disclosure(ONE, 3))
    feed.release()
    with pytest.raises(TrustError, match="must be >= 2147483649"):
        terminal.pull()
    assert terminal.shown() == HELD | {ONE: 2}
    feed.rotate("timestamp", "snapshot")
    feed.release()
    assert terminal.pull().problems == {}
    assert terminal.shown() == HELD | {ONE: 3}
    terminal.restart()
    assert terminal.pull().checked_only


def test_role_version_that_ran_ahead_is_forgotten_with_the_snapshot_key(feed: CountyFeed, terminal: Terminal) -> None:
    feed.unit_versions[VILLAGE] = 2**31
    feed.put(disclosure(ONE, 2))
    feed.release()
    terminal.pull()
    feed.rotate("timestamp", "snapshot")
    feed.unit_versions[VILLAGE] = 20
    feed.put(disclosure(ONE, 3))
    feed.release()
    assert terminal.pull().problems == {}
    assert terminal.shown() == HELD | {ONE: 3}


def test_root_signed_by_one_of_three_is_refused(feed: CountyFeed, terminal: Terminal) -> None:
    feed.root_keys = feed.root_keys[:1]
    feed.sign_root()
    feed.put(disclosure(ONE, 2))
    feed.release()
    with pytest.raises(TrustError, match="root was signed by 1/2 keys"):
        terminal.pull()
    assert terminal.shown() == HELD


# --- the source ---------------------------------------------------------------------------------------


def test_captive_portal_is_refused(feed: CountyFeed, terminal: Terminal) -> None:
    feed.files["metadata/timestamp.json"] = b"<html>please log in</html>"
    with pytest.raises(TrustError, match="Failed to deserialize JSON"):
        terminal.pull()
    assert terminal.shown() == HELD


def test_missing_timestamp_is_no_feed(feed: CountyFeed, terminal: Terminal) -> None:
    del feed.files["metadata/timestamp.json"]
    with pytest.raises(FetchError, match="is this a feed"):
        terminal.pull()
    assert terminal.shown() == HELD


def test_release_in_mid_pull_starts_once_more(feed: CountyFeed, terminal: Terminal) -> None:
    name = feed.put(disclosure(ONE, 2))
    feed.release()
    stale = dict(feed.files)
    del stale[f"blobs/{name[:2]}/{name}"]  # collected as garbage
    feed.put(disclosure(ONE, 3))
    feed.release()
    newest, feed.files = feed.files, stale

    plain_fetch = terminal.memory.fetch

    def fetch(path: str, limit: int, etag: str = ""):  # type: ignore[no-untyped-def]  # whatever the plain one answers
        answer = plain_fetch(path, limit, etag)
        if path.startswith("blobs/"):
            feed.files = newest
        return answer

    terminal.memory.fetch = fetch  # type: ignore[method-assign]  # this terminal's alone
    assert terminal.pull().problems == {}
    assert terminal.shown() == HELD | {ONE: 3}


def test_signed_time_that_is_missing_is_refused(feed: CountyFeed, terminal: Terminal) -> None:
    plain = feed._mark
    # A signer that leaves the time out: this feed's alone, and put back below.
    feed._mark = lambda signed: signed.unrecognized_fields.update({"x-county": "qingyuan"})  # type: ignore[method-assign]
    feed.put(disclosure(ONE, 2))
    feed.release()
    with pytest.raises(TrustError, match="x-signed-at is None"):
        terminal.pull()
    assert terminal.shown() == HELD
    feed._mark = plain  # type: ignore[method-assign]  # put back


def test_hash_is_of_the_bytes_that_were_signed(feed: CountyFeed) -> None:
    """The builder itself: a page's name is the hash that sha256sum prints for its file."""
    (page,) = [path for path in feed.files if path.startswith("pages/") and b"t01-v02" in feed.files[path]]
    assert page.rpartition("/")[2] == sha256(feed.files[page])
    assert json.loads(feed.files[page])["unit"] == OTHER
