"""The hub's own key for what must not stand readable in its database: secrets of second factors.

    data_dir/account-key      made at the first use, mode 0600; back it up, but not with the database

AES-256-GCM, with the account's number as associated data: a row copied to another account cannot be opened.
Recovery codes are kept as HMAC-SHA-256 under another key drawn from the same file: whoever has the database alone
cannot try codes.
"""

from __future__ import annotations

import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from content.hub.settings import kept_secret

KEY_FILE = "account-key"
_NONCE_BYTES = 12


class VaultError(Exception):
    """The key file is not the one that a secret was sealed with."""


class Vault:
    """Seals and opens with the key of one hub."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / KEY_FILE
        self._key = kept_secret(self._path).encode()

    def seal(self, secret: bytes, account: int) -> bytes:
        """nonce and ciphertext of a secret that belongs to an account."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher().encrypt(nonce, secret, _owner(account))

    def open(self, sealed: bytes, account: int) -> bytes:
        """The secret. Raises VaultError if it was sealed for another account, or under another key."""
        nonce, box = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._cipher().decrypt(nonce, box, _owner(account))
        except (InvalidTag, ValueError) as err:
            raise VaultError(
                f"account {account}: its second factor cannot be opened with the key in {self._path}"
            ) from err

    def digest(self, code: str, account: int) -> str:
        """What is kept of a recovery code: 64 hexadecimal digits."""
        return hmac.digest(self._derived(b"recovery code"), _owner(account) + code.encode(), "sha256").hex()

    def _cipher(self) -> AESGCM:
        return AESGCM(self._derived(b"second factor"))

    def _derived(self, purpose: bytes) -> bytes:
        return HKDF(SHA256(), 32, None, b"mingbai " + purpose).derive(self._key)


def _owner(account: int) -> bytes:
    return b"account %d:" % account
