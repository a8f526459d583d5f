"""The public door: the pages' folder in front of the hub, the right types, and nothing beside the folder."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from content.hub.public_door import PublicDoor

PAGE = "<h1>公示</h1>".encode()


@dataclass
class Scope:
    path: str
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)


class Protocol:
    """granian's, as far as the door uses it."""

    status = 0
    headers: dict[str, str]
    body = b""

    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None:
        self.status, self.headers = status, dict(headers)

    def response_file(self, status: int, headers: list[tuple[str, str]], file: str) -> None:
        self.response_empty(status, headers)
        self.body = Path(file).read_bytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "t01/000001.html": PAGE,
        "t01/index.html": b"list",
        "index.html": b"home",
        "404.html": b"missing",
        "gone/t01/000003.html": b"taken down",
        "atom.xml": b"<feed/>",
        "feed.json": b"{}",
        "style-0123456789ab.css": b"p{}",
        "t01/000001/a3.pdf": b"%PDF",
        "t01/000001.html.tmp": b"unfinished",
    }
    for name, data in files.items():
        file = tmp_path / "public" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    (tmp_path / "secret.html").write_bytes(b"secret")
    (tmp_path / "public" / "link.html").symlink_to(tmp_path / "secret.html")
    return tmp_path / "public"


def asked(folder: Path, path: str, method: str = "GET", **headers: str) -> Protocol:
    protocol = Protocol()

    async def behind(scope: Scope, protocol: Protocol) -> None:
        protocol.response_empty(299, [])

    named = {name.replace("_", "-"): value for name, value in headers.items()}
    asyncio.run(PublicDoor(folder, behind)(Scope(path, method, named), protocol))
    return protocol


FOUND = [  # address, bytes, type
    ("/t01/000001", PAGE, "text/html; charset=utf-8"),
    ("/t01/", b"list", "text/html; charset=utf-8"),
    ("/", b"home", "text/html; charset=utf-8"),
    ("/atom.xml", b"<feed/>", "application/atom+xml; charset=utf-8"),
    ("/feed.json", b"{}", "application/feed+json; charset=utf-8"),
    ("/style-0123456789ab.css", b"p{}", "text/css; charset=utf-8"),
    ("/t01/000001/a3.pdf", b"%PDF", "application/pdf"),
]


@pytest.mark.parametrize(("address", "body", "media_type"), FOUND)
def test_a_public_file_is_served_without_asking_the_hub(
    folder: Path, address: str, body: bytes, media_type: str
) -> None:
    answer = asked(folder, address)
    assert (answer.status, answer.body, answer.headers["content-type"]) == (200, body, media_type)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers


def test_a_disclosure_that_is_not_public_has_a_page_that_says_so(folder: Path) -> None:
    answer = asked(folder, "/t01/000002")
    assert (answer.status, answer.body) == (404, b"missing")


def test_what_was_taken_down_is_gone_and_says_so(folder: Path) -> None:
    for address in ("/t01/000003", "/t01/000003.html"):
        answer = asked(folder, address)
        assert (answer.status, answer.body) == (410, b"taken down"), address
    head = asked(folder, "/t01/000003", "HEAD")
    assert (head.status, head.headers["content-length"]) == (410, "10")


def test_an_unchanged_page_is_not_sent_again(folder: Path) -> None:
    first = asked(folder, "/t01/000001")
    assert first.headers["cache-control"] == "no-cache", "a withdrawal must be seen at once"
    again = asked(folder, "/t01/000001", if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    (folder / "t01" / "000001.html").write_bytes(PAGE + b"!")
    assert asked(folder, "/t01/000001", if_none_match=first.headers["etag"]).status == 200


@pytest.mark.parametrize(
    "address",
    [
        *("/../secret.html", "/t01/../../secret.html", "/link", "/link.html", "//secret", "/t01/000001.html.tmp"),
        *("/admin/", "/api/v1/heartbeat", "/.hidden", "/t01/0000011", "/T01/000001", "/a\0b"),
        *("/gone/t01/000003", "/gone/t01/000003.html", "/t01/000009.html"),
    ],
)
def test_everything_else_goes_to_the_application_behind(folder: Path, address: str) -> None:
    assert asked(folder, address).status == 299


def test_nothing_is_written_through_this_door(folder: Path) -> None:
    assert asked(folder, "/t01/000001", "POST").status == 299
