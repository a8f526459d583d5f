"""What a citizen tells the county alone: sealed on the terminal, opened only at the hub.

    Private ── JSON ── SealedBox (libsodium: X25519, XSalsa20-Poly1305) ── base64 ── Sealed {keyid, box}

The hub's public key comes with the county's unit tree, signed by the off-line targets key: neither the hub nor the
signer nor the network can put another one in its place. A terminal seals at once and cannot open again what it has
sealed, for the sender's half of the key pair is thrown away with each box.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

import msgspec

from content.county import SealingKey
from content.errors import TrustError

KEY_BYTES = 32
KEYID_DIGITS = 16
MAX_BOX_LENGTH = 8_192  # characters of base64; 500 characters of text take 2,100
# 11 digits of a mobile; area code and subscriber number; or the subscriber number alone (电信网编号计划, 2017).
PHONE = re.compile(r"1[3-9][0-9]{9}|(?:0(?:10|2[0-9]))?[2-8][0-9]{7}|0[3-9][0-9]{2}[2-8][0-9]{6,7}|[2-8][0-9]{6}")
KEYID = re.compile(rf"[0-9a-f]{{{KEYID_DIGITS}}}")


class Private(msgspec.Struct, frozen=True, omit_defaults=True):
    """What only those who deal with the opinion may read. phone: digits. text: what was said in confidence."""

    phone: str = ""
    text: str = ""


class Sealed(msgspec.Struct, frozen=True):
    """A sealed Private. keyid: of the key that opens it. box: base64."""

    keyid: str
    box: str


def seal(private: Private, key: SealingKey) -> Sealed:
    """Nobody but the holder of the private key can read it from here on. Raises TrustError if the key is none."""
    from nacl.public import PublicKey, SealedBox  # here: the kiosk starts without it

    box = SealedBox(PublicKey(public_bytes(key))).encrypt(msgspec.json.encode(private))
    return Sealed(key.keyid, base64.b64encode(box).decode())


def public_bytes(key: SealingKey) -> bytes:
    """The 32 bytes of the public key. Raises TrustError if it is malformed or its id is not its own."""
    try:
        raw = base64.b64decode(key.public_key, validate=True)
    except (binascii.Error, ValueError) as err:
        raise TrustError(f"sealing key {key.keyid[:40]!r}: its public key is not base64") from err
    if len(raw) != KEY_BYTES or key.keyid != keyid_of(raw):
        raise TrustError(
            f"sealing key {key.keyid[:40]!r}: expected {KEY_BYTES} bytes whose hash begins with the key id"
        )
    return raw


def keyid_of(raw: bytes) -> str:
    """The id of a public key: the first digits of its SHA-256."""
    return hashlib.sha256(raw).hexdigest()[:KEYID_DIGITS]
