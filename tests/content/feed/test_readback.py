"""A county whose ledger is gone goes on from what is published, and forgets nothing that terminals remember."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from content.disclosure import Attachment
from content.errors import StoreError, TrustError
from content.feed.keys import KeyRing
from content.feed.readback import read_back
from content.feed.rules import Withdrawal
from content.record import DisclosureId
from tests.factories import COUNTY, Feed, change, led_change, led_line, make_repository, open_repository
from tests.fakes.terminal import PlainTerminal

PDF = b"%PDF-1.4 made up"
FILE = Attachment(sha256=hashlib.sha256(PDF).hexdigest(), size=16, name="表.pdf", media_type="application/pdf")
UNITS = ("t01", "t01-v01", "d01")


@pytest.fixture
def feed(tmp_path: Path) -> Feed:
    """70 items of t01, one withdrawn, an LED line, one attachment; closed."""
    feed = make_repository(tmp_path, *(change(f"t01/{number:06d}") for number in range(1, 71)))
    feed.repository.release(
        [
            led_change(led_line()),
            replace(change("d01/000001", attachments=(FILE,)), attachments={FILE.sha256: PDF}),
            change("t01/000003", 2),
        ],
        [Withdrawal(DisclosureId("t01/000002"), 1, "数字有误")],
    )
    feed.repository.close()
    return feed


def lose_ledger(feed: Feed) -> Path:
    for path in (feed.folder / "online").glob("ledger.sqlite*"):
        path.unlink()
    return feed.folder / "online/ledger.sqlite"


def test_releases_go_on_where_they_stopped(feed: Feed) -> None:
    terminal = PlainTerminal(feed.folder / "terminal", feed.root, feed.done.root)
    before = terminal.pull(feed.clock.now, *UNITS)
    ledger = lose_ledger(feed)
    assert read_back(feed.root, KeyRing(feed.online), ledger, COUNTY, feed.clock.now) == 71

    with open_repository(feed.folder, feed.clock) as repository:
        release = repository.release([change("t01/000071"), change("t01/000003", 2), change("t01/000002")])
        assert release.published == ("t01/000071",)
        assert release.unchanged == ("t01/000003",)
        assert "was withdrawn" in release.refused[0].reason
        after = terminal.pull(feed.clock.now, *UNITS)
        assert after.keys() - before.keys() == {"t01/000071"}
        assert before.items() <= after.items()
        feed.clock.advance(days=30)
        repository.resign()
        feed.clock.advance(days=8)
        repository.resign()
        # The LED line and its week are over; the attachment is still named.
        assert terminal.pull(feed.clock.now, *UNITS).keys() == after.keys() - {"t01/000101"}
        assert (feed.root / f"blobs/{FILE.sha256[:2]}/{FILE.sha256}").exists()


def test_nothing_is_taken_over_that_a_terminal_would_refuse(feed: Feed) -> None:
    sha256 = hashlib.sha256(change("t01/000005").body).hexdigest()
    (feed.root / f"blobs/{sha256[:2]}/{sha256}").write_bytes(b"{}")
    ledger = lose_ledger(feed)
    with pytest.raises(TrustError, match="not what is signed"):
        read_back(feed.root, KeyRing(feed.online), ledger, COUNTY, feed.clock.now)
    (feed.root / f"blobs/{sha256[:2]}/{sha256}").unlink()
    with pytest.raises(StoreError, match="is missing from the repository"):
        read_back(feed.root, KeyRing(feed.online), ledger, COUNTY, feed.clock.now)
    assert not ledger.exists()


def test_a_ledger_that_is_there_is_not_overwritten(feed: Feed) -> None:
    with pytest.raises(StoreError, match="move it aside"):
        read_back(feed.root, KeyRing(feed.online), feed.online / "ledger.sqlite", COUNTY, feed.clock.now)
