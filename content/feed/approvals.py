"""LED lines and the two people who answer for each: 双人审批, made cryptographic.

    envelope   {"payload": base64, "payloadType": LED_PAYLOAD_TYPE, "signatures": [{"keyid", "sig"}, {"keyid", "sig"}]}
    payload    the exact bytes of a content.disclosure.LedLine
    approvers  people/approvers.json: who may sign for which unit and boards, signed by 2 of 3 officers

An envelope is DSSE (Dead Simple Signing Envelope): the signature covers payload and payload type. DSSE counts
key ids, and one key under two ids passes a threshold of two; therefore a key id is computed from its key here,
and keys and persons are compared themselves.
"""

from __future__ import annotations

import base64
import binascii
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import UnverifiedSignatureError
from securesystemslib.signer import Signature, Signer, SSlibKey

from content.errors import TrustError
from content.led_line import (
    DRILL_MARK,
    LED_PAYLOAD_TYPE,
    MAX_LED_LINE_LENGTH,
    MAX_LED_LINE_LIFE,
    MAX_URGENT_LIFE,
    LedLine,
    LedUrgency,
    decode_led_line,
)
from content.record import Moment, unit_of

SIGNATURES_NEEDED = 2
EVERY = "*"  # in an approver's units or boards: all of the county's
MAX_APPROVERS_BYTES = 262_144
MAX_PAYLOAD_BYTES = 8_192
MAX_ENVELOPE_BYTES = 16_384  # base64 of the payload, two signatures, and room for longer key ids
MAX_BOARDS = 64
MAX_NUMBER = 2**31 - 1  # of revisions and of seq: fits every database and every board's record
KEY_BYTES = 32  # Ed25519, raw
SIGNATURE_BYTES = 64

T = TypeVar("T")


class LineOutOfTime(TrustError):
    """Two approvers answer for this line, but it has not begun yet, or is over."""

    def __init__(self, line: LedLine, message: str) -> None:
        super().__init__(f"LED line {line.id}: {message}")
        self.line = line


class Approver(msgspec.Struct, frozen=True, kw_only=True):
    """审批人: one person with one key.

    keyid: ``keyid_of`` the key. public_key: base64 of the 32 raw bytes of an Ed25519 key.
    units, boards: codes and ids this person may sign for, or EVERY.
    """

    keyid: str
    public_key: str
    person: str
    units: tuple[str, ...]
    boards: tuple[str, ...]
    valid_from: Moment
    valid_until: Moment

    def covers(self, line: LedLine) -> bool:
        """Whether this person may sign for the line's unit and every one of its boards."""
        return _in(line.unit, self.units) and all(_in(board, self.boards) for board in line.boards)


class ApproverList(msgspec.Struct, frozen=True, kw_only=True):
    """people/approvers.json of one county. Use ``load_approvers``: it checks what the type cannot."""

    v: int = 1
    county: str
    approvers: tuple[Approver, ...] = ()

    def by_keyid(self, keyid: str) -> Approver:
        """The approver with this key id. Raises TrustError."""
        for approver in self.approvers:
            if approver.keyid == keyid:
                return approver
        raise TrustError(f"key {_short(keyid)} belongs to none of the county's {len(self.approvers)} approvers")


class LineSignature(msgspec.Struct, frozen=True):
    """One approver's signature over a line: key id and base64 of the 64 bytes, as the device API posts it."""

    keyid: str
    sig: str


# --- the list of approvers --------------------------------------------------------------------------


def load_approvers(data: bytes, county: str) -> ApproverList:
    """Read people/approvers.json of this county.

    Raises TrustError if it is malformed, another county's, or if a key or a person stands in it twice.
    """
    found = _decoded(data, MAX_APPROVERS_BYTES, _APPROVERS.decode, "list of approvers")
    if found.v != 1:
        raise TrustError(f"list of approvers: version {found.v}, this program knows version 1")
    if found.county != county:
        raise TrustError(f"list of approvers: of county {found.county!r}, expected {county!r}")
    keys: dict[bytes, str] = {}
    people: dict[str, str] = {}
    for approver in found.approvers:
        raw = _raw_key(approver)
        if approver.keyid != keyid_of(raw):
            raise TrustError(f"approver {approver.person}: key id {_short(approver.keyid)} is not that of the key")
        if raw in keys:
            raise TrustError(f"approvers {keys[raw]} and {approver.person} have one and the same key")
        person = _same_person(approver.person)
        if not person:
            raise TrustError(f"approver with key {_short(approver.keyid)} has no name")
        if person in people:
            raise TrustError(f"approver {approver.person} stands in the list twice; one person has one key")
        if approver.valid_until <= approver.valid_from:
            raise TrustError(f"approver {approver.person}: valid_until is not after valid_from")
        keys[raw] = people[person] = approver.person
    return found


def encode_approvers(approvers: ApproverList) -> bytes:
    """The list as the bytes that the officers sign."""
    return msgspec.json.encode(approvers)


def keyid_of(raw_public_key: bytes) -> str:
    """The key id of an Ed25519 public key (32 raw bytes): what securesystemslib gives it by default."""
    return _sslib_key(raw_public_key).keyid


# --- a line -------------------------------------------------------------------------------------------


def read_led_line(payload: bytes) -> LedLine:
    """Read the payload of a line and check every rule that needs no signature and no clock.

    Raises TrustError. The hub calls it before it asks for signatures, an approver's machine before it signs.
    """
    line = _decoded(payload, MAX_PAYLOAD_BYTES, decode_led_line, "LED line")
    with _reported(f"LED line {line.id}"):
        _check(line.v == 1, f"version {line.v}, this program knows version 1")
        _check(unit_of(line.id) == line.unit, f"id outside its unit {line.unit!r}")
        unit_of(line.disclosure)
        for number in (line.rev, line.disclosure_rev):
            _check(1 <= number <= MAX_NUMBER, f"revision {number}, expected 1 to {MAX_NUMBER}")
        _check(1 <= line.seq <= MAX_NUMBER, f"seq {line.seq}, expected 1 to {MAX_NUMBER}")
        _check(1 <= len(line.boards) <= MAX_BOARDS, f"{len(line.boards)} boards, expected 1 to {MAX_BOARDS}")
        _check(len(set(line.boards)) == len(line.boards), "a board named twice")
        _check(EVERY not in line.boards and all(line.boards), "a board without an id of its own")
        _check_text(line.text)
        life = line.valid_until - line.valid_from
        _check(life > timedelta(0), "valid_until is not after valid_from")
        longest = MAX_LED_LINE_LIFE if line.urgency is LedUrgency.ROUTINE else MAX_URGENT_LIFE
        _check(life <= longest, f"valid for {life}, at most {longest.days} days are allowed")
        _check_drill(line)
    return line


def sign_led_line(payload: bytes, signer: Signer) -> LineSignature:
    """One approver's signature over the exact payload bytes. Raises TrustError if no line may read so."""
    read_led_line(payload)
    signature = signer.sign(_envelope(payload).pae())
    return LineSignature(signature.keyid, base64.b64encode(bytes.fromhex(signature.signature)).decode())


def verify_one(payload: bytes, keyid: str, sig: str, approvers: ApproverList) -> Approver:
    """Check one signature (base64) as it arrives at the hub: the payload is a line, the key is an approver's
    who may sign for its unit and boards, and the signature fits. Returns the approver; raises TrustError.

    No need to check the approver's validity: time passes until the line is shown, verify_led_line does it then.
    """
    line = read_led_line(payload)
    approver = approvers.by_keyid(keyid)
    _check_signature(payload, LineSignature(keyid, sig), approver)
    _check_scope(line, approver)
    return approver


def assemble(payload: bytes, signatures: Sequence[LineSignature]) -> bytes:
    """The envelope: what is published as the body of the line."""
    wire = _Wire(base64.b64encode(payload).decode(), LED_PAYLOAD_TYPE, tuple(signatures))
    return msgspec.json.encode(wire)


def payload_of(envelope: bytes) -> bytes:
    """The payload of an envelope, unverified: for those who only need to know which line it claims to be."""
    return _payload(_unpacked(envelope))


def verify_led_line(
    envelope: bytes, approvers: ApproverList, now: datetime, county: str, *, ahead: timedelta = timedelta(0)
) -> LedLine:
    """The line in this envelope, if two approvers answer for it at this moment.

    Demands exactly two signatures, both good, of two persons with two keys, both within their validity and
    allowed for the line's unit and every board; the line itself of this county and valid now. ``ahead``: how
    long before valid_from it is accepted (the signer publishes a line early; a board never shows one early).
    Raises TrustError that says what was expected and what was found.
    """
    wire = _unpacked(envelope)
    payload = _payload(wire)
    if len(wire.signatures) != SIGNATURES_NEEDED:
        raise TrustError(f"LED line with {len(wire.signatures)} signatures, expected {SIGNATURES_NEEDED}")
    signers = [approvers.by_keyid(signature.keyid) for signature in wire.signatures]
    if len({_raw_key(approver) for approver in signers}) != SIGNATURES_NEEDED:
        raise TrustError(f"LED line signed twice with one key, expected {SIGNATURES_NEEDED} different keys")
    if len({_same_person(approver.person) for approver in signers}) != SIGNATURES_NEEDED:
        raise TrustError(f"LED line signed twice by {signers[0].person}, expected {SIGNATURES_NEEDED} persons")
    for signature, approver in zip(wire.signatures, signers, strict=True):
        _check_signature(payload, signature, approver)
    line = read_led_line(payload)
    for approver in signers:
        _check_scope(line, approver)
        if not approver.valid_from <= now < approver.valid_until:
            raise TrustError(
                f"LED line {line.id}: approver {approver.person} is valid from {approver.valid_from.isoformat()} "
                f"until {approver.valid_until.isoformat()}, now is {now.isoformat()}"
            )
    with _reported(f"LED line {line.id}"):
        _check(line.county == county, f"of county {line.county!r}, expected {county!r}")
    if now >= line.valid_until:
        raise LineOutOfTime(line, f"ended {line.valid_until.isoformat()}, now is {now.isoformat()}")
    if now + ahead < line.valid_from:
        raise LineOutOfTime(line, f"begins {line.valid_from.isoformat()}, now is {now.isoformat()}")
    return line


# --- helpers ------------------------------------------------------------------------------------------


class _Wire(msgspec.Struct, frozen=True, rename={"payload_type": "payloadType"}):
    payload: str
    payload_type: str
    signatures: tuple[LineSignature, ...]


_APPROVERS = msgspec.json.Decoder(ApproverList)
_WIRE = msgspec.json.Decoder(_Wire)


def _unpacked(envelope: bytes) -> _Wire:
    wire = _decoded(envelope, MAX_ENVELOPE_BYTES, _WIRE.decode, "LED envelope")
    if wire.payload_type != LED_PAYLOAD_TYPE:
        raise TrustError(f"LED envelope: payload type {_short(wire.payload_type)!r}, expected {LED_PAYLOAD_TYPE!r}")
    return wire


def _payload(wire: _Wire) -> bytes:
    return _unbase64(wire.payload, "LED envelope: payload")


def _envelope(payload: bytes) -> Envelope:
    return Envelope(payload, LED_PAYLOAD_TYPE, {})


def _check_signature(payload: bytes, signature: LineSignature, approver: Approver) -> None:
    raw = _unbase64(signature.sig, f"signature of {approver.person}")
    if len(raw) != SIGNATURE_BYTES:
        raise TrustError(f"signature of {approver.person}: {len(raw)} bytes, expected {SIGNATURE_BYTES}")
    key = _sslib_key(_raw_key(approver))
    try:
        key.verify_signature(Signature(key.keyid, raw.hex()), _envelope(payload).pae())
    except UnverifiedSignatureError as err:
        raise TrustError(f"signature of {approver.person} does not fit this line") from err


def _check_scope(line: LedLine, approver: Approver) -> None:
    if not approver.covers(line):
        raise TrustError(
            f"LED line {line.id}: approver {approver.person} may not sign for unit {line.unit} "
            f"and boards {', '.join(line.boards)}"
        )


def _check_text(text: str) -> None:
    _check(bool(text.strip()), "no text")
    _check(len(text) <= MAX_LED_LINE_LENGTH, f"{len(text)} characters, at most {MAX_LED_LINE_LENGTH} are allowed")
    for character in text:
        # C*: control, format (zero width, bidirectional), surrogate, private use, unassigned; Zl, Zp: line breaks.
        category = unicodedata.category(character)
        if category.startswith("C") or category in {"Zl", "Zp"}:
            raise ValueError(f"character U+{ord(character):04X} is not allowed in a line")


def _check_drill(line: LedLine) -> None:
    """A drill can never be taken for the real thing, nor the real thing for a drill."""
    text = line.text
    if line.urgency is LedUrgency.DRILL:
        is_marked = text.startswith(DRILL_MARK) and text.endswith(DRILL_MARK)
        _check(is_marked and bool(text.replace(DRILL_MARK, "").strip()), f"a drill, expected {DRILL_MARK}…{DRILL_MARK}")
    else:
        _check(DRILL_MARK not in text, f"{DRILL_MARK} in a line that is no drill")


def _check(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ValueError(otherwise)


@contextmanager
def _reported(what: str) -> Iterator[None]:
    """Turn ValueError into TrustError that names the thing."""
    try:
        yield
    except ValueError as err:
        raise TrustError(f"{what}: {err}") from err


def _decoded(data: bytes, max_bytes: int, decode: Callable[[bytes], T], what: str) -> T:
    if len(data) > max_bytes:
        raise TrustError(f"{what}: {len(data)} bytes, at most {max_bytes} are allowed")
    try:
        return decode(data)
    except (ValueError, RecursionError) as err:
        raise TrustError(f"{what}: {err}") from err


def _raw_key(approver: Approver) -> bytes:
    raw = _unbase64(approver.public_key, f"public key of {approver.person}")
    if len(raw) != KEY_BYTES:
        raise TrustError(f"public key of {approver.person}: {len(raw)} bytes, expected {KEY_BYTES} (Ed25519)")
    return raw


def _sslib_key(raw: bytes) -> SSlibKey:
    return SSlibKey.from_crypto(Ed25519PublicKey.from_public_bytes(raw))


def _unbase64(text: str, what: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as err:
        raise TrustError(f"{what}: not base64: {err}") from err


def _same_person(name: str) -> str:
    """A name as it is compared: width, case, spaces and invisible characters make no second person."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(character for character in folded if unicodedata.category(character)[0] not in "ZC")


def _in(wanted: str, allowed: Sequence[str]) -> bool:
    return wanted in allowed or EVERY in allowed


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:16] + "…"
