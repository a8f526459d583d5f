"""LED lines and the people who answer for each: 双人审批, made cryptographic.

A line is shown if two approvers signed it; or if it is an 应急模板, signed by two beforehand, with its blanks filled
in, and one approver signed that. Either way no board lights what only the hub wants.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from securesystemslib.signer import Signer

from content.errors import TrustError
from content.feed.approvers import Approver, ApproverList
from content.feed.envelope import (
    MAX_ENVELOPE_BYTES,
    MAX_RELEASE_BYTES,
    LineSignature,
    Sealed,
    check_scope,
    check_signature,
    check_term,
    sealed,
    sign,
    signers_of,
    unpacked,
)
from content.feed.led_rules import check_fits, read_led_line, read_led_template
from content.feed.limited import check, reported
from content.led_line import LED_PAYLOAD_TYPE, LED_RELEASE_PAYLOAD_TYPE, LedLine
from content.led_template import LED_TEMPLATE_PAYLOAD_TYPE, LedTemplate

_PUBLISHED = frozenset({LED_PAYLOAD_TYPE, LED_RELEASE_PAYLOAD_TYPE})


class LineOutOfTime(TrustError):
    """This line is answered for, but it has not begun yet, or is over."""

    def __init__(self, line: LedLine, message: str) -> None:
        super().__init__(f"LED line {line.id}: {message}")
        self.line = line


# --- signing ------------------------------------------------------------------------------------------


def sign_led_line(payload: bytes, signer: Signer) -> LineSignature:
    """One approver's signature over a line: half of it; or, if it names a template, its release.

    Raises TrustError if no line may read so.
    """
    return sign(payload, type_of(read_led_line(payload)), signer)


def sign_led_template(payload: bytes, signer: Signer) -> LineSignature:
    """One approver's signature over a template. Raises TrustError if no template may read so."""
    read_led_template(payload)
    return sign(payload, LED_TEMPLATE_PAYLOAD_TYPE, signer)


def type_of(line: LedLine) -> str:
    """The payload type under which this line is signed."""
    return LED_RELEASE_PAYLOAD_TYPE if line.template else LED_PAYLOAD_TYPE


def verify_one(payload: bytes, keyid: str, sig: str, approvers: ApproverList) -> Approver:
    """Check one signature (base64) as it arrives at the hub: the payload is a line, the key is an approver's
    who may sign for its unit and boards, and the signature fits. Returns the approver; raises TrustError.

    No need to check the approver's validity: time passes until the line is shown, verify_led_line does it then.
    """
    line = read_led_line(payload)
    approver = approvers.by_keyid(keyid)
    check_signature(payload, type_of(line), LineSignature(keyid, sig), approver)
    check_scope(line, approver, f"LED line {line.id}")
    return approver


def verify_one_of_template(payload: bytes, keyid: str, sig: str, approvers: ApproverList) -> Approver:
    """As ``verify_one``, of a template."""
    template = read_led_template(payload)
    approver = approvers.by_keyid(keyid)
    check_signature(payload, LED_TEMPLATE_PAYLOAD_TYPE, LineSignature(keyid, sig), approver)
    check_scope(template, approver, f"LED template {template.name!r}")
    return approver


# --- envelopes ----------------------------------------------------------------------------------------


def assemble(payload: bytes, signatures: Sequence[LineSignature]) -> bytes:
    """The envelope of a line that two signed: what is published as the body of the line."""
    return sealed(payload, LED_PAYLOAD_TYPE, signatures)


def assemble_template(payload: bytes, signatures: Sequence[LineSignature]) -> bytes:
    """The envelope of a template."""
    return sealed(payload, LED_TEMPLATE_PAYLOAD_TYPE, signatures)


def assemble_release(payload: bytes, signature: LineSignature, template: bytes) -> bytes:
    """The envelope of a line made from a template (its envelope): what is published as the body of the line."""
    return sealed(payload, LED_RELEASE_PAYLOAD_TYPE, [signature], template)


def payload_of(envelope: bytes) -> bytes:
    """The payload of a line's envelope, unverified: for those who only need to know which line it claims to be."""
    return unpacked(envelope, MAX_RELEASE_BYTES, _PUBLISHED).content()


# --- verifying ----------------------------------------------------------------------------------------


def verify_led_line(
    envelope: bytes, approvers: ApproverList, now: datetime, county: str, *, ahead: timedelta = timedelta(0)
) -> LedLine:
    """The line in this envelope, if it is answered for at this moment.

    Demands exactly two signatures, both good, of two persons with two keys, both within their validity and
    allowed for the line's unit and every board; or one such signature, and two over the template that the line is
    made of. The line itself must be of this county and valid now. ``ahead``: how long before valid_from it is accepted
    (the signer publishes a line early; a board never shows one early).
    Raises TrustError that says what was expected and what was found.
    """
    wire = unpacked(envelope, MAX_RELEASE_BYTES, _PUBLISHED)
    signers = signers_of(wire, approvers)
    line = read_led_line(wire.content())
    what = f"LED line {line.id}"
    for approver in signers:
        check_scope(line, approver, what)
        check_term(approver, now, what)
    with reported(what):
        check(line.county == county, f"of county {line.county!r}, expected {county!r}")
        check(type_of(line) == wire.payload_type, "signed as what it is not")
    if wire.template is not None:
        _check_made_from(line, wire.template, approvers, now)
    if now >= line.valid_until:
        raise LineOutOfTime(line, f"ended {line.valid_until.isoformat()}, now is {now.isoformat()}")
    if now + ahead < line.valid_from:
        raise LineOutOfTime(line, f"begins {line.valid_from.isoformat()}, now is {now.isoformat()}")
    return line


def verify_led_template(envelope: bytes, approvers: ApproverList, now: datetime, county: str) -> LedTemplate:
    """The template in this envelope, if two approvers answer for it at this moment. Raises TrustError."""
    return _verified(unpacked(envelope, MAX_ENVELOPE_BYTES, {LED_TEMPLATE_PAYLOAD_TYPE}), approvers, now, county)


def _check_made_from(line: LedLine, wire: Sealed, approvers: ApproverList, now: datetime) -> None:
    template = _verified(wire, approvers, now, line.county)
    found = hashlib.sha256(wire.content()).hexdigest()
    if found != line.template:
        raise TrustError(f"LED line {line.id}: made from template {line.template[:12]}…, comes with {found[:12]}…")
    check_fits(line, template)


def _verified(wire: Sealed, approvers: ApproverList, now: datetime, county: str) -> LedTemplate:
    if wire.payload_type != LED_TEMPLATE_PAYLOAD_TYPE or wire.template is not None:
        raise TrustError("LED envelope: what comes with a release is no template")
    signers = signers_of(wire, approvers)
    template = read_led_template(wire.content())
    what = f"LED template {template.name!r}"
    for approver in signers:
        check_scope(template, approver, what)
        check_term(approver, now, what)
    with reported(what):
        check(template.county == county, f"of county {template.county!r}, expected {county!r}")
        term = f"valid from {template.valid_from.isoformat()} until {template.valid_until.isoformat()}"
        check(template.valid_from <= now < template.valid_until, f"{term}, now is {now.isoformat()}")
    return template
