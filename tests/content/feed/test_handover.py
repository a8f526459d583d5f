"""What the ceremony leaves reaches terminals through the signer, in any order of arrival; what does not hold, never."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root, Targets

from content.county import County, Unit
from content.errors import TrustError
from content.feed.ceremony import (
    begin,
    publish_approvers,
    publish_county,
    rotate_officers,
    rotate_online,
    rotate_root,
    rotate_targets,
    state,
)
from content.feed.handover import MAX_ROOT_BYTES, check_county, verified
from content.feed.keys import KeyFileError
from content.feed.signing import signed
from content.record import UnitCode
from content.terms import Level
from tests.factories import (
    NOW,
    PASSPHRASE,
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
    person,
)
from tests.fakes.terminal import PlainTerminal


def ask(_: str) -> str:
    return PASSPHRASE


@pytest.fixture
def feed(tmp_path: Path) -> Iterator[Feed]:
    feed = make_repository(tmp_path, change())
    feed.clock.advance(hours=1)
    yield feed
    feed.repository.close()


@pytest.fixture
def terminal(feed: Feed) -> PlainTerminal:
    terminal = PlainTerminal(feed.folder / "terminal", feed.root, feed.done.root)
    terminal.pull(feed.clock.now, "t01")
    return terminal


def incoming(feed: Feed) -> list[str]:
    return sorted(path.name for path in (feed.root / "incoming").rglob("*") if path.is_file())


# --- what arrives ------------------------------------------------------------------------------------------


def test_the_signers_first_release_publishes_what_the_ceremony_left(tmp_path: Path) -> None:
    make_keys(tmp_path)
    assert not (tmp_path / "feed/metadata").exists(), "the ceremony does not write where terminals read"
    with open_repository(tmp_path, Clock()):
        names = {path.name for path in (tmp_path / "feed/metadata").iterdir()}
        assert {"1.root.json", f"{int(NOW.timestamp())}.targets.json", "timestamp.json"} <= names
        assert [path for path in (tmp_path / "feed/incoming").rglob("*") if path.is_file()] == []


def test_new_approvers_count_from_the_next_release_on(feed: Feed, terminal: PlainTerminal) -> None:
    new = person("赵某"), person("钱某")
    line = led_change(led_line(), *new)
    assert "belongs to none" in feed.repository.release([line]).refused[0].reason
    add_approvers(feed.folder, *new, now=feed.clock.now)
    assert feed.repository.release([line]).published == (line.id,)
    people = json.loads(terminal.target(terminal.updater(feed.clock.now), "people/approvers.json"))
    assert [one["person"] for one in people["approvers"]] == ["赵某", "钱某"]


def test_a_new_unit_can_publish_once_its_county_is_signed(feed: Feed, terminal: PlainTerminal) -> None:
    assert "no role" in feed.repository.release([change("t01-v03/000001")]).refused[0].reason
    publish_county(make_county(3), [feed.offline], feed.root, ask, feed.clock.now)
    assert feed.repository.release([change("t01-v03/000001")]).refused == ()
    assert terminal.pull(feed.clock.now, "t01", "t01-v03").keys() == {"t01/000001", "t01-v03/000001"}
    assert feed.repository.county.units[-1].code == "t01-v03"


def test_a_unit_that_leaves_the_county_keeps_its_role_so_that_no_pull_aborts(
    feed: Feed, terminal: PlainTerminal
) -> None:
    terminal.pull(feed.clock.now, "t01", "t01-v02")
    publish_county(make_county(1), [feed.offline], feed.root, ask, feed.clock.now)
    feed.repository.release([change(rev=2)])
    assert terminal.pull(feed.clock.now, "t01", "t01-v02")["t01/000001"]["rev"] == 2


def test_a_spare_role_publishes_before_any_targets_key_is_fetched(feed: Feed, terminal: PlainTerminal) -> None:
    targets = sorted((feed.root / "metadata").glob("*.targets.json"))
    assert feed.repository.release([change("spare01/000001")]).refused == ()
    assert terminal.pull(feed.clock.now, "spare01").keys() == {"spare01/000001"}
    assert sorted((feed.root / "metadata").glob("*.targets.json")) == targets


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "units"])
def test_a_rotated_online_key_signs_from_the_next_release_on(feed: Feed, terminal: PlainTerminal, role: Any) -> None:
    done = rotate_online(role, [feed.offline], feed.online, feed.root, ask, feed.clock.now)
    fresh = done.keys[0].stem.rpartition("-")[2]
    feed.repository.release([change(rev=2)])
    assert terminal.pull(feed.clock.now, "t01", "d01")["t01/000001"]["rev"] == 2
    name = {"timestamp": "timestamp.json", "snapshot": "*.snapshot.json", "units": "*.t01.json"}[role]
    newest = max((feed.root / "metadata").glob(name), key=lambda path: path.stat().st_mtime_ns)
    assert json.loads(newest.read_bytes())["signatures"][0]["keyid"].startswith(fresh)


def test_after_rotation_the_stolen_timestamp_key_signs_nothing(feed: Feed, terminal: PlainTerminal) -> None:
    old = (feed.root / "metadata/timestamp.json").read_bytes()
    rotate_online("timestamp", [feed.offline], feed.online, feed.root, ask, feed.clock.now)
    feed.repository.release([change(rev=2)])
    terminal.pull(feed.clock.now, "t01")
    (feed.root / "metadata/timestamp.json").write_bytes(old)
    with pytest.raises(RepositoryError):
        terminal.pull(feed.clock.now, "t01")


def test_all_root_keys_are_replaced_and_terminals_follow_from_the_first(feed: Feed, terminal: PlainTerminal) -> None:
    rotate_root([feed.offline], feed.root, ask, ask, feed.clock.now, rounds=1)
    feed.clock.advance(hours=1)
    feed.repository.release([change(rev=2)])
    rotate_root([feed.offline], feed.root, ask, ask, feed.clock.now, rounds=1)
    feed.repository.release([change(rev=3)])
    new = PlainTerminal(feed.folder / "new", feed.root, feed.done.root)
    for each in (terminal, new):
        assert each.pull(feed.clock.now, "t01")["t01/000001"]["rev"] == 3
        assert each.updater(feed.clock.now)._trusted_set.root.version == 3


def steal(feed: Feed, keys: str) -> list[Path]:
    """A copy of these keys and of all that was signed so far."""
    folder = feed.folder / "stolen"
    shutil.copytree(feed.offline / "signed", folder / "signed")
    for path in feed.offline.glob(f"{keys}-*.pem"):
        shutil.copy(path, folder)
    return [folder]


def test_after_rotation_a_stolen_targets_key_adds_no_unit(feed: Feed, terminal: PlainTerminal) -> None:
    thief = steal(feed, "targets")
    rotate_targets([feed.offline], feed.root, ask, ask, feed.clock.now, rounds=1)
    feed.repository.release([change(rev=2)])
    feed.clock.advance(hours=1)
    publish_county(make_county(4), thief, feed.root, ask, feed.clock.now)
    feed.repository.release([change(rev=3)])
    assert "t01-v04" not in feed.repository.units
    feed.clock.advance(hours=1)
    publish_county(make_county(3), [feed.offline], feed.root, ask, feed.clock.now)
    feed.repository.release([change("t01-v03/000001")])
    assert terminal.pull(feed.clock.now, "t01", "t01-v03").keys() == {"t01/000001", "t01-v03/000001"}


def test_after_rotation_stolen_officers_keys_add_no_approver(feed: Feed, terminal: PlainTerminal) -> None:
    thief = steal(feed, "officer")
    rotate_officers([feed.offline], feed.root, ask, ask, feed.clock.now, rounds=1)
    feed.repository.release([change(rev=2)])
    assert [one.person for one in feed.repository.approvers.approvers] == ["王某", "李某"]
    feed.clock.advance(hours=1)
    publish_approvers([person("赵某").entry], thief, feed.root, ask, feed.clock.now)
    feed.repository.release([change(rev=3)])
    assert [one.person for one in feed.repository.approvers.approvers] == ["王某", "李某"]
    feed.clock.advance(hours=1)
    publish_approvers([person("钱某").entry], [feed.offline], feed.root, ask, feed.clock.now)
    feed.repository.release([change(rev=4)])
    people = json.loads(terminal.target(terminal.updater(feed.clock.now), "people/approvers.json"))
    assert [one["person"] for one in people["approvers"]] == ["钱某"]


def test_after_rotation_stolen_root_keys_replace_nothing(feed: Feed, terminal: PlainTerminal) -> None:
    thief = steal(feed, "root")
    rotate_root([feed.offline], feed.root, ask, ask, feed.clock.now, rounds=1)
    feed.repository.release([change(rev=2)])
    for _ in range(2):  # their second root would be the third of the chain
        rotate_root(thief, feed.root, ask, ask, feed.clock.now, rounds=1)
    feed.repository.release([change(rev=3)])
    assert terminal.pull(feed.clock.now, "t01")["t01/000001"]["rev"] == 3
    assert terminal.updater(feed.clock.now)._trusted_set.root.version == 2


def test_a_signer_that_was_off_during_two_rotations_catches_up(feed: Feed, terminal: PlainTerminal) -> None:
    feed.repository.close()
    rotate_online("timestamp", [feed.offline], feed.online, feed.root, ask, feed.clock.now)
    rotate_online("snapshot", [feed.offline], feed.online, feed.root, ask, feed.clock.now)
    rotate_online("units", [feed.offline], feed.online, feed.root, ask, feed.clock.now)
    feed.reopen()
    assert terminal.pull(feed.clock.now, "t01", "t01-v01").keys() == {"t01/000001"}
    assert incoming(feed) == []


# --- what does not hold ------------------------------------------------------------------------------------


def test_metadata_may_come_before_the_files_it_names(feed: Feed) -> None:
    publish_county(make_county(3), [feed.offline], feed.root, ask, feed.clock.now)
    county = next((feed.root / "incoming/targets").glob("*.county.json"))
    held_back = county.rename(feed.folder / county.name)
    feed.repository.release([change(rev=2)])
    assert "t01-v03" not in feed.repository.units
    shutil.move(held_back, county)
    feed.repository.release([change(rev=3)])
    assert "t01-v03" in feed.repository.units


def test_targets_signed_by_another_key_are_not_taken_over(feed: Feed, terminal: PlainTerminal) -> None:
    make_keys(feed.folder / "other", make_county(5), feed.clock.now)
    for path in (feed.folder / "other/feed/incoming/metadata").glob("*.targets.json"):
        (feed.root / "incoming/metadata").mkdir(parents=True, exist_ok=True)
        shutil.copy(path, feed.root / "incoming/metadata")
    shutil.copytree(feed.folder / "other/feed/incoming/targets", feed.root / "incoming/targets", dirs_exist_ok=True)
    feed.repository.release([change(rev=2)])
    assert "t01-v05" not in feed.repository.units
    assert terminal.pull(feed.clock.now, "t01")["t01/000001"]["rev"] == 2
    assert feed.repository.resign_if_due() is None, "it is looked at once, not at every turn"


def test_a_list_signed_by_one_officer_is_not_taken_over(feed: Feed) -> None:
    add_approvers(feed.folder, person("赵某"), person("钱某"), now=feed.clock.now)
    path = next((feed.root / "incoming/metadata").glob("*.people.json"))
    metadata = Metadata[Targets].from_bytes(path.read_bytes())
    metadata.signatures.popitem()
    path.write_bytes(metadata.to_bytes())
    feed.repository.release([change(rev=2)])
    assert [one.person for one in feed.repository.approvers.approvers] == ["王某", "李某"]


def test_an_older_list_is_not_taken_over_again(feed: Feed) -> None:
    old = next((feed.root / "metadata").glob("*.people.json"))
    add_approvers(feed.folder, person("赵某"), person("钱某"), now=feed.clock.now)
    feed.repository.release([change(rev=2)])
    (feed.root / "incoming/metadata").mkdir(parents=True, exist_ok=True)
    shutil.copy(old, feed.root / "incoming/metadata")
    feed.repository.release([change(rev=3)])
    assert [one.person for one in feed.repository.approvers.approvers] == ["赵某", "钱某"]


def test_a_root_signed_by_one_holder_is_not_taken_over(feed: Feed, terminal: PlainTerminal) -> None:
    rotate_online("timestamp", [feed.offline], feed.online, feed.root, ask, feed.clock.now)
    path = feed.root / "incoming/metadata/2.root.json"
    metadata = Metadata[Root].from_bytes(path.read_bytes())
    metadata.signatures.popitem()
    path.write_bytes(metadata.to_bytes())
    feed.repository.release([change(rev=2)])
    assert not (feed.root / "metadata/2.root.json").exists()
    assert terminal.pull(feed.clock.now, "t01")["t01/000001"]["rev"] == 2


def test_a_root_waits_until_its_key_has_reached_the_signer(feed: Feed, terminal: PlainTerminal) -> None:
    """The key was made on the off-line machine, and its stick has not come yet."""
    done = rotate_online("timestamp", [feed.offline], feed.online, feed.root, ask, feed.clock.now)
    held_back = done.keys[0].rename(feed.folder / done.keys[0].name)
    feed.repository.release([change(rev=2)])
    assert terminal.pull(feed.clock.now, "t01")["t01/000001"]["rev"] == 2
    assert not (feed.root / "metadata/2.root.json").exists()
    shutil.move(held_back, done.keys[0])
    feed.reopen()
    assert (feed.root / "metadata/2.root.json").exists()
    assert terminal.pull(feed.clock.now, "t01")["t01/000001"]["rev"] == 2


# --- the ceremony itself -------------------------------------------------------------------------------------


def test_two_sticks_of_two_officers_are_enough_and_one_is_not(feed: Feed) -> None:
    sticks = []
    for number in (1, 2):
        stick = feed.folder / f"stick{number}"
        stick.mkdir()
        shutil.move(next(feed.offline.glob(f"officer-{number}-*.pem")), stick)
        sticks.append(stick)
    with pytest.raises(KeyFileError, match="officer: 1 of 2 needed keys found"):
        publish_approvers([], [feed.offline], feed.root, ask, feed.clock.now)
    assert incoming(feed) == []
    publish_approvers([], [feed.offline, *sticks], feed.root, ask, feed.clock.now)
    feed.repository.release([change(rev=2)])
    assert feed.repository.approvers.approvers == ()


def test_a_wrong_passphrase_signs_nothing(feed: Feed) -> None:
    with pytest.raises(KeyFileError, match="the passphrase is wrong"):
        publish_approvers([], [feed.offline], feed.root, lambda _: "not the passphrase", feed.clock.now)
    assert incoming(feed) == []


def test_a_ceremony_never_writes_into_a_folder_that_is_in_use(feed: Feed) -> None:
    before = {path: path.read_bytes() for path in feed.offline.rglob("*") if path.is_file()}
    for used in ("offline", "online", "feed"):
        folders = {name: feed.folder / f"fresh-{name}" for name in ("offline", "online", "feed")}
        folders[used] = feed.folder / used
        with pytest.raises(KeyFileError, match="nothing was overwritten"):
            begin(make_county(), folders["offline"], folders["online"], folders["feed"], ask, NOW, rounds=1)
    assert before == {path: path.read_bytes() for path in feed.offline.rglob("*") if path.is_file()}


def test_a_short_passphrase_ends_the_ceremony_before_it_began(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="at least 12"):
        begin(make_county(), tmp_path / "a", tmp_path / "b", tmp_path / "c", lambda _: "too short", NOW, rounds=1)
    assert list(tmp_path.iterdir()) == []


def test_a_list_with_one_person_twice_is_not_signed(feed: Feed) -> None:
    entries = [person("王某").entry, person("王某").entry]
    with pytest.raises(TrustError, match="twice"):
        publish_approvers(entries, [feed.offline], feed.root, ask, feed.clock.now)


def test_the_ceremony_notices_that_its_own_memory_was_altered(feed: Feed) -> None:
    path = next((feed.offline / "signed/metadata").glob("*.targets.json"))
    path.write_bytes(path.read_bytes().replace(b'"threshold":2', b'"threshold":1'))
    with pytest.raises(TrustError, match="targets"):
        state(feed.offline, feed.clock.now)


def village(code: str, parent: str = "qingyuan") -> Unit:
    return Unit(code=UnitCode(code), name="村", level=Level.VILLAGE, parent=UnitCode(parent))


ITSELF = village("qingyuan", "")
COUNTIES = [
    ((ITSELF, village("root")), "name of a role"),
    ((ITSELF, village("people")), "name of a role"),
    ((ITSELF, village("T01")), "lower-case letters"),
    ((ITSELF, village("../x")), "lower-case letters"),
    ((ITSELF, village("a" * 41)), "lower-case letters"),
    ((ITSELF, village("t01"), village("t01")), "twice"),
    ((ITSELF, village("t01-v01", "t01"), village("t01")), "must stand before"),
    ((ITSELF, village("t01", "")), "has no parent"),
    ((), "not among its units"),
]


@pytest.mark.parametrize(("units", "reason"), COUNTIES, ids=[reason for _, reason in COUNTIES])
def test_a_tree_that_cannot_be_published_is_refused(units: tuple[Unit, ...], reason: str) -> None:
    with pytest.raises(TrustError, match=reason):
        check_county(County(code="qingyuan", name="清源县", units=units))


# --- any bytes -------------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)


@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_no_root(data: bytes) -> None:
    with pytest.raises(TrustError):
        verified(data, Root, None, "root", NOW, MAX_ROOT_BYTES)


@given(st.sampled_from(["expires", "keys", "roles", "version", "spec_version", "consistent_snapshot", "x"]), JSON)
def test_a_root_with_any_value_in_any_field_is_refused(name: str, value: object) -> None:
    whole = json.loads(signed(Root()))
    whole["signed"][name] = value
    with pytest.raises(TrustError):
        verified(json.dumps(whole).encode(), Root, None, "root", NOW, MAX_ROOT_BYTES)
