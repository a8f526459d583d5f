"""What is released is what python-tuf's own Updater accepts; what is asked for against a rule is refused by name."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tuf.api.exceptions import ExpiredMetadataError

from content.blocks import Picture
from content.disclosure import Attachment
from content.errors import StoreError, TrustError
from content.feed.ceremony import SPARE_UNITS
from content.feed.files import Disk
from content.feed.repository import Repository
from content.feed.rules import Change, Withdrawal
from content.record import DisclosureId, encode
from content.terms import Audience
from tests.factories import (
    COUNTY,
    NOW,
    Feed,
    add_approvers,
    change,
    disclosure,
    led_change,
    led_line,
    make_county,
    make_repository,
    open_repository,
    person,
    two_people,
)
from tests.fakes.terminal import PlainTerminal

ID = DisclosureId("t01/000001")
PDF = b"%PDF-1.4 made up"
FILE = Attachment(sha256=hashlib.sha256(PDF).hexdigest(), size=16, name="补贴表.pdf", media_type="application/pdf")


@pytest.fixture
def feed(tmp_path: Path) -> Any:
    feed = make_repository(tmp_path)
    yield feed
    feed.repository.close()


@pytest.fixture
def terminal(feed: Feed) -> PlainTerminal:
    return PlainTerminal(feed.folder / "terminal", feed.root, feed.done.root)


def index_of(feed: Feed, terminal: PlainTerminal, unit: str = "t01") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(terminal.target(terminal.updater(feed.clock.now), f"{unit}/index.json"))
    return found


def rows_of(feed: Feed, page: list[Any]) -> list[Any]:
    rows: list[Any] = json.loads((feed.root / f"pages/{page[0][:2]}/{page[0]}").read_bytes())["rows"]
    return rows


# --- what terminals see --------------------------------------------------------------------------------


def test_a_new_county_publishes_an_empty_index_for_every_unit_and_spare_role(
    feed: Feed, terminal: PlainTerminal
) -> None:
    units = ["qingyuan", "d01", "t01", "t01-v01", "t01-v02", *SPARE_UNITS]
    assert terminal.pull(NOW, *units) == {}
    assert index_of(feed, terminal, "spare10") == {
        "v": 1,
        "county": "qingyuan",
        "unit": "spare10",
        "generated": "2026-11-22T09:00:00Z",
        "pages": [],
        "withdrawn": [],
    }


def test_county_and_approvers_are_verified_targets(feed: Feed, terminal: PlainTerminal) -> None:
    updater = terminal.updater(feed.clock.now)
    assert terminal.target(updater, "county.json") == encode(make_county())
    people = json.loads(terminal.target(updater, "people/approvers.json"))
    assert [one["person"] for one in people["approvers"]] == ["王某", "李某"]


def test_timestamp_and_snapshot_carry_the_county_and_the_time_of_signing(feed: Feed) -> None:
    feed.clock.advance(minutes=5)
    release = feed.repository.release([change()])
    for name in ("timestamp.json", f"{release.version}.snapshot.json"):
        signed = json.loads((feed.root / "metadata" / name).read_bytes())["signed"]
        assert (signed["x-county"], signed["x-signed-at"]) == ("qingyuan", "2026-11-22T09:05:01Z")


def test_items_stand_in_pages_of_64_in_order_of_first_publication(feed: Feed, terminal: PlainTerminal) -> None:
    ids = [f"t01/{number:06d}" for number in range(1, 131)]
    assert len(feed.repository.release([change(id_) for id_ in ids]).published) == 130
    pages = index_of(feed, terminal)["pages"]
    assert [count for _, _, count in pages] == [64, 64, 2]
    assert [row[0] for page in pages for row in rows_of(feed, page)] == ids
    assert terminal.pull(feed.clock.now, "t01").keys() == set(ids)


def test_a_revision_replaces_its_row_and_touches_no_other_page(feed: Feed, terminal: PlainTerminal) -> None:
    feed.repository.release([change(f"t01/{number:06d}") for number in range(1, 131)])
    before = index_of(feed, terminal)["pages"]
    feed.repository.release([change("t01/000070", 2)])
    after = index_of(feed, terminal)["pages"]
    assert (before[0], before[2]) == (after[0], after[2])
    assert before[1] != after[1]
    assert [row[:2] for row in rows_of(feed, after[1])][5] == ["t01/000070", 2]


def test_a_withdrawn_row_leaves_its_slot_empty_for_ever(feed: Feed, terminal: PlainTerminal) -> None:
    feed.repository.release([change(f"t01/{number:06d}") for number in (1, 2, 3)])
    feed.repository.release([], [Withdrawal(DisclosureId("t01/000002"), 1, "数字有误", "t01/000003")])
    feed.repository.release([change("t01/000004")])
    index = index_of(feed, terminal)
    rows = rows_of(feed, index["pages"][0])
    assert [row and row[0] for row in rows] == ["t01/000001", None, "t01/000003", "t01/000004"]
    assert index["withdrawn"] == [
        {
            "id": "t01/000002",
            "rev": 1,
            "at": "2026-11-22T09:00:01Z",
            "reason": "数字有误",
            "replaced_by": "t01/000003",
        }
    ]


def test_a_higher_revision_after_a_withdrawal_gets_a_slot_of_its_own(feed: Feed, terminal: PlainTerminal) -> None:
    feed.repository.release([change("t01/000001"), change("t01/000002")])
    feed.repository.release([], [Withdrawal(ID, 1, "数字有误")])
    assert feed.repository.release([change(rev=2)]).published == (ID,)
    rows = rows_of(feed, index_of(feed, terminal)["pages"][0])
    assert [row and row[:2] for row in rows] == [None, ["t01/000002", 1], ["t01/000001", 2]]


def test_withdrawals_are_listed_for_ninety_days(feed: Feed, terminal: PlainTerminal) -> None:
    feed.repository.release([change()])
    feed.repository.release([], [Withdrawal(ID, 1, "数字有误")])
    feed.clock.advance(days=90)
    feed.repository.release([change("t01/000002")])
    add_approvers(feed.folder, now=feed.clock.now)  # they would have run out
    feed.repository.resign()
    assert [gone["id"] for gone in index_of(feed, terminal)["withdrawn"]] == [ID]
    feed.clock.advance(seconds=1)
    feed.repository.release([change("t01/000003")])
    assert index_of(feed, terminal)["withdrawn"] == []
    assert "was withdrawn" in feed.repository.release([change()]).refused[0].reason


def test_only_the_unit_that_changed_is_signed_anew(feed: Feed) -> None:
    before = {path.name for path in (feed.root / "metadata").iterdir()}
    version = feed.repository.release([change()]).version
    after = {path.name for path in (feed.root / "metadata").iterdir()}
    assert after - before == {f"{version}.t01.json", f"{version}.snapshot.json"}


def test_a_unit_role_can_sign_its_own_index_and_nothing_else(feed: Feed, terminal: PlainTerminal) -> None:
    targets = terminal.updater(feed.clock.now)._trusted_set.targets
    assert targets.delegations is not None
    assert targets.delegations.roles is not None
    paths = {name: role.paths for name, role in targets.delegations.roles.items()}
    assert paths.pop("people") == ["people/approvers.json"]
    assert paths == {name: [f"{name}/index.json"] for name in paths}
    assert all(role.threshold == (2 if name == "people" else 1) for name, role in targets.delegations.roles.items())


# --- asked twice, or against a rule -----------------------------------------------------------------------


def test_the_same_request_again_changes_nothing(feed: Feed) -> None:
    feed.repository.release([change()])
    files = {path: path.stat().st_mtime_ns for path in feed.root.rglob("*") if path.is_file()}
    again = feed.repository.release([change()])
    assert (again.published, again.unchanged) == ((), (ID,))
    assert files == {path: path.stat().st_mtime_ns for path in feed.root.rglob("*") if path.is_file()}


def test_the_same_withdrawal_again_changes_nothing(feed: Feed) -> None:
    feed.repository.release([change()])
    withdrawal = Withdrawal(ID, 1, "数字有误")
    assert feed.repository.release([], [withdrawal]).withdrawn == (ID,)
    assert feed.repository.release([], [withdrawal]).unchanged == (ID,)


def test_a_withdrawal_takes_down_a_newer_revision_too(feed: Feed, terminal: PlainTerminal) -> None:
    feed.repository.release([change(), change(rev=2)])
    feed.repository.release([], [Withdrawal(ID, 1, "数字有误")])
    assert terminal.pull(feed.clock.now, "t01") == {}
    assert terminal.withdrawn == {ID: 2}


REFUSED: list[tuple[Change, str]] = [
    (change("t09/000001"), "no role"),
    (replace(change(), id=DisclosureId("t01/1")), "expected <unit>/<six digits>"),
    (replace(change(), id=DisclosureId("t01/000009")), "body of t01/000001"),
    (replace(change(), rev=2), "revision 1 of unit t01, expected t01/000001 revision 2"),
    (change(unit="t01-v01"), "of unit t01-v01"),
    (change(rev=0), "revision 0"),
    (replace(change(), body=b"{}"), "no disclosure"),
    (replace(change(), body=b"[" * 60_000), "no disclosure"),
    (replace(change(), body=b"x" * 65_537), "65537 bytes, at most 65536"),
    (change(audience=Audience.INTERNAL), "'internal' never leaves the hub"),
    (change(audience=Audience.PARTY_MEMBERS), "'party-members' never leaves the hub"),
    (change(title=" "), "no title"),
    (change(v=2), "version 2"),
    (change(valid_until=NOW), "not after"),
    (change(attachments=(FILE,)), "was not handed in"),
    (change(blocks=(Picture(FILE.sha256, "图"),)), "not among the attachments"),
]


@pytest.mark.parametrize(("wrong", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_one_wrong_change_is_refused_by_name_and_the_others_go_out(feed: Feed, wrong: Change, reason: str) -> None:
    release = feed.repository.release([wrong, change("t01/000077")])
    assert release.published == ("t01/000077",)
    assert [one.id for one in release.refused] == [wrong.id]
    assert reason in release.refused[0].reason


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"sha256": "../../etc/passwd"}, "is none"),
        ({"size": 20_000_001}, "at most 20000000"),
        ({"size": 15}, "16 bytes, expected 15"),
        ({"sha256": "0" * 64}, "expected 000000000000"),
        ({"media_type": "text/html"}, "allowed are application/pdf"),
    ],
)
def test_an_attachment_must_be_what_the_disclosure_says(feed: Feed, fields: dict[str, Any], reason: str) -> None:
    file = Attachment(**{"sha256": FILE.sha256, "size": 16, "name": "表.pdf", "media_type": "application/pdf"} | fields)
    wrong = replace(change(attachments=(file,)), attachments={file.sha256: PDF})
    assert reason in feed.repository.release([wrong]).refused[0].reason


def test_attachments_come_as_bytes_or_files_and_need_not_come_again(feed: Feed, tmp_path: Path) -> None:
    (tmp_path / "upload").write_bytes(PDF)
    from_file = replace(change(attachments=(FILE,)), attachments={FILE.sha256: tmp_path / "upload"})
    assert feed.repository.release([from_file]).published == (ID,)
    assert (feed.root / f"blobs/{FILE.sha256[:2]}/{FILE.sha256}").read_bytes() == PDF
    assert feed.repository.release([change(rev=2, attachments=(FILE,))]).published == (ID,)
    missing = replace(change("t01/000002", attachments=(FILE,)), attachments={FILE.sha256: tmp_path / "no such file"})
    assert "is no file" in feed.repository.release([missing]).refused[0].reason


def test_a_lower_revision_or_other_contents_under_the_same_one_are_refused(feed: Feed) -> None:
    feed.repository.release([change(rev=3)])
    assert "revision 2, but 3 was published" in feed.repository.release([change(rev=2)]).refused[0].reason
    other = change(rev=3, title="另一个标题")
    assert "other contents" in feed.repository.release([other]).refused[0].reason


def test_what_was_never_published_cannot_be_withdrawn(feed: Feed) -> None:
    refused = feed.repository.release([], [Withdrawal(ID, 1, "x"), Withdrawal(DisclosureId("x"), 1, "x")]).refused
    assert refused[0].reason == "was never published"
    assert "expected <unit>/<six digits>" in refused[1].reason


def test_a_withdrawals_reason_is_short(feed: Feed) -> None:
    feed.repository.release([change()])
    assert "201 characters" in feed.repository.release([], [Withdrawal(ID, 1, "因" * 201)]).refused[0].reason


# --- LED lines ------------------------------------------------------------------------------------------------


def test_a_line_that_two_approvers_signed_goes_out_as_its_envelope(feed: Feed, terminal: PlainTerminal) -> None:
    line = led_change(led_line())
    assert feed.repository.release([change(), line]).published == (ID, line.id)
    page = index_of(feed, terminal)["pages"][0]
    assert rows_of(feed, page)[1] == [line.id, 1, hashlib.sha256(line.body).hexdigest(), len(line.body), "led-line"]
    pack = gzip.decompress((feed.root / f"packs/{page[0][:2]}/{page[0]}.gz").read_bytes())
    assert pack.endswith(line.body)


def test_a_line_is_refused_unless_both_approvers_are_on_the_officers_list(feed: Feed) -> None:
    feed.repository.release([change()])
    stranger = person("某某")
    line = led_change(led_line(), two_people()[0], stranger)
    assert "belongs to none" in feed.repository.release([line]).refused[0].reason


def test_a_line_announces_what_is_published_at_that_revision(feed: Feed) -> None:
    line = led_change(led_line(disclosure_rev=2))
    assert "not published" in feed.repository.release([line]).refused[0].reason
    feed.repository.release([change()])
    assert "published is 1" in feed.repository.release([line]).refused[0].reason
    assert feed.repository.release([change(rev=2), line]).refused == ()


def test_a_disclosure_cannot_turn_into_a_line(feed: Feed) -> None:
    feed.repository.release([change("t01/000101"), change()])
    assert "under the id of a disclosure" in feed.repository.release([led_change(led_line())]).refused[0].reason


# --- time ------------------------------------------------------------------------------------------------------


def test_a_day_later_the_timestamp_is_signed_anew_and_the_contents_are_not(feed: Feed) -> None:
    assert feed.repository.resign_if_due() is None
    feed.clock.advance(days=1)
    before = {path.name for path in (feed.root / "metadata").iterdir()}
    timestamp = (feed.root / "metadata/timestamp.json").read_bytes()
    assert feed.repository.resign_if_due() is not None
    assert {path.name for path in (feed.root / "metadata").iterdir()} == before
    assert (feed.root / "metadata/timestamp.json").read_bytes() != timestamp


def test_the_feed_stays_valid_for_300_days_of_daily_signing(feed: Feed, terminal: PlainTerminal) -> None:
    feed.repository.release([change()])
    for _ in range(300):
        feed.clock.advance(days=1)
        feed.repository.resign_if_due()
    assert terminal.pull(feed.clock.now, "t01", "d01").keys() == {ID}


def test_unsigned_for_eight_days_the_feed_expires(feed: Feed, terminal: PlainTerminal) -> None:
    feed.clock.advance(days=8)
    with pytest.raises(ExpiredMetadataError):
        terminal.pull(feed.clock.now, "t01")


def test_what_has_ended_leaves_its_slot_with_the_next_daily_signing(feed: Feed, terminal: PlainTerminal) -> None:
    feed.repository.release([change(valid_until=NOW + timedelta(hours=30)), change("t01/000002")])
    feed.clock.advance(days=1)
    assert feed.repository.resign().ended == ()
    feed.clock.advance(days=1)
    assert feed.repository.resign().ended == (ID,)
    assert terminal.pull(feed.clock.now, "t01").keys() == {"t01/000002"}
    assert terminal.withdrawn == {}
    assert "has ended" in feed.repository.release([change(valid_until=NOW + timedelta(hours=30))]).refused[0].reason


def test_garbage_goes_when_it_was_unnamed_for_seven_days(feed: Feed, terminal: PlainTerminal) -> None:
    feed.repository.release([change()])
    body = hashlib.sha256(change().body).hexdigest()
    blob = feed.root / f"blobs/{body[:2]}/{body}"
    stray = feed.root / "blobs/ff/leftover.tmp"
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"cut off")
    feed.repository.release([change(rev=2)])
    for _ in range(7):
        feed.clock.advance(days=1)
        feed.repository.resign()
        assert blob.exists()
        assert stray.exists()
    feed.clock.advance(days=1)
    feed.repository.resign()
    assert not blob.exists()
    assert not stray.exists()
    assert (feed.root / "metadata/1.root.json").exists()
    assert terminal.pull(feed.clock.now, "t01").keys() == {ID}
    assert len(list((feed.root / "metadata").glob("*.snapshot.json"))) < 10


def test_a_file_named_again_is_no_garbage(feed: Feed, terminal: PlainTerminal) -> None:
    """The same attachment comes back under another item two days before its time is up."""
    with_file = replace(change(attachments=(FILE,)), attachments={FILE.sha256: PDF})
    feed.repository.release([with_file])
    feed.repository.release([], [Withdrawal(ID, 1, "撤回")])
    feed.repository.resign()
    feed.clock.advance(days=6)
    feed.repository.release(
        [replace(with_file, id=DisclosureId("t01/000002"), body=encode(disclosure("t01/000002", attachments=(FILE,))))]
    )
    feed.repository.release([], [Withdrawal(DisclosureId("t01/000002"), 1, "撤回")])
    feed.clock.advance(days=2)
    feed.repository.resign()
    assert (feed.root / f"blobs/{FILE.sha256[:2]}/{FILE.sha256}").exists()


# --- the one writer ------------------------------------------------------------------------------------------------


def test_a_second_signer_is_turned_away_and_let_in_when_the_first_dies(feed: Feed) -> None:
    with pytest.raises(StoreError, match="only one signer may write"):
        open_repository(feed.folder, feed.clock)
    code = (
        "import fcntl, os, sys\n"
        f"handle = os.open({str(feed.root / '.lock')!r}, os.O_RDWR)\n"
        "fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)\n"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30)
    assert "BlockingIOError" in other.stderr
    feed.repository.close()
    assert subprocess.run([sys.executable, "-c", code], timeout=30).returncode == 0
    feed.reopen()


def test_a_lost_ledger_is_noticed_before_anything_is_signed(feed: Feed) -> None:
    feed.repository.release([change()])
    feed.repository.close()
    for path in (feed.folder / "online").glob("ledger.sqlite*"):
        path.unlink()
    with pytest.raises(StoreError, match="lost or restored from a backup"):
        open_repository(feed.folder, feed.clock)


def test_a_ledger_that_is_no_database_is_named(feed: Feed) -> None:
    feed.repository.close()
    (feed.folder / "online/ledger.sqlite").write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreError, match=r"ledger\.sqlite"):
        open_repository(feed.folder, feed.clock)


def test_a_damaged_timestamp_is_signed_anew_at_the_next_opening(feed: Feed, terminal: PlainTerminal) -> None:
    feed.repository.release([change()])
    (feed.root / "metadata/timestamp.json").write_bytes(b"\0" * 400)
    feed.reopen()
    assert terminal.pull(feed.clock.now, "t01").keys() == {ID}


def test_a_full_disk_releases_nothing_and_the_same_call_works_later(tmp_path: Path) -> None:
    class FullDisk(Disk):
        is_full = False

        def write(self, path: Path, data: bytes, mtime: int | None = None, mode: int = 0o644) -> None:
            if self.is_full and path.name.endswith("snapshot.json.tmp"):
                raise OSError(28, os.strerror(28))
            super().write(path, data, mtime, mode)

    feed = make_repository(tmp_path, change())
    disk = FullDisk()
    repository = feed.reopen(disk)
    terminal = PlainTerminal(tmp_path / "terminal", feed.root, feed.done.root)
    disk.is_full = True
    with pytest.raises(StoreError, match="No space left"):
        repository.release([change(rev=2)])
    assert terminal.pull(feed.clock.now, "t01")[ID]["rev"] == 1
    disk.is_full = False
    assert repository.release([change(rev=2)]).published == (ID,)
    assert terminal.pull(feed.clock.now, "t01")[ID]["rev"] == 2
    repository.close()


def test_another_countys_repository_is_not_signed(feed: Feed) -> None:
    feed.repository.close()
    with pytest.raises(TrustError, match="of county 'qingyuan', expected 'qinghe'"):
        open_repository(feed.folder, feed.clock, county="qinghe")


def test_the_repository_says_what_people_must_sign_when(feed: Feed) -> None:
    days = {name: (moment - NOW).days for name, moment in feed.repository.expiries.items()}
    assert days == {"root": 730, "targets": 365, "people": 90}
    assert isinstance(feed.repository, Repository)
    assert feed.repository.county.code == COUNTY
