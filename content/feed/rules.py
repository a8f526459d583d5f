"""What the signer refuses to publish, whoever asks: the hub's database is untrusted input here.

Each check raises TrustError with what was found and what is allowed. Personal data is the business of
content.personal_data, which the signer process asks before it comes here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from content.blocks import MAX_CHOICES, MAX_QUESTIONS, Question, Unknown, attachments_shown
from content.disclosure import (
    MAX_ATTACHMENT_BYTES,
    MAX_BODY_BYTES,
    Attachment,
    Disclosure,
    decode_disclosure,
    questions_of,
)
from content.errors import TrustError
from content.feed.approvals import verify_led_line
from content.feed.approvers import ApproverList
from content.feed.ledger import Item, Ledger
from content.feed.pages import RowKind
from content.led_line import MAX_LED_LINE_LIFE, LedLine
from content.record import DisclosureId, UnitCode, unit_of
from content.terms import SHOWABLE_AUDIENCES

MAX_REVISION = 2**31 - 1
MAX_ATTACHMENTS = 64
MAX_REASON_LENGTH = 200  # characters
MEDIA_TYPES = frozenset({"image/png", "image/jpeg", "application/pdf"})

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Change:
    """One revision to publish.

    body: the exact bytes: a Disclosure's JSON, or the DSSE envelope of an LED line.
    attachments: sha256 → the file's bytes or where they lie; what is published already may be left out.
    """

    id: DisclosureId
    rev: int
    kind: RowKind
    body: bytes
    attachments: Mapping[str, bytes | Path] = field(default_factory=dict)


@dataclass(frozen=True)
class Withdrawal:
    """撤回: take an item down, at this and every earlier revision. reason: one sentence for citizens.

    erase: 抹除: and delete every file that holds its bytes, here and wherever it was taken to.
    """

    id: DisclosureId
    rev: int
    reason: str
    replaced_by: str = ""
    erase: bool = False


@dataclass(frozen=True)
class Accepted:
    """What the rules read in a change. ends: valid_until."""

    unit: UnitCode
    sha256: str
    ends: datetime | None
    attachments: tuple[Attachment, ...]


def check_change(
    change: Change, ledger: Ledger, delegated: Mapping[UnitCode, object], approvers: ApproverList, now: datetime
) -> Accepted | None:
    """Every rule for one change but its attachments' bytes. Returns None if exactly this is published already."""
    _unit(change.id, delegated)
    sha256 = hashlib.sha256(change.body).hexdigest()
    if not 1 <= change.rev <= MAX_REVISION:
        raise TrustError(f"revision {change.rev}, expected 1 to {MAX_REVISION}")
    if len(change.body) > MAX_BODY_BYTES:
        raise TrustError(f"body of {len(change.body)} bytes, at most {MAX_BODY_BYTES} are allowed")
    if _is_published(change, sha256, ledger.item(change.id)):
        return None
    gone = ledger.gone(change.id)
    if gone and change.rev <= gone.rev:
        raise TrustError(f"revision {change.rev} was withdrawn; expected above {gone.rev}")
    return check_contents(change, ledger, delegated, approvers, now)


def check_contents(
    change: Change, ledger: Ledger, delegated: Mapping[UnitCode, object], approvers: ApproverList, now: datetime
) -> Accepted:
    """The rules for what a change holds, whatever was published under its id before."""
    unit = _unit(change.id, delegated)
    sha256 = hashlib.sha256(change.body).hexdigest()
    if change.kind == "led-line":
        line = verify_led_line(change.body, approvers, now, approvers.county, ahead=MAX_LED_LINE_LIFE)
        _check_names(change, line)
        _check_announced(line, ledger)
        return Accepted(unit, sha256, line.valid_until, ())
    disclosure = _disclosure(change.body)
    _check_names(change, disclosure)
    _check_shape(disclosure)
    return Accepted(unit, sha256, disclosure.valid_until, disclosure.attachments)


def check_withdrawal(withdrawal: Withdrawal, delegated: Mapping[UnitCode, object]) -> UnitCode:
    """Every rule for one withdrawal. Returns its unit."""
    unit = _unit(withdrawal.id, delegated)
    if not 1 <= withdrawal.rev <= MAX_REVISION:
        raise TrustError(f"revision {withdrawal.rev}, expected 1 to {MAX_REVISION}")
    if len(withdrawal.reason) > MAX_REASON_LENGTH:
        raise TrustError(f"reason of {len(withdrawal.reason)} characters, at most {MAX_REASON_LENGTH} are allowed")
    if withdrawal.replaced_by:
        _unit(withdrawal.replaced_by, delegated)
    return unit


def check_file(attachment: Attachment, data: bytes) -> None:
    """The bytes are those that the disclosure names."""
    if len(data) != attachment.size:
        raise TrustError(f"attachment {attachment.name!r}: {len(data)} bytes, expected {attachment.size}")
    found = hashlib.sha256(data).hexdigest()
    if found != attachment.sha256:
        raise TrustError(f"attachment {attachment.name!r}: sha256 {found[:12]}…, expected {attachment.sha256[:12]}…")


# --- helpers ------------------------------------------------------------------------------------------


def _unit(id_: str, delegated: Mapping[UnitCode, object]) -> UnitCode:
    try:
        unit = unit_of(id_)
    except ValueError as err:
        raise TrustError(str(err)) from err
    if unit not in delegated:
        raise TrustError(f"unit {unit!r} has no role in this county's targets")
    return unit


def _is_published(change: Change, sha256: str, known: Item | None) -> bool:
    if known is None:
        return False
    row = known.row
    if change.kind != row.kind:
        raise TrustError(f"a {change.kind} under the id of a {row.kind}")
    if change.rev < row.rev:
        raise TrustError(f"revision {change.rev}, but {row.rev} was published")
    if change.rev > row.rev:
        return False
    if sha256 != row.sha256:
        raise TrustError(f"revision {change.rev} was published with other contents")
    if known.slot is None:
        raise TrustError(f"revision {change.rev} was withdrawn or has ended; expected a higher one")
    return True


def _disclosure(body: bytes) -> Disclosure:
    try:
        found = decode_disclosure(body)
    except (ValueError, RecursionError) as err:
        raise TrustError(f"body is no disclosure: {err}") from err
    unknown = [block.kind for block in found.blocks if isinstance(block, Unknown)]
    if unknown:
        raise TrustError(f"body is no disclosure: block of unknown kind {unknown[0]!r}")
    return found


def _check_names(change: Change, inside: Disclosure | LedLine) -> None:
    if (inside.id, inside.rev, inside.unit) != (change.id, change.rev, unit_of(change.id)):
        raise TrustError(
            f"body of {inside.id} revision {inside.rev} of unit {inside.unit}, "
            f"expected {change.id} revision {change.rev} of unit {unit_of(change.id)}"
        )


def _check_shape(disclosure: Disclosure) -> None:
    if disclosure.v != 1:
        raise TrustError(f"version {disclosure.v} of the format, this program knows 1")
    if not disclosure.title.strip():
        raise TrustError("no title")
    if disclosure.audience not in SHOWABLE_AUDIENCES:
        raise TrustError(f"audience {disclosure.audience.value!r} never leaves the hub")
    if disclosure.valid_until is not None and disclosure.valid_until <= disclosure.valid_from:
        raise TrustError("valid_until is not after valid_from")
    if len(disclosure.attachments) > MAX_ATTACHMENTS:
        raise TrustError(f"{len(disclosure.attachments)} attachments, at most {MAX_ATTACHMENTS} are allowed")
    names = {attachment.sha256 for attachment in disclosure.attachments}
    for attachment in disclosure.attachments:
        if not _SHA256.fullmatch(attachment.sha256):
            raise TrustError(f"attachment {attachment.name!r}: sha256 {attachment.sha256[:70]!r} is none")
        if not 0 < attachment.size <= MAX_ATTACHMENT_BYTES:
            raise TrustError(
                f"attachment {attachment.name!r}: {attachment.size} bytes, at most {MAX_ATTACHMENT_BYTES} are allowed"
            )
        if attachment.media_type not in MEDIA_TYPES:
            raise TrustError(
                f"attachment {attachment.name!r}: {attachment.media_type[:60]!r}, "
                f"allowed are {', '.join(sorted(MEDIA_TYPES))}"
            )
    _check_questions(questions_of(disclosure))
    for block in disclosure.blocks:
        for shown in attachments_shown(block):
            if shown not in names:
                raise TrustError(f"picture {shown[:12]}… is not among the attachments")


def _check_questions(questions: tuple[Question, ...]) -> None:
    if len(questions) > MAX_QUESTIONS:
        raise TrustError(f"{len(questions)} questions, at most {MAX_QUESTIONS} are allowed")
    for number, question in enumerate(questions, 1):
        if not question.text.strip() or not all(choice.strip() for choice in question.choices):
            raise TrustError(f"question {number}: a question or a choice without words")
        if not 2 <= len(question.choices) <= MAX_CHOICES:
            raise TrustError(f"question {number}: {len(question.choices)} choices, expected 2 to {MAX_CHOICES}")


def _check_announced(line: LedLine, ledger: Ledger) -> None:
    announced = ledger.item(line.disclosure)
    if announced is None or announced.slot is None or announced.row.kind != "disclosure":
        raise TrustError(f"announces {line.disclosure}, which is not published")
    if announced.row.rev != line.disclosure_rev:
        raise TrustError(
            f"announces {line.disclosure} revision {line.disclosure_rev}, published is {announced.row.rev}"
        )
