"""The hub's private halves of the sealing keys: made here, and used for the page of those who deal with opinions.

    sealing-<first 8 digits of the key id>.pem      X25519, PKCS #8, mode 0600

A key is replaced by publishing another one. The old file stays until what was sealed with it has been dealt with;
deleting it deletes, for ever and in every backup, what only it can open.
"""

from __future__ import annotations

import base64
import os
import stat
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from content.county import SealingKey
from content.errors import FeedError
from content.sealing import KEYID, Private, Sealed, keyid_of

MAX_KEY_FILE_BYTES = 4_096


class SealingError(FeedError):
    """A box that cannot be opened here: its key is missing or unreadable, or the box is damaged."""


class SealingRing:
    """The hub's private keys, by key id; the folder is looked at again for each box."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def new_key(self, now: datetime, life: timedelta) -> SealingKey:
        """Make a key pair; returns the half that the county publishes. Raises SealingError if it cannot be kept."""
        private = X25519PrivateKey.generate()
        raw = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        path = self._path(keyid_of(raw))
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(pem)
                file.flush()
                os.fsync(file.fileno())
        except OSError as err:
            raise SealingError(f"{path}: cannot be written: {err.strerror or err}") from err
        until = (now + life).replace(microsecond=0)
        return SealingKey(keyid=keyid_of(raw), public_key=base64.b64encode(raw).decode(), valid_until=until)

    def open(self, sealed: Sealed) -> Private:
        """What was sealed. Raises SealingError."""
        if not KEYID.fullmatch(sealed.keyid):
            raise SealingError(f"sealed with {sealed.keyid[:40]!r}, which is no key id")
        key = PrivateKey(self._private_bytes(self._path(sealed.keyid)))
        try:
            content = SealedBox(key).decrypt(base64.b64decode(sealed.box, validate=True))
            return msgspec.json.decode(content, type=Private)
        except (CryptoError, ValueError) as err:
            raise SealingError(f"sealed with {sealed.keyid}: the box is damaged") from err

    def _path(self, keyid: str) -> Path:
        return self._folder / f"sealing-{keyid[:8]}.pem"

    def _private_bytes(self, path: Path) -> bytes:
        try:
            if mode := stat.S_IMODE(path.stat().st_mode) & 0o077:
                raise SealingError(f"{path}: mode lets others read the key ({mode:03o}); expected 0600")
            with path.open("rb") as file:
                key = load_pem_private_key(file.read(MAX_KEY_FILE_BYTES), None)
        except FileNotFoundError as err:
            raise SealingError(f"{path}: there is no such key") from err
        except (OSError, ValueError, TypeError) as err:
            raise SealingError(f"{path}: no private key to be read: {err}") from err
        if not isinstance(key, X25519PrivateKey):
            raise SealingError(f"{path}: a key of another kind, expected X25519")
        return key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
