"""One file that holds a hub: a tar archive whose last member says what must be in it.

    database.sqlite | database.dump    SQLite's own copy, or pg_dump's custom format
    data/secret-key data/media/… data/attachments/…
    feed/metadata/timestamp.json       first of the feed: all that it names lies in the archive, too
    feed/…
    manifest.json                      sizes and sha256 of all of it

The signer's keys and the sealing keys are not in it: they have encrypted backups of their own (mingbai keys backup).
"""

from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath

import msgspec

MANIFEST = "manifest.json"
MAX_MANIFEST_BYTES = 50_000_000
_CHUNK = 1_000_000


class Member(msgspec.Struct, frozen=True):
    """One file of the archive."""

    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """What the archive holds. made_at: UTC. database: sqlite or postgresql."""

    county: str
    made_at: datetime
    database: str
    members: dict[str, Member]


@dataclass(frozen=True)
class Source:
    """A file that goes into an archive under a name."""

    name: str
    path: Path


def write(out: Path, sources: Iterable[Source], *, county: str, made_at: datetime, database: str) -> Manifest:
    """Write the archive (mode 0600), certain to last when it has its name. Raises ValueError if the name is taken.

    A file that goes away meanwhile is left out: what the database names is never deleted while it is named.
    """
    if out.exists():
        raise ValueError(f"{out}: exists already; nothing was overwritten")
    beside = out.with_name(f".{out.name}.{os.getpid()}")
    members: dict[str, Member] = {}
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                for source in sources:
                    found = _add(tar, source)
                    if found is not None:
                        members[source.name] = found
                manifest = Manifest(county, made_at, database, members)
                data = msgspec.json.encode(manifest)
                entry = tarfile.TarInfo(MANIFEST)
                entry.size = len(data)
                tar.addfile(entry, io.BytesIO(data))
            file.flush()
            os.fsync(file.fileno())
        beside.rename(out)
    finally:
        beside.unlink(missing_ok=True)
    return manifest


def verify(archive: Path) -> Manifest:
    """Read all of it and compare. Raises ValueError that names what is damaged or missing."""
    manifest, found = None, {}
    for entry, data in _members(archive):
        if entry.name == MANIFEST:
            manifest = _manifest(archive, b"".join(data))
        else:
            digest, size = sha256(), 0
            for chunk in data:
                digest.update(chunk)
                size += len(chunk)
            found[entry.name] = Member(size, digest.hexdigest())
    if manifest is None:
        raise ValueError(f"{archive}: no {MANIFEST} at its end: this is no backup of a hub, or only half of one")
    wrong = sorted(
        name for name in manifest.members.keys() | found.keys() if manifest.members.get(name) != found.get(name)
    )
    if wrong:
        raise ValueError(f"{archive}: damaged or missing in it: {', '.join(wrong[:5])}")
    return manifest


def unpack(archive: Path, into: Path, *, below: str) -> int:
    """Write the members below a folder of the archive (``data/``, or a whole name) into ``into``; how many.

    Nothing is overwritten. Raises ValueError.
    """
    count = 0
    for entry, data in _members(archive):
        if not entry.name.startswith(below) or entry.name == MANIFEST:
            continue
        name = PurePosixPath(entry.name).relative_to(below.rstrip("/")) if below.endswith("/") else entry.name
        target = into / name
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = 0o600 if target.name == "secret-key" else 0o640 if below == "data/" else 0o644
        try:
            handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        except FileExistsError as err:
            raise ValueError(f"{target}: is there already; nothing was overwritten") from err
        with os.fdopen(handle, "wb") as file:
            for chunk in data:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        count += 1
    return count


def _add(tar: tarfile.TarFile, source: Source) -> Member | None:
    """One file as it is at this moment, in memory-sized pieces; None if it is gone."""
    try:
        file = source.path.open("rb")
    except FileNotFoundError:
        return None
    with file:
        digest, size = sha256(), os.fstat(file.fileno()).st_size
        entry = tarfile.TarInfo(source.name)
        entry.size, entry.mode = size, 0o600
        tar.addfile(entry, _Counted(file, digest.update))
    return Member(size, digest.hexdigest())


class _Counted:
    """A file whose bytes are hashed while they are read."""

    def __init__(self, file: io.BufferedReader, hashed: Callable[[bytes], object]) -> None:
        self._file = file
        self._hashed = hashed

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._hashed(data)
        return data


def _members(archive: Path) -> Iterator[tuple[tarfile.TarInfo, Iterator[bytes]]]:
    """Each member with its bytes. Raises ValueError for what is no tar, or holds more than plain files."""
    with _told(archive), tarfile.open(archive, "r:") as tar:
        for entry in tar:
            path = PurePosixPath(entry.name)
            if not entry.isreg() or path.is_absolute() or ".." in path.parts:
                raise ValueError(f"{archive}: {entry.name!r} is no file of a backup")
            yield entry, _bytes_of(archive, tar, entry)


def _bytes_of(archive: Path, tar: tarfile.TarFile, entry: tarfile.TarInfo) -> Iterator[bytes]:
    opened = tar.extractfile(entry)
    assert opened is not None  # it is a plain file
    with _told(archive):
        while chunk := opened.read(_CHUNK):
            yield chunk


@contextmanager
def _told(archive: Path) -> Iterator[None]:
    """What tarfile and the disk complain of, in our words."""
    try:
        yield
    except (tarfile.TarError, EOFError) as err:
        raise ValueError(f"{archive}: no backup of a hub, or only half of one: {err}") from err
    except OSError as err:
        raise ValueError(f"{archive}: {err.strerror or err}") from err


def _manifest(archive: Path, data: bytes) -> Manifest:
    try:
        if len(data) > MAX_MANIFEST_BYTES:
            raise ValueError(f"{len(data)} bytes, at most {MAX_MANIFEST_BYTES} are allowed")
        return msgspec.json.decode(data, type=Manifest)
    except ValueError as err:
        raise ValueError(f"{archive}: {MANIFEST}: {err}") from err
