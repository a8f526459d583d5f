"""Backing a hub up and restoring it: which files, in which order."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.settings import HubSettings
from content.feed.files import BESIDE
from content.feed.repository import TIMESTAMP_PATH
from content.hub.keeping import archive, database
from content.hub.keeping.archive import Manifest, Source
from content.hub.settings import SECRET_KEY_FILE

_FOLDERS = ("media", "attachments")
_NOT_KEPT = ("feed/.lock",)


@dataclass(frozen=True)
class Restored:
    """files: how many were written. is_feed_kept: the signed feed was still there and was left alone."""

    manifest: Manifest
    files: int
    is_feed_kept: bool


def back_up(hub: HubSettings, out: Path, now: datetime) -> Manifest:
    """Write the archive while the hub runs, and read it back once. Raises ValueError.

    The database first: files are written before the rows that name them, and the feed may be ahead of it, not behind.
    """
    with tempfile.TemporaryDirectory(dir=out.resolve().parent, prefix=".mingbai-backup-") as folder:
        name = database.copy_name(hub)
        copy = Path(folder) / name
        database.copy_to(hub, copy)
        sources = [Source(name, copy), *_data(hub.data_dir), *_feed(hub.repository_dir)]
        kind = "postgresql" if hub.database_url else "sqlite"
        archive.write(out, sources, county=hub.county, made_at=now, database=kind)
    return archive.verify(out)


def restore(hub: HubSettings, file: Path) -> Restored:
    """Make the hub from an archive where there is none yet. Nothing is overwritten. Raises ValueError.

    A signed feed that is still there is newer than any copy of it, and stays.
    """
    manifest = archive.verify(file)
    if manifest.county != hub.county:
        raise ValueError(f"{file}: of the county {manifest.county!r}, hub.toml is for {hub.county!r}")
    name = database.copy_name(hub)
    if name not in manifest.members:
        raise ValueError(f"{file}: holds a {manifest.database} database; database_url in hub.toml says otherwise")
    database.refuse_if_used(hub)
    hub.data_dir.mkdir(parents=True, exist_ok=True)
    files = archive.unpack(file, hub.data_dir, below="data/")
    is_feed_kept = (hub.repository_dir / TIMESTAMP_PATH).exists()
    if not is_feed_kept:
        files += archive.unpack(file, hub.repository_dir, below="feed/")
    with tempfile.TemporaryDirectory(dir=hub.data_dir, prefix=".restore-") as folder:
        archive.unpack(file, Path(folder), below=name)
        database.make_from(hub, Path(folder) / name)
    return Restored(manifest, files, is_feed_kept)


def _data(data_dir: Path) -> Iterator[Source]:
    yield Source(f"data/{SECRET_KEY_FILE}", data_dir / SECRET_KEY_FILE)
    for name in _FOLDERS:
        yield from _below(data_dir / name, f"data/{name}")


def _feed(repository: Path) -> Iterator[Source]:
    """timestamp.json first: what it names was there before it."""
    first = f"feed/{TIMESTAMP_PATH}"
    yield Source(first, repository / TIMESTAMP_PATH)
    for source in _below(repository, "feed"):
        if source.name != first and source.name not in _NOT_KEPT and not source.name.endswith(BESIDE):
            yield source


def _below(folder: Path, name: str) -> Iterator[Source]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield Source(f"{name}/{path.relative_to(folder).as_posix()}", path)
