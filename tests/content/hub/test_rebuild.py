"""The feed's folder is gone: everything is signed anew from the hub's database, and no terminal is sent back.

The terminal is python-tuf's own client; what it has seen before the loss it keeps, as a real one does.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from content.clock import TrustedClock
from content.disclosure import decode_disclosure
from content.errors import FeedError, StoreError
from content.feed.ceremony import publish_county, rotate_online
from content.record import DisclosureId
from content.store.library import Library
from content.store.salvage import open_sound_library
from content.sync.fetch import FolderSource
from content.sync.pull import Puller, Subscription
from tests.content.hub.conftest import COUNTY
from tests.content.hub.desk import UNITS, Desk, board, desk, outcome_of, proposed, signed_by
from tests.content.hub.test_restored import changed, today
from tests.content.hub.test_signer_gate import pdf_of, with_file
from tests.factories import PASSPHRASE, add_approvers, two_people

__all__ = ["board", "desk"]  # fixtures


def rebuilt(desk: Desk) -> int:
    from content.hub.release.signer import run_rebuild

    return run_rebuild(desk.settings)


def version(desk: Desk) -> int:
    return int(desk.terminal.updater(datetime.now(UTC))._trusted_set.timestamp.version)


def lose_feed(desk: Desk) -> None:
    shutil.rmtree(desk.settings.repository_dir)


def lose_ledger(desk: Desk) -> None:
    for path in desk.settings.keys_dir.glob("ledger.sqlite*"):
        path.unlink()


def a_county_s_year(desk: Desk, board: str) -> dict[str, Any]:
    """One with a file, one changed, one withdrawn, one erased, one ended, a line on a board; what a terminal shows."""
    from content.hub.disclosures.models import Registration
    from content.hub.erasures.models import What
    from content.hub.erasures.services import erase
    from content.hub.release.services import withdraw_what_has_ended
    from content.hub.review.services import withdraw

    hub = desk.hub
    page = hub.draft("有附件")
    with_file(page, "表.pdf", pdf_of("Table"))
    hub.reviewed(page)
    hub.released("更正过", unit="d01")
    hub.released("撤回了")
    hub.released("抹除了")
    hub.released("到期了")
    add_approvers(desk.settings.keys_dir.parent, *two_people(), now=datetime.now(UTC))
    desk.sign()
    changed(hub, "d01/000001", "更正过（二）")
    withdraw(disclosure_id=DisclosureId("t01/000002"), reason="有误", by=hub.editor)
    erase(disclosure_id="t01/000003", what=What.PERSONAL, reason="泄露", by=hub.second)
    Registration.objects.filter(pk="t01/000004").update(ends_at=datetime.now(UTC) - timedelta(minutes=1))
    withdraw_what_has_ended()
    desk.sign()
    line = proposed(hub, "t01/000001", board)
    for person in two_people():
        signed_by(desk, line, person)
    desk.sign()
    shown = desk.released()
    assert desk.titles() == {"t01/000001": "有附件", "d01/000001": "更正过（二）", "t01/000005": "LED"}
    return shown


@pytest.mark.parametrize("lost", ["folder", "folder and ledger"])
def test_a_lost_folder_is_signed_anew_byte_for_byte(
    desk: Desk, board: str, lost: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = a_county_s_year(desk, board)
    before, gone = version(desk), dict(desk.terminal.withdrawn)
    lose_feed(desk)
    if lost == "folder and ledger":
        lose_ledger(desk)
    with pytest.raises(StoreError, match="--rebuild"):
        desk.sign()  # nothing is published empty
    assert not (desk.settings.repository_dir / "metadata/timestamp.json").exists()

    assert rebuilt(desk) == 0
    assert "3 件在公开。\n0 件没有恢复。" in capsys.readouterr().out
    assert desk.released() == shown
    assert desk.terminal.withdrawn == gone
    assert version(desk) > before
    file = decode_disclosure(_body(desk, "t01/000001")).attachments[0]
    kept = desk.settings.repository_dir / f"blobs/{file.sha256[:2]}/{file.sha256}"
    assert kept.stat().st_size == file.size

    newer = desk.hub.released("重建后的公开")
    desk.sign()
    assert (newer.disclosure, outcome_of(newer)) == ("t01/000006", ("published", ""))
    assert desk.released().keys() == {*shown, "t01/000006"}


def _body(desk: Desk, id_: str) -> bytes:
    from content.hub.release.signer import open_repository

    with open_repository(desk.settings) as repository:
        body = repository.published_body(id_)
    assert body is not None
    return body


@dataclass(frozen=True)
class Agent:
    """The terminals' own agent, which remembers revisions and withdrawals besides what TUF remembers."""

    folder: Path
    desk: Desk

    def pull(self) -> tuple[dict[str, int], dict[str, str]]:
        """What is shown afterwards, id → rev, and what it refused."""
        clock = TrustedClock(lambda: datetime.now(UTC), time.monotonic)
        writer = open_sound_library(self.folder, datetime.now(UTC))
        try:
            puller = Puller(
                source=FolderSource(self.desk.settings.repository_dir),
                library=writer,
                subscription=Subscription("qingyuan", tuple(UNITS), frozenset()),
                trusted_root=self.desk.terminal.root,
                clock=clock,
                monotonic=time.monotonic,
                chance=lambda: 1.0,
            )
            refused = dict(puller.pull_once(force=True).problems)
        finally:
            writer.close()
        library = Library(self.folder, clock)
        try:
            return {str(row.id): row.rev for row in library.rows(limit=100)}, refused
        finally:
            library.close()


@pytest.mark.parametrize("lost", ["folder", "folder and ledger"])
def test_a_terminal_of_the_county_follows_and_refuses_nothing(
    desk: Desk, board: str, lost: str, tmp_path: Path
) -> None:
    a_county_s_year(desk, board)
    agent = Agent(tmp_path / "library", desk)
    shown = agent.pull()
    assert shown == ({"t01/000001": 1, "d01/000001": 2}, {})
    lose_feed(desk)
    if lost == "folder and ledger":
        lose_ledger(desk)
    with pytest.raises(FeedError):
        agent.pull()
    assert rebuilt(desk) == 0
    assert agent.pull() == shown
    changed(desk.hub, "t01/000001", "重建后更正")
    desk.sign()
    assert agent.pull() == ({"t01/000001": 2, "d01/000001": 2}, {})


def copy_of_feed(desk: Desk, to: Path) -> Callable[[], None]:
    """A backup of the folder; the returned function puts it in the feed's place."""
    shutil.copytree(desk.settings.repository_dir, to)

    def put_back() -> None:
        lose_feed(desk)
        shutil.copytree(to, desk.settings.repository_dir)

    return put_back


@pytest.mark.parametrize("lost", ["folder", "folder and ledger"])
def test_a_folder_of_yesterday_goes_on_to_today(desk: Desk, board: str, lost: str, tmp_path: Path) -> None:
    from content.hub.review.services import withdraw

    hub = desk.hub
    shown = a_county_s_year(desk, board)
    put_back = copy_of_feed(desk, tmp_path / "yesterday")
    withdraw(disclosure_id=DisclosureId("t01/000001"), reason="今天撤回", by=hub.editor)  # and the line with it
    changed(hub, "d01/000001", "更正过（三）")
    hub.released("今天的公开")
    desk.sign()
    of_today, gone = desk.released(), dict(desk.terminal.withdrawn)
    assert of_today.keys() == {"d01/000001", "t01/000006"}
    before = version(desk)

    put_back()
    if lost == "folder and ledger":
        lose_ledger(desk)
    assert rebuilt(desk) == 0
    assert desk.released() == of_today, "what was withdrawn since yesterday does not come back"
    assert gone.items() <= desk.terminal.withdrawn.items()
    assert version(desk) > before
    assert shown.keys() - of_today.keys() == {"t01/000001", "t01/000005"}


def test_what_was_erased_does_not_come_back_with_an_old_folder(desk: Desk, tmp_path: Path) -> None:
    from content.hub.erasures.models import What
    from content.hub.erasures.services import erase

    desk.hub.released("秘密一二三")
    desk.sign()
    put_back = copy_of_feed(desk, tmp_path / "yesterday")
    erase(disclosure_id="t01/000001", what=What.SECRET, reason="泄露", by=desk.hub.second)
    desk.sign()
    put_back()
    lose_ledger(desk)
    assert rebuilt(desk) == 0
    assert desk.titles() == {}
    for path in desk.settings.repository_dir.rglob("*"):
        assert not path.is_file() or "秘密一二三".encode() not in path.read_bytes()
    assert not list((desk.settings.repository_dir / "packs").rglob("*.gz"))


def test_a_revision_that_nobody_has_any_more_goes_dark_and_is_told(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """The database is of yesterday, too: an older revision would be a step back that terminals refuse."""
    hub = desk.hub
    hub.released("改过的")
    hub.released("没改的")
    desk.sign()
    with today():
        changed(hub, "t01/000001", "改过的（二）")
        hub.released("今天的")
        desk.sign()
        desk.released()
    lose_feed(desk)
    assert rebuilt(desk) == 0
    said = capsys.readouterr().out
    assert "1 件在公开。\n2 件没有恢复：" in said
    assert "t01/000001 第 2 版" in said
    assert "t01/000003 第 1 版" in said
    assert desk.titles() == {"t01/000002": "没改的"}

    desk.sign()  # the signer's first look raises the hub's numbers
    again = changed(hub, "t01/000001", "改过的（恢复后）")
    desk.sign()
    assert (again.rev, outcome_of(again)) == (3, ("published", ""))
    assert desk.titles() == {"t01/000001": "改过的（恢复后）", "t01/000002": "没改的"}


def test_a_row_that_somebody_put_into_the_database_is_not_published(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a ledger nothing vouches for a row but the signer's rules."""
    from hashlib import sha256

    from content.hub.release.models import Kind, ReleaseOutcome, ReleaseRequest, Status

    desk.hub.released("真的")
    desk.sign()
    genuine = bytes(ReleaseRequest.objects.get().payload)
    forged = genuine.replace("真的".encode(), "假的".encode()).replace(b"t01/000001", b"t01/000002")
    request = ReleaseRequest.objects.create(
        kind=Kind.PUBLISH,
        disclosure="t01/000002",
        unit="t01",
        rev=1,
        payload=forged,
        sha256=sha256(forged).hexdigest(),
        author=desk.hub.editor.pk,
        author_name="editor",
        first_reviewer=desk.hub.first.pk,
        second_reviewer=desk.hub.second.pk,
    )
    ReleaseOutcome.objects.create(request=request, status=Status.PUBLISHED, version=1)
    lose_feed(desk)
    lose_ledger(desk)
    assert rebuilt(desk) == 0
    assert "t01/000002 第 1 版：no revision None on record" in capsys.readouterr().out
    assert desk.titles() == {"t01/000001": "真的"}


def test_after_a_rotation_the_rebuilt_feed_is_signed_with_the_new_keys(desk: Desk) -> None:
    """The root chain and the unit tree come from the copy beside the keys; nobody opens a safe."""
    folder, now = desk.settings.keys_dir.parent, datetime.now(UTC)
    desk.hub.released("公开")
    desk.sign()
    rotate_online("units", [folder / "offline"], folder / "online", folder / "feed", lambda _: PASSPHRASE, now)
    rotate_online("timestamp", [folder / "offline"], folder / "online", folder / "feed", lambda _: PASSPHRASE, now)
    publish_county(COUNTY, [folder / "offline"], folder / "feed", lambda _: PASSPHRASE, now)
    desk.sign()
    shown = desk.shown()
    root = desk.terminal.updater(now)._trusted_set.root.version
    assert root > 1
    lose_feed(desk)
    assert rebuilt(desk) == 0
    assert desk.shown() == shown
    assert desk.terminal.updater(datetime.now(UTC))._trusted_set.root.version == root


def test_older_papers_than_terminals_have_seen_are_not_signed_under(desk: Desk, tmp_path: Path) -> None:
    folder, now = desk.settings.keys_dir.parent, datetime.now(UTC)
    desk.hub.released("公开")
    desk.sign()
    put_back = copy_of_feed(desk, tmp_path / "yesterday")
    publish_county(COUNTY, [folder / "offline"], folder / "feed", lambda _: PASSPHRASE, now)
    desk.sign()
    put_back()
    shutil.rmtree(desk.settings.keys_dir / "signed-offline")
    assert rebuilt(desk) == 1
    with pytest.raises(StoreError, match="--rebuild"):
        desk.sign()
    shutil.copytree(folder / "offline" / "signed", desk.settings.repository_dir / "incoming", dirs_exist_ok=True)
    assert rebuilt(desk) == 0
    assert desk.titles() == {"t01/000001": "公开"}


def test_a_rebuild_that_is_cut_short_has_published_nothing_and_can_be_done_again(desk: Desk) -> None:
    from content.feed.keys import KeyRing
    from content.feed.rebuild import rebuild
    from content.hub.release.memory import Memory
    from content.hub.release.signer import LEDGER_FILE, rules_of
    from tests.fakes.power import FragileDisk, PowerCut

    desk.hub.released("公开")
    desk.sign()
    shown = desk.released()
    settings = desk.settings
    memory = Memory(settings.data_dir, rules_of(settings), lambda: datetime.now(UTC))
    for step in range(0, 60, 7):
        lose_feed(desk)
        settings.repository_dir.mkdir()
        disk = FragileDisk(step)
        cut = False
        try:
            rebuild(
                settings.repository_dir,
                KeyRing(settings.keys_dir),
                settings.keys_dir / LEDGER_FILE,
                settings.county,
                lambda: datetime.now(UTC),
                memory,
                disk=disk,
            )
        except PowerCut:
            disk.forget()
            cut = True
        if cut and (settings.repository_dir / "metadata/timestamp.json").exists():
            assert desk.released() == shown
        assert rebuilt(desk) == 0
        assert desk.released() == shown
