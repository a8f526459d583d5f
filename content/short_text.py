"""离线短文: what of a disclosure fits one QR code, in plain Chinese, and can be checked later by anybody.

    柳溪镇2026年第三季度低保新增对象公示
    柳溪镇人民政府 2026年11月20日
    柳政发〔2026〕12号
    公示至2026年11月28日 异议：0900-5556101
    MB1 t01/000012@3 1a2b3c4d Qm9keS1oYXNoLTEyOC1iaQ <86 characters>
    ─┬─ ──────┬───── ───┬──── ──────────┬─────────── ───────┬───────
    format  id@revision key   first 16 bytes of sha256  Ed25519 signature over everything before it,
                        id    of the reviewed bytes     the space in front of it not included

UTF-8, lines parted by LF, at most 400 bytes; hash and signature in base64url without padding (RFC 4648 §5). The
signer makes it when it releases the disclosure, with the on-line key of the unit's role, which the county's targets
name (key id: its first 8 digits); that key signs metadata too, which is JSON, and no JSON ends in such a line.

What the signature says: the county's signer released, under this id and revision, a text of this title, publisher
and day, and the reviewed bytes had this hash. It does not say that the disclosure still stands: that only the feed
knows, so checking asks it too (``mingbai verify-qr``).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable

from msgspec import Struct

from content.disclosure import Disclosure
from content.record import COUNTY_TIME, encode

MAX_SHORT_BYTES = 400  # QR version 15 at error level M: 77 × 77 modules, which any phone reads off a screen
HASH_BYTES = 16
SIGNATURE_BYTES = 64
KEYID_DIGITS = 8
ELLIPSIS = "…"

_LAST = re.compile(
    r"MB1 (?P<id>[a-z0-9-]{1,40}/[0-9]{6})@(?P<rev>[1-9][0-9]{0,9}) (?P<key>[0-9a-f]{8}) "
    r"(?P<hash>[A-Za-z0-9_-]{22}) (?P<signature>[A-Za-z0-9_-]{86})"
)

Sign = Callable[[bytes], bytes]


class ShortText(Struct, frozen=True):
    """One that was read. words: its plain lines. signed: the bytes that the signature covers. body_hash: 16 bytes."""

    words: str
    id: str
    rev: int
    keyid: str
    body_hash: bytes
    signed: bytes
    signature: bytes


def short_text(disclosure: Disclosure, keyid: str, sign: Sign) -> str:
    """The signed short text of a disclosure. keyid: hex, of the key that ``sign`` signs with."""
    reviewed = hashlib.sha256(encode(disclosure)).digest()[:HASH_BYTES]
    last = f"MB1 {disclosure.id}@{disclosure.rev} {keyid[:KEYID_DIGITS]} {_written(reviewed)}"
    room = MAX_SHORT_BYTES - len(last) - 2 - len(_written(bytes(SIGNATURE_BYTES)))
    signed = f"{_words(disclosure, room)}\n{last}"
    return f"{signed} {_written(sign(signed.encode()))}"


def read_short_text(text: str) -> ShortText:
    """What a phone read. Raises ValueError that says what is wrong with it."""
    text = text.strip().replace("\r\n", "\n")
    if len(text.encode()) > 2 * MAX_SHORT_BYTES:
        raise ValueError(f"{len(text.encode())} bytes, a short text has at most {MAX_SHORT_BYTES}")
    words, _, last = text.rpartition("\n")
    found = _LAST.fullmatch(last)
    if not words or found is None:
        raise ValueError("the last line is not MB1 with id, key, hash and signature; was the text copied whole?")
    signed = f"{words}\n{last.rpartition(' ')[0]}".encode()
    try:
        signature, body_hash = _read(found["signature"]), _read(found["hash"])
    except binascii.Error as err:
        raise ValueError(f"hash or signature is not base64url: {err}") from err
    return ShortText(words, found["id"], int(found["rev"]), found["key"], body_hash, signed, signature)


def is_signed_by(short: ShortText, public_key: bytes) -> bool:
    """Whether this Ed25519 key (32 raw bytes) signed it."""
    from cryptography.exceptions import InvalidSignature  # here: the touch screen starts without it
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(short.signature, short.signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def _words(disclosure: Disclosure, room: int) -> str:
    """Title, publisher and day, document number, public-notice period; the title gives way if there is no room."""
    day = disclosure.published_at.astimezone(COUNTY_TIME).date()
    lines = [f"{_line(disclosure.publisher, 90)} {day.year}年{day.month}月{day.day}日"]
    if disclosure.document_number:
        lines.append(_line(disclosure.document_number, 60))
    notice = disclosure.notice
    if notice is not None:
        last = notice.last_day
        contact = f" 异议：{_line(notice.contact, 60)}" if notice.contact else ""
        lines.append(f"公示至{last.year}年{last.month}月{last.day}日{contact}")
    rest = "\n".join(lines)
    while len(rest.encode()) + 61 > room and len(lines) > 1:
        rest = "\n".join(lines[: len(lines) - 1])
        lines = lines[:-1]
    return f"{_line(disclosure.title, room - len(rest.encode()) - 1)}\n{rest}"


def _line(text: str, most_bytes: int) -> str:
    """One line of at most so many bytes of UTF-8."""
    text = " ".join(text.split())
    if len(text.encode()) <= most_bytes:
        return text
    return text.encode()[: most_bytes - len(ELLIPSIS.encode())].decode("utf-8", "ignore") + ELLIPSIS


def _written(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _read(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
