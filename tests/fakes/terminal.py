"""An independent terminal: python-tuf's own Updater over a folder, and a pull that downloads and hashes everything.

It shares no code with content/sync: what it accepts, any TUF client accepts.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from tuf.api.exceptions import DownloadHTTPError
from tuf.ngclient import FetcherInterface, Updater


class FolderFetcher(FetcherInterface):
    """Serves a folder as a web server would: what is not there is 404."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _fetch(self, url: str) -> Iterator[bytes]:
        path = self._folder / url
        if not path.is_file():
            raise DownloadHTTPError(f"404 {url}", 404)
        return iter([path.read_bytes()])


class PlainTerminal:
    """Keeps its trust between pulls in ``home``; ``pull`` gives what it would show: id → body as JSON."""

    def __init__(self, home: Path, feed: Path, root: bytes) -> None:
        self.home, self.feed, self.root = home, feed, root
        self.withdrawn: dict[str, int] = {}

    def updater(self, now: datetime) -> Updater:
        """A refreshed updater at this moment. Raises tuf's RepositoryError or DownloadError."""
        self.home.mkdir(parents=True, exist_ok=True)
        updater = Updater(
            str(self.home), "metadata/", str(self.home), "targets/", FolderFetcher(self.feed), bootstrap=self.root
        )
        updater._trusted_set.reference_time = now
        updater.refresh()
        return updater

    def target(self, updater: Updater, path: str) -> bytes:
        """A verified target's bytes."""
        info = updater.get_targetinfo(path)
        assert info is not None, path
        return Path(updater.download_target(info, str(self.home / "target"))).read_bytes()

    def pull(self, now: datetime, *units: str) -> dict[str, Any]:
        """Every item of these units; each hash, size and pack is checked against what is signed."""
        updater = self.updater(now)
        shown: dict[str, Any] = {}
        for unit in units:
            index = json.loads(self.target(updater, f"{unit}/index.json"))
            assert index["unit"] == unit
            self.withdrawn |= {gone["id"]: gone["rev"] for gone in index.get("withdrawn", [])}
            for sha256, size, count in index["pages"]:
                page = self._file(f"pages/{sha256[:2]}/{sha256}", sha256, size)
                rows = [row for row in json.loads(page)["rows"] if row]
                assert len(rows) == count
                bodies = []
                for id_, rev, body_sha256, body_size, _kind in rows:
                    body = self._file(f"blobs/{body_sha256[:2]}/{body_sha256}", body_sha256, body_size)
                    bodies.append(body)
                    shown[id_] = json.loads(body)
                    assert shown[id_].get("rev", rev) == rev
                pack = self.feed / f"packs/{sha256[:2]}/{sha256}.gz"
                if rows:
                    assert gzip.decompress(pack.read_bytes()) == page + b"".join(bodies)
        return shown

    def _file(self, path: str, sha256: str, size: int) -> bytes:
        data = (self.feed / path).read_bytes()
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (sha256, size), path
        return data
