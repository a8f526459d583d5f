"""Sealed boxes: opened by libsodium itself with the private half, by nobody else; a wrong key is told."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from nacl.public import PrivateKey, SealedBox

from content.county import SealingKey
from content.errors import TrustError
from content.hub.feedback.sealing_ring import SealingError, SealingRing
from content.sealing import PHONE, Private, Sealed, public_bytes, seal

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SAID = Private(phone="13800138000", text="村里的路灯坏了三个月。")


@pytest.fixture
def ring(tmp_path: Path) -> SealingRing:
    return SealingRing(tmp_path / "sealing")


def test_what_is_sealed_is_read_with_the_private_half_alone(ring: SealingRing, tmp_path: Path) -> None:
    key = ring.new_key(NOW, timedelta(days=365))
    sealed = seal(SAID, key)
    assert ring.open(sealed) == SAID

    # libsodium opens the same box with the key that openssl reads out of the file.
    pem = next((tmp_path / "sealing").glob("*.pem"))
    der = subprocess.run(["openssl", "pkey", "-in", pem, "-outform", "DER"], capture_output=True, check=True).stdout
    content = SealedBox(PrivateKey(der[-32:])).decrypt(base64.b64decode(sealed.box))
    assert json.loads(content) == {"phone": "13800138000", "text": "村里的路灯坏了三个月。"}


def test_the_same_words_sealed_twice_look_different_and_show_nothing(ring: SealingRing) -> None:
    key = ring.new_key(NOW, timedelta(days=365))
    boxes = [base64.b64decode(seal(SAID, key).box) for _ in range(2)]
    assert boxes[0] != boxes[1]
    assert not any(b"13800138000" in box or "路灯".encode() in box for box in boxes)


def test_the_private_key_is_its_users_alone(ring: SealingRing, tmp_path: Path) -> None:
    key = ring.new_key(NOW, timedelta(days=365))
    pem = next((tmp_path / "sealing").glob("*.pem"))
    assert pem.stat().st_mode & 0o777 == 0o600
    assert pem.parent.stat().st_mode & 0o777 == 0o700
    pem.chmod(0o640)
    with pytest.raises(SealingError, match="expected 0600"):
        ring.open(seal(SAID, key))


def test_an_old_key_opens_what_was_sealed_with_it_until_it_is_deleted(ring: SealingRing, tmp_path: Path) -> None:
    old = ring.new_key(NOW, timedelta(days=1))
    before = seal(SAID, old)
    new = ring.new_key(NOW, timedelta(days=365))
    assert new.keyid != old.keyid
    assert ring.open(before) == ring.open(seal(SAID, new)) == SAID
    (tmp_path / "sealing" / f"sealing-{old.keyid[:8]}.pem").unlink()
    with pytest.raises(SealingError, match="no such key"):
        ring.open(before)


def test_a_damaged_box_is_told(ring: SealingRing) -> None:
    sealed = seal(SAID, ring.new_key(NOW, timedelta(days=1)))
    box = bytearray(base64.b64decode(sealed.box))
    box[40] ^= 1
    for wrong in (base64.b64encode(box).decode(), "", "not base64!", base64.b64encode(b"x" * 20).decode()):
        with pytest.raises(SealingError, match="damaged"):
            ring.open(Sealed(sealed.keyid, wrong))
    with pytest.raises(SealingError, match="no key id"):
        ring.open(Sealed("../../etc/passwd", sealed.box))


def _key(raw: bytes, keyid: str) -> SealingKey:
    return SealingKey(keyid=keyid, public_key=base64.b64encode(raw).decode(), valid_until=NOW)


def test_a_public_key_that_is_none_is_refused() -> None:
    raw = bytes(range(32))
    keyid = hashlib.sha256(raw).hexdigest()[:16]
    assert public_bytes(_key(raw, keyid)) == raw
    for wrong in (_key(raw, "0" * 16), _key(raw[:31], keyid), SealingKey(keyid=keyid, public_key="%", valid_until=NOW)):
        with pytest.raises(TrustError):
            public_bytes(wrong)


PHONES = [  # as people dial them
    ("13800138000", True),
    ("19912345678", True),
    ("01012345678", False),  # area code 010, but no subscriber number begins with 1
    ("01062345678", True),
    ("07971234567", False),
    ("07977234567", True),
    ("0797823456", False),
    ("5556101", True),
    ("12800138000", False),
    ("1380013800", False),
    ("138001380001", False),
    ("", False),
    ("110", False),
]


@pytest.mark.parametrize(("digits", "valid"), PHONES)
def test_the_shape_of_a_telephone_number(digits: str, valid: bool) -> None:
    assert bool(PHONE.fullmatch(digits)) is valid
