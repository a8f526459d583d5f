"""The terminal's end of the feed: what we rely on in python-tuf's inner parts, and any bytes at all as metadata."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tuf.api.metadata import Snapshot, Targets
from tuf.api.serialization.json import CanonicalJSONSerializer

from content.errors import FeedError, TrustError
from content.feed.signing import CANONICAL
from content.feed.trust import RoleVersion, TrustedFeed, check_versions
from tests.content.sync.county_feed import COUNTY, MORNING, CountyFeed, disclosure

NOW = MORNING + timedelta(hours=1)


@pytest.fixture(scope="module")
def feed() -> CountyFeed:
    made = CountyFeed("t01", "t02")
    made.put(disclosure("t01/000001"))
    made.release()
    return made


def trusted(folder: Path, feed: CountyFeed, now: datetime = NOW) -> TrustedFeed:
    return TrustedFeed(folder, feed.root, COUNTY, lambda path, limit: feed.files.get(path), now)


def test_time_is_the_one_that_is_handed_in_and_no_other(tmp_path: Path, feed: CountyFeed) -> None:
    """The reference time is a private attribute of python-tuf: should it move, this fails."""
    timestamp = feed.files["metadata/timestamp.json"]
    last_good = MORNING + timedelta(days=7) - timedelta(seconds=1)
    trusted(tmp_path / "a", feed, last_good).refresh(timestamp)
    with pytest.raises(TrustError, match=r"timestamp\.json is expired"):
        trusted(tmp_path / "b", feed, last_good + timedelta(seconds=1)).refresh(timestamp)
    trusted(tmp_path / "c", feed, datetime(1970, 1, 1, tzinfo=UTC)).refresh(timestamp)


def test_verified_feed_tells_versions_times_and_targets(tmp_path: Path, feed: CountyFeed) -> None:
    found = trusted(tmp_path, feed)
    found.refresh(feed.files["metadata/timestamp.json"])
    assert found.signed_at == MORNING
    assert found.expires == MORNING + timedelta(days=7)
    assert [(role.role, role.version) for role in found.top_versions()] == [
        ("root", 1),
        ("timestamp", 1),
        ("snapshot", 1),
        ("targets", 1),
    ]
    unit = found.role_version("t01")
    assert unit is not None
    assert (unit.version, unit.keys) == (1, found.role_version("t02").keys)  # type: ignore[union-attr]
    assert (found.role_version("people"), found.role_version("t99")) == (None, None)
    target = found.target("t01/index.json")
    assert target is not None
    assert b'"unit":"t01"' in found.read(target, 1_000)
    with pytest.raises(TrustError, match="at most 10 are allowed"):
        found.read(target, 10)
    assert found.target("t99/index.json") is None


def test_unit_role_cannot_speak_for_another_path(tmp_path: Path) -> None:
    """A taken-over unit key that names the county's tree, the approvers or another unit's index is not asked."""
    feed = CountyFeed("t01", "t02")
    feed.also_signed = {"t01": ("county.json", "people/approvers.json", "t02/index.json", "t01/other.json")}
    feed.release()
    found = trusted(tmp_path, feed)
    found.refresh(feed.files["metadata/timestamp.json"])
    for path, says in (
        ("t01/index.json", b'"unit":"t01"'),
        ("t02/index.json", b'"unit":"t02"'),
        ("county.json", b'"code"'),
    ):
        target = found.target(path)
        assert target is not None
        assert says in found.read(target, 10_000)
    assert found.target("t01/other.json") is None
    with pytest.raises(TrustError, match="not part of snapshot"):  # the officers have signed nothing yet
        found.target("people/approvers.json")


ROLLBACKS = [  # seen, found, refused
    (RoleVersion("snapshot", 5, "k1"), RoleVersion("snapshot", 5, "k1"), False),
    (RoleVersion("snapshot", 5, "k1"), RoleVersion("snapshot", 6, "k1"), False),
    (RoleVersion("snapshot", 5, "k1"), RoleVersion("snapshot", 4, "k1"), True),
    (RoleVersion("snapshot", 5, "k1"), RoleVersion("snapshot", 4, "k2"), False),
    (RoleVersion("root", 5, ""), RoleVersion("root", 4, ""), True),
    (RoleVersion("timestamp", 5, "k1"), RoleVersion("snapshot", 4, "k1"), False),
]


@pytest.mark.parametrize(("seen", "found", "refused"), ROLLBACKS)
def test_older_version_is_refused_under_the_same_keys(seen: RoleVersion, found: RoleVersion, refused: bool) -> None:
    try:
        check_versions({seen.role: seen}, found)
    except TrustError:
        assert refused
    else:
        assert not refused


@given(data=st.binary())
def test_any_bytes_as_timestamp_are_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    feed = CountyFeed("t01")
    with pytest.raises(FeedError):
        trusted(tmp_path_factory.mktemp("t"), feed).refresh(data)


@given(
    path=st.sampled_from(["timestamp", "1.snapshot", "1.targets"]), at=st.integers(0, 10_000), byte=st.integers(0, 255)
)
def test_any_damaged_byte_of_metadata_is_refused_or_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, feed: CountyFeed, path: str, at: int, byte: int
) -> None:
    name = f"metadata/{path}.json"
    original = feed.files[name]
    at %= len(original)
    damaged = original[:at] + bytes([byte]) + original[at + 1 :]
    files = feed.files | {name: damaged}
    found = TrustedFeed(tmp_path_factory.mktemp("t"), feed.root, COUNTY, lambda path, limit: files.get(path), NOW)
    try:
        found.refresh(files["metadata/timestamp.json"])
    except FeedError:
        return
    assert [role.version for role in found.top_versions()] == [1, 1, 1, 1]


texts = st.text(max_size=20)


@given(st.dictionaries(texts, st.one_of(texts, st.integers(), st.booleans(), st.none(), st.lists(texts))))
def test_our_canonical_json_is_that_of_the_standard(fields: dict[str, object]) -> None:
    """Against securesystemslib's encoder, character for character."""
    for signed in (
        Snapshot(version=1, expires=MORNING, unrecognized_fields={"x-fields": fields}),
        Targets(version=1, expires=MORNING, unrecognized_fields={"x-fields": fields}),
    ):
        assert CANONICAL.serialize(signed) == CanonicalJSONSerializer().serialize(signed)
