"""One encrypted file that holds a folder of keys, to be kept in another building.

    [ "mingbai keys 1\\n" ][ salt ][ nonce ][ AES-256-GCM of a tar archive ]
             15              16       12          n + 16                    bytes

The key is scrypt of a passphrase. Databases are left out: a ledger that is copied while the signer writes would
be torn, and a ledger of yesterday is worse than none (repository.py notices both).
"""

from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path, PurePosixPath

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from content.feed.files import BESIDE, Disk, DurableFolder
from content.feed.keys import KeyFileError, check_passphrase

MAGIC = b"mingbai keys 1\n"
SALT_BYTES, NONCE_BYTES = 16, 12
MAX_ARCHIVE_BYTES = 50_000_000
# OWASP Password Storage Cheat Sheet (2023) for scrypt: 128 MB of memory for each guess.
SCRYPT = {"n": 2**17, "r": 8, "p": 1}
LEFT_OUT = (".sqlite", ".sqlite-wal", ".sqlite-shm", BESIDE)


def backup(folder: Path, out: Path, passphrase: str) -> tuple[str, ...]:
    """Write the archive (mode 0600). Returns the names in it. Raises KeyFileError, StoreError."""
    check_passphrase(passphrase)
    if out.exists():
        raise KeyFileError(f"{out}: exists already; nothing was overwritten")
    files = _read_folder(folder)
    if not files:
        raise KeyFileError(f"{folder}: holds nothing to back up")
    salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
    sealed = AESGCM(_key(passphrase, salt)).encrypt(nonce, _pack(files), MAGIC + salt)
    durable = DurableFolder(out.resolve().parent, Disk())
    durable.create(out.name, MAGIC + salt + nonce + sealed, mode=0o600)
    durable.settle()
    return tuple(files)


def verify(archive: Path, passphrase: str, folder: Path | None = None) -> tuple[str, ...]:
    """Open the archive and, if a folder is given, compare every file with it. Returns the names in the archive.

    Raises KeyFileError: wrong passphrase, damage, or the names that differ.
    """
    files = _open(archive, passphrase)
    if folder is not None:
        current = _read_folder(folder)
        differing = sorted(name for name in files.keys() | current.keys() if files.get(name) != current.get(name))
        if differing:
            raise KeyFileError(f"{archive}: differs from {folder} in {', '.join(differing)}; make a new backup")
    return tuple(files)


def restore(archive: Path, passphrase: str, folder: Path) -> tuple[str, ...]:
    """Write the archive's files (mode 0600) into a new or empty folder. Returns their names. Raises KeyFileError."""
    files = _open(archive, passphrase)
    if folder.exists() and any(folder.iterdir()):
        raise KeyFileError(f"{folder}: is not empty; nothing was overwritten. Choose another folder")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    durable = DurableFolder(folder, Disk())
    for name, data in files.items():
        durable.create(name, data, mode=0o600)
    durable.settle()
    return tuple(files)


# --- helpers ------------------------------------------------------------------------------------------


def _read_folder(folder: Path) -> dict[str, bytes]:
    if not folder.is_dir():
        raise KeyFileError(f"{folder}: there is no such folder")
    try:
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.name.endswith(LEFT_OUT)
        }
    except OSError as err:
        raise KeyFileError(f"{folder}: cannot be read: {err.strerror or err}") from err


def _pack(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(data), 0o600
            tar.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def _open(archive: Path, passphrase: str) -> dict[str, bytes]:
    try:
        with archive.open("rb") as file:
            sealed = file.read(MAX_ARCHIVE_BYTES + 1)
    except OSError as err:
        raise KeyFileError(f"{archive}: cannot be read: {err.strerror or err}") from err
    start = len(MAGIC) + SALT_BYTES
    if not sealed.startswith(MAGIC) or len(sealed) > MAX_ARCHIVE_BYTES or len(sealed) < start + NONCE_BYTES:
        raise KeyFileError(f"{archive}: is no backup of keys")
    salt, nonce = sealed[len(MAGIC) : start], sealed[start : start + NONCE_BYTES]
    try:
        packed = AESGCM(_key(passphrase, salt)).decrypt(nonce, sealed[start + NONCE_BYTES :], MAGIC + salt)
    except InvalidTag as err:
        raise KeyFileError(f"{archive}: the passphrase is wrong, or the file is damaged") from err
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        return {entry.name: _contents(tar, entry) for entry in tar.getmembers()}


def _contents(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    file = tar.extractfile(entry) if entry.isreg() else None
    name = PurePosixPath(entry.name)
    if file is None or name.is_absolute() or ".." in name.parts:
        raise KeyFileError(f"{entry.name!r} in the backup is no file of a key folder")
    return file.read()


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt, 32, **SCRYPT).derive(passphrase.encode())
