"""A signed county with its public pages, on a clock that a test moves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from content.feed.files import Disk
from content.feed.rules import Change, Withdrawal
from content.public_side.folder import PublicFolder
from content.public_side.publisher import Done, Publisher
from content.public_side.register import Register
from content.public_side.signed_feed import SignedFeed
from tests.factories import COUNTY, Feed, make_repository

URL = "https://gk.example.gov.cn"


@dataclass
class Site:
    """feed: the signed repository. public: the folder that is served."""

    feed: Feed
    publisher: Publisher
    register: Register
    public: Path

    def release(self, *changes: Change, withdraw: tuple[Withdrawal, ...] = ()) -> Done:
        """Sign, then let the public side follow."""
        self.feed.clock.advance(seconds=2)
        release = self.feed.repository.release(changes, withdraw)
        assert not release.refused, release.refused
        return self.publisher.turn()

    def text(self, path: str) -> str:
        return (self.public / path).read_text("utf-8")

    def files(self) -> dict[str, bytes]:
        found = (file for file in self.public.rglob("*") if file.is_file())
        return {file.relative_to(self.public).as_posix(): file.read_bytes() for file in found}

    def close(self) -> None:
        self.register.close()
        self.feed.repository.close()


def make_site(folder: Path, *changes: Change) -> Site:
    feed = make_repository(folder, *changes)
    register = Register(folder / "public-side" / "register.sqlite")
    site = Site(feed, publisher_of(feed, register, folder), register, folder / "public")
    site.publisher.turn()
    return site


def publisher_of(feed: Feed, register: Register, folder: Path) -> Publisher:
    """A publisher as a new process would make it."""
    root = (feed.online / "root.json").read_bytes()
    return Publisher(
        feed=SignedFeed(feed.root, folder / "public-side" / "metadata", root, COUNTY),
        register=register,
        folder=PublicFolder(folder / "public", Disk()),
        public_url=URL,
        now=feed.clock,
    )
