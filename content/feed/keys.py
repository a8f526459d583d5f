"""Key files: Ed25519 private keys as PKCS #8 PEM, and the ring of keys that the signer holds.

Off-line keys (root, targets, officers, approvers) are protected by a passphrase. On-line keys (snapshot,
timestamp, units) must work without a person; they lie in a folder that only the signer may read:

    <role>-<first 8 digits of the key id>.pem      mode 0600
    root.json                                      the county's first root: what the signer's trust begins with

A key is found by its key id, never by its file name: a new key may lie there before the metadata that calls for it.
"""

from __future__ import annotations

import base64
import os
import stat
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from securesystemslib.signer import CryptoSigner

from content.errors import FeedError
from content.feed.files import Disk, DurableFolder

MIN_PASSPHRASE = 12  # characters
# OWASP Password Storage Cheat Sheet (2023) for PBKDF2-HMAC-SHA256. The cryptography library itself writes 2,048.
PBKDF2_ROUNDS = 600_000
MAX_KEY_FILE_BYTES = 16_384
ROOT_FILE = "root.json"


class KeyFileError(FeedError):
    """A key file is missing, unreadable, in the way, or the passphrase is wrong: its holder must act."""


def new_key() -> CryptoSigner:
    """A fresh Ed25519 key pair; its key id is computed from the public key."""
    return CryptoSigner.generate_ed25519()


def raw_public_key(signer: CryptoSigner) -> bytes:
    """The 32 raw bytes of the public key."""
    return bytes.fromhex(signer.public_key.keyval["public"])


def check_passphrase(passphrase: str) -> None:
    """Raises KeyFileError if a new passphrase is too short."""
    if len(passphrase) < MIN_PASSPHRASE:
        raise KeyFileError(f"passphrase of {len(passphrase)} characters; at least {MIN_PASSPHRASE} are needed")


def save_key(path: Path, signer: CryptoSigner, passphrase: str | None, *, rounds: int = PBKDF2_ROUNDS) -> None:
    """Write a private key, mode 0600. Without a passphrase it lies there in the clear: on-line keys only.

    Raises KeyFileError if the file exists or the passphrase is too short.
    """
    if path.exists():
        raise KeyFileError(f"{path}: exists already; nothing was overwritten")
    pem = signer.private_bytes
    if passphrase is not None:
        check_passphrase(passphrase)
        key = load_pem_private_key(pem, None)
        der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        pem = _pem("ENCRYPTED PRIVATE KEY", _encrypted_pkcs8(der, passphrase.encode(), rounds))
    folder = DurableFolder(path.parent, Disk())
    folder.create(path.name, pem, mode=0o600)
    folder.settle()


def load_key(path: Path, passphrase: str | None) -> CryptoSigner:
    """Read a private key. Raises KeyFileError that says whether file, passphrase or kind of key is wrong."""
    try:
        with path.open("rb") as file:
            pem = file.read(MAX_KEY_FILE_BYTES + 1)
    except FileNotFoundError as err:
        raise KeyFileError(f"{path}: there is no such key file") from err
    except OSError as err:
        raise KeyFileError(f"{path}: cannot be read: {err.strerror or err}") from err
    if len(pem) > MAX_KEY_FILE_BYTES:
        raise KeyFileError(f"{path}: larger than {MAX_KEY_FILE_BYTES} bytes; this is no key file")
    is_protected = b"-----BEGIN ENCRYPTED PRIVATE KEY-----" in pem
    if is_protected and not passphrase:
        raise KeyFileError(f"{path}: is protected by a passphrase, and none was given")
    try:
        key = load_pem_private_key(pem, passphrase.encode() if is_protected and passphrase else None)
    except (ValueError, TypeError) as err:
        wrong = "the passphrase is wrong" if is_protected else "this is no private key in PEM"
        raise KeyFileError(f"{path}: {wrong}") from err
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError(f"{path}: a key of another kind, expected Ed25519")
    return CryptoSigner(key)


class KeyRing:
    """The signer's on-line keys, by key id. Reads the folder again when it is asked for a key it does not know."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._signers: dict[str, CryptoSigner] = {}
        self._reload()

    def first_root(self) -> bytes:
        """The county's first root.json, as the ceremony left it. Raises KeyFileError."""
        try:
            return (self.folder / ROOT_FILE).read_bytes()
        except OSError as err:
            raise KeyFileError(f"{self.folder / ROOT_FILE}: cannot be read: {err.strerror or err}") from err

    def find(self, keyids: Sequence[str]) -> CryptoSigner | None:
        """The first key of these that is here, or None."""
        if not any(keyid in self._signers for keyid in keyids):
            self._reload()
        return next((self._signers[keyid] for keyid in keyids if keyid in self._signers), None)

    def _reload(self) -> None:
        try:
            paths = sorted(self.folder.glob("*.pem"))
        except OSError as err:
            raise KeyFileError(f"{self.folder}: cannot be read: {err.strerror or err}") from err
        if not paths:
            raise KeyFileError(f"{self.folder}: holds no keys; run mingbai keys init first")
        for path in paths:
            _check_private(path)
            signer = load_key(path, None)
            self._signers[signer.public_key.keyid] = signer


def online_name(role: str, signer: CryptoSigner) -> str:
    """File name of an on-line key."""
    return f"{role}-{signer.public_key.keyid[:8]}.pem"


def _check_private(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise KeyFileError(f"{path}: mode {mode:04o} lets others read the key; expected 0600 (chmod 600 {path})")


# --- PKCS #8 with a slow key derivation ------------------------------------------------------------------

_PBES2 = bytes.fromhex("06092a864886f70d01050d")
_PBKDF2 = bytes.fromhex("06092a864886f70d01050c")
_HMAC_SHA256 = bytes.fromhex("06082a864886f70d02090500")  # with its NULL parameter
_AES256_CBC = bytes.fromhex("060960864801650304012a")


def _encrypted_pkcs8(der: bytes, passphrase: bytes, rounds: int) -> bytes:
    """EncryptedPrivateKeyInfo (RFC 5958 §3) with PBES2: PBKDF2-HMAC-SHA256 and AES-256-CBC (RFC 8018 §6.2)."""
    salt, iv = os.urandom(16), os.urandom(16)
    derived = PBKDF2HMAC(hashes.SHA256(), 32, salt, rounds).derive(passphrase)
    padder = PKCS7(128).padder()
    encryptor = Cipher(algorithms.AES(derived), modes.CBC(iv)).encryptor()
    encrypted = encryptor.update(padder.update(der) + padder.finalize()) + encryptor.finalize()
    number = rounds.to_bytes(rounds.bit_length() // 8 + 1, "big")
    kdf = _sequence(_PBKDF2, _sequence(_der(0x04, salt), _der(0x02, number), _sequence(_HMAC_SHA256)))
    scheme = _sequence(_AES256_CBC, _der(0x04, iv))
    return _sequence(_sequence(_PBES2, _sequence(kdf, scheme)), _der(0x04, encrypted))


def _sequence(*parts: bytes) -> bytes:
    return _der(0x30, b"".join(parts))


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def _pem(label: str, der: bytes) -> bytes:
    text = base64.b64encode(der).decode()
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""]).encode()
