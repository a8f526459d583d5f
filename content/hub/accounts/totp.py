"""动态码: six digits from a shared secret and the time (RFC 6238), accepted once. Pure: time and secret come in.

HMAC-SHA-1, steps of 30 seconds, as every authenticator app expects. A code of the step before or after is taken, too:
telephones' clocks differ.
"""

from __future__ import annotations

import base64
import unicodedata
from datetime import datetime

from cryptography.hazmat.primitives import constant_time
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

SECRET_BYTES = 20  # RFC 4226, 4: 160 bits are recommended
DIGITS = 6
STEP_S = 30
_AROUND = 1


def typed_code(text: str) -> str:
    """What somebody typed, without spaces, and in ASCII where an input method made full-width digits of them."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def matching_step(secret: bytes, code: str, now: datetime, last_step: int) -> int | None:
    """The step whose code this is, later than the one that was accepted last; None if it is none of them."""
    if not (code.isascii() and code.isdigit() and len(code) == DIGITS):
        return None
    present = int(now.timestamp()) // STEP_S
    found = None
    for step in range(present - _AROUND, present + _AROUND + 1):
        is_same = constant_time.bytes_eq(code_at(secret, step), code.encode())
        if is_same and step > last_step:
            found = step
    return found


def code_at(secret: bytes, step: int) -> bytes:
    """The six digits of one step."""
    return _totp(secret).generate(step * STEP_S)


def address(secret: bytes, account: str, issuer: str) -> str:
    """What the QR code holds: otpauth://totp/…"""
    return str(_totp(secret).get_provisioning_uri(account, issuer))


def written(secret: bytes) -> str:
    """The secret as somebody types it who cannot scan: base32 in groups of four."""
    letters = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def _totp(secret: bytes) -> TOTP:
    # RFC 6238 prescribes HMAC-SHA-1; what is broken in SHA-1, collisions, does not touch HMAC.
    return TOTP(secret, DIGITS, SHA1(), STEP_S)  # noqa: S303  as said above
