"""The signer is cut off before each single step it takes on the disk, and must come back without a hand."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from content.feed.ledger import VERSION, Ledger
from content.feed.rules import Change, Withdrawal
from tests.factories import (
    Clock,
    Feed,
    add_approvers,
    change,
    led_change,
    led_line,
    make_county,
    make_keys,
    make_repository,
    open_repository,
)
from tests.fakes.power import FragileDisk, PowerCut
from tests.fakes.terminal import PlainTerminal

UNITS = ("qingyuan", "d01", "t01", "t01-v01", "t01-v02")
BEFORE = [change("t01/000001"), change("t01/000002"), change("t01-v01/000001")]
CHANGES: list[Change] = [
    change("t01/000001", 2),
    change("t01-v02/000001"),
    led_change(led_line(disclosure_rev=2)),
]
WITHDRAWALS = [Withdrawal(BEFORE[1].id, 1, "标题有误")]
REVISIONS_BEFORE = {"t01/000001": 1, "t01/000002": 1, "t01-v01/000001": 1}
REVISIONS_AFTER = {"t01/000001": 2, "t01-v01/000001": 1, "t01-v02/000001": 1, "t01/000101": None}


def revisions(shown: dict[str, dict[str, int]]) -> dict[str, int | None]:
    return {id_: body.get("rev") for id_, body in shown.items()}


def versioned_files(feed: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (feed / "metadata").glob("[0-9]*.json")}


@pytest.fixture
def template(tmp_path: Path) -> Feed:
    """A repository with BEFORE released, closed; each cut works on a copy of it."""
    feed = make_repository(tmp_path / "template", *BEFORE)
    feed.repository.close()
    feed.clock.advance(seconds=5)
    return feed


def cut_release(template: Feed, name: str, cut_at: int | None, *, forget: bool) -> tuple[Feed, FragileDisk]:
    """A copy in which the release of CHANGES was cut before that step."""
    folder = template.folder.parent / name
    shutil.copytree(template.folder, folder)
    feed = replace(template, folder=folder)
    disk = FragileDisk(cut_at)
    repository = feed.reopen(disk)
    assert disk.steps == [], "opening a repository that is in order writes nothing"
    if cut_at is None:
        repository.release(CHANGES, WITHDRAWALS)
    else:
        with pytest.raises(PowerCut):
            repository.release(CHANGES, WITHDRAWALS)
        if forget:
            disk.forget()
    return feed, disk


@pytest.mark.slow
@pytest.mark.parametrize("forget", [False, True], ids=["killed", "power cut"])
def test_a_release_cut_at_any_step_is_finished_by_asking_again(template: Feed, forget: bool) -> None:
    whole, disk = cut_release(template, "whole", None, forget=False)
    whole.repository.close()
    assert len(disk.steps) > 40, "write, rename and folder sync of every file of the release"
    for cut_at in range(len(disk.steps)):
        feed, _ = cut_release(template, f"cut{cut_at}", cut_at, forget=forget)
        terminal = PlainTerminal(feed.folder / "terminal", feed.root, feed.done.root)
        seen = revisions(terminal.pull(feed.clock.now, *UNITS))
        assert seen in (REVISIONS_BEFORE, REVISIONS_AFTER), f"a terminal sees half a release after step {cut_at}"

        written = versioned_files(feed.root)
        repository = feed.reopen()
        terminal.pull(feed.clock.now, *UNITS)
        release = repository.release(CHANGES, WITHDRAWALS)

        assert release.refused == ()
        assert revisions(terminal.pull(feed.clock.now, *UNITS)) == REVISIONS_AFTER
        assert terminal.withdrawn == {"t01/000002": 1}
        after = versioned_files(feed.root)
        assert {name: after[name] for name in written} == written, "a versioned file was overwritten"
        assert repository.count() == len(REVISIONS_AFTER)
        repository.close()


@pytest.mark.parametrize("forget", [False, True], ids=["killed", "power cut"])
def test_the_first_opening_cut_at_any_step_is_finished_by_opening_again(tmp_path: Path, forget: bool) -> None:
    def first_opening(folder: Path, cut_at: int | None) -> FragileDisk:
        make_keys(folder, make_county(0))
        add_approvers(folder)
        disk = FragileDisk(cut_at)
        try:
            open_repository(folder, Clock(), disk).close()
        except PowerCut:
            if forget:
                disk.forget()
        return disk

    steps = len(first_opening(tmp_path / "whole", None).steps)
    for cut_at in range(0, steps, 3):
        folder = tmp_path / f"cut{cut_at}"
        first_opening(folder, cut_at)
        clock = Clock()
        with open_repository(folder, clock) as repository:
            assert [one.person for one in repository.approvers.approvers] == ["王某", "李某"]
            terminal = PlainTerminal(folder / "terminal", folder / "feed", (folder / "online/root.json").read_bytes())
            assert terminal.pull(clock.now, "t01") == {}


def test_versions_only_grow_even_when_the_clock_goes_back(tmp_path: Path) -> None:
    feed = make_repository(tmp_path, change())
    versions = []
    for rev in range(2, 6):
        feed.clock.advance(days=-400)
        versions.append(feed.repository.release([change(rev=rev)]).version)
    assert versions == sorted(set(versions))
    feed.repository.close()


def test_a_reserved_version_is_spent_though_its_release_never_came(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    assert ledger.reserve_version(1_000) == 1_000
    ledger.close()
    again = Ledger(tmp_path / "ledger.sqlite")
    assert again.reserve_version(1_000) == 1_001
    assert again.reserve_version(5_000) == 5_000
    assert again.fact(VERSION) == 5_000
    again.close()


def test_two_releases_in_one_second_have_timestamps_of_different_seconds(tmp_path: Path) -> None:
    feed = make_repository(tmp_path)
    path = feed.root / "metadata/timestamp.json"
    mtimes = [path.stat().st_mtime]
    for rev in range(1, 5):
        feed.repository.release([change(rev=rev)])
        mtimes.append(path.stat().st_mtime)
    assert all(later - earlier >= 1 and later == int(later) for earlier, later in pairwise(mtimes))
    feed.repository.close()


def test_a_withdrawal_cut_before_the_timestamp_is_dark_once_the_signer_is_back(tmp_path: Path) -> None:
    feed = make_repository(tmp_path, change())
    disk = FragileDisk()
    repository = feed.reopen(disk)
    repository.release([], [Withdrawal(change().id, 1, "撤回")])
    last_write = max(number for number, step in enumerate(disk.steps) if step == "write timestamp.json.tmp")
    feed.repository.close()

    other = make_repository(tmp_path / "cut", change())
    cut = other.reopen(FragileDisk(last_write))
    with pytest.raises(PowerCut):
        cut.release([], [Withdrawal(change().id, 1, "撤回")])
    other.reopen()  # nobody asks again

    terminal = PlainTerminal(tmp_path / "terminal", other.root, other.done.root)
    assert terminal.pull(other.clock.now, "t01") == {}
    other.repository.close()


def test_every_version_named_in_one_release_is_its_own(tmp_path: Path) -> None:
    feed = make_repository(tmp_path, change())
    release = feed.repository.release([change(rev=2)])
    timestamp = json.loads((feed.root / "metadata/timestamp.json").read_bytes())["signed"]
    assert timestamp["version"] == release.version
    assert timestamp["meta"]["snapshot.json"]["version"] == release.version
    names = {re.sub(r"^\d+\.", "", path.name) for path in feed.root.glob(f"metadata/{release.version}.*.json")}
    assert names == {"t01.json", "snapshot.json"}, "only what changed is signed"
    feed.repository.close()
