"""DSSE envelopes (Dead Simple Signing Envelope): what is signed, and who signed it.

    line        {"payload": base64, "payloadType": LED_PAYLOAD_TYPE, "signatures": [{"keyid", "sig"} ×2]}
    template    the same with LED_TEMPLATE_PAYLOAD_TYPE; it is never published by itself
    release     {"payload", "payloadType": LED_RELEASE_PAYLOAD_TYPE, "signatures": [{"keyid", "sig"}], "template": the
                template's whole envelope}

A signature covers payload and payload type: one that was given as half of a line is no release of it.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import datetime

import msgspec
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import UnverifiedSignatureError
from securesystemslib.signer import Signature, Signer

from content.errors import TrustError
from content.feed.approvers import Approver, ApproverList, Placed, raw_key, same_person, sslib_key
from content.feed.limited import decoded, shortened, unbase64
from content.led_line import LED_PAYLOAD_TYPE, LED_RELEASE_PAYLOAD_TYPE
from content.led_template import LED_TEMPLATE_PAYLOAD_TYPE

MAX_ENVELOPE_BYTES = 16_384  # base64 of the payload, two signatures, and room for longer key ids
MAX_RELEASE_BYTES = 2 * MAX_ENVELOPE_BYTES
SIGNATURE_BYTES = 64
SIGNATURES = {LED_PAYLOAD_TYPE: 2, LED_TEMPLATE_PAYLOAD_TYPE: 2, LED_RELEASE_PAYLOAD_TYPE: 1}  # needed, no more no less
_NOUNS = {
    LED_PAYLOAD_TYPE: "LED line",
    LED_TEMPLATE_PAYLOAD_TYPE: "LED template",
    LED_RELEASE_PAYLOAD_TYPE: "LED release",
}


class LineSignature(msgspec.Struct, frozen=True):
    """One approver's signature: key id and base64 of the 64 bytes, as the device API posts it."""

    keyid: str
    sig: str


class Sealed(msgspec.Struct, frozen=True, omit_defaults=True, rename={"payload_type": "payloadType"}):
    """An envelope, unverified. template: of a release."""

    payload: str
    payload_type: str
    signatures: tuple[LineSignature, ...]
    template: Sealed | None = None

    def content(self) -> bytes:
        """The payload. Raises TrustError."""
        return unbase64(self.payload, "LED envelope: payload")


def sealed(payload: bytes, payload_type: str, signatures: Sequence[LineSignature], template: bytes = b"") -> bytes:
    """An envelope as bytes. template: the envelope of the template that a release is made from."""
    inner = unpacked(template, MAX_ENVELOPE_BYTES, {LED_TEMPLATE_PAYLOAD_TYPE}) if template else None
    return msgspec.json.encode(Sealed(base64.b64encode(payload).decode(), payload_type, tuple(signatures), inner))


def unpacked(envelope: bytes, max_bytes: int, payload_types: frozenset[str] | set[str]) -> Sealed:
    """Read an envelope. Raises TrustError if it is malformed, too large, or of another type."""
    wire = decoded(envelope, max_bytes, _SEALED.decode, "LED envelope")
    if wire.payload_type not in payload_types:
        expected = " or ".join(sorted(map(repr, payload_types)))
        raise TrustError(f"LED envelope: payload type {shortened(wire.payload_type)!r}, expected {expected}")
    if (wire.template is not None) != (wire.payload_type == LED_RELEASE_PAYLOAD_TYPE):
        raise TrustError("LED envelope: a release has a template with it, and nothing else has")
    return wire


def sign(payload: bytes, payload_type: str, signer: Signer) -> LineSignature:
    """A signature over exactly these bytes as exactly this type."""
    signature = signer.sign(_pae(payload, payload_type))
    return LineSignature(signature.keyid, base64.b64encode(bytes.fromhex(signature.signature)).decode())


def check_signature(payload: bytes, payload_type: str, signature: LineSignature, approver: Approver) -> None:
    """Raises TrustError unless the signature is the approver's over these bytes as this type."""
    raw = unbase64(signature.sig, f"signature of {approver.person}")
    if len(raw) != SIGNATURE_BYTES:
        raise TrustError(f"signature of {approver.person}: {len(raw)} bytes, expected {SIGNATURE_BYTES}")
    key = sslib_key(raw_key(approver))
    try:
        key.verify_signature(Signature(key.keyid, raw.hex()), _pae(payload, payload_type))
    except UnverifiedSignatureError as err:
        raise TrustError(f"signature of {approver.person} does not fit this {_NOUNS[payload_type][4:]}") from err


def signers_of(wire: Sealed, approvers: ApproverList) -> list[Approver]:
    """Who signed: as many as this type needs, as many persons with as many keys, each signature good.

    Raises TrustError that says what was expected and what was found.
    """
    noun, needed = _NOUNS[wire.payload_type], SIGNATURES[wire.payload_type]
    if len(wire.signatures) != needed:
        raise TrustError(f"{noun} with {len(wire.signatures)} signatures, expected {needed}")
    signers = [approvers.by_keyid(signature.keyid) for signature in wire.signatures]
    if len({raw_key(approver) for approver in signers}) != needed:
        raise TrustError(f"{noun} signed twice with one key, expected {needed} different keys")
    if len({same_person(approver.person) for approver in signers}) != needed:
        raise TrustError(f"{noun} signed twice by {signers[0].person}, expected {needed} persons")
    payload = wire.content()
    for signature, approver in zip(wire.signatures, signers, strict=True):
        check_signature(payload, wire.payload_type, signature, approver)
    return signers


def check_scope(placed: Placed, approver: Approver, what: str) -> None:
    """Raises TrustError unless the approver may sign for this unit and these boards."""
    if not approver.covers(placed):
        raise TrustError(
            f"{what}: approver {approver.person} may not sign for unit {placed.unit} "
            f"and boards {', '.join(placed.boards)}"
        )


def check_term(approver: Approver, now: datetime, what: str) -> None:
    """Raises TrustError unless the approver's entry is valid now."""
    if not approver.valid_from <= now < approver.valid_until:
        raise TrustError(
            f"{what}: approver {approver.person} is valid from {approver.valid_from.isoformat()} "
            f"until {approver.valid_until.isoformat()}, now is {now.isoformat()}"
        )


def _pae(payload: bytes, payload_type: str) -> bytes:
    return bytes(Envelope(payload, payload_type, {}).pae())


_SEALED = msgspec.json.Decoder(Sealed)
