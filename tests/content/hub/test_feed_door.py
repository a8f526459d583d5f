"""/feed/ as terminals and caches see it."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from content.hub.feed_door import FeedDoor

TIMESTAMP = b'{"signed": {"_type": "timestamp"}}' + b" " * 300


class Protocol:
    """What granian gives with a request, as far as the door uses it."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, list[tuple[str, str]], bytes]] = []

    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None:
        self.answers.append((status, headers, b""))

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.answers.append((status, headers, body))


def ask(door: FeedDoor, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """One request. headers: if_none_match="…"."""
    scope = SimpleNamespace(
        path=path, method=method, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    protocol = Protocol()
    asyncio.run(door(scope, protocol))
    ((status, fields, body),) = protocol.answers
    return status, dict(fields), body


async def behind(scope: Any, protocol: Any) -> None:
    protocol.response_bytes(200, [], b"django")


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    for path, data in {
        "metadata/timestamp.json": TIMESTAMP,
        "metadata/7.snapshot.json": b"{}",
        "pages/ab/abcd": b'{"rows": []}' * 50,
        "packs/ab/abcd.gz": gzip.compress(b"x"),
        "incoming/metadata/2.root.json": b"{}",
        "metadata/8.snapshot.json.tmp": b"half",
        "secret.txt": b"no",
        ".lock": b"",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    return tmp_path


@pytest.fixture
def door(feed: Path) -> FeedDoor:
    seconds = itertools.count(1.0)  # between two requests a second goes by
    return FeedDoor(feed, behind, lambda: next(seconds))


def test_a_terminal_that_has_the_timestamp_gets_304(door: FeedDoor) -> None:
    status, headers, body = ask(door, "/feed/metadata/timestamp.json")
    assert (status, body, headers["cache-control"]) == (200, TIMESTAMP, "no-cache")

    for tag in (headers["etag"], "W/" + headers["etag"], f'"other", {headers["etag"]}'):
        status, again, body = ask(door, "/feed/metadata/timestamp.json", if_none_match=tag)
        assert (status, body, again["etag"]) == (304, b"", headers["etag"])


def test_a_new_timestamp_is_seen_at_once(door: FeedDoor, feed: Path) -> None:
    _, headers, _ = ask(door, "/feed/metadata/timestamp.json")
    path = feed / "metadata/timestamp.json"
    stamp = int(path.stat().st_mtime)
    beside = path.with_name("timestamp.json.tmp")
    beside.write_bytes(TIMESTAMP.replace(b"{}", b"[]"))  # of the same length
    os.utime(beside, (stamp + 1, stamp + 1))
    beside.replace(path)

    status, newer, body = ask(door, "/feed/metadata/timestamp.json", if_none_match=headers["etag"])
    assert (status, body) == (200, path.read_bytes())
    assert newer["etag"] != headers["etag"]


def test_within_a_twentieth_of_a_second_the_disk_is_not_asked_again(feed: Path) -> None:
    moments = iter([100.0, 100.01, 100.02, 100.2])
    door = FeedDoor(feed, behind, lambda: next(moments))
    before = [ask(door, "/feed/metadata/7.snapshot.json")[0] for _ in range(2)]
    (feed / "metadata/7.snapshot.json").unlink()

    assert before == [200, 200]
    assert ask(door, "/feed/metadata/7.snapshot.json")[0] == 200
    assert ask(door, "/feed/metadata/7.snapshot.json")[0] == 404


def test_json_travels_packed_to_those_who_can_read_it(door: FeedDoor) -> None:
    status, headers, body = ask(door, "/feed/pages/ab/abcd", accept_encoding="gzip, deflate")
    assert (status, headers["content-encoding"], headers["vary"]) == (200, "gzip", "Accept-Encoding")
    assert gzip.decompress(body) == b'{"rows": []}' * 50
    assert headers["content-length"] == str(len(body))
    assert headers["cache-control"].endswith("immutable")
    _, headers, body = ask(door, "/feed/pages/ab/abcd")
    assert ("content-encoding" in headers, body) == (False, b'{"rows": []}' * 50)
    _, headers, _ = ask(door, "/feed/packs/ab/abcd.gz", accept_encoding="gzip")
    assert "Content-Encoding" not in headers, "a pack is packed already"


@pytest.mark.parametrize(
    "path",
    [
        "/feed/metadata/9.root.json",
        "/feed/",
        "/feed/metadata",
        "/feed/secret.txt",
        "/feed/.lock",
        "/feed/incoming/metadata/2.root.json",
        "/feed/metadata/8.snapshot.json.tmp",
        "/feed/metadata/../secret.txt",
        "/feed/metadata/./timestamp.json",
        "/feed/metadata//timestamp.json",
        "/feed//etc/passwd",
        "/feed/metadata/timestamp.json\0",
        "/feed/metadata/timestamp.json\n",
        "/feed/blobs/" + "a" * 5_000,
    ],
)
def test_nothing_but_the_feed_is_served(door: FeedDoor, path: str) -> None:
    assert ask(door, path)[0] == 404


def test_a_link_out_of_the_folder_is_not_followed(door: FeedDoor, feed: Path) -> None:
    (feed / "metadata/1.root.json").symlink_to("/etc/passwd")
    assert ask(door, "/feed/metadata/1.root.json")[0] == 404


def test_a_file_that_went_is_gone(door: FeedDoor, feed: Path) -> None:
    assert ask(door, "/feed/metadata/7.snapshot.json")[0] == 200
    (feed / "metadata/7.snapshot.json").unlink()
    assert ask(door, "/feed/metadata/7.snapshot.json")[0] == 404


def test_head_has_no_body_and_nothing_is_written(door: FeedDoor) -> None:
    status, headers, body = ask(door, "/feed/metadata/timestamp.json", "HEAD")
    assert (status, headers["content-length"], body) == (200, str(len(TIMESTAMP)), b"")
    for method in ("POST", "PUT", "DELETE"):
        assert ask(door, "/feed/metadata/timestamp.json", method)[0] == 405


def test_everything_else_is_the_application_behind(door: FeedDoor) -> None:
    assert ask(door, "/admin/")[2] == ask(door, "/feedback")[2] == b"django"


def test_memory_is_bounded(feed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from content.hub import feed_door

    monkeypatch.setattr(feed_door, "MAX_MEMORY", 1_500)
    door = FeedDoor(feed, behind)
    for n in range(5):
        (feed / f"blobs/ab/{n}").parent.mkdir(parents=True, exist_ok=True)
        (feed / f"blobs/ab/{n}").write_bytes(os.urandom(700))
        assert len(ask(door, f"/feed/blobs/ab/{n}")[2]) == 700
    assert door._held <= 1_500
